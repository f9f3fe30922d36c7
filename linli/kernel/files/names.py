"""File names as they may be shown and offered for download."""

import unicodedata
from pathlib import PurePosixPath

from linli.kernel.files.sniff import ENDINGS

LONGEST = 120


def clean_name(name: str, media_type: str) -> str:
    """The name without path, controls or tricks of writing direction, short enough, ending as its content deserves."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    # Category C: controls with NUL among them, and the marks that turn "gpj.exe" into "exe.jpg" on the screen.
    shown = "".join(letter for letter in last if not unicodedata.category(letter).startswith("C"))
    shown = " ".join(shown.split()).strip(". ")
    path = PurePosixPath(shown or "file")
    stem, ending = path.stem, path.suffix
    if ending.lower() not in ENDINGS[media_type]:
        stem, ending = path.name, ENDINGS[media_type][0]
    return stem[: LONGEST - len(ending)] + ending
