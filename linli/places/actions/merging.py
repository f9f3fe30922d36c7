"""Two places that are one, and one that is two: both keep their history, and either can be taken back."""

from collections.abc import Collection
from uuid import UUID

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.text import clean_text
from linli.kernel.writes import lock_in_order, write
from linli.places.actions.drafts import PlaceDraft
from linli.places.actions.places import add_place, require_standing
from linli.places.actions.seen import Seen, mark
from linli.places.models import Place, PlaceContact, PlaceLikeness, PlaceTag
from linli.places.queries import places as queries
from linli.places.rules.kinds import NOTE_LIMIT
from linli.places.rules.permissions import Permission
from linli.places.rules.words import WHY


@write
def merge(actor: Actor, place_id: UUID, *, into_id: UUID, why: str = "") -> Place:
    """Say that a place is another one, which answers for it from now on; contacts, visits and papers stay its own and are told there."""
    if place_id == into_id:
        raise Refused("places.merged_into_itself")
    rows = queries.lock_all_for(actor, [place_id, into_id], Permission.CHANGE)
    place, into = rows[place_id], rows[into_id]
    require_standing(place)
    require_standing(into)
    said = clean_text(why, field=WHY, limit=NOTE_LIMIT, required=False)

    place.merged_into = into
    place.save(update_fields=["merged_into"])
    added = _tags_over(actor, place, into)
    mark(actor, [Seen(into_id, place.visited_at, place.spoke_at)])
    _decide(actor, place_id, into_id, is_same=True)

    journal.record(actor, "place.merged", place, place=str(into_id), name=into.name, why=said)
    journal.record(actor, "place.joined", into, place=str(place_id), name=place.name, added="、".join(added))
    return into


@write
def bring_back(actor: Actor, place_id: UUID) -> Place:
    """Take a merge back: the place answers for itself again."""
    place = queries.get_for(actor, place_id)
    if place.merged_into_id is None:
        raise Refused("places.is_not_merged", name=place.name)
    into_id: UUID = place.merged_into_id
    rows = queries.lock_all_for(actor, [place_id, into_id], Permission.CHANGE)
    place, into = rows[place_id], rows[into_id]

    place.merged_into = None
    place.save(update_fields=["merged_into"])
    # Whoever proposes the pair again would only ask what was answered.
    _decide(actor, place_id, into_id, is_same=False)

    journal.record(actor, "place.brought_back", place, place=str(into.pk), name=into.name)
    journal.record(actor, "place.told_apart", into, place=str(place_id), name=place.name)
    return place


@write
def part(actor: Actor, place_id: UUID, draft: PlaceDraft, *, contact_ids: Collection[UUID] = (), why: str = "") -> Place:
    """Make a part of a place a place of its own; the contacts named go with it, all that happened stays where it happened."""
    old = queries.lock_for(actor, place_id, Permission.CHANGE)
    require_standing(old)
    said = clean_text(why, field=WHY, limit=NOTE_LIMIT, required=False)
    here = PlaceContact.objects.of(actor.subdistrict_id).filter(place_id=place_id)
    contacts = lock_in_order(here, actor.subdistrict_id, contact_ids)

    new = add_place(actor, draft)
    new.parted_from = old
    new.save(update_fields=["parted_from"])
    for contact in contacts:
        contact.place = new
        contact.save(update_fields=["place"])

    journal.record(actor, "place.parted", old, place=str(new.pk), name=new.name, why=said)
    journal.record(actor, "place.parted_from", new, place=str(place_id), name=old.name)
    facts = {"place": str(new.pk), "place_before": str(place_id)}
    journal.record_many(actor, [journal.Draft("place_contact.moved", contact, facts=facts) for contact in contacts])
    return new


@write
def tell_apart(actor: Actor, likeness_id: UUID) -> None:
    """Say that two places which were proposed as one are two."""
    likeness: PlaceLikeness | None = PlaceLikeness.objects.of(actor.subdistrict_id).filter(pk=likeness_id).first()
    if likeness is None:
        raise NotFound
    rows = queries.lock_all_for(actor, [likeness.place_id, likeness.other_id], Permission.CHANGE)
    place, other = rows[likeness.place_id], rows[likeness.other_id]

    _decide(actor, place.pk, other.pk, is_same=False)

    journal.record(actor, "place.told_apart", place, place=str(other.pk), name=other.name)


def _tags_over(actor: Actor, place: Place, into: Place) -> list[str]:
    tags = queries.tags_of(actor, [place.pk, into.pk])
    added = sorted(set(tags.get(place.pk, [])) - set(tags.get(into.pk, [])))
    PlaceTag.objects.bulk_create([PlaceTag(subdistrict_id=actor.subdistrict_id, place=into, tag=tag) for tag in added])
    return added


def _decide(actor: Actor, one: UUID, other: UUID, *, is_same: bool) -> None:
    """The pair is decided, whichever of the two was the later."""
    rows = PlaceLikeness.objects.of(actor.subdistrict_id).filter(place_id__in=[one, other], other_id__in=[one, other])
    rows.update(decided_at=clock.now(), is_same=is_same)
