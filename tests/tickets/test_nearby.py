"""What is known already while a ticket is written down: nearby by exact distance, alike by several signs, this caller's earlier ones."""

import math
import random
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.lang.pieces import spots
from linli.tickets.actions import aside, dispatching
from linli.tickets.actions.intake import ItemDraft
from linli.tickets.queries import nearby as queries
from linli.tickets.queries.nearby import Known
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.nearness import Reason, Wish, reason_words
from linli.tickets.rules.states import State
from tests import make
from tests.tickets.town import Hand, Town, reporter

HERE = (121.4300, 31.2400)
PASSAGE = ItemDraft(code="E0102", version=1)


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The way along the chord of the ellipsoid WGS-84, in space: exact for a few hundred metres, and no formula of ours."""

    def placed(lon: float, lat: float) -> tuple[float, float, float]:
        a, e2 = 6_378_137.0, 0.00669437999014
        x, y = math.radians(lon), math.radians(lat)
        n = a / math.sqrt(1 - e2 * math.sin(y) ** 2)
        return n * math.cos(y) * math.cos(x), n * math.cos(y) * math.sin(x), n * (1 - e2) * math.sin(y)

    return math.dist(placed(*one), placed(*other))


def known(town: Town, within_m: float = 50.0, actor: Actor | None = None) -> list[Known]:
    who = actor or town.centre
    with scope.scoped(who), CaptureQueriesContext(connection) as seen:
        found = list(queries.nearby(who, *HERE, clock.now(), within_m=within_m))
    # One more for a unit, which is asked for first.
    assert len(seen) == (1 if who is town.centre else 2)
    return found


def alike(town: Town, wish: Wish, *, has_point: bool = True, actor: Actor | None = None) -> list[Known]:
    who = actor or town.centre
    with scope.scoped(who):
        return list(queries.similar(who, wish, clock.now(), point=HERE if has_point else None))


def test_nearby_is_what_a_patient_count_finds(town: Town, hand: Hand) -> None:
    chance = random.Random(11)
    places: dict[UUID, tuple[float, float]] = {}
    for _ in range(60):
        at = (HERE[0] + chance.uniform(-0.0009, 0.0009), HERE[1] + chance.uniform(-0.0008, 0.0008))
        places[town.ticket(lon=at[0], lat=at[1])] = at
    town.ticket()
    counted = []
    for within_m in (10.0, 50.0, 90.0):
        expected = {ticket_id: metres(HERE, at) for ticket_id, at in places.items() if metres(HERE, at) <= within_m}

        found = {each.ticket_id: each.distance_m for each in known(town, within_m)}

        assert found.keys() == expected.keys()
        away = [each or 0.0 for each in found.values()]
        assert away == sorted(away)
        assert all(abs((found[each] or 0) - patient) <= 0.001 * patient for each, patient in expected.items())
        counted.append(len(expected))
    assert counted[-1] > 20 > counted[1] > 0


def test_the_nearest_are_told_by_number_as_nearby_has_them_and_of_the_own_street_alone(town: Town, hand: Hand) -> None:
    chance = random.Random(5)
    for place in range(30):
        if place == 10:
            hand.passes(weeks=12, minutes=1)
        ticket_id = town.ticket(lon=HERE[0] + chance.uniform(-0.0006, 0.0006), lat=HERE[1] + chance.uniform(-0.0006, 0.0006))
        if place % 4 == 1:
            town.does(town.centre, dispatching.close_on_spot, ticket_id, line="清走了")
        if place % 7 == 1:
            town.does(town.centre, dispatching.close_on_spot, town.ticket(lon=HERE[0], lat=HERE[1]), line="清走了")

    found = known(town)
    with scope.scoped(town.centre), CaptureQueriesContext(connection) as seen:
        told = [list(queries.nearest(town.centre, *HERE, clock.now(), most=most)) for most in (0, 5, 100)]
        nowhere = queries.nearest(town.centre, HERE[0] + 1, HERE[1], clock.now(), most=5)
    assert len(seen) == 4
    expected = [(each.number, each.distance_m, each.is_open) for each in found]
    assert [(each.number, each.distance_m, each.is_open) for each in told[2]] == expected
    assert (told[0], told[1], nowhere) == ([], told[2][:5], [])
    assert {is_open for _, _, is_open in expected} == {True, False}


def test_what_is_over_or_long_ago_is_not_shown_and_what_was_closed_lately_is(town: Town, hand: Hand) -> None:
    old = town.ticket(lon=HERE[0], lat=HERE[1])
    hand.passes(weeks=12, minutes=1)
    open_, closed, void = (town.ticket(lon=HERE[0], lat=HERE[1]) for _ in range(3))
    town.does(town.centre, dispatching.close_on_spot, closed, line="清走了")
    town.does(town.centre, aside.withdraw, void, note="报事人说不用了")

    found = {each.ticket_id: each for each in known(town)}

    assert found.keys() == {open_, closed}
    assert (found[open_].is_open, found[closed].is_open) == (True, False)
    assert (found[open_].holder, found[open_].distance_m) == ("城运中心", 0.0)
    assert old not in found


def test_a_unit_is_shown_only_what_it_may_see(town: Town) -> None:
    hidden = town.ticket(lon=HERE[0], lat=HERE[1])
    own = town.ticket(lon=HERE[0], lat=HERE[1])
    town.does(town.centre, dispatching.dispatch, own, lead_unit_id=town.units["chengguan"])

    assert {each.ticket_id for each in known(town, actor=town.chengguan)} == {own}
    assert {each.ticket_id for each in known(town)} == {own, hidden}


def test_the_same_matter_comes_first_with_the_reason_and_another_is_not_shown(town: Town) -> None:
    same = town.ticket(matter="共享单车占满消防通道", address="兰亭路站 2 号口", item=PASSAGE, lon=HERE[0], lat=HERE[1])
    elsewhere = town.ticket(matter="广告架占住消防通道", address="兰田路8号", item=PASSAGE, lon=HERE[0] + 0.0015, lat=HERE[1])
    town.ticket(matter="夜里噪声扰民", address="兰田路9号", lon=HERE[0] + 0.002, lat=HERE[1])
    town.ticket(matter="路灯不亮", address="竹溪路1号")
    wish = Wish(text="单车又把消防通道占满了", address="兰亭路站2号口", item_codes=frozenset({"E0102"}), words=("消防通道",))

    found = alike(town, wish)

    assert [each.ticket_id for each in found] == [same, elsewhere]
    first, second = (each.alike for each in found)
    assert first is not None
    assert second is not None
    assert (first.is_probable, second.is_probable) == (True, False)
    assert set(first.reasons) == {Reason.SAME_CLASS, Reason.SAME_ADDRESS, Reason.NEAR, Reason.FRESH, Reason.WORDS}
    assert reason_words(second) == "same class · within a week · both say 「消防通道」"
    assert 100 < (second.distance_m or 0) < 200


def test_without_a_point_the_address_and_the_words_find_it(town: Town) -> None:
    same = town.ticket(matter="单车占满消防通道", address="兰亭路站 2 号口")
    wish = Wish(text="消防通道被单车占了", address="兰亭路站 2 号口", words=("消防通道",))

    (found,) = alike(town, wish, has_point=False)

    assert (found.ticket_id, found.distance_m) == (same, None)
    assert alike(town, Wish(text="楼顶漏水"), has_point=False) == []


def test_the_reporters_words_count_only_for_who_may_know_them(town: Town) -> None:
    ticket = town.ticket(words="五楼住户每天夜里拖动家具", matter="噪声", address="兰田路8号")
    town.does(town.centre, dispatching.dispatch, ticket, lead_unit_id=town.units["wuye"])
    wish = Wish(text="五楼住户每天夜里拖动家具", words=("拖动家具",))

    assert [each.ticket_id for each in alike(town, wish, has_point=False)] == [ticket]
    assert alike(town, wish, has_point=False, actor=town.wuye) == []


def test_the_callers_earlier_case_is_told_with_who_has_it_and_until_when(town: Town, hand: Hand) -> None:
    first = town.ticket(reporter=reporter(), matter="楼道堆物")
    hand.passes(hours=1)
    second = town.ticket(reporter=reporter(), matter="楼道堆物又来了")
    town.ticket(reporter=reporter("10000000002"))
    town.does(town.centre, dispatching.dispatch, first, lead_unit_id=town.units["chengguan"])
    overall = next(row.due_at for row in town.clocks(first) if row.kind == Clock.OVERALL)
    with scope.scoped(town.centre), CaptureQueriesContext(connection) as seen:
        found = queries.earlier(town.centre, "100 0000-0001", hand.now)
    assert len(seen) == 2
    assert [each.ticket_id for each in found] == [second, first]
    assert (found[1].holder, found[1].state, found[1].answer_by) == ("城管中队", State.DISPATCHED, overall)

    town.does(town.centre, aside.merge, second, first, note="同一件")
    town.does(town.centre, aside.withdraw, first, note="不用了")
    with scope.scoped(town.centre):
        (only,) = queries.earlier(town.centre, "10000000001", hand.now)
        assert (only.ticket_id, only.holder, only.answer_by) == (first, "", None)
        assert queries.earlier(town.centre, "", hand.now) == []
        assert queries.earlier(town.centre, "10000000001", hand.now + timedelta(weeks=13)) == []


def test_only_who_may_know_reporters_asks_for_a_caller(town: Town, hand: Hand) -> None:
    with scope.scoped(town.wuye), pytest.raises(Refused):
        queries.earlier(town.wuye, "10000000001", hand.now)


def test_who_knows_the_point_says_more_than_a_later_one_with_the_grid_alone(town: Town, hand: Hand) -> None:
    grid = make.grid(replace(town.centre, permissions=town.centre.permissions | {"org.read", "org.change_grids"}))
    first = town.opened(address="兰田路8号", grid_id=grid.pk).ticket
    hand.passes(hours=1)
    with scope.scoped(town.centre):
        assert queries.spot_of(town.centre, "兰田路8号") == queries.Spot(first.number, grid.pk, None)
    second = town.opened(address="兰田路8号", lon=HERE[0], lat=HERE[1]).ticket
    hand.passes(hours=1)
    town.ticket(address="兰田路8号", grid_id=grid.pk)
    with scope.scoped(town.centre):
        assert queries.spot_of(town.centre, "兰田路8号") == queries.Spot(second.number, None, HERE)


def test_an_address_is_where_the_latest_ticket_there_stood(town: Town, hand: Hand) -> None:
    first = town.opened(address="兰田路8号", lon=HERE[0], lat=HERE[1]).ticket
    hand.passes(hours=1)
    town.ticket(address="兰田路 8 号")
    town.ticket(address="兰田路 18 号", lon=121.5, lat=31.3)
    with scope.scoped(town.centre):
        found = queries.spot_of(town.centre, "兰田路８号")
        assert found == queries.Spot(first.number, None, HERE)
        assert queries.spot_of(town.centre, "兰田路9号") is None
        assert queries.spot_of(town.centre, "竹溪路9号") is None


def test_a_place_that_the_words_name_finds_it_without_address_or_point(town: Town, hand: Hand) -> None:
    same = town.ticket(matter="楼道里给电瓶车充电", address="梧桐花园3号楼", item=PASSAGE)
    other = town.ticket(matter="楼道里给电瓶车充电", address="梧桐花园8号楼", item=PASSAGE)
    town.ticket(matter="电瓶车充电", address="翠竹花园3号楼", item=PASSAGE)
    text = "梧桐花园3号楼又有人拉线"
    wish = Wish(text=text, item_codes=frozenset({"E0102"}), spots=spots(text))

    found = alike(town, wish, has_point=False)

    assert [(each.ticket_id, each.alike and each.alike.is_probable) for each in found] == [(same, True), (other, False)]
    assert [reason_words(each.alike) for each in found if each.alike] == [
        "same class · same address · within a week",
        "same class · within a week · both name 「梧桐花园」",
    ]
    hand.passes(weeks=1)
    assert [each.alike and Reason.FRESH in each.alike.reasons for each in alike(town, wish, has_point=False)] == [False, False]
