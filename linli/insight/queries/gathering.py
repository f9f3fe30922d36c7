"""Which tickets the groups do not know yet or know otherwise, and what is compared with them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from linli.insight.models import HotReading
from linli.insight.rules.grouping import Root, root_of, sharing
from linli.kernel.actor import Actor
from linli.lang.matters import APART, Reading, Said, read
from linli.tickets.models import Ticket

# What a message says is in its beginning; so many characters are read of each of its two texts.
READ_CHARACTERS: Final = 6_000
_FIELDS: Final = ("pk", "journal_seq", "received_at", "matter", "words", "address", "lon", "lat")


@dataclass(frozen=True, slots=True)
class Text:
    """A ticket as far as it is compared."""

    seen_seq: int
    reading: Reading
    mark: UUID

    @property
    def ticket_id(self) -> UUID:
        """Which ticket."""
        return UUID(self.reading.said.name)


def take_turn(actor: Actor) -> None:
    """Wait until nobody else changes the groups of this subdistrict; until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"linli.insight {actor.subdistrict_id}"])


def unread(actor: Actor, most: int) -> Sequence[UUID]:
    """The oldest of the tickets that no group knows yet, or that changed since; one statement."""
    known = HotReading.objects.of(actor.subdistrict_id).filter(ticket_id=OuterRef("pk"), seen_seq=OuterRef("journal_seq"))
    found = Ticket.objects.of(actor.subdistrict_id).filter(~Exists(known)).order_by("received_at", "pk")
    return list(found.values_list("pk", flat=True)[:most])


def texts(actor: Actor, ticket_ids: Iterable[UUID]) -> Sequence[Text]:
    """These tickets as they are compared; one statement."""
    rows = Ticket.objects.of(actor.subdistrict_id).filter(pk__in=set(ticket_ids)).order_by("received_at", "pk")
    return [_text(row) for row in rows.values_list(*_FIELDS)]


def _text(row: Sequence[Any]) -> Text:
    ticket_id, seen_seq, at, matter, words, address, lon, lat = row
    title, text = matter[:READ_CHARACTERS], (words or matter)[:READ_CHARACTERS]
    point = None if lon is None or lat is None else (lon, lat)
    digest = blake2b(repr((at.timestamp(), title, text, address, point)).encode(), digest_size=16).digest()
    said = Said(str(ticket_id), "", at, title, text, address=address, point=point)
    return Text(seen_seq, read(said), UUID(bytes=digest))


def known(actor: Actor, ticket_ids: Iterable[UUID]) -> Mapping[UUID, HotReading]:
    """What is kept of these tickets; one statement."""
    found = HotReading.objects.of(actor.subdistrict_id).filter(ticket_id__in=set(ticket_ids))
    return {row.ticket_id: row for row in found}


def groups_of(actor: Actor, oldest_ids: Collection[UUID]) -> Mapping[UUID, HotReading]:
    """Everybody in the groups of these oldest members; one statement."""
    found = HotReading.objects.of(actor.subdistrict_id).filter(oldest_id__in=oldest_ids)
    return {row.ticket_id: row for row in found}


def near(actor: Actor, fresh: Sequence[Text], without: Collection[UUID]) -> Sequence[tuple[Reading, Root]]:
    """What may belong to one of the fresh ones, with its group: near enough in time, a key shared; two statements."""
    moments = [each.reading.said.at for each in fresh]
    rows: Any = HotReading.objects.of(actor.subdistrict_id).filter(
        received_at__gte=min(moments) - APART, received_at__lte=max(moments) + APART
    )
    kept = list(rows.exclude(ticket_id__in=without).values_list("ticket_id", "oldest_at", "oldest_id", "keys"))
    places = sharing([bytes(keys) for *_, keys in kept], [each.reading.keys for each in fresh])
    roots: dict[UUID, Root] = {kept[place][0]: (kept[place][1], kept[place][2]) for place in places}
    return [(each.reading, roots[each.ticket_id]) for each in texts(actor, roots)] if roots else []


def row_of(actor: Actor, text: Text) -> HotReading:
    """A ticket as it is kept from now on."""
    at, ticket_id = root_of(text.reading)
    return HotReading(
        subdistrict_id=actor.subdistrict_id,
        ticket_id=ticket_id,
        received_at=at,
        seen_seq=text.seen_seq,
        mark=text.mark,
        keys=text.reading.keys.tobytes(),
        oldest_id=ticket_id,
        oldest_at=at,
    )
