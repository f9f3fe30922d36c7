"""Real data that nobody here wrote; it lies beside the checkout and never in it."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).parents[2] / "shared" / "data"
ABSENT = "the real data does not lie beside this checkout"


def shared_file(name: str) -> Path:
    """The file of that name below `LINLI_SHARED_DATA` or ../shared/data; the test is skipped where there is none."""
    found = Path(os.environ.get("LINLI_SHARED_DATA") or _BESIDE) / name
    if not found.is_file():
        pytest.skip(ABSENT)
    return found
