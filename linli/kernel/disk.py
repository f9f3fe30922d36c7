"""Writing small files so that a power cut leaves the old file or the new one, never half of either."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


def make_private_folder(folder: Path) -> None:
    """The folder exists, and nobody but its owner may enter it."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    folder.chmod(PRIVATE_FOLDER)


def fsync_folder(folder: Path) -> None:
    """Names made or removed in this folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[int]:
    """A handle to write to; the content appears under `path`, durable and whole, when the block ends well, and not at all otherwise."""
    draft = path.with_name(f".{path.name[:40]}.{secrets.token_hex(8)}.part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    try:
        try:
            yield handle
            os.fsync(handle)
        finally:
            os.close(handle)
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    fsync_folder(path.parent)


def write_all(handle: int, content: bytes) -> None:
    """Every byte is handed to the system: os.write may take fewer than it is given."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]


def replace_file(path: Path, content: bytes) -> None:
    """The file holds exactly this content, durably, readable by its owner only."""
    with new_file(path) as handle:
        write_all(handle, content)


def create_file(path: Path, content: bytes) -> None:
    """As `replace_file`, but FileExistsError when there is already something under that name."""
    # No rename here: the place may be a memory stick whose file system knows neither links nor exclusive renames.
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    try:
        try:
            write_all(handle, content)
            os.fsync(handle)
        finally:
            os.close(handle)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    fsync_folder(path.parent)
