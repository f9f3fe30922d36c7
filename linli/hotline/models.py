"""Senders with their mapping, orders bound to our tickets, the ledger of steps, every file that went in or out."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from linli.hotline.rules.kinds import (
    FILE_NAME_LIMIT,
    NUMBER_LIMIT,
    OUTGOING,
    SENDER_NAME_LIMIT,
    Direction,
    OrderReturn,
    RowDecision,
    RowOutcome,
    StepKind,
    TheirState,
)
from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.org.models import Unit
from linli.tickets.models import Ticket
from linli.tickets.rules.kinds import CODE_LIMIT, codes

_OUT: Final = codes(OUTGOING)


class HotlineSender(Aggregate):
    """A platform that sends orders: which source its tickets have, which unit it is to us, how its files are laid out."""

    KIND = "hotline_sender"

    name = models.CharField(max_length=SENDER_NAME_LIMIT)
    source = models.CharField(max_length=CODE_LIMIT)
    # The unit that stands for it: its call-back closes, so it is none that handles.
    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    mapping = models.TextField()

    class Meta:
        db_table = "hotline_sender"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="hotline_sender_name_once", fields=["subdistrict_id", "name"]),
            models.UniqueConstraint(name="hotline_sender_source_once", fields=["subdistrict_id", "source"]),
        ]


class HotlineFile(Aggregate):
    """A file of theirs that was taken over, or one of ours that was made; its bytes are kept as they were."""

    KIND = "hotline_file"

    sender = OwnedForeignKey(HotlineSender, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=3)
    # What it holds: a kind of incoming file, or the step that goes out.
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=FILE_NAME_LIMIT)
    digest = models.UUIDField()
    rows = models.PositiveIntegerField()
    created = models.PositiveIntegerField(default=0)
    duplicate = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    account_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)

    class Meta:
        db_table = "hotline_file"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="hotline_file_goes_in_or_out", condition=Q(direction__in=codes(Direction))),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="hotline_file_latest", fields=["subdistrict_id", "sender", "-at", "-id"]),
            models.Index(name="hotline_file_by_kind", fields=["subdistrict_id", "sender", "kind", "-at"]),
        ]


class HotlineOrder(Aggregate):
    """An order of theirs, by their number, and the ticket that it is here; their clock stands beside ours."""

    KIND = "hotline_order"

    sender = OwnedForeignKey(HotlineSender, on_delete=models.PROTECT, related_name="orders")
    number = models.CharField(max_length=NUMBER_LIMIT)
    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    # How it stands with them, as far as the ledger tells.
    state = models.CharField(max_length=20)
    sent_at = models.DateTimeField()
    accept_by_at = models.DateTimeField(null=True)
    contact_by_at = models.DateTimeField(null=True)
    return_by_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    # Tells what it is about, whatever its number.
    content_mark = models.UUIDField()
    # A return that the head signed, until they answer.
    return_reason = models.CharField(max_length=20, choices=OrderReturn.choices(), blank=True)
    return_note = models.TextField(blank=True)
    return_signed_at = models.DateTimeField(null=True)
    return_person_id = models.UUIDField(null=True)

    class Meta:
        db_table = "hotline_order"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="hotline_order_number_once", fields=["subdistrict_id", "sender", "number"]),
            models.UniqueConstraint(name="hotline_order_one_of_a_ticket", fields=["subdistrict_id", "ticket"]),
            models.CheckConstraint(name="hotline_order_state_is_known", condition=Q(state__in=codes(TheirState))),
            models.CheckConstraint(
                name="hotline_order_return_is_whole",
                condition=Q(return_signed_at__isnull=True, return_reason="")
                | (Q(return_signed_at__isnull=False) & ~Q(return_reason="") & ~Q(return_note="")),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="hotline_order_by_content", fields=["subdistrict_id", "sender", "content_mark"]),
            models.Index(name="hotline_order_by_state", fields=["subdistrict_id", "sender", "state"]),
        ]


class HotlineStep(Owned):
    """One step of the exchange; rows are added and never changed."""

    order = OwnedForeignKey(HotlineOrder, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20)
    # Whether a return was accepted, more time granted, a caller content.
    is_yes = models.BooleanField(default=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    # What was said, by field, as it went out or came in.
    said = models.JSONField()
    mark = models.UUIDField()
    file = OwnedForeignKey(HotlineFile, on_delete=models.PROTECT, null=True, related_name="steps")
    row = models.PositiveIntegerField(null=True)
    # Pasted into their page instead of sent as a file, or bound to a ticket that was typed.
    is_by_hand = models.BooleanField(default=False)
    account_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)

    class Meta:
        db_table = "hotline_step"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="hotline_step_once", fields=["subdistrict_id", "order", "mark"]),
            models.CheckConstraint(name="hotline_step_kind_is_known", condition=Q(kind__in=codes(StepKind))),
            models.CheckConstraint(
                name="hotline_step_came_or_went",
                condition=Q(is_by_hand=True, file__isnull=True) | Q(is_by_hand=False, file__isnull=False, row__isnull=False),
            ),
        ]


class HotlineRow(Owned):
    """A row of a file of theirs that asks for a person, was refused, or stands in their list."""

    file = OwnedForeignKey(HotlineFile, on_delete=models.PROTECT, related_name="lines")
    row = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=RowOutcome.choices())
    number = models.CharField(max_length=NUMBER_LIMIT, blank=True)
    reason = models.TextField(blank=True)
    order = OwnedForeignKey(HotlineOrder, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=20, blank=True)
    due_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, choices=RowDecision.choices(), blank=True)
    decided_at = models.DateTimeField(null=True)
    account_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)

    class Meta:
        db_table = "hotline_row"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="hotline_row_once", fields=["subdistrict_id", "file", "row"]),
            models.CheckConstraint(name="hotline_row_outcome_is_known", condition=Q(outcome__in=codes(RowOutcome))),
            models.CheckConstraint(
                name="hotline_row_says_its_state",
                condition=Q(outcome=RowOutcome.LISTED.value, state__in=codes(TheirState))
                | (~Q(outcome=RowOutcome.LISTED.value) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="hotline_row_decided_says_how",
                condition=Q(decided_at__isnull=True, decision="") | Q(decided_at__isnull=False, decision__in=codes(RowDecision)),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                name="hotline_row_open",
                fields=["subdistrict_id", "outcome", "id"],
                condition=Q(decided_at__isnull=True, outcome__in=codes([RowOutcome.QUESTION, RowOutcome.HELD])),
            ),
        ]
