"""What the supervisor says when it cannot give a database."""

import errno
from pathlib import Path

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
# The programs are started with LC_ALL=C, so these are their words.
FULL_IN_WORDS = ("No space left on device", "Disk quota exceeded")


class DatabaseTrouble(Exception):
    """One plain sentence: what is wrong with the database, and the way out."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotSetUp(DatabaseTrouble):
    """This LINLI_HOME has no database yet."""


def disk_full(folder: Path) -> DatabaseTrouble:
    return DatabaseTrouble(
        f"The disk that holds {folder} is full, so the database cannot start: free at least 200 MB there, "
        "or set LINLI_HOME to a folder on another disk."
    )


def of_files(error: OSError, folder: Path) -> DatabaseTrouble:
    """The sentence for a failed file operation under LINLI_HOME."""
    if error.errno in FULL:
        return disk_full(folder)
    where = error.filename or folder
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return DatabaseTrouble(
            f"The database cannot be kept in {folder}, because {where} is not ours to read and write: "
            "start Linli as the owner of that folder, or set LINLI_HOME to a folder you may write in."
        )
    return DatabaseTrouble(
        f"The database cannot be kept in {folder}: {error.strerror or error} ({where}); set LINLI_HOME to another folder."
    )
