"""How often the subdistrict visits."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.kernel.models import Aggregate
from linli.places.rules.kinds import Kind
from linli.places.rules.periods import AT_MOST_DAYS


class PlacePeriod(Aggregate):
    """Within how many days places of a kind are visited; a kind without a row is visited as the house has it by default."""

    KIND = "place_period"

    kind = models.CharField(max_length=20, choices=Kind.choices())
    # Nothing means that no visit is ever due by itself.
    days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        db_table = "place_period"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="place_period_once", fields=["subdistrict_id", "kind"]),
            models.CheckConstraint(
                name="place_period_is_some_days", condition=Q(days__isnull=True) | Q(days__gte=1, days__lte=AT_MOST_DAYS)
            ),
        ]
