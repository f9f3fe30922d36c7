"""What is answered: the reply with its signatures, and phrases that make writing it quick."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from linli.kernel.models import Aggregate, OwnedForeignKey
from linli.org.models import Unit
from linli.tickets.models.tickets import Ticket
from linli.tickets.rules.kinds import SAID, codes
from linli.tickets.rules.phrases import PHRASE_LIMIT, Node
from linli.tickets.rules.replies import AnswerWay, ClaimFinding, FactFinding, ReplyState, Responsibility
from linli.tickets.rules.satisfaction import Grade


class Reply(Aggregate):
    """A unit's reply to one ticket; sent back to be finished, the ticket gets another."""

    KIND = "reply"

    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="replies")
    # How often the ticket had been sent back when it was written.
    round = models.PositiveSmallIntegerField()
    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=ReplyState.choices())
    # 先行联系: whether, who, when, what; why not.
    has_contacted = models.BooleanField(null=True)
    contacted_by_person_id = models.UUIDField(null=True)
    contacted_at = models.DateTimeField(null=True)
    first_call = models.TextField(blank=True)
    why_no_call = models.TextField(blank=True)
    # 现场查看.
    has_looked = models.BooleanField(null=True)
    looked_at = models.DateTimeField(null=True)
    fact_finding = models.CharField(max_length=20, choices=FactFinding.choices(), blank=True)
    fact_note = models.TextField(blank=True)
    claim_finding = models.CharField(max_length=20, choices=ClaimFinding.choices(), blank=True)
    claim_note = models.TextField(blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    done = models.TextField(blank=True)
    # 答复: how, when, which points.
    answer_way = models.CharField(max_length=20, choices=AnswerWay.choices(), blank=True)
    answered_at = models.DateTimeField(null=True)
    answer_points = models.TextField(blank=True)
    is_public = models.BooleanField(null=True)
    # How satisfied the reporter told the handler to be, which is not the verification.
    grade = models.CharField(max_length=20, choices=Grade.choices(), blank=True)
    grade_reason = models.TextField(blank=True)
    feedback = models.TextField(blank=True)
    signed_as_unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    responsibility = models.CharField(max_length=20, choices=Responsibility.choices(), blank=True)
    responsibility_note = models.TextField(blank=True)
    responsible_person_id = models.UUIDField(null=True)
    deputy_person_id = models.UUIDField(null=True)
    # 违章搭建类型、面积, 群租类型, where it is about them.
    particulars = models.TextField(blank=True)
    # Every point of the matter with its answer.
    points = models.JSONField(default=list)
    is_deputy_needed = models.BooleanField(default=False)
    begun_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    head_signed_at = models.DateTimeField(null=True)
    head_account_id = models.UUIDField(null=True)
    head_person_id = models.UUIDField(null=True)
    deputy_signed_at = models.DateTimeField(null=True)
    deputy_account_id = models.UUIDField(null=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ticket_reply"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="ticket_reply_one_a_round", fields=["subdistrict_id", "ticket", "round"]),
            models.CheckConstraint(name="ticket_reply_outcome_is_said", condition=Q(outcome__in=["", *codes(SAID)])),
            models.CheckConstraint(
                name="ticket_reply_signed_by_head",
                condition=~Q(state__in=codes([ReplyState.COUNTERSIGNING, ReplyState.SIGNED]))
                | (Q(head_signed_at__isnull=False, submitted_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="ticket_reply_signed_says_when",
                condition=Q(state=ReplyState.SIGNED.value, signed_at__isnull=False)
                | (~Q(state=ReplyState.SIGNED.value) & Q(signed_at__isnull=True)),
            ),
            # The deputy director is a second person.
            models.CheckConstraint(
                name="ticket_reply_deputy_signed",
                condition=~Q(state=ReplyState.SIGNED.value, is_deputy_needed=True)
                | (
                    Q(deputy_signed_at__isnull=False, deputy_account_id__isnull=False, head_account_id__isnull=False)
                    & ~Q(deputy_account_id=F("head_account_id"))
                ),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                name="ticket_reply_waiting",
                fields=["subdistrict_id", "state", "submitted_at"],
                condition=Q(state__in=codes([ReplyState.SUBMITTED, ReplyState.COUNTERSIGNING])),
            ),
            models.Index(name="ticket_reply_signed", fields=["subdistrict_id", "-signed_at"], condition=Q(state=ReplyState.SIGNED.value)),
        ]


class Phrase(Aggregate):
    """A sentence one need not write again 惯用语: for one step, for one unit or for all."""

    KIND = "phrase"

    node = models.CharField(max_length=20, choices=Node.choices())
    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=PHRASE_LIMIT)
    is_used = models.BooleanField(default=True)

    class Meta:
        db_table = "ticket_phrase"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="ticket_phrase_once",
                fields=["subdistrict_id", "node", "unit", "text"],
                condition=Q(is_used=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="ticket_phrase_says_something", condition=~Q(text="")),
        ]
