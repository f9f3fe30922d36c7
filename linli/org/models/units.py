"""The units that hold work."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from linli.kernel.models import Aggregate, OwnedForeignKey
from linli.org.rules.units import UnitKind


class Unit(Aggregate):
    """A department, outpost, committee, firm or utility that tickets may be given to."""

    KIND = "unit"

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40)
    kind = models.CharField(max_length=30, choices=UnitKind.choices())
    parent = OwnedForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    # The office's own line, not a person's.
    office_phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=200, blank=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "unit"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="unit_code_once", fields=["subdistrict_id", "code"]),
            models.CheckConstraint(name="unit_has_name", condition=~Q(name="") & ~Q(short_name="")),
            models.CheckConstraint(name="unit_not_its_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))),
            models.CheckConstraint(
                name="unit_ends_after_begin", condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))
            ),
        ]
