"""A unit's own page: what waits for it, with one big button each, for who comes once a week and straight from a link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.tickets import versions
from linli.desk.tickets.moves import BY_SLUG
from linli.desk.tickets.moves_handling import OWED
from linli.desk.tickets.timing import Due, clock_words, due_of
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.tickets.queries.mine import OwnPromise, OwnTicket, mine
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import State, state_word


@dataclass(frozen=True, slots=True)
class Button:
    """A step from the list: pressed at once with these values, or opened as a form."""

    slug: str
    label: str
    icon: str
    values: Mapping[str, str] = field(default_factory=dict)
    is_pressed: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """One thing that waits: what, until when, and what one can do about it from here."""

    ticket_id: UUID
    number: str
    title: str
    address: str
    state: str
    due: Due
    clock: str
    buttons: Sequence[Button]
    version: str
    is_unsafe: bool = False


@require_safe
@staff_page
def my_tickets(request: StaffRequest) -> HttpResponse:
    """The open tickets of one's own unit, and what others ask of it."""
    actor, now = request.actor, clock.now()
    if not (actor.may(Permission.READ_OWN) or actor.may(Permission.READ)):
        actor.require(Permission.READ_OWN)
    found = mine(actor)
    cards = [_card(actor, each, now) for each in found.tickets]
    return page(
        request,
        "desk/tickets/mine.html",
        current="tickets",
        unit=found.unit,
        asked=[_asked(actor, each, now) for each in found.promises if not each.is_taken_on],
        promised=[_promised(actor, each, now) for each in found.promises if each.is_taken_on],
        cards=cards,
        late=sum(card.due.is_late for card in cards),
    )


def _card(actor: Actor, each: OwnTicket, now: datetime) -> Card:
    face = each.face
    return Card(
        ticket_id=each.id,
        number=face.number,
        title=face.matter or face.words or gettext("Neutral text still to be written"),
        address=face.address,
        state=state_word(each.state),
        due=due_of(each.due_at, now, each.yellow_at),
        clock=clock_words(each.due_kind),
        buttons=[button for button in _buttons(each) if actor.may(BY_SLUG[button.slug].permission)],
        version=versions.mark(actor.subdistrict_id, each.id, each.seen),
        is_unsafe=each.has_open_hazard and not each.is_safe_for_now,
    )


def _buttons(each: OwnTicket) -> list[Button]:
    """What the state and the clocks ask for, the most urgent first."""
    found = []
    if each.has_open_hazard and not each.is_safe_for_now:
        found.append(_opened("make-safe"))
    if each.state is State.DISPATCHED:
        return [*found, _pressed("accept"), _opened("return")]
    if each.state is State.RESOLVED:
        return [*found, _opened("close"), _opened("rework")]
    if each.state is not State.IN_PROGRESS:
        return found
    owed = next((kind for kind in OWED if kind in each.running), None)
    if owed is not None:
        found.append(Button("contacted", _label_of(owed), "phone", {"owed": owed.value, "note": str(OWED[owed])}))
    return [*found, _opened("sign-reply") if each.reply_waits else _opened("reply")]


def _label_of(owed: Clock) -> str:
    return str(OWED[owed])


def _pressed(slug: str, values: Mapping[str, str] | None = None) -> Button:
    return Button(slug, str(BY_SLUG[slug].label), BY_SLUG[slug].icon, values or {})


def _opened(slug: str, values: Mapping[str, str] | None = None) -> Button:
    return Button(slug, str(BY_SLUG[slug].label), BY_SLUG[slug].icon, values or {}, is_pressed=False)


def _asked(actor: Actor, each: OwnPromise, now: datetime) -> Card:
    return _of_promise(actor, each, now, [_pressed("take-on", {"commitment": str(each.id)}), _declined(each)])


def _promised(actor: Actor, each: OwnPromise, now: datetime) -> Card:
    return _of_promise(actor, each, now, [_opened("end-promise", {"commitment": str(each.id), "ending": "kept"})])


def _declined(each: OwnPromise) -> Button:
    return Button("end-promise", gettext("Decline"), "x", {"commitment": str(each.id), "ending": "dropped"}, is_pressed=False)


def _of_promise(actor: Actor, each: OwnPromise, now: datetime, buttons: Sequence[Button]) -> Card:
    return Card(
        ticket_id=each.ticket_id,
        number=each.number,
        title=each.what,
        address=each.matter,
        state="",
        due=due_of(each.due_at, now),
        clock=clock_words(Clock.COMMITMENT),
        buttons=[button for button in buttons if actor.may(BY_SLUG[button.slug].permission)],
        version=versions.mark(actor.subdistrict_id, each.ticket_id, each.seen),
    )


urlpatterns = [
    path("mine", my_tickets, name="tickets_mine"),
]
