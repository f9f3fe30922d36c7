"""Pictures from outside: kept as a child saw them, without what came along; what is none is refused, and bombs open nowhere."""

import struct
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from linli.kernel.errors import Refused
from linli.kernel.files import picturing
from linli.kernel.files.pictures import seen_anew

SECRET = "31.2304N121.4737E"


def jpeg(width: int = 60, height: int = 40, *, orientation: int = 1) -> BytesIO:
    """A photo of a phone: red left, blue right, with where and by what it was taken."""
    picture = Image.new("RGB", (width, height), "blue")
    picture.paste("red", (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x010E] = orientation, "SecretPhone", SECRET
    content = BytesIO()
    picture.save(content, "JPEG", exif=exif, comment=SECRET.encode())
    return content


def png_that_says(width: int, height: int) -> BytesIO:
    """A small file that unpacks to this many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compress(b"\x00" * 10_000, 9)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def test_nothing_that_came_along_is_kept() -> None:
    sent = jpeg()
    assert SECRET.encode() in sent.getvalue()

    kept = seen_anew(sent)

    assert SECRET.encode() not in kept.getvalue()
    assert b"SecretPhone" not in kept.getvalue()
    with Image.open(kept) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (60, 40), {})


def test_a_picture_taken_sideways_stands_upright() -> None:
    with Image.open(seen_anew(jpeg(orientation=6))) as picture:
        assert picture.size == (40, 60)
        top, bottom = picture.getpixel((20, 5)), picture.getpixel((20, 55))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200 and top[2] < 60
    assert bottom[2] > 200 and bottom[0] < 60


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF"])
def test_what_one_can_see_through_lies_upon_white(form: str) -> None:
    content = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(content, form)

    with Image.open(seen_anew(content)) as picture:
        seen = picture.getpixel((10, 10))
        assert isinstance(seen, tuple)
        assert min(seen) > 240


def test_a_large_one_is_made_smaller() -> None:
    with Image.open(seen_anew(jpeg(4_000, 3_000))) as picture:
        assert picture.size == (2_048, 1_536)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        jpeg().getvalue()[:200],
        png_that_says(30_000, 30_000).getvalue(),
        png_that_says(7_000, 7_000).getvalue()[:60],
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        seen_anew(BytesIO(content))
    assert refusal.value.code == "files.not_a_picture"


def test_what_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.kernel.files.pictures.SECONDS_AT_MOST", 0.001)
    with pytest.raises(Refused):
        seen_anew(jpeg())


def child(content: bytes) -> subprocess.CompletedProcess[bytes]:
    """What the child itself answers, started with everything this process knows."""
    return subprocess.run(
        [sys.executable, "-P", str(Path(picturing.__file__))], input=content, capture_output=True, timeout=60, check=False
    )


def test_the_child_writes_a_picture_or_nothing() -> None:
    """Also what it does is counted as run, which its bare environment otherwise hides."""
    seen_through = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(seen_through, "PNG")
    for content in (jpeg().getvalue(), seen_through.getvalue()):
        answer = child(content)
        assert (answer.returncode, answer.stdout[:2]) == (0, b"\xff\xd8")
    for content in (b"GIF89a", png_that_says(30_000, 30_000).getvalue(), png_that_says(9_000, 9_000).getvalue()):
        answer = child(content)
        assert (answer.returncode, answer.stdout) == (1, b"")
