"""Yards and the trees in them."""

from typing import Any, ClassVar

from django.db import models

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.kernel.scope.models import OwnedQuerySet


class Yard(Owned):
    """A yard with a name of its own in its subdistrict."""

    name = models.CharField(max_length=40)

    # Untyped, because the type checker only knows the managers of installed apps.
    objects: ClassVar[Any] = OwnedQuerySet.as_manager()

    class Meta:
        app_label = "ownedapp"
        db_table = "test_yard"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="test_yard_name", fields=["subdistrict_id", "name"]),
        ]


class Tree(Aggregate):
    """A tree, perhaps in a yard."""

    KIND = "tree"

    yard = OwnedForeignKey(Yard, on_delete=models.PROTECT, null=True, related_name="trees")
    label = models.CharField(max_length=40)
    height_cm = models.IntegerField(default=0)

    objects: ClassVar[Any] = OwnedQuerySet.as_manager()

    class Meta:
        app_label = "ownedapp"
        db_table = "test_tree"
