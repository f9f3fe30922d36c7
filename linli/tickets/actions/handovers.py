"""The handover 交班: laid down by whoever leaves, signed for by somebody else."""

from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.org.models import Unit
from linli.tickets.models import Handover
from linli.tickets.queries import handover as queries
from linli.tickets.rules import handover as rules
from linli.tickets.rules import kinds
from linli.tickets.rules.permissions import Permission


@write
def hand_over(actor: Actor, *, note: str = "") -> Handover:
    """Lay down what is open and hot as it stands now; the unit's next duty person signs for it."""
    actor.require(Permission.HAND_OVER)
    said = clean_text(note, field=gettext("Remark"), limit=kinds.NOTE_LIMIT, required=False)
    unit_id, account_id = queries.own_unit(actor), actor.account_id
    if unit_id is None or account_id is None:
        raise Refused("handover.no_unit")
    # Two who press at once: the second one waits here, and is told.
    Unit.objects.of(actor.subdistrict_id).select_for_update(of=("self",)).get(pk=unit_id)
    if queries.waiting(actor, unit_id) is not None:
        raise Refused("handover.waits")

    snapshot = queries.snapshot(actor)
    made = Handover(
        subdistrict_id=actor.subdistrict_id,
        unit_id=unit_id,
        left_at=clock.now(),
        left_by_account_id=account_id,
        left_by_person_id=actor.person_id,
        note=said,
        snapshot=snapshot,
    )
    made.save(force_insert=True)

    journal.record(actor, "handover.made", made, unit=str(unit_id), rows=sum(rules.counts(snapshot).values()), note=said)
    return made


@write
def take_over(actor: Actor, handover_id: UUID, *, note: str = "") -> Handover:
    """Another person signs: from now on the shift is his."""
    made = queries.lock_for(actor, handover_id)
    said = clean_text(note, field=gettext("Remark"), limit=kinds.NOTE_LIMIT, required=False)
    if made.taken_at is not None:
        raise Refused("handover.taken_already")
    rules.check_other((made.left_by_account_id, made.left_by_person_id), (actor.account_id, actor.person_id))

    made.taken_at = max(clock.now(), made.left_at)
    made.taken_by_account_id, made.taken_by_person_id, made.taken_note = actor.account_id, actor.person_id, said
    made.save(update_fields=["taken_at", "taken_by_account_id", "taken_by_person_id", "taken_note"])

    journal.record(actor, "handover.taken_over", made, unit=str(made.unit_id), note=said)
    return made
