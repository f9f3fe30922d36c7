"""Who looked whether it was done, what they found, which were drawn to be looked at, and what counts in no rate."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.org.models import Unit
from linli.tickets.models.reporters import Reporter
from linli.tickets.models.tickets import Ticket
from linli.tickets.rules.kinds import SAID, UNSAID, Decision, Verdict, VerifiedBy, codes
from linli.tickets.rules.satisfaction import Grade
from linli.tickets.rules.verifications import CallResult, Effect, ExclusionReason


class Verification(Owned):
    """What one who was asked, or who went to look, found; several may speak of one ticket."""

    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="verifications")
    # How often the ticket had been sent back before.
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=VerifiedBy.choices())
    verdict = models.CharField(max_length=20, choices=Verdict.choices())
    effect = models.CharField(max_length=10)
    # 对结果、对态度; whether somebody had called first.
    grade = models.CharField(max_length=20, choices=Grade.choices(), blank=True)
    manner = models.CharField(max_length=20, choices=Grade.choices(), blank=True)
    was_contacted = models.BooleanField(null=True)
    note = models.TextField(blank=True)
    reporter = OwnedForeignKey(Reporter, on_delete=models.PROTECT, null=True, related_name="verifications")
    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    account_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    verified_at = models.DateTimeField()

    class Meta:
        db_table = "ticket_verification"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="ticket_verification_effect_is_known", condition=Q(effect__in=codes(Effect))),
            models.CheckConstraint(
                name="ticket_verification_verdict_is_known",
                condition=Q(verdict__in=codes(SAID)) | Q(verdict__in=codes(UNSAID), kind=VerifiedBy.CALLBACK.value),
            ),
            models.CheckConstraint(
                name="ticket_verification_has_speaker",
                condition=Q(kind=VerifiedBy.REPORTER.value, reporter__isnull=False)
                | (~Q(kind=VerifiedBy.REPORTER.value) & Q(reporter__isnull=True, unit__isnull=False)),
            ),
            models.UniqueConstraint(
                name="ticket_verification_reporter_once_a_round",
                fields=["subdistrict_id", "reporter", "ticket", "round"],
                condition=Q(reporter__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="ticket_verification_by_time", fields=["subdistrict_id", "verified_at"]),
        ]


class CallAttempt(Owned):
    """One attempt to reach the reporter 回访."""

    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="attempts")
    round = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=20, choices=CallResult.choices())
    called_at = models.DateTimeField()
    note = models.TextField(blank=True)
    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    account_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)

    class Meta:
        db_table = "ticket_call_attempt"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="ticket_call_attempt_numbered", fields=["subdistrict_id", "ticket", "round", "number"]),
            models.CheckConstraint(name="ticket_call_attempt_counts_from_one", condition=Q(number__gte=1)),
        ]


class Sample(Aggregate):
    """A ticket settled on the spot that was drawn to be looked at; who settled it does not know."""

    KIND = "sample"

    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="samples")
    # Whose work is looked at: somebody else looks.
    done_by_unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    is_right = models.BooleanField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        db_table = "ticket_sample"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="ticket_sample_once", fields=["subdistrict_id", "ticket"]),
            models.CheckConstraint(
                name="ticket_sample_looked_at_by_another",
                condition=Q(looked_at__isnull=True, is_right__isnull=True)
                | (Q(looked_at__isnull=False, is_right__isnull=False, unit__isnull=False) & ~Q(unit=F("done_by_unit"))),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="ticket_sample_open", fields=["subdistrict_id", "chosen_at"], condition=Q(looked_at__isnull=True)),
        ]


_DECIDED: Final = Q(decided_at__isnull=False)
_TWO_SIGNED: Final = Q(first_account_id__isnull=False, second_account_id__isnull=False, first_unit__isnull=False, second_unit__isnull=False)


class Exclusion(Owned):
    """A ticket that is to count in no rate 剔除: asked with evidence, decided by two people of other units."""

    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="exclusions")
    reason = models.CharField(max_length=20, choices=ExclusionReason.choices())
    evidence = models.TextField()
    # Whose figures it is about.
    concerned_unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_by_account_id = models.UUIDField(null=True)
    asked_by_person_id = models.UUIDField(null=True)
    first_at = models.DateTimeField(null=True)
    first_account_id = models.UUIDField(null=True)
    first_person_id = models.UUIDField(null=True)
    first_unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    first_note = models.TextField(blank=True)
    second_account_id = models.UUIDField(null=True)
    second_unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, choices=Decision.choices(), blank=True)
    decision_note = models.TextField(blank=True)

    class Meta:
        db_table = "ticket_exclusion"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="ticket_exclusion_has_evidence", condition=~Q(evidence="")),
            models.UniqueConstraint(
                name="ticket_exclusion_one_at_a_time",
                fields=["subdistrict_id", "ticket"],
                condition=Q(decided_at__isnull=True) | Q(decision=Decision.APPROVED.value),
            ),
            models.CheckConstraint(
                name="ticket_exclusion_decided_says_how",
                condition=Q(decided_at__isnull=True, decision="") | (_DECIDED & Q(decision__in=codes(Decision))),
            ),
            # One alone may refuse; two, none of the unit concerned and neither the one who asked, approve.
            models.CheckConstraint(
                name="ticket_exclusion_two_people",
                condition=~Q(decision=Decision.APPROVED.value)
                | (
                    _TWO_SIGNED
                    & Q(asked_by_account_id__isnull=False)
                    & ~Q(first_account_id=F("second_account_id"))
                    & ~Q(first_account_id=F("asked_by_account_id"))
                    & ~Q(second_account_id=F("asked_by_account_id"))
                ),
            ),
            models.CheckConstraint(
                name="ticket_exclusion_not_own_unit",
                condition=~Q(decision=Decision.APPROVED.value)
                | (
                    _TWO_SIGNED
                    & (Q(concerned_unit__isnull=True) | (~Q(first_unit=F("concerned_unit")) & ~Q(second_unit=F("concerned_unit"))))
                ),
            ),
        ]
