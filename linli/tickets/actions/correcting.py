"""Correcting what was written down: class, matter and place, with the version that was seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, find, journal
from linli.kernel.actor import Actor
from linli.kernel.calendar import Deadline
from linli.kernel.calendar import queries as calendars
from linli.kernel.errors import NotFound, Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import check_version, write
from linli.org.models import Grid
from linli.tickets.actions.emergencies import owe_reports
from linli.tickets.actions.moving import refresh_due, retime, save, save_times
from linli.tickets.models import Ticket, TicketClock
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries import clocks, rule_sets
from linli.tickets.queries import tickets as queries
from linli.tickets.rules import catalogue, kinds, plans, retiming
from linli.tickets.rules.clocks import SINCE_INTAKE, Clock, Track
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import OPEN, State, state_word

# What a person compares when two changed the same; the rest follows from these.
_SHOWN: Final = ("item_code", "matter", "address", "lon", "lat", "grid_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A WGS-84 point, and how exactly in which system it came in."""

    lon: float
    lat: float
    system: str = ""
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What is to stand from now on; what is None stays as it is."""

    item_code: str | None = None
    matter: str | None = None
    address: str | None = None
    point: Point | None = None
    grid_id: UUID | None = None


@write
def correct(actor: Actor, ticket_id: UUID, correction: Correction, *, seen: int) -> Ticket:
    """Correct an open ticket that nobody changed since version `seen`; another class sets the limits of its stages anew.

    What runs since intake stays: the reporter was promised it, whatever class somebody chose. The machine's class becomes the
    person's. Whom the duty list names for the new class is asked for by `suggestion` once, after this.
    """
    ticket = queries.lock_for(actor, ticket_id, Permission.EDIT)
    wanted = _wanted(actor, correction)
    if State(ticket.state) not in OPEN:
        raise Refused("tickets.illegal_move", state=state_word(State(ticket.state)))
    check_version(ticket, seen=seen, yours={name: value for name, value in wanted.items() if name in _SHOWN})
    changed = [name for name in _SHOWN if name in wanted and getattr(ticket, name) != wanted[name]]
    if not changed:
        raise Refused("tickets.nothing_corrected")

    if "item_code" in changed:
        wanted |= _retimed(actor, ticket, correction.item_code or "")
    save(ticket, wanted)
    if "item_code" in changed:
        owe_reports(actor, ticket)
    find.index(ticket, [ticket.number, ticket.matter, ticket.words, ticket.address], changed_at=clock.now())

    journal.record_many(actor, [journal.Draft("ticket.corrected", ticket, facts=_facts(ticket, changed))])
    return ticket


def _wanted(actor: Actor, correction: Correction) -> dict[str, object]:
    """The columns as they may be stored; what cannot be is refused by field."""
    wanted: dict[str, object] = {}
    if correction.item_code is not None:
        item, version = classes.in_use(actor).effective(correction.item_code), classes.in_use(actor).version
        chosen = {"item_code": item.code, "item_version": version, "is_life_safety": item.is_life_safety}
        wanted |= {**chosen, "is_item_set_by_machine": False}
    if correction.matter is not None:
        wanted["matter"] = clean_text(correction.matter, field=gettext("Matter"), limit=kinds.MATTER_LIMIT)
    if correction.address is not None:
        wanted["address"] = clean_text(correction.address, field=gettext("Address"), limit=kinds.ADDRESS_LIMIT, required=False)
    if correction.point is not None:
        wanted |= _placed(correction.point)
    if correction.grid_id is not None:
        if not Grid.objects.of(actor.subdistrict_id).filter(pk=correction.grid_id).exists():
            raise NotFound
        wanted["grid_id"] = correction.grid_id
    return wanted


def _placed(point: Point) -> dict[str, object]:
    if not (-180 <= point.lon <= 180 and -90 <= point.lat <= 90):
        raise Refused("tickets.point_is_nowhere")
    return {"lon": point.lon, "lat": point.lat, "point_system": point.system, "point_accuracy_m": point.accuracy_m}


def _retimed(actor: Actor, ticket: Ticket, code: str) -> Mapping[str, object]:
    """Every stage that runs counts by the new class from its own beginning; the columns that follow."""
    base = rule_sets.plans_in_force(actor)[Track(ticket.track)]
    plan = retiming.with_class(plans.restored(ticket.plan), catalogue.with_limits(base, classes.in_use(actor).effective(code).limits))
    used = calendars.in_use(actor)

    def change(row: TicketClock, old: Deadline) -> Deadline:
        is_stage = row.kind not in SINCE_INTAKE and row.commitment_id is None
        return retiming.with_duration(old, plan.duration(Clock(row.kind)), used) if is_stage else old

    save_times(retime(clocks.standing(ticket), used, change))
    return {"plan": plans.stored(plan), **refresh_due(ticket)}


def _facts(ticket: Ticket, changed: Sequence[str]) -> dict[str, object]:
    return {
        "fields": ",".join(changed),
        "class_code": ticket.item_code or "",
        "matter": ticket.matter,
        "address": ticket.address,
        "grid": str(ticket.grid_id or ""),
        "point": "" if ticket.lon is None else f"{ticket.lon:.6f} {ticket.lat:.6f}",
    }
