"""What an issue counts in a stretch of days: its parts, its trend, and how hot it is among the others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.lang.hot import LEAST_REPORTERS, RECENT, Parts

STANDING_DAYS: Final = 90
LONGEST_DAYS: Final = 3_660
# As many days before are counted too, by the calendar: no ticket of any register is older.
EARLIEST: Final = date(1949, 10, 1)
_WEEK: Final = 7
# A trend has no more points than anybody tells apart in a line.
_POINTS_AT_MOST: Final = 26


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, the first and the last included."""

    first_on: date
    last_on: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last_on - self.first_on).days + 1

    @property
    def before(self) -> "Period":
        """As many days just before."""
        return Period(self.first_on - timedelta(days=self.days), self.first_on - timedelta(days=1))

    @property
    def span_days(self) -> int:
        """How many days one point of the trend counts: whole weeks."""
        weeks = -(-self.days // _WEEK)
        return _WEEK * -(-weeks // _POINTS_AT_MOST)

    @property
    def spans(self) -> Sequence["Period"]:
        """The points of the trend; all but the first are of the same length, and the last ends with the period."""
        last, found = self.last_on, list[Period]()
        while last >= self.first_on:
            first = max(self.first_on, last - timedelta(days=self.span_days - 1))
            found.append(Period(first, last))
            last = first - timedelta(days=1)
        return found[::-1]

    def bounds(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """From which moment before which moment, by the street's clock."""
        begin = datetime.combine(self.first_on, time(), zone)
        return begin, datetime.combine(self.last_on + timedelta(days=1), time(), zone)


def period_of(first_on: date, last_on: date, today: date) -> Period:
    """The days that somebody asks for; refused when they end before they begin, lie in the future or too far back, or are too many."""
    if last_on < first_on or last_on > today:
        raise Refused("insight.period_is_none")
    if first_on < EARLIEST:
        raise Refused("insight.period_too_early", year=EARLIEST.year)
    period = Period(first_on, last_on)
    if period.days > LONGEST_DAYS:
        raise Refused("insight.period_too_long", limit=LONGEST_DAYS // 366)
    return period


def standing(today: date) -> Period:
    """The period that is always kept: the last ninety days, today included."""
    return Period(today - timedelta(days=STANDING_DAYS - 1), today)


@dataclass(frozen=True, slots=True)
class Member:
    """A ticket of an issue, as it is counted: who spoke in it is told apart and not known."""

    ticket_id: UUID
    at: datetime
    voices: frozenset[object]
    likes: int
    dislikes: int
    is_solved: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """An issue in figures."""

    oldest_id: UUID
    parts: Parts
    recent: int
    unsolved: int
    members: Sequence[Member]
    trend: Sequence[int]


def counted(groups: Mapping[UUID, Sequence[Member]], period: Period, zone: tzinfo) -> list[Counted]:
    """The issues among groups, each known by its oldest member, the hottest first."""
    found = [_counted(oldest_id, members, period, zone) for oldest_id, members in groups.items() if _voices(members) >= LEAST_REPORTERS]
    return sorted(found, key=lambda each: (-each.parts.heat, each.oldest_id))


def _counted(oldest_id: UUID, members: Iterable[Member], period: Period, zone: tzinfo) -> Counted:
    ordered = sorted(members, key=lambda each: (each.at, each.ticket_id))
    end = period.bounds(zone)[1]
    recent = sum(each.at >= end - RECENT for each in ordered)
    unsolved = sum(not each.is_solved for each in ordered)
    parts = Parts(
        reporters=_voices(ordered),
        likes=sum(each.likes for each in ordered),
        dislikes=sum(each.dislikes for each in ordered),
        growth=recent / len(ordered),
        days=(ordered[-1].at - ordered[0].at).days,
        unsolved=unsolved / len(ordered),
    )
    return Counted(oldest_id, parts, recent, unsolved, ordered, trend(period, [each.at.astimezone(zone).date() for each in ordered]))


def trend(period: Period, days: Iterable[date]) -> list[int]:
    """How many came in each span of the period."""
    spans, came = period.spans, list(days)
    return [sum(span.first_on <= day <= span.last_on for day in came) for span in spans]


def _voices(members: Iterable[Member]) -> int:
    return len(frozenset[object]().union(*(each.voices for each in members)))


refusals(
    {
        "insight.period_is_none": gettext_noop("These days end before they begin, or have not come yet. Choose others."),
        "insight.period_too_early": gettext_noop("Nothing is older than the year {year}. Choose later days."),
        "insight.period_too_long": gettext_noop("More than {limit} years are not counted at once. Choose fewer days."),
        "insight.too_many_periods": gettext_noop(
            "{limit} periods were asked for in {minutes} minutes. Look at one of them, and ask again in a while."
        ),
    }
)
