"""The child that opens somebody's picture: it has little memory, little time, no keys and no database, and says what it saw anew.

Read from standard input, written to standard output. Started by `pictures`, never imported by what holds data.
"""

import io
import resource
import sys
from typing import Final

from PIL import Image, ImageOps

# Room for the interpreter and the library; a picture of the largest size needs some 250 MB of it.
MEMORY_BYTES: Final = 1_200_000_000
CPU_SECONDS: Final = 10
# A phone's best camera; more is a bomb or a scan that nobody needs at that size.
LARGEST_PIXELS: Final = 60_000_000
LONGEST_SIDE: Final = 2_048
QUALITY: Final = 82
OPENED: Final = ("JPEG", "PNG", "WEBP", "GIF")


def main() -> int:
    """One picture; what is no picture, too large or damaged ends with 1 and nothing written."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    try:
        sys.stdout.buffer.write(seen_anew(sys.stdin.buffer.read()))
    except (OSError, ValueError, SyntaxError, MemoryError, OverflowError, Image.DecompressionBombError):
        return 1
    return 0


def seen_anew(content: bytes) -> bytes:
    """The first frame as a JPEG the right way up, with nothing else that came along: no place, no camera, no time."""
    with Image.open(io.BytesIO(content), formats=OPENED) as picture:
        if picture.width * picture.height > LARGEST_PIXELS:
            raise ValueError("too many pixels")
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture)
        plain = _upon_white(upright)
        plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        # Copied pixel for pixel into a new picture: what the old one carried besides stays behind.
        fresh = Image.new("RGB", plain.size)
        fresh.paste(plain)
    written = io.BytesIO()
    fresh.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


def _upon_white(picture: Image.Image) -> Image.Image:
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    whole = picture.convert("RGBA")
    ground = Image.new("RGBA", whole.size, "white")
    ground.alpha_composite(whole)
    return ground.convert("RGB")


if __name__ == "__main__":
    sys.exit(main())
