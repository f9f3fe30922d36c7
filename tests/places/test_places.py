"""Places are entered in bulk, seen by whom they may be, and found by point."""

from dataclasses import replace
from datetime import date, time

import pytest

from linli.kernel import find, scope
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.ids import uuid7
from linli.places.actions import places as actions
from linli.places.models import Place, PlaceContact, PlaceStage
from linli.places.queries import contacts, places
from linli.places.rules.kinds import Kind, Stage
from linli.places.rules.words import ContactWords, Spot, Words
from tests.places.street import AWAY, EAST, TODAY, WEST, Street


def test_many_are_entered_in_one_go_and_a_bad_one_comes_back_as_its_refusal(street: Street) -> None:
    known = uuid7()
    drafts = [
        street.draft(tags=[" 连锁 ", "连锁"], contacts=[ContactWords(full_name="林一", phone="021-5550-0101")], place_id=known),
        street.draft("东边小店", spot=EAST, stage=Stage.PLANNED, stage_on=date(2026, 11, 1)),
        street.draft("远处", spot=AWAY),
        street.draft("没有坐标", spot=None),
        street.draft("在南极之外", spot=Spot(lon=0, lat=-91)),
        street.draft("明天开", stage_on=date(2026, 11, 24)),
        street.draft("!!!"),
        street.draft("空铺", kind=Kind.VACANT_UNIT),
    ]

    first, second, far, nowhere, *refused = street.does(street.keeper, actions.add_places, drafts)

    assert [place.grid_id for place in (first, second, far, nowhere)] == [street.west, street.east, None, None]
    assert [each.code for each in refused] == [
        "places.point_is_nowhere",
        "places.day_to_come",
        "places.name_says_nothing",
        "places.unit_is_vacant",
    ]
    assert first.pk == known and first.name_key == "鲜果时光" and second.stage_on == date(2026, 11, 1)
    assert street.story(first) == ["place.added"]
    with scope.scoped(street.reader):
        assert places.tags_of(street.reader, [first.pk]) == {first.pk: ["连锁"]}
        assert PlaceStage.objects.get(place_id=first.pk).began_on == TODAY
        assert [hit.id for hit in find.search("岚皋西路", ["place"], 10)].count(first.pk) == 1
    with scope.scoped(street.keeper):
        (contact,) = contacts.of_places(street.keeper, [first.pk])
        assert contact.full_name.masked() != "林一" and contact.phone.plain() == "021-5550-0101"
    assert street.story(contact) == ["place_contact.added"]


def test_the_same_id_twice_is_refused_and_a_chunk_has_an_end(street: Street) -> None:
    place = street.place()

    (again,) = street.does(street.keeper, actions.add_places, [street.draft(place_id=place.pk)])

    assert isinstance(again, Refused) and again.code == "places.other_place_there"
    with pytest.raises(ValueError, match="at once"):
        street.does(street.keeper, actions.add_places, [street.draft()] * 501)
    with pytest.raises(Refused) as refusal:
        street.does(street.keeper, actions.add_place, street.draft("?"))
    assert refusal.value.code == "places.name_says_nothing"


def test_who_holds_a_post_in_one_grid_sees_and_enters_there_alone(street: Street) -> None:
    mine, theirs = street.place(), street.place("东边小店", spot=EAST)

    with scope.scoped(street.westerner):
        assert [row.pk for row in places.visible_to(street.westerner)] == [mine.pk]
        assert places.get_for(street.westerner, mine.pk).grid_id == street.west
        with pytest.raises(NotFound):
            places.get_for(street.westerner, theirs.pk)
        assert set(places.faces(street.westerner, [mine.pk, theirs.pk, None])) == {mine.pk}
        assert places.faces(street.westerner, [None]) == {}
    with scope.scoped(street.nobody):
        assert not places.visible_to(street.nobody).exists()
    street.does(street.westerner, actions.add_place, street.draft("西边新店"))
    with pytest.raises(Refused, match="post"):
        street.does(street.westerner, actions.add_place, street.draft("东边新店", spot=EAST))
    with pytest.raises(Refused, match="post"):
        street.does(street.reader, actions.add_place, street.draft("读者的店"))


def test_near_is_measured_on_the_ground(street: Street) -> None:
    here, there = street.place(), street.place("隔壁", spot=Spot(lon=121.4021, lat=31.2020))
    street.place("东边小店", spot=EAST)

    with scope.scoped(street.reader):
        found = places.near(street.reader, WEST.lon, WEST.lat, 30)
        assert places.near(street.reader, AWAY.lon, AWAY.lat, 30) == []

    assert [each.face.id for each in found] == [here.pk, there.pk]
    assert found[0].distance_m == 0 and 9 < found[1].distance_m < 10


def test_what_is_said_is_changed_once_for_each_version(street: Street) -> None:
    place = street.place(quiet_from=time(12), quiet_until=time(14))
    words = Words(name="鲜果时光二店", address="岚皋西路29号", asked_for_none=True)
    facts = {"kind": Kind.RESTAURANT, "spot": EAST, "grid_id": None}

    changed = street.does(street.keeper, actions.change_place, place.pk, seen=1, words=words, **facts)

    assert (changed.name, changed.kind, changed.grid_id, changed.quiet_from) == ("鲜果时光二店", "restaurant", street.east, None)
    assert street.reload(place).address_key == "岚皋西路29号" and street.story(place) == ["place.added", "place.changed"]
    with pytest.raises(Stale):
        street.does(street.keeper, actions.change_place, place.pk, seen=1, words=replace(words, name="别名"), **facts)
    street.does(street.keeper, actions.change_place, place.pk, seen=2, words=words, **facts)
    assert street.story(place) == ["place.added", "place.changed"]
    with pytest.raises(Refused, match="post"):
        street.does(street.reader, actions.change_place, place.pk, seen=2, words=words, **facts)
    nowhere = street.does(street.keeper, actions.change_place, place.pk, seen=2, words=words, **{**facts, "spot": None})
    assert (nowhere.lon, nowhere.coord_system, nowhere.grid_id) == (None, "", None)


def test_whom_to_reach_is_seen_masked_by_who_may_and_never_dialled_against_his_wish(street: Street) -> None:
    place = street.place(contacts=[ContactWords(phone="021-5550-0101")])
    theirs = street.place("东边小店", spot=EAST, contacts=[ContactWords(full_name="林二")])
    with scope.scoped(street.keeper):
        (contact,) = contacts.of_places(street.keeper, [place.pk])
        (other,) = contacts.of_places(street.keeper, [theirs.pk])
        assert contacts.reachable(street.keeper, contact.pk) == contact
        PlaceContact.objects.filter(pk=contact.pk).update(is_do_not_contact=True)
        with pytest.raises(Refused) as refusal:
            contacts.reachable(street.keeper, contact.pk)
        assert refusal.value.code == "places.do_not_contact"

    with scope.scoped(street.reader):
        assert contacts.of_places(street.reader, [place.pk]) == []
    with scope.scoped(street.westerner):
        assert contacts.get_for(street.westerner, contact.pk) == contact
        with pytest.raises(NotFound):
            contacts.get_for(street.westerner, other.pk)
    limited = replace(street.westerner, permissions=frozenset({"places.read_contacts"}))
    with scope.scoped(limited):
        assert contacts.visible_to(limited).count() == 1


def test_what_was_merged_is_answered_for_by_the_last_of_the_chain(street: Street) -> None:
    first, second, third = (street.place(name) for name in ("甲店", "乙店", "丙店"))
    with scope.scoped(street.keeper):
        Place.objects.filter(pk=first.pk).update(merged_into_id=second.pk)
        Place.objects.filter(pk=second.pk).update(merged_into_id=third.pk)

        stays = places.stays_in(street.keeper, [first.pk, third.pk, uuid7()])
        family = places.family_of(street.keeper, third)

    assert stays == {first.pk: third.pk, third.pk: third.pk}
    assert set(family) == {first.pk, second.pk, third.pk}
    with pytest.raises(Refused) as refusal:
        words = Words(name="甲店")
        street.does(street.keeper, actions.change_place, first.pk, seen=1, words=words, kind=Kind.SHOP, spot=None, grid_id=None)
    assert refusal.value.code == "places.is_merged"
