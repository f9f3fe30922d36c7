"""`./dev torture`: run every script of tests/torture/ and say which one found something."""

from __future__ import annotations

import time

from devtools import assets, packages
from devtools.environment import ROOT
from devtools.processes import Part, print_parts, python, run


def main(*, long: bool) -> int:
    """Exit 1 when any script failed; each script is given --long as it was given here."""
    scripts = sorted(path for path in (ROOT / "tests" / "torture").glob("*.py") if not path.name.startswith(("_", "test_", "conftest")))
    if not scripts:
        print("No torture yet: tests/torture/ holds no script.")
        return 0
    packages.ensure()
    assets.build()
    parts = []
    for script in scripts:
        print(f"\n──── {script.stem}", flush=True)
        began = time.monotonic()
        code = run(python(str(script), *(["--long"] if long else [])))
        parts.append(Part(script.stem, code == 0, time.monotonic() - began, "" if code == 0 else f"exit code {code}"))
    print_parts("Torture", parts)
    return 0 if all(part.ok for part in parts) else 1
