"""`./dev bench NAME…`: run bench/<name>.py and keep its figures."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterable, Sequence

from devtools.environment import ROOT, CannotRun
from devtools.measure import Measurement, line

RESULTS = ROOT / "bench" / "results.jsonl"


def names() -> list[str]:
    return sorted(path.stem for path in (ROOT / "bench").glob("*.py") if not path.stem.startswith("_"))


def measure(name: str) -> Iterable[Measurement]:
    # The sentences of the rules are marked for translation, which asks for the settings; there need be no database.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    import django

    django.setup()
    measured: Iterable[Measurement] = importlib.import_module(f"bench.{name}").run()
    return measured


def main(wanted: Sequence[str]) -> int:
    """Print one JSON object per figure and append it to bench/results.jsonl."""
    unknown = sorted(set(wanted) - set(names()))
    if unknown:
        raise CannotRun(f"There is no bench called {', '.join(unknown)}; there are: {', '.join(names())}.")
    for name in wanted or names():
        print(f"bench {name} …", file=sys.stderr, flush=True)
        for measured in measure(name):
            text = line(name, measured)
            print(text, flush=True)
            with RESULTS.open("a", encoding="utf-8") as results:
                results.write(text + "\n")
    return 0
