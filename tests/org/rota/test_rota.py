"""The rota: shifts and their people, swaps, months from a pattern, sheets; who may do what."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest

from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.ids import uuid7
from linli.kernel.sheets import by_heading, read_rows, write_xlsx
from linli.org.actions import people, rota
from linli.org.actions.rota import NewShift
from linli.org.models import Person, Shift
from linli.org.queries import months, rota_sheet
from linli.org.queries import people as cards
from linli.org.queries import rota as queries
from linli.org.rules.rota import DayPlan, DayType, Pattern, Place, Planned, RotaRole, ShiftKind
from linli.org.rules.rota_sheet import HEADINGS
from tests.org.floor import at, told, verbs_of
from tests.org.people.office import Office

CHIEF, LEADER, MEMBER = RotaRole
NOW = "2026-11-22 10:00"


@pytest.fixture(autouse=True)
def _now() -> Any:
    with told(NOW):
        yield


def new(begin: str, end: str, *people: Place, kind: ShiftKind = ShiftKind.DAY) -> NewShift:
    return NewShift(kind, at(begin), at(end), people)


def make(street: Office, unit_id: UUID, *wanted: NewShift) -> list[Shift]:
    with scope.scoped(street.boss):
        return rota.make_shifts(street.boss, unit_id, wanted)


def refused(actor: Actor, action: Any, *given: Any, **named: Any) -> str:
    with pytest.raises(Refused) as raised, scope.scoped(actor):
        action(actor, *given, **named)
    assert raised.value.sentence
    return raised.value.code


def crew(street: Office, shift: Shift) -> dict[RotaRole, list[UUID]]:
    with scope.scoped(street.boss):
        now = queries.with_people(street.boss, [shift])[0]
    return {role: [each.person_id for each in now.in_role(role)] for role in RotaRole}


def test_who_is_on_duty_now_is_known_with_what_is_missing(street: Office) -> None:
    centre, other = street.unit(), street.unit("B1", "城管中队", "outpost")
    zhang, wu = street.person("张宁", centre), street.person("吴越", centre)
    make(street, other.pk, new("2026-11-22 08:30", "2026-11-22 17:30"))
    (shift,) = make(street, centre.pk, new("2026-11-22 08:30", "2026-11-23 08:30", (CHIEF, zhang.pk), (MEMBER, wu.pk)))
    with scope.scoped(street.looker):
        first, second = queries.on_duty(street.looker, clock.now())
    assert (first.shift.pk, first.missing, first.shape) == (shift.pk, (LEADER,), "act")
    assert first.chief is not None
    assert first.chief.person_id == zhang.pk
    assert [each.person_id for each in first.members] == [wu.pk]
    assert (first.leader, second.chief, second.missing) == (None, None, (CHIEF, LEADER))
    assert verbs_of(street.boss, shift) == ["shift.made"]


def test_what_is_missing_between_two_moments(street: Office) -> None:
    centre = street.unit()
    zhang, wu = street.person("张宁"), street.person("吴越")
    make(street, centre.pk, new("2026-12-01 08:30", "2026-12-01 17:30", (CHIEF, zhang.pk), (LEADER, wu.pk)))
    make(street, centre.pk, new("2026-12-01 18:00", "2026-12-02 08:30", (CHIEF, zhang.pk)))
    with scope.scoped(street.looker):
        shown = queries.shifts(street.looker, centre.pk, at("2026-12-01 08:30"), at("2026-12-02 08:30"))
        found = queries.gaps(shown, at("2026-12-01 08:30"), at("2026-12-02 08:30"))
    assert found.uncovered == [(at("2026-12-01 17:30"), at("2026-12-01 18:00"))]
    assert [each.missing for each in found.incomplete] == [(LEADER,)]
    assert shown[0].shape == "ok"


def test_shifts_that_do_not_fit_are_refused_whole(street: Office) -> None:
    centre = street.unit()
    zhang, wu = street.person("张宁"), street.person("吴越")
    make(street, centre.pk, new("2026-12-01 08:30", "2026-12-01 17:30", (CHIEF, zhang.pk)))
    other = street.unit("B1", "城管中队", "outpost")
    cases: Sequence[tuple[UUID, Sequence[NewShift], str]] = (
        (centre.pk, [new("2026-12-01 17:00", "2026-12-02 08:30")], "rota.overlap"),
        (centre.pk, [new("2026-12-03 08:00", "2026-12-03 12:00"), new("2026-12-03 11:00", "2026-12-03 17:00")], "rota.overlap"),
        (other.pk, [new("2026-12-01 17:00", "2026-12-02 08:30", (MEMBER, zhang.pk))], "rota.person_busy"),
        (centre.pk, [new("2026-12-04 08:00", "2026-12-04 08:00")], "rota.ends_first"),
        (centre.pk, [new("2026-12-04 08:00", "2026-12-07 08:00")], "rota.too_long"),
        (centre.pk, [new("2026-12-04 08:00", "2026-12-04 09:00", (CHIEF, zhang.pk), (MEMBER, zhang.pk))], "rota.person_twice"),
        (centre.pk, [new("2026-12-04 08:00", "2026-12-04 09:00", (CHIEF, zhang.pk), (CHIEF, wu.pk))], "rota.role_twice"),
        (centre.pk, [new("2026-12-04 08:00", "2026-12-04 09:00", *((MEMBER, uuid7()) for _ in range(30)))], "rota.too_many_members"),
        (centre.pk, [new("2026-12-04 08:00", "2026-12-04 09:00", (CHIEF, uuid7()))], "kernel.not_found"),
        (uuid7(), [], "kernel.not_found"),
    )
    for unit_id, wanted, code in cases:
        assert refused(street.boss, rota.make_shifts, unit_id, wanted) == code
    assert (street.count("shift"), street.count("shift_member")) == (1, 1)
    assert make(street, centre.pk) == []


def test_the_people_of_a_shift_are_changed_on_the_version_seen(street: Office) -> None:
    centre = street.unit()
    zhang, wu, lin = street.person("张宁"), street.person("吴越"), street.person("林晓")
    (shift,) = make(street, centre.pk, new("2026-12-01 08:30", "2026-12-01 17:30", (CHIEF, zhang.pk), (MEMBER, wu.pk)))
    with scope.scoped(street.boss):
        rota.change_crew(street.boss, shift.pk, seen=1, people=[(CHIEF, wu.pk), (LEADER, lin.pk)])
    assert crew(street, shift) == {CHIEF: [wu.pk], LEADER: [lin.pk], MEMBER: []}
    with pytest.raises(Stale), scope.scoped(street.boss):
        rota.change_crew(street.boss, shift.pk, seen=1, people=[])
    # Zhang, who was taken off, is free for another unit.
    other = street.unit("B1", "城管中队", "outpost")
    make(street, other.pk, new("2026-12-01 08:30", "2026-12-01 17:30", (CHIEF, zhang.pk)))
    assert refused(street.boss, rota.change_crew, shift.pk, seen=2, people=[(CHIEF, zhang.pk)]) == "rota.person_busy"
    with scope.scoped(street.boss):
        rota.change_crew(street.boss, shift.pk, seen=2, people=[])
    assert crew(street, shift) == {CHIEF: [], LEADER: [], MEMBER: []}


def test_two_people_swap_and_each_takes_the_other_role(street: Office) -> None:
    centre = street.unit()
    zhang, wu = street.person("张宁"), street.person("吴越")
    one, two = make(
        street,
        centre.pk,
        new("2026-12-01 08:30", "2026-12-02 08:30", (CHIEF, zhang.pk)),
        new("2026-12-02 08:30", "2026-12-03 08:30", (LEADER, wu.pk)),
    )
    with scope.scoped(street.boss):
        left, right = queries.with_people(street.boss, [one, two])
        mine, theirs = left.people[0].member_id, right.people[0].member_id
        rota.swap(street.boss, mine, theirs)
    assert (crew(street, one)[CHIEF], crew(street, two)[LEADER]) == ([wu.pk], [zhang.pk])
    assert verbs_of(street.boss, one) == verbs_of(street.boss, two) == ["shift.made", "shift.swapped"]
    assert refused(street.boss, rota.swap, mine, theirs) == "rota.not_on_shift"
    assert refused(street.boss, rota.swap, uuid7(), uuid7()) == "kernel.not_found"


def test_a_swap_that_would_put_somebody_in_two_places_is_refused(street: Office) -> None:
    centre, other = street.unit(), street.unit("B1", "城管中队", "outpost")
    zhang, wu, lin = street.person("张宁", centre), street.person("吴越", centre), street.person("林晓", centre)
    one, two = make(
        street,
        centre.pk,
        new("2026-12-01 08:30", "2026-12-02 08:30", (CHIEF, zhang.pk), (LEADER, lin.pk)),
        new("2026-12-02 08:30", "2026-12-03 08:30", (CHIEF, wu.pk)),
    )
    make(street, other.pk, new("2026-12-02 09:00", "2026-12-02 12:00", (MEMBER, zhang.pk)))
    with scope.scoped(street.boss):
        left, right = queries.with_people(street.boss, [one, two])
    same = [each.member_id for each in left.people]
    (chief,) = left.in_role(CHIEF)
    assert refused(street.boss, rota.swap, chief.member_id, right.people[0].member_id) == "rota.person_busy"
    assert refused(street.boss, rota.swap, *same) == "rota.same_shift"
    assert crew(street, one)[CHIEF] == [zhang.pk]


def test_a_cancelled_shift_frees_its_hours_and_people(street: Office) -> None:
    centre = street.unit()
    zhang = street.person("张宁")
    (shift,) = make(street, centre.pk, new("2026-12-01 08:30", "2026-12-01 17:30", (CHIEF, zhang.pk)))
    with scope.scoped(street.boss):
        rota.cancel_shift(street.boss, shift.pk)
        with pytest.raises(NotFound):
            queries.get_for(street.boss, shift.pk)
    make(street, centre.pk, new("2026-12-01 08:30", "2026-12-01 17:30", (CHIEF, zhang.pk)))
    assert street.count("shift") == 2


def test_what_is_over_stays_as_it_was(street: Office) -> None:
    centre = street.unit()
    (shift,) = make(street, centre.pk, new("2026-11-20 08:30", "2026-11-20 17:30"))
    assert refused(street.boss, rota.cancel_shift, shift.pk) == "rota.over"
    assert refused(street.boss, rota.change_crew, shift.pk, seen=1, people=[]) == "rota.over"


def patterned(street: Office, unit_id: UUID, people: Sequence[Person], **more: Any) -> Pattern:
    turns = {CHIEF: tuple(each.pk for each in people[:3]), LEADER: tuple(each.pk for each in people[3:5]), MEMBER: ()}
    plans = {DayType.WORKDAY: DayPlan.WHOLE_DAY, DayType.WEEKEND: DayPlan.WHOLE_DAY, DayType.HOLIDAY: DayPlan.DAY_NIGHT}
    wanted = Pattern(plans, turns=turns, **{"members_each": 0, **more})
    with scope.scoped(street.boss):
        rota.save_pattern(street.boss, unit_id, seen=0, pattern=wanted)
    return wanted


def test_a_month_is_laid_from_the_pattern_where_nothing_stands_and_the_round_goes_on(street: Office) -> None:
    centre = street.unit()
    staff = [street.person(name) for name in ("张宁", "吴越", "林晓", "周敏", "陈刚")]
    wanted = patterned(street, centre.pk, staff)
    make(street, centre.pk, new("2026-10-03 08:30", "2026-10-04 08:30"))
    with told("2026-09-20 10:00"), scope.scoped(street.boss):
        assert queries.pattern_of(street.boss, centre.pk)[1] == wanted
        made = rota.lay_month(street.boss, centre.pk, month=date(2026, 10, 15))
        shown = queries.shifts(street.boss, centre.pk, *months.bounds(date(2026, 10, 1), date(2026, 10, 31)))
        gaps = queries.gaps(shown, at("2026-10-01 08:30"), at("2026-11-01 00:00"))
    # Days off for National Day are divided in two: 1, 2 and 4 to 7; the 3rd had its shift.
    assert len(made) == 6 * 2 + 24
    assert gaps.uncovered == []
    assert [each.shift.begins_at for each in gaps.incomplete] == [at("2026-10-03 08:30")]
    with scope.scoped(street.boss):
        november = months.plan_of(street.boss, centre.pk, date(2026, 11, 1))
    october_last = crew(street, made[-1])
    turn = list(wanted.turns[CHIEF])
    assert dict(november[0].people)[CHIEF] == turn[(turn.index(october_last[CHIEF][0]) + 1) % 3]
    assert refused(street.boss, rota.lay_month, centre.pk, month=date(2026, 10, 1)) == "rota.nothing_empty"


def test_a_pattern_is_kept_on_the_version_seen_and_refused_where_it_cannot_be(street: Office) -> None:
    centre = street.unit()
    staff = [street.person(name) for name in ("张宁", "吴越", "林晓", "周敏", "陈刚")]
    wanted = patterned(street, centre.pk, staff)
    with scope.scoped(street.boss):
        row, _ = queries.pattern_of(street.boss, centre.pk)
        assert row is not None
        rota.save_pattern(street.boss, centre.pk, seen=1, pattern=Pattern(wanted.plans, time(9), time(18), {CHIEF: (staff[4].pk,)}))
        assert queries.pattern_of(street.boss, centre.pk)[1].turns[CHIEF] == (staff[4].pk,)
    with pytest.raises(Stale), scope.scoped(street.boss):
        rota.save_pattern(street.boss, centre.pk, seen=1, pattern=wanted)
    for bad, code in (
        (Pattern(wanted.plans, time(18), time(9)), "rota.night_first"),
        (Pattern(wanted.plans, members_each=21), "rota.too_many_members"),
        (Pattern(wanted.plans, turns={CHIEF: (staff[0].pk, staff[0].pk)}), "rota.turn_twice"),
        (Pattern(wanted.plans, turns={CHIEF: (uuid7(),)}), "kernel.not_found"),
    ):
        assert refused(street.boss, rota.save_pattern, centre.pk, seen=2, pattern=bad) == code
    other = street.unit("B1", "城管中队", "outpost")
    assert refused(street.boss, rota.lay_month, other.pk, month=date(2026, 12, 1)) == "rota.no_pattern"


def test_who_leaves_is_taken_off_the_shifts_to_come(street: Office) -> None:
    centre = street.unit()
    staff = [street.person(name) for name in ("张宁", "吴越", "林晓", "周敏", "陈刚")]
    patterned(street, centre.pk, staff)
    past, coming = make(
        street,
        centre.pk,
        new("2026-11-20 08:30", "2026-11-20 17:30", (CHIEF, staff[0].pk)),
        new("2026-12-20 08:30", "2026-12-20 17:30", (CHIEF, staff[0].pk), (LEADER, staff[3].pk)),
    )
    with scope.scoped(street.clerk):
        parting = people.leave(street.clerk, staff[0].pk, left_on=date(2026, 11, 22))
    assert any("2026-12-20" in each for each in parting.uncovered)
    assert (crew(street, past)[CHIEF], crew(street, coming)[CHIEF], crew(street, coming)[LEADER]) == ([staff[0].pk], [], [staff[3].pk])
    with scope.scoped(street.boss):
        assert staff[0].pk not in queries.pattern_of(street.boss, centre.pk)[1].turns[CHIEF]
    assert verbs_of(street.boss, coming)[-1] == "shift.crew_changed"


def planned(street: Office, unit_id: UUID, *rows: Sequence[str]) -> list[Planned | str]:
    sent = write_xlsx(HEADINGS, rows)
    with scope.scoped(street.boss):
        lines = by_heading(read_rows(BytesIO(sent), name="值班表.xlsx"), HEADINGS)
        found = rota_sheet.planned(street.boss, unit_id, lines)
    return [each if isinstance(each, Planned) else f"{each.code}: {each.sentence}" for each in found]


def test_a_sheet_comes_back_as_it_went(street: Office) -> None:
    centre = street.unit()
    zhang, wu, lin = street.person("张宁"), street.person("吴越"), street.person("林晓")
    staff = ((CHIEF, zhang.pk), (LEADER, wu.pk), (MEMBER, lin.pk))
    (shift,) = make(street, centre.pk, new("2026-12-01 08:30", "2026-12-02 08:30", *staff, kind=ShiftKind.WHOLE_DAY))
    with scope.scoped(street.boss):
        rows = rota_sheet.rows(queries.with_people(street.boss, [shift]), cards.cards(street.boss, [zhang.pk, wu.pk, lin.pk]))
    assert rows == [[date(2026, 12, 1), "全天", "张宁", "吴越", "林晓"]]
    (found,) = planned(street, centre.pk, ["2026-12-01", "全天", "张宁", "吴越", "林晓"])
    assert found == Planned(ShiftKind.WHOLE_DAY, date(2026, 12, 1), at("2026-12-01 08:30"), at("2026-12-02 08:30"), staff)


def test_each_row_of_a_sheet_that_does_not_fit_is_named(street: Office) -> None:
    centre, other = street.unit(), street.unit("B1", "城管中队", "outpost")
    zhang, twin = street.person("张宁", centre), street.person("张宁", other)
    gone = street.person("陈刚", centre)
    with scope.scoped(street.clerk):
        people.leave(street.clerk, gone.pk, left_on=date(2026, 11, 22))
    found = planned(
        street,
        centre.pk,
        ["昨天", "全天", "张宁", "", ""],
        ["1999-01-01", "全天", "张宁", "", ""],
        ["2026-13-01", "全天", "张宁", "", ""],
        ["2026-02-30", "全天", "张宁", "", ""],
        ["2026-12-01", "晚上", "张宁", "", ""],
        ["2026-12-01", "全天", "张宁", "", ""],
        ["2026-12-01", "全天", "李四", "", ""],
        ["2026-12-01", "全天", "陈刚", "", ""],
        ["2026-12-01", "全天", "张宁（城管中队）", "", ""],
        ["2026-12-01", "全天", "张宁（别处）", "", ""],
        ["2026-12-01", "全天", "张宁、吴越", "", ""],
        ["2026-12-01", "全天", "（）", "", ""],
        ["2026年12月1日", "夜班", "张宁(城运中心)", "", "张宁（城运中心）"],
        ["2026年12月1日", "夜班", "", "", ""],
    )
    codes = [each.partition(":")[0] if isinstance(each, str) else "" for each in found]
    assert codes == [
        "rota.bad_date", "rota.bad_date", "rota.bad_date", "rota.bad_date",
        "rota.bad_shift", "rota.several_called", "rota.nobody_called", "rota.nobody_called", "",
        "rota.nobody_called", "rota.several_names", "rota.bad_name", "rota.row", "",
    ]  # fmt: skip
    assert all(f"Row {number}" in each for number, each in enumerate(found, start=2) if isinstance(each, str))
    good = found[8]
    assert isinstance(good, Planned)
    assert good.people == ((CHIEF, twin.pk),)
    assert zhang.pk != twin.pk


def test_the_operations_centre_is_asked_for_where_none_is_named(street: Office) -> None:
    assert refused(street.boss, queries.unit_for, None) == "rota.no_unit"
    other = street.unit("B1", "城管中队", "outpost")
    with scope.scoped(street.boss):
        assert queries.unit_for(street.boss, None) == other
    centre = street.unit()
    with scope.scoped(street.boss):
        assert queries.unit_for(street.boss, None) == centre
        assert queries.unit_for(street.boss, other.pk) == other
    assert refused(street.boss, queries.unit_for, uuid7()) == "kernel.not_found"


def test_readers_look_and_touch_nothing_and_neighbours_find_nothing(street: Office) -> None:
    centre = street.unit()
    (shift,) = make(street, centre.pk, new("2026-11-22 08:30", "2026-11-23 08:30"))
    assert refused(street.looker, rota.make_shifts, centre.pk, []) == "kernel.not_allowed"
    assert refused(street.looker, rota.cancel_shift, shift.pk) == "kernel.not_allowed"
    for actor in (street.neighbour, street.nobody):
        assert refused(actor, rota.cancel_shift, shift.pk) == "kernel.not_found"
        with scope.scoped(actor):
            assert queries.on_duty(actor, clock.now()) == []
            assert queries.units(actor) == []
            with pytest.raises(NotFound):
                queries.get_for(actor, shift.pk)
            assert queries.pattern_of(actor, centre.pk)[0] is None
    with scope.scoped(street.looker):
        assert queries.get_for(street.looker, shift.pk).ends_at - shift.begins_at == timedelta(days=1)
