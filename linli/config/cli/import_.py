"""`linli import`: what others kept in tables, taken over row by row."""

import argparse
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from linli.config.cli import house, import_orders, import_places
from linli.config.cli.import_counts import counted, fresh, keep_errors

if TYPE_CHECKING:
    from uuid import UUID

    from linli.config.importing import Account
    from linli.config.postgres import Database
    from linli.kernel.actor import Actor

COULD_NOT_RUN: Final = 2
# Two leave the numbers of a month to others as well; a third would wait for them.
MOST_PROCESSES: Final = 2
GROWING: Final = ("ticket", "ticket_clock", "reporter", "import_row", "ticket_assist", "journal_entry", "journal_fact")


def add_arguments(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `import messages`, `import orders` and `import places`."""
    parser = subparsers.add_parser("import", help="take a table over: every row a ticket, a duplicate, or refused with its reason")
    commands = parser.add_subparsers(dest="import_command", required=True)
    messages = commands.add_parser(
        "messages", help="tickets or messages from a .csv, .csv.gz, .zip or .xlsx file; safe to interrupt and repeat"
    )
    messages.add_argument("file", type=Path)
    messages.add_argument("--subdistrict", required=True, metavar="CODE")
    messages.add_argument(
        "--mapping",
        default="",
        metavar="NAME",
        help="how its columns are read: the name of a mapping, or a .json file, kept under its name (default: the only one that fits)",
    )
    messages.add_argument(
        "--as",
        dest="kind",
        choices=("history", "live", "standing"),
        default="history",
        help="history: all is over, clocks stopped and judged in the past, nobody told (default); live: clocks start now; "
        "standing: what is still open there is open here with its own limit, the rest is history",
    )
    messages.add_argument("--dry-run", action="store_true", help="say what would become of each row and keep nothing")
    import_orders.add_arguments(commands)
    import_places.add_arguments(commands)


def run(args: argparse.Namespace) -> int:
    """Take the file over; the last line is one JSON object."""
    house.open_keys()
    database = house.open_house("worker")
    from linli.places.rules.permissions import Permission as PlacePermission
    from linli.tickets.rules.permissions import Permission

    if args.import_command == "orders":
        return import_orders.run(args, operator(args.subdistrict, Permission.EXCHANGE, Permission.READ_REPORTER))
    if args.import_command == "places":
        return import_places.run(args, operator(args.subdistrict, PlacePermission.IMPORT), database)
    return take_messages(args, operator(args.subdistrict, Permission.IMPORT, Permission.OPEN), database)


def operator(code: str, *permissions: str) -> "Actor":
    """Who runs the command, in that subdistrict."""
    from linli.kernel.actor import Actor, Channel
    from linli.kernel.errors import NotFound
    from linli.org.queries.notice import street_of

    try:
        street = street_of(code)
    except NotFound:
        raise house.CannotRun(f"There is no subdistrict {code}: `linli subdistrict add` makes one.") from None
    return Actor(account_id=None, subdistrict_id=street.id, channel=Channel.SHELL, permissions=frozenset(map(str, permissions)))


def take_messages(args: argparse.Namespace, actor: "Actor", database: "Database") -> int:
    """Take messages over, chunk by chunk."""
    from linli.config import importing
    from linli.kernel.errors import Refused

    try:
        mapping = importing.read_mapping(Path(args.mapping)) if args.mapping.endswith(".json") else args.mapping
        kind = {"is_history": args.kind != "live", "is_standing": args.kind == "standing"}
        table = importing.read_table(actor, args.file, mapping=mapping, **kind)
    except Refused as refusal:
        sys.stderr.write(f"{refusal.sentence}\n")
        print(summary(importing.Account(), None, {}))
        return COULD_NOT_RUN
    account = importing.take_over(
        actor,
        table,
        is_dry_run=args.dry_run,
        after_chunk=fresh(database, GROWING, args),
        processes=min(MOST_PROCESSES, os.cpu_count() or 1),
    )
    brought = totals_of(actor, account.run_id) if table.draft.tells_of_there and account.run_id is not None else {}
    print(summary(account, None if args.dry_run else keep_errors(account.refused, table.headings, args.file.name), brought))
    return 0


def totals_of(actor: "Actor", run_id: "UUID") -> dict[str, object]:
    """What the run brought, by the words of the file itself."""
    from linli.kernel import scope
    from linli.tickets.queries import imports

    with scope.scoped(actor):
        return {"brought": asdict(imports.totals(actor, run_id))}


def summary(account: "Account", errors_file: Path | None, brought: Mapping[str, object]) -> str:
    """What programs read of messages."""
    return counted(account, errors_file, {"differing": account.differing} if account.differing else {}, brought)
