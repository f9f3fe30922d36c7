"""Every read of contact cards: who sees which, a page of them, what stands on a place's door, and what a scanned code means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Q

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.writes import lock_in_order
from linli.org.queries.reach import grids_below
from linli.places.models import ContactCard, Place
from linli.places.queries import places
from linli.places.queries.places import PlaceFace, face_of
from linli.places.rules.cards import CardState, Withdrawal, card_value, shown
from linli.places.rules.permissions import Permission

PAGE: Final = 50
# Four sheets of twenty-one.
PRINTED_AT_MOST: Final = 84


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFace:
    """A card as lists show it."""

    id: UUID
    code: str
    state: CardState
    place_id: UUID | None
    place: str
    address: str
    grid: str
    person_id: UUID | None
    made_at: datetime
    bound_at: datetime | None
    withdrawn_at: datetime | None
    reason: Withdrawal | None
    replaced_by: str

    @property
    def shown(self) -> str:
        """The code as people read it."""
        return shown(self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardsWanted:
    """Which cards a list shows; nothing said means all."""

    state: CardState | None = None
    grid_ids: frozenset[UUID] = frozenset()
    batch: UUID | None = None


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a code means to whoever scanned it: a card of somebody, or one that answers nobody."""

    card_id: UUID
    state: CardState
    place: PlaceFace | None
    person_id: UUID | None


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The cards the actor may see: all; or those of places in some grids, and those that are nobody's yet."""
    found: OwnedQuerySet = ContactCard.objects.of(actor.subdistrict_id)
    if actor.may(Permission.READ):
        return found
    below = grids_below(actor, actor.limits.get(Permission.READ, frozenset()))
    return found.filter(Q(place__grid_id__in=below) | Q(state=CardState.BLANK.value)) if below else found.none()


def get_for(actor: Actor, card_id: UUID) -> ContactCard:
    """One card with its place, if the actor may see it."""
    card: ContactCard | None = visible_to(actor).filter(pk=card_id).select_related("place", "place__grid").first()
    if card is None:
        raise NotFound
    return card


def lock_for(actor: Actor, card_id: UUID) -> ContactCard:
    """One card, locked; whoever changes it asks for the permission where its place is."""
    card: ContactCard = lock_in_order(visible_to(actor), actor.subdistrict_id, [card_id])[0]
    return card


def lock_by_code(actor: Actor, code: str) -> ContactCard:
    """The card of this code, locked; whoever holds it in his hand need not see cards."""
    card: ContactCard | None = ContactCard.objects.of(actor.subdistrict_id).filter(code=code).select_for_update(of=("self",)).first()
    if card is None:
        raise Refused("places.card_unknown", code=shown(code))
    return card


def page(actor: Actor, wanted: CardsWanted, *, before: UUID | None = None, limit: int = PAGE) -> list[CardFace]:
    """A page of cards, the latest made first; one more than the page tells there is more. One statement."""
    found = _wanted(actor, wanted)
    if before is not None:
        found = found.filter(pk__lt=before)
    return [card_face(card) for card in found.order_by("-pk")[: limit + 1]]


def counts(actor: Actor) -> Mapping[CardState, int]:
    """How many there are in each state; one statement."""
    rows = visible_to(actor).values_list("state").annotate(number=Count("pk")).order_by("state")
    return {**dict.fromkeys(CardState, 0), **{CardState(state): number for state, number in rows}}


def of_places(actor: Actor, place_ids: Iterable[UUID]) -> list[CardFace]:
    """Every card these places ever had, the living first, then what was withdrawn last; one statement."""
    found = visible_to(actor).filter(place_id__in=set(place_ids)).select_related("place", "place__grid", "replaced_by")
    cards = sorted(found, key=lambda card: card.withdrawn_at or card.made_at, reverse=True)
    return [card_face(card) for card in sorted(cards, key=lambda card: card.state != CardState.BOUND)]


def living(actor: Actor, place_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """The code that hangs at each of these places that has one; one statement."""
    found = ContactCard.objects.of(actor.subdistrict_id).filter(state=CardState.BOUND.value, place_id__in=set(place_ids))
    return dict(found.values_list("place_id", "code"))


def places_of(actor: Actor, card_ids: Iterable[UUID]) -> set[UUID]:
    """The places these cards belong to, or belonged to."""
    found = ContactCard.objects.of(actor.subdistrict_id).filter(pk__in=set(card_ids), place_id__isnull=False)
    return set(found.values_list("place_id", flat=True))


def found_by(actor: Actor, typed: str) -> CardFace | None:
    """The card somebody typed the code of; no statement for what cannot be a code."""
    code = card_value(typed)
    if not code:
        return None
    card = visible_to(actor).filter(code=code).select_related("place", "place__grid", "replaced_by").first()
    return None if card is None else card_face(card)


def scanned(actor: Actor, typed: str) -> Scanned | None:
    """What the code says to anybody; None for a code that no card of this street has. The place is the one that answers now."""
    code = card_value(typed)
    card = ContactCard.objects.of(actor.subdistrict_id).filter(code=code).first() if code else None
    if card is None:
        return None
    state = CardState(card.state)
    if state is not CardState.BOUND:
        return Scanned(card.pk, state, None, None)
    place = places.answering(actor, [card.place_id]).get(card.place_id) if card.place_id is not None else None
    return Scanned(card.pk, state, place, card.person_id)


def card_face(card: ContactCard) -> CardFace:
    """The card as a value; place, grid and what replaced it are to be read with it."""
    place: Place | None = card.place
    return CardFace(
        id=card.pk,
        code=card.code,
        state=CardState(card.state),
        place_id=card.place_id,
        place="" if place is None else place.name,
        address="" if place is None else place.address,
        grid="" if place is None else face_of(place).grid,
        person_id=card.person_id,
        made_at=card.made_at,
        bound_at=card.bound_at,
        withdrawn_at=card.withdrawn_at,
        reason=Withdrawal(card.reason) if card.reason else None,
        replaced_by="" if card.replaced_by is None else card.replaced_by.code,
    )


def _wanted(actor: Actor, wanted: CardsWanted) -> OwnedQuerySet:
    found = visible_to(actor).select_related("place", "place__grid", "replaced_by")
    if wanted.state is not None:
        found = found.filter(state=wanted.state.value)
    if wanted.grid_ids:
        found = found.filter(place__grid_id__in=grids_below(actor, wanted.grid_ids))
    if wanted.batch is not None:
        found = found.filter(batch=wanted.batch)
    return found
