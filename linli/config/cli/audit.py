"""`linli audit`: verify the journal in the database, export it, and check an export without any database."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from linli.config.cli import house
from linli.kernel import keys
from linli.kernel.journal import check

if TYPE_CHECKING:
    from collections.abc import Callable

INTACT, ALTERED = 0, 1


def add_arguments(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `audit` and its own commands."""
    parser = subparsers.add_parser("audit", help="verify the journal, export it for an outsider, check such an export")
    commands = parser.add_subparsers(dest="audit_command", required=True)
    verify_ = commands.add_parser("verify", help="check the journal in the database: 0 intact, 1 altered, 2 could not run")
    verify_.add_argument("--subdistrict", metavar="CODE", help="only this one (default: all)")
    verify_.add_argument("--head", type=Path, metavar="FILE", help="heads of seals that were kept elsewhere, as in seals.log")
    export_ = commands.add_parser("export", help="write everything into an empty folder, with the checker; it holds personal data")
    export_.add_argument("folder", type=Path, metavar="DIR")
    check_ = commands.add_parser("check", help="check an exported folder; needs no database")
    check_.add_argument("folder", type=Path, metavar="DIR")
    check_.add_argument("--head", type=Path, metavar="FILE", help="heads of seals that were kept elsewhere")
    check_.add_argument("--key", type=Path, metavar="FILE", help="public keys from elsewhere; else those in the folder are believed")


def run(args: argparse.Namespace) -> int:
    """Exit code 0 intact or written, 1 altered, 2 could not run."""
    return COMMANDS[args.audit_command](args)


def verify(args: argparse.Namespace) -> int:
    """Check the database as the auditor."""
    heads = _heads(args.head)
    house.open_house("auditor")
    from linli.kernel.journal import audit

    try:
        reports = audit.verify(keys.published_verify_keys(house.home()), heads, code=args.subdistrict)
    except psycopg.Error as trouble:
        # Not "altered": the cursors of the audit are psycopg's own, so Django does not translate what happens to them.
        raise house.CannotRun(f"The journal could not be read to its end ({str(trouble).splitlines()[0]}): try again.") from trouble
    except audit.UnknownSubdistrict:
        raise house.CannotRun(
            f"There is no subdistrict with the code {args.subdistrict}: give the one that stands in its addresses."
        ) from None
    for report in reports:
        sys.stdout.write("".join(f"{line}\n" for line in report.lines()))
    return ALTERED if any(report.fault_count for report in reports) else INTACT


def export(args: argparse.Namespace) -> int:
    """Write the bundle as the auditor."""
    house.open_house("auditor")
    from linli.kernel.journal import audit

    try:
        entries = audit.export(args.folder, keys.published_verify_keys(house.home()))
    except psycopg.Error as trouble:
        raise house.CannotRun(f"The journal could not be read to its end ({str(trouble).splitlines()[0]}): try again.") from trouble
    except FileExistsError:
        raise house.CannotRun(f"{args.folder} is not an empty folder: name a new one.") from None
    sys.stdout.write(
        f"{entries} entries are in {args.folder}: check them anywhere with `python {args.folder / 'check.py'} {args.folder}`.\n"
    )
    return INTACT


def check_export(args: argparse.Namespace) -> int:
    """Check a bundle as an outsider would."""
    options = [("--head", args.head), ("--key", args.key)]
    return check.main([str(args.folder), *(str(each) for option in options if option[1] for each in option)])


def _heads(path: Path | None) -> dict[str, dict[int, str]]:
    try:
        return check.read_heads(path.read_text("ascii")) if path else {}
    except ValueError as trouble:
        raise house.CannotRun(f"{path} does not hold heads: {trouble}.") from None


COMMANDS: "dict[str, Callable[[argparse.Namespace], int]]" = {"verify": verify, "export": export, "check": check_export}
