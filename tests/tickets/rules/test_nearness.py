"""Whether two matters may be the same."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.geo.boxes import box
from linli.lang.pieces import spots
from linli.tickets.rules.nearness import Alike, Candidate, Reason, Wish, compare, part_of, ranked, reason_words, stretches


def wish(text: str = "单车占满消防通道", **more: Any) -> Wish:
    return Wish(**{"text": text, "item_codes": frozenset({"E01"}), **more})


def named(place: str) -> Wish:
    text = f"{place}的单车占满消防通道"
    return wish(text, spots=spots(text))


@pytest.mark.parametrize(
    ("wanted", "other", "is_shown", "is_probable"),
    [
        # One sign alone says nothing.
        (wish(), Candidate(text="路灯不亮", distance_m=10.0), False, False),
        (wish(), Candidate(text="路灯不亮", item_code="E01"), False, False),
        (wish("路灯不亮"), Candidate(text="路灯不亮"), True, False),
        (wish(), Candidate(text="路灯不亮", item_code="E01", distance_m=10.0), True, True),
        (wish(), Candidate(text="路灯不亮", item_code="E01", distance_m=200.0), True, False),
        (wish(), Candidate(text="路灯不亮", item_code="E01", distance_m=400.0), False, False),
        (wish(), Candidate(text="单车又占满", distance_m=200.0), True, False),
        (wish(address="兰田路 8号"), Candidate(text="路灯不亮", address="兰田路8号", item_code="E01"), True, True),
        (wish(address=""), Candidate(text="路灯不亮", address="", item_code="E01"), False, False),
        (wish(words=("通道",)), Candidate(text="通道不亮", distance_m=50.0), True, True),
        (wish(""), Candidate(text="", distance_m=10.0), False, False),
        # A place that both name stands for nearness, another door of it for another matter.
        (named("梧桐花园3号楼"), Candidate(text="路灯不亮", address="梧桐花园 3 号楼 201 室", item_code="E01"), True, True),
        (named("梧桐花园3号楼"), Candidate(text="梧桐花园路灯不亮", item_code="E01"), True, False),
        (named("梧桐花园3号楼"), Candidate(text="路灯不亮", address="梧桐花园8号楼", item_code="E01", distance_m=20.0), True, False),
        (named("梧桐花园3号楼"), Candidate(text="路灯不亮", address="梧桐花园", item_code="E01", distance_m=20.0), True, True),
        (named("梧桐花园3号楼"), Candidate(text="路灯不亮", address="翠竹花园3号楼", item_code="E01"), False, False),
        (named("梧桐花园"), Candidate(text="路灯不亮", address="梧桐花园8号楼", item_code="E01", distance_m=20.0), True, True),
    ],
)
def test_two_signs_are_wanted(wanted: Wish, other: Candidate, is_shown: bool, is_probable: bool) -> None:
    found = compare(wanted, other)

    assert (found is not None, found is not None and found.is_probable) == (is_shown, is_probable)


def test_the_reason_is_said_in_words() -> None:
    found = compare(wish("共享单车占满消防通道", words=("单车",)), Candidate(text="消防通道被单车占了", item_code="E01", distance_m=3.0))
    assert found is not None
    assert reason_words(found) == "same class · the same spot · both say 「消防通道」, 「单车」"
    alike = compare(wish("灯 坏 了 呀"), Candidate(text="灯 坏 了 呀"))
    assert alike is None
    written = compare(wish("灯坏了呀"[:3]), Candidate(text="灯坏了"))
    assert written is not None
    assert reason_words(written) == "written alike"


def test_long_stretches_stand_in_both_and_end_at_a_blank() -> None:
    assert stretches("二号口外面，共享单车占满", "共享单车占满二号口外面") == ["二号口外面", "共享单车占满"]
    assert stretches("共享 单车", "共享 单车") == []
    assert stretches("abc", "abc") == []


def test_the_most_alike_comes_first_then_the_nearest_then_the_latest() -> None:
    def made(score: float, distance_m: float | None = None) -> Alike:
        return Alike(score, (Reason.NEAR,), (), distance_m, False)

    found = [(made(1.0), 1.0), (made(2.0, 30.0), 1.0), (made(2.0, 10.0), 1.0), (made(1.0), 2.0), (made(0.5), 9.0)]
    assert ranked(found) == [2, 1, 3, 0]


@given(st.floats(73, 135), st.floats(18, 54), st.floats(1, 1_000))
def test_the_box_holds_its_point_and_is_wider_the_further_north(lon: float, lat: float, within_m: float) -> None:
    field = box(lon, lat, within_m)

    assert field.west < lon < field.east
    assert field.south < lat < field.north
    assert field.east - field.west > field.north - field.south


@pytest.mark.parametrize(
    ("address", "searched"),
    [("兰亭路站 2 号口", "兰亭路站"), ("橙子公寓5号楼", "橙子公寓"), ("3-2-501", ""), ("", ""), ("Ｌane 88", "lane")],
)
def test_of_an_address_the_longest_name_is_searched(address: str, searched: str) -> None:
    assert part_of(address) == searched


@given(
    st.sampled_from(["梧桐花园3号楼", "梧桐花园8号楼", "青石路12弄", "路灯"]),
    st.sampled_from(["梧桐花园 3 号楼", "梧桐花园三幢", "梧桐花园", "青石路１２弄5号", ""]),
)
def test_naming_the_same_place_only_adds_and_another_door_is_never_probable(mine: str, other: str) -> None:
    told = Candidate(text="单车又占满", address=other, item_code="E01", distance_m=30.0, age=timedelta(days=3))
    plainly, found = compare(wish(mine), told), compare(wish(mine, spots=spots(mine)), told)
    assert plainly is not None and found is not None
    assert Reason.FRESH in found.reasons and found.score >= plainly.score - 1
    if other in {"梧桐花园 3 号楼", "梧桐花园三幢"} and mine == "梧桐花园3号楼":
        assert Reason.SAME_ADDRESS in found.reasons
    if other in {"梧桐花园 3 号楼", "梧桐花园三幢"} and mine == "梧桐花园8号楼":
        assert not found.is_probable and found.place == "梧桐花园"
