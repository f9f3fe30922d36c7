"""What a file is, by its content: the sender's word for it is not asked."""

import codecs
import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

PNG, JPEG, GIF, WEBP = "image/png", "image/jpeg", "image/gif", "image/webp"
PDF, TEXT, CSV = "application/pdf", "text/plain", "text/csv"
OFFICE: Final = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX, PPTX = OFFICE + "wordprocessingml.document", OFFICE + "spreadsheetml.sheet", OFFICE + "presentationml.presentation"

# Each type that is kept, with the endings its name may have; the first is added when it has another.
ENDINGS: Final = {
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    GIF: (".gif",),
    WEBP: (".webp",),
    PDF: (".pdf",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    PPTX: (".pptx",),
    TEXT: (".txt", ".log", ".md"),
    CSV: (".csv",),
}
OFFICE_PARTS: Final = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}

MARKUP: Final = ("<!doctype", "<html", "<svg", "<?xml", "<script", "<head", "<body", "<?php")
HARMLESS_CONTROLS: Final = frozenset("\t\n\r\f")
BLOCK_BYTES = 64 * 1024

ZIP_END: Final = struct.Struct("<4s4H2LH")
ZIP_ENTRY: Final = struct.Struct("<4s6H3L5H2L")
ZIP64_LOCATOR_BYTES = 20
ZIP_COMMENT_BYTES = 65_535
# Larger listings and larger contents are bombs or nothing an office writes.
LARGEST_LISTING_BYTES = 512 * 1024
LARGEST_UNPACKED_BYTES = 300_000_000


def media_type(source: BinaryIO, name: str) -> str | None:
    """The type of the content if it is one that Linli keeps; the name only tells a table from other text."""
    source.seek(0)
    head = source.read(16)
    for mark, found in ((b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG), (b"GIF87a", GIF), (b"GIF89a", GIF), (b"%PDF-", PDF)):
        if head.startswith(mark):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"PK\x03\x04"):
        return office_type(source)
    if is_text(source):
        return CSV if name.lower().endswith(".csv") else TEXT
    return None


def is_text(source: BinaryIO) -> bool:
    """Whether it reads as UTF-8 or GB 18030 without control characters, and is not a page or a program for a browser."""
    return any(reads_as(source, encoding) for encoding in ("utf-8-sig", "gb18030"))


def reads_as(source: BinaryIO, encoding: str) -> bool:
    """Whether every character is one that a person could have typed."""
    source.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    is_first = True
    try:
        for block in iter(lambda: source.read(BLOCK_BYTES), b""):
            text = decoder.decode(block)
            if any(letter < " " and letter not in HARMLESS_CONTROLS for letter in set(text)) or "\x7f" in text:
                return False
            if is_first and text.lstrip().lower().startswith(MARKUP):
                return False
            is_first = False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def office_type(source: BinaryIO) -> str | None:
    """Which office document a zip file is; none with macros, encryption or contents out of proportion."""
    found: str | None = None
    unpacked = 0
    for name, flags, size in zip_listing(source):
        unpacked += size
        if flags & 1 or unpacked > LARGEST_UNPACKED_BYTES or name.lower().endswith("vbaproject.bin"):
            return None
        found = OFFICE_PARTS.get(name, found)
    return found


def zip_listing(source: BinaryIO) -> Iterator[tuple[str, int, int]]:
    """Name, flags and unpacked size of each entry. Read by hand: the library builds the whole listing, however long, before it answers."""
    total = source.seek(0, 2)
    tail_at = max(0, total - ZIP_COMMENT_BYTES - ZIP_END.size - ZIP64_LOCATOR_BYTES)
    source.seek(tail_at)
    tail = source.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) - end < ZIP_END.size or tail[max(0, end - ZIP64_LOCATOR_BYTES) : end].startswith(b"PK\x06\x07"):
        return
    _, _, _, _, _, size, start, _ = ZIP_END.unpack_from(tail, end)
    if size > LARGEST_LISTING_BYTES or start + size > tail_at + end:
        return
    source.seek(start)
    listing, place = source.read(size), 0
    while place + ZIP_ENTRY.size <= len(listing) and listing[place : place + 4] == b"PK\x01\x02":
        entry = ZIP_ENTRY.unpack_from(listing, place)
        flags, unpacked, name_length, extra, comment = entry[3], entry[9], entry[10], entry[11], entry[12]
        name_at = place + ZIP_ENTRY.size
        yield listing[name_at : name_at + name_length].decode("utf-8", "replace"), flags, unpacked
        place = name_at + name_length + extra + comment
