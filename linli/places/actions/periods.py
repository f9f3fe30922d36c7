"""Settling how often places are visited."""

from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.writes import check_version, write
from linli.places.models import PlacePeriod
from linli.places.queries.periods import periods
from linli.places.rules.kinds import Kind
from linli.places.rules.periods import check_days
from linli.places.rules.permissions import Permission


@write
def set_period(actor: Actor, kind: Kind, *, days: int | None, seen: int) -> PlacePeriod:
    """Settle within how many days places of a kind are visited, unless somebody did since version `seen`; None is never."""
    actor.require(Permission.CHANGE_PERIODS)
    check_days(days)
    before, here = periods(actor)[kind], PlacePeriod.objects.of(actor.subdistrict_id)
    # Two who settle it for the first time meet at one row.
    PlacePeriod.objects.bulk_create([PlacePeriod(subdistrict_id=actor.subdistrict_id, kind=kind.value, days=before)], ignore_conflicts=True)
    row: PlacePeriod = here.select_for_update(of=("self",)).get(kind=kind.value)
    check_version(row, seen=seen, yours={"days": days})
    if days == before:
        return row

    row.days = days
    row.save(update_fields=["days"])

    journal.record(actor, "place_period.set", row, place_kind=kind.value, days_before=_said(before), days=_said(days))
    return row


def _said(days: int | None) -> str:
    return "" if days is None else str(days)
