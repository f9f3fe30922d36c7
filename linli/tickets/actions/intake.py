"""Taking tickets down: one road for a single call, a form, a partner and an import of thousands."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy

from linli.geo.coordinates import System
from linli.kernel import clock, find, jobs, journal
from linli.kernel.actor import Actor
from linli.kernel.calendar import Duration
from linli.kernel.calendar.rules import check_year
from linli.kernel.errors import Refused
from linli.kernel.postgres.prepared import without_waiting
from linli.kernel.text import clean_text
from linli.kernel.writes import each, write
from linli.org.queries.reach import require_at
from linli.places.queries import places
from linli.places.queries.places import PlaceFace
from linli.tickets.actions.moving import row_of
from linli.tickets.actions.numbering import take_numbers
from linli.tickets.models import Assist, Reporter, Ticket, TicketClock
from linli.tickets.queries.desk import Standing, standing
from linli.tickets.queries.following import follow_mark
from linli.tickets.rules import callouts, kinds, plans
from linli.tickets.rules.clocks import Clock, Plan, Track
from linli.tickets.rules.course import Course, carried, dispatched, over, received
from linli.tickets.rules.follow import code_from
from linli.tickets.rules.kinds import ClosingBasis, VerifiedBy
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import State

CHUNK: Final = 200
# Said only when something is refused, so looked up only then.
_MATTER, _WORDS, _ADDRESS = gettext_lazy("Matter"), gettext_lazy("Reporter's words"), gettext_lazy("Address")
_SOURCE, _OUTSIDE = gettext_lazy("Source"), gettext_lazy("Number of the source")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReporterDraft:
    """Who reports; all of it may stay empty."""

    full_name: str = ""
    phone: str = ""
    email: str = ""
    # Written to by text message, never called.
    is_sms_only: bool = False
    # Given where a form that is sent twice must tell the same code twice.
    follow_code: str = ""

    def __repr__(self) -> str:
        # A traceback that prints it shows nobody.
        return "<ReporterDraft>"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDraft:
    """The class somebody chose, or a machine; its own times win over the track's."""

    code: str
    version: int
    is_life_safety: bool = False
    is_set_by_machine: bool = False
    durations: Mapping[Clock, Duration] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What an import knows besides: its run and row, who leads by the duty list and why, and whether it is over already."""

    run_id: UUID
    row: int
    why: str = ""
    lead_unit_id: UUID | None = None
    assist_unit_ids: Sequence[UUID] = ()
    is_history: bool = False
    answered_at: datetime | None = None
    # Open there as here, since when it came in there; and until when it is to be closed as was said there.
    is_carried: bool = False
    target_at: datetime | None = None
    returns: int = 0
    # How it stands there, as the journal keeps it.
    there: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDraft:
    """A matter as it is taken down."""

    intake_unit_id: UUID
    source: str
    # Made by a phone that had no signal; else the house makes one.
    ticket_id: UUID | None = None
    words: str = ""
    matter: str = ""
    track: Track = Track.ROUTINE
    level: kinds.Level = kinds.Level.SUBDISTRICT
    item: ItemDraft | None = None
    has_open_hazard: bool = False
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    point_system: str = ""
    point_accuracy_m: float | None = None
    grid_id: UUID | None = None
    # Address, point and grid that are not said are those of the place.
    place_id: UUID | None = None
    about_unit_id: UUID | None = None
    outside_number: str = ""
    media_url: str = ""
    is_answer_wanted: bool = False
    reporter: ReporterDraft | None = None
    origin_kind: str = ""
    origin_id: UUID | None = None
    parent_id: UUID | None = None
    received_at: datetime | None = None
    # When it was said, where that lies before the moment from which the clocks run.
    reported_at: datetime | None = None
    likes: int = 0
    dislikes: int = 0
    brought: Brought | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A ticket that was taken down, and the code its reporter follows it by: told once, kept nowhere."""

    ticket: Ticket
    follow_code: str


@dataclass(frozen=True, slots=True)
class _Prepared:
    ticket: Ticket
    clocks: Sequence[TicketClock]
    brought: Brought | None
    reporter: Reporter | None
    follow_code: str


@write
def open_tickets(actor: Actor, drafts: Sequence[TicketDraft]) -> list[Opened | Refused]:
    """Take down up to 200 tickets with clocks, journal and search in one go; a draft that cannot be comes back as its refusal."""
    if len(drafts) > CHUNK:
        raise ValueError(f"{len(drafts)} drafts at once: a chunk has {CHUNK} at most")
    at = _places(actor, drafts)
    drafts = [_at_place(draft, at) for draft in drafts]
    require_at(actor, Permission.OPEN, {draft.grid_id for draft in drafts})
    now = clock.now()
    desk = _Desk(actor, now, standing(actor, _units(drafts), now), {face.id for face in at.values()})

    results = each(drafts, desk.prepare)
    ready = [result for result in results if isinstance(result, _Prepared)]

    for prepared, number in zip(ready, take_numbers(actor, [one.ticket.received_at for one in ready]), strict=True):
        prepared.ticket.number = number
    reporters = [prepared.reporter for prepared in ready if prepared.reporter is not None]
    with without_waiting():
        texts = [(one.ticket, [one.ticket.number, one.ticket.matter, one.ticket.words, one.ticket.address]) for one in ready]
        find.index_many(texts, changed_at=desk.now)
        # The entries are chained while the server takes up the texts.
        told = [*(told for one in ready for told in _told(one)), *map(_named, reporters)]
        journal.record_new(actor, told, *_rows(ready), reporters)
    for one in ready:
        if one.ticket.ended_at is None and callouts.is_called_out(Track(one.ticket.track), one.ticket.received_at, desk.now):
            jobs.queue("tickets.call_out", one.ticket)
    return [Opened(result.ticket, result.follow_code) if isinstance(result, _Prepared) else result for result in results]


@write
def open_ticket(actor: Actor, draft: TicketDraft) -> Opened:
    """Take down one ticket."""
    (result,) = open_tickets(actor, [draft])
    if isinstance(result, Refused):
        raise result
    return result


@dataclass(frozen=True, slots=True)
class _Desk:
    """What all drafts of one write need, read once."""

    actor: Actor
    now: datetime
    standing: Standing
    # The places that answer for those that were named.
    places: Collection[UUID]

    def prepare(self, draft: TicketDraft) -> _Prepared:
        """The rows of one ticket, or the refusal."""
        if not _units_of(draft) <= self.standing.units:
            raise Refused("tickets.unit_is_closed")
        if draft.place_id is not None and draft.place_id not in self.places:
            raise Refused("tickets.place_unknown")
        at = draft.received_at or self.now
        if at > self.now:
            raise Refused("tickets.received_in_the_future")
        # Before the year 1, which a zone may make of the year 1, the database keeps a moment that no page can read.
        check_year((draft.reported_at or at).year)
        plan = plans.with_own(self.standing.plans[draft.track], draft.item.durations if draft.item else {})
        plan = plans.owing(plan, is_life_safety=draft.item is not None and draft.item.is_life_safety)
        course = self._course(draft, plan, at)
        ticket = Ticket(
            **({} if draft.ticket_id is None else {"id": draft.ticket_id}),
            subdistrict_id=self.actor.subdistrict_id,
            state=course.state.value,
            track=draft.track.value,
            level=draft.level.value,
            channel=self.actor.channel.value,
            intake_unit_id=draft.intake_unit_id,
            about_unit_id=draft.about_unit_id,
            grid_id=draft.grid_id,
            place_id=draft.place_id,
            is_answer_wanted=draft.is_answer_wanted,
            has_open_hazard=draft.has_open_hazard,
            origin_kind=draft.origin_kind,
            origin_id=draft.origin_id,
            parent_id=draft.parent_id,
            received_at=at,
            plan=plans.stored(plan),
            **_texts(draft),
            **_point(draft),
            **_item(draft.item),
            media_url=draft.media_url,
            likes=draft.likes,
            dislikes=draft.dislikes,
            **({} if course.first is None else {"due_kind": course.first[0].value, "due_at": course.first[1]}),
            **_standing(draft, course, self.now if draft.brought is not None and draft.brought.is_carried else at),
        )
        reporter, code = self._reporter(draft, ticket)
        return _Prepared(ticket, _clocks(ticket, course), draft.brought, reporter, code)

    def _course(self, draft: TicketDraft, plan: Plan, at: datetime) -> Course:
        if draft.brought is None:
            return received(plan, at, self.standing.used)
        if draft.brought.is_history:
            return over(plan, at, self.standing.used, answered_at=draft.brought.answered_at, now=self.now)
        # Who hands it on needs a text to act on; without one somebody has to write it first.
        is_led = draft.brought.lead_unit_id is not None and bool(draft.matter.strip())
        if draft.brought.is_carried:
            return carried(plan, self.now, self.standing.used, since=at, target_at=draft.brought.target_at, is_led=is_led)
        # The whole time of an order is theirs who sent it; other lists may name a day, and ours holds.
        target_at = draft.brought.target_at if draft.track is Track.HOTLINE else None
        return (dispatched if is_led else received)(plan, at, self.standing.used, target_at=target_at)

    def _reporter(self, draft: TicketDraft, ticket: Ticket) -> tuple[Reporter | None, str]:
        if draft.reporter is None:
            return None, ""
        check_ways(draft.reporter)
        code = draft.reporter.follow_code or code_from(secrets.token_bytes(16))
        made = Reporter(
            subdistrict_id=ticket.subdistrict_id,
            ticket=ticket,
            full_name=draft.reporter.full_name,
            phone=draft.reporter.phone,
            email=draft.reporter.email,
            is_sms_only=draft.reporter.is_sms_only,
            follow_mark=follow_mark(ticket.subdistrict_id, code),
            is_answer_wanted=draft.is_answer_wanted,
            reported_at=draft.reported_at or ticket.received_at,
        )
        return made, code


def _places(actor: Actor, drafts: Sequence[TicketDraft]) -> Mapping[UUID, PlaceFace]:
    """The place that answers for each of those named, which may have been merged since; no statement where none is named."""
    named = {draft.place_id for draft in drafts if draft.place_id is not None}
    return places.answering(actor, named) if named else {}


def _at_place(draft: TicketDraft, at: Mapping[UUID, PlaceFace]) -> TicketDraft:
    """The draft with what its place says of address, point and grid, as far as the draft says nothing."""
    if draft.place_id is None or draft.place_id not in at:
        return draft
    face = at[draft.place_id]
    if draft.lon is None and draft.lat is None and face.lon is not None:
        draft = replace(draft, lon=face.lon, lat=face.lat, point_system=System.WGS84.value)
    return replace(draft, place_id=face.id, address=draft.address or face.address, grid_id=draft.grid_id or face.grid_id)


def check_ways(reporter: ReporterDraft) -> None:
    """Refuse to promise a text message to nobody's number."""
    if reporter.is_sms_only and not reporter.phone:
        raise Refused("tickets.sms_without_number")


def _units(drafts: Sequence[TicketDraft]) -> set[UUID]:
    return {unit_id for draft in drafts for unit_id in _units_of(draft)}


def _units_of(draft: TicketDraft) -> set[UUID]:
    brought = [] if draft.brought is None else [draft.brought.lead_unit_id, *draft.brought.assist_unit_ids]
    return {unit_id for unit_id in (draft.intake_unit_id, draft.about_unit_id, *brought) if unit_id is not None}


def _texts(draft: TicketDraft) -> dict[str, str]:
    matter = clean_text(draft.matter, field=_MATTER, limit=kinds.MATTER_LIMIT, required=False)
    return {
        "matter": matter,
        "words": clean_text(draft.words, field=_WORDS, limit=kinds.WORDS_LIMIT, required=not matter),
        "address": clean_text(draft.address, field=_ADDRESS, limit=kinds.ADDRESS_LIMIT, required=False),
        "source": clean_text(draft.source, field=_SOURCE, limit=kinds.CODE_LIMIT),
        "outside_number": clean_text(draft.outside_number, field=_OUTSIDE, limit=kinds.CODE_LIMIT, required=False),
    }


def _point(draft: TicketDraft) -> dict[str, object]:
    if (draft.lon is None) != (draft.lat is None) or not (-180 <= (draft.lon or 0) <= 180 and -90 <= (draft.lat or 0) <= 90):
        raise Refused("tickets.point_is_nowhere")
    return {"lon": draft.lon, "lat": draft.lat, "point_system": draft.point_system, "point_accuracy_m": draft.point_accuracy_m}


def _item(item: ItemDraft | None) -> dict[str, object]:
    if item is None:
        return {}
    return {
        "item_code": item.code,
        "item_version": item.version,
        "is_life_safety": item.is_life_safety,
        "is_item_set_by_machine": item.is_set_by_machine,
    }


def _standing(draft: TicketDraft, course: Course, at: datetime) -> dict[str, object]:
    """Who has it; what was brought here may be with its lead, or over."""
    found: dict[str, object] = {"holder_unit_id": draft.intake_unit_id}
    brought = draft.brought
    if brought is None:
        return found
    found |= {"import_id": brought.run_id, "returns": brought.returns}
    if course.state is not State.RECEIVED and brought.lead_unit_id is not None:
        found |= {"lead_unit_id": brought.lead_unit_id, "holder_unit_id": brought.lead_unit_id, "dispatched_at": at}
    if course.verdict is not None:
        found |= {
            "ended_at": course.ended_at,
            "verified_at": course.ended_at,
            "verdict": course.verdict.value,
            "verified_by_kind": VerifiedBy.IMPORTED.value,
            "closing_basis": ClosingBasis.IMPORTED.value,
        }
    return found


def _clocks(ticket: Ticket, course: Course) -> list[TicketClock]:
    rows = [row_of(ticket, running) for running in course.running]
    for stopped in course.stopped:
        row = row_of(ticket, stopped.running)
        row.stopped_at, row.ending = stopped.at, stopped.ending.value
        rows.append(row)
    return rows


def _assists(prepared: _Prepared) -> list[Assist]:
    ticket = prepared.ticket
    if prepared.brought is None or ticket.lead_unit_id is None:
        return []
    since_at = ticket.dispatched_at or ticket.received_at
    return [
        Assist(
            subdistrict_id=ticket.subdistrict_id,
            ticket_id=ticket.pk,
            unit_id=unit_id,
            since_at=since_at,
            until_at=None if ticket.ended_at is None else max(since_at, ticket.ended_at),
        )
        for unit_id in prepared.brought.assist_unit_ids
    ]


def _rows(ready: Sequence[_Prepared]) -> tuple[list[Ticket], list[TicketClock], list[Assist]]:
    return (
        [prepared.ticket for prepared in ready],
        [row for prepared in ready for row in prepared.clocks],
        [row for prepared in ready for row in _assists(prepared)],
    )


def _told(prepared: _Prepared) -> list[journal.Draft]:
    ticket, brought = prepared.ticket, prepared.brought
    facts = {
        "number": ticket.number,
        "track": ticket.track,
        "source": ticket.source,
        "words": ticket.words,
        "matter": ticket.matter,
        "unit": str(ticket.intake_unit_id),
        "reporters": int(prepared.reporter is not None),
    }
    opened = journal.Draft("ticket.opened", ticket, facts=facts, made_at=ticket.received_at)
    if brought is None:
        return [opened]
    decided = {
        "run": str(brought.run_id),
        "row": brought.row,
        "class_code": ticket.item_code or "",
        "why": brought.why,
        "unit": str(ticket.lead_unit_id or ""),
        "assists": ",".join(map(str, brought.assist_unit_ids)),
        "verdict": ticket.verdict,
        "there": brought.there,
    }
    return [opened, journal.Draft("ticket.imported", ticket, facts=decided)]


def _named(reporter: Reporter) -> journal.Draft:
    return journal.Draft("reporter.named", reporter, facts={"number": reporter.ticket.number})
