"""Devices, receipts, conflicts, and files that are still coming in."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.campaigns.models import CampaignTarget
from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.sync.rules.kinds import CODE_LIMIT, FINAL, KIND_LIMIT, LABEL_LIMIT, ConflictState, Status
from linli.tickets.models import Ticket

_FINAL = sorted(each.value for each in FINAL)
_STATES = sorted(each.value for each in ConflictState)


class Device(Aggregate):
    """One phone in the hands of one account; when it was used last is kept nowhere."""

    KIND = "device"

    account_id = models.UUIDField()
    label = models.CharField(max_length=LABEL_LIMIT)
    # Opens the second wrap of the phone's own key, which itself never comes here; encrypted for this row.
    unlock_key = models.BinaryField()
    registered_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sync_device"
        indexes: ClassVar[list[models.Index]] = [models.Index(name="sync_device_of_account", fields=["subdistrict_id", "account_id"])]


class Receipt(Owned):
    """What became of a command, under the command's own id; never changed, so that every replay is answered the same."""

    device = OwnedForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    device_seq = models.BigIntegerField()
    kind = models.CharField(max_length=KIND_LIMIT)
    digest = models.BinaryField(max_length=32)
    status = models.CharField(max_length=20)
    code = models.CharField(max_length=CODE_LIMIT, blank=True)
    message = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    # The moment at which it was said, by the phone's clock; no other moment is kept beside it.
    made_at = models.DateTimeField()
    # Of which chain it made the entries after the first version up to the second: what a phone changed itself is no conflict.
    about = models.CharField(max_length=80, blank=True, db_collation="C")
    version_before = models.PositiveIntegerField(null=True)
    version_after = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "sync_receipt"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="sync_receipt_status_is_final", condition=Q(status__in=_FINAL)),
            models.CheckConstraint(
                name="sync_receipt_refusal_has_code", condition=~Q(status=Status.REFUSED.value) | (~Q(code="") & ~Q(message=""))
            ),
            models.CheckConstraint(
                name="sync_receipt_about_has_versions",
                condition=Q(about="", version_before__isnull=True, version_after__isnull=True)
                | (~Q(about="") & Q(version_before__isnull=False, version_after__isnull=False)),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="sync_receipt_about", fields=["subdistrict_id", "about"], condition=~Q(about="")),
        ]


class Conflict(Aggregate):
    """A command that came after somebody else had changed what it is about: kept as it was said until a person decides."""

    KIND = "conflict"

    # Also the id of its command's receipt.
    command_id = models.UUIDField()
    device = OwnedForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    account_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=KIND_LIMIT)
    payload = models.JSONField()
    made_at = models.DateTimeField()
    # The ticket it would change, or the target of a drive.
    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, null=True, related_name="+")
    target = OwnedForeignKey(CampaignTarget, on_delete=models.PROTECT, null=True, related_name="+")
    seen = models.PositiveIntegerField()
    current = models.PositiveIntegerField()
    state = models.CharField(max_length=20, default=ConflictState.OPEN.value)
    note = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by_account_id = models.UUIDField(null=True)

    class Meta:
        db_table = "sync_conflict"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="sync_conflict_once", fields=["subdistrict_id", "command_id"]),
            models.CheckConstraint(
                name="sync_conflict_about_one_thing",
                condition=Q(ticket__isnull=False, target__isnull=True) | Q(ticket__isnull=True, target__isnull=False),
            ),
            models.CheckConstraint(name="sync_conflict_state_is_known", condition=Q(state__in=_STATES)),
            models.CheckConstraint(
                name="sync_conflict_settled_has_time",
                condition=Q(state=ConflictState.OPEN.value, settled_at__isnull=True)
                | (~Q(state=ConflictState.OPEN.value) & Q(settled_at__isnull=False)),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="sync_conflict_open", fields=["subdistrict_id", "id"], condition=Q(state=ConflictState.OPEN.value)),
            models.Index(name="sync_conflict_of_account", fields=["subdistrict_id", "account_id", "id"]),
        ]


class Attachment(Owned):
    """A file that is coming in part by part, under the id that the phone gave it."""

    device = OwnedForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    account_id = models.UUIDField()
    total_bytes = models.BigIntegerField()
    begun_at = models.DateTimeField()

    class Meta:
        db_table = "sync_attachment"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="sync_attachment_is_not_empty", condition=Q(total_bytes__gt=0)),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="sync_attachment_begun", fields=["subdistrict_id", "begun_at"])]


class AttachmentPart(Owned):
    """Some of its bytes, encrypted for this row."""

    attachment = OwnedForeignKey(Attachment, on_delete=models.CASCADE, related_name="parts")
    start = models.BigIntegerField()
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        db_table = "sync_attachment_part"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="sync_attachment_part_once", fields=["subdistrict_id", "attachment", "start"]),
        ]
