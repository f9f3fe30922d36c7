"""Hot issues: what belongs together by content, place and time; the same in any order and however the messages come."""

import math
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.lang.hot import Issue, Parts, Stream
from linli.lang.matters import APART, Said
from linli.lang.places import named
from linli.lang.reading import plain

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
MIXER = "丽景新城附近的搅拌站日夜施工，噪音和灰尘让居民没法睡觉，请尽快取缔"
LAMP = "兰田路上的路灯坏了半个月没人来修，晚上出门一片漆黑很不安全"
TEXTS = (MIXER, f"{MIXER}！已经反映多次", f"投诉{MIXER}", LAMP, f"{LAMP}，谢谢", "枫桥小学门口放学时车停得满街都是", "", "谢谢")


def said(
    number: int, text: str, days: float = 0, reporter: str = "", *, likes: int = 0, dislikes: int = 0, is_solved: bool = False
) -> Said:
    at = BEGIN + timedelta(days=days)
    return Said(f"m{number}", reporter or f"r{number}", at, text[:14], text, likes, dislikes, is_solved)


def of(*messages: Said) -> list[Issue]:
    stream = Stream()
    stream.add(messages)
    return stream.issues()


MESSAGES = st.lists(st.tuples(st.sampled_from(TEXTS), st.integers(0, 400), st.integers(0, 3)), max_size=14)


@settings(max_examples=25)
@given(MESSAGES, st.randoms(use_true_random=False), st.integers(1, 5))
def test_no_order_and_no_pauses_change_the_issues(drawn: list[tuple[str, int, int]], chance: random.Random, step: int) -> None:
    messages = [said(place, text, days, f"r{who}", likes=who) for place, (text, days, who) in enumerate(drawn)]
    expected = of(*messages)
    chance.shuffle(messages)
    stream = Stream()
    for begin in range(0, len(messages), step):
        stream.add(messages[begin : begin + step])
        stream.issues()
    assert stream.issues() == expected and stream.count == len(messages)


def test_one_matter_at_one_place_is_one_issue_with_its_parts() -> None:
    first, second, lamp = of(
        said(1, MIXER, 0, likes=3),
        said(2, f"投诉{MIXER}", 40, reporter="r1"),
        said(3, f"{MIXER}！已经反映多次", 90, dislikes=1, is_solved=True),
        said(4, LAMP, 10),
        said(5, f"{LAMP}，谢谢", 11),
        said(6, "枫桥小学门口放学时车停得满街都是", 90),
        said(7, "槐园公寓的电梯又停了", 60, likes=50),
        said(8, "槐园公寓的电梯又停了，老人下不了楼", 61, likes=50),
    )[0:3]
    assert (first.members, first.place, first.parts.likes) == (["m7", "m8"], "槐园公寓", 100)
    assert (second.members, second.place) == (["m1", "m2", "m3"], "丽景新城")
    assert second.parts == Parts(reporters=2, likes=3, dislikes=1, growth=1 / 3, days=90, unsolved=2 / 3)
    heat = 10 * math.log(2) + 2 * math.log(4) + math.log(2) + 5 / 3 + 2 * 90 / 180 + 3 * 2 / 3
    assert second.parts.heat == pytest.approx(heat)
    assert second.title in {MIXER[:14], f"投诉{MIXER}"[:14]} and (second.ends - second.begins).days == 90
    assert lamp.members == ["m4", "m5"] and first.parts.heat >= second.parts.heat >= lamp.parts.heat


def test_the_same_words_about_two_places_are_two_matters() -> None:
    words = "楼下饭店油烟直排，噪音大，居民没法开窗"
    assert of(said(1, f"枫林小区{words}"), said(2, f"柳岸花园{words}，多次投诉物业也没有人管，请领导派人来看一看")) == []
    assert len(of(said(1, f"枫林小区{words}"), said(2, words))) == 1
    assert len(of(said(1, f"枫林小区{words}"), said(2, f"枫林小区{words}，多次投诉物业也没有人管，请领导派人来看一看"))) == 1


def test_what_is_far_apart_in_time_is_joined_only_by_what_lies_between() -> None:
    far = 2 * APART.days - 10
    assert of(said(1, MIXER), said(2, MIXER, far)) == []
    (joined,) = of(said(1, MIXER), said(2, MIXER, far), said(3, MIXER, APART.days - 5))
    assert joined.members == ["m1", "m3", "m2"]


def test_one_reporter_alone_makes_nothing_hot_and_a_period_counts_its_own() -> None:
    assert of() == [] and of(said(1, MIXER, reporter="r"), said(2, MIXER, reporter="r")) == []
    stream = Stream()
    stream.add([said(1, MIXER), said(2, MIXER, 20), said(3, MIXER, 50), said(4, MIXER, 80)])
    (part,) = stream.issues(BEGIN + timedelta(days=10), BEGIN + timedelta(days=60))
    assert (part.members, part.parts.growth) == (["m2", "m3"], 0.5)
    assert stream.issues(BEGIN + timedelta(days=70)) == []


def test_messages_that_say_nothing_are_like_none() -> None:
    assert of(said(1, ""), said(2, ""), said(3, "。。。"), said(4, "？")) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("投诉A2区丽发新城附近建搅拌站", {"丽发": "丽发新城"}),
        ("我们住在枫林小区，旁边的兰田路", {"枫林": "枫林小区", "兰田": "兰田路"}),
        ("请问小学什么时候开学，许多小区没有路灯", {}),
        ("该公司拖欠工资", {}),
        ("槐园公寓和槐园公寓", {"槐园": "槐园公寓"}),
        ("三号楼二单元路灯坏了，3号楼后面道路积水，小区路灯也不亮", {}),
    ],
)
def test_places_are_named_by_what_tells_them_apart(text: str, names: dict[str, str]) -> None:
    assert named(plain(text)) == names
