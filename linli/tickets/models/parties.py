"""Who else takes part: assisting units, what they promised, what was asked for and what a meeting decided."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q

from linli.kernel.models import Owned, OwnedForeignKey
from linli.org.models import Unit
from linli.tickets.models.tickets import Ticket
from linli.tickets.rules.kinds import CODE_LIMIT, Decision, MeetingReason, RequestKind, codes

_TWO_PEOPLE: Final = codes([RequestKind.EXTENSION, RequestKind.DEFERRAL, RequestKind.VOID, RequestKind.PAUSE])


class Assist(Owned):
    """A unit that helps the lead from when until when."""

    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="assists")
    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ticket_assist"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="ticket_assist_once_at_a_time", fields=["subdistrict_id", "ticket", "unit"], condition=Q(until_at__isnull=True)
            ),
            models.CheckConstraint(
                name="ticket_assist_ends_after_begin", condition=Q(until_at__isnull=True) | Q(until_at__gte=F("since_at"))
            ),
        ]


class Commitment(Owned):
    """What a unit promised to do until when; a proposal as long as the unit has not taken it on."""

    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="commitments")
    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    what = models.TextField()
    due_at = models.DateTimeField()
    proposed_at = models.DateTimeField()
    taken_on_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    is_kept = models.BooleanField(null=True)

    class Meta:
        db_table = "ticket_commitment"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="ticket_commitment_says_what", condition=~Q(what="")),
            models.CheckConstraint(
                name="ticket_commitment_ended_says_how",
                condition=Q(ended_at__isnull=True, is_kept__isnull=True) | Q(ended_at__isnull=False, is_kept__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_commitment_kept_was_taken_on",
                condition=Q(is_kept__isnull=True) | Q(is_kept=False) | Q(taken_on_at__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="ticket_commitment_open", fields=["subdistrict_id", "unit"], condition=Q(ended_at__isnull=True)),
        ]


class SideRequest(Owned):
    """Something asked for beside the handling, with its signature: the ledger of returns, delays and annulments."""

    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=20)
    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=CODE_LIMIT)
    note = models.TextField(blank=True)
    # The unit whose help is asked for, or that takes what nobody took.
    other_unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    # How much more, in what the clock counts.
    amount = models.PositiveIntegerField(null=True)
    # Until when, for what is asked to last; and when it ended before that day.
    until_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField()
    asked_by_account_id = models.UUIDField(null=True)
    asked_by_person_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, choices=Decision.choices(), blank=True)
    decided_by_account_id = models.UUIDField(null=True)
    decided_by_person_id = models.UUIDField(null=True)
    decision_note = models.TextField(blank=True)

    class Meta:
        db_table = "ticket_side_request"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="ticket_side_request_has_reason", condition=~Q(reason="")),
            models.UniqueConstraint(
                name="ticket_side_request_one_open_of_a_kind",
                fields=["subdistrict_id", "ticket", "kind"],
                condition=Q(decided_at__isnull=True),
            ),
            models.CheckConstraint(
                name="ticket_side_request_decided_says_how",
                condition=Q(decided_at__isnull=True, decision="") | Q(decided_at__isnull=False, decision__in=codes(Decision)),
            ),
            # Two signatures are of two people; the house itself has neither account nor wishes.
            models.CheckConstraint(
                name="ticket_side_request_two_people",
                condition=~Q(kind__in=_TWO_PEOPLE)
                | Q(decided_at__isnull=True)
                | (
                    Q(asked_by_account_id__isnull=False, decided_by_account_id__isnull=False)
                    & ~Q(asked_by_account_id=F("decided_by_account_id"))
                    & (
                        Q(asked_by_person_id__isnull=True)
                        | Q(decided_by_person_id__isnull=True)
                        | ~Q(asked_by_person_id=F("decided_by_person_id"))
                    )
                ),
            ),
        ]


class Deliberation(Owned):
    """A ticket before a meeting 议: why, who took part with which position, the options, what was decided, and who dissents."""

    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="deliberations")
    convenor_unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=30, choices=MeetingReason.choices())
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # What every party said, present or not, and what could be done: as the minutes tell it.
    positions = models.JSONField(default=list)
    options = models.JSONField(default=list)
    decision = models.TextField(blank=True)
    dissent = models.TextField(blank=True)
    lead_unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "ticket_deliberation"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="ticket_deliberation_one_open", fields=["subdistrict_id", "ticket"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="ticket_deliberation_decided_has_lead", condition=Q(decision="") | Q(lead_unit__isnull=False, ended_at__isnull=False)
            ),
        ]
