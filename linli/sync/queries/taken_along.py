"""The rows that a phone takes along: one's tickets, one's grid, and what became of one's conflicts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from django.db.models import F
from django.utils.translation import gettext

from linli.campaigns.queries import kits as kit_queries
from linli.campaigns.queries import mine as going
from linli.campaigns.queries.kits import KitAt, kits_at
from linli.checklists import queries as checklist_queries
from linli.checklists.rules.items import Body, stored
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.org.queries import grids as grid_queries
from linli.org.queries.reach import grids_below
from linli.places.models import Place
from linli.places.queries import cards, contacts
from linli.places.queries import places as place_queries
from linli.places.rules.kinds import ContactRole
from linli.sync.queries import conflicts
from linli.sync.queries.pulling import Item, own_grids, source
from linli.tickets.queries.mine import OwnTicket, mine
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import State, state_word
from linli.visits.models import PlannedVisit, Visit
from linli.visits.queries import DueVisit, due, preparation, standing

# What somebody may say of a ticket on a phone, by the state it is in.
PLACES_AT_MOST: Final = 300
DUE_AT_MOST: Final = 100
# Each takes a handful of statements, and nobody walks to more on one day.
PREPARED_AT_MOST: Final = 30
_STEPS: Final = (Permission.ACCEPT, Permission.HANDLE, Permission.RESOLVE)
_BY_HAND: Final = frozenset({Clock.FIRST_CONTACT, Clock.ON_SITE, Clock.CLEARED})


@source("ticket", streams={"ticket"}, is_by_row=True)
def tickets(actor: Actor, day: date) -> Sequence[Item]:
    """The open tickets of one's own unit, without a sign of who reported them."""
    reach = {each: frozenset(grids_below(actor, actor.limits.get(each, frozenset()))) for each in _STEPS}
    return [Item("ticket", each.id, each.seen, _ticket(actor, each, reach)) for each in mine(actor).tickets]


def _ticket(actor: Actor, row: OwnTicket, reach: Mapping[Permission, Collection[UUID]]) -> dict[str, Any]:
    running = sorted(row.running & {each.value for each in _BY_HAND})
    return {
        "number": row.face.number,
        "state": row.state.value,
        "state_word": state_word(row.state),
        "matter": row.face.matter,
        "address": row.face.address,
        "lon": row.lon,
        "lat": row.lat,
        "due_at": row.due_at.isoformat(),
        "due_kind": row.due_kind,
        "running": running,
        "may": _may(row, {each for each in _STEPS if actor.may(each) or row.grid_id in reach[each]}, bool(running)),
        "has_open_hazard": row.has_open_hazard,
    }


def _may(row: OwnTicket, allowed: Collection[Permission], is_owed: bool) -> list[str]:
    """What may be done there, by whose post reaches the ticket's grid."""
    may = []
    if row.state is State.DISPATCHED and Permission.ACCEPT in allowed:
        may.append("accept")
    if is_owed and Permission.HANDLE in allowed:
        may.append("contact")
    if row.state is State.IN_PROGRESS and Permission.RESOLVE in allowed:
        may.append("finish")
    return may


def due_today(actor: Actor, day: date) -> Sequence[DueVisit]:
    """What is due on the day in one's own grids; for who has none, wherever he sees places."""
    below = grids_below(actor, own_grids(actor))
    return due(actor, day, grid_ids=below or None, limit=DUE_AT_MOST)


@source("due", streams={"visit", "planned_visit", "place", "visit_setting"})
def dues(actor: Actor, day: date) -> Sequence[Item]:
    """The visits that are due; the phone sorts them by how near they are."""
    return [
        Item(
            "due",
            each.plan_id or uuid5(each.place.id, each.kind.value),
            each.plan_seen,
            {
                "place_id": str(each.place.id),
                "kind": each.kind.value,
                "due_on": each.due_on.isoformat(),
                "why": each.why.value,
                "ticket_id": None if each.ticket_id is None else str(each.ticket_id),
                "number": each.number,
                "question": each.question or None,
            },
        )
        for each in due_today(actor, day)
    ]


@source("setting", streams={"visit_setting"})
def settings(actor: Actor, day: date) -> Sequence[Item]:
    """What the subdistrict set for phones; under the number of its own."""
    return [Item("setting", actor.subdistrict_id, 0, {"is_speech_offered": standing.is_speech_offered(actor)})]


@source("checklist", streams={"checklist"})
def checklists(actor: Actor, day: date) -> Sequence[Item]:
    """The checklists in use, with what they ask on that day."""
    return [
        Item(
            "checklist",
            each.id,
            each.number,
            {
                "code": each.code,
                "title": each.title,
                "version_number": each.number,
                "visit_kinds": [],
                "place_kinds": sorted(each.place_kinds),
                "items": stored(Body(each.items_on(day)))["items"],
            },
        )
        for each in checklist_queries.in_use(actor)
        if each.is_offered
    ]


def places_of(actor: Actor, grown: Mapping[str, set[UUID]]) -> set[UUID]:
    """The places that changed, that somebody visited or planned to visit, or that became one's own of a campaign."""
    here = actor.subdistrict_id
    visited = Visit.objects.of(here).filter(pk__in=grown.get("visit", set())).values_list("place_id", flat=True)
    planned = PlannedVisit.objects.of(here).filter(pk__in=grown.get("planned_visit", set())).values_list("place_id", flat=True)
    carded = cards.places_of(actor, grown["contact_card"]) if "contact_card" in grown else set()
    owned = going.places_of(actor, clock.now(), grown["campaign"]) if "campaign" in grown else ()
    return {*grown.get("place", ()), *visited, *planned, *carded, *owned}


@source("place", streams={"place", "visit", "planned_visit", "contact_card", "campaign"}, is_by_row=True, rows_of=places_of)
def places(actor: Actor, day: date) -> Sequence[Item]:
    """The places of the day, of one's campaigns, then of one's own grids; contacts masked. The first are prepared for."""
    wanted = list(dict.fromkeys([*(each.place.id for each in due_today(actor, day)), *going.places_of(actor, clock.now())]))
    below = grids_below(actor, own_grids(actor))
    if below:
        around = place_queries.standing(actor).filter(grid_id__in=below).order_by(F("visited_at").asc(nulls_first=True), "pk")
        wanted = list(dict.fromkeys([*wanted, *around.values_list("pk", flat=True)[:PLACES_AT_MOST]]))
    rows = {row.pk: row for row in place_queries.standing(actor).filter(pk__in=wanted).select_related("grid")}
    reached: dict[UUID, list[dict[str, Any]]] = {}
    for each in contacts.of_places(actor, list(rows)):
        who = {"role": each.role, "role_word": gettext(ContactRole(each.role).words)}
        reached.setdefault(each.place_id, []).append({**who, "name": each.full_name.masked(), "phone": each.phone.masked()})
    prepared = {place_id: preparation(actor, place_id, day).as_json() for place_id in wanted[:PREPARED_AT_MOST] if place_id in rows}
    hung, kits = cards.living(actor, rows), kits_at(actor, rows)
    more = {key: {"preparation": prepared.get(key, {}), "card": hung.get(key, ""), "kit": _kit(kits.get(key))} for key in rows}
    return [Item("place", key, row.journal_seq, {**_place(row, reached.get(key, [])), **more[key]}) for key, row in rows.items()]


def cards_of(actor: Actor, place_ids: Collection[UUID], day: date) -> Mapping[UUID, Mapping[str, Any]]:
    """The preparation cards 四带 of these places, as far as the actor sees them; for those that went along without."""
    seen = place_queries.standing(actor).filter(pk__in=set(place_ids)).order_by("pk").values_list("pk", flat=True)
    return {place_id: preparation(actor, place_id, day).as_json() for place_id in seen}


def _kit(kit: KitAt | None) -> dict[str, Any] | None:
    """What a visit there starts with, by the campaign the place is in."""
    return None if kit is None else {"campaign": kit.campaign, **kit_queries.as_json(kit.kit)}


def _place(row: Place, reached: Sequence[dict[str, Any]]) -> dict[str, Any]:
    face = place_queries.face_of(row)
    return {
        "name": face.name,
        "kind": face.kind.value,
        "kind_word": gettext(face.kind.words),
        "stage": face.stage.value,
        "stage_word": gettext(face.stage.words),
        "address": face.address,
        "lon": face.lon,
        "lat": face.lat,
        "grid_id": None if face.grid_id is None else str(face.grid_id),
        "quiet_from": None if face.quiet_from is None else face.quiet_from.isoformat("minutes"),
        "quiet_until": None if face.quiet_until is None else face.quiet_until.isoformat("minutes"),
        "asked_for_none": face.asked_for_none,
        "visited_at": None if face.visited_at is None else face.visited_at.isoformat(),
        "contacts": reached,
    }


@source("grid", streams={"grid"})
def grids(actor: Actor, day: date) -> Sequence[Item]:
    """The grids as they lie now, with those marked in which one works."""
    own = own_grids(actor)
    return [
        Item(
            "grid",
            now.grid.pk,
            now.grid.journal_seq,
            {
                "code": now.grid.code,
                "name": now.grid.name,
                "kind": now.grid.kind,
                "parent_id": None if now.parent_id is None else str(now.parent_id),
                "is_mine": now.grid.pk in own,
                "polygons": now.extent.polygons,
                "bbox": [now.extent.west, now.extent.south, now.extent.east, now.extent.north],
            },
        )
        for now in grid_queries.in_force(actor, clock.now())
    ]


@source("conflict", streams={"conflict"})
def own_conflicts(actor: Actor, day: date) -> Sequence[Item]:
    """What of one's own waits for a person, or was decided by one."""
    return [
        Item(
            "conflict",
            each.pk,
            each.journal_seq,
            {
                "command_id": str(each.command_id),
                "command_kind": each.kind,
                "ticket_id": None if each.ticket is None else str(each.ticket_id),
                "number": "" if each.ticket is None else each.ticket.number,
                # Of a campaign's target, its name.
                "name": "" if each.target is None else each.target.name,
                "state": each.state,
                "said": each.payload.get("done") or each.payload.get("note") or "",
                "note": each.note,
            },
        )
        for each in conflicts.own(actor)
    ]
