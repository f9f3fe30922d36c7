"""Filters of the queue as plain values: said in an address and read back, and what no page of ours has written."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.errors import NotFound, Refused
from linli.tickets.rules import queue as rules
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.queue import Mark, Quick, Sort, Wanted, read_mark, read_wanted, write_wanted
from linli.tickets.rules.states import OPEN, State

ID = UUID("01a2022b-4b8b-7dd9-b47d-057e04032a19")


def wanteds() -> st.SearchStrategy[Wanted]:
    return st.builds(
        Wanted,
        states=st.frozensets(st.sampled_from(State), min_size=1),
        class_codes=st.frozensets(st.sampled_from(["E01", "E0102", "M01"])),
        grid_ids=st.frozensets(st.uuids(version=4), max_size=3),
        unit_ids=st.frozensets(st.uuids(version=4), max_size=3),
        tracks=st.frozensets(st.sampled_from(Track)),
        quick=st.none() | st.sampled_from(Quick),
        sort=st.sampled_from(Sort),
    )


@given(wanted=wanteds())
def test_filters_written_into_an_address_are_read_back_as_they_were(wanted: Wanted) -> None:
    said: dict[str, list[str]] = {}
    for name, value in write_wanted(wanted):
        said.setdefault(name, []).append(value)
    assert read_wanted(said) == wanted


def test_nothing_said_is_everything_open_by_due_time() -> None:
    assert read_wanted({"after": ["x"], "q": ["y"]}) == Wanted() == Wanted(states=OPEN, sort=Sort.DUE)
    assert write_wanted(Wanted()) == []


@pytest.mark.parametrize("name", ["state", "grid", "unit", "track", "filter", "sort"])
def test_words_that_no_page_of_ours_has_written_lead_nowhere(name: str) -> None:
    with pytest.raises(NotFound):
        read_wanted({name: ["nonsense"]})
    with pytest.raises(NotFound):
        read_wanted({"class": ["E2102", "E\0"]})


@given(passed=st.timedeltas(timedelta(), timedelta(days=36_500)))
def test_the_mark_of_a_page_keeps_the_microsecond(passed: timedelta) -> None:
    at = datetime(2000, 1, 1, tzinfo=UTC) + passed
    assert read_mark(Mark(at, ID).text()) == Mark(at, ID)


@pytest.mark.parametrize("text", ["x", "5-x", f"x-{ID.hex}", f"{10**30}-{ID.hex}", f"{10**18}-{ID.hex}", f"-{ID.hex}"])
def test_a_made_up_mark_leads_nowhere(text: str) -> None:
    assert read_mark("") is None
    with pytest.raises(NotFound):
        read_mark(text)


def test_what_has_ended_is_in_order_of_coming_in() -> None:
    assert Wanted(states=frozenset({State.CLOSED})).order is Sort.NEWEST
    assert Wanted(states=OPEN | {State.VOID}).order is Sort.NEWEST
    assert Wanted(states=frozenset({State.RECEIVED})).order is Sort.DUE
    assert Wanted(sort=Sort.NEWEST).order is Sort.NEWEST


def test_a_class_is_chosen_with_every_class_below_it() -> None:
    known = ["E01", "E0102", "E0103", "E02", "M0101"]
    assert rules.codes_within({"E01", "M0101"}, known) == {"E01", "E0102", "E0103", "M0101"}
    assert rules.codes_within({"X9"}, known) == {"X9"}
    assert rules.codes_within(frozenset(), known) == set()


def test_names_and_purposes_are_short_and_say_something() -> None:
    assert rules.clean_name(" 我的 ") == "我的" and rules.clean_purpose("周会") == "周会"
    for clean in (rules.clean_name, rules.clean_purpose):
        with pytest.raises(Refused):
            clean("  ")
    with pytest.raises(Refused):
        rules.clean_name("长" * 21)
