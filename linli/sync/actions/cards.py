"""The command that binds a contact card where it is handed over: beside the visit, so that each has a receipt of its own."""

from linli.kernel.actor import Actor
from linli.places.rules.cards import shown
from linli.sync.commands import Done, command
from linli.sync.payloads import CardBind
from linli.visits.actions.cards import bind_card


@command("card.bind", CardBind)
def bind(actor: Actor, payload: CardBind) -> Done:
    """Bind the card to the visit's place; a code that is misread or taken is refused in the receipt, and the visit stands."""
    card = bind_card(actor, payload.visit_id, payload.code)
    return Done({"card_id": str(card.pk), "place_id": str(card.place_id), "code": shown(card.code)})
