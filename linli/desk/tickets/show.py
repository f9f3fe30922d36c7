"""One ticket: its story, its clocks, who and where, and the one thing that is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.desk.contacts import Contact, contact_of
from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.hotline.panel import panel_of
from linli.desk.tickets import versions
from linli.desk.tickets.calls import seats_of
from linli.desk.tickets.moves import offers_for
from linli.desk.tickets.offers import Offer, Sight
from linli.desk.tickets.steps import steps_of
from linli.desk.tickets.telling import Tale, tale_of
from linli.desk.tickets.there import there_of
from linli.desk.tickets.timing import Dial, dial_of, due_of, exact, plan_words
from linli.kernel.errors import NotFound
from linli.org.rules.permissions import Permission as OrgPermission
from linli.tickets.queries import reporters as reported
from linli.tickets.queries.callouts import own_calls
from linli.tickets.rules.clocks import Clock, Track
from linli.tickets.rules.kinds import Measure
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import OPEN, State, state_word

TITLE_LONG: Final = 60
TRACK_WORDS: Final = {Track.ROUTINE: _("Visits and requests"), Track.HOTLINE: _("Hotline 12345"), Track.EMERGENCY: _("Emergency")}


@dataclass(frozen=True, slots=True)
class Next:
    """The bar at the bottom: what is next and why, the one big button, and everything else."""

    offer: Offer | None
    what: str
    why: str
    pressed: dict[str, str]
    others: Sequence[Offer]


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who reported, masked."""

    name: Contact
    phone: Contact
    email: Contact
    when: str
    is_sms_only: bool


@dataclass(frozen=True, slots=True)
class Parties:
    """Who leads, helps, holds and verifies, and what this reader may open from here."""

    lead: str
    phone: str
    assists: str
    holder: str
    verifier: str
    about: str
    may_open_grid: bool
    may_read_all: bool


@dataclass(frozen=True, slots=True)
class Why:
    """Why this unit: class, grid and unit, the basis, and what the dispatcher wrote."""

    steps: Sequence[str]
    basis: str
    note: str


@require_safe
@staff_page
def show_ticket(request: StaffRequest, ticket_id: UUID) -> HttpResponse:
    """One ticket with everything this person may know of it."""
    sight = Sight(request.actor, ticket_id, with_all_kin=request.GET.get("kin") == "all")
    return page(request, "desk/tickets/show.html", **shown(request, sight))


def shown(request: StaffRequest, sight: Sight) -> dict[str, Any]:
    """What the page says."""
    dials, tale = _dials(sight), tale_of(sight, before=_before(request, sight))
    return {
        "current": "tickets",
        "sight": sight,
        "ticket": sight.ticket,
        "face": sight.face,
        "title": title_of(sight),
        # By which door it came in is for who may know who came in by it.
        "track": str(TRACK_WORDS[Track(sight.ticket.track) if sight.face.knows_reporter else Track.ROUTINE]),
        "state": sight.state_words,
        "steps": steps_of(sight),
        "now_dial": dials[0] if dials else None,
        "dials": dials[1:],
        "tale": tale,
        "parties": _parties(sight),
        "why": _why(sight, tale),
        "orders": _orders(sight),
        "callers": _callers(request, sight),
        "measure": gettext(Measure(sight.ticket.measure).words) if sight.ticket.measure else "",
        "next": next_of(sight),
        "is_open": sight.state in OPEN,
        "kin": _kin(sight),
        "more_kin": _more_kin(sight),
        "code": request.place.code,
        "seats": seats_of(request.actor, sight.ticket) if sight.ticket.track == Track.EMERGENCY else [],
        "is_called": bool(sight.ticket.track == Track.EMERGENCY and own_calls(request.actor, sight.ticket)),
        "may_write_down": request.actor.may(Permission.DISPATCH),
        "order": panel_of(sight, tale),
        "there": there_of(sight),
    }


def _before(request: StaffRequest, sight: Sight) -> int | None:
    typed = request.GET.get("before")
    found = versions.read(sight.ticket, typed)
    if typed and not found:
        raise NotFound
    return found or None


def title_of(sight: Sight) -> str:
    """What the ticket is called: the neutral text, or the reporter's words for who may read them."""
    text = sight.face.matter or sight.face.words
    first = text.strip().splitlines()[0] if text.strip() else gettext("Neutral text still to be written")
    return first if len(first) <= TITLE_LONG else first[: TITLE_LONG - 1] + "…"


def next_of(sight: Sight) -> Next:
    """The one next action of this person, or who is waited for."""
    offers = offers_for(sight)
    first = offers[0] if offers and offers[0].is_next_for(sight) else None
    others = [offer for offer in offers if offer is not first]
    if first is not None:
        pressed = dict(first.press(sight)) if first.press else {}
        return Next(first, str(first.what or first.label), first.hint(sight), pressed, others)
    return Next(None, _waiting(sight), "", {}, others)


def _waiting(sight: Sight) -> str:
    holder = sight.unit_name(sight.ticket.holder_unit_id)
    if sight.state in OPEN and holder:
        return gettext("{unit} is next: {state}").format(unit=holder, state=sight.state_words)
    return sight.state_words


def _dials(sight: Sight) -> list[Dial]:
    """The running clocks: the one that ends first, then the others; a promise's stands in the story."""
    running = sight.running()
    if not running:
        return []
    # The one that the queue goes by, which is the first to end; then the whole time, then the others.
    first = next((row for row in running if row.kind == sight.ticket.due_kind), running[0])
    others = sorted((row for row in running if row is not first and row.commitment_id is None), key=lambda row: row.kind != Clock.OVERALL)
    knows, because = sight.face.knows_reporter, plan_words(sight.ticket.plan, knows_door=sight.face.knows_reporter)
    return [dial_of(row, sight.now, sight.calendar, knows_door=knows, because=because) for row in (first, *others)]


def _callers(request: StaffRequest, sight: Sight) -> list[Caller]:
    if not sight.face.knows_reporter:
        return []
    merged = [each.id for each in sight.whole.kin if each.merged_into_id == sight.ticket.pk]
    found = reported.among(request.actor, [sight.ticket.pk, *merged])
    code = request.place.code
    return [
        Caller(
            name=contact_of(code, row, "full_name"),
            phone=contact_of(code, row, "phone"),
            email=contact_of(code, row, "email"),
            when=exact(row.reported_at, sight.now),
            is_sms_only=row.is_sms_only,
        )
        for row in found
    ]


def _parties(sight: Sight) -> Parties:
    ticket, name = sight.ticket, sight.unit_name
    lead_id = ticket.lead_unit_id
    phones = {unit.id: unit.office_phone for unit in sight.whole.units}
    verifier_id = ticket.verified_by_unit_id or (ticket.holder_unit_id if sight.state is State.RESOLVED else ticket.intake_unit_id)
    return Parties(
        lead=name(lead_id),
        phone=phones.get(lead_id, "") if lead_id else "",
        assists="、".join(map(name, sight.helper_ids)),
        holder=name(ticket.holder_unit_id) if sight.state in OPEN and ticket.holder_unit_id != lead_id else "",
        # Who handles what it took in itself does not verify it: which unit does is said when it is done.
        verifier=name(verifier_id) if verifier_id != lead_id else gettext("another unit"),
        # Against whom it is would tell the unit itself that somebody complained.
        about=name(ticket.about_unit_id) if sight.face.knows_reporter else "",
        may_open_grid=sight.actor.may(OrgPermission.READ),
        may_read_all=sight.actor.may(Permission.READ),
    )


def _why(sight: Sight, tale: Tale) -> Why | None:
    lead = sight.unit_name(sight.ticket.lead_unit_id)
    if not lead or not tale.dispatch:
        return None
    grid = sight.ticket.grid.name if sight.ticket.grid is not None else ""
    steps = [each for each in (sight.whole.item_name, grid, lead) if each]
    said = next((str(tale.dispatch[name]) for name in ("note", "decision", "tried") if tale.dispatch.get(name)), "")
    return Why(steps, str(tale.dispatch.get("basis") or ""), said)


def _orders(sight: Sight) -> list[dict[str, object]]:
    """The signed orders 督办单, apart from the steps: what each is waiting for."""
    found = []
    for order in sight.whole.orders:
        due = due_of(order.reply_due_at, sight.now)
        state, word = ("ok", gettext("answered")) if order.replied_at else (due.state, due.left)
        found.append({"id": order.id, "number": order.order_number, "unit": sight.unit_name(order.unit_id), "state": state, "word": word})
    return found


def _kin(sight: Sight) -> list[dict[str, str]]:
    """Parent, parts, and what was merged; that somebody else reported the same is for who may know reporters."""
    ticket, found = sight.ticket, []
    if ticket.parent is not None:
        found.append(_relative(ticket.parent, gettext("part of")))
    if ticket.merged_into is not None:
        found.append(_relative(ticket.merged_into, gettext("merged into")))
    for each in sight.whole.kin:
        if each.merged_into_id != ticket.pk:
            found.append(_relative(each, gettext("a part")))
        elif sight.face.knows_reporter:
            found.append(_relative(each, gettext("merged into this")))
    return found


def _more_kin(sight: Sight) -> int:
    """How many more were merged than the page shows, for who may know of them."""
    return sight.whole.kin_count - len(sight.whole.kin) if sight.face.knows_reporter else 0


def _relative(row: Any, word: str) -> dict[str, str]:
    state = state_word(State(row.state))
    return {"id": str(row.id), "number": row.number, "word": word, "state": state, "matter": row.matter}


urlpatterns = [
    path("<uuid:ticket_id>/", show_ticket, name="ticket"),
]
