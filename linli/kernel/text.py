"""Text as people type it: cleaned where harmless, refused where it would lose something."""

import re

from django.utils.functional import Promise

from linli.kernel.errors import Refused

# Every way in which a program ends a line; the vertical tab comes with text pasted from Word.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Controls that show nothing anywhere and that a document writer cannot print.
_UNSEEN = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
# Written marks without width: text made of them alone looks empty.
_WITHOUT_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"


def clean_text(value: str, *, field: str | Promise, limit: int, required: bool = True) -> str:
    """`value` with plain line ends, without controls and outer blanks; NUL, emptiness and over-length are refused by name."""
    if "\x00" in value:
        raise Refused("kernel.nul", field=field)
    if _HALF_CHARACTER.search(value):
        raise Refused("kernel.bad_character", field=field)
    cleaned = _UNSEEN.sub("", _LINE_ENDS.sub("\n", value)).strip()
    if all(character.isspace() or character in _WITHOUT_WIDTH for character in cleaned):
        cleaned = ""
    if required and not cleaned:
        raise Refused("kernel.empty", field=field)
    if len(cleaned) > limit:
        raise Refused("kernel.too_long", field=field, length=len(cleaned), limit=limit)
    return cleaned
