"""Dispatching several tickets at once: each to whom the duty list says, or all to one unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.tickets import fields
from linli.desk.tickets.lines import Line, lines_of
from linli.kernel.errors import NotFound, Refused
from linli.kernel.writes import attempt
from linli.tickets.actions.dispatching import Order, dispatch_many
from linli.tickets.queries import queue as queries
from linli.tickets.queries.queue import Queue
from linli.tickets.queries.suggesting import suggestions
from linli.tickets.rules.dispatch import Answer, why_words
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.queue import MOST_CHOSEN

# Each ticket to the unit that the duty list names.
BY_DUTY: Final = "duty"


class BulkForm(DeskForm):
    """To whom, and why."""

    lead = fields.list_field(_("Leads"))
    note = fields.words_field(_("Remark"), required=False, rows=2)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A chosen ticket with what the duty list says of it, and what stood in its way."""

    line: Line
    unit: str
    why: str
    refusal: str = ""


@require_http_methods(["GET", "POST"])
@staff_page
def dispatch_chosen(request: StaffRequest) -> HttpResponse:
    """GET: what would go to whom. POST: dispatch them; what was refused stays on the page with its reason."""
    request.actor.require(Permission.DISPATCH)
    queue = Queue.open(request.actor)
    said = request.POST if request.method == "POST" else request.GET
    tickets = queue.chosen(_ids(said.getlist("ticket")))
    answers = suggestions(request.actor, tickets, queue.now)
    units = {UUID(each.value): each.name for each in queries.menus(request.actor).units}
    form = BulkForm(request.POST or None, initial={"lead": BY_DUTY if answers else ""})
    form.offer_choices("lead", [*_choices(answers), *((str(unit_id), name) for unit_id, name in units.items())])
    refused: Mapping[UUID, str] = {}
    if request.method == "POST" and form.is_valid():
        refused = _dispatch(request, tickets, answers, form)
        if not refused:
            return done(request, "tickets")
        tickets = [ticket for ticket in tickets if ticket.pk in refused]
    lines = zip(tickets, lines_of(request.actor, request.place.code, tickets, queue.now, queue.catalogue), strict=True)
    return page(
        request,
        "desk/tickets/bulk.html",
        status=422 if refused else form.status,
        current="tickets",
        form=form,
        chosen=[_chosen(line, answers.get(ticket.pk), units, refused.get(ticket.pk, "")) for ticket, line in lines],
        optional=gettext("may stay empty"),
    )


def _choices(answers: Mapping[UUID, Answer]) -> list[tuple[str, str]]:
    by_duty = [(BY_DUTY, gettext("Each by the duty list"))] if answers else []
    return [("", gettext("Choose …")), *by_duty]


def _ids(said: Sequence[str]) -> list[UUID]:
    try:
        ids = [UUID(text) for text in dict.fromkeys(said)]
    except ValueError as trouble:
        raise NotFound from trouble
    if not ids:
        raise Refused("tickets.nothing_chosen")
    if len(ids) > MOST_CHOSEN:
        raise Refused("tickets.too_many_chosen", limit=MOST_CHOSEN)
    return ids


def _dispatch(request: StaffRequest, tickets: Sequence[Any], answers: Mapping[UUID, Answer], form: forms.Form) -> dict[UUID, str]:
    """What was refused, by ticket; the others are on their way."""
    orders, refused = _orders(tickets, answers, form.cleaned_data["lead"], form.cleaned_data["note"])
    with attempt() as outcome:
        results = dispatch_many(request.actor, orders)
    if outcome.refusal is not None:
        return refused | {order.ticket_id: outcome.refusal.sentence for order in orders}
    refused |= {order.ticket_id: result.sentence for order, result in zip(orders, results, strict=True) if isinstance(result, Refused)}
    sent = len(tickets) - len(refused)
    if sent:
        messages.success(
            request, ngettext("%(number)d ticket is dispatched.", "%(number)d tickets are dispatched.", sent) % {"number": sent}
        )
    return refused


def _orders(tickets: Sequence[Any], answers: Mapping[UUID, Answer], lead: str, note: str) -> tuple[list[Order], dict[UUID, str]]:
    """What is to go where, and why the rest cannot."""
    orders: list[Order] = []
    refused: dict[UUID, str] = {}
    for ticket in tickets:
        answer = answers.get(ticket.pk)
        if lead != BY_DUTY:
            orders.append(Order(ticket_id=ticket.pk, lead_unit_id=UUID(lead), note=note))
        elif ticket.returns:
            # A second return goes to a meeting: nobody sends it to the same desk again without a look.
            refused[ticket.pk] = gettext("It was handed back. Open it, read why, and choose the unit.")
        elif answer is None or answer.lead_id is None:
            refused[ticket.pk] = gettext("The duty list names no unit for it. Choose one.")
        else:
            assists, basis = answer.assist_ids, answer.basis
            orders.append(Order(ticket_id=ticket.pk, lead_unit_id=answer.lead_id, assist_unit_ids=assists, basis=basis, note=note))
    return orders, refused


def _chosen(line: Line, answer: Answer | None, units: Mapping[UUID, str], refusal: str) -> Chosen:
    if answer is None:
        return Chosen(line, "", gettext("No class is chosen, so the duty list cannot say who takes it."), refusal)
    return Chosen(line, units.get(answer.lead_id, "") if answer.lead_id else "", why_words(answer), refusal)


urlpatterns = [
    path("dispatch-chosen", dispatch_chosen, name="tickets_dispatch"),
]
