"""The seed is what was announced, in the words of the announcements."""

from datetime import date

from linli.kernel.calendar import Day, seed
from tests.kernel.calendar.known import announced, entries


def test_every_announced_day_is_there_with_a_chinese_name() -> None:
    days = seed.announced()
    assert {day.on: day.is_working for day in days} == entries()
    assert {day.name for day in days} == {"元旦", "春节", "清明节", "劳动节", "端午节", "国庆节", "中秋节", "抗战胜利七十周年纪念日"}
    assert Day(date(2026, 10, 10), True, "国庆节") in days


def test_the_years_are_whole_from_2004_on() -> None:
    assert seed.years(seed.announced())[:1] == [2004]
    assert 2026 in seed.years(seed.announced())
    assert seed.years([]) == []


def test_a_day_is_worked_by_its_entry_and_otherwise_by_the_plain_week() -> None:
    calendar = announced()
    assert [calendar.is_working(date(2026, 10, day)) for day in (7, 8, 10, 11, 12)] == [False, True, True, False, True]
