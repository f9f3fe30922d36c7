"""What somebody typed or sent is read as a calendar's days, or refused by row and field."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.calendar import Day, Hours, rules
from linli.kernel.calendar.rules import Change, Entry
from linli.kernel.errors import Refused

NEW_YEAR = Entry(2, "2027-01-01", "放假", "元旦")


def _refused(*entries: Entry, year: int = 2027) -> Refused:
    with pytest.raises(Refused) as refused:
        rules.read_days(entries, year)
    assert refused.value.sentence
    return refused.value


def test_days_are_read_in_every_way_people_write_them_and_put_in_order() -> None:
    entries = [
        Entry(2, "2027年2月6日", "放假", "春节"),
        Entry(3, "2027/1/1", " 放假 ", " 元旦 "),
        Entry(4, "2027.2.20", "上班", "春节"),
        Entry(5, "2027-02-07 00:00:00", "放假", "春节"),
    ]
    assert rules.read_days(entries, 2027) == [
        Day(date(2027, 1, 1), False, "元旦"),
        Day(date(2027, 2, 6), False, "春节"),
        Day(date(2027, 2, 7), False, "春节"),
        Day(date(2027, 2, 20), True, "春节"),
    ]


@pytest.mark.parametrize("text", ["2027-13-01", "2027-02-30", "明天", "", "20270101", "2027-02-06 09:00", "=DATE(2027,1,1)"])
def test_what_is_no_date_is_named_with_its_row(text: str) -> None:
    refusal = _refused(NEW_YEAR, Entry(3, text, "放假", "春节"))
    assert refusal.code == "calendar.bad_date"
    assert refusal.facts == {"row": 3, "text": text}


@pytest.mark.parametrize(
    ("entry", "code", "facts"),
    [
        (Entry(3, "2026-12-31", "放假", "元旦"), "calendar.other_year", {"row": 3, "on": "2026-12-31", "year": 2027}),
        (Entry(3, "2027-02-06", "休息", "春节"), "calendar.bad_kind", {"row": 3, "kind": "休息", "off": "放假", "worked": "上班"}),
        (Entry(3, "2027-01-01", "放假", "元旦"), "calendar.day_twice", {"row": 3, "on": "2027-01-01", "other": 2}),
        (Entry(3, "2027-02-06", "放假", " "), "kernel.empty", {"field": "row 3, name"}),
        (Entry(3, "2027-02-06", "放假", "长" * 41), "kernel.too_long", {"field": "row 3, name", "length": 41, "limit": 40}),
    ],
)
def test_a_row_that_is_no_entry_is_named(entry: Entry, code: str, facts: dict[str, object]) -> None:
    refusal = _refused(NEW_YEAR, entry)
    assert (refusal.code, refusal.facts) == (code, facts)


def test_a_year_without_days_and_one_of_days_only_are_refused() -> None:
    assert _refused().code == "calendar.year_empty"
    assert _refused(NEW_YEAR, year=1999).code == "calendar.out_of_range"
    many = [Entry(number, date.fromordinal(date(2027, 1, 1).toordinal() + number).isoformat(), "放假", "x") for number in range(151)]
    assert _refused(*many).code == "calendar.too_many_days"
    assert len(rules.read_days(many[:150], 2027)) == 150


def test_office_hours_are_read_from_pairs_of_times() -> None:
    assert rules.read_hours([("9:00", "11:30"), ("", " "), ("13：00", "24:00")]) == [Hours(540, 690), Hours(780, 1_440)]


@pytest.mark.parametrize("text", ["", "9", "25:00", "24:01", "09:60", "九点"])
def test_what_is_no_time_is_named_with_its_stretch(text: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.read_hours([("09:00", "11:30"), ("13:00", text)])
    assert refused.value.code == "calendar.bad_clock"
    assert refused.value.facts == {"number": 2, "text": text}


def test_what_changes_is_said_day_by_day() -> None:
    stays, goes, other = Day(date(2027, 1, 1), False, "元旦"), Day(date(2027, 2, 6), False, "春节"), Day(date(2026, 1, 1), False, "元旦")
    turns, turned, comes = (
        Day(date(2027, 2, 20), True, "春节"),
        Day(date(2027, 2, 20), False, "春节"),
        Day(date(2027, 5, 1), False, "劳动节"),
    )
    before = {day.on: day for day in (stays, goes, other, turns)}
    assert rules.changes(before, [stays, turned, comes], 2027) == [
        Change(goes.on, goes, None),
        Change(turns.on, turns, turned),
        Change(comes.on, None, comes),
    ]


def test_surprises_are_told_and_not_refused() -> None:
    monday, saturday, sunday = (
        Day(date(2027, 1, 4), True, "元旦"),
        Day(date(2027, 1, 2), True, "元旦"),
        Day(date(2027, 1, 3), False, "元旦"),
    )
    assert rules.surprises([monday, saturday, sunday]) == [monday]
    assert rules.on_weekends([monday, saturday, sunday]) == [sunday]


@given(text=st.text(max_size=20))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        rules.read_date(text, row=1)
    except Refused as refusal:
        code = refusal.code
    else:
        code = "read"
    assert code in {"read", "calendar.bad_date"}
