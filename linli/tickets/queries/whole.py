"""One ticket with everything that stands around it, in one statement: clocks, promises, helpers, requests, meetings, kin, files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import Any, Final, TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Func, OuterRef, Q, QuerySet, TextField

from linli.kernel.actor import Actor
from linli.kernel.calendar.models import CalendarUse
from linli.kernel.errors import NotFound
from linli.kernel.files.models import StoredFile
from linli.kernel.statements import Asked, Statement, made, many, read
from linli.org.models import Grid, Person, Unit
from linli.org.queries.units import open_at
from linli.tickets.models import (
    Assist,
    CatalogueItem,
    Commitment,
    Deliberation,
    Exclusion,
    Reply,
    Reporter,
    SideRequest,
    SupervisionStep,
    Ticket,
    TicketClock,
    TicketSource,
)
from linli.tickets.queries import readers
from linli.tickets.queries import tickets as queries
from linli.tickets.rules.kinds import PARTS_AT_MOST
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.sources import PRESET

R = TypeVar("R")
# In a power cut hundreds say the same: so many does a page show at first, its parts among them, and so many when all are asked for.
KIN_SHOWN: Final = PARTS_AT_MOST
KIN_LIMIT: Final = 1_000


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A clock of the ticket."""

    id: UUID
    kind: str
    commitment_id: UUID | None
    start_at: datetime
    due_at: datetime
    yellow_at: datetime
    stopped_at: datetime | None
    ending: str
    derivation: Any
    is_cut: bool
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """What a unit promised, or is asked to."""

    id: UUID
    unit_id: UUID
    what: str
    due_at: datetime
    proposed_at: datetime
    taken_on_at: datetime | None
    ended_at: datetime | None
    is_kept: bool | None


@dataclass(frozen=True, slots=True)
class RequestRow:
    """What was asked for beside the handling."""

    id: UUID
    kind: str
    unit_id: UUID
    reason: str
    note: str
    other_unit_id: UUID | None
    amount: int | None
    until_at: datetime | None
    asked_at: datetime
    asked_by_account_id: UUID | None
    asked_by_person_id: UUID | None
    decided_at: datetime | None
    decision: str


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting it lay before."""

    id: UUID
    convenor_unit_id: UUID
    reason: str
    opened_at: datetime
    ended_at: datetime | None
    positions: Any
    options: Any
    decision: str
    dissent: str
    lead_unit_id: UUID | None


@dataclass(frozen=True, slots=True)
class KinRow:
    """A part of the ticket, or one that was merged into it."""

    id: UUID
    number: str
    state: str
    matter: str
    merged_into_id: UUID | None


@dataclass(frozen=True, slots=True)
class HelpRow:
    """A unit that helps now."""

    unit_id: UUID


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit by its names; one that is closed is still called so."""

    id: UUID
    name: str
    short_name: str
    kind: str
    office_phone: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A supervision order 督办单 that was signed."""

    id: UUID
    order_number: int
    unit_id: UUID
    reply_due_at: datetime
    replied_at: datetime | None


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that is kept with the ticket."""

    id: UUID
    name: str
    size_bytes: int
    purpose: str


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """The reply of this round."""

    id: UUID
    unit_id: UUID
    state: str
    outcome: str
    done: str
    journal_seq: int


@dataclass(frozen=True, slots=True)
class ExclusionRow:
    """An exclusion from the rates that was asked for."""

    id: UUID
    decision: str


@dataclass(frozen=True, slots=True)
class Whole:
    """The ticket and everything around it; `unit_id` is the reader's own unit."""

    ticket: Ticket
    unit_id: UUID | None
    item_name: str
    source_name: str
    # By which version deadlines are counted here, once one is adopted.
    calendar_version_id: UUID | None
    clocks: Sequence[ClockRow]
    promises: Sequence[PromiseRow]
    helpers: Sequence[HelpRow]
    requests: Sequence[RequestRow]
    meetings: Sequence[MeetingRow]
    # Its parts, then what was merged into it last.
    kin: Sequence[KinRow]
    kin_count: int
    orders: Sequence[OrderRow]
    files: Sequence[FileRow]
    units: Sequence[UnitRow]
    reply: ReplyRow | None
    exclusions: Sequence[ExclusionRow]
    # Whether anybody reported it: for who may know that.
    has_reporter: bool


def whole_of(actor: Actor, ticket_id: UUID, at: datetime, *, with_all_kin: bool = False) -> Whole:
    """Everything about one ticket that the actor may see; one statement, and one more for who does not see every ticket."""
    if not actor.may(Permission.READ):
        queries.get_for(actor, ticket_id)
    found = _asked(_WITH_ALL_KIN if with_all_kin else _WHOLE, actor, ticket_id, at)
    if found is None:
        raise NotFound
    ticket: Ticket = found.ticket
    _set_relatives(ticket, read(KinRow, found.above_rows), next(iter(found.grid_names), ""))
    unit_id, units = next(iter(found.own_unit), None), read(UnitRow, found.unit_rows)
    readers.remember(actor, unit_id, next((each.kind for each in units if each.id == unit_id), ""))
    return Whole(
        ticket=ticket,
        unit_id=unit_id,
        item_name=next(iter(found.item_names), ""),
        source_name=next(iter(found.source_names), None) or _PRESET_NAMES.get(ticket.source, ticket.source),
        calendar_version_id=next(iter(found.calendar_versions), None),
        clocks=read(ClockRow, found.clock_rows),
        promises=read(PromiseRow, found.promise_rows),
        helpers=read(HelpRow, found.help_rows),
        requests=read(RequestRow, found.request_rows),
        meetings=read(MeetingRow, found.meeting_rows),
        kin=_in_order(read(KinRow, found.kin_rows)),
        kin_count=next(iter(found.kin_counts), 0),
        orders=read(OrderRow, found.order_rows),
        files=read(FileRow, found.file_rows),
        units=units,
        reply=next(iter(read(ReplyRow, found.reply_rows)), None),
        exclusions=read(ExclusionRow, found.exclusion_rows),
        has_reporter=bool(found.reporter_ids or found.merged_reporter_ids) and actor.may(Permission.READ_REPORTER),
    )


def _in_order(from_the_end: Sequence[KinRow]) -> list[KinRow]:
    rows = list(reversed(from_the_end))
    return [each for each in rows if each.merged_into_id is None] + [each for each in rows if each.merged_into_id is not None]


_PRESET_NAMES = {each.code: each.name for each in PRESET}
_HERE, _TICKET = Asked.id("street"), Asked.id("ticket")
_STREAM = Asked("stream", TextField())


def _asked(whole: Statement, actor: Actor, ticket_id: UUID, at: datetime) -> SimpleNamespace | None:
    row = whole.row(street=actor.subdistrict_id, ticket=ticket_id, person=actor.person_id, now=at, stream=f"{Ticket.KIND}/{ticket_id}")
    if row is None:
        return None
    ticket, around = made(Ticket, row)
    return SimpleNamespace(ticket=ticket, **dict(zip(_names(), around, strict=True)))


@cache
def _names() -> tuple[str, ...]:
    return tuple(_around(KIN_SHOWN))


def _around(most_kin: int) -> dict[str, ArraySubquery | Func]:
    its = {"ticket_id": OuterRef("pk")}
    above = Ticket.objects.of(_HERE).filter(Q(pk=OuterRef("parent_id")) | Q(pk=OuterRef("merged_into_id")))
    kin = Ticket.objects.of(_HERE).filter(Q(parent_id=OuterRef("pk")) | Q(merged_into_id=OuterRef("pk")))
    # From the end, so that of many merged ones the latest are there.
    parts_first = (F("merged_into_id").asc(nulls_first=True), "-received_at", "-pk")
    item = CatalogueItem.objects.of(_HERE).filter(code=OuterRef("item_code"), version__number=OuterRef("item_version"))
    # Asked apart: either of two tables in one condition reads every reporter there is.
    merged = Ticket.objects.of(_HERE).filter(merged_into_id=OuterRef(OuterRef("pk"))).order_by().values("pk")
    reporters = Reporter.objects.of(_HERE).order_by().values("pk")
    orders = SupervisionStep.objects.of(_HERE).filter(**its, order_number__isnull=False)
    return {
        "own_unit": ArraySubquery(Person.objects.of(_HERE).filter(pk=Asked.id("person"), unit__isnull=False).order_by().values("unit_id")),
        "grid_names": ArraySubquery(Grid.objects.of(_HERE).filter(pk=OuterRef("grid_id")).order_by().values("name")),
        "item_names": ArraySubquery(item.order_by().values("name")),
        "source_names": ArraySubquery(TicketSource.objects.of(_HERE).filter(code=OuterRef("source")).order_by().values("name")),
        "calendar_versions": ArraySubquery(CalendarUse.objects.of(_HERE).order_by("pk").values("version_id")[:1]),
        "clock_rows": many(ClockRow, TicketClock.objects.of(_HERE).filter(**its).order_by("due_at", "pk")),
        "promise_rows": many(PromiseRow, Commitment.objects.of(_HERE).filter(**its).order_by("due_at", "pk")),
        "help_rows": many(HelpRow, Assist.objects.of(_HERE).filter(**its, until_at__isnull=True).order_by("since_at", "pk")),
        "request_rows": many(RequestRow, SideRequest.objects.of(_HERE).filter(**its).order_by("asked_at", "pk")),
        "meeting_rows": many(MeetingRow, Deliberation.objects.of(_HERE).filter(**its).order_by("opened_at", "pk")),
        "above_rows": many(KinRow, above.order_by()),
        "kin_rows": many(KinRow, kin.order_by(*parts_first)[:most_kin]),
        "kin_counts": ArraySubquery(kin.order_by().values("subdistrict_id").annotate(many=Count("pk")).values("many")),
        "order_rows": many(OrderRow, orders.order_by("order_number")),
        "file_rows": many(FileRow, StoredFile.objects.of(_HERE).filter(stream=_STREAM).order_by("pk")),
        "reporter_ids": ArraySubquery(reporters.filter(**its)[:1]),
        "merged_reporter_ids": ArraySubquery(reporters.filter(ticket_id__in=merged)[:1]),
        "reply_rows": many(ReplyRow, Reply.objects.of(_HERE).filter(**its, round=OuterRef("reworks")).order_by()),
        "exclusion_rows": many(ExclusionRow, Exclusion.objects.of(_HERE).filter(**its).order_by("asked_at", "pk")),
        "unit_rows": many(UnitRow, Unit.objects.of(_HERE).order_by("short_name", "pk"), is_open=open_at(Asked.moment("now"))),
    }


def _built(most_kin: int) -> QuerySet[Ticket]:
    found: QuerySet[Ticket] = Ticket.objects.of(_HERE).filter(pk=_TICKET).order_by().annotate(**_around(most_kin))
    return found


_WHOLE: Final = Statement(lambda: _built(KIN_SHOWN))
_WITH_ALL_KIN: Final = Statement(lambda: _built(KIN_LIMIT))


def _set_relatives(ticket: Ticket, above: Sequence[KinRow], grid_name: str) -> None:
    """The grid, the whole and the ticket it was merged into, as far as a page names them: nobody asks for them again."""
    rows = {each.id: Ticket(subdistrict_id=ticket.subdistrict_id, **_told(each)) for each in above}
    if ticket.grid_id is not None:
        ticket.grid = Grid(subdistrict_id=ticket.subdistrict_id, id=ticket.grid_id, name=grid_name)
    if ticket.parent_id is not None:
        ticket.parent = rows[ticket.parent_id]
    if ticket.merged_into_id is not None:
        ticket.merged_into = rows[ticket.merged_into_id]


def _told(each: KinRow) -> dict[str, Any]:
    return {"id": each.id, "number": each.number, "state": each.state, "matter": each.matter}
