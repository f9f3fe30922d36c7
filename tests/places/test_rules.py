"""What places may become, when nobody comes, how their words are cleaned: values alone."""

from datetime import date, time

import pytest

from linli.kernel.errors import Refused
from linli.places.rules import life, periods, words
from linli.places.rules.kinds import Kind, Stage
from linli.places.rules.words import ContactWords, Spot, Words

# Written out anew, so that a slip in the table is seen.
WAYS = {
    "planned": {"fitting_out", "open", "closed", "vacant"},
    "fitting_out": {"open", "closed", "vacant"},
    "open": {"fitting_out", "suspended", "closed", "vacant"},
    "suspended": {"fitting_out", "open", "closed", "vacant"},
    "closed": {"open", "vacant"},
    "vacant": {"open", "closed"},
}


@pytest.mark.parametrize("before", list(Stage))
def test_only_these_ways_are_open(before: Stage) -> None:
    for after in Stage:
        if after.value in WAYS[before.value]:
            life.check_move(Kind.SHOP, before, after)
        else:
            with pytest.raises(Refused, match="can become"):
                life.check_move(Kind.SHOP, before, after)


def test_a_vacant_unit_is_empty_or_let() -> None:
    assert life.moves_from(Kind.VACANT_UNIT, Stage.VACANT) == [Stage.CLOSED]
    assert life.moves_from(Kind.VACANT_UNIT, Stage.CLOSED) == [Stage.VACANT]
    life.check_stage(Kind.VACANT_UNIT, Stage.VACANT)
    life.check_stage(Kind.SHOP, Stage.OPEN)
    with pytest.raises(Refused):
        life.check_stage(Kind.VACANT_UNIT, Stage.PLANNED)


def test_a_day_lies_between_the_last_stage_and_today() -> None:
    life.check_day(date(2026, 5, 1), today=date(2026, 5, 1), since=date(2026, 5, 1))
    life.check_day(date(2026, 5, 1), today=date(2026, 5, 2))


@pytest.mark.parametrize(
    ("begin", "end", "at", "is_quiet"),
    [
        (None, None, time(12), False),
        (time(12), None, time(12), False),
        (time(12), time(14), time(12), True),
        (time(12), time(14), time(14), False),
        (time(22), time(8), time(23), True),
        (time(22), time(8), time(7, 59), True),
        (time(22), time(8), time(8), False),
    ],
)
def test_quiet_hours_may_reach_over_midnight(begin: time | None, end: time | None, at: time, is_quiet: bool) -> None:
    assert life.is_quiet(begin, end, at) is is_quiet


def test_words_are_cleaned_and_keys_forget_blanks_and_signs() -> None:
    cleaned = words.worded(Words(name=" 鲜果  时光（二店） ", address="岚皋西路 ２７号"))

    assert (cleaned.name, cleaned.address) == ("鲜果 时光（二店）", "岚皋西路 ２７号")
    assert words.key_of(cleaned.name) == words.key_of("鲜果时光(二店)") == "鲜果时光二店"
    assert words.key_of(cleaned.address) == "岚皋西路27号"
    assert words.tagged(["b", " a  b ", "b"]) == ("a b", "b")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (lambda: words.worded(Words(name="　")), "kernel.empty"),
        (lambda: words.worded(Words(name="——")), "places.name_says_nothing"),
        (lambda: words.worded(Words(name="店", quiet_from=time(9))), "places.quiet_hours_open"),
        (lambda: words.worded(Words(name="店", quiet_from=time(9), quiet_until=time(9))), "places.quiet_hours_open"),
        (lambda: words.worded(Words(name="店", address="路" * 201)), "kernel.too_long"),
        (lambda: words.check_spot(Spot(lon=181, lat=0)), "places.point_is_nowhere"),
        (lambda: words.check_spot(Spot(lon=0, lat=0, accuracy_m=-1)), "places.point_is_nowhere"),
        (lambda: words.tagged(map(str, range(21))), "places.too_many_tags"),
        (lambda: words.contacted(ContactWords()), "places.contact_is_empty"),
        (lambda: words.contacted(ContactWords(phone="没有")), "places.phone_has_no_digits"),
        (lambda: words.contacted(ContactWords(phone="1", role="boss")), "org.kind_unknown"),
        (lambda: periods.check_days(0), "places.period_out_of_range"),
        (lambda: periods.check_days(731), "places.period_out_of_range"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(wrong: object, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        wrong()  # type: ignore[operator]
    assert refusal.value.code == code and refusal.value.sentence


def test_what_holds_names_and_numbers_does_not_show_them() -> None:
    assert "林" not in repr(ContactWords(full_name="林一", phone="021-5550-0101"))
    assert words.contacted(ContactWords(full_name=" 林 一 ")).full_name == "林 一"


def test_every_kind_has_a_period_of_its_own() -> None:
    assert set(periods.DEFAULTS) == set(Kind)
    periods.check_days(None)
    periods.check_days(1)
