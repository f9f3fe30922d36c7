"""A place as somebody writes it down, and the rows it becomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.places.models import Place, PlaceContact, PlaceStage, PlaceTag
from linli.places.rules import life
from linli.places.rules import words as rules
from linli.places.rules.addresses import parsed
from linli.places.rules.kinds import Kind, Stage
from linli.places.rules.likeness import cell_of
from linli.places.rules.words import ContactWords, Spot, Words, key_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDraft:
    """A place to be; without a grid it is worked out from the point, else from the address."""

    words: Words
    kind: Kind
    stage: Stage = Stage.OPEN
    # Nothing said means today.
    stage_on: date | None = None
    spot: Spot | None = None
    grid_id: UUID | None = None
    tags: Sequence[str] = ()
    contacts: Sequence[ContactWords] = ()
    # Given by a phone that was without signal, or by a file that may be sent twice.
    place_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one new place."""

    place: Place
    stage: PlaceStage
    tags: Sequence[PlaceTag]
    contacts: Sequence[PlaceContact]


def rows_of(actor: Actor, draft: PlaceDraft, grid_id: UUID | None, *, now: datetime, today: date) -> Rows:
    """The rows of a draft, or why there cannot be any."""
    words, tags, contacts = check_draft(draft)
    stage_on = draft.stage_on or today
    life.check_day(stage_on, today=today)
    own = {"subdistrict_id": actor.subdistrict_id}
    place = Place(**own, kind=draft.kind.value, stage=draft.stage.value, stage_on=stage_on, grid_id=grid_id)
    if draft.place_id is not None:
        place.pk = draft.place_id
    assign_words(place, words)
    assign_spot(place, draft.spot)
    return Rows(
        place,
        PlaceStage(**own, place=place, stage=place.stage, began_on=stage_on, set_at=now),
        [PlaceTag(**own, place=place, tag=tag) for tag in tags],
        [contact_row(place, each) for each in contacts],
    )


def check_draft(draft: PlaceDraft) -> tuple[Words, Sequence[str], Sequence[ContactWords]]:
    """Words, tags and contacts of a draft as they may be stored; refused where it says what cannot be."""
    words, tags = rules.worded(draft.words), rules.tagged(draft.tags)
    contacts = [rules.contacted(each) for each in draft.contacts]
    life.check_stage(draft.kind, draft.stage)
    if draft.spot is not None:
        rules.check_spot(draft.spot)
    return words, tags, contacts


def assign_words(place: Place, words: Words) -> None:
    """Say of the place what these words say, and how it is compared from now on."""
    place.name, place.address = words.name, words.address
    place.name_key, place.address_key = key_of(words.name), parsed(words.address).key
    place.quiet_from, place.quiet_until, place.asked_for_none = words.quiet_from, words.quiet_until, words.asked_for_none


def assign_spot(place: Place, spot: Spot | None) -> None:
    """Put the place there, or nowhere."""
    place.lon, place.lat = (None, None) if spot is None else (spot.lon, spot.lat)
    place.cell = None if spot is None else cell_of(spot.lon, spot.lat)
    place.coord_system, place.accuracy_m = ("", None) if spot is None else (spot.coord_system, spot.accuracy_m)


def contact_row(place: Place, words: ContactWords) -> PlaceContact:
    """Somebody to reach at the place."""
    return PlaceContact(
        subdistrict_id=place.subdistrict_id,
        place=place,
        role=words.role,
        purpose=words.purpose,
        full_name=words.full_name,
        phone=words.phone,
    )


def told_of(rows: Rows) -> list[journal.Draft]:
    """How the chains of a new place and its contacts begin."""
    added = journal.Draft("place.added", rows.place, facts=facts_of(rows.place, [row.tag for row in rows.tags]))
    return [added, *(told_of_contact(contact) for contact in rows.contacts)]


def told_of_contact(contact: PlaceContact) -> journal.Draft:
    """How the chain of a contact begins."""
    facts = {"place": str(contact.place_id), "contact_role": contact.role, "contact_purpose": contact.purpose}
    return journal.Draft("place_contact.added", contact, facts=facts)


def facts_of(place: Place, tags: Sequence[str]) -> Mapping[str, Any]:
    """The place as the journal keeps it."""
    return {
        "name": place.name,
        "place_kind": place.kind,
        "stage": place.stage,
        "stage_on": place.stage_on.isoformat(),
        "address": place.address,
        "point": "" if place.lon is None else f"{place.lon:.6f} {place.lat:.6f} {place.coord_system}",
        "grid": str(place.grid_id or ""),
        "tags": "、".join(tags),
    }
