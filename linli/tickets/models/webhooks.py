"""Where partners are told, and every event on its way."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.tickets.models.partners import Partner
from linli.tickets.models.tickets import Ticket
from linli.tickets.rules.webhooks import ADDRESS_LIMIT, ANSWER_LIMIT, EVENT_LIMIT, DeliveryState


class Webhook(Aggregate):
    """An address of a partner that is told; the secret of the signature is encrypted."""

    KIND = "webhook"

    partner = OwnedForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=ADDRESS_LIMIT)
    events = models.JSONField()
    secret = models.BinaryField()
    # Up to where the journal was read for it.
    mark_epoch = models.UUIDField()
    mark_xid = models.BigIntegerField()
    mark_entry_id = models.UUIDField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "webhook"


class WebhookDelivery(Owned):
    """One event for one address: kept until it was taken, and never sent again after that."""

    webhook = OwnedForeignKey(Webhook, on_delete=models.PROTECT, related_name="+")
    # The journal's own id of what happened: the receiver knows a second copy by it.
    event_id = models.UUIDField()
    event = models.CharField(max_length=EVENT_LIMIT)
    body = models.TextField()
    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=DeliveryState.choices())
    attempts = models.PositiveSmallIntegerField(default=0)
    # How the last attempt ended: a status, or a code of our own; never a word of the other side.
    answer = models.CharField(max_length=ANSWER_LIMIT, blank=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "webhook_delivery"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="webhook_delivery_once", fields=["subdistrict_id", "webhook", "event_id"]),
            models.CheckConstraint(
                name="webhook_delivery_ended_has_time",
                condition=Q(state=DeliveryState.WAITING.value, ended_at__isnull=True)
                | (Q(state__in=[DeliveryState.DELIVERED.value, DeliveryState.DEAD.value]) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                name="webhook_delivery_due", fields=["subdistrict_id", "webhook", "due_at"], condition=Q(state=DeliveryState.WAITING.value)
            ),
            models.Index(name="webhook_delivery_latest", fields=["subdistrict_id", "webhook", "-made_at", "-id"]),
        ]
