"""The note."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.kernel.models import Aggregate
from linli.notes import rules


class Note(Aggregate):
    """A few lines that a clerk wants to keep and find again."""

    KIND = "note"

    title = models.CharField(max_length=rules.TITLE_LIMIT)
    text = models.TextField(blank=True)
    author_account_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField()

    class Meta:
        db_table = "note"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="note_has_title", condition=~Q(title="")),
            models.CheckConstraint(name="note_edited_after_created", condition=Q(edited_at__gte=models.F("created_at"))),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="note_latest", fields=["subdistrict_id", "-edited_at", "-id"]),
        ]
