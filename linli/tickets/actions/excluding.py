"""Exclusion from rates 剔除: asked with evidence, decided by two people, never of the unit concerned."""

from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.models import Exclusion, Ticket
from linli.tickets.queries import tickets as queries
from linli.tickets.queries import verifications
from linli.tickets.rules import kinds
from linli.tickets.rules.kinds import Decision
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import State
from linli.tickets.rules.verifications import ExclusionReason, Signer, check_excluder


@write
def ask_exclusion(actor: Actor, ticket_id: UUID, *, reason: ExclusionReason, evidence: str) -> Exclusion:
    """Somebody asks, with evidence, that a closed ticket counts in no rate; nobody who reported is marked by it."""
    ticket = queries.lock_for(actor, ticket_id, Permission.HANDLE)
    said = clean_text(evidence, field=gettext("Evidence"), limit=kinds.NOTE_LIMIT)
    if State(ticket.state) is not State.CLOSED:
        raise Refused("tickets.exclusion_too_early")
    if verifications.exclusion_of(ticket) is not None:
        raise Refused("tickets.exclusion_asked")

    asked = Exclusion(
        subdistrict_id=actor.subdistrict_id,
        ticket_id=ticket.pk,
        reason=reason.value,
        evidence=said,
        concerned_unit_id=ticket.done_by_unit_id,
        asked_at=clock.now(),
        asked_by_account_id=actor.account_id,
        asked_by_person_id=actor.person_id,
    )
    asked.save(force_insert=True)

    journal.record(actor, "ticket.exclusion_asked", ticket, reason=reason, evidence=said)
    return asked


@write
def decide_exclusion(actor: Actor, exclusion_id: UUID, *, is_granted: bool, note: str) -> Exclusion:
    """One refuses alone; two people, one after the other, approve."""
    seen = verifications.get_exclusion(actor, exclusion_id)
    ticket = queries.lock_for(actor, seen.ticket_id, Permission.EXCLUDE)
    # Read again under the ticket's lock: the other person may have signed meanwhile.
    exclusion = verifications.get_exclusion(actor, exclusion_id)
    said = clean_text(note, field=gettext("Note"), limit=kinds.NOTE_LIMIT)
    if exclusion.decided_at is not None:
        raise Refused("tickets.exclusion_decided")
    unit_id = _check_signer(actor, exclusion, ticket)

    is_first = is_granted and exclusion.first_at is None
    if is_first:
        exclusion.first_at, exclusion.first_note, exclusion.first_unit_id = clock.now(), said, unit_id
        exclusion.first_account_id, exclusion.first_person_id = actor.account_id, actor.person_id
    else:
        decision = Decision.APPROVED if is_granted else Decision.REFUSED
        exclusion.decided_at, exclusion.decision, exclusion.decision_note = clock.now(), decision.value, said
        exclusion.second_account_id, exclusion.second_unit_id = actor.account_id, unit_id
    exclusion.save(update_fields=_SIGNED)

    if is_first:
        journal.record(actor, "ticket.exclusion_signed", ticket, note=said)
    else:
        journal.record(actor, "ticket.exclusion_decided", ticket, reason=Decision(exclusion.decision), note=said)
    return exclusion


_SIGNED = [
    *("first_at", "first_note", "first_unit", "first_account_id", "first_person_id"),
    *("decided_at", "decision", "decision_note", "second_account_id", "second_unit"),
]


def _check_signer(actor: Actor, exclusion: Exclusion, ticket: Ticket) -> UUID | None:
    unit_id = queries.unit_of(actor)
    earlier = [(exclusion.asked_by_account_id, exclusion.asked_by_person_id)]
    if exclusion.first_at is not None:
        earlier.append((exclusion.first_account_id, exclusion.first_person_id))
    concerned = frozenset(each for each in (exclusion.concerned_unit_id, ticket.lead_unit_id, ticket.done_by_unit_id) if each is not None)
    check_excluder(Signer(actor.account_id, actor.person_id, unit_id), earlier, concerned)
    return unit_id
