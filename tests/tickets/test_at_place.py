"""A ticket may name its place; the dossier of a place finds the tickets that name it, stand there, or have its address."""

from dataclasses import replace

import pytest

from linli.kernel import scope
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.places.actions import places
from linli.places.actions.drafts import PlaceDraft
from linli.places.models import Place
from linli.places.rules.kinds import Kind
from linli.places.rules.words import Spot, Words
from linli.tickets.actions import intake
from linli.tickets.queries.at_place import Touch, touching
from tests.tickets.town import Town

HERE, FAR = (121.4020, 31.2020), (121.4120, 31.2020)


def entered(town: Town, name: str, at: tuple[float, float] | None, address: str) -> Place:
    keeper = replace(town.house, permissions=frozenset({"places.change"}))
    spot = None if at is None else Spot(lon=at[0], lat=at[1])
    with scope.scoped(keeper):
        return places.add_place(keeper, PlaceDraft(words=Words(name=name, address=address), kind=Kind.SHOP, spot=spot))


def test_a_ticket_takes_what_it_does_not_say_from_the_place_that_answers(town: Town) -> None:
    gone, stays = entered(town, "鲜果时光", HERE, "岚皋西路27号"), entered(town, "鲜果时光总店", HERE, "岚皋西路27号")
    with scope.scoped(town.house):
        Place.objects.filter(pk=gone.pk).update(merged_into_id=stays.pk)

    taken = town.opened(place_id=gone.pk).ticket
    said = town.opened(place_id=stays.pk, address="后门", lon=FAR[0], lat=FAR[1]).ticket
    with pytest.raises(Refused) as refusal, scope.scoped(town.centre):
        intake.open_ticket(town.centre, town.draft(place_id=uuid7()))

    assert refusal.value.code == "tickets.place_unknown"
    assert (taken.place_id, taken.address, taken.lon, taken.point_system) == (stays.pk, "岚皋西路27号", HERE[0], "wgs84")
    assert (said.address, said.lon) == ("后门", FAR[0])


def test_the_dossier_says_how_each_ticket_touches_the_place(town: Town) -> None:
    place = entered(town, "鲜果时光", HERE, "岚皋西路27号")
    named = town.ticket(place_id=place.pk, address="后门", lon=FAR[0], lat=FAR[1])
    by_address = town.ticket(address="岚皋西路27号")
    near = town.ticket(lon=HERE[0] + 0.0002, lat=HERE[1])
    # In the corner of the box, and out of reach.
    town.ticket(lon=HERE[0] + 0.0003, lat=HERE[1] + 0.00026)
    town.ticket(address="岚皋西路28号")

    with scope.scoped(town.centre):
        found = touching(town.centre, [place.pk], address=place.address, point=HERE)
        unplaced = touching(town.centre, [place.pk], address="", point=None)
    with scope.scoped(town.nobody):
        assert touching(town.nobody, [place.pk], address=place.address, point=HERE) == []

    assert {each.ticket_id: each.touch for each in found} == {named: Touch.NAMED, by_address: Touch.ADDRESS, near: Touch.NEAR}
    assert all(each.is_open for each in found)
    assert [each.ticket_id for each in unplaced] == [named]
