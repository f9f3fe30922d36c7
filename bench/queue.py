"""queue.*: the dispatcher's queue as the browser gets it, filtered and sorted, at 10,000, 100,000 and 1,000,000 tickets."""

from __future__ import annotations

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from bench._browsed import Reader, house, inside, serving
from devtools.measure import Measurement

SIZES: Final = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
# The biggest size can be left out where a machine has no room for it.
BIGGEST = os.environ.get("LINLI_BENCH_BIGGEST", "1m")
ADMINISTRATOR, CLERK = "lanting-dispatcher", "lanting-worker"
# What is asked, one after the other: everything, quick questions, filters, another order, what has ended.
QUERIES: Final = (
    "",
    "?filter=late",
    "?filter=verify",
    "?state=in_progress",
    "?class=E05",
    "?track=emergency",
    "?filter=bounced",
    "?sort=newest",
    "?state=closed",
)
ROUNDS, CLIENTS, WORKERS, LOADED_S = 12, 8, 2, 10
BAR_MS, BAR_RATE, BAR_RATIO = 40, 100, 2
# Copies of one ticket came in and are due at other times than it: up to a month earlier or later.
SHIFT: Final = "(n % 1439 - 719) * interval '61 minutes'"


def run() -> Iterator[Measurement]:
    """Of each size the slower of the administrator and the clerk of two grids; the load at the biggest."""
    biggest, p95 = BIGGEST, {}
    with tempfile.TemporaryDirectory(prefix="linli-bench-queue-") as name:
        home = Path(name)
        with house(home, ADMINISTRATOR, CLERK) as passwords:
            for size, wanted in SIZES.items():
                inside(home, f"from bench.queue import fill; fill({wanted})")
                with serving(home, "--workers", str(WORKERS)) as port:
                    readers = [Reader(port, login, password) for login, password in zip((ADMINISTRATOR, CLERK), passwords, strict=True)]
                    p95[size] = max(slow(reader) for reader in readers)
                    yield Measurement(f"queue.p95_ms_{size}", p95[size], "ms", f"bar {BAR_MS} at 1m; one client, {len(QUERIES)} filters")
                    if size == biggest:
                        rate = loaded(port, passwords[0])
                        yield Measurement("queue.requests_per_s", rate, "req/s", f"bar {BAR_RATE}; {CLIENTS} clients, {WORKERS} workers")
                        break
    yield Measurement("queue.growth", p95[biggest] / p95["10k"], "times", f"bar {BAR_RATIO}; {biggest} against 10k")


def slow(reader: Reader) -> float:
    """The 95th percentile in milliseconds, warm."""
    for query in QUERIES:
        page(reader, query)
    return statistics.quantiles([page(reader, query) for _ in range(ROUNDS) for query in QUERIES], n=20)[-1] * 1_000


def loaded(port: int, password: str) -> float:
    """Pages a second for several clients at once."""
    readers = [Reader(port, ADMINISTRATOR, password) for _ in range(CLIENTS)]
    counts = [0] * CLIENTS
    end = time.perf_counter() + LOADED_S

    def read(place: int) -> None:
        while time.perf_counter() < end:
            page(readers[place], QUERIES[counts[place] % len(QUERIES)])
            counts[place] += 1

    hands = [threading.Thread(target=read, args=(place,)) for place in range(CLIENTS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return sum(counts) / LOADED_S


def page(reader: Reader, query: str) -> float:
    """Seconds for a page of the queue."""
    return reader.page(f"/d/lanting/tickets/{query}", b"<h1>")


def fill(wanted: int) -> None:
    """Copies of the street's tickets, in all their states, until there are so many, with running clocks and open meetings."""
    from linli.config.cli.house import open_house

    open_house("owner")
    from django.db import connection

    from linli.kernel import scope
    from linli.kernel.actor import Actor
    from linli.kernel.models import Subdistrict

    street = Subdistrict.objects.get(code="lanting").pk
    with scope.scoped(Actor.system("bench", street)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(*) FILTER (WHERE number NOT LIKE '%-%-%') FROM ticket")
        present, own = cursor.fetchone()
        first, last = present // own, -(-wanted // own) - 1
        for table, which in (("ticket", ""), ("ticket_deliberation", "ended_at IS NULL"), ("ticket_clock", "stopped_at IS NULL")):
            copy(cursor, table, which, first, last)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def copy(cursor: Any, table: str, which: str, first: int, last: int) -> None:
    """Each own row so many times, with other ids and other times."""
    cursor.execute(
        "SELECT attname, atttypid = 'timestamptz'::regtype FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        [table],
    )
    columns = dict(cursor.fetchall())
    instead = {name: f"old.{name} + {SHIFT}" for name, is_moment in columns.items() if is_moment}
    instead |= {name: copied(f"old.{name}") for name in ("id", "ticket_id") if name in columns}
    instead |= {"number": "old.number || '-' || n", "merged_into_id": "old.merged_into_id"}
    values = ", ".join(instead.get(name, f"old.{name}") for name in columns)
    ticket = "old.id" if table == "ticket" else "old.ticket_id"
    statement = (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} old, generate_series({first}, {last}) n"
        f" WHERE {ticket} IN (SELECT id FROM ticket WHERE number NOT LIKE '%-%-%') AND {which or 'true'}"
    )
    cursor.execute(statement.encode())


def copied(column: str) -> str:
    """The id of the n-th copy: the first part tells the row, the last the copy."""
    return f"(left({column}::text, 23) || '-' || lpad(to_hex(n), 6, '0') || right({column}::text, 6))::uuid"
