"""When a place was visited last, and when it last said something: told by whoever visits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.postgres.prepared import prepared
from linli.kernel.writes import lock_in_order, write
from linli.places.models import Place
from linli.places.queries.places import stays_in


@dataclass(frozen=True, slots=True)
class Seen:
    """What a visit came to for its place, which may have been merged since."""

    place_id: UUID
    visited_at: datetime | None = None
    spoke_at: datetime | None = None


_MARK: Final = (
    "UPDATE place SET visited_at = new.visited_at, spoke_at = new.spoke_at"
    " FROM unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[]) AS new (id, visited_at, spoke_at)"
    " WHERE place.subdistrict_id = %s AND place.id = new.id"
)


@write
def mark(actor: Actor, seen: Sequence[Seen], *, locked: Mapping[UUID, Place] | None = None) -> None:
    """Keep the latest moment of each; a visit that arrives late, or twice, changes nothing that is later already.

    Whoever holds the places locked, none of them merged, hands them over.
    """
    # No permission and no entry of its own: the visit asked for the one and wrote the other, and these two are counted from visits.
    stays = {place_id: place_id for place_id in locked} if locked is not None else stays_in(actor, {each.place_id for each in seen})
    rows = locked or {place.pk: place for place in lock_in_order(Place.objects.all(), actor.subdistrict_id, stays.values())}
    changed: dict[UUID, Place] = {}

    for each in seen:
        place = rows[stays[each.place_id]] if each.place_id in stays else None
        if place is not None and (_later(place, "visited_at", each.visited_at) | _later(place, "spoke_at", each.spoke_at)):
            changed[place.pk] = place

    if changed:
        places = list(changed.values())
        moments: list[Any] = [[each.pk for each in places], [each.visited_at for each in places], [each.spoke_at for each in places]]
        with prepared() as cursor:
            cursor.execute(_MARK, [*moments, actor.subdistrict_id])


def _later(place: Place, column: str, moment: datetime | None) -> bool:
    """Whether the column moved to this moment."""
    before = getattr(place, column)
    if moment is None or (before is not None and before >= moment):
        return False
    setattr(place, column, moment)
    return True
