"""What people do about late tickets: remind, call, sign an order, answer it."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, jobs, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.models import SupervisionStep, Ticket
from linli.tickets.queries import supervision as queries
from linli.tickets.queries import tickets
from linli.tickets.rules import kinds
from linli.tickets.rules import supervision as rules
from linli.tickets.rules.ladder import StepForm
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import OPEN, State, state_word


@write
def nudge(actor: Actor, ticket_id: UUID, *, note: str = "") -> Ticket:
    """Remind the unit that has the ticket 催办."""
    ticket = tickets.lock_for(actor, ticket_id, Permission.CALL)
    said = clean_text(note, field=gettext("Note"), limit=kinds.NOTE_LIMIT, required=False)
    if State(ticket.state) not in OPEN:
        raise Refused("tickets.illegal_move", state=state_word(State(ticket.state)))

    before = ticket.journal_seq
    journal.record(actor, "ticket.nudged", ticket, unit=str(ticket.holder_unit_id), note=said)

    jobs.queue("tickets.tell", ticket, after=before)
    return ticket


@write
def note_call(actor: Actor, step_id: UUID, *, answer: str) -> SupervisionStep:
    """Somebody was called about a clock that ran out; what was answered is kept with who called."""
    ticket, step = queries.lock_for(actor, step_id, Permission.CALL)
    _check_open(step)
    if step.form != StepForm.CALL:
        raise Refused("tickets.step_is_order")

    _done(actor, step, rules.clean_answer(answer))

    journal.record_many(actor, [journal.Draft("ticket.supervision_called", ticket, facts={**_about(step), "note": step.text})])
    return step


@write
def sign_order(actor: Actor, step_id: UUID, *, text: str, reply_due_at: datetime) -> SupervisionStep:
    """Sign a supervision order 督办单: what is asked for, and by when it is answered."""
    ticket, step = queries.lock_for(actor, step_id, Permission.SUPERVISE)
    _check_open(step)
    if step.form != StepForm.ORDER:
        raise Refused("tickets.step_is_call")
    if actor.account_id is None:
        raise Refused("tickets.signature_needs_account")
    said = rules.clean_order(text)
    rules.check_reply_due(reply_due_at, clock.now())

    step.order_number, step.reply_due_at = queries.orders_of(ticket) + 1, reply_due_at
    _done(actor, step, said)

    before = ticket.journal_seq
    facts = {**_about(step), "order": step.order_number, "note": said, "reply_due_at": reply_due_at}
    journal.record_many(actor, [journal.Draft("ticket.order_signed", ticket, facts=facts)])
    jobs.queue("tickets.tell", ticket, after=before)
    return step


@write
def answer_order(actor: Actor, step_id: UUID, *, reply: str) -> SupervisionStep:
    """The unit answers an order; the centre's dispatcher may write down what it says."""
    ticket, step = queries.lock_for(actor, step_id, Permission.HANDLE)
    if not actor.may(Permission.DISPATCH) and tickets.unit_of(actor) != step.unit_id:
        raise Refused("kernel.not_allowed")
    if step.order_number is None or step.replied_at is not None:
        raise Refused("tickets.order_answered")

    step.reply, step.replied_at = rules.clean_reply(reply), clock.now()
    step.save(update_fields=["reply", "replied_at"])

    journal.record(actor, "ticket.order_answered", ticket, unit=str(step.unit_id), order=step.order_number, note=step.reply)
    return step


def _check_open(step: SupervisionStep) -> None:
    if step.done_at is not None:
        raise Refused("tickets.step_done")
    if step.clock.stopped_at is not None:
        raise Refused("tickets.step_not_needed")


def _done(actor: Actor, step: SupervisionStep, text: str) -> None:
    step.done_at, step.text = clock.now(), text
    step.done_by_account_id, step.done_by_person_id = actor.account_id, actor.person_id
    step.save(update_fields=["done_at", "text", "done_by_account_id", "done_by_person_id", "order_number", "reply_due_at"])


def _about(step: SupervisionStep) -> dict[str, int | str]:
    return {"step": step.number, "whom": step.whom, "unit": str(step.unit_id)}
