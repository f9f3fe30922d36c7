"""The working of a deadline can be followed line by line and is stored value for value."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.calendar import Deadline, Duration, Extension, Kind, Pause, deadline, derivation, restored, stored
from linli.kernel.calendar.deadlines import counting
from linli.kernel.calendar.derivation import pause_shares
from tests.kernel.calendar.known import announced, at, entries

CN = announced()


def _lines(start: str, kind: Kind, amount: int, *pauses: Pause, extensions: tuple[Extension, ...] = (), because: str = "") -> list[str]:
    found = deadline(at(start), Duration(kind, amount), CN, pauses=pauses, extensions=extensions)
    with translation.override("zh-hans"):
        return [f"{line.term}｜{line.value}｜{line.why}" for line in derivation(found, CN, because=because)]


def test_five_working_days_across_the_national_day_week() -> None:
    assert _lines("2026-09-30 16:40", Kind.WORKING_DAYS, 5, because="常规计划的办结时限") == [
        "起点｜09-30 周三 16:40｜次日起算",
        "加｜5 个工作日｜常规计划的办结时限",
        "日历｜到 10-13 周二 17:00｜全国工作日历 v1；10-01 至 10-07 国庆节放假不计；周末 10-11 不计；10-10 周六调休上班",
        "得｜10-13 周二 17:00｜",
    ]


def test_a_pause_of_one_working_day() -> None:
    pause = Pause(at("2026-11-18 09:30"), at("2026-11-19 09:30"), "等店方停灶配合")
    assert _lines("2026-11-16 15:10", Kind.WORKING_DAYS, 5, pause)[2:] == [
        "日历｜到 11-23 周一 17:00｜全国工作日历 v1；周末 11-21、11-22 不计",
        "暂停｜1 个工作日｜11-18 周三 09:30 至 11-19 周四 09:30，等店方停灶配合",
        "得｜11-24 周二 17:00｜",
    ]


def test_the_year_is_said_where_the_result_lies_in_another_and_weekends_alone_are_named() -> None:
    found = deadline(at("2026-12-29 10:00"), Duration(Kind.WORKING_DAYS, 5), CN)
    with translation.override("zh-hans"):
        last = derivation(found, CN)[-1]
    assert (last.value, last.why) == ("2027-01-05 周二 17:00", "2027 年只按周末算：还没有放假安排")
    assert last.is_result
    assert last.is_provisional


def test_office_minutes_that_begin_while_the_office_is_closed() -> None:
    pause = Pause(at("2026-11-23 09:00"), at("2026-11-24 10:15"))
    assert _lines("2026-11-20 18:00", Kind.WORKING_MINUTES, 120, pause, extensions=(Extension(30, "材料多"),)) == [
        "起点｜11-20 周五 18:00｜不在办公时间，从 11-23 周一 09:00 算起",
        "加｜2 小时（办公时间）｜",
        "延期｜30 分（办公时间）｜材料多",
        "日历｜到 11-23 周一 11:30｜全国工作日历 v1；周末 11-21、11-22 不计",
        "暂停｜7 小时 45 分（办公时间）｜11-23 周一 09:00 至 11-24 周二 10:15",
        "得｜11-24 周二 14:15｜",
    ]


def test_office_minutes_that_begin_while_the_office_is_open_need_no_note() -> None:
    assert _lines("2026-11-20 16:59", Kind.WORKING_MINUTES, 30)[0] == "起点｜11-20 周五 16:59｜"


def test_what_a_pause_leaps_over_is_said_with_the_result() -> None:
    pause = Pause(at("2026-11-18 09:30"), at("2026-11-19 09:30"))
    assert _lines("2026-11-16 15:10", Kind.WORKING_DAYS, 4, pause)[-1] == "得｜11-23 周一 17:00｜周末 11-21、11-22 不计"


def test_plain_minutes_need_no_calendar() -> None:
    assert _lines("2026-11-16 10:00", Kind.PLAIN_MINUTES, 150) == [
        "起点｜11-16 周一 10:00｜不分昼夜，连着算",
        "加｜2 小时 30 分｜",
        "得｜11-16 周一 12:30｜",
    ]


def test_an_open_pause_and_one_that_takes_out_nothing() -> None:
    short, opened = Pause(at("2026-11-17 10:00"), at("2026-11-17 11:00")), Pause(at("2026-11-18 09:30"), None, "等报事人")
    after = Pause(at("2026-11-19 09:30"), at("2026-11-23 09:30"))
    assert _lines("2026-11-16 15:10", Kind.WORKING_DAYS, 5, opened, after, short)[3:] == [
        "暂停｜不顺延｜11-17 周二 10:00 至 11-17 周二 11:00",
        "暂停｜还停着｜从 11-18 周三 09:30 起，等报事人",
        "暂停｜不顺延｜11-19 周四 09:30 至 11-23 周一 09:30",
        "得｜停着｜暂停结束后接着算",
    ]


def test_long_stretches_are_counted_and_not_listed() -> None:
    why = _lines("2026-01-01 10:00", Kind.WORKING_DAYS, 200)[2].split("｜")[2].split("；")
    spanned = [date(2026, 1, 2) + timedelta(days=number) for number in range((date(2026, 10, 26) - date(2026, 1, 2)).days + 1)]
    weekend = [on for on in spanned if on.isoweekday() > 5 and on not in entries()]
    assert why[1:] == [
        "01-02 至 01-03 元旦放假不计",
        "02-15 至 02-23 春节放假不计",
        "04-04 至 04-06 清明节放假不计",
        "05-01 至 05-05 劳动节放假不计",
        "另有 3 处",
        f"{len(weekend)} 个周末日不计",
        "01-04 周日调休上班",
        "02-14 周六调休上班",
        "02-28 周六调休上班",
        "05-09 周六调休上班",
        "另有 2 处",
    ]


def test_a_holiday_of_one_day_is_said_as_one_day() -> None:
    assert "12-31" not in _lines("2026-11-16 10:00", Kind.WORKING_DAYS, 1)[2]
    found = deadline(at("2024-06-07 10:00"), Duration(Kind.WORKING_DAYS, 1), CN)
    with translation.override("zh-hans"):
        assert "06-10 端午节放假不计" in derivation(found, CN)[2].why


MOMENTS = st.integers(0, 20_000)


@st.composite
def deadlines(draw: st.DrawFn) -> Deadline:
    """Any deadline around the National Day week."""
    begin = datetime.fromisoformat("2026-09-20T00:00+00:00")
    kind = draw(st.sampled_from(Kind))
    pauses = []
    for first, length in draw(st.lists(st.tuples(MOMENTS, st.integers(0, 6_000)), max_size=4)):
        ends_at = begin + timedelta(minutes=first + length) if length else None
        pauses.append(Pause(begin + timedelta(minutes=first), ends_at, draw(st.sampled_from(["", "等"]))))
    amount = draw(st.integers(1, 9 if kind is Kind.WORKING_DAYS else 4_000))
    more = [Extension(each) for each in draw(st.lists(st.integers(1, 3), max_size=2))]
    return deadline(begin + timedelta(minutes=draw(MOMENTS)), Duration(kind, amount), CN, pauses=pauses, extensions=more)


@settings(max_examples=200, deadline=None)
@given(found=deadlines())
def test_what_the_pauses_take_out_adds_up_to_the_result(found: Deadline) -> None:
    start, amount = CN.moment(found.start_at), found.duration.amount + sum(each.amount for each in found.extensions)
    count = counting(start, found.duration.kind, amount, CN)
    shares = pause_shares(found, CN, count)
    if found.due_at is None:
        assert [lost for _, lost in shares].count(None) >= 1
    else:
        lost = [share for _, share in shares]
        assert None not in lost
        assert CN.instant(count.when(count.need + sum(share or 0 for share in lost))) == found.due_at


@settings(max_examples=100, deadline=None)
@given(found=deadlines())
def test_a_stored_deadline_comes_back_value_for_value(found: Deadline) -> None:
    assert restored(json.loads(json.dumps(stored(found)))) == found


@settings(max_examples=50, deadline=None)
@given(found=deadlines(), language=st.sampled_from(["zh-hans", "en"]))
def test_every_deadline_has_a_working_that_ends_with_its_result(found: Deadline, language: str) -> None:
    with translation.override(language):
        lines = derivation(found, CN)
    assert [line.is_result for line in lines] == [False] * (len(lines) - 1) + [True]
    assert all(line.term and line.value for line in lines)


@pytest.mark.parametrize(("zone", "expected"), [(UTC, "09-30 Wed 16:40")])
def test_moments_are_said_as_the_clock_on_the_wall_shows_them(zone: object, expected: str) -> None:
    assert at("2026-09-30 16:40").tzinfo is zone
    with translation.override("en"):
        assert derivation(deadline(at("2026-09-30 16:40"), Duration(Kind.WORKING_DAYS, 1), CN), CN)[0].value == expected
