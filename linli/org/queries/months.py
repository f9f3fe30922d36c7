"""A month of the duty rota: its days, and what its pattern would lay."""

import calendar as weeks
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.org.queries import rota as queries
from linli.org.queries.worktime import day_kinds
from linli.org.rules import rota as rules
from linli.org.rules.rota import Planned, Stretch


def days_of(month: date) -> Sequence[date]:
    """The days of the month that a day lies in."""
    first = month.replace(day=1)
    return [first + timedelta(days=number) for number in range(weeks.monthrange(first.year, first.month)[1])]


def bounds(first: date, last: date) -> Stretch:
    """From the first midnight to the one after the last day, where the subdistrict is."""
    zone = timezone.get_current_timezone()
    return datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)


def plan_of(actor: Actor, unit_id: UUID, month: date) -> list[Planned]:
    """What laying the month from the unit's pattern would add: shifts where none stands yet."""
    row, pattern = queries.pattern_of(actor, unit_id)
    if row is None:
        raise Refused("rota.no_pattern")
    days = days_of(month)
    # The last night ends on the first morning of the next month.
    begin, end = bounds(days[0], days[-1] + timedelta(days=1))
    standing = queries.shifts(actor, unit_id, begin, end)
    people = {person for turns in pattern.turns.values() for person in turns}
    busy: Mapping[UUID, Sequence[Stretch]] = {
        person: [(each.begins_at, each.ends_at) for each in rows] for person, rows in queries.busy(actor, people, begin, end).items()
    }
    return rules.lay(
        pattern,
        {on: kind.type for on, kind in day_kinds(actor, days[0], days[-1]).items()},
        timezone.get_current_timezone(),
        first=queries.whose_turn(actor, unit_id, pattern, begin),
        taken=[(each.shift.begins_at, each.shift.ends_at) for each in standing],
        busy=busy,
    )
