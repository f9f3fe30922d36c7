"""What is read of a text before anything is counted: one width, one case, no marks, numbers and anonymous names as one sign each.

Full-width and half-width forms are the same text (Unicode, NFKC), and so is a message typed in traditional characters. A number
says that there is a number, not which one; "A3区" of an anonymised text is some district, whichever it was.
"""

import re
from typing import Final

from linli.lang.characters import SIMPLIFIED, nfkc

# Longer texts say what they are about in their beginning and their end.
MOST_CHARACTERS: Final = 6_000

_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufeff\u200b-\u200f\u2060]")
_NUMBER: Final = re.compile(r"\d+")
# Letters and digits that stand for a name: A市, K12县, A1区.
_NAMELESS: Final = re.compile(r"[a-z]\d*(?=[省市区县镇乡村])")
NAMELESS: Final = "某"
_TRADITIONAL: Final = re.compile(f"[{''.join(map(chr, SIMPLIFIED))}]")


def told(title: str, text: str) -> str:
    """Title and text as one; a title that the text begins with is not said twice."""
    head, body = title.strip(), text.strip()
    if not head or body.startswith(head):
        return body
    return f"{head}\n{body}"


def plain(text: str) -> str:
    """The text as it is read."""
    if len(text) > MOST_CHARACTERS:
        text = f"{text[: MOST_CHARACTERS // 2]}\n{text[-MOST_CHARACTERS // 2 :]}"
    read = _CONTROL.sub("", nfkc(text)).casefold()
    # Hardly a text has one: looking whether there is any costs a small part of looking up every character.
    if _TRADITIONAL.search(read):
        read = read.translate(SIMPLIFIED)
    return _NUMBER.sub("0", _NAMELESS.sub(NAMELESS, read))
