"""The subdistrict's own base map."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from linli.geo.drawings import Form
from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.org.rules.base_map import FeatureKind, StreetRank


class BaseMap(Aggregate):
    """The base map 底图 of a subdistrict, the ground of its maps; its features are replaced as a whole, and `version` counts how often."""

    KIND = "base_map"

    # Which of its base maps; so far each subdistrict has the one of its ground.
    code = models.CharField(max_length=40, default="ground")
    version = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=200, default="")
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "base_map"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="base_map_one_each", fields=["subdistrict_id", "code"]),
            models.CheckConstraint(
                name="base_map_says_its_source",
                condition=Q(version=0, replaced_at__isnull=True) | Q(version__gt=0, replaced_at__isnull=False) & ~Q(source=""),
            ),
        ]


class BaseFeature(Owned):
    """A river, a railway, a street, a house; WGS-84."""

    base_map = OwnedForeignKey(BaseMap, on_delete=models.PROTECT, related_name="features")
    # Its place in the file.
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=FeatureKind.choices())
    name = models.CharField(max_length=80, default="")
    form = models.CharField(max_length=10, choices=[(form.value, form.value) for form in Form])
    # How broad a street is drawn; empty for what is no street.
    rank = models.CharField(max_length=10, default="")
    # Places, lines of places, or polygons of rings, by its form.
    parts = models.JSONField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()

    class Meta:
        db_table = "base_feature"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="base_feature_number_once", fields=["subdistrict_id", "base_map", "number"]),
            models.CheckConstraint(name="base_feature_known_kind", condition=Q(kind__in=[kind.value for kind in FeatureKind])),
            models.CheckConstraint(name="base_feature_known_form", condition=Q(form__in=[form.value for form in Form])),
            models.CheckConstraint(
                name="base_feature_street_has_rank",
                condition=Q(kind="street", rank__in=[rank.value for rank in StreetRank]) | ~Q(kind="street") & Q(rank=""),
            ),
            models.CheckConstraint(
                name="base_feature_has_box",
                condition=Q(west__gte=-180, west__lte=F("east"), east__lte=180, south__gte=-90, south__lte=F("north"), north__lte=90),
            ),
        ]
