"""The duty rota 值班: shifts, who is on them, months laid from a pattern, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.org.rules.kinds import Kind

LONGEST_HOURS = 48
MOST_MEMBERS = 20
MOST_LISTED = 60


class ShiftKind(Kind):
    """Which part of the day a shift is."""

    DAY = "day", gettext_noop("Day shift")
    NIGHT = "night", gettext_noop("Night shift")
    WHOLE_DAY = "whole_day", gettext_noop("Whole day")


class RotaRole(Kind):
    """What somebody is on a shift."""

    CHIEF = "chief", gettext_noop("Duty chief")
    LEADER = "leader", gettext_noop("Leader on duty")
    MEMBER = "member", gettext_noop("On duty")


class DayType(Kind):
    """What the work calendar says about a day."""

    WORKDAY = "workday", gettext_noop("Workday")
    WEEKEND = "weekend", gettext_noop("Weekend")
    HOLIDAY = "holiday", gettext_noop("Holiday")


class DayPlan(Kind):
    """How a day is divided."""

    WHOLE_DAY = "whole_day", gettext_noop("One shift of 24 hours")
    DAY_NIGHT = "day_night", gettext_noop("Day and night")


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a month is laid: how each type of day is divided, when, and who takes turns in which role."""

    plans: Mapping[DayType, DayPlan]
    day_begins: time = time(8, 30)
    night_begins: time = time(17, 30)
    turns: Mapping[RotaRole, tuple[UUID, ...]] = field(default_factory=dict)
    members_each: int = 1


@dataclass(frozen=True, slots=True)
class Planned:
    """One shift of a plan."""

    kind: ShiftKind
    day: date
    begins_at: datetime
    ends_at: datetime
    people: tuple[tuple[RotaRole, UUID], ...] = ()
