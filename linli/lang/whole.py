"""A file that is there whole or not at all."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from linli.lang.trouble import BadFile

# How the name ends while it is written.
PART: Final = ".part"


def require_place(path: Path, read: Iterable[Path] = ()) -> None:
    """Say before the work, not after it, that nothing can be written there, or that it would take the place of what is read."""
    if not path.parent.is_dir():
        raise BadFile(f"There is no folder {path.parent}: name a file in a folder that is there.")
    if path.is_dir():
        raise BadFile(f"{path} is a folder: name a file.")
    # A device or a pipe would be replaced by the file that takes its name.
    if path.exists() and not path.is_file():
        raise BadFile(f"{path} is no ordinary file: name one.")
    if path.exists() and any(each.exists() and path.samefile(each) for each in read):
        raise BadFile(f"{path} is read itself: name another file to write to.")
    try:
        # What a process of this number that was killed left there goes.
        _beside(path).touch()
    except OSError as trouble:
        raise BadFile(f"{path} cannot be written ({trouble.strerror}): name another file, or one in another folder.") from None
    _beside(path).unlink()


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A place beside it to write to; it takes the name when all went well, and is gone when not."""
    beside = _beside(path)
    try:
        yield beside
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}{PART}")
