"""Notices, one row for each reader, and the ways in that letters carry."""

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
    # When a letter went to whoever has an address; empty while there is none, or while the post office does not answer.
    mailed_at = models.DateTimeField(null=True)

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


class WayIn(Owned):
    """A link of a letter, good once: it opens what the letter is about for the account it was written to."""

    account_id = models.UUIDField()
    about = models.CharField(max_length=80)
    # Only the digest is stored: whoever reads the database cannot use the link.
    token_digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "way_in"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="way_in_token_once", fields=["subdistrict_id", "token_digest"]),
        ]
