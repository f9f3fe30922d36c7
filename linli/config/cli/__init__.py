"""The `linli` command: one module for each command, loaded when it exists."""

import argparse
import importlib.util
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
    modules = {name: module for name in COMMANDS if (module := _module(name)) is not None}
    parser = argparse.ArgumentParser(prog="linli", description="Linli: nothing that is heard in the street is left alone.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in modules.values():
        module.add_arguments(subparsers)
    args = parser.parse_args(argv)
    return _run(modules[args.command], args)


def _module(name: str) -> ModuleType | None:
    wanted = f"{__name__}.{name}_" if name == "import" else f"{__name__}.{name}"
    if importlib.util.find_spec(wanted) is None:
        return None
    return importlib.import_module(wanted)


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
