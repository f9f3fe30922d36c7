"""Rows of a table between being sent and being taken over: as plain JSON, packed and encrypted, with what is wrong with each."""

import json
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from django.conf import settings

from linli.kernel import keys
from linli.kernel.errors import Refused, registered_refusals
from linli.kernel.files.cipher import decrypted, encrypted
from linli.kernel.sheets.reading import Row


def sealed(rows: Sequence[object], binding: bytes) -> bytes:
    """Rows as `as_plain` writes them, packed and encrypted; they open only for what they are bound to."""
    packed = zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
    return b"".join(encrypted(keys.opened(settings.LINLI_HOME), BytesIO(packed), binding))


def opened(content: bytes, binding: bytes) -> list[Row]:
    """The rows as they were."""
    packed = b"".join(decrypted(keys.opened(settings.LINLI_HOME), BytesIO(content), binding))
    return from_plain(json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass")))


def as_plain(row: Row) -> list[object]:
    """One row as JSON."""
    return [row.number, list(row.cells), *_trouble(row)]


def from_plain(kept: Sequence[Sequence[Any]]) -> list[Row]:
    """Rows that were kept as JSON."""
    return [Row(number, tuple(cells), again(*trouble) if trouble else None) for number, cells, *trouble in kept]


def again(code: str, facts: Mapping[str, str]) -> Refused:
    """A refusal that was kept; one that this version of the house does not know says so."""
    return Refused(code, **facts) if code in registered_refusals() else Refused("imports.not_stored", reason=code)


def _trouble(row: Row) -> list[object]:
    return [] if row.trouble is None else [row.trouble.code, {name: str(fact) for name, fact in row.trouble.facts.items()}]
