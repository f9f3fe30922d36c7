"""Choose the command: `./dev demo | test | check | bench | torture | shots`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from devtools import assets, bench, check, demo, shots, test, torture
from devtools.environment import ROOT, CannotRun

EPILOG = "Exit codes: 0 done · 1 the thing asked about is not so · 2 could not run · 3 (test) passed, but journeys were skipped."


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./dev", epilog=EPILOG)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    demo_ = commands.add_parser("demo", help="make everything, fill the demo street and serve it")
    demo_.add_argument("--no-serve", action="store_true", help="make everything, but do not serve")
    demo_.add_argument("--port", type=int, default=8000)
    demo_.add_argument("--new-passwords", action="store_true", help="give every demo login a new password and print them")
    test_ = commands.add_parser("test", help="everything that proves it works")
    test_.add_argument("paths", nargs="*", metavar="PATH", help="only these tests; no floor and no coverage gate")
    check_ = commands.add_parser("check", help="lint, types, contracts, limits, migrations, translations, docs")
    check_.add_argument("parts", nargs="*", metavar="PART", help="only these parts: " + ", ".join(check.PARTS))
    bench_ = commands.add_parser("bench", help="measure; one JSON object per line")
    bench_.add_argument("names", nargs="*", metavar="NAME")
    torture_ = commands.add_parser("torture", help="kill, starve and race it")
    torture_.add_argument("--long", action="store_true")
    commands.add_parser("shots", help="every page as PNG into build/shots")
    return parser


def from_here(path: str, here: Path) -> str:
    """A path given by somebody in another folder, as seen from the checkout."""
    name, separator, rest = path.partition("::")
    return f"{here / name}{separator}{rest}" if (here / name).exists() else path


def obey(chosen: argparse.Namespace, here: Path) -> int:
    """Start the chosen command."""
    commands: dict[str, Callable[[], int]] = {
        "demo": lambda: demo.main(port=chosen.port, serve=not chosen.no_serve, new_passwords=chosen.new_passwords),
        "test": lambda: test.main([from_here(path, here) for path in chosen.paths]),
        "check": lambda: check.main(chosen.parts),
        "bench": lambda: bench.main(chosen.names),
        "torture": lambda: torture.main(long=chosen.long),
        "shots": shots.main,
    }
    return commands[chosen.command]()


def main(words: Sequence[str]) -> int:
    """Run one command from the root of the checkout and return its exit code."""
    chosen = arguments().parse_args(words)
    here = Path.cwd()
    os.chdir(ROOT)
    try:
        # The browser's driver brings a Node of its own that asks for libraries which a bare Debian does not have.
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(assets.node_folder() / "bin" / "node"))
        return obey(chosen, here)
    except CannotRun as problem:
        print(f"./dev {chosen.command}: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
