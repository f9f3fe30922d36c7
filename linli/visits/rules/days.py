"""The unified grid day 统一网格日: a day that comes back, on which everybody of a grid goes out together."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Final

from django.utils.translation import gettext, gettext_noop

from linli.kernel import burden
from linli.kernel.errors import Refused, refusals
from linli.kernel.text import clean_text
from linli.visits.rules.kinds import NAME_LIMIT

THEME_LIMIT: Final = 120
WEEKS_AT_MOST: Final = 12
_WEEK: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Which weekday, every how many weeks, from when until when; Monday is 0."""

    name: str
    weekday: int
    starts_on: date
    every_weeks: int = 1
    ends_on: date | None = None
    begins_at: time = time(9)
    theme: str = ""

    def first(self) -> date:
        """The first of them."""
        return self.starts_on + timedelta(days=(self.weekday - self.starts_on.weekday()) % _WEEK)

    def falls_on(self, day: date) -> bool:
        """Whether that day is one of them."""
        since = (day - self.first()).days
        return since >= 0 and since % (_WEEK * self.every_weeks) == 0 and (self.ends_on is None or day <= self.ends_on)

    def after(self, day: date) -> Iterator[date]:
        """Those from that day on, in order."""
        step = _WEEK * self.every_weeks
        behind = max(0, -((self.first() - day).days // step))
        following = self.first() + timedelta(days=step * behind)
        while self.ends_on is None or following <= self.ends_on:
            yield following
            following += timedelta(days=step)


def checked_days(days: Days) -> Days:
    """The plan as it may be stored."""
    if not 0 <= days.weekday < _WEEK or not 1 <= days.every_weeks <= WEEKS_AT_MOST:
        raise Refused("visits.days_out_of_range", limit=WEEKS_AT_MOST)
    if days.ends_on is not None and days.ends_on < days.first():
        raise Refused("visits.days_end_first")
    name = clean_text(days.name, field=gettext("Name"), limit=NAME_LIMIT)
    theme = clean_text(days.theme, field=gettext("Theme"), limit=THEME_LIMIT, required=False)
    for each in (name, theme):
        burden.check_words(each)
    return replace(days, name=name, theme=theme)


refusals(
    {
        "visits.days_out_of_range": gettext_noop("A grid day comes on one weekday every 1 to {limit} weeks. Choose such."),
        "visits.days_name_taken": gettext_noop("There is a grid day called {name} already. Choose another name."),
        "visits.days_end_first": gettext_noop("It would end before its first day. Choose a later end, or none."),
    }
)
