"""The queue: a page of tickets, how many there are of what, and what may be chosen to filter them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import CharField, F, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.journal.models import JournalEntry
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.statements import Asked, Statement, counted
from linli.org.models import Grid, Unit
from linli.org.queries.reach import grids_below
from linli.org.queries.units import open_at
from linli.org.rules.grids import GridKind
from linli.tickets.models import SavedFilter
from linli.tickets.models.tickets import TIME_OF
from linli.tickets.queries import asking
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries.asking import Ask, Row
from linli.tickets.queries.readers import own_unit
from linli.tickets.queries.tickets import Reach, reach_of
from linli.tickets.rules.catalogue import Catalogue
from linli.tickets.rules.kinds import codes
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.queue import COUNTED_AT_MOST, Mark, Quick, Sort, Wanted, codes_within
from linli.tickets.rules.states import OPEN, State

PAGE: Final = 50
KEPT_FOR: Final = timedelta(seconds=15)
KEPT_AT_MOST: Final = 512
_GRIDS: Final = codes([GridKind.COMPREHENSIVE, GridKind.DEDICATED, GridKind.MICRO])


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tickets: of the filters as they stand, and of every quick question; exact up to a bound."""

    total: int
    open: int
    quick: Mapping[Quick, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit, a grid or a filter of one's own that may be chosen."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Menus:
    """What the filters offer."""

    units: tuple[Choice, ...]
    grids: tuple[Choice, ...]
    saved: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """The tickets that somebody may see, asked in several ways at one moment."""

    actor: Actor
    now: datetime
    reach: Reach
    catalogue: Catalogue

    @classmethod
    def open(cls, actor: Actor) -> "Queue":
        """Ask once who may see what, and which classes there are."""
        return cls(actor, clock.now(), reach_of(actor), classes.in_use(actor))

    def rows(self, wanted: Wanted, after: Mark | None = None, *, most: int = PAGE + 1) -> Sequence[Row]:
        """The tickets after that mark; one more than a page tells that there is more."""
        mark = {"after_at": after.at, "after_id": after.ticket_id} if after is not None else {}
        return self._rows(asking.page(self.ask(wanted), after is not None, most), wanted, **mark)

    def chosen(self, ids: Collection[UUID]) -> Sequence[Row]:
        """These tickets as far as the actor sees them, what is due first first."""
        return self._rows(asking.those(self.ask(Wanted())), Wanted(), chosen=list(ids))

    def counts(self, wanted: Wanted) -> Counts:
        """All counts of the page, none counted beyond the bound: by one statement, and by a second one where anything has happened.

        Counting costs more than everything else of the page, and many look at the same list: counts are kept for as long as nothing
        was written in the street. Where two write at once, and for what only time changes, they are a quarter of a minute old at most.
        """
        latest, values = _LATEST.row(street=self.actor.subdistrict_id), self.values(wanted)
        # Whose unit it is decides what lies with it; which person asks does not.
        whose = {**values, "person": own_unit(self.actor), "now": None, "day_end": None}
        key = (self.ask(wanted), COUNTED_AT_MOST, *(tuple(each) if isinstance(each, list) else each for each in whose.values()))
        kept = _KEPT.get(key)
        if kept is None or kept.latest != latest or not timedelta() <= self.now - kept.at < KEPT_FOR:
            total, every, *quicks = asking.counts(self.ask(wanted), COUNTED_AT_MOST).rows(**values)[0]
            kept = _Kept(Counts(total, every, dict(zip(Quick, quicks, strict=True))), latest, self.now)
            if len(_KEPT) >= KEPT_AT_MOST:
                _KEPT.clear()
            _KEPT[key] = kept
        return kept.counts

    def count(self, wanted: Wanted, most: int) -> int:
        """How many tickets the filters fit, counted up to so many."""
        (found,) = self._row(asking.count(self.ask(wanted), most), wanted)
        return int(found)

    def _rows(self, statement: Statement, wanted: Wanted, **more: Any) -> Sequence[Row]:
        return [Row._make(row) for row in statement.rows(**self.values(wanted), **more)]

    def _row(self, statement: Statement, wanted: Wanted) -> Sequence[int]:
        return statement.rows(**self.values(wanted))[0]

    def ask(self, wanted: Wanted) -> Ask:
        """Which question this is."""
        return Ask(
            reach=self.reach.kind,
            is_person=self.actor.person_id is not None,
            states=wanted.states,
            tracks=wanted.tracks,
            quick=wanted.quick,
            order=wanted.order,
            has_classes=bool(wanted.class_codes),
            has_grids=bool(wanted.grid_ids),
            has_units=bool(wanted.unit_ids),
            has_run=wanted.run_id is not None,
            was_late_there=wanted.was_late_there,
            lack=wanted.lack,
        )

    def values(self, wanted: Wanted) -> dict[str, Any]:
        """What this call has of its own."""
        return {
            "street": self.actor.subdistrict_id,
            "person": self.actor.person_id,
            "unit": self.reach.unit_id,
            "below": list(self.reach.below),
            "grids": grids_below(self.actor, wanted.grid_ids),
            "units": list(wanted.unit_ids),
            "run": wanted.run_id,
            "classes": sorted(codes_within(wanted.class_codes, self.catalogue.items)),
            "now": self.now,
            "day_end": timezone.localtime(self.now).replace(hour=23, minute=59, second=59, microsecond=999_999),
        }


@dataclass(frozen=True, slots=True)
class _Kept:
    """Counts as they were after the street's latest entry."""

    counts: Counts
    latest: object
    at: datetime


_KEPT: Final[dict[object, _Kept]] = {}
_LATEST: Final = Statement(lambda: JournalEntry.objects.filter(subdistrict_id=asking.STREET).order_by("-id").values_list("id")[:1])


def states_passed(row: Any) -> frozenset[State]:
    """In which of the open states the ticket has been."""
    return frozenset(state for state in OPEN if getattr(row, TIME_OF[state]) is not None)


def mark_of(ticket: Row, order: Sort) -> Mark:
    """Where the page after this row begins."""
    # In the order by due time there are none without.
    at = ticket.received_at if order is Sort.NEWEST or ticket.due_at is None else ticket.due_at
    return Mark(at, ticket.pk)


def menus(actor: Actor) -> Menus:
    """Units, grids and one's own filters by one statement."""
    kinds: dict[str, list[Choice]] = {"unit": [], "grid": [], "saved": []}
    for kind, value, name, _ in _MENUS.rows(street=actor.subdistrict_id, now=clock.now(), account=actor.account_id):
        kinds[kind].append(Choice(value, name))
    return Menus(tuple(kinds["unit"]), tuple(kinds["grid"]), tuple(kinds["saved"]))


def _all_menus() -> Any:
    units = Unit.objects.of(asking.STREET).filter(open_at(asking.NOW))
    grids = Grid.objects.of(asking.STREET).filter(open_at(asking.NOW), kind__in=_GRIDS)
    own = SavedFilter.objects.of(asking.STREET).filter(account_id=Asked.id("account"))
    found = _named("unit", units, Cast("pk", TextField()), F("short_name"), F("short_name")).union(
        _named("grid", grids, Cast("pk", TextField()), F("name"), F("code")),
        _named("saved", own, F("query"), F("name"), F("name")),
        all=True,
    )
    return found.order_by("menu", "place")


def _named(kind: str, rows: Any, value: Any, name: Any, place: Any) -> Any:
    said = {"menu": Value(kind, CharField()), "chosen": value, "called": name, "place": place}
    return rows.order_by().annotate(**said).values_list("menu", "chosen", "called", "place")


_MENUS: Final = Statement(_all_menus)


def own_filters(actor: Actor) -> OwnedQuerySet:
    """The filters that the actor's account keeps."""
    found: OwnedQuerySet = SavedFilter.objects.of(actor.subdistrict_id).filter(account_id=actor.account_id)
    return found if actor.account_id is not None else found.none()


def open_number(ask: Ask) -> Any:
    """How many open tickets somebody sees, counted up to one beyond the bound: asked beside others, with the values of `ask_open`."""
    return counted(asking.opened(ask), COUNTED_AT_MOST)


def ask_open(actor: Actor) -> tuple[Ask, dict[str, Any]]:
    """Which question it is for the actor, and the values of this call."""
    queue = _plain(actor)
    return queue.ask(Wanted()), queue.values(Wanted())


def _plain(actor: Actor) -> Queue:
    """The queue for what has nothing to do with classes."""
    return Queue(actor, clock.now(), reach_of(actor), classes.NONE)


def may_look(actor: Actor) -> bool:
    """Whether there can be a ticket at all that this person sees."""
    return actor.may(Permission.READ) or actor.may(Permission.READ_OWN) or Permission.READ in actor.limits
