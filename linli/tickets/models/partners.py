"""Machines of others that hand matters in, and what each was answered."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.tickets.models.tickets import Ticket
from linli.tickets.rules.kinds import CODE_LIMIT
from linli.tickets.rules.partners import KEY_LIMIT, PARTNER_NAME_LIMIT, PER_DAY, PER_MINUTE, Span


class Partner(Aggregate):
    """Another system with a token of its own; of the token only its digest is kept."""

    KIND = "partner"

    name = models.CharField(max_length=PARTNER_NAME_LIMIT)
    # By which of the subdistrict's sources its matters come.
    source = models.CharField(max_length=CODE_LIMIT)
    permissions = models.JSONField()
    token_mark = models.UUIDField()
    # The token before, for as long as it still opens.
    old_token_mark = models.UUIDField(null=True)
    old_token_until = models.DateTimeField(null=True)
    per_minute = models.PositiveIntegerField(default=PER_MINUTE)
    per_day = models.PositiveIntegerField(default=PER_DAY)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "partner"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="partner_name_once", fields=["subdistrict_id", "name"], condition=Q(revoked_at__isnull=True)),
            models.UniqueConstraint(name="partner_token_once", fields=["subdistrict_id", "token_mark"]),
        ]


class PartnerReceipt(Owned):
    """What a request was answered: the same key with the same body is answered the same, and does nothing again."""

    partner = OwnedForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=KEY_LIMIT)
    body_mark = models.UUIDField()
    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    answer = models.JSONField()
    answered_at = models.DateTimeField()

    class Meta:
        db_table = "partner_receipt"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="partner_receipt_once", fields=["subdistrict_id", "partner", "key"]),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="partner_receipt_latest", fields=["subdistrict_id", "partner", "-answered_at"]),
        ]


class PartnerCall(Owned):
    """That a partner called: what, when, and how it was answered; nothing of what was said."""

    partner = OwnedForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=CODE_LIMIT)
    status = models.PositiveSmallIntegerField()
    called_at = models.DateTimeField()

    class Meta:
        db_table = "partner_call"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="partner_call_latest", fields=["subdistrict_id", "partner", "-called_at", "-id"]),
            models.Index(name="partner_call_by_age", fields=["subdistrict_id", "called_at"]),
        ]


class PartnerUsage(Owned):
    """One of several counters of a partner's calls in a minute or on a day."""

    partner = OwnedForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    span = models.CharField(max_length=10, choices=Span.choices())
    since_at = models.DateTimeField()
    counter = models.PositiveSmallIntegerField()
    calls = models.PositiveIntegerField()

    class Meta:
        db_table = "partner_usage"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="partner_usage_once", fields=["subdistrict_id", "partner", "span", "since_at", "counter"]),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="partner_usage_by_age", fields=["subdistrict_id", "since_at"]),
        ]
