"""What somebody who walks brings home: small matters settled on the way, and what a return visit saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions import verifications
from linli.tickets.actions.moving import Desk, Step, carry_out_all, tell_next
from linli.tickets.models import Ticket
from linli.tickets.queries import tickets as queries
from linli.tickets.rules import checks, kinds
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.kinds import ClosingBasis, Verdict, VerifiedBy
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import Move, State

# What is seen on the spot of a matter that was said to be done.
_SEEN: Final = {"fixed": Verdict.SOLVED, "not": Verdict.NOT_SOLVED, "again": Verdict.NOT_SOLVED}


@dataclass(frozen=True, slots=True)
class Settled:
    """A ticket that was taken down in this very write, and how it was settled there and then."""

    ticket: Ticket
    line: str


@write
def settle_opened(actor: Actor, settled: Sequence[Settled]) -> None:
    """Close on the spot what was taken down in this very write, one set of statements for all 当场办结; nobody else can have touched it."""
    lines = [clean_text(each.line, field=gettext("What was done"), limit=kinds.NOTE_LIMIT) for each in settled]
    for each in settled:
        ticket = each.ticket
        is_danger = ticket.is_life_safety or ticket.has_open_hazard
        checks.check_on_spot(is_life_safety=is_danger, is_answer_wanted=ticket.is_answer_wanted, has_reporter_agreed=False)
    if not settled:
        return
    desk = Desk.open(actor, [each.ticket for each in settled])

    carry_out_all(actor, [desk.prepare(each.ticket, _closing(each.ticket)) for each in settled])

    facts = {"outcome": Verdict.SOLVED.value}
    journal.record_many(
        actor,
        [
            journal.Draft("ticket.settled_on_spot", each.ticket, facts={**facts, "line": line, "unit": str(each.ticket.holder_unit_id)})
            for each, line in zip(settled, lines, strict=True)
        ],
    )


def _closing(ticket: Ticket) -> Step:
    solved = Verdict.SOLVED.value
    verified = {"verdict": solved, "outcome": solved, "verified_at": clock.now(), "done_by_unit_id": ticket.holder_unit_id}
    basis = {"verified_by_kind": VerifiedBy.SAMPLE_RULE.value, "closing_basis": ClosingBasis.ON_SPOT.value}
    return Step(move=Move.CLOSE_ON_SPOT, holder_unit_id=ticket.holder_unit_id, changes={**verified, **basis})


@write
def note_return_visit(actor: Actor, ticket: Ticket, *, effect: str, note: str, visit_id: UUID) -> None:
    """Say on a locked ticket what a return visit saw: it verifies where it may; else whoever verifies is told, and the reporter is asked.

    What was seen is never the reporter's word, and nobody's satisfaction is ticked for him.
    """
    said = clean_text(note, field=gettext("Note"), limit=kinds.NOTE_LIMIT, required=False)
    unit_id = queries.unit_of(actor)

    tell_next(ticket)
    journal.record(actor, "ticket.return_visited", ticket, seen_effect=effect, visit=str(visit_id), unit=str(unit_id or ""), note=said)

    if _may_verify(actor, ticket, unit_id):
        verifications.record_check(actor, ticket.pk, verdict=_SEEN[effect], note=said or gettext("Seen on a return visit"))


def _may_verify(actor: Actor, ticket: Ticket, unit_id: UUID | None) -> bool:
    """Whether what was seen closes it or sends it back: another unit saw it, and it is ours to verify."""
    if not actor.may(Permission.VERIFY) or State(ticket.state) is not State.RESOLVED or ticket.track == Track.HOTLINE:
        return False
    return unit_id is not None and unit_id != ticket.done_by_unit_id and not queries.open_children(ticket)
