"""What a reporter reads of his own case: where it stands and what was answered, and no name, phone or address of anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from linli.kernel import clock, keys
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.org.models import Unit
from linli.org.rules.units import UnitKind
from linli.tickets.models import Reply, Reporter, Ticket, Verification
from linli.tickets.queries import clocks
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.follow import code_from, follow_value
from linli.tickets.rules.kinds import ClosingBasis, Verdict
from linli.tickets.rules.replies import ReplyState, depersonalised
from linli.tickets.rules.states import STEP_OF, Mark, State, five_steps
from linli.tickets.rules.verifications import Standing, may_judge

# Longer than any code, so that nobody makes the digest of a novel.
TYPED_AT_MOST = 40


@dataclass(frozen=True, slots=True)
class Case:
    """A reporter's own case; the ids are for the house and stand on no page."""

    reporter_id: UUID
    ticket_id: UUID
    number: str
    state: State
    steps: tuple[Mark, ...]
    reported_at: datetime
    unit: str
    due_at: datetime | None
    ended_at: datetime | None
    answered_at: datetime | None
    outcome: Verdict | None
    done: str
    answer: str
    verdict: Verdict | None
    is_merged: bool
    may_judge: bool
    has_judged: bool


def follow_mark(subdistrict_id: UUID, code: str) -> UUID:
    """What is kept of a follow code: whoever reads the table cannot follow anything."""
    purpose = keys.lookup_purpose(subdistrict_id, "reporter.follow_mark")
    return UUID(bytes=keys.opened(settings.LINLI_HOME).lookup_code(purpose, follow_value(code).encode())[:16])


def code_of_form(subdistrict_id: UUID, form_id: str) -> str:
    """The code of the report that is made with this form: sent twice, it is one report with one code."""
    purpose = keys.lookup_purpose(subdistrict_id, "reporter.form")
    return code_from(keys.opened(settings.LINLI_HOME).lookup_code(purpose, form_id.encode()))


def reporter_of(actor: Actor, code: str) -> Reporter:
    """Whose code it is; a wrong code and one of another subdistrict are both not found."""
    found = _reporter(actor, code)
    if found is None:
        raise NotFound
    return found


def is_known(actor: Actor, code: str) -> bool:
    """Whether somebody was told this code here."""
    return _reporter(actor, code) is not None


def number_of(actor: Actor, code: str) -> str:
    """The number of the reporter's own ticket."""
    number: str = reporter_of(actor, code).ticket.number
    return number


def _reporter(actor: Actor, code: str) -> Reporter | None:
    mark = follow_mark(actor.subdistrict_id, code[:TYPED_AT_MOST])
    found: Reporter | None = Reporter.objects.of(actor.subdistrict_id).filter(follow_mark=mark).defer("full_name", "phone").first()
    return found


def standing_of(reporter: Reporter) -> Ticket:
    """The ticket that stands for the reporter's: his own, or what it was merged into, however often."""
    ticket, passed = Ticket.objects.of(reporter.subdistrict_id).get(pk=reporter.ticket_id), set[UUID]()
    while ticket.state == State.MERGED and ticket.merged_into_id is not None and ticket.pk not in passed:
        passed.add(ticket.pk)
        ticket = Ticket.objects.of(reporter.subdistrict_id).get(pk=ticket.merged_into_id)
    found: Ticket = ticket
    return found


def case_of(actor: Actor, code: str) -> Case:
    """The case of this code."""
    reporter = reporter_of(actor, code)
    ticket, own = standing_of(reporter), reporter.ticket
    unit = Unit.objects.of(actor.subdistrict_id).filter(pk=ticket.lead_unit_id or ticket.intake_unit_id).first()
    reply, rows = _answer(ticket), clocks.standing(ticket)
    at = as_standing(ticket)
    return Case(
        reporter_id=reporter.pk,
        ticket_id=ticket.pk,
        number=own.number,
        state=at.state,
        steps=five_steps(at.state, _passed(ticket)),
        reported_at=reporter.reported_at,
        unit=unit.name if unit else "",
        due_at=clocks.overall_due_at(rows),
        ended_at=ticket.ended_at,
        answered_at=reply.signed_at if reply else None,
        outcome=Verdict(reply.outcome) if reply else None,
        done=depersonalised(reply.done) if reply else "",
        answer=depersonalised(reply.answer_points) if reply else "",
        verdict=Verdict(ticket.verdict) if ticket.verdict else None,
        is_merged=own.pk != ticket.pk,
        may_judge=may_judge(at, clock.now()),
        has_judged=has_judged(reporter, ticket),
    )


def as_standing(ticket: Ticket) -> Standing:
    """The ticket as a judgement meets it."""
    return Standing(
        state=State(ticket.state),
        track=Track(ticket.track),
        outside_number=ticket.outside_number,
        reworks=ticket.reworks,
        ended_at=ticket.ended_at,
        is_imported=ticket.closing_basis == ClosingBasis.IMPORTED,
        has_matter=bool(ticket.matter),
    )


def has_judged(reporter: Reporter, ticket: Ticket) -> bool:
    """Whether the reporter has judged this answer already."""
    found = Verification.objects.of(ticket.subdistrict_id).filter(reporter_id=reporter.pk, ticket_id=ticket.pk, round=ticket.reworks)
    return bool(found.exists())


def centre_unit(actor: Actor) -> UUID | None:
    """The operations centre that takes in what is reported at the public door."""
    now = clock.now()
    units = Unit.objects.of(actor.subdistrict_id).filter(kind=UnitKind.OPS_CENTER.value, valid_from__lte=now).exclude(valid_until__lte=now)
    found: UUID | None = units.order_by("code").values_list("pk", flat=True).first()
    return found


def _answer(ticket: Ticket) -> Reply | None:
    if State(ticket.state) not in {State.RESOLVED, State.CLOSED}:
        return None
    found: Reply | None = (
        Reply.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk, state=ReplyState.SIGNED.value).order_by("-round").first()
    )
    return found


def _passed(ticket: Ticket) -> frozenset[State]:
    times: Sequence[tuple[State, datetime | None]] = [
        (State.DISPATCHED, ticket.dispatched_at),
        (State.IN_PROGRESS, ticket.started_at),
        (State.DELIBERATING, ticket.deliberating_at),
        (State.RESOLVED, ticket.resolved_at),
    ]
    return frozenset(state for state, at in times if at is not None and state in STEP_OF)
