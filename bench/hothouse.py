"""hothouse.*: what the look for hot issues costs in a house of 100,000 tickets, ours and the server's processor together.

The tickets are the messages of the real stream, said again in other towns: in each town the signs of every place's name are others,
and a message comes on the day of the last two years on which it came in its own time. At the end the groups are those that the pure
`linli.lang.hot` makes of the same messages.
"""

import os
import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import numpy as np
from django.db import connection

from bench.hot import STREAM
from bench.nearby import laid
from devtools.environment import CannotRun
from devtools.measure import Measurement

if TYPE_CHECKING:
    from linli.kernel.actor import Actor
    from linli.lang.matters import Said

TICKETS: Final = int(os.environ.get("LINLI_BENCH_TICKETS", "100000"))
NAME: Final = "linli_bench_hothouse"
# How often there is nothing new, one new ticket, one that was corrected; how many come at once.
NOTHING, ONE, CORRECTED, MANY = 20, 100, 40, 100
OVER: Final = timedelta(days=730)
TICKS: Final = os.sysconf("SC_CLK_TCK")
LIMIT: Final = 4_000
_COPIED: Final = (
    "INSERT INTO ticket ({columns}) SELECT {values} FROM ticket old, bench_said new WHERE old.id = (SELECT id FROM ticket LIMIT 1)"
)


def run() -> Iterator[Measurement]:
    """One street is filled and looked at from the beginning; then tickets come."""
    from linli.config.cli import text_hot
    from linli.kernel import clock, scope
    from linli.kernel.actor import Actor

    if not STREAM.is_file():
        raise CannotRun("The real messages do not lie beside this checkout.")
    towns, now = Towns(list(text_hot.read(STREAM))), clock.now()
    with laid(NAME) as (database, street):
        with database.connect("superuser") as superuser:
            fill(superuser, towns, now)
        actor = Actor.system("bench", street)
        with scope.scoped(actor), connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            look = Look(actor, int(cursor.fetchone()[0]))
        first = look.costs()
        with database.connect("superuser") as superuser:
            superuser.execute("VACUUM ANALYZE")
            shelves_mb = superuser.execute("SELECT pg_total_relation_size('hot_shelf')").fetchone()[0] / 1e6
        against = f"bar 20 a message; all {TICKETS:,} tickets of a new house, {first.wall_ms / 1_000:.0f} s in all; the shelves take "
        yield Measurement("hothouse.first_ms", first.cpu_ms / TICKETS, "ms", f"{against}{shelves_mb:.0f} MB")
        yield from looks(look, towns)
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield Measurement("hothouse.peak_mb", peak_mb, "MB", f"bar 500; this process with everything, {TICKETS:,} tickets")
        with scope.scoped(actor):
            kept, counted = groups(), groups_of_all()
        largest, members = max(map(len, counted)), sum(map(len, counted))
        against = (
            f"bar 0; groups of several beside those of the pure count, {len(counted):,} of {members:,} tickets, the largest of {largest:,}"
        )
        yield Measurement("hothouse.differences", float(len(kept ^ counted)), "groups", against)


def looks(look: "Look", towns: "Towns") -> Iterator[Measurement]:
    """A look when nothing came, one ticket, a hundred, and when one was corrected."""
    chance, beside = random.Random(11), f"beside {TICKETS:,} tickets"
    nothing = [look.costs() for _ in range(NOTHING)]
    yield Measurement(
        "hothouse.nothing_ms",
        median(each.cpu_ms for each in nothing),
        "ms",
        f"bar 100; finds nothing new, {beside}, median of {NOTHING}; {told(nothing)}",
    )
    single = look.each(lambda: come(look.actor, towns, chance, 1), ONE)
    against = f"bar 120, a look and a message; finds one, {beside}, 95 of {ONE}; {told(single)}"
    yield Measurement("hothouse.one_ms", p95(single), "ms", against)
    yield Measurement("hothouse.one_statements", max(each.statements for each in single), "statements", "a look that finds one, the most")
    come(look.actor, towns, chance, MANY)
    many = look.costs()
    against = f"bar 20 a message; {MANY} at once, {beside}; {told([many])}"
    yield Measurement("hothouse.hundred_ms", many.cpu_ms / MANY, "ms", against)
    turned = look.each(lambda: correct(look.actor, chance), CORRECTED)
    against = f"finds one corrected and asks its group, {beside}, 95 of {CORRECTED}; {told(turned)}"
    yield Measurement("hothouse.corrected_ms", p95(turned), "ms", against)


@dataclass(frozen=True, slots=True)
class Cost:
    """What looks took until nothing was left."""

    cpu_ms: float
    wall_ms: float
    statements: int


def p95(costs: Sequence[Cost]) -> float:
    """Processor of the dearest but five in a hundred."""
    return float(np.percentile([each.cpu_ms for each in costs], 95))


def told(costs: Sequence[Cost]) -> str:
    """The rest of it in words."""
    cpu, wall = median(each.cpu_ms for each in costs), median(each.wall_ms for each in costs)
    return f"median {cpu:.1f}, by the clock {wall:.1f}, {median(each.statements for each in costs):.0f} statements"


class Look:
    """The job as the house does it, until nothing is left."""

    def __init__(self, actor: "Actor", server_pid: int) -> None:
        self.actor, self._stat, self._statements = actor, Path(f"/proc/{server_pid}/stat"), 0

    def costs(self) -> Cost:
        """Milliseconds of processor, of this process and of the server's process that answers it, and by the clock."""
        from linli.insight.actions import gathering
        from linli.kernel import scope

        began, clock, server, self._statements = time.process_time(), time.perf_counter(), self._server_ms(), 0
        with connection.execute_wrapper(self._counted):
            while True:
                with scope.scoped(self.actor):
                    if gathering.gather(self.actor) < gathering.CHUNK:
                        break
        taken = (time.process_time() - began) * 1_000 + self._server_ms() - server
        return Cost(taken, (time.perf_counter() - clock) * 1_000, self._statements)

    def each(self, happens: Callable[[], object], times: int) -> list[Cost]:
        """What a look costs after each of these."""
        found = []
        for _ in range(times):
            happens()
            found.append(self.costs())
        return found

    def _counted(self, execute: Callable[..., Any], *asked: Any) -> Any:
        self._statements += 1
        return execute(*asked)

    def _server_ms(self) -> float:
        """In steps of ten: only the sum over many looks is exact."""
        fields = self._stat.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1_000 / TICKS


class Towns:
    """The same messages with the names of the places of another town."""

    def __init__(self, messages: Sequence["Said"]) -> None:
        from linli.lang.places import named
        from linli.lang.reading import plain

        self.messages = messages
        self._last = max(each.at for each in messages)
        self._kernels = [tuple(named(plain(f"{each.title}\n{each.text}")[:200])) for each in messages]
        self._signs = sorted({sign for kernels in self._kernels for kernel in kernels for sign in kernel})

    def said(self, number: int) -> tuple[str, str]:
        """Title and text of a message, by a number without end."""
        town, place = divmod(number, len(self.messages))
        title, text = self.messages[place].title[:LIMIT], self.messages[place].text[:LIMIT]
        for kernel in self._kernels[place]:
            other = "".join(self._signs[(self._signs.index(sign) + 37 * town) % len(self._signs)] for sign in kernel)
            title, text = title.replace(kernel, other), text.replace(kernel, other)
        return title, text

    def ago(self, number: int) -> timedelta:
        """How long ago it came."""
        town, place = divmod(number, len(self.messages))
        return (self._last - self.messages[place].at) % OVER + timedelta(minutes=7 * town + 1)


def fill(superuser: Any, towns: Towns, now: datetime) -> None:
    """All the tickets but one, with the columns of that one."""
    superuser.execute("CREATE TABLE bench_said (n int, matter text, words text, at timestamptz)")
    with superuser.cursor().copy("COPY bench_said FROM STDIN") as rows:
        for number in range(TICKETS - 1):
            title, text = towns.said(number)
            rows.write_row((number, title, text, now - towns.ago(number)))
    found = superuser.execute("SELECT attname FROM pg_attribute WHERE attrelid = 'ticket'::regclass AND attnum > 0 AND NOT attisdropped")
    columns = [str(name) for (name,) in found.fetchall()]
    instead = {
        "id": "(left(old.id::text, 28) || lpad(to_hex(new.n), 8, '0'))::uuid",
        "number": "old.number || '-' || new.n",
        "matter": "left(new.matter, 200)",
        "words": "new.words",
        "address": "''",
        "lon": "NULL",
        "lat": "NULL",
        "received_at": "new.at",
    }
    values = ", ".join(instead.get(name, f"old.{name}") for name in columns)
    superuser.execute(_COPIED.format(columns=", ".join(columns), values=values).encode())
    superuser.execute("DROP TABLE bench_said")
    superuser.execute("ANALYZE")


def come(actor: "Actor", towns: Towns, chance: random.Random, many: int) -> None:
    """New tickets by the public door of the action: any message, in any of the towns."""
    from linli.kernel import scope
    from linli.org.models import Unit
    from linli.tickets.actions import intake

    for _ in range(many):
        title, text = towns.said(chance.randrange(TICKETS))
        with scope.scoped(actor):
            unit_id: UUID = Unit.objects.values_list("pk", flat=True)[0]
            intake.open_ticket(actor, intake.TicketDraft(intake_unit_id=unit_id, source="call", matter=title[:200] or "来电", words=text))


def correct(actor: "Actor", chance: random.Random) -> None:
    """Somebody writes the neutral text of one of the tickets anew."""
    from linli.kernel import journal, scope
    from linli.tickets.models import Ticket

    with scope.scoped(actor):
        row = Ticket.objects.order_by("-received_at")[chance.randrange(min(5_000, TICKETS))]
        row.matter = f"{row.matter}（核）"
        row.save(update_fields=["matter"])
        journal.record(actor, "ticket.rechecked", row, note="")


def groups() -> set[frozenset[str]]:
    """The groups of several that the house keeps."""
    from linli.insight.models import HotReading

    found: dict[UUID, set[str]] = {}
    for ticket_id, oldest_id in HotReading.objects.values_list("ticket_id", "oldest_id").iterator():
        found.setdefault(oldest_id, set()).add(str(ticket_id))
    return {frozenset(each) for each in found.values() if len(each) > 1}


def groups_of_all() -> set[frozenset[str]]:
    """The groups of several as the definition has them, of all tickets at once."""
    from linli.lang.hot import Stream
    from linli.lang.matters import Said
    from linli.tickets.models import Ticket

    stream = Stream()
    rows = Ticket.objects.values_list("pk", "received_at", "matter", "words", "address", "lon", "lat")
    # Each spoke by himself, so that every group of several is an issue.
    stream.add(
        Said(str(pk), str(pk), at, matter, words or matter, address=address, point=None if lon is None or lat is None else (lon, lat))
        for pk, at, matter, words, address, lon, lat in rows.iterator()
    )
    return {frozenset(issue.members) for issue in stream.issues()}
