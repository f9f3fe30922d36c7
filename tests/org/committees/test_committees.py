"""Committees: terms without overlap, one chair, reminders of elections; who may do what."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.ids import uuid7
from linli.org.actions import committees, people
from linli.org.models import Committee, CommitteeMember, CommitteeTerm, Person
from linli.org.queries import committees as queries
from linli.org.rules.committees import CommitteeKind, CommitteeRole, TermDays, TermState, state_of
from tests.org.floor import representative, verbs_of
from tests.org.people.office import Office

BEGIN, END = date(2024, 3, 1), date(2027, 2, 28)


def committee(street: Office, name: str = "兰亭汇楼委会", grid_id: UUID | None = None) -> Committee:
    with scope.scoped(street.boss):
        return committees.set_up(street.boss, kind=CommitteeKind.BUILDING, name=name, grid_id=grid_id, begins_on=BEGIN)


def term(street: Office, body: Committee, number: int = 1, begin: date = BEGIN, end: date = END) -> CommitteeTerm:
    with scope.scoped(street.boss):
        return committees.begin_term(street.boss, body.pk, number=number, begins_on=begin, ends_on=end)


def join(street: Office, present: CommitteeTerm, person: Person, role: CommitteeRole, on: date = BEGIN) -> CommitteeMember:
    with scope.scoped(street.boss):
        return committees.join(street.boss, present.pk, person_id=person.pk, role=role, begins_on=on)


def refused(actor: Actor, action: Any, *given: Any, **named: Any) -> str:
    with pytest.raises(Refused) as raised, scope.scoped(actor):
        action(actor, *given, **named)
    assert raised.value.sentence
    return raised.value.code


def test_a_committee_has_a_term_a_chair_and_members(street: Office) -> None:
    body = committee(street, grid_id=street.grid().pk)
    present = term(street, body)
    chair, member = representative(street, "王建国"), representative(street, "林美")
    join(street, present, member, CommitteeRole.REPRESENTATIVE)
    join(street, present, chair, CommitteeRole.CHAIR)
    with scope.scoped(street.looker):
        (shown,) = queries.standings(street.looker, date(2026, 11, 22))
        assert queries.get_for(street.looker, body.pk).grid.name == "兰田一网格"
        assert [each.pk for each in queries.members_of(street.looker, [present.pk])]
    assert (shown.state, shown.shape, shown.days, shown.chair_id) == (TermState.RUNNING, "ok", 98, chair.pk)
    assert [each.person_id for each in shown.members] == [chair.pk, member.pk]
    assert verbs_of(street.boss, body) == ["committee.set_up", "committee.term_begun", "committee.member_joined", "committee.member_joined"]


@pytest.mark.parametrize(
    ("today", "state", "days"),
    [
        (date(2024, 2, 29), TermState.NONE, 0),
        (date(2026, 12, 29), TermState.RUNNING, 61),
        (date(2026, 12, 30), TermState.ENDING, 60),
        (END, TermState.ENDING, 0),
        (date(2027, 3, 1), TermState.OVER, -1),
    ],
)
def test_the_next_election_is_remembered_sixty_days_before(today: date, state: TermState, days: int) -> None:
    assert state_of([TermDays(1, BEGIN, END)], today)[::2] == (state, days)


def test_a_successor_that_follows_at_once_needs_no_reminder() -> None:
    terms = [TermDays(1, BEGIN, END), TermDays(2, END + timedelta(days=1), date(2030, 2, 28))]
    assert state_of(terms, date(2027, 2, 1))[0] is TermState.RUNNING
    assert state_of(terms, date(2027, 3, 1))[1] == terms[1]


def test_a_term_over_without_successor_stands_above_the_others(street: Office) -> None:
    over, running, new = committee(street, "甲"), committee(street, "乙"), committee(street, "丙")
    term(street, over, end=date(2026, 1, 31))
    term(street, running)
    with scope.scoped(street.boss):
        shown = queries.standings(street.boss, date(2026, 11, 22))
        assert queries.standing(street.boss, running, date(2026, 11, 22)).state is TermState.RUNNING
    assert [(each.committee.pk, each.state) for each in shown] == [
        (over.pk, TermState.OVER),
        (new.pk, TermState.NONE),
        (running.pk, TermState.RUNNING),
    ]
    assert shown[0].days_over == 295
    assert shown[0].chair_id is None


@pytest.mark.parametrize(
    ("number", "begin", "end", "code"),
    [
        (2, END, date(2030, 1, 1), "committees.terms_overlap"),
        (2, date(2020, 1, 1), BEGIN, "committees.terms_overlap"),
        (1, date(2027, 3, 1), date(2030, 1, 1), "committees.number_taken"),
        (0, date(2027, 3, 1), date(2030, 1, 1), "committees.bad_number"),
        (2, date(2027, 3, 1), date(2027, 2, 1), "committees.term_ends_first"),
        (2, date(2027, 3, 1), date(2040, 2, 1), "committees.term_too_long"),
    ],
)
def test_a_term_that_does_not_fit_is_refused(street: Office, number: int, begin: date, end: date, code: str) -> None:
    body = committee(street)
    term(street, body)
    assert refused(street.boss, committees.begin_term, body.pk, number=number, begins_on=begin, ends_on=end) == code
    assert street.count("committee_term") == 1


def test_a_term_may_be_put_off(street: Office) -> None:
    body = committee(street)
    present = term(street, body)
    term(street, body, 2, date(2027, 4, 1), date(2030, 3, 31))
    with scope.scoped(street.boss):
        later = committees.change_term(street.boss, present.pk, begins_on=BEGIN, ends_on=date(2027, 3, 31))
    assert later.ends_on == date(2027, 3, 31)
    late = date(2027, 4, 1)
    assert refused(street.boss, committees.change_term, present.pk, begins_on=BEGIN, ends_on=late) == "committees.terms_overlap"
    assert refused(street.boss, committees.change_term, uuid7(), begins_on=BEGIN, ends_on=END) == "kernel.not_found"


def test_who_does_not_fit_is_refused(street: Office) -> None:
    street.unit()
    staff, chair, other = street.person("张宁"), representative(street, "王建国"), representative(street, "林美")
    body = committee(street)
    present = term(street, body)
    member = join(street, present, chair, CommitteeRole.CHAIR)

    def said(person_id: UUID, role: CommitteeRole, on: date = date(2026, 1, 1)) -> str:
        return refused(street.boss, committees.join, present.pk, person_id=person_id, role=role, begins_on=on)

    assert said(other.pk, CommitteeRole.CHAIR) == "committees.chair_taken"
    assert said(chair.pk, CommitteeRole.VICE) == "committees.member_twice"
    assert said(staff.pk, CommitteeRole.VICE) == "committees.not_representative"
    assert said(other.pk, CommitteeRole.VICE, date(2028, 1, 1)) == "committees.outside_term"
    assert said(uuid7(), CommitteeRole.VICE) == "kernel.not_found"
    assert refused(street.boss, committees.leave, member.pk, ends_on=date(2024, 2, 1)) == "committees.leaves_first"
    assert refused(street.boss, committees.leave, member.pk, ends_on=date(2027, 3, 1)) == "committees.outside_term"
    assert refused(street.boss, committees.leave, uuid7(), ends_on=END) == "kernel.not_found"
    assert street.count("committee_member") == 1


def test_a_chair_who_leaves_makes_room_for_the_next(street: Office) -> None:
    first, second = representative(street, "王建国"), representative(street, "林美")
    body = committee(street)
    present = term(street, body)
    member = join(street, present, first, CommitteeRole.CHAIR)
    with scope.scoped(street.boss):
        committees.leave(street.boss, member.pk, ends_on=date(2026, 5, 31))
    assert refused(street.boss, committees.leave, member.pk, ends_on=date(2026, 6, 30)) == "committees.left_already"
    join(street, present, second, CommitteeRole.CHAIR, date(2026, 6, 1))
    with scope.scoped(street.boss):
        assert queries.standing(street.boss, body, date(2026, 5, 31)).chair_id == first.pk
        assert queries.standing(street.boss, body, date(2026, 6, 1)).chair_id == second.pk


def test_who_leaves_the_subdistrict_leaves_the_committee(street: Office) -> None:
    chair, member = representative(street, "王建国"), representative(street, "林美")
    body = committee(street)
    present = term(street, body)
    join(street, present, chair, CommitteeRole.CHAIR)
    join(street, present, member, CommitteeRole.REPRESENTATIVE)
    with scope.scoped(street.clerk):
        assert "兰亭汇楼委会" in people.leave(street.clerk, chair.pk, left_on=chair.joined_on).uncovered
        assert people.leave(street.clerk, member.pk, left_on=member.joined_on).uncovered == ()
    assert verbs_of(street.boss, body)[-2:] == ["committee.member_left", "committee.member_left"]


def test_names_are_taken_once_and_ended_ones_are_free_again(street: Office) -> None:
    body = committee(street)
    kind = CommitteeKind.BLOCK
    assert refused(street.boss, committees.set_up, kind=kind, name=body.name, grid_id=None, begins_on=BEGIN) == "committees.name_taken"
    assert refused(street.boss, committees.set_up, kind=kind, name="丁", grid_id=uuid7(), begins_on=BEGIN) == "kernel.not_found"
    with scope.scoped(street.boss):
        committees.rename(street.boss, body.pk, seen=1, name="兰亭汇楼宇委员会", grid_id=None)
    with pytest.raises(Stale), scope.scoped(street.boss):
        committees.rename(street.boss, body.pk, seen=1, name="晚了", grid_id=None)
    assert refused(street.boss, committees.end, body.pk, ends_on=date(2020, 1, 1)) == "committees.leaves_first"
    with scope.scoped(street.boss):
        committees.end(street.boss, body.pk, ends_on=date(2026, 11, 1))
        assert queries.standings(street.boss, date(2026, 11, 22)) == []
    assert refused(street.boss, committees.end, body.pk, ends_on=END) == "committees.over"
    committee(street, "兰亭汇楼宇委员会")


def test_readers_look_and_touch_nothing_and_neighbours_find_nothing(street: Office) -> None:
    body = committee(street)
    for actor, code in ((street.looker, "kernel.not_allowed"), (street.neighbour, "kernel.not_found"), (street.nobody, "kernel.not_found")):
        assert refused(actor, committees.end, body.pk, ends_on=END) == code
    assert (
        refused(street.looker, committees.set_up, kind=CommitteeKind.BLOCK, name="x", grid_id=None, begins_on=BEGIN) == "kernel.not_allowed"
    )
    for actor in (street.neighbour, street.nobody):
        with scope.scoped(actor):
            assert queries.standings(actor, END) == []
            with pytest.raises(NotFound):
                queries.get_for(actor, body.pk)
    assert verbs_of(street.boss, body) == ["committee.set_up"]
