"""How far a campaign is, at which pace, and when it would be through: days and whole numbers only."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext_noop

from linli.campaigns.rules.kinds import DAYS_AT_MOST
from linli.kernel.errors import Refused, refusals

# The pace of the last week tells about the next: every day of the week is in it once.
PACE_DAYS: Final = 7
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day of a campaign, both included."""

    starts_on: date
    ends_on: date

    @property
    def days(self) -> int:
        """How many nights lie between them; the even plan falls from the whole on the first day to nothing on the last."""
        return (self.ends_on - self.starts_on).days


@dataclass(frozen=True, slots=True)
class Forecast:
    """When the rest would be done at the pace of the last days; without any pace there is no day."""

    per_day: float
    through_on: date | None


def checked_span(starts_on: date, ends_on: date) -> Span:
    """The days, in order and within a year."""
    if not 1 <= (ends_on - starts_on).days <= DAYS_AT_MOST:
        raise Refused("campaigns.bad_span", starts=starts_on.isoformat(), ends=ends_on.isoformat(), limit=DAYS_AT_MOST)
    return Span(starts_on, ends_on)


def burn_down(whole: int, done: Mapping[date, int], span: Span, today: date) -> list[tuple[date, int]]:
    """What was left at the end of each day from the eve of the first to today, or to the last day once that has passed.

    `done` counts the targets that were done on a day; what was done before the first day counts on its eve, what was done after the last
    is not in it.
    """
    last = min(today, span.ends_on)
    left = whole - sum(number for day, number in done.items() if day < span.starts_on)
    points = [(span.starts_on - DAY, left)]
    for number in range((last - span.starts_on).days + 1):
        day = span.starts_on + number * DAY
        left -= done.get(day, 0)
        points.append((day, left))
    return points


def even_left(whole: int, span: Span, day: date) -> int:
    """What an even pace would have left on that day, rounded up: whole on the first day, nothing on the last."""
    gone = min(max((day - span.starts_on).days, 0), span.days)
    return math.ceil(whole * (span.days - gone) / span.days)


def forecast(points: Sequence[tuple[date, int]]) -> Forecast:
    """The mean of the last seven days carried on; the day is the first on which nothing would be left."""
    today, left = points[-1]
    earlier = points[-1 - PACE_DAYS :]
    days = (today - earlier[0][0]).days
    per_day = (earlier[0][1] - left) / days if days else 0.0
    if left <= 0:
        return Forecast(per_day, today)
    if per_day <= 0:
        return Forecast(per_day, None)
    return Forecast(per_day, today + math.ceil(left / per_day) * DAY)


refusals(
    {
        "campaigns.bad_span": gettext_noop(
            "From {starts} to {ends} is no span for a campaign. It lasts at least a night and at most {limit} days; correct a day."
        )
    }
)
