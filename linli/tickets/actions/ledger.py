"""The ledger of what is asked for beside the handling: one row for each request, with who asked and who signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.writes import write
from linli.tickets.models import SideRequest, Ticket
from linli.tickets.rules.kinds import Decision, RequestKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for, and why."""

    kind: RequestKind
    reason: str
    note: str = ""
    until_at: datetime | None = None
    amount: int | None = None
    other_unit_id: UUID | None = None


@write
def ask(actor: Actor, ticket: Ticket, wish: Wish) -> SideRequest:
    """Write a request into the ledger of a locked ticket; a second one of the kind waits for the first to be answered."""
    if open_one(ticket, wish.kind) is not None:
        raise Refused("tickets.already_asked")
    asked = SideRequest(
        subdistrict_id=actor.subdistrict_id,
        ticket_id=ticket.pk,
        kind=wish.kind.value,
        unit_id=ticket.holder_unit_id or ticket.intake_unit_id,
        reason=wish.reason,
        note=wish.note,
        until_at=wish.until_at,
        amount=wish.amount,
        other_unit_id=wish.other_unit_id,
        asked_at=clock.now(),
        asked_by_account_id=actor.account_id,
        asked_by_person_id=actor.person_id,
    )
    asked.save(force_insert=True)
    return asked


@write
def answer(actor: Actor, asked: SideRequest, *, is_granted: bool, note: str) -> Decision:
    """Sign a request, or refuse it."""
    decision = Decision.APPROVED if is_granted else Decision.REFUSED
    asked.decision, asked.decided_at, asked.decision_note = decision.value, clock.now(), note
    asked.decided_by_account_id, asked.decided_by_person_id = actor.account_id, actor.person_id
    asked.save(update_fields=["decision", "decided_at", "decision_note", "decided_by_account_id", "decided_by_person_id", "other_unit"])
    return decision


@write
def end_pauses(actor: Actor, ticket_ids: Sequence[UUID]) -> None:
    """The pauses of these locked tickets that last now end here."""
    now = clock.now()
    found = SideRequest.objects.of(actor.subdistrict_id).filter(ticket_id__in=ticket_ids, kind=RequestKind.PAUSE.value)
    found.filter(until_at__gt=now, decision=Decision.APPROVED.value, ended_at__isnull=True).update(ended_at=now)


def open_one(ticket: Ticket, kind: RequestKind) -> SideRequest | None:
    """The request of that kind that waits for an answer."""
    found: SideRequest | None = (
        SideRequest.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk, kind=kind.value, decided_at__isnull=True).first()
    )
    return found


def require_open(ticket: Ticket, kind: RequestKind) -> SideRequest:
    """The request that waits, or the refusal."""
    asked = open_one(ticket, kind)
    if asked is None:
        raise Refused("tickets.not_asked")
    return asked


def signed_by_another(actor: Actor, ticket: Ticket, kind: RequestKind) -> SideRequest:
    """The request that waits, for somebody who did not ask for it himself."""
    asked = require_open(ticket, kind)
    is_same_person = actor.person_id is not None and asked.asked_by_person_id == actor.person_id
    if actor.account_id is None or asked.asked_by_account_id in {None, actor.account_id} or is_same_person:
        raise Refused("tickets.own_request")
    return asked


def times_granted(ticket: Ticket, kind: RequestKind) -> int:
    """How often a request of that kind was approved for this ticket."""
    found = SideRequest.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk, kind=kind.value)
    return found.filter(decision=Decision.APPROVED.value).count()


def was_granted(ticket: Ticket, kind: RequestKind) -> bool:
    """Whether a request of that kind was ever approved for this ticket."""
    found = SideRequest.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk, kind=kind.value)
    return found.filter(decision=Decision.APPROVED.value).exists()
