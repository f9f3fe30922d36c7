"""Yards, the trees in them, and who looks after them."""

from typing import Any, ClassVar

from django.db import models

from linli.kernel import personal
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


class Gardener(Aggregate):
    """Somebody who looks after the trees; all that is known of the person is encrypted."""

    KIND = "gardener"

    full_name = personal.EncryptedTextField(
        purpose=personal.Purpose.DUTY,
        keep=personal.AfterEnd(days=365, counted_from="left_on"),
        masking=personal.Masking.NAME,
        max_length=40,
    )
    full_name_code = personal.BlindIndexField(source="full_name", normal=personal.Normal.NAME)
    phone = personal.EncryptedTextField(
        purpose=personal.Purpose.DUTY,
        keep=personal.WhileOnDuty(counted_from="left_on"),
        masking=personal.Masking.PHONE,
        max_length=40,
        blank=True,
    )
    phone_code = personal.BlindIndexField(source="phone", normal=personal.Normal.PHONE)
    phone_last_four = personal.BlindIndexField(source="phone", normal=personal.Normal.LAST_FOUR)
    remark = personal.EncryptedTextField(
        purpose=personal.Purpose.SERVICE,
        keep=personal.AfterEnd(days=30, counted_from="asked_at"),
        masking=personal.Masking.HIDDEN,
        max_length=2_000,
        blank=True,
    )
    left_on = models.DateField(null=True)
    asked_at = models.DateTimeField(null=True)
    yard = OwnedForeignKey(Yard, on_delete=models.PROTECT, null=True, related_name="gardeners")

    objects: ClassVar[Any] = OwnedQuerySet.as_manager()

    class Meta:
        app_label = "ownedapp"
        db_table = "test_gardener"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="test_gardener_phone", fields=["subdistrict_id", "phone_code"]),
        ]
