"""Filters of places that people keep."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.kernel.models import Owned
from linli.places.rules.listing import FILTER_NAME_LIMIT, QUERY_LIMIT


class PlaceFilter(Owned):
    """Filters that one account has given a name, as they stand in an address."""

    account_id = models.UUIDField()
    name = models.CharField(max_length=FILTER_NAME_LIMIT)
    query = models.CharField(max_length=QUERY_LIMIT, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "place_filter"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="place_filter_once", fields=["subdistrict_id", "account_id", "name"]),
            models.CheckConstraint(name="place_filter_has_name", condition=~Q(name="")),
        ]
