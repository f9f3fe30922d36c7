"""The pages about late tickets: whom to call, what to sign, which orders wait for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.naming import names_for
from linli.desk.paging import one_page, parse_mark
from linli.desk.tickets import fields
from linli.desk.tickets.rule_tabs import rule_tabs
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.tickets.actions import supervision as actions
from linli.tickets.queries import supervision as queries
from linli.tickets.queries.faces import face_of
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.ladder import StepForm
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.rule_sets import clock_word

REPLY_WITHIN = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Row:
    """A step with what the page says of it."""

    step: Any
    matter: str
    clock: str
    form: str
    is_order: bool
    may: bool


class CallForm(DeskForm):
    """What was answered."""

    said_as: ClassVar = {"Answer": "answer"}
    answer = fields.words_field(_("What the other side said"))


class OrderForm(DeskForm):
    """What is asked for, and by when it is answered."""

    said_as: ClassVar = {"Text of the order": "text"}
    text = fields.words_field(_("Text of the order"), rows=6)
    reply_due_at = fields.moment_field(_("Reply due"))


class ReplyForm(DeskForm):
    """The unit's answer."""

    said_as: ClassVar = {"Reply": "reply"}
    reply = fields.words_field(_("Reply"), rows=5)


@require_safe
@staff_page
def list_steps(request: StaffRequest) -> HttpResponse:
    """Whom to call and what to sign, what waits longest first; then the orders that nobody has answered."""
    actor = request.actor
    _require_any(actor)
    after = parse_mark(request.GET.get("after"))
    steps, more = one_page(queries.to_do(actor, after=after), queries.PAGE)
    return page(
        request,
        "desk/tickets/supervision/list.html",
        **_around(),
        rows=[_row(actor, each) for each in steps],
        orders=[] if after else [_row(actor, each) for each in queries.orders_waiting(actor)],
        after=more,
        is_later=after is not None,
        now=clock.now(),
    )


@require_http_methods(["GET", "POST"])
@staff_page
def call(request: StaffRequest, step_id: UUID) -> HttpResponse:
    """Write down that somebody was called."""
    request.actor.require(Permission.CALL)
    step = queries.get_for(request.actor, step_id)
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["answer"]
        if form.saved(lambda: actions.note_call(request.actor, step_id, answer=answer)):
            messages.success(request, gettext("Written down."))
            return done(request, "tickets_supervision")
    title = gettext("Call {whom}").format(whom=step.whom)
    return _form(request, step, form, title=title, save=gettext("Keep the answer"))


@require_http_methods(["GET", "POST"])
@staff_page
def sign(request: StaffRequest, step_id: UUID) -> HttpResponse:
    """Sign an order; what it may say is proposed."""
    request.actor.require(Permission.SUPERVISE)
    step = queries.get_for(request.actor, step_id)
    form = OrderForm(request.POST or None, initial=_proposed(request.actor, step))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if form.saved(lambda: actions.sign_order(request.actor, step_id, text=said["text"], reply_due_at=said["reply_due_at"])):
            return done(request, "tickets_order", step_id)
    title = gettext("Supervision order to {whom}").format(whom=step.whom)
    hint = gettext("It bears your name. The unit is told at once.")
    return _form(request, step, form, title=title, save=gettext("Sign the order"), hint=hint)


@require_safe
@staff_page
def show_order(request: StaffRequest, step_id: UUID) -> HttpResponse:
    """A signed order as it stands on paper, with its answer."""
    step = queries.get_for(request.actor, step_id)
    if step.order_number is None:
        raise NotFound
    names = names_for([step.done_by_account_id])
    signed_by = names.of_account.get(step.done_by_account_id, "")
    return page(
        request,
        "desk/tickets/supervision/order.html",
        **_around(),
        row=_row(request.actor, step),
        signed_by=signed_by,
        may_answer=step.replied_at is None and request.actor.may(Permission.HANDLE),
    )


@require_http_methods(["GET", "POST"])
@staff_page
def answer(request: StaffRequest, step_id: UUID) -> HttpResponse:
    """Answer an order for the unit it went to."""
    request.actor.require(Permission.HANDLE)
    step = queries.get_for(request.actor, step_id)
    if step.order_number is None:
        raise NotFound
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reply = form.cleaned_data["reply"]
        if form.saved(lambda: actions.answer_order(request.actor, step_id, reply=reply)):
            return done(request, "tickets_order", step_id)
    return _form(request, step, form, title=gettext("Answer the order"), save=gettext("Send the answer"))


def _form(request: StaffRequest, step: Any, form: DeskForm, *, title: str, save: str, hint: str = "") -> HttpResponse:
    return page(
        request,
        "desk/tickets/supervision/form.html",
        status=form.status,
        **_around(),
        row=_row(request.actor, step),
        earlier=_earlier(step),
        form=form,
        title=title,
        save=save,
        hint=hint,
        leave_to=reverse("desk:tickets_supervision", args=[request.place.code]),
    )


def _earlier(step: Any) -> Sequence[tuple[Any, str]]:
    """What was done about the ticket before, and by whom."""
    found = [each for each in queries.of_ticket(step.ticket) if each.done_at is not None and each.pk != step.pk]
    names = names_for([each.done_by_account_id for each in found]).of_account
    return [(each, names.get(each.done_by_account_id, "")) for each in found]


def _proposed(actor: Actor, step: Any) -> dict[str, Any]:
    due = timezone.localtime(step.clock.due_at)
    text = gettext(
        "Ticket {number} ({matter}) was due on {due}: {clock}. It has not been done. "
        "Handle it without delay and answer in writing what was done and when it will be finished."
    )
    matter, owed = face_of(actor, step.ticket).matter, clock_word(Clock(step.clock.kind))
    said = text.format(number=step.ticket.number, matter=matter, due=f"{due:%m-%d %H:%M}", clock=owed)
    return {"text": said, "reply_due_at": timezone.localtime(clock.now() + REPLY_WITHIN)}


def _row(actor: Actor, step: Any) -> Row:
    is_order = step.form == StepForm.ORDER
    may = actor.may(Permission.SUPERVISE if is_order else Permission.CALL)
    owed = clock_word(Clock(step.clock.kind))
    return Row(step, face_of(actor, step.ticket).matter, owed, gettext(StepForm(step.form).words), is_order, may)


def _require_any(actor: Actor) -> None:
    if not actor.may(Permission.READ_OWN):
        actor.require(Permission.READ)


def _around() -> dict[str, Any]:
    return {"current": "tickets", "tabs": rule_tabs(), "tab_on": "tickets_supervision"}


urlpatterns = [
    path("supervision/", list_steps, name="tickets_supervision"),
    path("supervision/<uuid:step_id>/call", call, name="tickets_call"),
    path("supervision/<uuid:step_id>/sign", sign, name="tickets_order_sign"),
    path("supervision/<uuid:step_id>/order", show_order, name="tickets_order"),
    path("supervision/<uuid:step_id>/answer", answer, name="tickets_order_answer"),
]
