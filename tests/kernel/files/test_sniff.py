"""A file is what its content says, whatever its name says; what is not on the list is not kept."""

import io
import struct
import zipfile

import pytest

from linli.kernel.files import sniff
from linli.kernel.files.names import clean_name


def office(*names: str, content: bytes = b"<x/>") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return buffer.getvalue()


def found(content: bytes, name: str = "x") -> str | None:
    return sniff.media_type(io.BytesIO(content), name)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(20), sniff.PNG),
        (b"\xff\xd8\xff\xe0" + bytes(20), sniff.JPEG),
        (b"GIF89a" + bytes(20), sniff.GIF),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", sniff.WEBP),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", sniff.PDF),
        (office("[Content_Types].xml", "word/document.xml"), sniff.DOCX),
        (office("[Content_Types].xml", "xl/workbook.xml"), sniff.XLSX),
        (office("[Content_Types].xml", "ppt/presentation.xml"), sniff.PPTX),
        ("楼道堆物,三单元\r\n".encode(), sniff.TEXT),
        ("楼道堆物,三单元\r\n".encode("gb18030"), sniff.TEXT),
        (b"\xef\xbb\xbfa,b", sniff.TEXT),
        ("😀 emoji".encode(), sniff.TEXT),
    ],
)
def test_known_content_is_recognised(content: bytes, expected: str) -> None:
    assert found(content, "anything.exe") == expected


def test_only_the_name_tells_a_table_from_text() -> None:
    assert found(b"a,b\n1,2\n", "TABLE.CSV") == sniff.CSV


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03\x00\x00\x00",
        b"\x7fELF\x02\x01\x01\x00",
        b"text with a NUL \x00 in it",
        b"text with an escape \x1b[31m",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"  \n<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        b"\xef\xbb\xbf<html>",
        b"\xff\xfea\x00b\x00",
        b"\x81",
        b"RIFF\x00\x00\x00\x00WAVE",
        office("readme.txt"),
        office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        office("word/document.xml")[:-30],
        b"PK\x03\x04 and nothing more",
    ],
)
def test_everything_else_is_not_kept(content: bytes) -> None:
    assert found(content, "photo.jpg") is None


def test_a_character_cut_by_the_block_border_is_still_text() -> None:
    assert found(("a" + "楼" * sniff.BLOCK_BYTES).encode()) == sniff.TEXT


def test_a_zip_bomb_is_not_an_office_document() -> None:
    bomb = bytearray(office("[Content_Types].xml", "word/document.xml"))
    entry = bomb.rfind(b"PK\x01\x02")
    struct.pack_into("<L", bomb, entry + 24, sniff.LARGEST_UNPACKED_BYTES + 1)
    assert found(bytes(bomb)) is None


def test_a_listing_of_boundless_length_is_not_read() -> None:
    assert found(office("word/document.xml", *(f"{number:060d}" for number in range(6000)))) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("报告.txt", "报告.txt"),
        ("/etc/passwd", "passwd.txt"),
        ("..\\..\\boot.ini", "boot.ini.txt"),
        ("a\x00b.txt", "ab.txt"),
        ("a\r\nContent-Type: x.txt", "aContent-Type: x.txt"),
        ("\u202egpj.exe", "gpj.exe.txt"),
        ("invoice.exe", "invoice.exe.txt"),
        ("", "file.txt"),
        ("..", "file.txt"),
        (".txt", "txt.txt"),
        ("LIST.TXT", "LIST.TXT"),
        ("楼" * 500 + ".txt", "楼" * 116 + ".txt"),
    ],
)
def test_names_are_cleaned(name: str, expected: str) -> None:
    assert clean_name(name, sniff.TEXT) == expected
