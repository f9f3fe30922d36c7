"""Finding encrypted values again: equal values of one field and one subdistrict have equal codes, and nothing else can be learnt."""

import re
import unicodedata
from enum import StrEnum
from uuid import UUID

from linli.kernel.keys import KeyRing, lookup_purpose

_SEPARATORS = re.compile(r"[\s\u200b-\u200d\u2060\ufeff·•・‧∙.\-_,'’]+")
_EXTENSION = re.compile(r"转|分机|ext|x|#", re.IGNORECASE)
MOBILE_DIGITS = 11
LAST = 4


class Normal(StrEnum):
    """Which ways of writing count as the same value."""

    NAME = "name"
    PHONE = "phone"
    LAST_FOUR = "last_four"

    def of(self, text: str) -> str:
        """The one form that all these ways share; empty when there is nothing to find."""
        plain = unicodedata.normalize("NFKC", text)
        if self is Normal.NAME:
            return _name(plain)
        digits = _phone(plain)
        if self is Normal.PHONE:
            return digits
        return digits[-LAST:] if len(digits) >= LAST else ""


def _name(text: str) -> str:
    """Letters alone, without blanks, points and strokes."""
    shorter = unicodedata.normalize("NFKC", _SEPARATORS.sub("", text).casefold())
    # What stood apart may join into another character once the blank between is gone.
    return shorter if shorter == text else _name(shorter)


def _phone(text: str) -> str:
    """Digits alone, without the country's code and without an extension; landlines with the zero of their area."""
    main = _EXTENSION.split(text.strip(), maxsplit=1)[0]
    digits = "".join(str(unicodedata.digit(character)) for character in main if character.isdecimal())
    abroad = re.sub(r"[\s(]", "", main)
    for prefix, is_said in (("0086", True), ("86", abroad.startswith("+"))):
        if digits.startswith(prefix) and (is_said or len(digits) == len(prefix) + MOBILE_DIGITS):
            return _domestic(digits.removeprefix(prefix))
    return digits


def _domestic(digits: str) -> str:
    is_mobile = len(digits) == MOBILE_DIGITS and digits.startswith("1")
    return digits if is_mobile or digits.startswith("0") or not digits else f"0{digits}"


def code_of(ring: KeyRing, subdistrict_id: UUID, *, column: str, normal: Normal, text: str) -> UUID | None:
    """The code of a value in one column of one subdistrict; None when there is nothing to find."""
    value = normal.of(text)
    if not value:
        return None
    # The purpose carries the subdistrict: equal codes in two streets would tell that a person is known in both.
    # Sixteen bytes are enough to tell values apart, and uuid has leakproof comparisons, which row-level security wants.
    return UUID(bytes=ring.lookup_code(lookup_purpose(subdistrict_id, column), value.encode())[:16])
