"""What of a personal value may be seen without a reason: never more than its kind declares."""

from enum import StrEnum

STAR = "*"
MOBILE_DIGITS = 11


class Masking(StrEnum):
    """How a value is shown to whoever has given no reason."""

    NAME = "name"  # 林*
    PHONE = "phone"  # 138****5678
    ID_NUMBER = "id_number"  # ************12
    HIDDEN_PHONE = "hidden_phone"  # ****, to be dialled on one's own work like any phone
    HIDDEN = "hidden"  # ****

    @property
    def is_phone(self) -> bool:
        """Whether the value can be dialled."""
        return self in {Masking.PHONE, Masking.HIDDEN_PHONE}

    def of(self, text: str) -> str:
        """The masked form; of an empty value nothing."""
        return _MASKS[self](text.strip()) if text.strip() else ""


def _name(text: str) -> str:
    # One star whatever the length: the number of characters would tell something too.
    return f"{text[0]}{STAR}" if len(text) > 1 else STAR


def _phone(text: str) -> str:
    digits = "".join(character for character in text if character.isdecimal())
    # Of a shorter number seven digits would leave almost nothing to guess.
    return f"{digits[:3]}{STAR * 4}{digits[-4:]}" if len(digits) == MOBILE_DIGITS and digits[0] == "1" else _hidden(text)


def _id_number(text: str) -> str:
    return f"{STAR * 12}{text[-2:]}" if len(text) > 8 else _hidden(text)


def _hidden(_: str) -> str:
    return STAR * 4


_MASKS = {
    Masking.NAME: _name,
    Masking.PHONE: _phone,
    Masking.ID_NUMBER: _id_number,
    Masking.HIDDEN_PHONE: _hidden,
    Masking.HIDDEN: _hidden,
}
