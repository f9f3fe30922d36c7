"""Patrols 巡查: routes with stops, who walks them on which days, and what was wrong there.

Nobody is timed and no presence is counted: a shift has a day and a part of it, no hour; a stop where all was well leaves no trace.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext, gettext_noop

from linli.kernel import burden
from linli.kernel.errors import Refused, refusals
from linli.kernel.text import clean_text
from linli.org.rules import kinds as org
from linli.plan.walks import STOPS_AT_MOST
from linli.visits.rules.days import Days

NAME_LIMIT: Final = 40
SECTION_LIMIT: Final = 120
STOP_LIMIT: Final = 80
NOTE_LIMIT: Final = 500
FINDINGS_AT_MOST: Final = 30
WALKERS_AT_MOST: Final = 20
# Who plans further plans for people who will be elsewhere.
AHEAD_AT_MOST_DAYS: Final = 92
# A paper lies around for so long.
BACK_AT_MOST_DAYS: Final = 31
SHIFTS_AT_ONCE: Final = 100
_LAST_OF_MONTH: Final = 31


class RouteKind(org.Kind):
    """Who answers for a stretch, and what is looked at."""

    WARDEN = "warden", gettext_noop("Section warden's stretch")
    SAFETY = "safety", gettext_noop("Safety patrol")
    LOOK = "look", gettext_noop("Street-look team")


class Part(org.Kind):
    """The part of a day: nearer than this nobody is asked."""

    MORNING = "morning", gettext_noop("Morning")
    AFTERNOON = "afternoon", gettext_noop("Afternoon")
    EVENING = "evening", gettext_noop("Evening")
    NIGHT = "night", gettext_noop("Night")


PARTS: Final = tuple(Part)


class Standing(org.Kind):
    """How a shift stands. Nobody says that he begins: under way is what one sees by its first finding."""

    PLANNED = "planned", gettext_noop("To be walked")
    UNDER_WAY = "under_way", gettext_noop("Under way")
    DONE = "done", gettext_noop("Walked")
    NOT_DONE = "not_done", gettext_noop("Not walked")


class NotDone(org.Kind):
    """Why a shift was not walked."""

    WEATHER = "weather", gettext_noop("Weather")
    URGENT = "urgent", gettext_noop("Something urgent came up")
    NOBODY = "nobody", gettext_noop("Nobody could go")
    JOINED = "joined", gettext_noop("Walked together with another")
    OTHER = "other", gettext_noop("Another reason")


class Missed(org.Kind):
    """Why a stop was not reached."""

    CLOSED = "closed", gettext_noop("Door closed")
    BLOCKED = "blocked", gettext_noop("No way through")
    WEATHER = "weather", gettext_noop("Weather")
    URGENT = "urgent", gettext_noop("Something urgent came up")
    OTHER = "other", gettext_noop("Another reason")


ENDED: Final = frozenset({Standing.DONE, Standing.NOT_DONE})


def standing_of(ending: str, *, has_findings: bool) -> Standing:
    """How a shift stands, by what ended it and by whether something was found already."""
    if ending:
        return Standing(ending)
    return Standing.UNDER_WAY if has_findings else Standing.PLANNED


def check_may_call_off(ending: str) -> None:
    """Refuse to call off what is over: what was walked was walked."""
    if ending:
        raise Refused("patrols.shift_is_over", state=gettext(Standing(ending).words))


def checked_reason(note: str, *, is_other: bool) -> str:
    """The line beside a reason; “another reason” says which."""
    return clean_text(note, field=gettext("Reason"), limit=NOTE_LIMIT, required=is_other)


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteWords:
    """What a route is called, which stretch it is, and of which kind."""

    name: str
    kind: RouteKind
    section: str = ""


def checked_route(words: RouteWords) -> RouteWords:
    """The words as they may be stored."""
    name = clean_text(words.name, field=gettext("Name"), limit=NAME_LIMIT)
    section = clean_text(words.section, field=gettext("Stretch"), limit=SECTION_LIMIT, required=False)
    for each in (name, section):
        burden.check_words(each)
    return replace(words, name=name, section=section)


def checked_stop(name: str) -> str:
    """What a stop without a place is called; it is gone past, and nobody checks in there."""
    said = clean_text(name, field=gettext("Stop of the route"), limit=STOP_LIMIT)
    burden.check_words(said)
    return said


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """On which days a route is walked: some weekdays (Monday is 0), a day of each month, or both."""

    starts_on: date
    until_on: date
    weekdays: Collection[int] = ()
    # The monthly cleaning day; a month that is shorter ends with its last day.
    month_day: int | None = None

    def days(self) -> list[date]:
        """Each such day once, in order."""
        found: set[date] = set()
        for weekday in self.weekdays:
            found.update(Days(name="", weekday=weekday, starts_on=self.starts_on, ends_on=self.until_on).after(self.starts_on))
        if self.month_day is not None:
            found.update(_monthly(self.starts_on, self.until_on, self.month_day))
        return sorted(found)


def _monthly(starts_on: date, until_on: date, month_day: int) -> list[date]:
    found, first = [], starts_on.replace(day=1)
    while first <= until_on:
        following = (first + timedelta(days=32)).replace(day=1)
        day = min(first + timedelta(days=month_day - 1), following - timedelta(days=1))
        if starts_on <= day <= until_on:
            found.append(day)
        first = following
    return found


def days_of(rhythm: Rhythm, today: date) -> Sequence[date]:
    """The days to plan for; refused where there are none, or where they lie too far away."""
    is_right = set(rhythm.weekdays) <= set(range(7)) and (rhythm.month_day is None or 1 <= rhythm.month_day <= _LAST_OF_MONTH)
    if not is_right or rhythm.starts_on < today or rhythm.until_on > today + timedelta(days=AHEAD_AT_MOST_DAYS):
        raise Refused("patrols.rhythm_out_of_range", limit=AHEAD_AT_MOST_DAYS)
    found = rhythm.days()
    if not found or len(found) > SHIFTS_AT_ONCE:
        raise Refused("patrols.no_such_day", limit=SHIFTS_AT_ONCE)
    return found


def check_day(day: date, today: date) -> None:
    """Refuse a day too far ahead, or so long ago that no paper of it turns up any more."""
    if not today - timedelta(days=BACK_AT_MOST_DAYS) <= day <= today + timedelta(days=AHEAD_AT_MOST_DAYS):
        raise Refused("patrols.day_out_of_range", limit=AHEAD_AT_MOST_DAYS, back=BACK_AT_MOST_DAYS)


def check_count(stops: int) -> None:
    """Refuse a round that nobody walks in one go."""
    if stops > STOPS_AT_MOST:
        raise Refused("patrols.too_many_stops", limit=STOPS_AT_MOST)


def moved(order: Sequence[int], position: int, by: int) -> list[int]:
    """The order with one entry moved up or down; at the ends it stays."""
    found, there = list(order), position + by
    if 0 <= position < len(found) and 0 <= there < len(found):
        found[position], found[there] = found[there], found[position]
    return found


refusals(
    {
        "patrols.shift_is_over": gettext_noop("This patrol is over: {state}. Look at its page; a later one can be planned."),
        "patrols.rhythm_out_of_range": gettext_noop("Patrols are planned from today to {limit} days ahead. Choose such days."),
        "patrols.no_such_day": gettext_noop("1 to {limit} days are planned at once, and these are none or more. Choose other days."),
        "patrols.day_out_of_range": gettext_noop(
            "A patrol lies at most {limit} days ahead, or {back} days back where it is written down from paper. Choose such a day."
        ),
        "patrols.too_many_stops": gettext_noop("A route has {limit} stops at most. Make two routes of it."),
        "patrols.planned_already": gettext_noop("On these days this route is planned already. Choose another day or part of the day."),
        "patrols.name_taken": gettext_noop("There is a route called {name} already. Choose another name."),
        "patrols.route_is_retired": gettext_noop("This route is not walked any more. Choose another one."),
        "patrols.stop_unknown": gettext_noop("Stop {number} is not on this route any more, or stands nowhere. Choose one of its stops."),
        "patrols.stop_has_no_name": gettext_noop("Stop {number} is neither a place nor has a name. Write what is there."),
        "patrols.point_is_half": gettext_noop("A point is a longitude and a latitude in degrees. Give both, or neither."),
        "patrols.person_unknown": gettext_noop("Somebody named is not known here, or has left. Choose from the list."),
        "patrols.other_finding_there": gettext_noop("Another finding was written down with this number already. Write it down anew."),
        "patrols.where_is_missing": gettext_noop("It is not said where it is. Choose the stop, or write it in a line."),
        "patrols.too_many_findings": gettext_noop("{limit} findings fit one entry. Write the others down in a second one."),
        "patrols.to_come": gettext_noop("This patrol is planned for {day}. Write it down when it was walked."),
    }
)
