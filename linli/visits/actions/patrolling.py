"""Writing a patrol down: what was wrong becomes tickets in the same breath, all the rest was fine by one word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import BinaryIO, Final
from uuid import UUID

from django.utils.translation import gettext

from linli.checklists import queries as checklists
from linli.geo.coordinates import System
from linli.kernel import clock, files, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.files.models import StoredFile
from linli.kernel.text import clean_text
from linli.kernel.writes import lock_in_order, write
from linli.org.queries.reach import require_at
from linli.org.rules.people import day_of
from linli.places.queries import places
from linli.tickets.actions import intake
from linli.tickets.actions.intake import ItemDraft, TicketDraft
from linli.tickets.actions.walking import Settled, settle_opened
from linli.tickets.models import Ticket
from linli.tickets.queries import catalogue, first_look
from linli.tickets.rules.catalogue import Catalogue
from linli.tickets.rules.first_look import neutral
from linli.tickets.rules.kinds import FROM_PATROL, WORDS_LIMIT, Level
from linli.tickets.rules.kinds import NOTE_LIMIT as LINE_LIMIT
from linli.tickets.rules.permissions import Permission as TicketPermission
from linli.visits.actions.needs import ticket_of
from linli.visits.actions.routes import check_point
from linli.visits.models import PatrolFinding, PatrolMissed, PatrolRoute, PatrolShift, PatrolStop, PatrolWalker
from linli.visits.queries import patrols as queries
from linli.visits.rules import patrols as rules
from linli.visits.rules.patrols import FINDINGS_AT_MOST, NOTE_LIMIT, STOP_LIMIT, Missed, Standing
from linli.visits.rules.permissions import Permission

# As the list of sources has it.
SOURCE: Final = "patrol"
_ALONG: Final = frozenset({str(TicketPermission.OPEN)})


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingDraft:
    """Something wrong, with the ids it was given where it was seen; with a line it was settled there and then."""

    id: UUID
    ticket_id: UUID
    words: str
    stop_id: UUID | None = None
    place_id: UUID | None = None
    where: str = ""
    lon: float | None = None
    lat: float | None = None
    class_code: str = ""
    # The item of the stop's checklist where it was seen; its class holds where none was chosen.
    item: str = ""
    on_spot_line: str = ""


@dataclass(frozen=True, slots=True)
class MissedDraft:
    """A stop that was not reached, and why."""

    stop_id: UUID
    reason: Missed
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolDraft:
    """What is said of a shift: while one walks what was found, at the end that the rest was fine 其余正常."""

    shift_id: UUID
    findings: Sequence[FindingDraft] = ()
    missed: Sequence[MissedDraft] = ()
    is_over: bool = False
    note: str = ""


@write
def record_patrol(actor: Actor, draft: PatrolDraft) -> PatrolShift:
    """Keep what was found with its tickets, and end the shift where it is over; the same again changes nothing.

    A finding that comes after the shift was ended or called off is kept all the same: it was there.
    """
    shift: PatrolShift = lock_in_order(queries.shifts_visible_to(actor), actor.subdistrict_id, [draft.shift_id])[0]
    _require_walker(actor, shift)
    desk = _Desk.open(actor, shift, draft)

    note = desk.check()

    findings = desk.open_tickets()
    if findings:
        journal.record_new(actor, [_made(each) for each in findings], findings)
    if draft.is_over and shift.ending != Standing.DONE.value:
        _end(actor, shift, desk.missed(), note)
    return shift


def may_open(actor: Actor) -> bool:
    """Whether the actor takes matters down somewhere."""
    return actor.may(TicketPermission.OPEN) or TicketPermission.OPEN in actor.limits


def _require_walker(actor: Actor, shift: PatrolShift) -> None:
    """Whoever may write visits down in the route's grid, or may anywhere and is named for this shift."""
    mine = PatrolWalker.objects.of(actor.subdistrict_id).filter(shift_id=shift.pk, person_id=actor.person_id, person_id__isnull=False)
    if Permission.RECORD in actor.limits and mine.exists():
        return
    require_at(actor, Permission.RECORD, {shift.route.grid_id})


def _end(actor: Actor, shift: PatrolShift, missed: Sequence[PatrolMissed], note: str) -> None:
    """The shift is done; what was not named was fine."""
    shift.ending, shift.reason, shift.note = Standing.DONE.value, "", note
    shift.save(update_fields=["ending", "reason", "note"])
    PatrolMissed.objects.bulk_create(missed)
    facts = {"missed_stops": [each.stop.name for each in missed], "note": note}
    journal.record_many(actor, [journal.Draft("patrol_shift.done", shift, facts=facts)])


@dataclass(slots=True)
class _Desk:
    """What one entry needs to know, read once; nothing of tickets where nothing was found."""

    actor: Actor
    shift: PatrolShift
    draft: PatrolDraft
    route: PatrolRoute
    today: date
    stops: Mapping[UUID, PatrolStop]
    known: Mapping[UUID, PatrolFinding]
    classes: Catalogue
    # By stop and item, the class that the item's checklist names.
    of_items: Mapping[tuple[UUID, str], str]
    fresh: list[FindingDraft] = field(default_factory=list)

    @classmethod
    def open(cls, actor: Actor, shift: PatrolShift, draft: PatrolDraft) -> "_Desk":
        here, found = actor.subdistrict_id, bool(draft.findings)
        wanted = {stop_id for stop_id in _stops(draft) if stop_id is not None}
        stops = PatrolStop.objects.of(here).filter(pk__in=wanted, route_id=shift.route_id).select_related("place") if wanted else ()
        known = PatrolFinding.objects.of(here).filter(pk__in=[each.id for each in draft.findings]) if found else ()
        by_id = {stop.pk: stop for stop in stops}
        return cls(
            actor=actor,
            shift=shift,
            draft=draft,
            route=shift.route,
            today=day_of(clock.now()),
            stops=by_id,
            known={row.pk: row for row in known},
            classes=catalogue.in_use(actor) if found else catalogue.NONE,
            of_items=_of_items(actor, by_id, draft),
        )

    def check(self) -> str:
        """Refuse before anything is written what cannot be; the note, cleaned."""
        draft = self.draft
        if self.shift.planned_on > self.today:
            raise Refused("patrols.to_come", day=self.shift.planned_on.isoformat())
        if len(draft.findings) > FINDINGS_AT_MOST:
            raise Refused("patrols.too_many_findings", limit=FINDINGS_AT_MOST)
        for number, stop_id in enumerate(_stops(draft), start=1):
            if stop_id is not None and stop_id not in self.stops:
                raise Refused("patrols.stop_unknown", number=number)
        for finding in draft.findings:
            self._take(finding)
        return clean_text(draft.note, field=gettext("Note"), limit=NOTE_LIMIT, required=False)

    def _take(self, finding: FindingDraft) -> None:
        """One more to be written, unless it stands there already; another one under its number is refused."""
        before = self.known.get(finding.id)
        if before is not None:
            if (before.shift_id, before.ticket_id, before.account_id) != (self.shift.pk, finding.ticket_id, self.actor.account_id):
                raise Refused("patrols.other_finding_there")
            return
        others = {each.id for each in self.fresh} | {each.ticket_id for each in self.fresh}
        if {finding.id, finding.ticket_id} & others:
            raise Refused("patrols.other_finding_there")
        check_point(finding.lon, finding.lat)
        if finding.stop_id is None and finding.place_id is None and finding.lon is None and not finding.where.strip():
            raise Refused("patrols.where_is_missing")
        self.fresh.append(finding)

    def open_tickets(self) -> list[PatrolFinding]:
        """The tickets of what is new, settled where it was settled; and the findings that name them."""
        if not self.fresh:
            return []
        if Ticket.objects.of(self.actor.subdistrict_id).filter(pk__in=[each.ticket_id for each in self.fresh]).exists():
            raise Refused("patrols.other_finding_there")
        rows = [self._finding(each) for each in self.fresh]
        unit_id = first_look.intake_unit(self.actor, clock.now())
        drafts = [self._ticket(each, row, unit_id) for each, row in zip(self.fresh, rows, strict=True)]
        # Whoever may write this shift down may report along its route, also where it leads through a grid that is not his.
        walker = replace(self.actor, permissions=self.actor.permissions | _ALONG) if may_open(self.actor) else self.actor
        tickets = [ticket_of(one) for one in intake.open_tickets(walker, drafts)]
        settled = zip(self.fresh, tickets, strict=True)
        settle_opened(walker, [Settled(ticket, each.on_spot_line) for each, ticket in settled if each.on_spot_line])
        return rows

    def _finding(self, each: FindingDraft) -> PatrolFinding:
        stop = self.stops.get(each.stop_id) if each.stop_id is not None else None
        if each.place_id is not None:
            # A place of elsewhere, or one that nobody sees here, is none.
            require_at(self.actor, TicketPermission.OPEN, {places.get_for(self.actor, each.place_id).grid_id})
        return PatrolFinding(
            id=each.id,
            subdistrict_id=self.actor.subdistrict_id,
            shift=self.shift,
            stop=stop,
            place_id=each.place_id or (stop.place_id if stop is not None else None),
            where=clean_text(each.where, field=gettext("Where"), limit=STOP_LIMIT, required=False),
            lon=each.lon,
            lat=each.lat,
            words=clean_text(each.words, field=gettext("What is wrong"), limit=WORDS_LIMIT),
            item=each.item,
            is_on_spot=bool(each.on_spot_line),
            ticket_id=each.ticket_id,
            account_id=self.actor.account_id,
        )

    def _ticket(self, each: FindingDraft, row: PatrolFinding, unit_id: UUID) -> TicketDraft:
        clean_text(each.on_spot_line, field=gettext("What was done"), limit=LINE_LIMIT, required=False)
        stop, item = row.stop, self._item(each)
        point = (row.lon, row.lat) if row.lon is not None or stop is None else (stop.lon, stop.lat)
        return TicketDraft(
            ticket_id=each.ticket_id,
            intake_unit_id=unit_id,
            source=SOURCE,
            words=row.words,
            matter=neutral(row.words),
            level=Level.GRID,
            item=item,
            has_open_hazard=item is not None and item.is_life_safety,
            address=row.where or (stop.name if stop is not None and row.place_id is None else ""),
            lon=point[0],
            lat=point[1],
            point_system="" if point[0] is None else System.WGS84.value,
            place_id=row.place_id,
            grid_id=None if row.place_id is not None else self.route.grid_id,
            origin_kind=FROM_PATROL,
            origin_id=row.pk,
        )

    def _item(self, each: FindingDraft) -> ItemDraft | None:
        """The class that was chosen, which must be there, else the one of the checklist's item, which may have lapsed."""
        code = each.class_code.strip() or (self.of_items.get((each.stop_id, each.item), "") if each.stop_id is not None else "")
        if not code or (code not in self.classes.items and not each.class_code.strip()):
            return None
        item = self.classes.effective(code)
        return ItemDraft(code=code, version=self.classes.version, is_life_safety=item.is_life_safety, durations=item.limits)

    def missed(self) -> list[PatrolMissed]:
        """The stops that were not reached, each once."""
        wanted = {each.stop_id: each for each in self.draft.missed}
        return [
            PatrolMissed(
                subdistrict_id=self.actor.subdistrict_id,
                shift=self.shift,
                stop=self.stops[each.stop_id],
                reason=each.reason.value,
                note=rules.checked_reason(each.note, is_other=each.reason is Missed.OTHER),
            )
            for each in wanted.values()
        ]


def _stops(draft: PatrolDraft) -> list[UUID | None]:
    return [*(each.stop_id for each in draft.findings), *(each.stop_id for each in draft.missed)]


def _of_items(actor: Actor, stops: Mapping[UUID, PatrolStop], draft: PatrolDraft) -> dict[tuple[UUID, str], str]:
    """The classes of the items that findings name, read only where one does."""
    named = [(each.stop_id, each.item) for each in draft.findings if each.item and each.stop_id is not None and each.stop_id in stops]
    if not named:
        return {}
    lists: dict[UUID | None, Mapping[str, str]] = {
        whole.id: {item.name: item.class_code for item in whole.body.items} for whole in checklists.in_use(actor)
    }
    return {(stop_id, item): lists.get(stops[stop_id].checklist_id, {}).get(item, "") for stop_id, item in named}


def _made(finding: PatrolFinding) -> journal.Draft:
    facts = {
        "patrol_shift": str(finding.shift_id),
        "stop": str(finding.stop_id or ""),
        "place": str(finding.place_id or ""),
        "where": finding.where,
        "found": finding.words,
        "ticket": str(finding.ticket_id),
        "is_on_spot": finding.is_on_spot,
    }
    return journal.Draft("patrol_finding.made", finding, facts=facts)


@write
def attach_photo(actor: Actor, finding_id: UUID, *, name: str, content: BinaryIO) -> StoredFile:
    """Keep a picture with what one found oneself; always a choice."""
    rows = PatrolFinding.objects.of(actor.subdistrict_id).filter(shift_id__in=queries.shifts_visible_to(actor).values("pk"))
    (finding,) = lock_in_order(rows, actor.subdistrict_id, [finding_id])
    _require_walker(actor, finding.shift)
    if finding.account_id != actor.account_id:
        raise Refused("kernel.not_allowed")

    stored = files.store(actor, finding, name=name, content=content, purpose="visit")

    journal.record(actor, "patrol_finding.photo_attached", finding, name=stored.name, digest=stored.digest, size_bytes=stored.size_bytes)
    return stored
