"""Assigned accountability 包保: who answers for which grid in which role."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.kernel.spans import Span
from linli.org.models.grids import Grid
from linli.org.models.people import Person


class DutyRole(Aggregate):
    """A role one may have for a grid, such as 包保责任人 or 网格员: data that an administrator edits."""

    KIND = "duty_role"

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    # One person at a time for each grid; the database sees to it.
    is_single = models.BooleanField(default=False)
    # The kinds of grid that must have somebody in this role: where nobody is, that is a gap.
    required_for = ArrayField(models.CharField(max_length=20), default=list)
    is_public = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        db_table = "duty_role"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="duty_role_code_once", fields=["subdistrict_id", "code"]),
            models.UniqueConstraint(name="duty_role_name_once", fields=["subdistrict_id", "name"]),
            models.CheckConstraint(name="duty_role_has_name", condition=~Q(name="") & ~Q(code="")),
        ]


class Duty(Owned):
    """One person answers for one grid in one role, from when until when."""

    grid = OwnedForeignKey(Grid, on_delete=models.PROTECT, related_name="duties")
    role = OwnedForeignKey(DutyRole, on_delete=models.PROTECT, related_name="duties")
    person = OwnedForeignKey(Person, on_delete=models.PROTECT, related_name="duties")
    # Copied from the role when the duty is given, since an exclusion cannot look into another table.
    is_single = models.BooleanField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "duty"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="duty_one_responsible_at_a_time",
                expressions=[
                    (F("subdistrict_id"), RangeOperators.EQUAL),
                    (F("grid"), RangeOperators.EQUAL),
                    (F("role"), RangeOperators.EQUAL),
                    (Span("valid_from", "valid_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(is_single=True),
            ),
            ExclusionConstraint(
                name="duty_same_person_once",
                expressions=[
                    (F("subdistrict_id"), RangeOperators.EQUAL),
                    (F("grid"), RangeOperators.EQUAL),
                    (F("role"), RangeOperators.EQUAL),
                    (F("person"), RangeOperators.EQUAL),
                    (Span("valid_from", "valid_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="duty_ends_after_begin", condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))
            ),
        ]
