"""Hot issues of a period: every figure equals a count by hand, and what was asked for is kept for a week."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.insight import jobs
from linli.insight.actions import counting
from linli.insight.models import HotIssue, HotMember, HotPeriod
from linli.insight.queries import hot
from linli.insight.rules.counting import Period, standing
from linli.kernel import journal, scope
from linli.kernel.errors import Refused
from linli.org.rules.people import ZONE, day_of
from linli.tickets.actions import aside, excluding
from linli.tickets.models import Exclusion
from linli.tickets.rules.verifications import ExclusionReason
from tests.insight.stream import LAMP, MIXER, MIXERS, SCHOOL, changed, closed, counted, gathered, members, said
from tests.tickets.test_verifications import excluders
from tests.tickets.town import BEGIN, Hand, Town
from tests.work import do_all

TODAY = day_of(BEGIN)
# Everything of an issue anew from the tickets alone, by somebody who knows only which tickets it is about.
BY_HAND = """
    WITH RECURSIVE answers AS (
        SELECT id AS ticket_id, id AS into_id FROM ticket WHERE id = ANY(%(tickets)s)
        UNION ALL
        SELECT answers.ticket_id, ticket.merged_into_id
        FROM answers JOIN ticket ON ticket.id = answers.into_id WHERE ticket.state = 'merged'
    ), ends AS (
        SELECT ticket_id, bool_or(ticket.state = 'closed' AND ticket.verdict = 'solved') AS is_solved
        FROM answers JOIN ticket ON ticket.id = answers.into_id GROUP BY ticket_id
    )
    SELECT count(*), sum(likes), sum(dislikes), count(*) FILTER (WHERE received_at >= %(end)s - interval '30 days'),
           count(*) FILTER (WHERE NOT is_solved), min(received_at), max(received_at),
           (SELECT count(DISTINCT phone_code) FROM reporter WHERE ticket_id = ANY(%(tickets)s))
    FROM ticket JOIN ends ON ends.ticket_id = ticket.id
"""


def by_hand(town: Town, tickets: set[UUID], end: datetime) -> tuple[Any, ...]:
    with town.database.connect("superuser") as superuser:
        row = superuser.execute(BY_HAND, {"tickets": list(tickets), "end": end}).fetchone()
    assert row is not None
    return tuple(row)


def test_every_figure_equals_a_count_by_hand(town: Town) -> None:
    mixers = [said(town, MIXERS[number % 3], days_ago=5 + 9 * number, phone=f"1380000000{number % 5}") for number in range(8)]
    lamps = [said(town, LAMP, days_ago=4, phone="13900000001"), said(town, f"{LAMP}，谢谢", days_ago=3, phone="13900000002")]
    cars, more_cars = said(town, SCHOOL, days_ago=2, phone="13900000003"), said(town, "门口的车", days_ago=2, phone="13900000003")
    long_ago = said(town, MIXER, days_ago=100, phone="13800000009")
    with town.database.connect("superuser") as superuser:
        superuser.execute("UPDATE ticket SET likes = 3, dislikes = 1 WHERE id = ANY(%s)", [mixers[:2]])
    town.does(town.centre, aside.merge, mixers[1], mixers[0], note="同一件")
    town.does(town.centre, aside.merge, mixers[2], mixers[3], note="同一件")
    # Solved in the end by way of one that is no member.
    town.does(town.centre, aside.merge, mixers[6], cars, note="同一件")
    town.does(town.centre, aside.merge, cars, more_cars, note="同一件")
    closed(town, more_cars)
    closed(town, mixers[0])
    closed(town, mixers[5], "explained")
    gathered(town)

    row, (first, second) = counted(town)

    assert (row.first_on, row.last_on, row.tickets) == (TODAY - timedelta(days=89), TODAY, 12)
    end = Period(row.first_on, row.last_on).bounds(ZONE)[1]
    for issue, tickets in ((first, set(mixers)), (second, set(lamps))):
        assert members(town, issue) == tickets
        figures = (issue.tickets, issue.likes, issue.dislikes, issue.recent, issue.unsolved, issue.first_at, issue.last_at, issue.breadth)
        assert figures == by_hand(town, tickets, end)
        assert sum(issue.trend) == issue.tickets and issue.days == (issue.last_at - issue.first_at).days
    assert (first.unsolved, first.breadth, first.before, second.before) == (5, 5, 1, 0)
    # Known by the oldest of the whole group, also when that came before the period.
    assert first.oldest_id == long_ago and second.oldest_id == lamps[0]
    assert (first.rank, first.rank_by_tickets, first.place, second.place) == (1, 1, "丽景新城", "兰田路")


def test_what_was_taken_back_counts_for_nothing(town: Town) -> None:
    kept = [said(town, MIXERS[number], days_ago=4 + number, phone=f"1380000000{number}") for number in range(3)]
    gone = [said(town, MIXER, days_ago=number, phone=f"1370000000{number}") for number in range(1, 4)]
    town.does(town.centre, aside.withdraw, gone[0], note="报事人说不用了")
    changed(town, gone[1], state="void", ended_at=BEGIN, state_before="received", due_at=None, due_kind="")
    closed(town, gone[2])
    one, two = excluders(town)
    reader = replace(town.chengguan, permissions=town.chengguan.permissions | {"tickets.read"})
    found: Exclusion = town.does(reader, excluding.ask_exclusion, gone[2], reason=ExclusionReason.UNREASONABLE, evidence="记录")
    for signer in (one, two):
        town.does(signer, excluding.decide_exclusion, found.pk, is_granted=True, note="同意")
    gathered(town)
    (issue,) = counted(town)[1]
    assert members(town, issue) == set(kept) and issue.tickets == 3


def test_who_spoke_is_told_apart_and_kept_nowhere(town: Town) -> None:
    phones = [said(town, MIXERS[number], days_ago=1 + number, phone="13800000001", name=f"林{number}") for number in range(3)]
    gathered(town)
    assert counted(town)[1] == []
    for number, name in enumerate(["王芳", "王芳", "李明"]):
        said(town, MIXERS[number], days_ago=4 + number, name=name)
    # Found by the street itself, twice: one voice.
    said(town, MIXER, days_ago=8)
    said(town, MIXERS[1], days_ago=9)
    gathered(town)
    (issue,) = counted(town)[1]
    assert (issue.tickets, issue.breadth, issue.oldest_id in phones) == (8, 4, False)
    with town.database.connect("superuser") as superuser:
        for table in ("hot_issue", "hot_member", "hot_reading", "hot_period"):
            columns = superuser.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]).fetchall()
            assert not [name for (name,) in columns if any(word in name for word in ("reporter", "phone", "name"))]


def test_a_period_counts_its_own_days_and_the_ones_before(town: Town) -> None:
    for days in (1, 12, 25, 31, 38):
        said(town, MIXERS[days % 3], days_ago=days, phone=f"138000000{days:02}")
    gathered(town)
    period = Period(TODAY - timedelta(days=29), TODAY)
    row, (issue,) = counted(town, period)
    assert (issue.tickets, issue.before, issue.recent, row.is_standing) == (3, 2, 3, False)
    assert counted(town, Period(TODAY - timedelta(days=19), TODAY - timedelta(days=10)))[1] == []
    with scope.scoped(town.house):
        assert [entry.verb for entry in journal.story_of(row)] == ["hot_period.asked"]


def test_asking_twice_counts_once_and_only_who_reads_tickets_asks(town: Town, hand: Hand) -> None:
    first, last = TODAY - timedelta(days=29), TODAY

    def ask(first_on: date = first) -> HotPeriod:
        with scope.scoped(town.centre):
            return counting.ask_period(town.centre, first_on, last)

    asked = ask()
    assert ask() == asked and ask().journal_seq == asked.journal_seq
    hand.passes(minutes=3)
    again = ask()
    assert again.pk == asked.pk and again.journal_seq == asked.journal_seq + 1
    do_all(town.database)
    with scope.scoped(town.centre):
        counted_row = hot.period_of(town.centre, Period(first, last))
    assert counted_row is not None and counted_row.counted_at is not None
    hand.passes(minutes=30)
    assert ask().journal_seq == again.journal_seq

    with pytest.raises(Refused) as refusal, scope.scoped(town.wuye):
        counting.ask_period(town.wuye, first, last)
    assert refusal.value.code == "kernel.not_allowed"


def test_what_was_asked_the_longest_ago_makes_room_and_nobody_waits_for_a_week(
    town: Town, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "KEPT_PERIODS", 2)
    days = [Period(TODAY - timedelta(days=29 + number), TODAY) for number in range(4)]

    def ask(number: int) -> None:
        with scope.scoped(town.centre):
            counting.ask_period(town.centre, days[number].first_on, days[number].last_on)
        do_all(town.database)

    def kept() -> list[int]:
        with scope.scoped(town.centre):
            rows = [hot.period_of(town.centre, each) for each in days]
        return [number for number, row in enumerate(rows) if row is not None and row.counted_at is not None]

    for number in range(2):
        ask(number)
        hand.passes(minutes=2)
    with pytest.raises(Refused) as refusal:
        ask(2)
    assert refusal.value.code == "insight.too_many_periods" and "10 minutes" in str(refusal.value.sentence)
    assert kept() == [0, 1], "what was just asked for is still there"
    hand.passes(minutes=9)
    ask(2)
    assert kept() == [1, 2]
    hand.passes(minutes=11)
    ask(0)
    assert kept() == [0, 2], "asked again, counted again"


def test_what_was_asked_a_week_ago_is_let_go_of_and_counted_again_when_asked(town: Town, hand: Hand) -> None:
    for number in range(2):
        said(town, MIXERS[number], days_ago=1 + number, phone=f"1380000000{number}")
    gathered(town)
    period = standing(TODAY)
    row, issues = counted(town, period)
    kept = counted(town)[0]
    assert len(issues) == 1
    hand.passes(days=6)
    with scope.scoped(town.house):
        assert counting.forget_periods(town.house) == 0
    hand.passes(days=2)
    with scope.scoped(town.house):
        jobs.forget_periods(town.house)
        assert HotIssue.objects.filter(period_id=row.pk).count() == 0
        row.refresh_from_db()
        assert row.counted_at is None and HotIssue.objects.filter(period_id=kept.pk).count() == 1
    assert len(counted(town, period)[1]) == 1
    with scope.scoped(town.house):
        jobs.count_standing(town.house)
        jobs.count_period(town.house, row.pk, 1)
        assert counting.count_period(town.house, town.lanting) is None
        assert HotPeriod.objects.count() == 2 and HotMember.objects.count() == 4


def test_the_house_counts_by_itself(town: Town) -> None:
    with scope.scoped(town.house):
        jobs.count_standing(town.house)
        row = HotPeriod.objects.get()
        jobs.count_standing(town.house)
        assert row.counted_at == BEGIN and [entry.verb for entry in journal.story_of(row)] == ["hot_period.kept"]
