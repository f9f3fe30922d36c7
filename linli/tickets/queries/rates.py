"""The rates of a stretch of time, for the subdistrict or one unit; every number with its rows, and imported closings in none."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.tickets.models import Exclusion, Reporter, Ticket, TicketClock, Verification
from linli.tickets.queries.readers import knows_reporter_of, knows_reporters
from linli.tickets.queries.tickets import visible_to
from linli.tickets.rules.clocks import Clock, Ending
from linli.tickets.rules.kinds import ClosingBasis, Decision, Verdict
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.rates import OF_REPORTERS, Figure, LeftOut, Rate
from linli.tickets.rules.satisfaction import Grade
from linli.tickets.rules.states import ASIDE, State


@dataclass(frozen=True, slots=True)
class _Counted:
    """A ticket as the rates see it."""

    state: State
    basis: str
    verdict: str
    reworks: int
    returns: int
    recurrences: int
    was_dispatched: bool
    was_resolved: bool
    is_excluded: bool
    # Whether the reader may know who reported it.
    is_open_book: bool
    has_reporter: bool
    grades: Sequence[Grade]
    contact: TicketClock | None
    overall: TicketClock | None


Judge = Callable[[_Counted], LeftOut | bool]


def rates(actor: Actor, since: datetime, until: datetime, *, unit_id: UUID | None = None) -> Mapping[Rate, Figure]:
    """Every rate the actor may know of tickets that came in from `since` before `until`; of one unit, those it leads or has done."""
    actor.require(Permission.READ)
    counted, now = _counted(actor, since, until, unit_id), clock.now()
    judges: Mapping[Rate, Judge | None] = {
        Rate.FIRST_CONTACT: lambda one: _contacted(one, now),
        Rate.RESPONSE: lambda one: _responded(one, now),
        Rate.RESOLUTION: _solved,
        Rate.ON_TIME: lambda one: _on_time(one, now),
        Rate.REWORK: lambda one: one.reworks > 0 if one.was_resolved else LeftOut.NOT_YET,
        Rate.RETURN: lambda one: one.returns > 0 if one.was_dispatched else LeftOut.NOT_YET,
        Rate.RECURRENCE: lambda one: one.recurrences > 0 if one.recurrences or one.state is State.CLOSED else LeftOut.NOT_YET,
        Rate.SATISFACTION: None,
        Rate.SELF_DISCOVERY: lambda one: not one.has_reporter if one.is_open_book else LeftOut.ABOUT_US,
        Rate.ON_SPOT: lambda one: one.basis == ClosingBasis.ON_SPOT if one.state is State.CLOSED else LeftOut.NOT_YET,
    }
    told = [rate for rate in Rate if rate not in OF_REPORTERS or knows_reporters(actor)]
    return {rate: _figure(counted, judge) if (judge := judges[rate]) else _satisfaction(counted) for rate in told}


def _figure(counted: Iterable[_Counted], judge: Judge) -> Figure:
    left_out, yes, number = Counter[LeftOut](), 0, 0
    for one in counted:
        found = _never(one) or judge(one)
        if isinstance(found, LeftOut):
            left_out[found] += 1
        else:
            yes, number = yes + found, number + 1
    return Figure(Decimal(yes), number, dict(left_out))


def _satisfaction(counted: Iterable[_Counted]) -> Figure:
    """The sum of graded answers over all answers: a reporter each, not a ticket each."""
    left_out, total, answers = Counter[LeftOut](), Decimal(0), 0
    for one in counted:
        reason = _never(one) or (None if one.is_open_book else LeftOut.ABOUT_US)
        reason = reason or (None if one.grades else _ungraded(one))
        if reason is not None:
            left_out[reason] += 1
        else:
            total, answers = total + sum((grade.counts for grade in one.grades), Decimal(0)), answers + len(one.grades)
    return Figure(total, answers, dict(left_out))


def _ungraded(one: _Counted) -> LeftOut:
    return _UNASKED.get(one.verdict) or (LeftOut.UNGRADED if one.state is State.CLOSED else LeftOut.NOT_YET)


_UNASKED: Mapping[str, LeftOut] = {Verdict.UNREACHABLE.value: LeftOut.UNREACHABLE, Verdict.DECLINED.value: LeftOut.DECLINED}
_UNSOLVED: Mapping[str, LeftOut] = {**_UNASKED, Verdict.NOT_SOLVED.value: LeftOut.NOT_SOLVED}


def _never(one: _Counted) -> LeftOut | None:
    if one.basis == ClosingBasis.IMPORTED:
        return LeftOut.IMPORTED
    if one.is_excluded:
        return LeftOut.EXCLUDED
    return LeftOut.PUT_ASIDE if one.state in ASIDE else None


def _solved(one: _Counted) -> LeftOut | bool:
    if not one.verdict:
        return LeftOut.NOT_YET
    return _UNSOLVED.get(one.verdict) or one.verdict == Verdict.SOLVED


def _contacted(one: _Counted, now: datetime) -> LeftOut | bool:
    found = one.contact
    if found is None or (found.stopped_at is None and found.due_at > now) or found.ending == Ending.DROPPED:
        return LeftOut.NOT_YET
    return found.ending == Ending.KEPT


def _responded(one: _Counted, now: datetime) -> LeftOut | bool:
    was_contacted = _contacted(one, now)
    if was_contacted is not True or one.contact is None or one.contact.stopped_at is None:
        return was_contacted
    return one.contact.stopped_at <= one.contact.due_at


def _on_time(one: _Counted, now: datetime) -> LeftOut | bool:
    found = one.overall
    if found is None or (found.stopped_at is None and found.due_at > now):
        return LeftOut.NOT_YET
    return found.stopped_at is not None and found.stopped_at <= found.due_at


def _counted(actor: Actor, since: datetime, until: datetime, unit_id: UUID | None) -> list[_Counted]:
    home = actor.subdistrict_id
    found = visible_to(actor).filter(received_at__gte=since, received_at__lt=until)
    if unit_id is not None:
        found = found.filter(Q(lead_unit_id=unit_id) | Q(done_by_unit_id=unit_id))
    excluded = Exclusion.objects.of(home).filter(ticket_id=OuterRef("pk"), decision=Decision.APPROVED.value)
    reported = Reporter.objects.of(home).filter(ticket_id=OuterRef("pk"))
    rows = list(found.annotate(is_excluded=Exists(excluded), has_reporter=Exists(reported)).defer("words", "plan", "matter"))
    ids = [row.pk for row in rows]
    clocks = {
        (row.ticket_id, row.kind): row
        for row in TicketClock.objects.of(home).filter(ticket_id__in=ids, kind__in=[Clock.FIRST_CONTACT.value, Clock.OVERALL.value])
    }
    grades: dict[UUID, list[Grade]] = {}
    for ticket_id, grade in Verification.objects.of(home).filter(ticket_id__in=ids).exclude(grade="").values_list("ticket_id", "grade"):
        grades.setdefault(ticket_id, []).append(Grade(grade))
    knows = knows_reporter_of(actor)
    return [_as_counted(row, clocks, grades.get(row.pk, []), is_open_book=knows(row)) for row in rows]


def _as_counted(row: Ticket, clocks: Mapping[tuple[UUID, str], TicketClock], grades: Sequence[Grade], *, is_open_book: bool) -> _Counted:
    return _Counted(
        state=State(row.state),
        basis=row.closing_basis,
        verdict=row.verdict,
        reworks=row.reworks,
        returns=row.returns,
        recurrences=row.recurrences,
        was_dispatched=row.dispatched_at is not None,
        was_resolved=row.resolved_at is not None,
        is_excluded=bool(row.__dict__["is_excluded"]),
        is_open_book=is_open_book,
        has_reporter=bool(row.__dict__["has_reporter"]),
        grades=grades,
        contact=clocks.get((row.pk, Clock.FIRST_CONTACT.value)),
        overall=clocks.get((row.pk, Clock.OVERALL.value)),
    )
