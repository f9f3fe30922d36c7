"""The life of a place: from which stage to which it may go, and on which day."""

from collections.abc import Mapping
from datetime import date, time
from typing import Final

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.places.rules.kinds import Kind, Stage

MOVES: Final[Mapping[Stage, frozenset[Stage]]] = {
    # A plan may be given up.
    Stage.PLANNED: frozenset({Stage.FITTING_OUT, Stage.OPEN, Stage.CLOSED, Stage.VACANT}),
    Stage.FITTING_OUT: frozenset({Stage.OPEN, Stage.CLOSED, Stage.VACANT}),
    # Many shops are fitted out anew and open again as themselves.
    Stage.OPEN: frozenset({Stage.FITTING_OUT, Stage.SUSPENDED, Stage.CLOSED, Stage.VACANT}),
    Stage.SUSPENDED: frozenset({Stage.FITTING_OUT, Stage.OPEN, Stage.CLOSED, Stage.VACANT}),
    # Who was thought to be gone and is not; and the rooms of who is gone.
    Stage.CLOSED: frozenset({Stage.OPEN, Stage.VACANT}),
    Stage.VACANT: frozenset({Stage.OPEN, Stage.CLOSED}),
}
# Where somebody is to be met.
LIVING: Final = frozenset({Stage.FITTING_OUT, Stage.OPEN, Stage.SUSPENDED})
OVER: Final = frozenset({Stage.CLOSED, Stage.VACANT})
# A unit without a tenant is empty, or is let and no vacant unit any more.
OF_VACANT_UNITS: Final = frozenset({Stage.VACANT, Stage.CLOSED})


def moves_from(kind: Kind, stage: Stage) -> list[Stage]:
    """Where a place of this kind may go from here, in the order of its life."""
    return [each for each in Stage if each in MOVES[stage] and (kind is not Kind.VACANT_UNIT or each in OF_VACANT_UNITS)]


def check_stage(kind: Kind, stage: Stage) -> None:
    """Refuse a stage that a place of this kind cannot stand in."""
    if kind is Kind.VACANT_UNIT and stage not in OF_VACANT_UNITS:
        raise Refused("places.unit_is_vacant", stage=gettext(stage.words))


def check_move(kind: Kind, before: Stage, after: Stage) -> None:
    """Refuse a way that no place goes."""
    if after not in moves_from(kind, before):
        ways = gettext(", ").join(gettext(each.words) for each in moves_from(kind, before))
        raise Refused("places.illegal_move", before=gettext(before.words), after=gettext(after.words), ways=ways)


def check_day(day: date, *, today: date, since: date | None = None) -> None:
    """Refuse a day to come, or one before the stage it ends began."""
    if day > today:
        raise Refused("places.day_to_come", day=day.isoformat())
    if since is not None and day < since:
        raise Refused("places.day_before", day=day.isoformat(), since=since.isoformat())


def is_quiet(quiet_from: time | None, quiet_until: time | None, at: time) -> bool:
    """Whether nobody is to come at that time of the street's day; hours may reach over midnight."""
    if quiet_from is None or quiet_until is None:
        return False
    if quiet_from < quiet_until:
        return quiet_from <= at < quiet_until
    return at >= quiet_from or at < quiet_until


refusals(
    {
        "places.rooms_are_taken": gettext_noop("{name} is in these rooms now. Close it first, or enter this one at its new address."),
        "places.rooms_in_use": gettext_noop("{name} is still “{stage}”. Say first on which day it closed, then who is new there."),
        "places.unit_is_vacant": gettext_noop(
            "A vacant unit stands empty or is let, it cannot be “{stage}”. When somebody moves in, enter who is new there."
        ),
        "places.illegal_move": gettext_noop("A place that is “{before}” cannot become “{after}”. It can become: {ways}."),
        "places.day_to_come": gettext_noop("The day {day} is still to come. Write the day on which it happened."),
        "places.day_before": gettext_noop("The day {day} lies before {since}, when its stage until now began. Write a later day."),
    }
)
