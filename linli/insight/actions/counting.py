"""Counting the hot issues of a period anew, asking for a period, and letting go of what was asked for a week ago."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from linli.insight.models import PLACE_LIMIT, HotIssue, HotMember, HotPeriod
from linli.insight.queries import counting as queries
from linli.insight.queries import hot
from linli.insight.queries.gathering import take_turn
from linli.insight.rules import counting as rules
from linli.insight.rules.counting import Counted, Member, Period
from linli.kernel import clock, jobs, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.writes import write
from linli.lang.matters import Reading, place_of, speaker_of
from linli.org.rules.people import ZONE, day_of

# A list longer than that nobody reads to its end.
KEPT_ISSUES: Final = 500
KEPT_PERIODS: Final = 20
KEPT_FOR: Final = timedelta(days=7)
# Who asks for more than are kept within that time waits: what was just counted can be looked at.
ASKED_WITHIN: Final = timedelta(minutes=10)


@write
def count_standing(actor: Actor) -> HotPeriod:
    """Count the last ninety days anew."""
    period, now = rules.standing(day_of(clock.now())), clock.now()
    # Two who are the first would both make the row.
    take_turn(actor)
    row = queries.standing_period(actor)
    if row is None:
        row = HotPeriod(
            subdistrict_id=actor.subdistrict_id, first_on=period.first_on, last_on=period.last_on, is_standing=True, asked_at=now
        )
        row.save(force_insert=True)
        journal.record(actor, "hot_period.kept", row, day_count=rules.STANDING_DAYS)
    row.first_on, row.last_on, row.asked_at = period.first_on, period.last_on, now
    _count(actor, row, period)
    return row


@write
def ask_period(actor: Actor, first_on: date, last_on: date) -> HotPeriod:
    """Ask that the hot issues of these days be counted; what is counted already, or being counted, is found as it is.

    Where many are kept, those asked for the longest ago are let go of: nobody's wish stands in the way of another's for a week.
    """
    hot.require_look(actor)
    period, now = rules.period_of(first_on, last_on, day_of(clock.now())), clock.now()
    row = hot.period_of(actor, period)
    if row is not None and (row.counted_at is not None or row.asked_at > now - hot.WAITED_FOR):
        return row
    if hot.asked_periods(actor).filter(asked_at__gt=now - ASKED_WITHIN).count() >= KEPT_PERIODS:
        raise Refused("insight.too_many_periods", limit=KEPT_PERIODS, minutes=ASKED_WITHIN // timedelta(minutes=1))

    for old in queries.latest_counted(actor)[KEPT_PERIODS - 1 :]:
        _let_go(actor, old)

    is_new = row is None
    row = row or HotPeriod(subdistrict_id=actor.subdistrict_id, first_on=period.first_on, last_on=period.last_on)
    row.asked_at = now
    row.save(force_insert=is_new, update_fields=None if is_new else ["asked_at"])

    journal.record(actor, "hot_period.asked", row, first_on=period.first_on.isoformat(), last_on=period.last_on.isoformat())
    jobs.queue("insight.count_period", row)
    return row


@write
def count_period(actor: Actor, period_id: UUID) -> HotPeriod | None:
    """Count the hot issues of a period that somebody asked for."""
    row = queries.lock_period(actor, period_id)
    if row is None:
        return None
    _count(actor, row, Period(row.first_on, row.last_on))
    return row


@write
def forget_periods(actor: Actor) -> int:
    """Let go of the issues of periods that were asked for a week ago; whoever asks again has them counted again."""
    old = list(hot.asked_periods(actor).filter(asked_at__lt=clock.now() - KEPT_FOR, counted_at__isnull=False))
    for row in old:
        _let_go(actor, row)
    return len(old)


def _let_go(actor: Actor, row: HotPeriod) -> None:
    _clear(actor, row)
    row.counted_at = None
    row.save(update_fields=["counted_at"])


def _count(actor: Actor, row: HotPeriod, period: Period) -> None:
    tickets, groups = queries.groups_in(actor, period, ZONE)
    found = rules.counted(_members(actor, groups), period, ZONE)[:KEPT_ISSUES]
    before = queries.numbers_in(actor, period.before, ZONE, [each.oldest_id for each in found])
    read = {reading.said.name: reading for reading in queries.readings(actor, _ids(found))}

    _clear(actor, row)
    row.tickets, row.counted_at = tickets, clock.now()
    row.save(update_fields=["first_on", "last_on", "asked_at", "tickets", "counted_at"])
    by_tickets = {each.oldest_id: rank for rank, each in enumerate(sorted(found, key=lambda one: (-len(one.members), one.oldest_id)), 1)}
    issues = [_issue(row, each, [read[str(member.ticket_id)] for member in each.members]) for each in found]
    for rank, issue in enumerate(issues, 1):
        issue.rank, issue.rank_by_tickets, issue.before = rank, by_tickets[issue.oldest_id], before.get(issue.oldest_id, 0)
    HotIssue.objects.bulk_create(issues)
    HotMember.objects.bulk_create(
        (
            HotMember(subdistrict_id=actor.subdistrict_id, issue=issue, ticket_id=member.ticket_id)
            for issue, each in zip(issues, found, strict=True)
            for member in each.members
        ),
        batch_size=1_000,
    )


def _members(actor: Actor, groups: Mapping[UUID, Sequence[UUID]]) -> Mapping[UUID, Sequence[Member]]:
    group = {ticket_id: oldest_id for oldest_id, ids in groups.items() for ticket_id in ids}
    found: dict[UUID, list[Member]] = {}
    for member in queries.members(actor, group):
        found.setdefault(group[member.ticket_id], []).append(member)
    return found


def _ids(found: Iterable[Counted]) -> list[UUID]:
    return [member.ticket_id for each in found for member in each.members]


def _issue(period: HotPeriod, found: Counted, readings: Sequence[Reading]) -> HotIssue:
    """The row of an issue as far as it stands for itself."""
    return HotIssue(
        subdistrict_id=period.subdistrict_id,
        period=period,
        oldest_id=found.oldest_id,
        heat=found.parts.heat,
        tickets=len(found.members),
        breadth=found.parts.reporters,
        likes=found.parts.likes,
        dislikes=found.parts.dislikes,
        recent=found.recent,
        days=found.parts.days,
        unsolved=found.unsolved,
        first_at=found.members[0].at,
        last_at=found.members[-1].at,
        place=place_of(readings)[:PLACE_LIMIT],
        speaker_id=UUID(speaker_of(readings).said.name),
        trend=list(found.trend),
    )


def _clear(actor: Actor, period: HotPeriod) -> None:
    issues = HotIssue.objects.of(actor.subdistrict_id).filter(period_id=period.pk)
    HotMember.objects.of(actor.subdistrict_id).filter(issue__in=issues).delete()
    issues.delete()
