"""`linli import places`: shops, compounds and other places from any spreadsheet."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from linli.config.cli.import_counts import counted, fresh, keep_errors

if TYPE_CHECKING:
    from linli.config.postgres import Database
    from linli.kernel.actor import Actor

COULD_NOT_RUN: Final = 2
GROWING: Final = (
    *("place", "place_stage", "place_tag", "place_contact", "place_import_row", "place_likeness"),
    *("journal_entry", "journal_fact"),
)


def add_arguments(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `import places`."""
    places = commands.add_parser("places", help="shops, compounds and other places from any spreadsheet; safe to interrupt and repeat")
    places.add_argument("file", type=Path)
    places.add_argument("--subdistrict", required=True, metavar="CODE")
    places.add_argument(
        "--mapping",
        default="",
        metavar="NAME",
        help="how its columns are read: the name of a mapping, or a .json file, kept under its name "
        "(default: the mapping that fits best, or else what the headings say)",
    )
    places.add_argument("--dry-run", action="store_true", help="say what would become of each row and keep nothing")


def run(args: argparse.Namespace, actor: "Actor", database: "Database") -> int:
    """Take the file over; the last line is one JSON object."""
    from linli.config import importing_places as importing
    from linli.kernel.errors import Refused

    try:
        mapping = importing.read_mapping(Path(args.mapping)) if args.mapping.endswith(".json") else args.mapping
        table = importing.read_table(actor, args.file, mapping=mapping)
    except Refused as refusal:
        sys.stderr.write(f"{refusal.sentence}\n")
        print(counted(importing.Account(), None))
        return COULD_NOT_RUN
    columns = "、".join(f"{column.value}={heading}" for column, heading in table.draft.columns.items())
    sys.stderr.write(f"{table.draft.name}: {columns} ({table.draft.coord_system.value})\n")
    account = importing.take_over(actor, table, is_dry_run=args.dry_run, after_chunk=fresh(database, GROWING, args))
    kept = None if args.dry_run else keep_errors(account.refused, table.headings, args.file.name)
    print(counted(account, kept, {"proposed": account.proposed} if account.proposed else {}))
    return 0
