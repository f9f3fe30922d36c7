"""The code by which a reporter follows the matter: short, without letters that are mistaken for one another."""

from typing import Final

FOLLOW_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
FOLLOW_LONG: Final = 8


def follow_value(code: str) -> str:
    """The code as it is compared, however it was typed."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def code_from(mark: bytes) -> str:
    """A code out of a keyed mark of sixteen bytes: the same mark, the same code."""
    value, letters = int.from_bytes(mark[:16], "big"), []
    for _ in range(FOLLOW_LONG):
        value, place = divmod(value, len(FOLLOW_LETTERS))
        letters.append(FOLLOW_LETTERS[place])
    return "".join(letters)
