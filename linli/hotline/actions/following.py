"""A step of the district: into the ledger in any case, and the ticket follows it where it can."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext

from linli.hotline.actions.orders import aim, retime
from linli.hotline.actions.stepping import StepDraft, add_steps, filing
from linli.hotline.models import HotlineFile, HotlineOrder, HotlineRow, HotlineStep
from linli.hotline.queries import orders as queries
from linli.hotline.rules.kinds import RowDecision, RowOutcome, StepKind
from linli.hotline.rules.reading import Record
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.writes import attempt, write
from linli.tickets.actions import aside, city, extending
from linli.tickets.actions.city import CityWords
from linli.tickets.models import Ticket
from linli.tickets.queries.readers import stays_in
from linli.tickets.rules.kinds import Verdict
from linli.tickets.rules.satisfaction import Grade
from linli.tickets.rules.states import ASIDE, State


@dataclass(frozen=True, slots=True)
class Followed:
    """Whether the step was known already, and why the ticket could not follow it."""

    is_repeat: bool
    trouble: str = ""


@write
def follow(actor: Actor, file: HotlineFile, kind: StepKind, order_id: UUID, record: Record) -> Followed:
    """Write down what they said about one order and let its ticket follow; said before, it does nothing."""
    order = queries.lock_order(actor, order_id)
    if HotlineStep.objects.of(actor.subdistrict_id).filter(order_id=order.pk, mark=record.mark).exists():
        return Followed(is_repeat=True)
    said = {**record.texts, **record.codes}
    at = record.moments.get("at") or clock.now()
    draft = StepDraft(order=order, kind=kind, at=at, mark=record.mark, said=said, is_yes=is_content(kind, said), file=file, row=record.row)
    (step,) = add_steps(actor, [draft])
    _settle(order, kind)
    trouble = let_follow(actor, order, step)
    # Last, since more time may have been granted: until when is what they say.
    retime(actor, order, record.moments.get("due_at"))
    return Followed(is_repeat=False, trouble=trouble)


@write
def follow_again(actor: Actor, order_id: UUID) -> HotlineOrder:
    """Let the ticket follow what they said last, where it could not at that time."""
    order = queries.lock_order(actor, order_id)
    said = HotlineStep.objects.of(actor.subdistrict_id).filter(order_id=order.pk, kind__in=list(_ROADS))
    step = said.order_by("-recorded_at", "-pk").first()
    if step is not None:
        _ROADS[StepKind(step.kind)](filing(actor), order, step)
        aim(actor, order)
    held = HotlineRow.objects.of(actor.subdistrict_id).filter(order_id=order.pk, outcome=RowOutcome.HELD.value, decided_at__isnull=True)
    held.update(decision=RowDecision.SEEN.value, decided_at=clock.now(), account_id=actor.account_id, person_id=actor.person_id)
    return order


def is_content(kind: StepKind, said: Mapping[str, str]) -> bool:
    """Whether a return was accepted, more time granted, or a caller content: done again is never content."""
    if kind is not StepKind.CALLED_BACK:
        return said.get("decision", "approved") == "approved"
    if said.get("do_again") in {"yes", "no"}:
        return said["do_again"] == "no"
    return said["verdict"] != Verdict.NOT_SOLVED and said.get("grade") != Grade.DISSATISFIED


def let_follow(actor: Actor, order: HotlineOrder, step: HotlineStep) -> str:
    """Try to let the ticket follow; the sentence that says why it cannot."""
    with attempt() as outcome:
        _ROADS[StepKind(step.kind)](filing(actor), order, step)
    return "" if outcome.refusal is None else outcome.refusal.sentence


def _settle(order: HotlineOrder, kind: StepKind) -> None:
    """A return that was answered waits no more."""
    if kind is not StepKind.RETURN_ANSWERED:
        return
    order.return_reason, order.return_note, order.return_signed_at, order.return_person_id = "", "", None, None
    order.save(update_fields=["return_reason", "return_note", "return_signed_at", "return_person_id"])


def _called_back(clerk: Actor, order: HotlineOrder, step: HotlineStep) -> None:
    ticket, said = stays_in(order.ticket), step.said
    if not step.is_yes or ticket.pk == order.ticket_id:
        was_contacted = {"yes": True, "no": False}.get(said.get("was_contacted", ""))
        words = CityWords(
            verdict=Verdict(said["verdict"]),
            unit_id=order.sender.unit_id,
            do_again=not step.is_yes,
            note=said.get("note") or gettext("The city's call-back"),
            grade=said.get("grade", ""),
            manner=said.get("manner", ""),
            was_contacted=was_contacted,
        )
        city.file_result(clerk, ticket.pk, words)


def _extension_answered(clerk: Actor, order: HotlineOrder, step: HotlineStep) -> None:
    note = step.said.get("note") or gettext("The district's answer")
    extending.decide_extension(clerk, stays_in(order.ticket).pk, is_granted=step.is_yes, note=note)


def _taken_back(clerk: Actor, order: HotlineOrder, step: HotlineStep) -> None:
    """The order is theirs again: our ticket is over, unless it is already."""
    if step.is_yes and State(order.ticket.state) not in ASIDE:
        aside.withdraw(clerk, order.ticket_id, note=step.said.get("note") or gettext("The district took the order back"))


def _redispatched(clerk: Actor, order: HotlineOrder, step: HotlineStep) -> None:
    ticket: Ticket = stays_in(order.ticket)
    if State(ticket.state) not in {State.RESOLVED, State.CLOSED}:
        # It is being handled still: nothing of it has to begin anew.
        return
    words = CityWords(
        verdict=Verdict.NOT_SOLVED,
        unit_id=order.sender.unit_id,
        do_again=True,
        note=step.said.get("note") or gettext("The district gave the order again"),
    )
    city.file_result(clerk, ticket.pk, words)


_ROADS: Mapping[str, Callable[[Actor, HotlineOrder, HotlineStep], None]] = {
    StepKind.CALLED_BACK: _called_back,
    StepKind.EXTENSION_ANSWERED: _extension_answered,
    StepKind.RETURN_ANSWERED: _taken_back,
    StepKind.REDISPATCHED: _redispatched,
    StepKind.WITHDRAWN: _taken_back,
}
