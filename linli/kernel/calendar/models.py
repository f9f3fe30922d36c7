"""Regions' calendars, of which every version stays; and which one a subdistrict counts by."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.kernel.calendar.rules import NAME_LIMIT, REMARK_LIMIT
from linli.kernel.ids import uuid7
from linli.kernel.scope.models import Aggregate


class CalendarRegion(models.Model):
    """A place with a calendar of its own, such as the whole country or a city; belongs to no subdistrict."""

    code = models.SlugField(max_length=20, primary_key=True)
    name = models.CharField(max_length=40)

    class Meta:
        db_table = "calendar_region"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="calendar_region_has_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarVersion(models.Model):
    """What was published at one moment: whole, and never changed again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region = models.ForeignKey(CalendarRegion, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    # The years whose announcements are entered, and the stretches of office hours as minutes: begin, end, begin, end.
    years = ArrayField(models.PositiveSmallIntegerField())
    office_minutes = ArrayField(models.PositiveSmallIntegerField())
    remark = models.CharField(max_length=REMARK_LIMIT, blank=True)
    published_at = models.DateTimeField()
    # Nobody's where the house laid down what was announced.
    published_by = models.UUIDField(null=True)

    class Meta:
        db_table = "calendar_version"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="calendar_version_once", fields=["region", "number"]),
            models.CheckConstraint(name="calendar_version_from_1", condition=Q(number__gte=1)),
            models.CheckConstraint(name="calendar_version_has_hours", condition=Q(office_minutes__len__in=[2, 4, 6, 8])),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.number}"


class CalendarDay(models.Model):
    """One entry of one version: off or worked in exchange, by the name of its holiday."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT)
    on = models.DateField()
    is_working = models.BooleanField()
    name = models.CharField(max_length=NAME_LIMIT)

    class Meta:
        db_table = "calendar_day"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="calendar_day_once", fields=["version", "on"]),
            models.CheckConstraint(name="calendar_day_has_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"


class CalendarUse(Aggregate):
    """By which version a subdistrict counts."""

    KIND = "calendar_use"

    region_code = models.CharField(max_length=20)
    # No foreign keys: versions are never removed, and each reference would lock a row that all subdistricts share.
    version_id = models.UUIDField()
    version_number = models.PositiveIntegerField()
    adopted_at = models.DateTimeField()

    class Meta:
        db_table = "calendar_use"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="calendar_use_once", fields=["subdistrict_id", "region_code"]),
            models.CheckConstraint(name="calendar_use_has_version", condition=Q(version_number__gte=1)),
        ]
