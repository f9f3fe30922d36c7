"""What a dossier holds of the place itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from linli.kernel.actor import Actor
from linli.org.queries.reach import grids_below
from linli.places.models import Place, PlaceContact, PlacePaper, PlaceStage
from linli.places.queries import contacts, places
from linli.places.rules.permissions import Permission

# Soon enough that somebody should say a word.
SOON_DAYS: Final = 60


@dataclass(frozen=True, slots=True)
class Dossier:
    """Stages from the last to the first, tags, contacts, lines; who was merged into it, parted from it, was there before and is now."""

    family: Sequence[UUID]
    stages: Sequence[PlaceStage]
    tags: Sequence[str]
    contacts: Sequence[PlaceContact]
    papers: Sequence[PlacePaper]
    merged: Sequence[Place]
    merged_into: Place | None
    parts: Sequence[Place]
    parted_from: Place | None
    before: Sequence[Place]
    after: Place | None


def dossier_of(actor: Actor, place: Place) -> Dossier:
    """The dossier of a place the actor sees; a bounded number of statements."""
    family = places.family_of(actor, place)
    near = {each for each in (place.merged_into_id, place.parted_from_id, place.followed_by_id) if each is not None}
    seen = places.visible_to(actor)
    around = {row.pk: row for row in seen.filter(pk__in={*family, *near})}
    beside = list(seen.filter(parted_from_id=place.pk)) + list(seen.filter(followed_by_id=place.pk))
    stages = PlaceStage.objects.of(actor.subdistrict_id).filter(place_id=place.pk).order_by("-began_on", "-set_at", "-pk")
    papers = PlacePaper.objects.of(actor.subdistrict_id).filter(place_id__in=family, ended_at__isnull=True)
    return Dossier(
        family=family,
        stages=list(stages),
        tags=places.tags_of(actor, [place.pk]).get(place.pk, []),
        contacts=contacts.of_places(actor, family),
        papers=list(papers.order_by("expires_on", "added_at")),
        merged=[around[each] for each in family if each != place.pk and each in around],
        merged_into=around.get(place.merged_into_id),
        parts=[row for row in beside if row.parted_from_id == place.pk],
        parted_from=around.get(place.parted_from_id),
        before=[row for row in beside if row.followed_by_id == place.pk],
        after=around.get(place.followed_by_id),
    )


def may_change(actor: Actor, grid_id: UUID | None) -> bool:
    """Whether the actor may change places of that grid."""
    return actor.may(Permission.CHANGE) or grid_id in grids_below(actor, actor.limits.get(Permission.CHANGE, frozenset()))
