"""The clocks of tickets: one table, so that one sweeper sees them all."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q

from linli.kernel.models import Owned, OwnedForeignKey
from linli.tickets.models.parties import Commitment
from linli.tickets.models.tickets import Ticket
from linli.tickets.rules.clocks import SINCE_INTAKE, Clock, Ending
from linli.tickets.rules.kinds import codes

_OF_A_COMMITMENT: Final = codes([Clock.ANSWER, Clock.COMMITMENT])


class TicketClock(Owned):
    """What somebody owes by a certain moment; stopped, never removed."""

    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="clocks")
    kind = models.CharField(max_length=20)
    commitment = OwnedForeignKey(Commitment, on_delete=models.PROTECT, null=True, related_name="clocks")
    start_at = models.DateTimeField()
    due_at = models.DateTimeField()
    yellow_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, blank=True)
    # Everything the end was worked out from; empty where somebody gave the day.
    derivation = models.JSONField(null=True)
    is_cut = models.BooleanField(default=False)
    is_provisional = models.BooleanField(default=False)
    # What was said of it, once each; and when the sweeper looks next. A moment too early does no harm, none means never again.
    yellow_told_at = models.DateTimeField(null=True)
    red_told_at = models.DateTimeField(null=True)
    steps_raised = models.PositiveSmallIntegerField(default=0)
    next_look_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ticket_clock"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="ticket_clock_kind_is_known", condition=Q(kind__in=codes(Clock))),
            models.UniqueConstraint(
                name="ticket_clock_one_of_a_kind_runs",
                fields=["subdistrict_id", "ticket", "kind"],
                condition=Q(stopped_at__isnull=True, commitment__isnull=True),
            ),
            # They begin at intake and never again.
            models.UniqueConstraint(
                name="ticket_clock_since_intake_once",
                fields=["subdistrict_id", "ticket", "kind"],
                condition=Q(kind__in=codes(SINCE_INTAKE)),
            ),
            models.UniqueConstraint(
                name="ticket_clock_one_of_a_commitment_runs",
                fields=["subdistrict_id", "commitment"],
                condition=Q(stopped_at__isnull=True, commitment__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_clock_stops_after_start", condition=Q(stopped_at__isnull=True) | Q(stopped_at__gte=F("start_at"))
            ),
            models.CheckConstraint(
                name="ticket_clock_stopped_says_how",
                condition=Q(stopped_at__isnull=True, ending="") | Q(stopped_at__isnull=False, ending__in=codes(Ending)),
            ),
            models.CheckConstraint(name="ticket_clock_yellow_before_red", condition=Q(yellow_at__lte=F("due_at"))),
            models.CheckConstraint(
                name="ticket_clock_of_a_commitment", condition=~Q(kind__in=_OF_A_COMMITMENT) | Q(commitment__isnull=False)
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # What the sweeper claims.
            models.Index(
                name="ticket_clock_next_look",
                fields=["subdistrict_id", "next_look_at"],
                condition=Q(stopped_at__isnull=True, next_look_at__isnull=False),
            ),
            # What the queue counts: three quarters used and not over; the whole time over.
            models.Index(
                name="ticket_clock_yellow",
                fields=["subdistrict_id", "yellow_at", "due_at"],
                include=["ticket"],
                condition=Q(stopped_at__isnull=True),
            ),
            models.Index(
                name="ticket_clock_overall",
                fields=["subdistrict_id", "due_at"],
                include=["ticket"],
                condition=Q(stopped_at__isnull=True, kind=Clock.OVERALL.value),
            ),
            models.Index(
                name="ticket_clock_provisional",
                fields=["subdistrict_id", "id"],
                condition=Q(stopped_at__isnull=True, is_provisional=True),
            ),
        ]
