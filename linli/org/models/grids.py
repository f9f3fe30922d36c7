"""The grid tree and what each grid covered when."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.kernel.spans import Span
from linli.org.models.units import Unit
from linli.org.rules.grids import GridKind


class Grid(Aggregate):
    """A cell of the tree 网格: who it is stays, what it covers changes with its extents."""

    KIND = "grid"

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=GridKind.choices())
    # The unit whose resources hold a dedicated grid 专属网格.
    holder_unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "grid"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="grid_code_once", fields=["subdistrict_id", "code"]),
            models.CheckConstraint(name="grid_has_name", condition=~Q(name="") & ~Q(code="")),
            models.CheckConstraint(
                name="grid_ends_after_begin", condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))
            ),
        ]


class GridExtent(Owned):
    """What a grid covered, and below which grid it stood, from when until when; never changed afterwards except by its end."""

    grid = OwnedForeignKey(Grid, on_delete=models.PROTECT, related_name="extents")
    parent = OwnedForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="+")
    # WGS-84; [[ring, hole…], …] as in a GeoJSON MultiPolygon; null where the grid is a list of addresses.
    polygons = models.JSONField(null=True)
    # Buildings and entrances, one line each; empty where the grid is a polygon.
    members = ArrayField(models.CharField(max_length=120), default=list)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    area_m2 = models.FloatField(null=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "grid_extent"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="grid_extent_one_at_a_time",
                expressions=[
                    (F("subdistrict_id"), RangeOperators.EQUAL),
                    (F("grid"), RangeOperators.EQUAL),
                    (Span("valid_from", "valid_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="grid_extent_ends_after_begin", condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))
            ),
            models.CheckConstraint(name="grid_extent_not_its_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("grid"))),
            models.CheckConstraint(
                name="grid_extent_polygon_has_box",
                condition=Q(polygons__isnull=True, west__isnull=True, south__isnull=True, east__isnull=True, north__isnull=True)
                # What is unknown would pass a check: each of the five is asked for by name.
                | Q(
                    polygons__isnull=False,
                    west__isnull=False,
                    south__isnull=False,
                    east__isnull=False,
                    north__isnull=False,
                    area_m2__isnull=False,
                    west__lt=F("east"),
                    south__lt=F("north"),
                    area_m2__gt=0,
                ),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="grid_extent_by_time", fields=["subdistrict_id", "valid_from"]),
        ]
