"""Houses that are thrown away: those of tests, torture, benches and pictures."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path

ELSEWHERE = Path("/var/lib")


def forget(home: Path) -> None:
    """Remove the stopped database that root keeps outside a home which the server's user cannot reach."""
    with suppress(FileNotFoundError):
        named = json.loads((home / "postgres" / "location").read_text(encoding="utf-8"))["folder"]
        if named and Path(named).parent == ELSEWHERE:
            shutil.rmtree(named)
