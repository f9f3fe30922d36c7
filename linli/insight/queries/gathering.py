"""Which tickets the groups do not know yet or know otherwise, and what is compared with them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Q

from linli.insight.models import HotProgress, HotReading, HotShelf
from linli.insight.rules.grouping import Near, root_of
from linli.insight.rules.shelves import Keyed, Spot, sharing, shelves
from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.postgres.prepared import prepared
from linli.lang.matters import Keys, Reading, Said, read_all
from linli.tickets.models import Ticket

# What a message says is in its beginning; so many characters are read of each of its two texts.
READ_CHARACTERS: Final = 6_000
# Entries of the journal, or tickets, that are looked at at once.
AT_ONCE: Final = 1_000
_FIELDS: Final = ("pk", "journal_seq", "received_at", "matter", "words", "address", "lon", "lat")
_STREAM: Final = f"{Ticket.KIND}/"
# As one value: thousands of short rows take the driver longer than the server.
_FOUND: Final = (
    "SELECT coalesce(string_agg(entries, ''::bytea), ''::bytea) FROM hot_shelf"
    " WHERE subdistrict_id = %s AND shelf = ANY (%s::int[]) AND span BETWEEN %s AND %s"
)

# A ticket in the order of when they came in.
Place = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Text:
    """A ticket as far as it is compared, and a mark that is another one when anything of that changed."""

    seen_seq: int
    said: Said
    mark: UUID

    @property
    def ticket_id(self) -> UUID:
        """Which ticket."""
        return UUID(self.said.name)


@dataclass(frozen=True, slots=True)
class Fresh:
    """A ticket that is taken in, read."""

    text: Text
    reading: Reading
    keys: Keys

    def keyed(self, number: int) -> Keyed:
        """Its keys under this number."""
        return Keyed(number, self.reading.said.at, self.keys)


@dataclass(frozen=True, slots=True)
class Beside:
    """What may belong to fresh ones: those with a group, and for each fresh one the places of those that share a key with it."""

    near: Sequence[Near]
    places: Sequence[Sequence[int]]


def take_turn(actor: Actor) -> None:
    """Wait until nobody else changes the groups of this subdistrict; until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"linli.insight {actor.subdistrict_id}"])


def progress(actor: Actor) -> HotProgress | None:
    """Up to where the journal was followed; nothing before the first look."""
    found: HotProgress | None = HotProgress.objects.of(actor.subdistrict_id).first()
    return found


def page(actor: Actor, place: Place) -> tuple[Sequence[UUID], Place, bool]:
    """The unread among the next tickets after this one by when they came in, the last one looked at, and whether there are more.

    Two statements, each over so many rows whatever the planner knows of the tables.
    """
    at, ticket_id = place
    after = Q(received_at__gt=at) | Q(received_at=at, pk__gt=ticket_id)
    rows = Ticket.objects.of(actor.subdistrict_id).filter(after, received_at__gte=at).order_by("received_at", "pk")
    found = list(rows.values_list("pk", "journal_seq", "received_at")[:AT_ONCE])
    last = (found[-1][2], found[-1][0]) if found else place
    return _unread(actor, [row[:2] for row in found]), last, len(found) == AT_ONCE


def told_of(actor: Actor, mark: journal.Mark) -> tuple[Sequence[UUID], journal.Mark, bool]:
    """The tickets that the journal tells of after the mark and that are not read, the mark after them, and whether there is more."""
    entries, after = journal.news(actor.subdistrict_id, None, mark, limit=AT_ONCE)
    named = {UUID(each.stream.removeprefix(_STREAM)) for each in entries if each.stream.startswith(_STREAM)}
    rows = Ticket.objects.of(actor.subdistrict_id).filter(pk__in=named).order_by("received_at", "pk")
    return _unread(actor, list(rows.values_list("pk", "journal_seq")) if named else []), after, len(entries) == AT_ONCE


def _unread(actor: Actor, found: Sequence[tuple[UUID, int]]) -> Sequence[UUID]:
    """Those of these tickets that no group knows yet, or that changed since, or that lie on the shelves otherwise; one statement."""
    if not found:
        return []
    rows = HotReading.objects.of(actor.subdistrict_id).filter(ticket_id__in=[ticket_id for ticket_id, _ in found])
    read = {ticket_id: seq for ticket_id, seq, mark, laid in rows.values_list("ticket_id", "seen_seq", "mark", "laid") if laid == mark}
    return [ticket_id for ticket_id, seq in found if read.get(ticket_id) != seq]


def texts(actor: Actor, ticket_ids: Iterable[UUID]) -> Sequence[Text]:
    """These tickets as they are compared, the oldest first; one statement."""
    rows = [(row[1], _said(row)) for row in _rows(actor, ticket_ids)]
    return [Text(seen_seq, said, _mark(said)) for seen_seq, said in rows]


def fresh(found: Iterable[Text]) -> Sequence[Fresh]:
    """These read, the oldest first; those that came in at once by their id."""
    ordered = sorted(found, key=lambda each: (each.said.at, each.said.name))
    read = read_all([each.said for each in ordered])
    return [Fresh(text, reading, reading.keys) for text, reading in zip(ordered, read, strict=True)]


def readings(actor: Actor, ticket_ids: Iterable[UUID]) -> Sequence[Reading]:
    """What these tickets say, the oldest first; one statement."""
    return read_all([_said(row) for row in _rows(actor, ticket_ids)])


def _rows(actor: Actor, ticket_ids: Iterable[UUID]) -> Any:
    found = Ticket.objects.of(actor.subdistrict_id).filter(pk__in=set(ticket_ids)).order_by("received_at", "pk")
    return found.values_list(*_FIELDS)


def _said(row: Sequence[Any]) -> Said:
    ticket_id, _, at, matter, words, address, lon, lat = row
    title, text = matter[:READ_CHARACTERS], (words or matter)[:READ_CHARACTERS]
    point = None if lon is None or lat is None else (lon, lat)
    return Said(str(ticket_id), "", at, title, text, address=address, point=point)


def _mark(said: Said) -> UUID:
    digest = blake2b(repr((said.at.timestamp(), said.title, said.text, said.address, said.point)).encode(), digest_size=16).digest()
    return UUID(bytes=digest)


def known(actor: Actor, ticket_ids: Iterable[UUID]) -> Mapping[UUID, HotReading]:
    """What is kept of these tickets; one statement."""
    found = HotReading.objects.of(actor.subdistrict_id).filter(ticket_id__in=set(ticket_ids))
    return {row.ticket_id: row for row in found}


def groups_of(actor: Actor, oldest_ids: Collection[UUID]) -> Mapping[UUID, HotReading]:
    """Everybody in the groups of these oldest members; one statement."""
    found = HotReading.objects.of(actor.subdistrict_id).filter(oldest_id__in=oldest_ids)
    return {row.ticket_id: row for row in found}


def beside(actor: Actor, found: Sequence[Fresh], without: Collection[UUID]) -> Beside:
    """What may belong to one of these: near enough in time, a key shared; a statement for each thirty days of theirs and one."""
    numbers: list[Sequence[int]] = []
    # The oldest first, as texts are.
    for _, together in groupby((each.keyed(0) for each in found), key=lambda each: each.span):
        numbers += _sharing(actor, list(together))
    wanted = {number for each in numbers for number in each}
    rows: Any = HotReading.objects.of(actor.subdistrict_id).filter(number__in=wanted).exclude(ticket_id__in=without) if wanted else ()
    kept = list(rows.values_list("number", "ticket_id", "oldest_at", "oldest_id")) if wanted else []
    place = {number: place for place, (number, *_) in enumerate(kept)}
    near = [Near(ticket_id, (oldest_at, oldest_id)) for _, ticket_id, oldest_at, oldest_id in kept]
    return Beside(near, [[place[number] for number in each if number in place] for each in numbers])


def _sharing(actor: Actor, together: Sequence[Keyed]) -> list[list[int]]:
    asked = sorted({shelf for each in together for shelf in shelves(each.keys).tolist()})
    with prepared() as cursor:
        first, last = min(each.spans[0] for each in together), max(each.spans[1] for each in together)
        cursor.execute(_FOUND, [actor.subdistrict_id, asked, first, last])
        (packed,) = cursor.fetchone()
    return sharing(bytes(packed), [each.keys for each in together])


def on_shelves(actor: Actor, spots: Collection[Spot]) -> Sequence[HotShelf]:
    """The shelves at these spots; one statement."""
    rows = HotShelf.objects.of(actor.subdistrict_id).filter(span__in={span for span, _ in spots}, shelf__in={shelf for _, shelf in spots})
    return [row for row in rows if (row.span, row.shelf) in spots]


def row_of(actor: Actor, found: Fresh) -> HotReading:
    """A ticket as it is kept from now on."""
    at, ticket_id = root_of(found.reading)
    return HotReading(
        subdistrict_id=actor.subdistrict_id,
        ticket_id=ticket_id,
        received_at=at,
        seen_seq=found.text.seen_seq,
        mark=found.text.mark,
        laid=found.text.mark,
        keys=found.keys.tobytes(),
        oldest_id=ticket_id,
        oldest_at=at,
    )
