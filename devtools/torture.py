"""`./dev torture`: run every script of tests/torture/ and say which one found something."""

from __future__ import annotations

import time
from pathlib import Path

from devtools import assets, packages
from devtools.environment import ROOT
from devtools.processes import Part, print_parts, python, run


def scripts() -> list[Path]:
    """Every script of the folder; what the scripts share has no `__main__`."""
    found = sorted((ROOT / "tests" / "torture").glob("*.py"))
    return [path for path in found if '__name__ == "__main__"' in path.read_text(encoding="utf-8")]


def main(*, long: bool) -> int:
    """Exit 1 when any script failed; each script is given --long as it was given here."""
    wanted = scripts()
    if not wanted:
        print("No torture yet: tests/torture/ holds no script.")
        return 0
    packages.ensure()
    assets.build()
    parts = []
    for script in wanted:
        print(f"\n──── {script.stem}", flush=True)
        began = time.monotonic()
        code = run(python("-m", f"tests.torture.{script.stem}", *(["--long"] if long else [])))
        parts.append(Part(script.stem, code == 0, time.monotonic() - began, "" if code == 0 else f"exit code {code}"))
    print_parts("Torture", parts)
    return 0 if all(part.ok for part in parts) else 1
