"""One ticket's call-out: who was called for which seat, who has answered, and the one press 收到."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.tickets import fields
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.org.queries import people
from linli.org.queries.people import Card
from linli.tickets.actions import callouts as actions
from linli.tickets.queries import callouts as queries
from linli.tickets.queries import tickets
from linli.tickets.queries.faces import face_of
from linli.tickets.rules.callouts import Outcome
from linli.tickets.rules.kinds import Measure
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import OPEN, State, state_word

SHAPES: Final[Mapping[Outcome, str]] = {
    Outcome.WAITING: "watch",
    Outcome.ANSWERED: "ok",
    Outcome.MISSED: "stop",
    Outcome.NOBODY: "none",
}


@dataclass(frozen=True, slots=True)
class CallLine:
    """Somebody who was called, as colleagues read it."""

    call_id: UUID
    card: Card | None
    shape: str
    words: str
    called_at: datetime
    answer_by_at: datetime
    ended_at: datetime | None
    note: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat with everybody who was called for it."""

    name: str
    shape: str
    words: str
    calls: Sequence[CallLine]


class ReachedForm(DeskForm):
    """What somebody said who was reached by phone."""

    said_as: ClassVar = {"What was said": "note"}
    note = fields.words_field(_("What was said"), rows=2, help_text=_("Such as when they will be there"))


@require_safe
@staff_page
def ticket_call(request: StaffRequest, ticket_id: UUID) -> HttpResponse:
    """The call-out, for who was called and for who may see the ticket."""
    ticket = queries.called_ticket(request.actor, ticket_id)
    return page(
        request,
        "desk/tickets/call.html",
        current="tickets",
        ticket=ticket,
        face=face_of(request.actor, ticket),
        state=state_word(State(ticket.state)),
        is_open=State(ticket.state) in OPEN,
        measure=gettext(Measure(ticket.measure).words) if ticket.measure else "",
        seats=seats_of(request.actor, ticket),
        is_called=bool(queries.own_calls(request.actor, ticket)),
        may_see_ticket=tickets.visible_to(request.actor).filter(pk=ticket_id).exists(),
        may_write_down=request.actor.may(Permission.DISPATCH),
    )


@require_POST
@staff_page
def answer_call(request: StaffRequest, ticket_id: UUID) -> HttpResponse:
    """收到."""
    actions.answer(request.actor, ticket_id)
    return done(request, "ticket_call", ticket_id)


@require_http_methods(["GET", "POST"])
@staff_page
def reached_by_phone(request: StaffRequest, ticket_id: UUID, call_id: UUID) -> HttpResponse:
    """Write down for somebody who was reached by phone."""
    ticket = tickets.get_for(request.actor, ticket_id)
    request.actor.require(Permission.DISPATCH)
    found = {call.call_id: (seat, call) for seat in seats_of(request.actor, ticket) for call in seat.calls}
    if call_id not in found:
        raise NotFound
    form = ReachedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answered = form.saved(lambda: actions.answer_for(request.actor, ticket_id, call_id, note=form.cleaned_data["note"]))
        if answered:
            return done(request, "ticket_call", ticket_id)
    seat, call = found[call_id]
    return page(
        request,
        "desk/tickets/call_reached.html",
        status=form.status,
        current="tickets",
        ticket=ticket,
        form=form,
        seat=seat,
        call=call,
        leave_to=reverse("desk:ticket_call", args=[request.place.code, ticket_id]),
        optional=gettext("may stay empty"),
    )


def seats_of(actor: Actor, ticket: Any) -> list[SeatLine]:
    """The call-out of a ticket in words; colleagues by name, post and work phone."""
    seats = queries.seats_of(ticket)
    cards = people.cards(actor, [call.person_id for seat in seats for call in seat.calls])
    return [SeatLine(seat.name, seat.shape, _seat_words(seat), [_call_line(call, cards) for call in seat.calls]) for seat in seats]


def _seat_words(seat: queries.Seat) -> str:
    if seat.answered:
        return gettext("Answered")
    return gettext("Nobody answers") if seat.is_unanswered else gettext("Not answered yet")


def _call_line(call: Any, cards: Mapping[UUID, Card]) -> CallLine:
    outcome = Outcome(call.outcome)
    return CallLine(
        call_id=call.pk,
        card=cards.get(call.person_id),
        shape=SHAPES[outcome],
        words=gettext(outcome.words),
        called_at=call.called_at,
        answer_by_at=call.answer_by_at,
        ended_at=call.ended_at,
        note=call.note,
        is_open=outcome in {Outcome.WAITING, Outcome.MISSED},
    )


urlpatterns = [
    path("<uuid:ticket_id>/call/", ticket_call, name="ticket_call"),
    path("<uuid:ticket_id>/call/answer", answer_call, name="ticket_call_answer"),
    path("<uuid:ticket_id>/call/<uuid:call_id>/", reached_by_phone, name="ticket_call_reached"),
]
