"""A hot issue in somebody's hand: who may, what is said of it, and where the mark is when groups become one or part."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from linli.insight.actions import marking as actions
from linli.insight.models import HotIssue, HotMark
from linli.insight.queries import hot
from linli.insight.queries import marking as queries
from linli.insight.queries.hot import Wanted
from linli.insight.rules.counting import Period
from linli.kernel import journal, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.ids import uuid7
from linli.org.rules.people import day_of
from linli.tickets.rules.permissions import Permission
from tests.insight.stream import LAMP, MIXERS, changed, counted, gathered, said
from tests.tickets.town import BEGIN, Town

TODAY = day_of(BEGIN)
LONG = Period(TODAY - timedelta(days=299), TODAY)


def lamps(town: Town, *days_ago: float) -> list[UUID]:
    """The same lamp, reported so many days ago by somebody else each time."""
    return [said(town, LAMP, days_ago=each, phone=f"139{int(each):08}") for each in days_ago]


def take(town: Town, oldest_id: UUID, actor: Actor | None = None, period: Period | None = None, note: str = "") -> HotMark:
    actor = actor or town.centre
    with scope.scoped(actor):
        return actions.take_in_hand(actor, period, oldest_id, note=note)


def let_go(town: Town, oldest_id: UUID, mark_id: UUID, seen: int, actor: Actor | None = None) -> HotMark:
    actor = actor or town.centre
    with scope.scoped(actor):
        return actions.let_go(actor, None, oldest_id, mark_id, seen=seen)


def note(town: Town, oldest_id: UUID, mark_id: UUID, seen: int, said: str) -> HotMark:
    with scope.scoped(town.centre):
        return actions.note_on(town.centre, None, oldest_id, mark_id, seen=seen, note=said)


def marked(town: Town, period: Period | None = None) -> dict[UUID, list[UUID]]:
    """The issues of these days, each by its oldest ticket, with the marks found on it."""
    with scope.scoped(town.centre):
        row = hot.period_of(town.centre, period)
        assert row is not None
        issues: Sequence[HotIssue] = [each.issue for each in hot.lines(town.centre, row, Wanted())]
        found = queries.marks_on(town.centre, issues)
        return {issue.oldest_id: [mark.pk for mark in found.of(issue)] for issue in issues}


def counted_anew(town: Town, period: Period | None = None) -> None:
    gathered(town)
    counted(town, period)


def test_an_issue_is_taken_in_hand_noted_and_let_go_of_and_the_journal_keeps_it(town: Town) -> None:
    oldest_id = lamps(town, 3, 2)[0]
    counted_anew(town)
    with scope.scoped(town.centre):
        assert not queries.is_any(town.centre)
    mark = take(town, oldest_id, note="  周五\n现场看 ")
    assert marked(town) == {oldest_id: [mark.pk]} and mark.note == "周五 现场看" and mark.taken_by == town.centre.person_id
    with pytest.raises(Refused, match="Somebody has this issue in hand"):
        take(town, oldest_id)

    with pytest.raises(Stale):
        note(town, oldest_id, mark.pk, 0, "另一句")
    with pytest.raises(Refused):
        note(town, oldest_id, mark.pk, 1, "长" * 121)
    assert note(town, oldest_id, mark.pk, 1, "改到周六").note == "改到周六"
    with pytest.raises(Stale):
        let_go(town, oldest_id, mark.pk, 1)
    gone = let_go(town, oldest_id, mark.pk, 2)
    with pytest.raises(Refused, match="let go of this issue already"):
        let_go(town, oldest_id, mark.pk, 3)
    with scope.scoped(town.centre):
        assert [each.verb for each in journal.story_of(gone, after=0, limit=9)] == ["hot_mark.taken", "hot_mark.noted", "hot_mark.let_go"]
        assert queries.is_any(town.centre)
    assert marked(town) == {oldest_id: []}
    assert marked(town) != {oldest_id: [take(town, oldest_id).pk]}
    assert len(marked(town)[oldest_id]) == 1


def test_others_are_refused_with_a_reason_and_whoever_does_not_see_it_finds_nothing(town: Town) -> None:
    oldest_id, other_id = lamps(town, 3, 2)[0], said(town, MIXERS[0], days_ago=3, phone="13900000077")
    said(town, MIXERS[1], days_ago=2, phone="13900000078")
    counted_anew(town)
    reader = replace(town.nobody, permissions=frozenset({Permission.READ.value}))
    assert not queries.may_mark(reader) and queries.may_mark(town.centre)
    somewhere = replace(reader, limits={Permission.DELIBERATE.value: frozenset({uuid7()})})
    assert queries.may_mark(somewhere)
    with pytest.raises(Refused, match="may call meetings takes hot issues"):
        take(town, oldest_id, reader)
    with pytest.raises(Refused, match="may call meetings takes hot issues"):
        take(town, oldest_id, Actor.system("test", town.lanting))
    for unseen, actor in ((oldest_id, town.wuye), (uuid7(), town.centre)):
        with pytest.raises(NotFound):
            take(town, unseen, actor)

    mark = take(town, oldest_id)
    with pytest.raises(Refused, match="may call meetings takes hot issues"):
        let_go(town, oldest_id, mark.pk, 1, reader)
    for where, what in ((other_id, mark.pk), (oldest_id, uuid7())):
        with pytest.raises(NotFound):
            let_go(town, where, what, 1)
    with scope.scoped(town.centre):
        assert queries.marks_on(town.centre, []).people == set()
    with pytest.raises(NotFound), scope.scoped(town.centre):
        queries.lock_group(town.centre, uuid7())
    assert marked(town) == {oldest_id: [mark.pk], other_id: []}


def test_the_mark_follows_when_an_older_ticket_gives_the_issue_another_name(town: Town) -> None:
    oldest_id = lamps(town, 3, 2)[0]
    counted_anew(town)
    mark = take(town, oldest_id)
    older_id = lamps(town, 30)[0]
    gathered(town)
    # The groups know already, the count does not yet.
    assert marked(town) == {oldest_id: [mark.pk]}
    counted(town)
    assert marked(town) == {older_id: [mark.pk]}
    with pytest.raises(Refused, match="Somebody has this issue in hand"):
        take(town, older_id)


def test_the_mark_is_found_where_its_ticket_came_in_before_the_days_that_are_counted(town: Town) -> None:
    oldest_id = lamps(town, 100, 3, 2)[0]
    counted_anew(town, LONG)
    counted(town)
    mark = take(town, oldest_id, period=LONG)
    assert marked(town) == {oldest_id: [mark.pk]} == marked(town, LONG)


def test_where_groups_become_one_both_marks_stand_on_it_and_where_it_parts_each_goes_with_its_ticket(town: Town) -> None:
    # More than 120 days lie between both, and a ticket in the middle joins them.
    first, second = lamps(town, 210, 209)[0], lamps(town, 60, 59)[0]
    counted_anew(town, LONG)
    one, other = take(town, first, period=LONG), take(town, second, period=LONG)
    assert marked(town, LONG) == {first: [one.pk], second: [other.pk]}
    between = lamps(town, 130)[0]
    counted_anew(town, LONG)
    assert marked(town, LONG) == {first: [one.pk, other.pk]}

    changed(town, between, words=MIXERS[0], matter=MIXERS[0][:14])
    counted_anew(town, LONG)
    assert marked(town, LONG) == {first: [one.pk], second: [other.pk]}
