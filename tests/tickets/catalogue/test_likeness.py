"""Words suggest a class and say which of them decided; danger is chosen beforehand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.lang.bayes import SHARPNESS, Model
from linli.tickets.presets import CITY_MANAGEMENT, rows_of
from linli.tickets.rules import catalogue_sheet as sheet
from linli.tickets.rules.catalogue import Catalogue, Item, Nature
from linli.tickets.rules.dispatch import Confidence
from linli.tickets.rules.figures import Sure
from linli.tickets.rules.likeness import LIKELY, Lexicon, Suggestion, suggest, words_of
from linli.tickets.rules.prior import shared


@pytest.fixture(scope="module")
def preset() -> Catalogue:
    rows = rows_of(CITY_MANAGEMENT)
    return Catalogue(1, sheet.plan(sheet.lines_of(rows, sheet.guess(rows)), Catalogue(0, {})).items)


@pytest.fixture(scope="module")
def lexicon(preset: Catalogue) -> Lexicon:
    return Lexicon.of(preset)


# Written for this test in the way people write to a hotline.
MESSAGES = [
    ("我们小区门口的垃圾堆了好几天，垃圾成堆没人清，臭得不行", "暴露垃圾"),
    ("楼下餐馆的油烟味太大，家里窗户都不敢开", "油烟污染"),
    ("隔壁饭店空调外机对着我家窗户，空调滴水", "空调室外机低挂"),
    ("昨晚暴雨，我们地下车库进水了，积水到膝盖", "道路积水"),
    ("中山路 12 号门口窨井盖没了，有人差点掉下去", "无主井盖"),
    ("有人把电瓶车推进楼道里，半夜飞线充电", "电动车违规停放充电"),
    ("工地半夜施工，吵得睡不着", "施工扰民"),
    ("顶楼住户违章搭建阳光房", "私搭乱建"),
    ("弄堂口路灯不亮好几天了", "路灯"),
    ("健身房关门跑路，卡里的钱怎么退", "预付消费"),
    ("闻到很浓的煤气味，怀疑燃气泄漏", "燃气管道破裂"),
    ("人行道上共享单车乱停，轮椅过不去", "非机动车乱停放"),
]


@pytest.mark.parametrize(("text", "name"), MESSAGES)
def test_what_people_write_leads_to_its_class(preset: Catalogue, lexicon: Lexicon, text: str, name: str) -> None:
    found = suggest(text, lexicon)
    assert preset.items[found[0].code].name == name
    assert all(word in text for each in found for word in each.words)


def test_words_that_leave_no_doubt_are_very_like(lexicon: Lexicon) -> None:
    (first, *_) = suggest("垃圾成堆没人清", lexicon)
    assert (first.code, first.confidence, first.words, first.is_preselected) == ("E0102", Confidence.STRONG, ("垃圾成堆",), True)


def test_nothing_said_is_nothing_suggested(lexicon: Lexicon) -> None:
    for text in ("", "好", "😀😀😀", "谢谢你们", "abc"):
        assert suggest(text, lexicon) == []


def tree(*items: tuple[str, str, str, bool]) -> Lexicon:
    """A catalogue of classes with their keywords."""
    found = [
        Item(code=code, nature=Nature.EVENT, name=name, keywords=tuple(keywords.split()), is_life_safety=is_dangerous)
        for code, name, keywords, is_dangerous in items
    ]
    return Lexicon.of(Catalogue(1, {item.code: item for item in found}))


def short(found: list[Suggestion]) -> list[tuple[str, Confidence, bool]]:
    return [(each.code, each.confidence, each.is_preselected) for each in found]


def test_danger_is_chosen_beforehand_whatever_its_rank() -> None:
    lexicon = tree(("E01", "甲甲甲甲", "", False), ("E02", "乙乙乙", "", False), ("E03", "漏电", "", True))
    found = suggest("甲甲甲甲，乙乙乙，漏电", lexicon)
    assert short(found) == [("E01", Confidence.LIKELY, False), ("E02", Confidence.LIKELY, False), ("E03", Confidence.LIKELY, True)]
    assert found[2].is_life_safety


def test_two_alike_are_shown_and_none_is_called_sure() -> None:
    lexicon = tree(("E01", "甲甲", "噪音", False), ("E02", "乙乙", "噪音", False), ("E03", "丙丙", "噪音", False))
    assert short(suggest("噪音", lexicon)) == [("E01", Confidence.UNSURE, False), ("E02", Confidence.UNSURE, False)]


def test_a_word_inside_a_longer_one_counts_only_where_it_also_stands_alone() -> None:
    lexicon = tree(("E01", "甲甲", "垃圾", False), ("E02", "乙乙", "建筑垃圾", False))
    assert [each.code for each in suggest("路边有建筑垃圾", lexicon)] == ["E02"]
    assert {each.code for each in suggest("路边有建筑垃圾，还有垃圾", lexicon)} == {"E01", "E02"}


def test_names_of_a_remainder_say_nothing() -> None:
    assert suggest("其他问题", tree(("E99", "其他", "", False))) == []


def test_a_class_has_the_words_of_its_keywords_name_and_description() -> None:
    item = Item(
        code="E0404",
        nature=Nature.EVENT,
        name="下水道堵塞或破损",
        description="污水外溢、管道堵塞；影响居民日常生活的其他情况",
        keywords=("冒水",),
    )
    assert words_of(item) == {"下水道堵塞": 1.0, "破损": 1.0, "下水道堵塞或破损": 1.0, "污水外溢": 0.4, "管道堵塞": 0.4, "冒水": 1.0}


@given(st.text(st.sampled_from("垃圾成堆没人清油烟井盖漏电，a😀 \n"), max_size=80))
def test_the_same_text_always_gives_the_same_and_danger_is_never_left_out(lexicon: Lexicon, text: str) -> None:
    found = suggest(text, lexicon)
    assert found == suggest(text, lexicon)
    assert len(found) <= 3
    assert sum(each.is_preselected for each in found) <= 1
    assert all(any(word in text for word in each.words) for each in found)
    dangerous = [each for each in found if each.is_life_safety and each.confidence is not Confidence.UNSURE]
    assert not dangerous or any(each.is_preselected for each in dangerous)


def taught(share: float) -> Lexicon:
    """A catalogue of two classes, and tickets that taught one pair for the first of them about so much."""
    weights = np.array([[1.0, 1.0, 1.0], [0.0, 0.0, 0.0]], dtype=np.float32) * np.log(share / (1 - share)) / SHARPNESS / np.sqrt(3)
    base = tree(("E01", "堆物", "堆物", False), ("E02", "油烟", "油烟", True))
    return replace(base, learnt=Model(("E01", "E02"), ("小黄", "黄车", "车乱"), weights))


@given(share=st.floats(0.01, 0.99), words=st.sampled_from(["", "，堆物", "，油烟"]))
def test_what_was_learnt_never_alone_makes_a_class_very_like_and_takes_nothing_away(share: float, words: str) -> None:
    plain, more = suggest(f"小黄车乱{words}", taught(0.5)), suggest(f"小黄车乱{words}", taught(share))
    by_words = {each.code: each.score for each in suggest(f"小黄车乱{words}", replace(taught(share), learnt=None))}
    assert all(each.score >= by_words.get(each.code, 0.0) for each in more)
    assert {each.code for each in more} >= set(by_words)
    if not words:
        assert all(each.confidence is not Confidence.STRONG for each in more)
        assert not any(each.is_preselected for each in more if each.code == "E02" and each.score < LIKELY)
    assert plain == suggest(f"小黄车乱{words}", taught(0.5))


def test_a_class_that_lapsed_since_is_not_suggested() -> None:
    model = Model(("E01", "E99"), ("小黄", "黄车", "车乱"), np.array([[0.0, 0.0, 0.0], [9.0, 9.0, 9.0]], dtype=np.float32))
    base = tree(("E01", "堆物", "堆物", False), ("E02", "油烟", "油烟", True))
    assert suggest("小黄车乱", replace(base, learnt=model)) == []


def by_thresholds(share: float, thresholds: dict[str, Sure]) -> Confidence:
    lexicon = replace(taught(share), thresholds=thresholds)
    first = suggest("小黄车乱", lexicon)[0]
    return first.confidence


def test_from_a_measured_share_on_what_was_learnt_is_sure_by_itself() -> None:
    """Whatever the share is, what was measured of it decides."""
    asked = suggest("小黄车乱", taught(0.9))[0]
    value = next(shared("小黄车乱", taught(0.9).learnt, None)).value
    own, all_together = asked.code, ""
    assert by_thresholds(0.9, {own: Sure(value, 0.1)}) is Confidence.STRONG
    assert by_thresholds(0.9, {own: Sure(None, value)}) is Confidence.LIKELY
    assert by_thresholds(0.9, {own: Sure(None, None)}) is Confidence.UNSURE
    # A class without thresholds of its own has those of all together, or none that is ever reached.
    assert by_thresholds(0.9, {all_together: Sure(value, 0.1)}) is Confidence.STRONG
    assert by_thresholds(0.9, {"E9999": Sure(0.1, 0.1)}) is Confidence.UNSURE
    # Its own outweigh those of all together.
    assert by_thresholds(0.9, {own: Sure(None, None), all_together: Sure(0.1, 0.1)}) is Confidence.UNSURE


def test_a_danger_that_was_learnt_is_chosen_beforehand_from_its_threshold_on() -> None:
    lexicon = taught(0.9)
    code = suggest("小黄车乱", lexicon)[0].code
    for at in (Sure(None, 0.1), Sure(None, None)):
        (first, *_) = suggest("小黄车乱", replace(lexicon, dangerous=frozenset({code}), thresholds={code: at}))
        assert first.is_life_safety and first.is_preselected
