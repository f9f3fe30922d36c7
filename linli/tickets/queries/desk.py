"""What every ticket needs that is taken down: the calendar, the clock plans, the units that work now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet, Subquery

from linli.kernel.actor import Actor
from linli.kernel.calendar import WorkCalendar
from linli.kernel.calendar import queries as calendars
from linli.kernel.models import Subdistrict
from linli.kernel.statements import Asked, Statement, among
from linli.org.models import Unit
from linli.org.queries.units import open_at
from linli.tickets.queries import rule_sets
from linli.tickets.rules import clocks
from linli.tickets.rules.clocks import Plan, Track
from linli.tickets.rules.rule_sets import SetKind


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds in a subdistrict at a moment; of the units those that were asked for and work."""

    used: WorkCalendar
    plans: Mapping[Track, Plan]
    units: frozenset[UUID]


def standing(actor: Actor, unit_ids: Iterable[UUID], at: datetime) -> Standing:
    """All of it by one statement; what is versioned is read once by each process."""
    ((calendar_id, plan_ids, units),) = _STANDING.rows(street=actor.subdistrict_id, units=sorted(set(unit_ids)), at=at)
    own = [rule_sets.plan_by(actor.subdistrict_id, each) for each in plan_ids]
    plans = {**clocks.PRESETS, **{plan.track: plan for plan in own}}
    return Standing(calendars.counting_on(calendar_id), plans, frozenset(units))


def _standing() -> "QuerySet[Any, Any]":
    street = Asked.id("street")
    units = Unit.objects.of(street).filter(open_at(Asked.moment("at")), among("pk", Asked.ids("units")))
    plans = rule_sets.versions_in_force(street, SetKind.CLOCK_PLAN.value)
    found: QuerySet[Any, Any] = (
        Subdistrict.objects.filter(pk=street)
        .annotate(
            calendar=Subquery(calendars.versions_used(street)),
            plans=ArraySubquery(plans.values("pk")),
            units=ArraySubquery(units.values("pk")),
        )
        .values_list("calendar", "plans", "units")
    )
    return found


_STANDING: Final = Statement(_standing)
