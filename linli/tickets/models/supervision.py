"""What is done about clocks that ran out: calls that somebody makes, orders that somebody signs."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from linli.kernel.models import Owned, OwnedForeignKey
from linli.org.models import Unit
from linli.tickets.models.clocks import TicketClock
from linli.tickets.models.tickets import Ticket
from linli.tickets.rules.ladder import WHOM_LIMIT, StepForm


class SupervisionStep(Owned):
    """One step of the ladder that a clock has reached: once for each clock and step, whoever looks how often."""

    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="supervision")
    clock = OwnedForeignKey(TicketClock, on_delete=models.PROTECT, related_name="supervision")
    # Who owed it when the clock ran out, and which version of the ladder said so.
    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    ladder_version = models.PositiveIntegerField()
    form = models.CharField(max_length=10, choices=StepForm.choices())
    whom = models.CharField(max_length=WHOM_LIMIT)
    raised_at = models.DateTimeField()
    # Who called and what was answered; or who signed and what the order says.
    done_at = models.DateTimeField(null=True)
    done_by_account_id = models.UUIDField(null=True)
    done_by_person_id = models.UUIDField(null=True)
    text = models.TextField(blank=True)
    # An order's own number on the ticket, when its answer is due, and the answer.
    order_number = models.PositiveSmallIntegerField(null=True)
    reply_due_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    reply = models.TextField(blank=True)

    class Meta:
        db_table = "supervision_step"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="supervision_step_once", fields=["subdistrict_id", "clock", "number"]),
            models.CheckConstraint(name="supervision_step_from_1", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="supervision_step_done_says_what", condition=Q(done_at__isnull=True, text="") | Q(done_at__isnull=False) & ~Q(text="")
            ),
            models.CheckConstraint(
                name="supervision_step_order_is_signed",
                condition=Q(order_number__isnull=True, reply_due_at__isnull=True)
                | Q(
                    form=StepForm.ORDER.value,
                    done_at__isnull=False,
                    done_by_account_id__isnull=False,
                    order_number__isnull=False,
                    reply_due_at__isnull=False,
                    reply_due_at__gt=F("done_at"),
                ),
            ),
            models.CheckConstraint(
                name="supervision_step_reply_is_to_an_order",
                condition=Q(replied_at__isnull=True, reply="") | Q(replied_at__isnull=False, order_number__isnull=False) & ~Q(reply=""),
            ),
            models.UniqueConstraint(
                name="supervision_order_number_once",
                fields=["subdistrict_id", "ticket", "order_number"],
                condition=Q(order_number__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="supervision_step_open", fields=["subdistrict_id", "raised_at", "id"], condition=Q(done_at__isnull=True)),
            models.Index(
                name="supervision_order_open",
                fields=["subdistrict_id", "reply_due_at", "id"],
                condition=Q(order_number__isnull=False, replied_at__isnull=True),
            ),
        ]
