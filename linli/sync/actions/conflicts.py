"""Every write of conflicts: kept as they were said, decided by a person."""

from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext

from linli.campaigns.models import CampaignTarget
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.sync.commands import kind_of
from linli.sync.models import Conflict
from linli.sync.queries import conflicts as queries
from linli.sync.rules.commands import Command
from linli.sync.rules.kinds import NOTE_LIMIT, ConflictState
from linli.tickets.models import Ticket


@write
def keep(actor: Actor, command: Command, ticket: Ticket) -> Conflict:
    """Keep a command that came after somebody else had changed its ticket, which stays as it is."""
    conflict = _kept(actor, command, current=ticket.journal_seq)
    conflict.ticket = ticket
    conflict.save(force_insert=True)

    facts = {"command": command.kind, "ticket": str(ticket.pk), "seen": conflict.seen, "current": conflict.current}
    journal.record_many(actor, [journal.Draft("conflict.kept", conflict, facts=facts)])
    return conflict


@write
def keep_step(actor: Actor, command: Command, target: CampaignTarget, current: int) -> Conflict:
    """Keep a step that came after somebody else had brought its target on, which stays where it is."""
    conflict = _kept(actor, command, current=current)
    conflict.target = target
    conflict.save(force_insert=True)

    about = {"campaign": str(target.campaign_id), "target": str(target.pk)}
    facts = {"command": command.kind, **about, "seen": conflict.seen, "current": conflict.current}
    journal.record_many(actor, [journal.Draft("conflict.step_kept", conflict, facts=facts)])
    return conflict


def _kept(actor: Actor, command: Command, *, current: int) -> Conflict:
    if actor.account_id is None:
        raise Refused("kernel.not_allowed")
    return Conflict(
        subdistrict_id=actor.subdistrict_id,
        command_id=command.id,
        device_id=command.device_id,
        account_id=actor.account_id,
        person_id=actor.person_id,
        kind=command.kind,
        payload=dict(command.payload),
        made_at=command.made_at,
        seen=command.seen or 0,
        current=current,
    )


@write
def settle(actor: Actor, conflict_id: UUID, *, choice: ConflictState, note: str = "") -> Conflict:
    """A person decides: what the phone said is done after all, now and by who decides, or the ticket is left as it stands."""
    conflict = queries.lock_for(actor, conflict_id)
    said = clean_text(note, field=gettext("Remark"), limit=NOTE_LIMIT, required=choice is ConflictState.LEFT)
    if conflict.state != ConflictState.OPEN:
        raise Refused("field.conflict_settled")

    if choice is ConflictState.APPLIED:
        kind = kind_of(conflict.kind)
        # It keeps the moment at which it was said; who answers for it is who decided.
        kind.apply(replace(actor, made_at=conflict.made_at), kind.read(conflict.payload))
    conflict.state, conflict.note = choice.value, said
    conflict.settled_at, conflict.settled_by_account_id = clock.now(), actor.account_id
    conflict.save(update_fields=["state", "note", "settled_at", "settled_by_account_id"])

    journal.record(actor, "conflict.settled", conflict, reason=choice, note=said)
    return conflict
