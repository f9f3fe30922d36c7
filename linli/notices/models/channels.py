"""The ways out of the house, who is told by which, and every message on its way."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.kernel.outbound.places import URL_LIMIT
from linli.notices.models.notices import Notice
from linli.notices.rules import ACCOUNT_LIMIT, ANSWER_LIMIT, CARRIER_NAME_LIMIT, CarrierKind, Standing, Subject, Way


class Carrier(Aggregate):
    """A robot, a gateway or a system that takes messages; address and secret are encrypted, since either opens it."""

    KIND = "carrier"

    name = models.CharField(max_length=CARRIER_NAME_LIMIT)
    kind = models.CharField(max_length=20, choices=CarrierKind.choices())
    host = models.CharField(max_length=URL_LIMIT)
    address = models.BinaryField()
    user = models.CharField(max_length=ACCOUNT_LIMIT, blank=True)
    secret = models.BinaryField()
    signature = models.CharField(max_length=ACCOUNT_LIMIT, blank=True)
    template = models.CharField(max_length=ACCOUNT_LIMIT, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notice_carrier"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="notice_carrier_name_once", fields=["subdistrict_id", "name"], condition=Q(ended_at__isnull=True)),
        ]


class NoticeChoice(Aggregate):
    """How the subdistrict, a unit or a person is told; what is said nearer holds."""

    KIND = "notice_choice"

    subject = models.CharField(max_length=10, choices=Subject.choices())
    # The subdistrict, the unit or the person.
    subject_id = models.UUIDField()
    by_mail = models.BooleanField(default=True)
    by_sms = models.BooleanField(default=False)
    is_digest = models.BooleanField(default=False)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    # A group or a system that is told once of what its unit's people are told.
    carrier = OwnedForeignKey(Carrier, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "notice_choice"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="notice_choice_once", fields=["subdistrict_id", "subject", "subject_id"]),
            models.CheckConstraint(
                name="notice_choice_quiet_is_whole",
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True) | Q(quiet_from__isnull=False, quiet_until__isnull=False),
            ),
        ]


class NoticeDelivery(Owned):
    """One message by one way: kept until it went, and never sent again after that."""

    way = models.CharField(max_length=10, choices=Way.choices())
    # Of one reader; a group has none.
    notice = OwnedForeignKey(Notice, on_delete=models.PROTECT, null=True, related_name="+")
    account_id = models.UUIDField(null=True)
    carrier = OwnedForeignKey(Carrier, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=80)
    cause_seq = models.PositiveIntegerField()
    facts = models.JSONField(default=dict)
    # What was held back goes with whatever else was, in one message.
    is_held = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=Standing.choices())
    attempts = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=ANSWER_LIMIT, blank=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notice_delivery"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="notice_delivery_once", fields=["subdistrict_id", "notice", "way"], condition=Q(notice__isnull=False)
            ),
            models.UniqueConstraint(
                name="notice_delivery_group_once",
                fields=["subdistrict_id", "carrier", "about", "cause_seq", "kind"],
                condition=Q(notice__isnull=True),
            ),
            models.CheckConstraint(
                name="notice_delivery_ended_has_time",
                condition=Q(state=Standing.WAITING.value, ended_at__isnull=True)
                | (Q(state__in=[Standing.DEAD.value, Standing.DELIVERED.value]) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="notice_delivery_due", fields=["subdistrict_id", "due_at"], condition=Q(state=Standing.WAITING.value)),
            models.Index(name="notice_delivery_latest", fields=["subdistrict_id", "-made_at", "-id"]),
        ]
