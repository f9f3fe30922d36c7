"""`linli import orders`: a file of the hotline or the district, by the same road as the desk takes it in."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from linli.config.cli import house
from linli.config.cli.import_counts import shortened

if TYPE_CHECKING:
    from linli.hotline.rules.kinds import Incoming
    from linli.kernel.actor import Actor

DONE, COULD_NOT_RUN = 0, 2
KINDS: Final = ("orders", "results", "extensions", "returns", "redispatches", "withdrawals", "list")


def add_arguments(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `import orders`."""
    orders = commands.add_parser(
        "orders", help="a file of the hotline: new orders, call-back results, answers, or their list; sent again it changes nothing"
    )
    orders.add_argument("file", type=Path)
    orders.add_argument("--subdistrict", required=True, metavar="CODE")
    orders.add_argument(
        "--mapping", default="", metavar="SENDER", help="the sender by whose mapping it is read (default: the only one there is)"
    )
    orders.add_argument("--kind", choices=KINDS, default=None, help="what it holds (default: as its headings say)")
    orders.add_argument("--dry-run", action="store_true", help="say what would become of the rows and keep nothing")


class _Undone(Exception):
    """The end of a file that was only tried."""


def take(actor: "Actor", path: Path, *, sender: str = "", kind: "Incoming | None" = None, is_dry_run: bool = False) -> dict[str, object]:
    """Take the file over, whole or not at all, and say what became of its rows; `waiting` are those that a person has to decide."""
    from django.conf import settings
    from django.utils import translation

    from linli.hotline.actions import taking
    from linli.hotline.queries import files
    from linli.hotline.queries.senders import sender_named
    from linli.hotline.rules.kinds import RowOutcome
    from linli.kernel import scope
    from linli.kernel.files import check_size

    check_size(path.stat().st_size)
    said: dict[str, object] = {}
    try:
        with translation.override(settings.LANGUAGE_CODE), scope.scoped(actor):
            file = taking.take_file(actor, sender_named(actor, sender).pk, name=path.name, content=path.read_bytes(), kind=kind)
            counts = {"read": file.rows, "created": file.created, "duplicate": file.duplicate, "refused": file.refused}
            waiting = file.rows - file.created - file.duplicate - file.refused
            refused = [each for each in files.rows_of(actor, file) if each.outcome == RowOutcome.REFUSED]
            kept = None if is_dry_run else keep_errors(refused, path.name)
            said = {"kind": file.kind, **counts, **({"waiting": waiting} if waiting else {}), "errors_file": kept and str(kept)}
            if is_dry_run:
                raise _Undone
    except _Undone:
        pass
    return said


def keep_errors(refused: list[Any], name: str) -> Path | None:
    """The refused rows with their reasons; who corrects them reads the language of the house."""
    if not refused:
        return None
    from django.utils.translation import gettext

    from linli.kernel.disk import make_private_folder, replace_file
    from linli.kernel.sheets import write_xlsx

    headings = [gettext("Row"), gettext("Their number"), gettext("Reason")]
    kept = house.home() / "imports" / f"{shortened(name)}.errors.xlsx"
    make_private_folder(kept.parent)
    replace_file(kept, write_xlsx(headings, [[each.row, each.number, each.reason] for each in refused]))
    return kept


def run(args: argparse.Namespace, actor: "Actor") -> int:
    """Take the file over; the last line is one JSON object."""
    from linli.hotline.rules.kinds import Incoming
    from linli.kernel.errors import Refused

    try:
        said = take(actor, args.file, sender=args.mapping, kind=None if args.kind is None else Incoming(args.kind), is_dry_run=args.dry_run)
    except Refused as refusal:
        sys.stderr.write(f"{refusal.sentence}\n")
        print(json.dumps({"read": 0, "created": 0, "duplicate": 0, "refused": 0, "errors_file": None}))
        return COULD_NOT_RUN
    print(json.dumps(said, ensure_ascii=False))
    return DONE
