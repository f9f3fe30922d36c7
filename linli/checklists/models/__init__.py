"""The rows of checklists: every version whole, and which one is in use."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.checklists.rules.permissions import CODE_LIMIT, REMARK_LIMIT, SOURCE_LIMIT, TITLE_LIMIT
from linli.kernel.models import Aggregate, Owned, OwnedForeignKey


class Checklist(Aggregate):
    """A checklist of the subdistrict: what it is called, where it is offered, and its version in use."""

    KIND = "checklist"

    code = models.CharField(max_length=CODE_LIMIT)
    title = models.CharField(max_length=TITLE_LIMIT)
    # The kinds of place at which it is offered; none means all of them.
    place_kinds = ArrayField(models.CharField(max_length=20), default=list)
    is_offered = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=100)
    # No reference: the version is made after the checklist it belongs to, and none is ever removed.
    version_id = models.UUIDField()
    version_number = models.PositiveIntegerField()

    class Meta:
        db_table = "checklist"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="checklist_code_once", fields=["subdistrict_id", "code"]),
            models.CheckConstraint(name="checklist_has_title", condition=~Q(title="") & ~Q(code="")),
            models.CheckConstraint(name="checklist_has_version", condition=Q(version_number__gte=1)),
        ]


class ChecklistVersion(Owned):
    """What was published at one moment: whole, and never changed again."""

    checklist = OwnedForeignKey(Checklist, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    # The items in order, and the safety task that asks for more.
    body = models.JSONField()
    source = models.CharField(max_length=SOURCE_LIMIT, blank=True)
    remark = models.CharField(max_length=REMARK_LIMIT, blank=True)
    published_at = models.DateTimeField()
    published_by_account_id = models.UUIDField(null=True)

    class Meta:
        db_table = "checklist_version"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="checklist_version_once", fields=["subdistrict_id", "checklist", "number"]),
            models.CheckConstraint(name="checklist_version_from_1", condition=Q(number__gte=1)),
        ]
