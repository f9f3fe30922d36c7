"""Notices, one row for each reader."""

from typing import ClassVar

from django.db import models

from linli.kernel.models import Owned
from linli.notices import rules


class Notice(Owned):
    """One sentence for one account about one thing; the same cause never tells the same reader twice."""

    account_id = models.UUIDField()
    kind = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    about = models.CharField(max_length=80)
    cause_seq = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notice"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="notice_once_per_cause", fields=["subdistrict_id", "account_id", "about", "cause_seq", "kind"]),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="notice_of_account", fields=["subdistrict_id", "account_id", "-created_at", "-id"]),
        ]

    @property
    def sentence(self) -> str:
        """What it says, in the reader's language."""
        return rules.sentence(self.kind, self.facts)
