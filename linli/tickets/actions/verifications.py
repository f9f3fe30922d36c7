"""Asking and looking: calls back, checks by another unit, and what follows from them."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions import verifying
from linli.tickets.actions.moving import save
from linli.tickets.models import CallAttempt, Ticket, Verification
from linli.tickets.queries import readers, reporters, verifications
from linli.tickets.queries import tickets as queries
from linli.tickets.rules import checks, kinds
from linli.tickets.rules import verifications as rules
from linli.tickets.rules.kinds import Verdict, VerifiedBy
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import State, state_word
from linli.tickets.rules.verifications import CallResult, CallWords, Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a verification found, ready to be kept."""

    kind: VerifiedBy
    verdict: Verdict
    effect: Effect
    note: str = ""
    grade: str = ""
    manner: str = ""
    was_contacted: bool | None = None
    reporter_id: UUID | None = None
    unit_id: UUID | None = None


@write
def record_call(actor: Actor, ticket_id: UUID, words: CallWords) -> Ticket:
    """One attempt to reach the reporter 回访: his answer closes the ticket or sends it back; the third in vain closes it as not reached."""
    ticket = queries.lock_for(actor, ticket_id, Permission.VERIFY)
    readers.require_reporter(actor, ticket)
    unit_id, said = _looker(actor, ticket, VerifiedBy.CALLBACK), _note(words.note, required=False)
    rules.check_call(words)
    earlier = verifications.calls_this_round(ticket)
    verdict = rules.verdict_of_call(words, [each for each in earlier if each in {CallResult.NO_ANSWER, CallResult.WRONG_NUMBER}])
    effect = rules.effect_of_call(words, verdict)
    left = _note(words.note, field=gettext("What is left to do")) if effect is Effect.REWORK else said

    attempt = CallAttempt(
        subdistrict_id=actor.subdistrict_id,
        ticket_id=ticket.pk,
        round=ticket.reworks,
        number=len(earlier) + 1,
        result=words.result.value,
        called_at=clock.now(),
        note=said,
        unit_id=unit_id,
        account_id=actor.account_id,
        person_id=actor.person_id,
    )
    attempt.save(force_insert=True)
    if verdict is not None:
        keep(actor, ticket, _answered(words, verdict, effect, unit_id, said))

    facts = {"attempt": attempt.number, "unit": str(unit_id), "is_by_text": reporters.are_sms_only(ticket)}
    journal.record_many(actor, [journal.Draft("ticket.called", ticket, facts=facts, reason=words.result.value)])
    if effect is Effect.CLOSE and verdict is not None:
        return verifying.close(actor, ticket_id, verdict=verdict, by=VerifiedBy.CALLBACK)
    return verifying.rework(actor, ticket_id, by=VerifiedBy.CALLBACK, note=left) if effect is Effect.REWORK else ticket


@write
def record_check(actor: Actor, ticket_id: UUID, *, verdict: Verdict, note: str) -> Ticket:
    """Another unit went to look 复核: done, or not, and then what is left."""
    ticket = queries.lock_for(actor, ticket_id, Permission.VERIFY)
    unit_id, said = _looker(actor, ticket, VerifiedBy.UNIT), _note(note, field=gettext("What you saw"))
    checks.check_outcome(verdict)
    effect = Effect.REWORK if verdict is Verdict.NOT_SOLVED else Effect.CLOSE

    keep(actor, ticket, Found(kind=VerifiedBy.UNIT, verdict=verdict, effect=effect, note=said, unit_id=unit_id))

    if effect is Effect.REWORK:
        return verifying.rework(actor, ticket_id, by=VerifiedBy.UNIT, note=said)
    return verifying.close(actor, ticket_id, verdict=verdict, by=VerifiedBy.UNIT, note=said)


@write
def hand_check(actor: Actor, ticket_id: UUID, *, unit_id: UUID, note: str) -> Ticket:
    """Ask another unit, which did not do the work, to go and look."""
    ticket = queries.lock_for(actor, ticket_id, Permission.VERIFY)
    said = _note(note, field=gettext("What to look at"))
    _require_resolved(ticket)
    queries.require_unit(actor, unit_id, clock.now())
    checks.check_verifier(VerifiedBy.UNIT, unit_id, ticket.done_by_unit_id)

    save(ticket, {"holder_unit_id": unit_id})

    journal.record(actor, "ticket.check_handed", ticket, unit=str(unit_id), note=said)
    return ticket


def keep(actor: Actor, ticket: Ticket, found: Found) -> Verification:
    """Write down what was found, beside what it does to the ticket."""
    row = Verification(
        subdistrict_id=ticket.subdistrict_id,
        ticket_id=ticket.pk,
        round=ticket.reworks,
        kind=found.kind.value,
        verdict=found.verdict.value,
        effect=found.effect.value,
        grade=found.grade,
        manner=found.manner,
        was_contacted=found.was_contacted,
        note=found.note,
        reporter_id=found.reporter_id,
        unit_id=found.unit_id,
        account_id=actor.account_id,
        person_id=actor.person_id,
        verified_at=clock.now(),
    )
    row.save(force_insert=True)
    return row


def _answered(words: CallWords, verdict: Verdict, effect: Effect, unit_id: UUID, note: str) -> Found:
    return Found(
        kind=VerifiedBy.CALLBACK,
        verdict=verdict,
        effect=effect,
        note=note,
        grade=words.grade or "",
        manner=words.manner or "",
        was_contacted=words.was_contacted,
        unit_id=unit_id,
    )


def _looker(actor: Actor, ticket: Ticket, by: VerifiedBy) -> UUID:
    _require_resolved(ticket)
    return checks.check_verifier(by, queries.unit_of(actor), ticket.done_by_unit_id)


def _require_resolved(ticket: Ticket) -> None:
    if State(ticket.state) is not State.RESOLVED:
        raise Refused("tickets.illegal_move", state=state_word(State(ticket.state)))


def _note(note: str, *, field: str = "", required: bool = True) -> str:
    return clean_text(note, field=field or gettext("Note"), limit=kinds.NOTE_LIMIT, required=required)
