"""What an emergency needs besides: who is called out, what is looked at again, what one shift leaves to the next."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.org.models import DutyRole, Person, Post, Unit
from linli.tickets.models.tickets import Ticket
from linli.tickets.rules.callouts import SEAT_LIMIT, Called, Outcome
from linli.tickets.rules.kinds import CODE_LIMIT, NOTE_LIMIT, codes
from linli.tickets.rules.upkeep import Finding

_ON_THE_ROTA: Final = codes([Called.CHIEF, Called.LEADER, Called.MEMBER])


class CalloutList(Aggregate):
    """Who is told at once of one class of event; without a class, of every other emergency."""

    KIND = "callout_list"

    class_code = models.CharField(max_length=CODE_LIMIT, blank=True)
    # Which version of the lines is in use; none while the list is ended.
    version = models.PositiveIntegerField()

    class Meta:
        db_table = "callout_list"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="callout_list_once_for_a_class", fields=["subdistrict_id", "class_code"]),
        ]


class CalloutLine(Owned):
    """A line of one version of a list, never changed again."""

    list = OwnedForeignKey(CalloutList, on_delete=models.PROTECT, related_name="lines")
    version = models.PositiveIntegerField()
    order = models.PositiveSmallIntegerField()
    seat = models.CharField(max_length=SEAT_LIMIT)
    called = models.CharField(max_length=10, choices=Called.choices())
    duty_role = OwnedForeignKey(DutyRole, on_delete=models.PROTECT, null=True, related_name="+")
    post = OwnedForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    person = OwnedForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "callout_line"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="callout_line_place_once", fields=["subdistrict_id", "list", "version", "order"]),
            models.CheckConstraint(
                name="callout_line_names_one",
                condition=Q(called__in=_ON_THE_ROTA)
                | Q(called=Called.DUTY.value, duty_role__isnull=False)
                | Q(called=Called.POST.value, post__isnull=False)
                | Q(called=Called.PERSON.value, person__isnull=False),
            ),
        ]


class Call(Owned):
    """Somebody was called out for a ticket, or a line of the list found nobody; never called twice for one seat."""

    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="calls")
    # By which list; none where whoever was on duty was told.
    list = OwnedForeignKey(CalloutList, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField()
    seat_no = models.PositiveSmallIntegerField()
    seat = models.CharField(max_length=SEAT_LIMIT)
    place = models.PositiveSmallIntegerField()
    person = OwnedForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    called_at = models.DateTimeField()
    answer_by_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices())
    ended_at = models.DateTimeField(null=True)
    # Who pressed, where somebody was reached by phone and a colleague wrote it down.
    answered_by_account_id = models.UUIDField(null=True)
    note = models.CharField(max_length=NOTE_LIMIT, blank=True)

    class Meta:
        db_table = "ticket_call"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="ticket_call_person_once_a_seat", fields=["subdistrict_id", "ticket", "seat_no", "person"]),
            models.UniqueConstraint(
                name="ticket_call_nobody_once_a_place",
                fields=["subdistrict_id", "ticket", "seat_no", "place"],
                condition=Q(person__isnull=True),
            ),
            models.CheckConstraint(
                name="ticket_call_ended_says_how",
                condition=Q(ended_at__isnull=True, outcome=Outcome.WAITING.value)
                | (Q(ended_at__isnull=False, outcome__in=codes(Outcome)) & ~Q(outcome=Outcome.WAITING.value)),
            ),
            models.CheckConstraint(
                name="ticket_call_somebody_or_nobody",
                condition=Q(person__isnull=True, outcome=Outcome.NOBODY.value)
                | (Q(person__isnull=False) & ~Q(outcome=Outcome.NOBODY.value)),
            ),
            models.CheckConstraint(
                name="ticket_call_answered_by_somebody",
                condition=~Q(outcome=Outcome.ANSWERED.value) | Q(answered_by_account_id__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="ticket_call_of_person", fields=["subdistrict_id", "person", "outcome"]),
        ]


class UpkeepCheck(Owned):
    """On that day somebody looks whether what was cleared is still in order."""

    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="upkeep_checks")
    round = models.PositiveSmallIntegerField()
    after_days = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=10, choices=Finding.choices(), blank=True)
    done_by_account_id = models.UUIDField(null=True)
    done_by_unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=NOTE_LIMIT, blank=True)
    # No longer needed: an earlier one found that it has come back.
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ticket_upkeep_check"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="ticket_upkeep_check_once", fields=["subdistrict_id", "ticket", "round", "after_days"]),
            models.CheckConstraint(
                name="ticket_upkeep_check_done_says_what",
                condition=Q(done_at__isnull=True, finding="")
                | Q(done_at__isnull=False, finding__in=codes(Finding), done_by_unit__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_upkeep_check_done_or_dropped", condition=Q(done_at__isnull=True) | Q(dropped_at__isnull=True)
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                name="ticket_upkeep_check_due",
                fields=["subdistrict_id", "due_on"],
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
            ),
        ]


class Handover(Aggregate):
    """What one shift left to the next, as it stood when the leaving one pressed; signed for by somebody else."""

    KIND = "handover"

    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField()
    left_by_account_id = models.UUIDField()
    left_by_person_id = models.UUIDField(null=True)
    note = models.TextField(blank=True)
    # The parts with their rows, as they were read.
    snapshot = models.JSONField()
    taken_at = models.DateTimeField(null=True)
    taken_by_account_id = models.UUIDField(null=True)
    taken_by_person_id = models.UUIDField(null=True)
    taken_note = models.TextField(blank=True)

    class Meta:
        db_table = "handover"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="handover_one_waits_for_a_unit", fields=["subdistrict_id", "unit"], condition=Q(taken_at__isnull=True)
            ),
            models.CheckConstraint(
                name="handover_two_people",
                condition=Q(taken_at__isnull=True, taken_by_account_id__isnull=True, taken_by_person_id__isnull=True)
                | (
                    Q(taken_at__gte=F("left_at"), taken_by_account_id__isnull=False)
                    & ~Q(taken_by_account_id=F("left_by_account_id"))
                    & (
                        Q(left_by_person_id__isnull=True)
                        | Q(taken_by_person_id__isnull=True)
                        | ~Q(taken_by_person_id=F("left_by_person_id"))
                    )
                ),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="handover_latest", fields=["subdistrict_id", "unit", "-left_at"]),
        ]
