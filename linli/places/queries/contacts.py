"""Every read of whom to reach at a place."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.writes import lock_in_order
from linli.org.queries.reach import grids_below, require_at
from linli.places.models import PlaceContact
from linli.places.queries import places
from linli.places.rules.permissions import Permission


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The contacts, masked, of the places the actor sees and may read contacts of."""
    found: OwnedQuerySet = PlaceContact.objects.of(actor.subdistrict_id)
    if actor.may(Permission.READ_CONTACTS) and actor.may(Permission.READ):
        return found
    seen = places.visible_to(actor)
    if not actor.may(Permission.READ_CONTACTS):
        below = grids_below(actor, actor.limits.get(Permission.READ_CONTACTS, frozenset()))
        seen = seen.filter(grid_id__in=below) if below else seen.none()
    return found.filter(place_id__in=seen.values("pk"))


def of_places(actor: Actor, place_ids: Iterable[UUID]) -> Sequence[PlaceContact]:
    """Whom to reach there now, masked, who is in charge first; one statement."""
    found = visible_to(actor).filter(place_id__in=set(place_ids), ended_on__isnull=True)
    return list(found.order_by("role", "pk"))


def get_for(actor: Actor, contact_id: UUID) -> PlaceContact:
    """One contact, if the actor may see that there is one."""
    contact: PlaceContact | None = visible_to(actor).select_related("place").filter(pk=contact_id).first()
    if contact is None:
        raise NotFound
    return contact


def reachable(actor: Actor, contact_id: UUID) -> PlaceContact:
    """One contact whose number may be asked for; who asked not to be contacted is not dialled."""
    contact = get_for(actor, contact_id)
    if contact.is_do_not_contact:
        raise Refused("places.do_not_contact")
    return contact


def lock_for(actor: Actor, contact_id: UUID) -> PlaceContact:
    """One contact, locked for a change the actor may make, with its place."""
    contact = get_for(actor, contact_id)
    require_at(actor, Permission.CHANGE, {contact.place.grid_id})
    locked: PlaceContact = lock_in_order(visible_to(actor), actor.subdistrict_id, [contact_id])[0]
    return locked
