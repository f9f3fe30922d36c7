"""Numbers as people write them in addresses, in digits."""

import re
from typing import Final

NUMERALS: Final = "零〇一二三四五六七八九十百"
_WRITTEN: Final = re.compile(f"[{NUMERALS}]+")
_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0}
_TENS: Final = {"十": 10, "百": 100}


def digits(number: str) -> str:
    """一百二十 as 120, 一二〇 too; what is digits already, or no number at all, stays."""
    if not _WRITTEN.fullmatch(number):
        return number
    if not set(number) & set(_TENS):
        return "".join(str(_DIGITS[each]) for each in number)
    whole = held = 0
    for each in number:
        if each in _TENS:
            whole, held = whole + max(held, 1) * _TENS[each], 0
        else:
            held = _DIGITS[each]
    return str(whole + held)
