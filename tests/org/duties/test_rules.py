"""Who may answer for a grid, and where somebody is missing."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.org.rules import duties as rules
from linli.org.rules.duties import Held, Holder, Wanted

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
OFFICE = uuid7()


def staff(unit_kind: str = "office", unit_id: UUID | None = OFFICE, left_on: date | None = None) -> Holder:
    return Holder("staff", unit_kind, unit_id, left_on)


def test_anybody_who_is_here_may_answer_for_a_micro_grid() -> None:
    rules.check_holder(Holder("representative", "", None, None), grid_kind="micro", grid_holder_unit_id=None, is_single=True, on=TODAY)


def test_who_leaves_later_may_still_answer() -> None:
    rules.check_holder(staff(left_on=date(2026, 12, 31)), grid_kind="micro", grid_holder_unit_id=None, is_single=True, on=TODAY)


@pytest.mark.parametrize("left_on", [TODAY, date(2026, 1, 1)])
def test_who_has_left_may_not(left_on: date) -> None:
    with pytest.raises(Refused) as refusal:
        rules.check_holder(staff(left_on=left_on), grid_kind="micro", grid_holder_unit_id=None, is_single=True, on=TODAY)
    assert refusal.value.code == "duties.has_left"
    assert left_on.isoformat() in refusal.value.sentence


@pytest.mark.parametrize("unit_kind", ["office", "ops_center", "service_center"])
def test_a_dedicated_grid_is_held_by_staff_of_an_office(unit_kind: str) -> None:
    rules.check_holder(staff(unit_kind), grid_kind="dedicated", grid_holder_unit_id=None, is_single=True, on=TODAY)


@pytest.mark.parametrize(
    "holder", [staff("property_firm"), Holder("representative", "office", OFFICE, None), Holder("staff", "", None, None)]
)
def test_a_dedicated_grid_is_held_by_nobody_else(holder: Holder) -> None:
    with pytest.raises(Refused) as refusal:
        rules.check_holder(holder, grid_kind="dedicated", grid_holder_unit_id=None, is_single=True, on=TODAY)
    assert refusal.value.code == "duties.dedicated_needs_office_staff"
    # Whoever only helps there may come from anywhere.
    rules.check_holder(holder, grid_kind="dedicated", grid_holder_unit_id=None, is_single=False, on=TODAY)


def test_a_dedicated_grid_is_held_by_its_own_office() -> None:
    rules.check_holder(staff(), grid_kind="dedicated", grid_holder_unit_id=OFFICE, is_single=True, on=TODAY)
    with pytest.raises(Refused) as refusal:
        rules.check_holder(staff(), grid_kind="dedicated", grid_holder_unit_id=uuid7(), is_single=True, on=TODAY)
    assert refusal.value.code == "duties.dedicated_needs_its_unit"


def test_a_duty_ends_after_it_begins() -> None:
    rules.check_span(NOON, None)
    rules.check_span(NOON, NOON + timedelta(seconds=1))
    with pytest.raises(Refused) as refusal:
        rules.check_span(NOON, NOON)
    assert refusal.value.code == "duties.ends_before_begin"


def test_kinds_stand_in_one_order_and_unknown_ones_are_named() -> None:
    assert rules.clean_kinds(["micro", "comprehensive", "micro"]) == ["comprehensive", "micro"]
    with pytest.raises(Refused) as refusal:
        rules.clean_kinds(["micro", "giant"])
    assert "giant" in refusal.value.sentence


def test_the_template_makes_one_responsible_person_a_must() -> None:
    responsible = rules.DEFAULT_ROLES[0]
    assert (responsible.is_single, set(responsible.required_for)) == (True, {"comprehensive", "dedicated", "micro"})
    assert len({role.code for role in rules.DEFAULT_ROLES}) == len({role.name for role in rules.DEFAULT_ROLES}) == len(rules.DEFAULT_ROLES)


def test_a_gap_says_since_when() -> None:
    grid, role, yesterday = uuid7(), uuid7(), NOON - timedelta(days=1)
    held = [
        Held(grid, role, yesterday - timedelta(days=9), yesterday - timedelta(days=5)),
        Held(grid, role, yesterday - timedelta(days=5), yesterday),
    ]

    (gap,) = rules.gaps({grid: "micro"}, [Wanted(role, frozenset({"micro"}))], held, at=NOON)

    assert (gap.grid_id, gap.role_id, gap.since) == (grid, role, yesterday)


def test_who_begins_tomorrow_does_not_answer_today() -> None:
    grid, role = uuid7(), uuid7()
    held = [Held(grid, role, NOON + timedelta(days=1), None)]
    assert [gap.since for gap in rules.gaps({grid: "micro"}, [Wanted(role, frozenset({"micro"}))], held, at=NOON)] == [None]
    assert rules.gaps({grid: "micro"}, [Wanted(role, frozenset({"micro"}))], held, at=NOON + timedelta(days=1)) == []


GRIDS = {uuid7(): kind for kind in ("comprehensive", "micro", "micro", "dedicated", "building")}
ROLES = [uuid7() for _ in range(3)]
MOMENTS = st.integers(0, 40).map(lambda hours: NOON + timedelta(hours=hours))
DUTIES = st.builds(
    lambda grid, role, begin, hours: Held(grid, role, begin, begin + timedelta(hours=hours) if hours else None),
    st.sampled_from(sorted(GRIDS)),
    st.sampled_from(ROLES),
    MOMENTS,
    st.integers(0, 20),
)
WANTED = st.lists(
    st.builds(Wanted, st.sampled_from(ROLES), st.frozensets(st.sampled_from(sorted(set(GRIDS.values()))))), unique_by=lambda w: w.role_id
)


@given(held=st.lists(DUTIES, max_size=20), wanted=WANTED, at=MOMENTS)
def test_gaps_are_what_counting_by_hand_finds(held: list[Held], wanted: list[Wanted], at: datetime) -> None:
    found = {(gap.grid_id, gap.role_id) for gap in rules.gaps(GRIDS, wanted, held, at=at)}

    by_hand = set()
    for grid_id, kind in GRIDS.items():
        for role in wanted:
            somebody = False
            for duty in held:
                here = duty.grid_id == grid_id and duty.role_id == role.role_id
                somebody = somebody or (here and duty.valid_from <= at and not (duty.valid_until is not None and duty.valid_until <= at))
            if kind in role.kinds and not somebody:
                by_hand.add((grid_id, role.role_id))
    assert found == by_hand
