"""Closed lists with the words people read."""

from enum import StrEnum


class Kind(StrEnum):
    """A stored code with its English words, which are the translations' source."""

    words: str

    def __new__(cls, code: str, words: str) -> "Kind":
        kind = str.__new__(cls, code)
        kind._value_ = code
        kind.words = words
        return kind

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """What Django's fields want to know."""
        return [(each.value, each.words) for each in cls]
