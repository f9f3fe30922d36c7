"""A class and what it leaves to the class above it; limits as lists write them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.calendar import Duration, Kind
from linli.kernel.errors import Refused
from linli.tickets.rules import catalogue as rules
from linli.tickets.rules.catalogue import Catalogue, Handling, Item, Milestone, Nature
from linli.tickets.rules.clocks import PRESETS, Clock, Track

DAYS, MINUTES, PLAIN = Kind.WORKING_DAYS, Kind.WORKING_MINUTES, Kind.PLAIN_MINUTES
MAJOR = Item(
    code="E01",
    nature=Nature.EVENT,
    name="市容环境",
    lead="城管",
    assists=("环卫",),
    basis="上海市市容环境卫生管理条例",
    limits={Clock.ACCEPT: Duration(MINUTES, 120), Clock.FINISH: Duration(DAYS, 3)},
)
RUBBISH = Item(code="E0102", nature=Nature.EVENT, name="暴露垃圾", parent_code="E01", limits={Clock.FINISH: Duration(MINUTES, 240)})
COLLAPSE = Item(code="E04", nature=Nature.EVENT, name="突发事件", is_life_safety=True, fallback_kind="ops_center")
ROAD = Item(code="E0401", nature=Nature.EVENT, name="路面塌陷", parent_code="E04")
HYDRANT = Item(code="C0113", nature=Nature.COMPONENT, name="消防设施")
CATALOGUE = Catalogue(1, {item.code: item for item in (ROAD, HYDRANT, RUBBISH, MAJOR, COLLAPSE)})


def refused(item: Item) -> str:
    with pytest.raises(Refused) as raised:
        rules.checked(item)
    return raised.value.code


def test_a_class_is_read_with_those_above_it_deepest_first() -> None:
    assert CATALOGUE.line("E0102") == (RUBBISH, MAJOR)
    assert CATALOGUE.line("E99") == ()


def test_what_a_class_leaves_empty_is_as_above() -> None:
    found = CATALOGUE.effective("E0102")
    assert (found.name, found.lead, found.assists, found.basis) == ("暴露垃圾", "城管", ("环卫",), MAJOR.basis)
    assert found.limits == {Clock.ACCEPT: Duration(MINUTES, 120), Clock.FINISH: Duration(MINUTES, 240)}
    assert (found.milestones, found.fallback_kind) == ((), "")


def test_danger_to_life_above_is_danger_to_life_below() -> None:
    assert CATALOGUE.effective("E0401").is_life_safety
    assert CATALOGUE.effective("E0401").fallback_kind == "ops_center"
    assert not CATALOGUE.effective("E0102").is_life_safety


def test_a_class_that_is_not_there_is_refused_by_its_code() -> None:
    with pytest.raises(Refused) as raised:
        CATALOGUE.effective("E99")
    assert "E99" in raised.value.sentence


def test_the_tree_reads_by_nature_and_code_and_tickets_get_the_deepest() -> None:
    assert [item.code for item in CATALOGUE.below[""]] == ["C0113", "E01", "E04"]
    assert [item.code for item in CATALOGUE.below["E01"]] == ["E0102"]
    assert [item.code for item in CATALOGUE.deepest] == ["C0113", "E0102", "E0401"]


def test_a_class_has_its_own_limits_on_the_routine_track() -> None:
    plan = rules.with_limits(PRESETS[Track.ROUTINE], {Clock.FINISH: Duration(MINUTES, 240), Clock.OVERALL: Duration(DAYS, 2)})
    assert plan.durations[Clock.FINISH] == Duration(MINUTES, 240)
    assert plan.durations[Clock.OVERALL] == Duration(DAYS, 2)
    assert plan.durations[Clock.ACCEPT] == PRESETS[Track.ROUTINE].durations[Clock.ACCEPT]


def test_the_citys_whole_time_stays_theirs_and_no_class_slows_an_emergency() -> None:
    own = {Clock.FINISH: Duration(DAYS, 1), Clock.OVERALL: Duration(DAYS, 20)}
    hotline = rules.with_limits(PRESETS[Track.HOTLINE], own)
    assert hotline.durations[Clock.FINISH] == Duration(DAYS, 1)
    assert hotline.durations[Clock.OVERALL] == PRESETS[Track.HOTLINE].durations[Clock.OVERALL]
    assert rules.with_limits(PRESETS[Track.EMERGENCY], own) is PRESETS[Track.EMERGENCY]


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("4工作小时", Duration(MINUTES, 240)),
        ("4 个工作时", Duration(MINUTES, 240)),
        ("90工作分钟", Duration(MINUTES, 90)),
        ("5个工作日", Duration(DAYS, 5)),
        ("3d", Duration(DAYS, 3)),
        ("3D", Duration(DAYS, 3)),
        (" 3 ", Duration(DAYS, 3)),
        ("3天", Duration(DAYS, 3)),
        ("2小时", Duration(PLAIN, 120)),
        ("30分钟", Duration(PLAIN, 30)),
    ],
)
def test_limits_are_read_as_lists_write_them(text: str, duration: Duration) -> None:
    assert rules.read_duration(text) == duration


@pytest.mark.parametrize("text", ["", "soon", "-3", "3个月", "1.5工作日", "9999999分钟"])
def test_what_is_no_limit_is_refused_with_its_words(text: str) -> None:
    with pytest.raises(Refused) as raised:
        rules.read_duration(text)
    assert raised.value.code == "catalogue.bad_duration"


def test_a_limit_beyond_all_counting_is_refused() -> None:
    with pytest.raises(Refused) as raised:
        rules.read_duration("0工作日")
    assert raised.value.code == "calendar.bad_amount"


@given(st.sampled_from(list(Kind)), st.integers(1, 1_000))
def test_a_limit_that_is_written_reads_the_same(kind: Kind, amount: int) -> None:
    assert rules.read_duration(rules.write_duration(Duration(kind, amount))) == Duration(kind, amount)


def test_a_class_is_stored_cleaned() -> None:
    found = rules.checked(replace(RUBBISH, name=" 暴露垃圾 ", keywords=("垃圾", " ", "垃圾"), fallback_kind="ops_center"))
    assert (found.name, found.keywords, found.fallback_kind) == ("暴露垃圾", ("垃圾",), "ops_center")
    stopped = Milestone(" 责令停止 ", Duration(MINUTES, 240))
    assert rules.checked(replace(RUBBISH, milestones=(stopped,))).milestones[0].name == "责令停止"


def test_what_cannot_be_stored_is_refused_by_field() -> None:
    assert refused(replace(RUBBISH, name=" ")) == "kernel.empty"
    assert refused(replace(RUBBISH, description="长" * 501)) == "kernel.too_long"
    assert refused(replace(RUBBISH, code="C0102")) == "catalogue.bad_code"
    assert refused(replace(RUBBISH, code="E 1")) == "catalogue.bad_code"
    assert refused(replace(RUBBISH, fallback_kind="wizard")) == "org.kind_unknown"
    assert refused(replace(RUBBISH, keywords=tuple(f"词{number}" for number in range(41)))) == "catalogue.too_many_words"
    step = Milestone("拆除", Duration(DAYS, 20))
    assert refused(replace(RUBBISH, milestones=(step,) * 9)) == "catalogue.too_many_milestones"


def test_every_class_stands_below_one_of_its_nature_that_is_there() -> None:
    rules.check_tree(CATALOGUE.items)
    for bad in (
        replace(RUBBISH, parent_code="E99"),
        replace(RUBBISH, parent_code="C0113"),
        replace(RUBBISH, parent_code="E0102"),
    ):
        with pytest.raises(Refused) as raised:
            rules.check_tree({**CATALOGUE.items, "E0102": bad})
        assert raised.value.code == "catalogue.bad_parent"


def test_a_broken_line_ends_where_it_would_begin_again() -> None:
    one, two = replace(RUBBISH, parent_code="E01"), replace(MAJOR, parent_code="E0102")
    assert Catalogue(1, {"E0102": one, "E01": two}).line("E0102") == (one, two)


def test_the_fields_that_differ_are_named() -> None:
    assert rules.differing(RUBBISH, replace(RUBBISH, name="垃圾", handling=Handling.JOINT)) == ["name", "handling"]
