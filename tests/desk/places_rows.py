"""A shop with everything a dossier may have, a pair that may be one, and a file that was sent: by the names addresses give them."""

from io import BytesIO
from typing import Any

from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.places.actions import cards, importing, papers
from linli.places.actions.drafts import PlaceDraft
from linli.places.actions.papers import PaperDraft
from linli.places.actions.places import add_places
from linli.places.models import Place, PlaceContact, PlaceLikeness
from linli.places.rules.kinds import Kind, PaperKind
from linli.places.rules.words import ContactWords, Spot, Words

HERE = Spot(lon=121.4230, lat=31.2560)


def a_place_and_its_rows(house: Actor, sender: Actor) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """What addresses name, and what some of them name otherwise."""
    reached = [ContactWords(phone="021-5550-0101")]
    drafts = [
        PlaceDraft(words=Words(name=name, address="岚皋西路 27 号"), kind=Kind.SHOP, spot=HERE, contacts=reached)
        for name in ("鲜果时光", "鲜果时光店")
    ]
    with scope.scoped(house):
        (card,) = cards.make_cards(house, 1)
        first, second = (found for found in add_places(house, drafts) if isinstance(found, Place))
        paper = papers.add_paper(house, first.pk, PaperDraft(kind=PaperKind.LICENCE, title="食品经营许可证"))
        pair = PlaceLikeness(
            subdistrict_id=house.subdistrict_id,
            place=second,
            other=first,
            score=0.9,
            is_same_name=False,
            is_same_address=True,
            proposed_at=clock.now(),
        )
        pair.save(force_insert=True)
        contact_id = PlaceContact.objects.of(house.subdistrict_id).get(place=first).pk
    with scope.scoped(sender):
        sent = importing.send_file(sender, name="商户.csv", content=BytesIO("店名,地址\n甲店,兰亭路1号".encode()))
    named = {
        "card_id": card.pk,
        "card_code": card.code,
        "place_id": first.pk,
        "contact_id": contact_id,
        "paper_id": paper.pk,
        "pair_id": pair.pk,
    }
    return named, {name: {"import_id": sent.pk} for name in ("places_file", "places_file_leave", "places_file_errors")}
