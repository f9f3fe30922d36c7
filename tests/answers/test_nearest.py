"""What is near is offered, with the words that both have; drafts, what waits, what is over and what does not hold yet never are."""

from datetime import UTC, date, datetime, timedelta

import pytest

from linli.answers.actions import reviewing
from linli.answers.queries import nearest
from linli.answers.rules.kinds import Audience
from linli.kernel import scope
from linli.kernel.writes import attempt
from tests.answers.base import Base
from tests.places.street import NOW

# The last moment of 23 November in the street, and the first of the 24th.
MIDNIGHT = datetime(2026, 11, 23, 16, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def test_what_was_not_reviewed_is_never_offered(base: Base) -> None:
    base.write()
    base.write(question="骑手参加医保要多少钱？", is_handed_in=True)
    assert base.offered() == base.told_anybody() == []


def test_the_last_day_is_offered_to_its_last_moment_in_the_street_and_not_a_moment_longer(base: Base) -> None:
    base.in_force(valid_until=date(2026, 11, 23))

    assert len(base.offered(at=MIDNIGHT - MOMENT)) == len(base.told_anybody(at=MIDNIGHT - MOMENT)) == 1
    assert base.offered(at=MIDNIGHT) == base.told_anybody(at=MIDNIGHT) == []


def test_the_first_day_begins_in_the_street(base: Base) -> None:
    base.in_force(valid_from=date(2026, 11, 24))

    assert base.offered(at=MIDNIGHT - MOMENT) == base.told_anybody(at=MIDNIGHT - MOMENT) == []
    assert len(base.offered(at=MIDNIGHT)) == len(base.told_anybody(at=MIDNIGHT)) == 1


def test_passers_by_read_what_is_for_everybody_only(base: Base) -> None:
    base.in_force(audience=Audience.CLERKS)
    assert base.offered() and base.told_anybody() == []


def test_three_at_most_and_nothing_for_no_words_or_words_that_are_far(base: Base) -> None:
    for place in range(5):
        base.in_force(question=f"骑手怎么参加医保之{place}？")
    assert len(base.offered()) == nearest.SHOWN == 3
    assert base.offered("  ") == base.offered("路灯不亮") == base.offered("怎么办") == []


def test_it_says_which_words_both_have(base: Base) -> None:
    base.in_force()
    with scope.scoped(base.reader):
        (found,) = nearest.for_clerks(base.reader, "我是骑手，医保怎么交", NOW)
    assert "医保" in " ".join(found.words) and 0 < found.nearness <= 1
    assert found.version.unit.short_name == "受理中心"


def test_a_change_that_is_undone_leaves_no_trace_on_the_shelf(base: Base) -> None:
    answer = base.write(is_handed_in=True)
    with scope.scoped(base.reviewer), attempt():
        reviewing.review(base.reviewer, answer.pk, seen=2)
        assert nearest.for_clerks(base.reviewer, "骑手怎么参加医保", NOW)
        base.stranger.require("answers.review")
    assert base.offered() == []


def test_one_goes_while_another_comes(base: Base) -> None:
    first, second = base.in_force(), base.write(question="骑手医保断缴怎么补？", is_handed_in=True)
    assert base.offered() == ["外地户籍的骑手怎么参加医保？"]

    base.does(reviewing.withdraw, first.pk, actor=base.reviewer, seen=base.seen(first), why="并入另一条")
    base.review(second)

    assert base.offered() == ["骑手医保断缴怎么补？"]


def test_a_process_keeps_some_streets_only(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    base.in_force()
    monkeypatch.setattr(nearest, "_KEPT", 1)
    assert base.offered() and base.told_anybody() and base.offered()
    assert len(nearest._SHELVES) == 1
