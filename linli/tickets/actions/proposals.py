"""Two tickets that say the same word for word: a person decides whether they are one."""

from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.writes import write
from linli.tickets.actions import aside
from linli.tickets.models import MergeProposal
from linli.tickets.queries import imports as queries
from linli.tickets.queries import tickets
from linli.tickets.rules.permissions import Permission


@write
def accept_merge(actor: Actor, proposal_id: UUID) -> MergeProposal:
    """They are one: the later joins the earlier, and everybody who reported either follows the one that stays."""
    found = queries.get_proposal(actor, proposal_id)
    tickets.lock_all_for(actor, {found.ticket_id, found.into_id}, Permission.MERGE)
    proposal = queries.lock_proposal(actor, proposal_id)

    aside.merge(actor, proposal.ticket_id, proposal.into_id, note=gettext("Word for word the same"))
    proposal.decided_at, proposal.is_accepted = clock.now(), True
    proposal.save(update_fields=["decided_at", "is_accepted"])
    return proposal


@write
def keep_apart(actor: Actor, proposal_id: UUID) -> MergeProposal:
    """They say the same and are two: nobody is asked again."""
    found = queries.get_proposal(actor, proposal_id)
    ticket = tickets.lock_for(actor, found.ticket_id, Permission.MERGE)
    proposal = queries.lock_proposal(actor, proposal_id)

    proposal.decided_at = clock.now()
    proposal.save(update_fields=["decided_at"])

    journal.record(actor, "ticket.kept_apart", ticket, into=proposal.into.number)
    return proposal
