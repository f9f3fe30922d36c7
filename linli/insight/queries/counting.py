"""What is counted of the tickets of a period: who of them is in which group, what became of each, who spoke."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from hashlib import blake2b
from itertools import islice
from secrets import token_bytes
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef

from linli.insight.models import HotPeriod, HotReading
from linli.insight.queries import gathering
from linli.insight.rules.counting import Member, Period
from linli.kernel.actor import Actor
from linli.lang.matters import Reading
from linli.tickets.models import Exclusion, Reporter, Ticket
from linli.tickets.rules.kinds import Decision, Verdict
from linli.tickets.rules.states import State

# Nobody spoke there, or he took it back.
UNSPOKEN: Final = (State.VOID.value, State.WITHDRAWN.value)
_AT_ONCE: Final = 1_000
# What nobody reported was found by the street itself: one voice, however often.
FOUND: Final = "found"


def lock_period(actor: Actor, period_id: UUID) -> HotPeriod | None:
    """The period, locked: it is counted by one at a time."""
    found: HotPeriod | None = HotPeriod.objects.of(actor.subdistrict_id).filter(pk=period_id).select_for_update(of=("self",)).first()
    return found


def latest_counted(actor: Actor) -> Sequence[HotPeriod]:
    """The periods that were asked for and are kept, locked, those asked for last first."""
    rows = HotPeriod.objects.of(actor.subdistrict_id).filter(is_standing=False, counted_at__isnull=False)
    return list(rows.select_for_update(of=("self",)).order_by("-asked_at", "-pk"))


def standing_period(actor: Actor) -> HotPeriod | None:
    """The period that is always kept, locked."""
    rows = HotPeriod.objects.of(actor.subdistrict_id).filter(is_standing=True)
    found: HotPeriod | None = rows.select_for_update(of=("self",)).first()
    return found


def groups_in(actor: Actor, period: Period, zone: tzinfo) -> tuple[int, Mapping[UUID, Sequence[UUID]]]:
    """How many tickets came in and were compared, and those of them that are in a group of several; one statement."""
    found = defaultdict[UUID, list[UUID]](list)
    for oldest_id, ticket_id in _within(actor, period, zone).values_list("oldest_id", "ticket_id"):
        found[oldest_id].append(ticket_id)
    return sum(map(len, found.values())), {oldest_id: ids for oldest_id, ids in found.items() if len(ids) > 1}


def numbers_in(actor: Actor, period: Period, zone: tzinfo, oldest_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """How many of each of these groups came in during the period, of what counts; two statements for each thousand."""
    rows = _within(actor, period, zone).filter(oldest_id__in=oldest_ids).values_list("ticket_id", "oldest_id")
    group = dict(rows)
    counts = {each.ticket_id for each in members(actor, group)}
    return Counter(oldest_id for ticket_id, oldest_id in group.items() if ticket_id in counts)


def _within(actor: Actor, period: Period, zone: tzinfo) -> Any:
    begin, end = period.bounds(zone)
    return HotReading.objects.of(actor.subdistrict_id).filter(received_at__gte=begin, received_at__lt=end)


def members(actor: Actor, ticket_ids: Iterable[UUID]) -> Iterator[Member]:
    """These tickets as they are counted; void, withdrawn and excluded ones are not. A few statements for each thousand."""
    salt = token_bytes(16)
    for chunk in _chunks(ticket_ids):
        excluded = Exclusion.objects.of(actor.subdistrict_id).filter(ticket_id=OuterRef("pk"), decision=Decision.APPROVED.value)
        rows = Ticket.objects.of(actor.subdistrict_id).filter(pk__in=chunk).exclude(state__in=UNSPOKEN).filter(~Exists(excluded))
        facts = list(rows.values_list("pk", "received_at", "likes", "dislikes", "state", "verdict", "merged_into_id"))
        voices, solved = _voices(actor, [row[0] for row in facts], salt), _solved(actor, {row[0]: row[4:] for row in facts})
        for ticket_id, at, likes, dislikes, *_ in facts:
            yield Member(ticket_id, at, voices.get(ticket_id, frozenset({FOUND})), likes, dislikes, ticket_id in solved)


def _voices(actor: Actor, ticket_ids: Sequence[UUID], salt: bytes) -> Mapping[UUID, frozenset[object]]:
    """Who spoke in each ticket, told apart and not known: by the phone, without one by the name, and without both by himself."""
    found = defaultdict[UUID, set[object]](set)
    rows = Reporter.objects.of(actor.subdistrict_id).filter(ticket_id__in=ticket_ids)
    for row in rows.only("ticket_id", "phone_code", "full_name"):
        # A name leaves this line as a number that the next count does not know any more.
        name = row.full_name.plain() if row.phone_code is None else ""
        found[row.ticket_id].add(row.phone_code or (blake2b(name.encode(), key=salt, digest_size=16).digest() if name else row.pk))
    return {ticket_id: frozenset(voices) for ticket_id, voices in found.items()}


def _solved(actor: Actor, stands: Mapping[UUID, Sequence[Any]]) -> set[UUID]:
    """Those that were closed as solved, themselves or in what they were merged into."""
    answers, known = {ticket_id: ticket_id for ticket_id in stands}, dict(stands)
    while merged := {known[into][2] for into in answers.values() if known[into][0] == State.MERGED} - known.keys():
        rows = Ticket.objects.of(actor.subdistrict_id).filter(pk__in=merged).values_list("pk", "state", "verdict", "merged_into_id")
        known |= {row[0]: row[1:] for row in rows}
        answers = {ticket_id: _answers(into, known) for ticket_id, into in answers.items()}
    answers = {ticket_id: _answers(into, known) for ticket_id, into in answers.items()}
    return {ticket_id for ticket_id, into in answers.items() if tuple(known[into][:2]) == (State.CLOSED, Verdict.SOLVED)}


def _answers(ticket_id: UUID, known: Mapping[UUID, Sequence[Any]]) -> UUID:
    """What answers for a ticket as far as it is known."""
    while known[ticket_id][0] == State.MERGED and known[ticket_id][2] in known:
        ticket_id = known[ticket_id][2]
    return ticket_id


def readings(actor: Actor, ticket_ids: Iterable[UUID]) -> Iterator[Reading]:
    """The texts of these tickets, the oldest first in each thousand; one statement for each."""
    for chunk in _chunks(ticket_ids):
        yield from gathering.readings(actor, chunk)


def _chunks(ticket_ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    left = iter(ticket_ids)
    while chunk := list(islice(left, _AT_ONCE)):
        yield chunk
