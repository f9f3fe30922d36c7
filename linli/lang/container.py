"""A model as one file: a head that says what it is, tables that are read in place, and a digest over all of it. Nothing in it is run.

16 bytes   "Linli text model"
 4 bytes   version of the format, big-endian
 8 bytes   length of the head, big-endian
32 bytes   SHA-256 of everything behind
           the head: JSON with "about" and, for each table, kind, shape and where it begins
           the tables, each at a multiple of 64 bytes from the file's beginning, little-endian
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from linli.lang.trouble import BadFile
from linli.lang.whole import whole

FORMAT: Final = 1
_SIGN: Final = b"Linli text model"
_FIXED: Final = len(_SIGN) + 4 + 8 + 32
_STEP: Final = 64
_PIECE_BYTES: Final = 1 << 20

Table = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Kept:
    """What stands in a file: what it says about itself, and its tables, read where they lie."""

    about: Mapping[str, Any]
    tables: Mapping[str, Table]
    size_bytes: int
    digest: str


def write(path: Path, about: Mapping[str, Any], tables: Mapping[str, Table]) -> None:
    """Write the file whole or not at all."""
    with whole(path) as beside, beside.open("wb") as written:
        for part in packed(about, tables):
            written.write(part)


def packed(about: Mapping[str, Any], tables: Mapping[str, Table]) -> list[bytes]:
    """What a file holds, in parts; the same content gives the same bytes."""
    laid, at = dict[str, dict[str, Any]](), 0
    for name, table in tables.items():
        laid[name] = {"kind": table.dtype.newbyteorder("<").str, "shape": list(table.shape), "at": at}
        at += -(-table.nbytes // _STEP) * _STEP
    head = json.dumps({"about": about, "tables": laid}, ensure_ascii=False, sort_keys=True).encode()
    head += b" " * (-(len(head) + _FIXED) % _STEP)
    parts = [head, *(_padded(table) for table in tables.values())]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return [_SIGN + FORMAT.to_bytes(4, "big") + len(head).to_bytes(8, "big") + digest.digest(), *parts]


def _padded(table: Table) -> bytes:
    content = np.ascontiguousarray(table, dtype=table.dtype.newbyteorder("<")).tobytes()
    return content + bytes(-len(content) % _STEP)


def read(path: Path) -> Kept:
    """The file; one that is no model, of another version, cut off or altered raises BadFile."""
    with path.open("rb") as stream:
        fixed = stream.read(_FIXED)
        if not fixed.startswith(_SIGN):
            raise BadFile(f"{path} is no text model: name a file that `linli text train` wrote.")
        version = int.from_bytes(fixed[16:20], "big")
        if version != FORMAT:
            raise BadFile(f"{path} is a text model of version {version}; this program reads version {FORMAT}: train it again.")
        length, digest = int.from_bytes(fixed[20:28], "big"), hashlib.sha256()
        head = stream.read(min(length, path.stat().st_size))
        digest.update(head)
        while piece := stream.read(_PIECE_BYTES):
            digest.update(piece)
    if digest.digest() != fixed[28:]:
        raise BadFile(f"{path} was cut off or altered after it was written: fetch it again or train it again.")
    laid = json.loads(head)
    tables = {name: _table(path, each, _FIXED + length) for name, each in laid["tables"].items()}
    return Kept(laid["about"], tables, path.stat().st_size, digest.hexdigest())


def _table(path: Path, laid: Mapping[str, Any], begin: int) -> Table:
    shape = tuple(laid["shape"])
    if not all(shape):
        return np.zeros(shape, dtype=laid["kind"])
    return np.memmap(path, dtype=laid["kind"], mode="r", offset=begin + laid["at"], shape=shape)
