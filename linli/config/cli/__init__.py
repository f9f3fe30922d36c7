"""The `linli` command: one module for each command, read when that is asked for."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Final

from linli.config.postgres import DatabaseTrouble
from linli.kernel.keys import KeysTrouble

COMMANDS: Final = ("serve", "work", "migrate", "demo", "subdistrict", "accounts", "database", "audit", "keys", "import", "partners", "text")
# These find database and keys ready, and need not know how.
NEED_THE_HOUSE: Final = frozenset({"work"})
NOT_SO, COULD_NOT_RUN = 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Do one command; 0 done, 1 the thing asked about is not so, 2 bad input or could not run."""
    # One absolute folder for this process and every child, wherever they stand.
    os.environ["LINLI_HOME"] = str(Path(os.environ.get("LINLI_HOME") or "var").absolute())
    modules = {name: _module(name) for name in _wanted(sys.argv[1:] if argv is None else argv)}
    parser = argparse.ArgumentParser(prog="linli", description="Linli: nothing that is heard in the street is left alone.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in modules.values():
        module.add_arguments(subparsers)
    args = parser.parse_args(argv)
    return _run(modules[args.command], args)


def _wanted(words: Sequence[str]) -> Sequence[str]:
    # Whoever names no command, or none that there is, is told of all; otherwise the others only cost time.
    return [words[0]] if words and words[0] in COMMANDS else COMMANDS


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"{__name__}.{'import_' if name == 'import' else name}")


def _run(module: ModuleType, args: argparse.Namespace) -> int:
    from linli.config.cli import house

    try:
        if args.command in NEED_THE_HOUSE:
            house.open_keys()
            house.start()
        return int(module.run(args))
    except (DatabaseTrouble, KeysTrouble, house.CannotRun) as trouble:
        sentence = str(trouble)
    except OSError as trouble:
        sentence = f"{trouble.strerror or trouble}{f': {trouble.filename}' if trouble.filename else ''}."
    except Exception as trouble:
        sentence = house.said(trouble)
        if not sentence:
            raise
    sys.stderr.write(f"{sentence}\n")
    return COULD_NOT_RUN
