"""The questions of the queue as statements: one for each combination of filters, whatever their values are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Coalesce, Left

from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.statements import Asked, Statement, among, counted, side_by_side
from linli.org.models import Person
from linli.tickets.models import Deliberation, ImportRow, SideRequest, SupervisionStep, Ticket, TicketClock
from linli.tickets.queries.imports import LATE_THERE
from linli.tickets.queries.tickets import within
from linli.tickets.rules.clocks import Clock, Track
from linli.tickets.rules.kinds import MeetingReason, RequestKind, codes
from linli.tickets.rules.queue import Lack, Quick, Sort
from linli.tickets.rules.states import OPEN, State

# So many clocks are looked at for a question about clocks, the last that turned first. A street with more of them late than anybody
# can work through sees the newest; without a bound their number alone would decide how long the page takes.
LOOKED_AT: Final = 5_000
# As much of the reporter's words as a line of the queue has room for.
GLANCE: Final = 60


class Row(NamedTuple):
    """A ticket as a line of a list needs it, with the yellow moment of its nearest clock and why it lies before a meeting."""

    pk: UUID
    number: str
    state: str
    track: str
    matter: str
    # The beginning of the reporter's words, for who may know them.
    begin: str
    address: str
    item_code: str | None
    grid_id: UUID | None
    grid_name: str | None
    holder_name: str | None
    lead_name: str | None
    about_unit_id: UUID | None
    due_at: datetime | None
    due_kind: str
    received_at: datetime
    dispatched_at: datetime | None
    started_at: datetime | None
    deliberating_at: datetime | None
    deferred_at: datetime | None
    resolved_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    returns: int
    reworks: int
    has_open_hazard: bool
    outcome: str
    yellow_at: datetime | None
    meeting: str | None
    holder_unit_id: UUID | None
    # Whether an order was signed to it 督办, as against a call.
    is_supervised: bool


@dataclass(frozen=True, slots=True)
class Ask:
    """Which question it is, whatever its values are: those that share one share the statement."""

    reach: tuple[bool, bool, bool]
    is_person: bool
    states: frozenset[State]
    tracks: frozenset[Track]
    quick: Quick | None
    order: Sort
    has_classes: bool
    has_grids: bool
    has_units: bool
    has_run: bool = False
    was_late_there: bool = False
    lack: Lack | None = None

    @property
    def is_everywhere(self) -> bool:
        """Whether it is asked of every ticket of the street."""
        return self.reach[0]

    @property
    def is_open(self) -> bool:
        """Whether it is of open tickets alone."""
        return self.states <= OPEN


# The places of the statements: what each call has of its own.
STREET, _PERSON, _UNIT, _AFTER_ID = Asked.id("street"), Asked.id("person"), Asked.id("unit"), Asked.id("after_id")
_RUN: Final = Asked.id("run")
_LACKING: Final = {Lack.CLASS: Q(item_code__isnull=True), Lack.GRID: Q(grid_id__isnull=True)}
_BELOW, _GRIDS_WANTED, _UNITS_WANTED, _CHOSEN = Asked.ids("below"), Asked.ids("grids"), Asked.ids("units"), Asked.ids("chosen")
_CLASSES_WANTED = Asked("classes", ArrayField(TextField()))
NOW, _DAY_END, _AFTER_AT = Asked.moment("now"), Asked.moment("day_end"), Asked.moment("after_at")


# Statements are put together once and kept. The bound is far above what pages ask; a form made to ask odd combinations only costs time.
@lru_cache(maxsize=256)
def page(ask: Ask, is_later: bool, most: int) -> Statement:
    """A page of rows."""
    return Statement(lambda: _dressed(_after(_fitting(ask), ask.order, is_later=is_later))[:most])


@lru_cache(maxsize=16)
def those(ask: Ask) -> Statement:
    """Some rows by their ids."""
    return Statement(lambda: _dressed(_seen(ask).filter(among("pk", _CHOSEN)).order_by("due_at", "pk")))


@lru_cache(maxsize=256)
def counts(ask: Ask, most: int) -> Statement:
    """Every count of the page."""

    def asked() -> list[QuerySet[Ticket]]:
        return [_fitting(ask), opened(ask), *(_answers(ask, quick) for quick in Quick)]

    return Statement(lambda: side_by_side(*(counted(each, most) for each in asked())))


def _answers(ask: Ask, quick: Quick) -> QuerySet[Any]:
    """What is counted for a quick question."""
    if quick is Quick.STUCK and ask.is_everywhere:
        # Who sees every ticket need not have them looked up: each has one clock of the whole time, which runs while it is open.
        return _over()
    return opened(ask).filter(_ASKS[quick](ask))


@lru_cache(maxsize=64)
def count(ask: Ask, most: int) -> Statement:
    """How many fit."""
    return Statement(lambda: side_by_side(counted(_fitting(ask), most)))


def _seen(ask: Ask) -> QuerySet[Ticket]:
    return within(ask.reach, STREET, _BELOW, _UNIT)


def opened(ask: Ask) -> QuerySet[Ticket]:
    """The open tickets somebody sees."""
    # Who has a clock is open: the queue's index holds these alone.
    return _seen(ask).filter(due_at__isnull=False)


def _fitting(ask: Ask) -> QuerySet[Ticket]:
    """The tickets that fit the filters, in no order."""
    found = opened(ask) if ask.is_open else _seen(ask)
    if ask.states not in (OPEN, frozenset(State)):
        found = found.filter(state__in=codes(ask.states))
    if ask.has_classes:
        found = found.filter(among("item_code", _CLASSES_WANTED))
    if ask.has_grids:
        found = found.filter(among("grid_id", _GRIDS_WANTED))
    if ask.has_units:
        found = found.filter(among("holder_unit_id", _UNITS_WANTED))
    if ask.tracks:
        found = found.filter(track__in=codes(ask.tracks))
    found = _of_a_file(found, ask)
    return found if ask.quick is None else found.filter(_ASKS[ask.quick](ask))


def _of_a_file(found: QuerySet[Ticket], ask: Ask) -> QuerySet[Ticket]:
    """What an import brought, and how it stood there."""
    if ask.has_run:
        found = found.filter(import_id=_RUN)
    if ask.was_late_there:
        rows = ImportRow.objects.of(STREET).filter(LATE_THERE)
        found = found.filter(pk__in=(rows.filter(run_id=_RUN) if ask.has_run else rows).values("ticket_id"))
    return found if ask.lack is None else found.filter(_LACKING[ask.lack])


def _dressed(found: QuerySet[Ticket]) -> Any:
    own_clock = _clocks().filter(ticket_id=OuterRef("pk"), kind=OuterRef("due_kind"))
    meeting = Deliberation.objects.of(STREET).filter(ticket_id=OuterRef("pk"), ended_at__isnull=True)
    # What waits for the duty chief lies before no meeting yet.
    waits = _unclaimed().filter(ticket_id=OuterRef("pk"))
    columns = {
        "grid_name": F("grid__name"),
        "holder_name": F("holder_unit__short_name"),
        "lead_name": F("lead_unit__short_name"),
        "yellow_at": Subquery(own_clock.order_by("due_at").values("yellow_at")[:1]),
        "meeting": Coalesce(Subquery(meeting.values("reason")[:1]), Subquery(waits.values("reason")[:1])),
        "begin": Left("words", GLANCE),
        "is_supervised": Exists(_orders().filter(ticket_id=OuterRef("pk"))),
    }
    return found.annotate(**columns).values_list(*Row._fields)


def _clocks() -> OwnedQuerySet:
    found: OwnedQuerySet = TicketClock.objects.of(STREET).filter(stopped_at__isnull=True)
    return found


def _orders() -> OwnedQuerySet:
    """The signed supervision orders 督办单."""
    found: OwnedQuerySet = SupervisionStep.objects.of(STREET).filter(order_number__isnull=False)
    return found


def _mine(ask: Ask) -> Q:
    """What lies with the actor's own unit."""
    person = Person.objects.of(STREET).filter(pk=_PERSON)
    return Q(holder_unit_id=Subquery(person.values("unit_id")[:1])) if ask.is_person else Q(pk__in=[])


def _soon(_ask: Ask) -> Q:
    """Three quarters of the time of one of its clocks are used, and none is over."""
    yellow = _clocks().filter(yellow_at__lte=NOW, due_at__gte=NOW).order_by("-yellow_at")
    return Q(due_at__gte=NOW, pk__in=yellow.values("ticket_id")[:LOOKED_AT])


def _nobody(_ask: Ask) -> Q:
    """No unit takes it: a question to the duty chief, or a meeting about that."""
    meetings = Deliberation.objects.of(STREET).filter(ended_at__isnull=True, reason=MeetingReason.NOBODY_TAKES_IT.value)
    waits = Q(pk__in=meetings.values("ticket_id")) | Q(pk__in=_unclaimed().values("ticket_id"))
    return Q(state=State.DELIBERATING.value) & waits


def _stuck(_ask: Ask) -> Q:
    """The whole time is over."""
    return Q(pk__in=_over().order_by("-due_at").values("ticket_id")[:LOOKED_AT])


def _over() -> OwnedQuerySet:
    return _clocks().filter(kind=Clock.OVERALL.value, due_at__lt=NOW)


def _unclaimed() -> OwnedQuerySet:
    """The open questions who takes it: they wait for the duty chief, and then for a meeting, until somebody leads."""
    found: OwnedQuerySet = SideRequest.objects.of(STREET).filter(kind=RequestKind.NOBODY.value, decided_at__isnull=True)
    return found


def _after(found: QuerySet[Ticket], order: Sort, *, is_later: bool) -> QuerySet[Ticket]:
    if order is Sort.NEWEST:
        if is_later:
            found = found.filter(received_at__lte=_AFTER_AT).exclude(received_at=_AFTER_AT, pk__gte=_AFTER_ID)
        return found.order_by("-received_at", "-pk")
    if is_later:
        found = found.filter(due_at__gte=_AFTER_AT).exclude(due_at=_AFTER_AT, pk__lte=_AFTER_ID)
    return found.order_by("due_at", "pk")


_ASKS: Final[Mapping[Quick, Callable[[Ask], Q]]] = {
    Quick.MINE: _mine,
    Quick.LATE: lambda _: Q(due_at__lt=NOW),
    Quick.SOON: _soon,
    # Due before the day is over.
    Quick.TODAY: lambda _: Q(due_at__gte=NOW, due_at__lte=_DAY_END),
    Quick.BOUNCED: lambda _: Q(returns__gt=0),
    Quick.NOBODY: _nobody,
    Quick.MEETING: lambda _: Q(state=State.DELIBERATING.value),
    Quick.STUCK: _stuck,
    Quick.HAZARD: lambda _: Q(has_open_hazard=True),
    Quick.VERIFY: lambda _: Q(state=State.RESOLVED.value),
    Quick.SUPERVISED: lambda _: Q(pk__in=_orders().values("ticket_id")),
}
