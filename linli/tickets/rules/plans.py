"""A clock plan as it is kept with the ticket it was made for."""

from collections.abc import Mapping
from typing import Final, TypedDict

from linli.kernel.calendar import Duration, Kind
from linli.tickets.rules.clocks import Clock, Plan, Track

# Only what endangers life is reported upward against the clock.
OF_DANGER: Final = frozenset({Clock.REPORT_PHONE, Clock.REPORT_WRITTEN})


class StoredPlan(TypedDict):
    """A plan as plain JSON."""

    track: str
    version: int
    durations: dict[str, tuple[str, int]]


def stored(plan: Plan) -> StoredPlan:
    """The plan as it stands in the ticket's row."""
    durations = {clock.value: (each.kind.value, each.amount) for clock, each in sorted(plan.durations.items())}
    return StoredPlan(track=plan.track.value, version=plan.version, durations=durations)


def restored(kept: StoredPlan) -> Plan:
    """The plan that was kept, value for value."""
    durations = {Clock(clock): Duration(Kind(kind), amount) for clock, (kind, amount) in kept["durations"].items()}
    return Plan(Track(kept["track"]), kept["version"], durations)


def with_own(plan: Plan, own: Mapping[Clock, Duration]) -> Plan:
    """The plan with what a class has of its own, such as four working hours for exposed garbage."""
    return Plan(plan.track, plan.version, {**plan.durations, **own}) if own else plan


def owing(plan: Plan, *, is_life_safety: bool) -> Plan:
    """The plan without the reports upward, unless life is in danger."""
    if is_life_safety or not OF_DANGER & set(plan.durations):
        return plan
    return Plan(plan.track, plan.version, {clock: each for clock, each in plan.durations.items() if clock not in OF_DANGER})
