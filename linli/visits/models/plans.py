"""What is to be visited when, and what a subdistrict sets for it."""

from datetime import time
from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q

from linli.kernel.models import Aggregate, OwnedForeignKey
from linli.org.models import Unit
from linli.places.models import Place
from linli.tickets.models import Ticket
from linli.visits.models.visits import Visit
from linli.visits.rules.cap import CAP_AT_MOST, CAP_PER_MONTH
from linli.visits.rules.days import THEME_LIMIT
from linli.visits.rules.kinds import LAID, NAME_LIMIT, QUESTION_LIMIT, Ending, Kind, Why

_LAID: Final = sorted(each.value for each in LAID)


class PlannedVisit(Aggregate):
    """A visit that somebody laid down, or a handled ticket."""

    KIND = "planned_visit"

    place = OwnedForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices())
    due_on = models.DateField()
    why = models.CharField(max_length=20, choices=Why.choices())
    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    # The ticket whose effect is to be seen, and its question.
    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, null=True, related_name="+")
    question = models.CharField(max_length=QUESTION_LIMIT, blank=True)
    # The visit at which it was agreed, and the one that did it.
    agreed_at_visit = OwnedForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="+")
    done_by_visit = OwnedForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="+")
    laid_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=20, choices=Ending.choices(), blank=True)

    class Meta:
        db_table = "planned_visit"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="planned_visit_why_is_known", condition=Q(why__in=_LAID)),
            models.CheckConstraint(
                name="planned_visit_end_is_whole",
                condition=Q(ended_at__isnull=True, ending="", done_by_visit__isnull=True)
                | Q(ended_at__isnull=False, ending=Ending.DONE.value, done_by_visit__isnull=False)
                | Q(ended_at__isnull=False, ending=Ending.DROPPED.value, done_by_visit__isnull=True),
            ),
            models.CheckConstraint(name="planned_visit_of_a_ticket_names_it", condition=~Q(why=Why.TICKET.value) | Q(ticket__isnull=False)),
            models.UniqueConstraint(
                name="planned_visit_one_for_each_ticket", fields=["subdistrict_id", "ticket"], condition=Q(ended_at__isnull=True)
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="planned_visit_to_do", fields=["subdistrict_id", "due_on", "id"], condition=Q(ended_at__isnull=True)),
            models.Index(name="planned_visit_by_place", fields=["subdistrict_id", "place", "due_on"]),
        ]


class VisitSetting(Aggregate):
    """What a subdistrict sets for its visits: the cap, and whether its phones write down what is spoken."""

    KIND = "visit_setting"

    # One row of each name; there is one name.
    code = models.CharField(max_length=NAME_LIMIT, default="visits")
    cap = models.PositiveSmallIntegerField(default=CAP_PER_MONTH)
    # Off unless somebody switched it on: the browser may send speech to whoever made it.
    is_speech_offered = models.BooleanField(default=False)

    class Meta:
        db_table = "visit_setting"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="visit_setting_once", fields=["subdistrict_id", "code"]),
            models.CheckConstraint(name="visit_setting_cap_is_a_cap", condition=Q(cap__lte=CAP_AT_MOST)),
        ]


class GridDay(Aggregate):
    """A day that comes back, on which a grid goes out together 统一网格日."""

    KIND = "grid_day"

    name = models.CharField(max_length=NAME_LIMIT)
    weekday = models.PositiveSmallIntegerField()
    every_weeks = models.PositiveSmallIntegerField(default=1)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    begins_at = models.TimeField(default=time(9))
    theme = models.CharField(max_length=THEME_LIMIT, blank=True)

    class Meta:
        db_table = "grid_day"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="grid_day_name_once", fields=["subdistrict_id", "name"]),
            models.CheckConstraint(name="grid_day_is_a_weekday", condition=Q(weekday__lte=6) & Q(every_weeks__gte=1) & ~Q(name="")),
            models.CheckConstraint(name="grid_day_ends_after_begin", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))),
        ]
