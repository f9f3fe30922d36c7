"""Whom to reach at a place."""

from uuid import UUID

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.personal import find_by
from linli.kernel.writes import check_version, write
from linli.org.rules.people import day_of
from linli.places.actions.drafts import contact_row, told_of_contact
from linli.places.actions.places import require_standing
from linli.places.models import PlaceContact
from linli.places.queries import contacts as queries
from linli.places.queries import places
from linli.places.rules.permissions import Permission
from linli.places.rules.words import ContactWords, contacted


@write
def add_contact(actor: Actor, place_id: UUID, words: ContactWords) -> PlaceContact:
    """Enter somebody to reach at a place; a number whose owner asked not to be contacted there is refused."""
    place = places.lock_for(actor, place_id, Permission.CHANGE)
    require_standing(place)
    words = contacted(words)
    _check_wish(actor, place_id, words.phone)

    contact = contact_row(place, words)
    journal.record_new(actor, [told_of_contact(contact)], [contact])
    return contact


@write
def change_contact(actor: Actor, contact_id: UUID, *, seen: int, words: ContactWords) -> PlaceContact:
    """Change what nobody else changed since version `seen`; an empty name or phone leaves what is there, which nobody need see to keep."""
    contact = queries.lock_for(actor, contact_id)
    name, phone = words.full_name or contact.full_name.plain(), words.phone or contact.phone.plain()
    kept = contacted(ContactWords(full_name=name, phone=phone, role=words.role, purpose=words.purpose))
    check_version(contact, seen=seen, yours={"role": kept.role, "purpose": kept.purpose})
    if words.phone:
        _check_wish(actor, contact.place_id, kept.phone, but=contact_id)

    fields = [name for name in ("full_name", "phone", "role", "purpose") if getattr(contact, name) != getattr(kept, name)]
    if not fields:
        return contact
    contact.full_name, contact.phone, contact.role, contact.purpose = kept.full_name, kept.phone, kept.role, kept.purpose
    contact.save(update_fields=["full_name", "phone", "role", "purpose"])

    said = {"place": str(contact.place_id), "fields": "、".join(fields), "contact_role": contact.role, "contact_purpose": contact.purpose}
    journal.record_many(actor, [journal.Draft("place_contact.changed", contact, facts=said)])
    return contact


@write
def end_contact(actor: Actor, contact_id: UUID) -> PlaceContact:
    """Say that somebody is not to be reached there any more; half a year later name and number are blanked."""
    contact = queries.lock_for(actor, contact_id)
    if contact.ended_on is not None:
        return contact

    contact.ended_on = day_of(clock.now())
    contact.save(update_fields=["ended_on"])

    journal.record(actor, "place_contact.ended", contact, place=str(contact.place_id))
    return contact


@write
def ask_for_none(actor: Actor, contact_id: UUID, *, is_on: bool) -> PlaceContact:
    """Keep somebody's wish not to be contacted, or that he took it back."""
    contact = queries.lock_for(actor, contact_id)
    if contact.is_do_not_contact is is_on:
        return contact

    contact.is_do_not_contact = is_on
    contact.save(update_fields=["is_do_not_contact"])

    journal.record(actor, "place_contact.asked_for_none", contact, place=str(contact.place_id), is_on=is_on)
    return contact


def _check_wish(actor: Actor, place_id: UUID, phone: str, *, but: UUID | None = None) -> None:
    """Refuse to enter the number anew of somebody who asked not to be contacted about this place."""
    here = PlaceContact.objects.of(actor.subdistrict_id).filter(place_id=place_id, is_do_not_contact=True).exclude(pk=but)
    if phone and find_by(here, "phone", phone).exists():
        raise Refused("places.asked_for_none")
