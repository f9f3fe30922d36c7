"""Bringing a ticket to whoever handles it: dispatch, accept, hand back, handle here, settle on the spot."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import each, write
from linli.tickets.actions.moving import Desk, Planned, Step, carry_out, carry_out_all
from linli.tickets.models import Assist, Deliberation, SideRequest, Ticket
from linli.tickets.queries import tickets as queries
from linli.tickets.rules import checks, kinds
from linli.tickets.rules.kinds import ClosingBasis, Decision, MeetingReason, RequestKind, ReturnReason, Verdict, VerifiedBy
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import Move, State

CHUNK: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which unit is to lead a ticket, which help, on what basis."""

    ticket_id: UUID
    lead_unit_id: UUID
    assist_unit_ids: Iterable[UUID] = ()
    matter: str = ""
    basis: str = ""
    note: str = ""


@write
def dispatch_many(actor: Actor, orders: Sequence[Order]) -> list[Ticket | Refused]:
    """Give up to 200 received tickets to the units that lead, in one set of statements; what cannot be comes back as its refusal."""
    _check_chunk(len(orders))
    locked = queries.lock_seen(actor, [each.ticket_id for each in orders], Permission.DISPATCH)
    desk = Desk.open(actor, list(locked.values()))
    named = {unit_id for order in orders for unit_id in (order.lead_unit_id, *order.assist_unit_ids)}
    units, done = queries.open_units(actor, named, desk.now), set[UUID]()

    def prepare(order: Order) -> Planned:
        ticket = _once(order.ticket_id, locked, done)
        words, why = _matter(ticket, order.matter), _note(order.note)
        checks.check_lead(order.lead_unit_id, ticket.about_unit_id, why)
        if not {order.lead_unit_id, *order.assist_unit_ids} <= set(units):
            raise Refused("tickets.unit_is_closed")
        _basis(order.basis)
        changes = {"lead_unit_id": order.lead_unit_id, "matter": words}
        planned = desk.prepare(ticket, Step(move=Move.DISPATCH, holder_unit_id=order.lead_unit_id, changes=changes))
        done.add(ticket.pk)
        return planned

    prepared = each(orders, prepare)
    given = [(plan, order) for plan, order in zip(prepared, orders, strict=True) if isinstance(plan, Planned)]

    carry_out_all(actor, [plan for plan, _ in given])
    set_assists_of(actor, {order.ticket_id: _helping(order) for _, order in given})

    journal.record_many(actor, [_told(plan.ticket, order) for plan, order in given])
    return [plan.ticket if isinstance(plan, Planned) else plan for plan in prepared]


@write
def dispatch(
    actor: Actor,
    ticket_id: UUID,
    *,
    lead_unit_id: UUID,
    assist_unit_ids: Iterable[UUID] = (),
    matter: str = "",
    basis: str = "",
    note: str = "",
) -> Ticket:
    """Give a received ticket to the unit that leads; a unit complained about leads only for a written reason."""
    helping = tuple(assist_unit_ids)
    order = Order(ticket_id=ticket_id, lead_unit_id=lead_unit_id, assist_unit_ids=helping, matter=matter, basis=basis, note=note)
    return _only(dispatch_many(actor, [order]))


@write
def set_assists(actor: Actor, ticket: Ticket, unit_ids: Iterable[UUID]) -> None:
    """Let these units, and no others, help with a locked ticket from now on."""
    set_assists_of(actor, {ticket.pk: unit_ids})


@write
def set_assists_of(actor: Actor, wanted: Mapping[UUID, Iterable[UUID]]) -> None:
    """Let these units, and no others, help with each of these locked tickets from now on."""
    now, pairs = clock.now(), {(ticket_id, unit_id) for ticket_id, unit_ids in wanted.items() for unit_id in unit_ids}
    present = list(Assist.objects.of(actor.subdistrict_id).filter(ticket_id__in=list(wanted), until_at__isnull=True))
    gone = [row for row in present if (row.ticket_id, row.unit_id) not in pairs]
    for row in gone:
        row.until_at = max(now, row.since_at)
    if gone:
        Assist.objects.bulk_update(gone, ["until_at"])
    new = sorted(pairs - {(row.ticket_id, row.unit_id) for row in present})
    Assist.objects.bulk_create(
        [Assist(subdistrict_id=actor.subdistrict_id, ticket_id=ticket_id, unit_id=unit_id, since_at=now) for ticket_id, unit_id in new]
    )


@write
def add_assist(actor: Actor, ticket: Ticket, unit_id: UUID) -> None:
    """Let one more unit help with a locked ticket."""
    present = Assist.objects.of(actor.subdistrict_id).filter(ticket_id=ticket.pk, until_at__isnull=True)
    set_assists(actor, ticket, {*present.values_list("unit_id", flat=True), unit_id})


@write
def accept_many(actor: Actor, ticket_ids: Sequence[UUID]) -> list[Ticket | Refused]:
    """A unit takes up to 200 tickets on in one set of statements; what cannot be comes back as its refusal."""
    _check_chunk(len(ticket_ids))
    locked = queries.lock_seen(actor, ticket_ids, Permission.ACCEPT)
    desk, done = Desk.open(actor, list(locked.values())), set[UUID]()
    unit_id = None if actor.may(Permission.DISPATCH) else queries.unit_of(actor)

    def prepare(ticket_id: UUID) -> Planned:
        ticket = _once(ticket_id, locked, done)
        queries.check_holds(actor, ticket, unit_id)
        planned = desk.prepare(ticket, Step(move=Move.ACCEPT, holder_unit_id=ticket.lead_unit_id))
        done.add(ticket.pk)
        return planned

    prepared = each(ticket_ids, prepare)
    taken = [plan for plan in prepared if isinstance(plan, Planned)]

    carry_out_all(actor, taken)

    journal.record_many(
        actor, [journal.Draft("ticket.accepted", plan.ticket, facts={"unit": str(plan.ticket.lead_unit_id)}) for plan in taken]
    )
    return [plan.ticket if isinstance(plan, Planned) else plan for plan in prepared]


@write
def accept(actor: Actor, ticket_id: UUID) -> Ticket:
    """The unit takes the ticket on 签收."""
    return _only(accept_many(actor, [ticket_id]))


@write
def return_ticket(actor: Actor, ticket_id: UUID, *, reason: ReturnReason, note: str) -> Ticket:
    """Hand the ticket back, signed by the unit's head; the second time it goes to a meeting, never to a third desk 退单."""
    ticket = queries.lock_held_for(actor, ticket_id, Permission.RETURN)
    why = clean_text(note, field=gettext("Note"), limit=kinds.NOTE_LIMIT)
    unit_id, is_second = ticket.holder_unit_id or ticket.intake_unit_id, ticket.returns > 0

    step = Step(
        move=Move.RETURN,
        holder_unit_id=ticket.intake_unit_id,
        changes={"returns": ticket.returns + 1, "hops": ticket.hops + 1, "lead_unit_id": None},
    )
    carry_out(actor, ticket, step)
    _write_ledger(actor, ticket, unit_id, reason, why)
    if is_second:
        open_meeting(actor, ticket, MeetingReason.SECOND_RETURN)

    journal.record(actor, "ticket.returned", ticket, reason=reason, unit=str(unit_id), note=why, returns=ticket.returns)
    return ticket


@write
def open_meeting(actor: Actor, ticket: Ticket, reason: MeetingReason) -> Deliberation:
    """Lay a locked ticket before a meeting that the unit which took it in calls."""
    # One that was left for a deferral goes on.
    standing: Deliberation | None = Deliberation.objects.of(actor.subdistrict_id).filter(ticket_id=ticket.pk, ended_at__isnull=True).first()
    if standing is not None:
        return standing
    meeting = Deliberation(
        subdistrict_id=actor.subdistrict_id,
        ticket_id=ticket.pk,
        convenor_unit_id=ticket.intake_unit_id,
        reason=reason.value,
        opened_at=clock.now(),
    )
    meeting.save(force_insert=True)
    return meeting


@write
def handle_here(actor: Actor, ticket_id: UUID, *, matter: str = "") -> Ticket:
    """The level that heard it handles it itself 小事不出微网格."""
    ticket = queries.lock_held_for(actor, ticket_id, Permission.HANDLE)
    words = _matter(ticket, matter)

    unit_id = ticket.holder_unit_id
    carry_out(actor, ticket, Step(move=Move.HANDLE_HERE, holder_unit_id=unit_id, changes={"lead_unit_id": unit_id, "matter": words}))

    journal.record(actor, "ticket.handled_here", ticket, unit=str(unit_id))
    return ticket


@write
def close_on_spot(
    actor: Actor, ticket_id: UUID, *, line: str, outcome: Verdict = Verdict.SOLVED, has_reporter_agreed: bool = False
) -> Ticket:
    """Settle it within the visit or call, in one line; the blind sample looks at some of these afterwards 当场办结."""
    ticket = queries.lock_held_for(actor, ticket_id, Permission.OPEN)
    said = clean_text(line, field=gettext("What was done"), limit=kinds.NOTE_LIMIT)
    checks.check_on_spot(
        is_life_safety=ticket.is_life_safety or ticket.has_open_hazard,
        is_answer_wanted=ticket.is_answer_wanted,
        has_reporter_agreed=has_reporter_agreed,
    )
    checks.check_done(open_commitments=queries.open_commitments(ticket), open_children=queries.open_children(ticket))

    verified = {"verdict": outcome.value, "outcome": outcome.value, "verified_at": clock.now(), "done_by_unit_id": ticket.holder_unit_id}
    basis = {"verified_by_kind": VerifiedBy.SAMPLE_RULE.value, "closing_basis": ClosingBasis.ON_SPOT.value}
    carry_out(actor, ticket, Step(move=Move.CLOSE_ON_SPOT, holder_unit_id=ticket.holder_unit_id, changes={**verified, **basis}))

    journal.record(actor, "ticket.settled_on_spot", ticket, line=said, outcome=outcome.value, unit=str(ticket.holder_unit_id))
    return ticket


def require_units(actor: Actor, unit_ids: Iterable[UUID]) -> None:
    """Refuse where one of them does not work now."""
    wanted = set(unit_ids)
    if not wanted <= set(queries.open_units(actor, wanted, clock.now())):
        raise Refused("tickets.unit_is_closed")


def _check_chunk(amount: int) -> None:
    if amount > CHUNK:
        raise ValueError(f"{amount} tickets at once: a chunk has {CHUNK} at most")


def _once(ticket_id: UUID, locked: Mapping[UUID, Ticket], done: Container[UUID]) -> Ticket:
    """The locked ticket; what is not visible does not exist, and what was named before has moved on."""
    if ticket_id not in locked:
        raise NotFound
    if ticket_id in done:
        raise Refused("tickets.named_twice", number=locked[ticket_id].number)
    return locked[ticket_id]


def _only(outcomes: Sequence[Ticket | Refused]) -> Ticket:
    (outcome,) = outcomes
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _helping(order: Order) -> list[UUID]:
    return sorted(set(order.assist_unit_ids) - {order.lead_unit_id})


def _told(ticket: Ticket, order: Order) -> journal.Draft:
    facts = {
        "unit": str(order.lead_unit_id),
        "assists": ",".join(map(str, _helping(order))),
        "basis": _basis(order.basis),
        "note": _note(order.note),
    }
    return journal.Draft("ticket.dispatched", ticket, facts=facts)


def _basis(text: str) -> str:
    return clean_text(text, field=gettext("Legal basis"), limit=kinds.NOTE_LIMIT, required=False)


def _write_ledger(actor: Actor, ticket: Ticket, unit_id: UUID, reason: ReturnReason, note: str) -> None:
    # The unit's head signs at once: asking and granting are one act, and one line of the ledger.
    now = clock.now()
    SideRequest(
        subdistrict_id=actor.subdistrict_id,
        ticket_id=ticket.pk,
        kind=RequestKind.RETURN.value,
        unit_id=unit_id,
        reason=reason.value,
        note=note,
        asked_at=now,
        asked_by_account_id=actor.account_id,
        asked_by_person_id=actor.person_id,
        decided_at=now,
        decision=Decision.APPROVED.value,
        decided_by_account_id=actor.account_id,
        decided_by_person_id=actor.person_id,
    ).save(force_insert=True)


def _matter(ticket: Ticket, matter: str) -> str:
    words = clean_text(matter, field=gettext("Matter"), limit=kinds.MATTER_LIMIT, required=False) or ticket.matter
    # Where it must not go from here, that is said first.
    if ticket.state == State.RECEIVED:
        checks.check_matter(words)
    return words


def _note(text: str) -> str:
    return clean_text(text, field=gettext("Note"), limit=kinds.NOTE_LIMIT, required=False)
