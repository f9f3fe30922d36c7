"""Dispatch without a person, where the subdistrict settled that words which fit well enough decide 自动派单."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.writes import write
from linli.tickets.actions.dispatching import Order, dispatch_many
from linli.tickets.models import Ticket
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries import rule_sets, settings
from linli.tickets.queries import tickets as queries
from linli.tickets.queries.suggesting import Proposal, suggest
from linli.tickets.rules import catalogue, plans, retiming
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.dispatch import sure_enough
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import State


@dataclass(frozen=True, slots=True)
class _Sure:
    ticket: Ticket
    proposal: Proposal
    lead_unit_id: UUID


@write
def dispatch_suggested(actor: Actor, ticket_ids: Sequence[UUID]) -> list[Ticket]:
    """Dispatch those of these new tickets whose words fit well enough, as the machine's choice; danger and alarms wait for a person."""
    threshold = settings.threshold(actor)
    if not threshold or not ticket_ids:
        return []
    locked = queries.lock_seen(actor, ticket_ids, Permission.DISPATCH)
    found = [(ticket, _proposal(actor, ticket)) for ticket in locked.values() if _is_untouched(ticket)]
    sure = [
        _Sure(ticket, best, best.answer.lead_id)
        for ticket, best in found
        if best is not None and best.answer.lead_id is not None and sure_enough(best.confidence, best.answer, threshold)
    ]

    if not sure:
        return []

    _set_classes(actor, sure)
    drafts = [
        journal.Draft("ticket.classed", each.ticket, facts={"class_code": each.proposal.code, "why": each.proposal.why}) for each in sure
    ]
    journal.record_many(actor, drafts)

    outcomes = dispatch_many(actor, [_order(each) for each in sure])
    return [outcome for outcome in outcomes if isinstance(outcome, Ticket)]


def _is_untouched(ticket: Ticket) -> bool:
    """Whether nobody had it before, nor chose its class, nor is anybody in danger or complained about."""
    is_new = ticket.state == State.RECEIVED and not ticket.hops
    is_free = ticket.item_code is None or ticket.is_item_set_by_machine
    return is_new and is_free and not ticket.has_open_hazard and ticket.about_unit_id is None


def _proposal(actor: Actor, ticket: Ticket) -> Proposal | None:
    text = f"{ticket.matter}\n{ticket.words}"
    found = suggest(actor, text, clock.now(), lon=ticket.lon, lat=ticket.lat, grid_id=ticket.grid_id)
    # Where any of them is dangerous, a person says no to it first.
    return found[0] if found and not any(each.is_life_safety for each in found) else None


def _set_classes(actor: Actor, sure: Sequence[_Sure]) -> None:
    items, in_force = classes.in_use(actor), rule_sets.plans_in_force(actor)
    for each in sure:
        ticket, limits = each.ticket, items.effective(each.proposal.code).limits
        ticket.item_code, ticket.item_version, ticket.is_item_set_by_machine = each.proposal.code, each.proposal.version, True
        new = catalogue.with_limits(in_force[Track(ticket.track)], limits)
        ticket.plan = plans.stored(retiming.with_class(plans.restored(ticket.plan), new))
    Ticket.objects.bulk_update([each.ticket for each in sure], ["item_code", "item_version", "is_item_set_by_machine", "plan"])


def _order(sure: _Sure) -> Order:
    answer = sure.proposal.answer
    # Who reads the neutral text must not read the reporter's words: the name of the class says what is to be done.
    matter = sure.ticket.matter or sure.proposal.name
    return Order(
        ticket_id=sure.ticket.pk,
        lead_unit_id=sure.lead_unit_id,
        assist_unit_ids=answer.assist_ids,
        matter=matter,
        basis=answer.basis,
        note=sure.proposal.why,
    )
