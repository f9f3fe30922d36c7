"""Words that somebody puts on a place."""

from collections.abc import Iterable
from uuid import UUID

from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.writes import write
from linli.places.actions.places import require_standing
from linli.places.models import Place, PlaceTag
from linli.places.queries import places as queries
from linli.places.rules.permissions import Permission
from linli.places.rules.words import tagged


@write
def set_tags(actor: Actor, place_id: UUID, tags: Iterable[str]) -> Place:
    """Let the place have these tags and no others; the same tags again change nothing."""
    place = queries.lock_for(actor, place_id, Permission.CHANGE)
    require_standing(place)

    wanted, had = set(tagged(tags)), set(queries.tags_of(actor, [place_id]).get(place_id, []))
    added, removed = sorted(wanted - had), sorted(had - wanted)
    if not added and not removed:
        return place

    here = PlaceTag.objects.of(actor.subdistrict_id)
    here.filter(place_id=place_id, tag__in=removed).delete()
    here.bulk_create([PlaceTag(subdistrict_id=actor.subdistrict_id, place=place, tag=tag) for tag in added])

    journal.record(actor, "place.tagged", place, added="、".join(added), removed="、".join(removed))
    return place
