"""Contact cards 联心卡: made blank or for chosen places, bound, replaced, withdrawn. A place has one that lives."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.kernel.writes import lock_in_order, write
from linli.org.models import Person
from linli.org.queries import notice
from linli.org.queries.reach import require_at
from linli.places.actions.places import require_standing
from linli.places.models import ContactCard, Place
from linli.places.queries import cards as queries
from linli.places.queries import places
from linli.places.rules import cards as rules
from linli.places.rules.cards import CardState, Withdrawal
from linli.places.rules.kinds import Stage
from linli.places.rules.life import OVER
from linli.places.rules.permissions import Permission


@write
def make_cards(actor: Actor, number: int) -> list[ContactCard]:
    """Make so many blank cards, to be printed together and bound where they are handed over."""
    actor.require(Permission.MAKE_CARDS)
    rules.check_number(number)

    cards = _new_cards(actor, number)

    journal.record_new(actor, [_told_made(card) for card in cards], cards)
    return cards


@write
def make_for_places(actor: Actor, place_ids: Collection[UUID]) -> list[ContactCard]:
    """Make a card for each of these places that lives and has none, bound from the beginning."""
    found = places.lock_all_for(actor, place_ids, Permission.MAKE_CARDS)
    held = queries.living(actor, found)
    wanted = [row for row in found.values() if row.pk not in held and row.merged_into_id is None and Stage(row.stage) not in OVER]
    if not wanted:
        raise Refused("places.no_place_without_card")
    rules.check_number(len(wanted))

    cards = _new_cards(actor, len(wanted))
    for card, place in zip(cards, wanted, strict=True):
        _bind(card, place, None)

    journal.record_new(actor, [told for card in cards for told in (_told_made(card), _told_bound(card))], cards)
    return cards


@write
def bind(actor: Actor, code: str, *, place_id: UUID | None = None, person_id: UUID | None = None) -> ContactCard:
    """Bind a blank card to a place, to who answers it, or to both; said again it changes nothing."""
    place = _place_for(actor, place_id)
    person = _person_for(actor, person_id)
    card = queries.lock_by_code(actor, rules.required_value(code))

    if place is None and person is None:
        raise Refused("places.card_to_nobody")
    if card.state == CardState.BOUND and (card.place_id, card.person_id) == (place_id, person_id):
        return card
    rules.check_blank(card.code, CardState(card.state), name=_whose(actor, card))
    _check_none_lives(actor, place, person)

    _bind(card, place, person)
    card.save(update_fields=["state", "place", "person", "bound_at"])

    journal.record_many(actor, [_told_bound(card)])
    return card


@write
def replace(actor: Actor, card_id: UUID, *, reason: Withdrawal, code: str = "") -> ContactCard:
    """Withdraw a card that is worn or lost and bind another to the same in its stead: the blank one of this code, else a new one."""
    old = _card_for(actor, card_id)
    rules.check_replaceable(old.code, CardState(old.state))
    new = queries.lock_by_code(actor, rules.required_value(code)) if code.strip() else None
    if new is not None:
        rules.check_blank(new.code, CardState(new.state), name=_whose(actor, new))

    is_made = new is None
    if new is None:
        (new,) = _new_cards(actor, 1)
    _withdraw(old, reason)
    if is_made:
        # There before the old card names it, and bound after that one let go: so the place never has two.
        journal.record_new(actor, [_told_made(new)], [new])
    old.replaced_by = new
    old.save(update_fields=["state", "withdrawn_at", "reason", "replaced_by"])
    new.state, new.place_id, new.person_id, new.bound_at = CardState.BOUND.value, old.place_id, old.person_id, clock.now()
    new.save(update_fields=["state", "place", "person", "bound_at"])

    journal.record_many(actor, [_told_withdrawn(old), _told_bound(new)])
    return new


@write
def withdraw(actor: Actor, card_id: UUID, *, reason: Withdrawal) -> ContactCard:
    """Say that a card holds no more; whoever scans it is told so."""
    card = _card_for(actor, card_id)
    rules.check_withdrawable(card.code, CardState(card.state))

    _withdraw(card, reason)
    card.save(update_fields=["state", "withdrawn_at", "reason"])

    journal.record_many(actor, [_told_withdrawn(card)])
    return card


def withdraw_with(actor: Actor, place: Place) -> None:
    """Inside a write: the card of a place that is gone holds no more; one statement where there is none."""
    here = ContactCard.objects.of(place.subdistrict_id).filter(place_id=place.pk, state=CardState.BOUND.value)
    cards = list(here.order_by("pk").select_for_update(of=("self",)))
    for card in cards:
        _withdraw(card, Withdrawal.PLACE_GONE)
        card.save(update_fields=["state", "withdrawn_at", "reason"])
    if cards:
        journal.record_many(actor, [_told_withdrawn(card) for card in cards])


def _card_for(actor: Actor, card_id: UUID) -> ContactCard:
    """A card locked, its place before it, for who may change it there; a blank one is whose who makes them."""
    seen = queries.get_for(actor, card_id)
    if seen.place_id is not None:
        # Asked as the place is now, which a worker of its grid may look after though the card has hung there for years.
        require_at(actor, Permission.BIND_CARDS, {_lock_place(actor, seen.place_id).grid_id})
    else:
        actor.require(Permission.MAKE_CARDS if seen.state == CardState.BLANK else Permission.BIND_CARDS)
    return queries.lock_for(actor, card_id)


def _lock_place(actor: Actor, place_id: UUID) -> Place:
    place: Place = lock_in_order(Place.objects.of(actor.subdistrict_id), actor.subdistrict_id, [place_id])[0]
    return place


def _place_for(actor: Actor, place_id: UUID | None) -> Place | None:
    if place_id is None:
        actor.require(Permission.BIND_CARDS)
        return None
    place = places.lock_for(actor, place_id, Permission.BIND_CARDS)
    require_standing(place)
    rules.check_stage(Stage(place.stage), place.name)
    return place


def _person_for(actor: Actor, person_id: UUID | None) -> Person | None:
    """Whoever answers by his own name: nobody who does not stand on a public notice anyhow."""
    if person_id is None:
        return None
    if not notice.speaks(actor, person_id, clock.now()):
        raise Refused("places.card_person_unknown")
    person: Person = lock_in_order(Person.objects.of(actor.subdistrict_id), actor.subdistrict_id, [person_id])[0]
    return person


def _check_none_lives(actor: Actor, place: Place | None, person: Person | None) -> None:
    """Place and person are locked: whoever else binds to them waits, and then finds this card."""
    living = ContactCard.objects.of(actor.subdistrict_id).filter(state=CardState.BOUND.value)
    other = (living.filter(place_id__isnull=True, person=person) if place is None else living.filter(place=place)).first()
    if other is not None and place is not None:
        raise Refused("places.place_has_card", name=place.name, code=rules.shown(other.code))
    if other is not None:
        raise Refused("places.person_has_card", code=rules.shown(other.code))


def _whose(actor: Actor, card: ContactCard) -> str:
    """The place of a card, by name for who sees it."""
    face = places.faces(actor, [card.place_id]).get(card.place_id) if card.place_id is not None else None
    return gettext("somebody else") if face is None else face.name


def _new_cards(actor: Actor, number: int) -> list[ContactCard]:
    codes, batch, now = _fresh_codes(actor, number), uuid7(), clock.now()
    return [
        ContactCard(subdistrict_id=actor.subdistrict_id, code=code, state=CardState.BLANK.value, batch=batch, made_at=now) for code in codes
    ]


def _fresh_codes(actor: Actor, number: int) -> Sequence[str]:
    """So many codes that no card here has; the constraint catches whoever draws the same at the same moment."""
    found: set[str] = set()
    while len(found) < number:
        drawn = {rules.new_code() for _ in range(number - len(found))}
        found |= drawn - set(ContactCard.objects.of(actor.subdistrict_id).filter(code__in=drawn).values_list("code", flat=True))
    return sorted(found)


def _bind(card: ContactCard, place: Place | None, person: Person | None) -> None:
    card.state, card.place, card.person, card.bound_at = CardState.BOUND.value, place, person, clock.now()


def _withdraw(card: ContactCard, reason: Withdrawal) -> None:
    card.state, card.withdrawn_at, card.reason = CardState.WITHDRAWN.value, clock.now(), reason.value


def _told_made(card: ContactCard) -> journal.Draft:
    return journal.Draft("contact_card.made", card, facts={"code": card.code})


def _told_bound(card: ContactCard) -> journal.Draft:
    facts = {"code": card.code, "place": str(card.place_id or ""), "person": str(card.person_id or "")}
    return journal.Draft("contact_card.bound", card, facts=facts)


def _told_withdrawn(card: ContactCard) -> journal.Draft:
    replaced_by = "" if card.replaced_by is None else card.replaced_by.code
    return journal.Draft("contact_card.withdrawn", card, facts={"code": card.code, "withdrawal": card.reason, "replaced_by": replaced_by})
