"""The administrative tree above the subdistricts."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.kernel.ids import uuid7
from linli.kernel.models import Subdistrict
from linli.org.rules.areas import AreaLevel


class Area(models.Model):
    """A province, city, district or subdistrict by its division code 行政区划代码: reference data for viewers above the street."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=20, choices=AreaLevel.choices())
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    # Set where the area is a street that this house serves.
    subdistrict = models.ForeignKey(Subdistrict, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "area"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="area_code_is_digits", condition=Q(code__regex=r"^[0-9]{2,12}$")),
            models.CheckConstraint(name="area_only_street_is_subdistrict", condition=Q(subdistrict__isnull=True) | Q(level="subdistrict")),
            models.UniqueConstraint(name="area_one_for_each_subdistrict", fields=["subdistrict"]),
        ]

    def __str__(self) -> str:
        return self.name
