"""Task forces 工作专班, their templates and who sits on which seat."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.kernel.spans import Span
from linli.org.models.grids import Grid
from linli.org.models.people import Person
from linli.org.models.units import Unit
from linli.org.rules.teams import NAME_LIMIT, TITLE_LIMIT, SeatGroup


class TeamTemplate(Aggregate):
    """A template of seats such as “6+2+X”: data that the subdistrict edits, each change a new version."""

    KIND = "team_template"

    name = models.CharField(max_length=NAME_LIMIT)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "team_template"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="team_template_name_once", fields=["subdistrict_id", "name"]),
            models.CheckConstraint(name="team_template_has_name", condition=~Q(name="") & Q(version__gte=1)),
        ]


class SeatLine(Owned):
    """What an earlier or the present version of a template says about one kind of seat."""

    template = OwnedForeignKey(TeamTemplate, on_delete=models.PROTECT, related_name="lines")
    version = models.PositiveIntegerField()
    # The seat's identity across versions; its title may change.
    key = models.CharField(max_length=40)
    group = models.CharField(max_length=30, choices=SeatGroup.choices())
    title = models.CharField(max_length=TITLE_LIMIT)
    least = models.PositiveSmallIntegerField()
    unit_kinds = ArrayField(models.CharField(max_length=30), default=list)
    fill_within_days = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "team_seat_line"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="team_seat_line_once", fields=["subdistrict_id", "template", "version", "key"]),
            models.CheckConstraint(name="team_seat_line_has_title", condition=~Q(title="") & ~Q(key="")),
            models.CheckConstraint(name="team_seat_line_has_days", condition=Q(fill_within_days__gte=1)),
        ]


class TaskForce(Aggregate):
    """A task force, for a grid or for none, after one version of a template."""

    KIND = "team"

    name = models.CharField(max_length=NAME_LIMIT)
    grid = OwnedForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="task_forces")
    template = OwnedForeignKey(TeamTemplate, on_delete=models.PROTECT, related_name="task_forces")
    version = models.PositiveIntegerField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "task_force"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="task_force_name_once", fields=["subdistrict_id", "name"], condition=Q(valid_until__isnull=True)),
            models.CheckConstraint(name="task_force_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="task_force_ends_after_begin", condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))
            ),
        ]


class Seat(Owned):
    """One seat of a task force; while a required one is vacant, since when and by when it is to be filled."""

    task_force = OwnedForeignKey(TaskForce, on_delete=models.PROTECT, related_name="seats")
    key = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=30, choices=SeatGroup.choices())
    title = models.CharField(max_length=TITLE_LIMIT)
    is_required = models.BooleanField()
    unit_kinds = ArrayField(models.CharField(max_length=30), default=list)
    fill_within_days = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    vacant_since_at = models.DateTimeField(null=True)
    fill_by_at = models.DateTimeField(null=True)
    # The working of the deadline, line by line, as the calendar told it; never computed anew for showing.
    fill_by_working = models.JSONField(null=True)
    # The deadline reaches into a year whose calendar is not entered yet 暂按周末.
    is_provisional = models.BooleanField(default=False)

    class Meta:
        db_table = "task_force_seat"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="task_force_seat_once",
                fields=["subdistrict_id", "task_force", "key", "number"],
                condition=Q(valid_until__isnull=True),
            ),
            models.CheckConstraint(name="task_force_seat_has_title", condition=~Q(title="") & ~Q(key="")),
            models.CheckConstraint(
                name="task_force_seat_ends_after_begin", condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))
            ),
            models.CheckConstraint(
                name="task_force_seat_deadline_is_of_a_vacancy",
                condition=Q(fill_by_at__isnull=True, fill_by_working__isnull=True, is_provisional=False)
                | Q(
                    vacant_since_at__isnull=False,
                    fill_by_at__gt=F("vacant_since_at"),
                    fill_by_working__isnull=False,
                    is_required=True,
                    valid_until__isnull=True,
                ),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="task_force_seat_vacant", fields=["subdistrict_id", "fill_by_at"], condition=Q(fill_by_at__isnull=False)),
        ]


class SeatHolding(Owned):
    """A person, a unit, or a unit through one of its people holds a seat, from when until when."""

    seat = OwnedForeignKey(Seat, on_delete=models.PROTECT, related_name="holdings")
    person = OwnedForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="seats")
    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="seats")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "task_force_seat_holding"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="task_force_seat_one_holder_at_a_time",
                expressions=[
                    (F("subdistrict_id"), RangeOperators.EQUAL),
                    (F("seat"), RangeOperators.EQUAL),
                    (Span("valid_from", "valid_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="task_force_seat_held_by_person_or_unit",
                condition=Q(person__isnull=False) | Q(unit__isnull=False),
            ),
            models.CheckConstraint(
                name="task_force_seat_holding_ends_after_begin",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
            ),
        ]
