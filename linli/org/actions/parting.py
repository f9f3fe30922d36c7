"""What ends in the same write when somebody leaves, beside posts and the login."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.writes import lock_in_order
from linli.org.models import Duty, Grid, Person

_NEVER_HELD = timedelta(microseconds=1)


def end_duties(actor: Actor, person: Person, at: datetime) -> Iterable[str]:
    """End the person's duties; answers which grids have nobody now in a role that only one can have."""
    mine = Duty.objects.of(actor.subdistrict_id).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=at), person=person)
    duties = list(mine.select_related("role").order_by("pk"))
    if not duties:
        return []
    # The story of a duty stands in the grid's journal, so the grids are locked as its own page does.
    grids = {grid.pk: grid for grid in lock_in_order(Grid.objects.all(), actor.subdistrict_id, {duty.grid_id for duty in duties})}
    for duty in duties:
        duty.valid_until = max(at, duty.valid_from + _NEVER_HELD)
    Duty.objects.bulk_update(duties, ["valid_until"])
    facts = {duty.pk: {"person": str(person.pk), "role": str(duty.role_id)} for duty in duties}
    journal.record_many(actor, [journal.Draft("grid.duty_ended", grids[duty.grid_id], facts=facts[duty.pk]) for duty in duties])
    return [f"{grids[duty.grid_id].name} {duty.role.name}" for duty in duties if duty.is_single and duty.valid_from <= at]
