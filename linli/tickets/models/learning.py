"""What a subdistrict's own tickets teach about classes: which version is in use, and the last few of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.tickets.rules.kinds import CODE_LIMIT


class ClassModel(Aggregate):
    """Which version of the learnt classes a subdistrict works by."""

    KIND = "class_model"

    # How it was learnt.
    method = models.CharField(max_length=CODE_LIMIT)
    # No reference: the version is made after the row it belongs to.
    version_id = models.UUIDField()
    version_number = models.PositiveIntegerField()
    learnt_at = models.DateTimeField()

    class Meta:
        db_table = "class_model"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="class_model_once", fields=["subdistrict_id", "method"]),
            models.CheckConstraint(name="class_model_has_version", condition=Q(version_number__gte=1)),
        ]


class ClassModelVersion(Owned):
    """What was learnt in one night, never changed again; pairs of characters that several tickets share, and no text of any."""

    model = OwnedForeignKey(ClassModel, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        db_table = "class_model_version"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="class_model_version_once", fields=["subdistrict_id", "model", "number"]),
            models.CheckConstraint(name="class_model_version_from_1", condition=Q(number__gte=1)),
        ]
