"""What every import says at its end: how many rows became what, and which were refused."""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from psycopg import sql

from linli.config.cli import house

if TYPE_CHECKING:
    import psycopg

    from linli.config.postgres import Database
    from linli.kernel.errors import Refused
    from linli.kernel.sheets import Row


# A table of fewer rows than this, as far as the planner knows, is looked at anew.
LOOKED_AT_BELOW: Final = 1_000
LONGEST_NAME_BYTES: Final = 200


class Counted(Protocol):
    """What became of every row of a file, whatever its rows are."""

    read: int
    created: int
    duplicate: int
    refused: "list[tuple[Row, Refused]]"


def counted(account: Counted, errors_file: Path | None, *more: Mapping[str, object]) -> str:
    """What programs read: read = created + duplicate + refused, and the refused rows by reason."""
    found: dict[str, object] = {
        "read": account.read,
        "created": account.created,
        "duplicate": account.duplicate,
        "refused": len(account.refused),
        **(more[0] if more else {}),
    }
    if account.refused:
        found["refused_by"] = dict(Counter(refusal.code for _, refusal in account.refused).most_common())
    for each in more[1:]:
        found.update(each)
    return json.dumps({**found, "errors_file": None if errors_file is None else str(errors_file)}, ensure_ascii=False)


def keep_errors(refused: "Sequence[tuple[Row, Refused]]", found: Sequence[str], name: str) -> Path | None:
    """The refused rows with the reason in each, for whoever corrects them; they hold what citizens wrote, so only the operator reads it."""
    if not refused:
        return None
    from django.conf import settings
    from django.utils import translation
    from django.utils.translation import gettext

    from linli.kernel.disk import make_private_folder, replace_file
    from linli.kernel.sheets import write_xlsx

    # Clerks correct it, and they read the language of the house.
    with translation.override(settings.LANGUAGE_CODE):
        headings = [gettext("Row"), gettext("Reason"), *found]
        rows: list[list[str | int | float | date | None]] = [[row.number, refusal.sentence, *row.cells] for row, refusal in refused]
    kept = house.home() / "imports" / f"{shortened(name)}.errors.xlsx"
    make_private_folder(kept.parent)
    replace_file(kept, write_xlsx(headings, rows))
    return kept


def shortened(name: str) -> str:
    """As much of the beginning as leaves room for the ending: a file system counts bytes, and our letters have three."""
    return name.encode()[:LONGEST_NAME_BYTES].decode(errors="ignore")


def fresh(database: "Database", tables: Sequence[str], args: argparse.Namespace) -> Callable[[int], None]:
    """After the first chunk that is kept the planner looks again."""
    import psycopg

    def after_chunk(place: int) -> None:
        if place == 0 and not args.dry_run:
            with psycopg.connect(database.url("owner"), autocommit=True, connect_timeout=10) as owner:
                freshen(owner, tables)

    return after_chunk


def freshen(owner: "psycopg.Connection[Any]", tables: Sequence[str]) -> None:
    """Let the planner look at tables that were empty a moment ago: until it has, each reference is looked up row by row."""
    # Of a large table it knows enough, and looking again takes seconds.
    small = "SELECT relname FROM pg_class WHERE oid = ANY(%s::text[]::regclass[]) AND reltuples < %s ORDER BY relname"
    for (table,) in owner.execute(small, [list(tables), LOOKED_AT_BELOW]).fetchall():
        owner.execute(sql.SQL("ANALYZE (SKIP_LOCKED) {}").format(sql.Identifier(table)))
