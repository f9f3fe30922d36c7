"""The canonical text of what is hashed: one line for an entry, one JSON text for the value of a fact."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID

from linli.kernel.journal import check

VERSION: Final = "linli1"
FIRST: Final = bytes(32)
SALT_BYTES: Final = 16
_LINE = re.compile(check.LINE.encode())
_WORD = re.compile(check.WORD)
_VERB = re.compile(rf"{check.WORD}\.{check.WORD}")
# JSON writes NUL as \u0000; an even number of backslashes before it is text that only looks like one.
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


class NotCanonical(ValueError):
    """Something that has no canonical text and so cannot be recorded."""


class Line(NamedTuple):
    """The fields of an entry in the order of its canonical line; nothing stands as a hyphen."""

    subdistrict: str
    stream: str
    seq: str
    id: str
    verb: str
    reason: str
    account: str
    person: str
    channel: str
    request: str
    made_at: str
    recorded_at: str
    previous: str
    facts: str

    def text(self) -> str:
        """The fields as they stand, canonical or not."""
        return "\t".join((VERSION, *self))

    def checked(self) -> bytes:
        """The canonical line; NotCanonical when a field steps out of its alphabet."""
        text = self.text().encode()
        if not _LINE.fullmatch(text) or not check.FACTS.fullmatch(self.facts.encode()):
            raise NotCanonical(f"not a canonical entry: {text!r}")
        return text


def entry_hash(line: bytes) -> bytes:
    """The hash of an entry."""
    return sha256(line).digest()


def instant(moment: datetime) -> str:
    """An instant as the canonical line writes it: UTC with microseconds."""
    if moment.tzinfo is None:
        raise NotCanonical("an instant without a zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def is_word(text: str) -> bool:
    """Whether a name may stand in the canonical line: no digits and no capitals, so hardly a phone or a person."""
    return _WORD.fullmatch(text) is not None


def is_verb(text: str) -> bool:
    """Whether this is `<aggregate>.<past participle>`."""
    return _VERB.fullmatch(text) is not None


def value_text(value: object) -> str:
    """The canonical JSON of a fact's value, which is also what is stored; NUL, NaN and half characters are refused."""
    try:
        text = _CANONICAL.encode(value)
        text.encode()
    except (TypeError, ValueError) as error:
        raise NotCanonical(str(error)) from error
    if "\\u0000" in text and _NUL.search(text):
        raise NotCanonical("a fact must not contain NUL")
    return text


def fact_digest(salt: bytes, text: str) -> str:
    """What the entry keeps of a fact; without salt and text nothing about the value can be learnt from it."""
    if len(salt) != SALT_BYTES:
        raise NotCanonical("a salt has 16 bytes")
    return sha256(salt + text.encode()).hexdigest()


def facts_text(digests: Mapping[str, str] | Iterable[tuple[str, str]]) -> str:
    """The digests of an entry's facts as its line carries them."""
    return ",".join(f"{name}={digest}" for name, digest in sorted(dict(digests).items())) or "-"


def _plain(value: object) -> str:
    match value:
        case datetime():
            return instant(value)
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
    raise TypeError(f"a fact cannot hold {type(value).__name__}")


# One encoder for all facts: there are many in each entry.
_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_plain)
