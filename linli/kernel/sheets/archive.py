"""A zip file: looked at before anything in it is unpacked; a workbook is one, and one table or workbook may be packed in one."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Sequence
from typing import Final

from linli.kernel.errors import Refused

_MEMBERS: Final = 1_000
# Sheets of repeated words unpack to some fifty times their size, bombs to a thousand.
_RATIO: Final = 200
_SMALL_BYTES: Final = 1_000_000
_TEXTS: Final = (".csv", ".tsv", ".txt")
_WORKBOOKS: Final = (".xlsx", ".xlsm")
# What every office document has among its members.
_OF_A_WORKBOOK: Final = "[Content_Types].xml"
# What the archive module raises for members that are damaged.
_DAMAGE: Final = (
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    lzma.LZMAError,
    zipfile.BadZipFile,
    zlib.error,
)


def members_of(sent: bytes, *, name: str, unpacked_bytes: int) -> Sequence[zipfile.ZipInfo]:
    """What the archive says it holds; refused when it is locked, or out of all proportion."""
    try:
        members = zipfile.ZipFile(io.BytesIO(sent)).infolist()
    except _DAMAGE:
        raise Refused("sheets.broken", name=name) from None
    if any(member.flag_bits & 1 for member in members):
        raise Refused("sheets.old_or_locked", name=name)
    # The archive module never unpacks more of a member than its entry says, so these sums hold.
    unpacked = sum(member.file_size for member in members)
    if unpacked > unpacked_bytes or len(members) > _MEMBERS or (unpacked > _SMALL_BYTES and unpacked > _RATIO * len(sent)):
        raise Refused("sheets.unpacks_too_big", name=name)
    return members


def only_table(sent: bytes, members: Sequence[zipfile.ZipInfo], *, name: str) -> tuple[bytes, bool] | None:
    """The one table that the archive holds, and whether it is a workbook; none when the archive is a workbook itself or holds no table.

    Refused when it holds several.
    """
    if any(member.filename == _OF_A_WORKBOOK for member in members):
        return None
    tables = [member for member in members if _is_table(member)]
    if len(tables) > 1:
        raise Refused("sheets.several_tables", name=name, count=len(tables))
    if not tables:
        return None
    try:
        return zipfile.ZipFile(io.BytesIO(sent)).read(tables[0]), tables[0].filename.lower().endswith(_WORKBOOKS)
    except _DAMAGE:
        raise Refused("sheets.cut_off", name=name) from None


def _is_table(member: zipfile.ZipInfo) -> bool:
    # One system packs a shadow of every file beside it, one program leaves one while a workbook is open.
    *folders, file = member.filename.lower().split("/")
    return file.endswith(_TEXTS + _WORKBOOKS) and not file.startswith((".", "~$")) and "__macosx" not in folders
