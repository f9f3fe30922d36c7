"""The life of a place, step by step and each on its day; and who moves into rooms that fell empty."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import lock_in_order, write
from linli.org.rules.people import day_of
from linli.places.actions import cards
from linli.places.actions.drafts import PlaceDraft
from linli.places.actions.places import add_place, require_standing
from linli.places.models import Place, PlaceContact, PlaceStage
from linli.places.queries import places as queries
from linli.places.rules import life
from linli.places.rules.kinds import NOTE_LIMIT, Kind, Stage
from linli.places.rules.permissions import Permission
from linli.places.rules.words import NOTE, Spot


@write
def move_on(actor: Actor, place_id: UUID, *, stage: Stage, on: date | None = None, note: str = "") -> Place:
    """Say that a place entered another stage of its life on that day, or today; with its end, whom to reach there and its card end too."""
    place = queries.lock_for(actor, place_id, Permission.CHANGE)
    require_standing(place)

    now = clock.now()
    before, day = Stage(place.stage), on or day_of(now)
    life.check_move(Kind(place.kind), before, stage)
    life.check_day(day, today=day_of(now), since=place.stage_on)
    said = clean_text(note, field=NOTE, limit=NOTE_LIMIT, required=False)
    if place.followed_by is not None and stage in life.LIVING:
        raise Refused("places.rooms_are_taken", name=place.followed_by.name)

    _enter(place, stage, day, said)

    journal.record(actor, "place.moved_on", place, stage_before=before.value, stage=stage.value, stage_on=day.isoformat(), note=said)
    if stage in life.OVER:
        _end_contacts(actor, place, day)
        cards.withdraw_with(actor, place)
    return place


@write
def let_rooms(actor: Actor, place_id: UUID, draft: PlaceDraft) -> Place:
    """Enter who moved into the rooms of a place that is gone; address, point and grid are the rooms' unless said otherwise."""
    old = queries.lock_for(actor, place_id, Permission.CHANGE)
    require_standing(old)

    if Stage(old.stage) not in life.OVER:
        raise Refused("places.rooms_in_use", name=old.name, stage=gettext(Stage(old.stage).words))
    if old.followed_by is not None:
        raise Refused("places.rooms_are_taken", name=old.followed_by.name)
    day, before = draft.stage_on or day_of(clock.now()), Stage(old.stage)
    life.check_day(day, today=day_of(clock.now()), since=old.stage_on)

    new = add_place(actor, _in_rooms(draft, old))
    old.followed_by = new
    old.save(update_fields=["followed_by"])
    if before is Stage.VACANT:
        # Not empty any more, and not what stood there before either.
        _enter(old, Stage.CLOSED, day, "")

    said = {"place": str(new.pk), "name": new.name, "stage_before": before.value, "stage": old.stage, "stage_on": day.isoformat()}
    journal.record_many(actor, [journal.Draft("place.let", old, facts=said)])
    journal.record(actor, "place.took_over", new, place=str(old.pk), name=old.name)
    return new


def _in_rooms(draft: PlaceDraft, old: Place) -> PlaceDraft:
    words = replace(draft.words, address=draft.words.address or old.address)
    if draft.spot is not None:
        return replace(draft, words=words)
    spot = None
    if old.lon is not None and old.lat is not None:
        spot = Spot(lon=old.lon, lat=old.lat, coord_system=old.coord_system, accuracy_m=old.accuracy_m)
    return replace(draft, words=words, spot=spot, grid_id=draft.grid_id or old.grid_id)


def _enter(place: Place, stage: Stage, day: date, note: str) -> None:
    """End the stage that was and begin this one."""
    PlaceStage.objects.of(place.subdistrict_id).filter(place_id=place.pk, ended_on__isnull=True).update(ended_on=day)
    row = PlaceStage(subdistrict_id=place.subdistrict_id, place=place, stage=stage.value, began_on=day, note=note, set_at=clock.now())
    row.save(force_insert=True)
    place.stage, place.stage_on = stage.value, day
    place.save(update_fields=["stage", "stage_on"])


def _end_contacts(actor: Actor, place: Place, day: date) -> None:
    """Nobody is to be reached at what is gone; from here the time counts after which names and numbers are blanked."""
    here = PlaceContact.objects.of(place.subdistrict_id).filter(place_id=place.pk, ended_on__isnull=True)
    rows = lock_in_order(here, place.subdistrict_id, here.values_list("pk", flat=True))
    for row in rows:
        row.ended_on = day
    if rows:
        PlaceContact.objects.bulk_update(rows, ["ended_on"])
        journal.record_many(actor, [journal.Draft("place_contact.ended", row, facts={"place": str(place.pk)}) for row in rows])
