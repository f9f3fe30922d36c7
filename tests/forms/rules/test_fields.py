"""The questions of a form, and what the burden guard has against some."""

from datetime import date

import pytest

from linli.forms.rules import fields
from linli.forms.rules.fields import Question
from linli.forms.rules.kinds import Subject, Sureness
from linli.kernel import burden
from linli.kernel.burden import SafetyTask
from linli.kernel.errors import Refused

TASK = SafetyTask("防台风", date(2026, 12, 1))


def test_questions_are_typed_one_a_line_with_a_shared_heading() -> None:
    typed = fields.from_lines("序号\n\n 场所·名称 \n负责人·电话")
    assert [each.whole for each in typed] == ["序号", "场所·名称", "负责人·电话"] and [each.column for each in typed] == [0, 1, 2]
    assert fields.lines_of(typed) == "序号\n场所·名称\n负责人·电话"
    assert fields.checked(typed, Subject.PLACE, None) == typed


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("forms.how_many_fields", ""),
        ("forms.how_many_fields", "\n".join(f"问题{number}" for number in range(101))),
        ("forms.field_twice", "名称\n名称"),
        ("kernel.too_long", "名" * 61),
        ("kernel.empty", "场所·"),
    ],
)
def test_questions_that_cannot_be_are_refused(code: str, typed: str) -> None:
    with pytest.raises(Refused) as refused:
        fields.checked(fields.from_lines(typed), Subject.PLACE, None)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("打卡次数", burden.NO_CHECK_IN),
        ("网格员积分", burden.NO_POINTS),
        ("在线时长", burden.NO_ONLINE_TIME),
        ("巡查轨迹", burden.NO_TRACK),
    ],
)
def test_no_form_counts_presence_whatever_the_task(name: str, rule: str) -> None:
    for subject in Subject:
        with pytest.raises(Refused) as refused:
            fields.checked([Question(name)], subject, TASK)
        assert refused.value.facts["rule"] == rule


@pytest.mark.parametrize(
    ("name", "rule"),
    [("现场照片", burden.NO_PHOTO), ("走访截图", burden.NO_PHOTO), ("定位", burden.NO_LOCATION), ("实时位置", burden.NO_LOCATION)],
)
def test_photo_and_place_are_asked_for_by_a_safety_task_only(name: str, rule: str) -> None:
    for subject in Subject:
        with pytest.raises(Refused) as refused:
            fields.checked([Question(name)], subject, None)
        assert refused.value.facts["rule"] == rule
        assert fields.checked([Question(name)], subject, TASK)
        assert fields.is_for_the_task(Question(name), subject)


def test_where_a_shop_lies_is_a_fact_of_the_shop() -> None:
    assert fields.checked([Question("经纬度"), Question("经度")], Subject.PLACE, None)
    assert not fields.is_for_the_task(Question("经度"), Subject.PLACE)
    for subject in (Subject.GRID, Subject.STREET):
        with pytest.raises(Refused):
            fields.checked([Question("经纬度")], subject, None)


def test_what_is_counted_or_looked_at_anew_never_repeats() -> None:
    assert fields.may_repeat(Question("经营面积")) and fields.may_repeat(Question("用气类型"))
    for name in ("本月走访数", "发现隐患数", "是否合格", "新增商铺数", "检查日期"):
        assert not fields.may_repeat(Question(name))


def test_answers_about_persons_are_known_as_such() -> None:
    assert fields.is_personal(Question("电话", "负责人")) and fields.is_personal(Question("身份证号"))
    assert not fields.is_personal(Question("经营面积"))
    assert fields.holds_number_of_person("找林先生 13800000000") and fields.holds_number_of_person("31010119000101001X")
    assert not fields.holds_number_of_person("6222 0000") and not fields.holds_number_of_person("913800000000001")


def test_two_questions_are_one_or_not() -> None:
    assert fields.compared(Question("名称", "场所信息"), Question("商铺名称"), Subject.PLACE) is Sureness.SAME
    assert fields.compared(Question("电话", "负责人"), Question("电话", "房东"), Subject.PLACE) is None
    assert fields.identity_of(Question("门店名称"), Subject.PLACE) == fields.identity_of(Question("店名"), Subject.PLACE)
