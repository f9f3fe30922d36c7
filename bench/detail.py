"""detail.p95_ms: the page of a ticket with its whole story, as a browser gets it, among 100,000 tickets."""

from __future__ import annotations

import json
import os
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench._browsed import Reader, house, inside, serving
from devtools.measure import Measurement

TICKETS = int(os.environ.get("LINLI_BENCH_TICKETS", "100000"))
PAGES = 400
RUNS = 3
BAR_MS = 20
WHO = "lanting-dispatcher"
# What is copied with a ticket, and the column that names it; personal values are bound to their row and stay where they are.
COPIED = (("ticket", ""), ("ticket_clock", "ticket_id"), ("journal_entry", "stream"), ("journal_fact", "stream"))
ENDED = ("closed", "merged", "redirected", "withdrawn")


def run() -> Iterator[Measurement]:
    """The slowest page of a hundred but five, for one reader after the other; the median of three runs."""
    with tempfile.TemporaryDirectory(prefix="linli-bench-detail-") as name:
        home = Path(name)
        with house(home, WHO) as (password,):
            ids = json.loads(inside(home, "from bench.detail import weigh_down; weigh_down()"))
            with serving(home) as port:
                reader = Reader(port, WHO, password)
                for ticket_id in ids:
                    page(reader, ticket_id)
                p95 = statistics.median(percentile([page(reader, each) for each in ids]) for _ in range(RUNS))
    yield Measurement("detail.p95_ms", p95, "ms", f"bar {BAR_MS}; {TICKETS} tickets, {PAGES} pages, one reader")


def page(reader: Reader, ticket_id: str) -> float:
    """Seconds for the page of a ticket."""
    return reader.page(f"/d/lanting/tickets/{ticket_id}/", b'class="story"')


def percentile(seconds: Sequence[float]) -> float:
    """The 95th percentile in milliseconds."""
    return statistics.quantiles(seconds, n=20)[-1] * 1_000


def weigh_down() -> None:
    """Copies of what has ended until there are enough tickets; prints the ids of the street's own, whose pages are read."""
    from linli.config.cli.house import open_house

    open_house("owner")
    from django.db import connection

    from linli.kernel import scope
    from linli.kernel.actor import Actor

    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM subdistrict WHERE code = 'lanting'")
        (street,) = cursor.fetchone()
    with scope.scoped(Actor.system("bench", street)), connection.cursor() as cursor:
        cursor.execute("SELECT id::text, state = ANY(%s) FROM ticket ORDER BY id", [list(ENDED)])
        rows = cursor.fetchall()
        ended = sum(is_ended for _, is_ended in rows)
        for table, key in COPIED:
            copy(cursor, table, key, times=-(-(TICKETS - len(rows)) // ended))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps([ticket_id for ticket_id, _ in rows][-PAGES:]))


def copy(cursor: Any, table: str, key: str, *, times: int) -> None:
    """Each row of an ended ticket so many times, with the id (and whatever names the ticket) of its copy."""
    cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped", [table])
    columns = [name for (name,) in cursor.fetchall()]
    ticket = "split_part(old.stream, '/', 2)" if key == "stream" else f"old.{key or 'id'}::text"
    instead = {
        "id": _copied("old.id::text"),
        "ticket_id": _copied("old.ticket_id::text"),
        "stream": f"'ticket/' || {_copied(ticket)}",
        "number": "old.number || '-' || n",
    }
    values = ", ".join(instead[name] if name in instead and (name != "ticket_id" or key) else f"old.{name}" for name in columns)
    of_ended = f"SELECT id::text FROM ticket WHERE state IN {ENDED!r} AND number NOT LIKE '%-%-%'"
    statement = (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} old, generate_series(1, {times}) n "
        f"WHERE {ticket} IN ({of_ended})" + (" AND old.stream LIKE 'ticket/%'" if key == "stream" else "")
    )
    cursor.execute(statement.encode())


def _copied(ticket: str) -> str:
    """The id of the n-th copy: the first half tells the row, the second the copy."""
    return f"(left({ticket}, 23) || '-' || lpad(to_hex(n), 12, '0'))::uuid"
