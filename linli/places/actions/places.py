"""Entering places and changing what is said of them: one road for a form, a phone and a file of thousands."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import numpy as np

from linli.kernel import clock, find, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.writes import check_version, each, write
from linli.org.queries.atlas import atlas_of
from linli.org.queries.grids import grids_of_addresses
from linli.org.queries.reach import require_at
from linli.org.rules.people import day_of
from linli.places.actions.drafts import PlaceDraft, Rows, assign_spot, assign_words, facts_of, rows_of, told_of
from linli.places.models import Place
from linli.places.queries import places as queries
from linli.places.rules import life
from linli.places.rules import words as rules
from linli.places.rules.kinds import Kind, Stage
from linli.places.rules.permissions import Permission
from linli.places.rules.words import Spot, Words

CHUNK: Final = 500
WORDS: Final = ("name", "address", "quiet_from", "quiet_until", "asked_for_none")
SPOT: Final = ("lon", "lat", "coord_system", "accuracy_m")
FOLLOWING: Final = ("name_key", "address_key", "cell")


@write
def add_places(actor: Actor, drafts: Sequence[PlaceDraft]) -> list[Place | Refused]:
    """Enter up to 500 places with contacts, tags, journal and search in one go; a draft that cannot be comes back as its refusal."""
    grids = grids_for(actor, drafts, clock.now())
    require_at(actor, Permission.CHANGE, set(grids))

    return enter(actor, drafts, grids)


@write
def add_place(actor: Actor, draft: PlaceDraft) -> Place:
    """Enter one place."""
    (result,) = add_places(actor, [draft])
    if isinstance(result, Refused):
        raise result
    return result


@write
def change_place(actor: Actor, place_id: UUID, *, seen: int, words: Words, kind: Kind, spot: Spot | None, grid_id: UUID | None) -> Place:
    """Change what is said of a place that nobody else has changed since version `seen`; its life moves on by steps of its own."""
    place = queries.lock_for(actor, place_id, Permission.CHANGE)
    require_standing(place)

    words = rules.worded(words)
    life.check_stage(kind, Stage(place.stage))
    if spot is not None:
        rules.check_spot(spot)
    draft = PlaceDraft(words=words, kind=kind, spot=spot, grid_id=grid_id)
    (grid_id,) = grids_for(actor, [draft], clock.now())
    require_at(actor, Permission.CHANGE, {grid_id})
    before = _said(place)
    check_version(place, seen=seen, yours={name: getattr(words, name) for name in WORDS} | {"kind": kind.value, "grid_id": grid_id})

    assign_words(place, words)
    assign_spot(place, spot)
    place.kind, place.grid_id = kind.value, grid_id
    changed = [name for name, value in _said(place).items() if value != before[name]]
    if not changed:
        return place
    place.save(update_fields=["kind", "grid", *WORDS, *SPOT, *FOLLOWING])
    find.index(place, [place.name, place.address])

    tags = queries.tags_of(actor, [place.pk]).get(place.pk, [])
    journal.record(actor, "place.changed", place, fields="、".join(changed), **facts_of(place, tags))
    return place


def enter(actor: Actor, drafts: Sequence[PlaceDraft], grids: Sequence[UUID | None]) -> list[Place | Refused]:
    """Inside a write: the rows of these drafts, each in its grid; their permission was asked for."""
    if len(drafts) > CHUNK:
        raise ValueError(f"{len(drafts)} drafts at once: a chunk has {CHUNK} at most")
    now = clock.now()
    today, taken = day_of(now), _taken(actor, [draft.place_id for draft in drafts if draft.place_id is not None])

    def prepare(pair: tuple[PlaceDraft, UUID | None]) -> Rows:
        draft, grid_id = pair
        if draft.place_id in taken:
            raise Refused("places.other_place_there")
        return rows_of(actor, draft, grid_id, now=now, today=today)

    results = each(list(zip(drafts, grids, strict=True)), prepare)
    ready = [result for result in results if isinstance(result, Rows)]
    journal.record_new(
        actor,
        [told for rows in ready for told in told_of(rows)],
        [rows.place for rows in ready],
        [rows.stage for rows in ready],
        [tag for rows in ready for tag in rows.tags],
        [contact for rows in ready for contact in rows.contacts],
    )
    find.index_many([(rows.place, [rows.place.name, rows.place.address]) for rows in ready], changed_at=now)
    return [result.place if isinstance(result, Rows) else result for result in results]


def grids_for(actor: Actor, drafts: Sequence[PlaceDraft], at: datetime) -> list[UUID | None]:
    """The grid of each draft: the one that was named, else the deepest that holds its point, else by the lists of addresses."""
    found = [draft.grid_id for draft in drafts]
    here = [place for place, draft in enumerate(drafts) if draft.grid_id is None and _is_on_earth(draft.spot)]
    points = [(spot.lon, spot.lat) for place in here if (spot := drafts[place].spot) is not None]
    if points:
        # One pass over the index for all points of the chunk.
        for place, grid_id in zip(here, atlas_of(actor.subdistrict_id).at(at).deepest(np.asarray(points), None), strict=True):
            found[place] = grid_id
    left = [place for place, draft in enumerate(drafts) if found[place] is None and draft.words.address]
    if left:
        for place, grid_id in zip(left, grids_of_addresses(actor, [drafts[place].words.address for place in left], at), strict=True):
            found[place] = grid_id
    return found


def require_standing(place: Place) -> None:
    """Refuse to change what was merged into another place."""
    if place.merged_into_id is not None:
        raise Refused("places.is_merged", name=place.name)


def _is_on_earth(spot: Spot | None) -> bool:
    return spot is not None and -180 <= spot.lon <= 180 and -90 <= spot.lat <= 90


def _taken(actor: Actor, place_ids: Collection[UUID]) -> set[UUID]:
    if not place_ids:
        return set()
    return set(Place.objects.of(actor.subdistrict_id).filter(pk__in=place_ids).values_list("pk", flat=True))


def _said(place: Place) -> Mapping[str, object]:
    return {name: getattr(place, name) for name in ("kind", "grid_id", *WORDS, *SPOT)}
