"""What a subdistrict's own tickets teach about classes: which version is in use, and the last few of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.tickets.rules.figures import Method
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
    # Somebody went back to this version: nights leave it in use until somebody lets the house learn again.
    is_held = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "class_model"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="class_model_once", fields=["subdistrict_id", "method"]),
            models.CheckConstraint(name="class_model_has_version", condition=Q(version_number__gte=1)),
        ]


class ClassModelVersion(Owned):
    """What was learnt in one night, never changed again; runs of characters that several tickets share, and no text of any."""

    model = OwnedForeignKey(ClassModel, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    # The pairs of characters: what is used, or what stands in where the classifier cannot be read.
    content = models.BinaryField()
    # The classifier as a file holds it, where it is used.
    classifier = models.BinaryField(null=True)
    # Which of both is used.
    method = models.CharField(max_length=CODE_LIMIT, default=Method.PAIRS.value, db_default=Method.PAIRS.value)
    # How good it was; nothing of a version from before figures were kept.
    figures = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    learnt_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "class_model_version"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="class_model_version_once", fields=["subdistrict_id", "model", "number"]),
            models.CheckConstraint(name="class_model_version_from_1", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="class_model_version_uses_what_is_there",
                condition=Q(method=Method.PAIRS.value) | Q(method=Method.RUNS.value, classifier__isnull=False),
            ),
        ]
