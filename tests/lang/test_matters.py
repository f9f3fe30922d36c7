"""Two messages are about one matter at one place: what an address or a point says comes before what the words name."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lang.matters import Reading, Said, belong_together, home_of, place_of, read, speaker_of

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
LAMP = "路灯不亮，这段路晚上一片黑"


def reading(text: str = LAMP, title: str = "路灯不亮", **more: Any) -> Reading:
    return read(Said("m", "r", more.pop("at", AT), title, text, **more))


@pytest.mark.parametrize(
    ("address", "home"),
    [
        ("岚皋新村 5 号楼旁", "岚皋新村"),
        ("兰田路54号", "兰田路"),
        ("上海市普陀区石泉街道岚皋西路27弄3号", "岚皋西路"),
        ("知音弄（近公交站）", "知音弄"),
        ("", ""),
        ("12 号", ""),
        ("村", ""),
    ],
)
def test_an_address_begins_with_a_compound_or_a_road(address: str, home: str) -> None:
    assert home_of(address) == home


def test_the_same_words_at_two_addresses_are_two_matters_and_at_one_they_are_one() -> None:
    here, there = reading(address="岚皋新村 5 号楼"), reading(address="桂里路 12 号")
    assert not belong_together(here, there)
    assert belong_together(here, reading(address="岚皋新村东门, 垃圾房")) is False
    assert belong_together(here, reading(address="岚皋新村 东门"))
    # Who does not say where is not at an address either; who names the place is.
    assert not belong_together(here, reading()) and belong_together(reading(), reading())
    assert belong_together(here, reading(f"岚皋新村的{LAMP}"))


def test_points_say_more_than_names() -> None:
    corner, near, far = (121.40, 31.20), (121.4005, 31.2003), (121.41, 31.20)
    assert belong_together(reading(address="汇文路 路口", point=corner), reading(address="竹行路 路口", point=near))
    assert not belong_together(reading(address="汇文路 路口", point=corner), reading(address="汇文路 路口", point=far))
    between = (121.4035, 31.20)
    assert belong_together(reading(address="汇文路 路口", point=corner), reading(address="汇文路 54 号", point=between))
    assert not belong_together(reading(address="汇文路 路口", point=corner), reading(address="竹行路 54 号", point=between))
    assert not belong_together(reading(point=corner), reading(at=AT + timedelta(days=121), point=corner))


def test_a_few_pairs_of_two_short_sentences_are_no_matter() -> None:
    paper, boxes = reading("楼道里全是小广告", "小广告", address="橙子公寓"), reading("六楼楼道全是纸箱", "楼道堆物", address="橙子公寓")
    assert not belong_together(paper, boxes)
    full = reading("后门垃圾桶满了没人收", "垃圾桶满了", address="橙子公寓")
    assert belong_together(full, reading("垃圾桶满了两天没人收", "垃圾桶满溢", address="橙子公寓"))


def test_a_place_is_named_by_several_or_by_an_address() -> None:
    said = [reading("丽景新城旁的搅拌站太吵"), reading("丽景新城附近搅拌站噪音"), reading("翠竹公园边上的搅拌站")]
    assert place_of(said) == "丽景新城" and place_of(said[2:]) == "" and place_of([]) == ""
    assert place_of([*said, reading(address="桂里路 12 号")]) == "桂里路"
    assert speaker_of([reading(title="不亮"), reading(title="路灯不亮"), reading(title="路灯")]).said.title == "路灯不亮"


TEXTS = st.sampled_from((LAMP, f"{LAMP}，请来修", "饭店油烟味飘到家里", "", "岚皋新村的路灯坏了"))
SAID = st.builds(
    reading,
    TEXTS,
    st.sampled_from(("路灯不亮", "油烟扰民", "")),
    address=st.sampled_from(("", "岚皋新村 5 号", "岚皋新村 东门", "桂里路 12 号")),
    point=st.sampled_from((None, (121.40, 31.20), (121.4004, 31.2), (121.403, 31.2), (121.42, 31.2))),
    at=st.integers(0, 200).map(lambda days: AT + timedelta(days=days)),
)


@given(SAID, SAID)
def test_it_is_the_same_asked_the_other_way_round(one: Reading, other: Reading) -> None:
    assert belong_together(one, other) == belong_together(other, one)
    assert one.keys.dtype == np.uint32 and one.keys.tolist() == sorted(set(one.keys.tolist()))
