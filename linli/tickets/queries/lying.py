"""Classifiers as files beside the database, so that all workers of a machine read one copy where it lies.

The database holds them; a file is written anew where it is missing, cut off or altered, and needs no copy of its own.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from linli.lang.classifier import Classifier, load
from linli.lang.trouble import BadFile
from linli.lang.whole import whole

FOLDER: Final = "models"
# A file that a process has open stays readable for it after it is gone.
KEPT_FILES: Final = 2
# Two threads would write to the same place beside it.
_WRITING: Final = threading.Lock()


def classifier(subdistrict_id: UUID, version_id: UUID, content: Callable[[], bytes]) -> Classifier:
    """The classifier of a version, read in place; `content` is asked where no good file lies there.

    BadFile where the content itself cannot be read, OSError where no file can be written.
    """
    path = place_of(subdistrict_id, version_id)
    with _WRITING:
        try:
            return load(path)
        except (BadFile, OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with whole(path) as beside:
                beside.write_bytes(content())
            _sweep(path)
        return load(path)


def place_of(subdistrict_id: UUID, version_id: UUID) -> Path:
    """Where the file of a version lies."""
    return Path(settings.LINLI_HOME) / FOLDER / str(subdistrict_id) / f"{version_id}.model"


def _sweep(path: Path) -> None:
    """Leave the latest few: the names are ids, which go up with time."""
    for old in sorted(path.parent.glob("*.model"))[:-KEPT_FILES]:
        old.unlink(missing_ok=True)
