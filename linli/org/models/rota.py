"""The duty rota 值班: shifts, who is on them, and the pattern months are laid from."""

from datetime import time
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.kernel.spans import Span
from linli.org.models.people import Person
from linli.org.models.units import Unit
from linli.org.rules.rota import DayPlan, RotaRole, ShiftKind


class Shift(Aggregate):
    """A shift of a unit, from when until when."""

    KIND = "shift"

    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, related_name="shifts")
    kind = models.CharField(max_length=20, choices=ShiftKind.choices())
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # A shift that was taken off the rota stays on record and is in nobody's way.
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "shift"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="shift_one_at_a_time",
                expressions=[
                    (F("subdistrict_id"), RangeOperators.EQUAL),
                    (F("unit"), RangeOperators.EQUAL),
                    (Span("begins_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(cancelled_at__isnull=True),
            ),
            models.CheckConstraint(name="shift_ends_after_begin", condition=Q(ends_at__gt=F("begins_at"))),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="shift_by_time", fields=["subdistrict_id", "unit", "begins_at"]),
        ]


class ShiftMember(Owned):
    """Somebody on a shift in one role."""

    shift = OwnedForeignKey(Shift, on_delete=models.PROTECT, related_name="members")
    person = OwnedForeignKey(Person, on_delete=models.PROTECT, related_name="shifts")
    role = models.CharField(max_length=20, choices=RotaRole.choices())
    # Copied from the shift, since an exclusion cannot look into another table.
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # Since when this no longer holds: swapped, taken off, or the shift was cancelled.
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "shift_member"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="shift_one_chief", fields=["subdistrict_id", "shift"], condition=Q(role="chief", removed_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="shift_one_leader", fields=["subdistrict_id", "shift"], condition=Q(role="leader", removed_at__isnull=True)
            ),
            ExclusionConstraint(
                name="shift_person_in_one_place_at_a_time",
                expressions=[
                    (F("subdistrict_id"), RangeOperators.EQUAL),
                    (F("person"), RangeOperators.EQUAL),
                    (Span("begins_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(removed_at__isnull=True),
            ),
            models.CheckConstraint(name="shift_member_ends_after_begin", condition=Q(ends_at__gt=F("begins_at"))),
        ]


class RotaPattern(Aggregate):
    """How a unit's months are laid: the division of each type of day, and who takes turns."""

    KIND = "rota_pattern"

    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, related_name="rota_patterns")
    on_workdays = models.CharField(max_length=20, choices=DayPlan.choices(), default=DayPlan.WHOLE_DAY.value)
    on_weekends = models.CharField(max_length=20, choices=DayPlan.choices(), default=DayPlan.WHOLE_DAY.value)
    on_holidays = models.CharField(max_length=20, choices=DayPlan.choices(), default=DayPlan.DAY_NIGHT.value)
    day_begins = models.TimeField(default=time(8, 30))
    night_begins = models.TimeField(default=time(17, 30))
    members_each = models.PositiveSmallIntegerField(default=1)

    class Meta:
        db_table = "rota_pattern"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="rota_pattern_one_for_each_unit", fields=["subdistrict_id", "unit"]),
            models.CheckConstraint(name="rota_pattern_night_after_day", condition=Q(night_begins__gt=F("day_begins"))),
        ]


class RotaTurn(Owned):
    """Somebody's place in the row of those who take turns in one role."""

    pattern = OwnedForeignKey(RotaPattern, on_delete=models.PROTECT, related_name="turns")
    role = models.CharField(max_length=20, choices=RotaRole.choices())
    order = models.PositiveSmallIntegerField()
    person = OwnedForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "rota_turn"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="rota_turn_place_once", fields=["subdistrict_id", "pattern", "role", "order"]),
            models.UniqueConstraint(name="rota_turn_person_once", fields=["subdistrict_id", "pattern", "role", "person"]),
        ]
