"""The duty list 履职事项清单: which unit leads which class where, from when until when."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.kernel.spans import Span
from linli.org.models import Grid, Unit
from linli.tickets.rules.catalogue import CODE_LIMIT
from linli.tickets.rules.dispatch import DutyRole
from linli.tickets.rules.duty_list import BASIS_LIMIT, NOTE_LIMIT, ORIGIN_LIMIT, LineState


class DutyLine(Aggregate):
    """One line: a class, a grid or everywhere, and the unit; what is only proposed dispatches nothing."""

    KIND = "duty_line"

    number = models.PositiveIntegerField()
    class_code = models.CharField(max_length=CODE_LIMIT)
    grid = OwnedForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="+")
    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=DutyRole.choices())
    state = models.CharField(max_length=20, choices=LineState.choices())
    basis = models.CharField(max_length=BASIS_LIMIT, blank=True)
    note = models.CharField(max_length=NOTE_LIMIT, blank=True)
    # What it was learnt from, such as the ticket whose decision proposed it.
    origin_kind = models.CharField(max_length=ORIGIN_LIMIT, blank=True)
    origin_id = models.UUIDField(null=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "duty_line"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="duty_line_number_once", fields=["subdistrict_id", "number"]),
            ExclusionConstraint(
                name="duty_line_one_unit_at_a_time",
                expressions=[
                    (F("subdistrict_id"), RangeOperators.EQUAL),
                    (F("class_code"), RangeOperators.EQUAL),
                    # Everywhere is one place like any grid: an empty value would exclude nothing.
                    (Coalesce("grid", "subdistrict_id"), RangeOperators.EQUAL),
                    (F("role"), RangeOperators.EQUAL),
                    (Span("valid_from", "valid_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(state="confirmed"),
            ),
            models.CheckConstraint(name="duty_line_has_class", condition=~Q(class_code="") & Q(number__gte=1)),
            models.CheckConstraint(
                name="duty_line_ends_after_begin", condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))
            ),
            models.CheckConstraint(
                name="duty_line_origin_is_whole",
                condition=Q(origin_kind="", origin_id__isnull=True) | (~Q(origin_kind="") & Q(origin_id__isnull=False)),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="duty_line_by_state", fields=["subdistrict_id", "state", "class_code"]),
        ]


class DutyAssist(Owned):
    """A unit that assists the one a line names."""

    line = OwnedForeignKey(DutyLine, on_delete=models.PROTECT, related_name="assists")
    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "duty_assist"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="duty_assist_once", fields=["subdistrict_id", "line", "unit"]),
        ]
