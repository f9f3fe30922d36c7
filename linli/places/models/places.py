"""Places, their stages day by day, tags, dossier lines, and pairs that may be one."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from linli.geo.coordinates import System
from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.kernel.spans import DaySpan
from linli.org.models import Grid
from linli.places.rules.kinds import (
    ADDRESS_LIMIT,
    KEY_LIMIT,
    NAME_LIMIT,
    NOTE_LIMIT,
    NUMBER_LIMIT,
    TAG_LIMIT,
    TITLE_LIMIT,
    Kind,
    PaperKind,
    Stage,
)
from linli.places.rules.life import OF_VACANT_UNITS

_KINDS = sorted(each.value for each in Kind)
_STAGES = sorted(each.value for each in Stage)


class Place(Aggregate):
    """An establishment or a space; it lives through stages and is never deleted."""

    KIND = "place"

    name = models.CharField(max_length=NAME_LIMIT)
    kind = models.CharField(max_length=20, choices=Kind.choices())
    stage = models.CharField(max_length=20, choices=Stage.choices())
    stage_on = models.DateField()
    address = models.CharField(max_length=ADDRESS_LIMIT, blank=True)
    # As they are compared.
    name_key = models.CharField(max_length=KEY_LIMIT)
    address_key = models.CharField(max_length=KEY_LIMIT, blank=True)
    # WGS-84; beside it in which system it came and how far it may be off.
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    coord_system = models.CharField(max_length=10, blank=True)
    accuracy_m = models.FloatField(null=True)
    # The cell of the ground by which places close by are looked for.
    cell = models.BigIntegerField(null=True)
    grid = OwnedForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="+")
    # Hours of the street's day in which nobody comes; they may reach over midnight.
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    asked_for_none = models.BooleanField(default=False)
    # Set by who visits, and by whatever the place ever said; here only the silent are asked for.
    visited_at = models.DateTimeField(null=True)
    spoke_at = models.DateTimeField(null=True)
    merged_into = OwnedForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    parted_from = OwnedForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    # Who is in these rooms now.
    followed_by = OwnedForeignKey("self", on_delete=models.PROTECT, null=True, related_name="predecessors")

    class Meta:
        db_table = "place"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="place_has_name", condition=~Q(name="") & ~Q(name_key="")),
            models.CheckConstraint(name="place_kind_is_known", condition=Q(kind__in=_KINDS)),
            models.CheckConstraint(name="place_stage_is_known", condition=Q(stage__in=_STAGES)),
            models.CheckConstraint(
                name="place_vacant_unit_is_empty",
                condition=~Q(kind=Kind.VACANT_UNIT.value) | Q(stage__in=sorted(each.value for each in OF_VACANT_UNITS)),
            ),
            models.CheckConstraint(
                name="place_point_is_whole",
                condition=Q(lon__isnull=True, lat__isnull=True, accuracy_m__isnull=True, coord_system="")
                | Q(
                    lon__isnull=False,
                    lat__isnull=False,
                    lon__gte=-180,
                    lon__lte=180,
                    lat__gte=-90,
                    lat__lte=90,
                    coord_system__in=sorted(each.value for each in System),
                ),
            ),
            models.CheckConstraint(name="place_accuracy_is_a_distance", condition=Q(accuracy_m__isnull=True) | Q(accuracy_m__gte=0)),
            models.CheckConstraint(
                name="place_quiet_hours_are_whole",
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | (Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until"))),
            ),
            models.CheckConstraint(name="place_not_merged_into_itself", condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id"))),
            models.CheckConstraint(name="place_not_followed_by_itself", condition=Q(followed_by__isnull=True) | ~Q(followed_by=F("id"))),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="place_in_order", fields=["subdistrict_id", "name", "id"]),
            models.Index(name="place_by_name", fields=["subdistrict_id", "name_key"]),
            models.Index(name="place_by_address", fields=["subdistrict_id", "address_key"]),
            models.Index(name="place_by_point", fields=["subdistrict_id", "lat", "lon"]),
            models.Index(name="place_by_cell", fields=["subdistrict_id", "cell"]),
            models.Index(name="place_by_stage", fields=["subdistrict_id", "stage", "name", "id"], condition=Q(merged_into__isnull=True)),
        ]


class PlaceStage(Owned):
    """One stage of a place's life, from which day until which."""

    place = OwnedForeignKey(Place, on_delete=models.PROTECT, related_name="stages")
    stage = models.CharField(max_length=20, choices=Stage.choices())
    began_on = models.DateField()
    ended_on = models.DateField(null=True)
    note = models.CharField(max_length=NOTE_LIMIT, blank=True)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "place_stage"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="place_stage_one_at_a_time",
                expressions=[
                    (F("subdistrict_id"), RangeOperators.EQUAL),
                    (F("place"), RangeOperators.EQUAL),
                    (DaySpan("began_on", "ended_on", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="place_stage_ends_after_begin", condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("began_on"))
            ),
            models.CheckConstraint(name="place_stage_row_is_known", condition=Q(stage__in=_STAGES)),
        ]


class PlaceTag(Owned):
    """A word that somebody put on a place."""

    place = OwnedForeignKey(Place, on_delete=models.PROTECT, related_name="tags")
    tag = models.CharField(max_length=TAG_LIMIT)

    class Meta:
        db_table = "place_tag"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="place_tag_once", fields=["subdistrict_id", "place", "tag"]),
            models.CheckConstraint(name="place_tag_says_something", condition=~Q(tag="")),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="place_tag_by_tag", fields=["subdistrict_id", "tag", "place"])]


class PlacePaper(Owned):
    """A line of the dossier 一店一档: a licence with its last day, a scheme, a lift, a pact."""

    place = OwnedForeignKey(Place, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=20, choices=PaperKind.choices())
    title = models.CharField(max_length=TITLE_LIMIT)
    number = models.CharField(max_length=NUMBER_LIMIT, blank=True)
    note = models.CharField(max_length=NOTE_LIMIT, blank=True)
    expires_on = models.DateField(null=True)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "place_paper"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="place_paper_has_title", condition=~Q(title="")),
            models.CheckConstraint(name="place_paper_kind_is_known", condition=Q(kind__in=sorted(each.value for each in PaperKind))),
            models.CheckConstraint(
                name="place_paper_ends_after_begin", condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("added_at"))
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="place_paper_expiring", fields=["subdistrict_id", "expires_on"], condition=Q(ended_at__isnull=True)),
        ]


class PlaceLikeness(Owned):
    """Two places that may be one; a person decides."""

    # The later of the two, and the one that stood there before it.
    place = OwnedForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    other = OwnedForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    score = models.FloatField()
    distance_m = models.FloatField(null=True)
    is_same_name = models.BooleanField()
    is_same_address = models.BooleanField()
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    is_same = models.BooleanField(default=False)

    class Meta:
        db_table = "place_likeness"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="place_likeness_once", fields=["subdistrict_id", "place", "other"]),
            models.CheckConstraint(name="place_likeness_not_itself", condition=~Q(place=F("other"))),
            models.CheckConstraint(name="place_likeness_same_is_decided", condition=Q(is_same=False) | Q(decided_at__isnull=False)),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="place_likeness_open", fields=["subdistrict_id", "-score", "id"], condition=Q(decided_at__isnull=True)),
        ]
