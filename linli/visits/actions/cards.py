"""A contact card that is handed over at a visit: bound to the place, and the visit says so."""

from uuid import UUID

from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.writes import lock_in_order, write
from linli.org.queries.reach import require_at
from linli.places.actions import cards
from linli.places.models import ContactCard
from linli.places.queries import places
from linli.visits.models import Visit
from linli.visits.queries.visits import visible_to
from linli.visits.rules.permissions import Permission


@write
def bind_card(actor: Actor, visit_id: UUID, code: str) -> ContactCard:
    """Bind the card of this code to the place of a visit, or to the one that answers for it now; said again it changes nothing.

    A step of its own, so that a code that was misread never costs the visit.
    """
    visit: Visit = lock_in_order(visible_to(actor), actor.subdistrict_id, [visit_id])[0]
    require_at(actor, Permission.RECORD, {visit.grid_id})
    stays = places.stays_in(actor, [visit.place_id])

    card = cards.bind(actor, code, place_id=stays[visit.place_id])
    if visit.is_card_bound:
        return card
    visit.is_card_bound = True
    visit.save(update_fields=["is_card_bound"])

    journal.record(actor, "visit.card_bound", visit, code=card.code)
    return card
