"""nearby.p95_ms: open duplicates within 50 m and twelve weeks among 100,000 tickets, each answer compared with a count of all of them.

nearby.similar_p95_ms: the few that may be the same matter while a new one is written, among the same tickets.
"""

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import numpy as np
import psycopg
from django.db import connection

from devtools.measure import Measurement, median

TICKETS: Final = int(os.environ.get("LINLI_BENCH_TICKETS", "100000"))
BAR_MS, WITHIN_M, QUESTIONS, COMPARED = 10.0, 50.0, 400, 60
NAME: Final = "linli_bench_nearby"
# A caller's words, and how many points they are said at.
SAID, SIMILAR, SIMILAR_BAR_MS = "青石路12弄3号楼道里又有人给电动车充电，线从门缝里拉出来", 100, 50.0
WEST, SOUTH, WIDE, HIGH = 121.40, 31.20, 0.06, 0.05
# Half of all tickets come from buildings that report again and again.
BUILDINGS: Final = 2_000
# A number below 2**32 from one place of a digest, for the n-th ticket or its building.
DIGIT: Final = f"('x' || substr(md5((CASE WHEN n % 2 = 0 THEN n ELSE -n % {BUILDINGS} END)::text), PLACE, 8))::bit(32)::bigint"


def run() -> Iterator[Measurement]:
    """The time of one client, three runs; the rival looks at every ticket."""
    from linli.kernel import clock, scope
    from linli.kernel.actor import Actor
    from linli.lang import pieces
    from linli.tickets.queries import nearby
    from linli.tickets.rules import nearness

    with filled() as street:
        actor, now = Actor.system("bench", street), clock.now()
        with scope.scoped(actor):
            rows = everything()
        chance = random.Random(11)
        asked = [rows[chance.randrange(len(rows))][1:3] for _ in range(QUESTIONS)]
        expected, rival_ms = counted(rows, asked[:COMPARED], now)

        def p95() -> float:
            taken = []
            with scope.scoped(actor):
                for lon, lat in asked:
                    begin = time.perf_counter()
                    nearby.nearby(actor, lon, lat, now, within_m=WITHIN_M)
                    taken.append((time.perf_counter() - begin) * 1_000)
            return float(np.percentile(taken, 95))

        with scope.scoped(actor):
            for (lon, lat), wanted in zip(asked, expected, strict=False):
                found = {each.ticket_id for each in nearby.nearby(actor, lon, lat, now, within_m=WITHIN_M)}
                if found != wanted:
                    raise RuntimeError(f"at {lon}, {lat}: {len(found)} found, {len(wanted)} are there")
        measured = median(p95)

        wish = nearness.Wish(text=SAID, address="兰田路9号", item_codes=frozenset({"E2102"}), words=("楼道",), spots=pieces.spots(SAID))

        def similar_p95() -> float:
            taken = []
            with scope.scoped(actor):
                for point in asked[:SIMILAR]:
                    begin = time.perf_counter()
                    nearby.similar(actor, wish, now, point=point)
                    taken.append((time.perf_counter() - begin) * 1_000)
            return float(np.percentile(taken, 95))

        similar = median(similar_p95)
        with scope.scoped(actor):
            around = float(np.mean([len(nearby.nearby(actor, *point, now, within_m=nearness.AROUND_M)) for point in asked[:SIMILAR]]))
    against = f"bar {BAR_MS} at {TICKETS} tickets; rival (every ticket measured, already in memory) {rival_ms:.1f}"
    yield Measurement("nearby.p95_ms", measured, "ms", against)
    against = f"bar {SIMILAR_BAR_MS} at {TICKETS} tickets; {around:.0f} of them around a point, the nearest compared one by one"
    yield Measurement("nearby.similar_p95_ms", similar, "ms", against)


@contextmanager
def filled() -> Iterator[UUID]:
    """A database of its own with one street full of tickets; the id of the street."""
    with laid(NAME) as (database, street):
        with database.connect("superuser") as superuser:
            copy(superuser)
        yield street


@contextmanager
def laid(name: str) -> Iterator[tuple[Any, UUID]]:
    """A database of that name with one street and one ticket, which this process reaches as the web role."""
    from linli.config import postgres
    from tests import make
    from tests.ground import TestDatabase, connect_as, lay_template
    from tests.server import HOME, SERVER

    template = lay_template(SERVER, HOME)
    with psycopg.connect(SERVER.url("superuser"), autocommit=True) as superuser:
        postgres.drop_database(superuser, name)
        postgres.create_database(superuser, name, template=template)
    database = TestDatabase(SERVER, name)
    try:
        connect_as(SERVER, "web", name)
        street = make.subdistrict(database, "lanting")
        take_down(street)
        yield database, street
    finally:
        connection.close()
        with psycopg.connect(SERVER.url("superuser"), autocommit=True) as superuser:
            postgres.drop_database(superuser, name)


def take_down(street: UUID) -> None:
    """The one ticket that all others are copies of."""
    from linli.kernel import clock, scope
    from linli.kernel.actor import Actor
    from linli.org.models import Unit
    from linli.tickets.actions import intake

    actor = Actor.system("bench", street)
    with scope.scoped(actor):
        unit = Unit(
            subdistrict_id=street,
            code="C",
            name="城运中心",
            short_name="城运中心",
            kind="ops_center",
            valid_from=clock.now() - timedelta(1),
        )
        unit.save(force_insert=True)
        draft = intake.TicketDraft(intake_unit_id=unit.pk, source="call", matter="楼道堆物", address="兰田路8号", lon=WEST, lat=SOUTH)
        intake.open_ticket(actor, draft)


def copy(superuser: "psycopg.Connection[Any]") -> None:
    """Many more, spread over the street and over half a year."""
    rows = superuser.execute("SELECT attname FROM pg_attribute WHERE attrelid = 'ticket'::regclass AND attnum > 0 AND NOT attisdropped")
    columns = [str(name) for (name,) in rows.fetchall()]
    instead = {
        "id": "(left(old.id::text, 28) || lpad(to_hex(n), 8, '0'))::uuid",
        "number": "old.number || '-' || n",
        "lon": f"{WEST} + {WIDE} * {DIGIT.replace('PLACE', '1')} / 4294967296.0",
        "lat": f"{SOUTH} + {HIGH} * {DIGIT.replace('PLACE', '9')} / 4294967296.0",
        "received_at": "old.received_at - (n % 180) * interval '1 day'",
    }
    values = ", ".join(instead.get(name, f"old.{name}") for name in columns)
    statement = f"INSERT INTO ticket ({', '.join(columns)}) SELECT {values} FROM ticket old, generate_series(1, {TICKETS - 1}) n"
    superuser.execute(statement.encode())
    superuser.execute("ANALYZE")


def everything() -> list[tuple[UUID, float, float, datetime]]:
    """Every ticket as the rival sees it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, lon, lat, received_at FROM ticket")
        return [(row[0], row[1], row[2], row[3]) for row in cursor.fetchall()]


def counted(rows: list[tuple[UUID, float, float, datetime]], asked: list[Any], now: datetime) -> tuple[list[set[UUID]], float]:
    """The tickets around each point as the rival finds them, and the milliseconds it takes for one."""
    ids = [row[0] for row in rows]
    there = placed(np.array([row[1:3] for row in rows]))
    is_late = np.array([row[3] >= now - timedelta(weeks=12) for row in rows])
    begin, expected = time.perf_counter(), []
    for lon, lat in asked:
        away = np.linalg.norm(there - placed(np.array([[lon, lat]])), axis=1)
        expected.append({ids[place] for place in np.flatnonzero(is_late & (away <= WITHIN_M))})
    return expected, (time.perf_counter() - begin) * 1_000 / len(asked)


def placed(points: "np.ndarray[Any, np.dtype[np.float64]]") -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Points in space on WGS-84: the straight line between neighbours is their distance."""
    a, e2 = 6_378_137.0, 0.00669437999014
    x, y = np.radians(points[:, 0]), np.radians(points[:, 1])
    n = a / np.sqrt(1 - e2 * np.sin(y) ** 2)
    return np.column_stack((n * np.cos(y) * np.cos(x), n * np.cos(y) * np.sin(x), n * (1 - e2) * np.sin(y)))
