"""期限试算: the question stands in the address, the answer shows its working."""

import pytest

from linli.kernel import clock
from tests.desk.house import House
from tests.desk.pages import Page
from tests.kernel.calendar.known import at

HERE = "/d/lanting/calendar/deadline"


def test_five_working_days_across_the_national_day_week(house: House) -> None:
    page = Page(house.browser("zhang.ning").get(HERE, {"start": "2026-09-30T16:40", "amount": "5", "unit": "working_days"}))
    assert "10-13 Tue 17:00" in page.text
    assert "10-01 to 10-07 国庆节 not counted" in page.text
    assert "10-10 Sat worked in exchange" in page.text
    assert page.value("start") == "2026-09-30T16:40"


def test_a_result_in_a_year_without_data_is_marked(house: House) -> None:
    page = Page(house.browser("zhang.ning").get(HERE, {"start": "2026-12-29 10:00", "amount": "5"}))
    assert "by weekends" in page.text
    assert page.all("span", **{"class": "pill watch"})
    assert page.all("a", href="/d/lanting/calendar/?year=2027")


def test_pauses_and_an_extension_are_counted(house: House) -> None:
    asked = {"start": "2026-11-16T15:10", "amount": "4", "more": "1", "from": ["2026-11-18T09:30", ""], "until": ["2026-11-19T09:30", ""]}
    assert "11-24 Tue 17:00" in Page(house.browser("zhang.ning").get(HERE, asked)).text


def test_an_open_pause_stands_still(house: House) -> None:
    asked = {"start": "2026-11-16T15:10", "amount": "5", "from": "2026-11-18T09:30", "until": ""}
    assert "stands still" in Page(house.browser("zhang.ning").get(HERE, asked)).text


@pytest.mark.parametrize(
    ("unit", "due"), [("working_hours", "11-17 Tue 09:10"), ("working_minutes", "11-16 Mon 15:12"), ("x", "11-18 Wed")]
)
def test_every_unit_is_counted_as_it_is_called(house: House, unit: str, due: str) -> None:
    assert due in Page(house.browser("zhang.ning").get(HERE, {"start": "2026-11-16T15:10", "amount": "2", "unit": unit})).text


def test_plain_minutes_run_through_the_night(house: House) -> None:
    asked = {"start": "2026-11-16T23:50", "amount": "30", "unit": "plain_minutes"}
    assert "11-17 Tue 00:20" in Page(house.browser("zhang.ning").get(HERE, asked)).text


def test_the_page_opens_with_this_moment(house: House) -> None:
    with clock.told_by(lambda: at("2026-11-16 15:10")):
        assert "11-23 Mon 17:00" in Page(house.browser("zhang.ning").get(HERE)).text


def test_a_moment_with_a_zone_of_its_own_is_taken_at_its_word(house: House) -> None:
    assert "11-16 Mon 23:10" in Page(house.browser("zhang.ning").get(HERE, {"start": "2026-11-16T15:10+00:00"})).text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"start": "2026-13-01T09:00"}, "The field start: “2026-13-01T09:00” is not a date with a time"),
        ({"start": "1999-01-01T09:00"}, "Deadlines can be counted from 2000 to 2099 only"),
        ({"amount": "viel"}, "The field duration: “viel” is not a whole number"),
        ({"amount": "0"}, "A duration of 0 cannot be counted"),
        ({"amount": "1001"}, "A duration of 1001 cannot be counted"),
        ({"more": "-1"}, "The field extension: “-1” is not a whole number"),
        ({"from": "x", "until": ""}, "The field pause 1, from: “x” is not"),
        ({"from": "2026-11-18T09:30", "until": "x"}, "The field pause 1, until: “x” is not"),
        ({"from": "2026-11-18T09:30", "until": "2026-11-18T09:00"}, "A pause ends before it begins"),
    ],
)
def test_a_bad_question_comes_back_as_it_was_asked(house: House, asked: dict[str, str], said: str) -> None:
    answer = house.browser("zhang.ning").get(HERE, {"start": "2026-11-16T15:10", **asked})
    assert answer.status_code == 422
    assert said in Page(answer).text
    assert all(value in answer.content.decode() for value in asked.values())
