"""What the page of a ticket tells of its order: their number and clock, the ledger, and each text to be copied into their page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.hotline.frame import SHAPES
from linli.desk.tickets.offers import Sight
from linli.desk.tickets.telling import Tale
from linli.desk.tickets.timing import Due, due_of, exact
from linli.hotline.actions import orders as binding
from linli.hotline.actions import sending
from linli.hotline.queries import orders
from linli.hotline.queries.orders import Exchange, Pending, StepRow
from linli.hotline.queries.senders import mapping_of
from linli.hotline.rules.copying import copied
from linli.hotline.rules.kinds import FINAL, Incoming, StepKind, TheirState
from linli.hotline.rules.ledger import TELLING
from linli.hotline.rules.mapping import SenderMapping
from linli.kernel import journal
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.kinds import RequestKind
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import State


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline as they state it."""

    word: str
    due: Due


@dataclass(frozen=True, slots=True)
class Told:
    """A step of the ledger."""

    word: str
    when: str
    file_id: UUID | None
    is_by_hand: bool


@dataclass(frozen=True, slots=True)
class Text:
    """One text of ours in the order of their fields."""

    kind: str
    word: str
    text: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The order beside its ticket."""

    number: str
    sender: str
    state: str
    shape: str
    clocks: Sequence[Clock]
    steps: Sequence[Told]
    texts: Sequence[Text]
    # Until when, and what their file says besides, by its own headings.
    target: str
    said: Sequence[tuple[str, str]]


def panel_of(sight: Sight, tale: Tale) -> Panel | None:
    """The order of this ticket, for who exchanges with the district and may know who reported."""
    ticket, actor = sight.ticket, sight.actor
    if ticket.track != Track.HOTLINE or not ticket.outside_number or not (sight.face.knows_reporter and actor.may(Permission.EXCHANGE)):
        return None
    found = orders.exchange_of(ticket)
    if found is None:
        return None
    order, mapping = found.order, mapping_of(found.order.sender)
    texts = [
        Text(each.owed.kind.value, gettext(each.owed.kind.words), copied(mapping.outgoing[each.owed.kind], each.said))
        for each in _waiting(sight, tale, found)
        if each.owed.kind in mapping.outgoing
    ]
    state = TheirState(order.state)
    clocks = [] if state in FINAL else _clocks(order, found.steps, sight.now)
    # Said once: among the limits that still ask for something, or by itself.
    is_asked = any(each.word == gettext("Finished") for each in clocks)
    return Panel(
        number=ticket.outside_number,
        sender=order.sender.name,
        state=gettext(state.words),
        shape=SHAPES[state],
        clocks=clocks,
        steps=[_told(each, sight.now) for each in found.steps],
        texts=texts,
        target="" if is_asked or order.due_at is None else exact(order.due_at, sight.now),
        said=_said(mapping, found.steps),
    )


def _waiting(sight: Sight, tale: Tale, found: Exchange) -> Sequence[Pending]:
    if sight.state is State.MERGED:
        # Another ticket answers for it, with a story of its own.
        return orders.pending_of(sight.actor, found.order.sender, [found.order])
    story = journal.stories_of([sight.ticket], TELLING)[sight.ticket.stream] if tale.is_later or tale.before else tale.told
    is_extension_open = any(each.kind == RequestKind.EXTENSION and each.decided_at is None for each in sight.requests)
    units = {each.id: each for each in sight.whole.units}
    return orders.waiting_of(sight.actor, found, story, units, is_extension_open=is_extension_open)


def _said(mapping: SenderMapping, steps: Sequence[StepRow]) -> list[tuple[str, str]]:
    """The row that came last as an order, by the headings of their file; the words themselves stand in the ticket."""
    received = next((each for each in reversed(steps) if each.kind == StepKind.RECEIVED and each.said), None)
    headings = mapping.incoming.get(Incoming.ORDERS, {})
    return [(headings.get(name, name), text) for name, text in ({} if received is None else received.said).items()]


def _clocks(order: Any, steps: Sequence[StepRow], now: datetime) -> list[Clock]:
    """Their limits that still ask for something; what was told in time or late asks for nothing."""
    told = {each.kind for each in steps}
    said = (
        (gettext("Receipt"), order.accept_by_at, {StepKind.RECEIPT}),
        (gettext("First contact"), order.contact_by_at, {StepKind.FIRST_CONTACT, StepKind.REPLIED}),
        (gettext("Return"), order.return_by_at, {StepKind.RETURN_ASKED, StepKind.REPLIED}),
        (gettext("Finished"), order.due_at, {StepKind.REPLIED}),
    )
    return [Clock(word, due_of(at, now)) for word, at, ends in said if at is not None and not ends & told]


def _told(step: StepRow, now: datetime) -> Told:
    return Told(gettext(StepKind(step.kind).words), exact(step.happened_at, now), step.file_id, step.is_by_hand)


@require_POST
@staff_page
def note_told(request: StaffRequest, ticket_id: UUID) -> HttpResponse:
    """Somebody pasted one of these texts into their page."""
    request.actor.require(Permission.EXCHANGE)
    kind = sending.step_of(request.POST.get("kind", ""))
    binding.bind(request.actor, ticket_id)
    sending.note_by_hand(request.actor, ticket_id, kind)
    return done(request, "ticket", ticket_id)


urlpatterns = [path("tickets/<uuid:ticket_id>/told", note_told, name="hotline_told")]
