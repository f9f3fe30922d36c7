"""The blind sample 抽查: a part of what was settled on the spot is looked at by another unit, and who settled it does not know which."""

from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext

from linli.kernel import clock, journal, keys
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions import verifying
from linli.tickets.actions.verifications import Found, keep
from linli.tickets.models import Sample, Ticket
from linli.tickets.queries import tickets as queries
from linli.tickets.queries import verifications
from linli.tickets.rules import checks, kinds
from linli.tickets.rules import verifications as rules
from linli.tickets.rules.kinds import Verdict, VerifiedBy
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import State
from linli.tickets.rules.verifications import Effect

# Longer than the worker is ever away; what was asked once stays decided.
LOOKED_BACK: Final = timedelta(days=14)


@write
def draw(actor: Actor, *, per_ten_thousand: int = rules.SAMPLE_PER_TEN_THOUSAND) -> list[Sample]:
    """Draw from what was settled on the spot lately; drawing again draws nothing else."""
    actor.require(Permission.DISPATCH)
    now = clock.now()
    ring, purpose = keys.opened(settings.LINLI_HOME), keys.lookup_purpose(actor.subdistrict_id, "ticket.sample")

    tickets = [
        ticket
        for ticket in verifications.drawable(actor, now - LOOKED_BACK)
        if rules.is_drawn(ring.lookup_code(purpose, ticket.pk.bytes), per_ten_thousand=per_ten_thousand)
    ]
    samples = [
        Sample(
            subdistrict_id=actor.subdistrict_id,
            ticket=ticket,
            done_by_unit_id=ticket.done_by_unit_id or ticket.intake_unit_id,
            chosen_at=now,
        )
        for ticket in tickets
    ]
    Sample.objects.bulk_create(samples)

    # On its own chain: the ticket's story would tell who settled it.
    journal.record_many(actor, [journal.Draft("sample.chosen", sample, facts={"number": sample.ticket.number}) for sample in samples])
    return samples


@write
def look_at_sample(actor: Actor, sample_id: UUID, *, is_right: bool, note: str) -> Sample:
    """Say what was found; what was not settled is opened again and counts as having come back."""
    sample = verifications.lock_sample(actor, sample_id)
    said = clean_text(note, field=gettext("What you saw"), limit=kinds.NOTE_LIMIT)
    if sample.looked_at is not None:
        raise Refused("tickets.sample_looked_at")
    # Being drawn is what lets another unit look, whatever it may see otherwise.
    looker = replace(actor, permissions=actor.permissions | {Permission.READ, Permission.REOPEN})
    ticket, _whole = queries.lock_with_whole(looker, sample.ticket_id, Permission.VERIFY)
    unit_id = checks.check_verifier(VerifiedBy.UNIT, queries.unit_of(actor), sample.done_by_unit_id)

    sample.looked_at, sample.is_right, sample.unit_id, sample.note = clock.now(), is_right, unit_id, said
    sample.save(update_fields=["looked_at", "is_right", "unit", "note"])
    is_again = not is_right and State(ticket.state) is State.CLOSED
    verdict, effect = (Verdict.SOLVED if is_right else Verdict.NOT_SOLVED), (Effect.REOPEN if is_again else Effect.NOTE)
    keep(actor, ticket, Found(kind=VerifiedBy.UNIT, verdict=verdict, effect=effect, note=said, unit_id=unit_id))

    _record(actor, sample, ticket)
    if is_again:
        verifying.reopen(looker, ticket.pk, note=said, is_recurrence=True)
    return sample


def _record(actor: Actor, sample: Sample, ticket: Ticket) -> None:
    facts = {"is_right": bool(sample.is_right), "unit": str(sample.unit_id), "note": sample.note}
    told = journal.Draft("ticket.sample_looked_at", ticket, facts=facts)
    journal.record_many(actor, [journal.Draft("sample.looked_at", sample, facts={"is_right": bool(sample.is_right)}), told])
