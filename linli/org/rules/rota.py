"""The duty rota 值班: shifts, who is on them, months laid from a pattern, and what is missing."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import verbs
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
    MEMBER = "member", gettext_noop("Staff on duty")


class DayType(Kind):
    """What the work calendar says about a day."""

    WORKDAY = "workday", gettext_noop("Workday")
    WEEKEND = "weekend", gettext_noop("Weekend")
    HOLIDAY = "holiday", gettext_noop("Holiday")


class DayPlan(Kind):
    """How a day is divided."""

    WHOLE_DAY = "whole_day", gettext_noop("One shift of 24 hours")
    DAY_NIGHT = "day_night", gettext_noop("Day and night")


Stretch = tuple[datetime, datetime]
Place = tuple[RotaRole, UUID]
NEEDED = (RotaRole.CHIEF, RotaRole.LEADER)


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
    """One shift of a plan, on the day it begins."""

    kind: ShiftKind
    on: date
    begins_at: datetime
    ends_at: datetime
    people: tuple[Place, ...] = ()


def checked_pattern(pattern: Pattern) -> Pattern:
    """The pattern as it may be stored."""
    if not pattern.day_begins < pattern.night_begins:
        raise Refused("rota.night_first")
    if not 0 <= pattern.members_each <= MOST_MEMBERS:
        raise Refused("rota.too_many_members", limit=MOST_MEMBERS)
    for role, people in pattern.turns.items():
        if len(people) > MOST_LISTED or len(set(people)) != len(people):
            raise Refused("rota.turn_twice", role=gettext(role.words), limit=MOST_LISTED)
    return pattern


def lay(
    pattern: Pattern,
    days: Mapping[date, DayType],
    zone: tzinfo,
    *,
    first: Mapping[RotaRole, int],
    taken: Sequence[Stretch] = (),
    busy: Mapping[UUID, Sequence[Stretch]] = {},
) -> list[Planned]:
    """Shifts for these days, in order, where no shift stands yet; each role's list goes round, beginning with number `first`.

    Who is elsewhere at that time is passed over; where nobody is left the place stays open. One leader stays for the whole day.
    """
    rounds = {role: _Round(pattern.turns.get(role, ()), first.get(role, 0), busy) for role in RotaRole}
    laid = []
    for on in sorted(days):
        slots = [slot for slot in _slots(pattern, on, days[on], zone) if not _overlaps_any((slot.begins_at, slot.ends_at), taken)]
        if not slots:
            continue
        whole = (slots[0].begins_at, slots[-1].ends_at)
        leader = rounds[RotaRole.LEADER].take(1, whole, ())
        laid += [_crewed(slot, leader, rounds, pattern.members_each) for slot in slots]
    return laid


def _slots(pattern: Pattern, on: date, day_type: DayType, zone: tzinfo) -> list[Planned]:
    kinds = (ShiftKind.WHOLE_DAY,) if pattern.plans[day_type] is DayPlan.WHOLE_DAY else (ShiftKind.DAY, ShiftKind.NIGHT)
    return [Planned(kind, on, *stretch_of(kind, on, pattern, zone)) for kind in kinds]


def stretch_of(kind: ShiftKind, on: date, pattern: Pattern, zone: tzinfo) -> Stretch:
    """From when until when a shift of this kind runs that begins on this day."""
    begin = datetime.combine(on, pattern.day_begins, zone)
    evening = datetime.combine(on, pattern.night_begins, zone)
    # Until the next day begins, whatever type of day that is: so no hour stays open and none is held twice.
    end = datetime.combine(on + timedelta(days=1), pattern.day_begins, zone)
    if kind is ShiftKind.DAY:
        return begin, evening
    return (evening, end) if kind is ShiftKind.NIGHT else (begin, end)


def _crewed(slot: Planned, leader: Sequence[UUID], rounds: Mapping[RotaRole, "_Round"], members_each: int) -> Planned:
    stretch = (slot.begins_at, slot.ends_at)
    chief = rounds[RotaRole.CHIEF].take(1, stretch, leader)
    members = rounds[RotaRole.MEMBER].take(members_each, stretch, [*leader, *chief])
    people = [(RotaRole.CHIEF, each) for each in chief] + [(RotaRole.LEADER, each) for each in leader]
    people += [(RotaRole.MEMBER, each) for each in members]
    return Planned(slot.kind, slot.on, slot.begins_at, slot.ends_at, tuple(people))


class _Round:
    """A list of people that goes round."""

    def __init__(self, people: Sequence[UUID], first: int, busy: Mapping[UUID, Sequence[Stretch]]) -> None:
        self.people, self.next, self.busy = people, first, busy

    def take(self, number: int, stretch: Stretch, besides: Iterable[UUID]) -> list[UUID]:
        """So many of those whose turn it is, who are free in this stretch and not on it already."""
        chosen: list[UUID] = []
        not_these = set(besides)
        for step in range(len(self.people)):
            if len(chosen) == number:
                break
            at = (self.next + step) % len(self.people)
            person = self.people[at]
            if person not in not_these and not _overlaps_any(stretch, self.busy.get(person, ())):
                chosen.append(person)
        if chosen:
            self.next = (self.people.index(chosen[-1]) + 1) % len(self.people)
        return chosen


def next_after(people: Sequence[UUID], last: Container[UUID]) -> int:
    """The place in a list after those who were on duty last, who stand side by side in it."""
    for place, person in enumerate(people):
        following = (place + 1) % len(people)
        if person in last and (people[following] not in last or len(people) == 1):
            return following
    return 0


def _overlaps_any(stretch: Stretch, others: Iterable[Stretch]) -> bool:
    return any(begin < stretch[1] and stretch[0] < end for begin, end in others)


def uncovered(shifts: Iterable[Stretch], begin: datetime, end: datetime) -> list[Stretch]:
    """The stretches between two moments in which no shift runs, in order."""
    found, covered = [], begin
    for shift_begin, shift_end in sorted(shifts):
        if shift_begin > covered:
            found.append((covered, min(shift_begin, end)))
        covered = max(covered, shift_end)
        if covered >= end:
            return found
    return [*found, (covered, end)]


def missing(roles: Iterable[str]) -> tuple[RotaRole, ...]:
    """Who a shift with these roles still needs."""
    present = set(roles)
    return tuple(role for role in NEEDED if role not in present)


def checked_stretch(begins_at: datetime, ends_at: datetime) -> Stretch:
    """A shift's time as it may be stored."""
    if ends_at <= begins_at:
        raise Refused("rota.ends_first")
    if ends_at - begins_at > timedelta(hours=LONGEST_HOURS):
        raise Refused("rota.too_long", limit=LONGEST_HOURS)
    return begins_at, ends_at


def checked_crew(people: Iterable[Place]) -> tuple[Place, ...]:
    """The people of a shift: at most one chief and one leader, nobody twice."""
    crew = tuple(people)
    if len({person for _, person in crew}) != len(crew):
        raise Refused("rota.person_twice")
    for role in NEEDED:
        if sum(each is role for each, _ in crew) > 1:
            raise Refused("rota.role_twice", role=gettext(role.words))
    if len(crew) > MOST_MEMBERS + len(NEEDED):
        raise Refused("rota.too_many_members", limit=MOST_MEMBERS)
    return crew


def register() -> None:
    """Make the verbs of the rota known to the house."""
    crew = {"chief": str, "leader": str, "members": list}
    verbs.register("shift.made", facts={"shift": str, "unit": str, **crew})
    verbs.register("shift.crew_changed", facts={"shift": str, **crew})
    verbs.register("shift.cancelled", facts={"shift": str})
    verbs.register("shift.swapped", facts={"shift": str, "person": str, "with_person": str})
    verbs.register("rota_pattern.saved", facts={"on_workdays": str, "on_weekends": str, "on_holidays": str, "hours": str})


refusals(
    {
        "rota.night_first": gettext_noop("The night begins before the day does. Correct one of the two times."),
        "rota.too_many_members": gettext_noop("At most {limit} people fit on one shift. Take some off."),
        "rota.turn_twice": gettext_noop("{role}: somebody is on the list twice, or it has more than {limit} names. Correct the list."),
        "rota.ends_first": gettext_noop("The shift ends before it begins. Correct one of the two times."),
        "rota.too_long": gettext_noop("The shift is longer than {limit} hours. Divide it."),
        "rota.person_twice": gettext_noop("Somebody is on this shift twice. Choose another person for one of the places."),
        "rota.role_twice": gettext_noop("{role}: there can be only one on a shift. Choose one."),
        "rota.overlap": gettext_noop("The unit has a shift from {begins} to {ends} already. Change that one, or choose another time."),
        "rota.person_busy": gettext_noop(
            "{role}: this person is on another shift from {begins} to {ends}. Choose somebody else, or swap the two shifts."
        ),
        "rota.cancelled": gettext_noop("This shift was taken off the rota. Make a new one."),
        "rota.over": gettext_noop("This shift is over. What happened stays as it was."),
        "rota.not_on_shift": gettext_noop("This person is no longer on that shift. Open the rota again."),
        "rota.same_shift": gettext_noop("Both are on the same shift. Choose somebody of another one."),
        "rota.no_pattern": gettext_noop("There is no pattern for this unit yet. Write one first."),
        "rota.no_unit": gettext_noop("There is no unit yet. Open the operations centre under Units first."),
        "rota.nothing_empty": gettext_noop("Every day of that month has its shifts already. Choose another month."),
    }
)
