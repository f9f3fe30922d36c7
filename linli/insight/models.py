"""What is compared of each ticket and where it is found, and the hot issues of a period: summaries, made anew from tickets at any time."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Mod
from django.db.models.lookups import Exact

from linli.answers.models import Answer
from linli.insight.rules.marking import NOTE_LIMIT
from linli.insight.rules.shelves import ENTRY_BYTES
from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.tickets.models import Ticket

PLACE_LIMIT = 40


class HotReading(Owned):
    """A ticket taken into the groups: numbers by which it is found, no word of it, and the oldest member of its group."""

    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    # The ticket's version when it was last looked at, and the digest of what was read of it.
    seen_seq = models.PositiveIntegerField()
    mark = models.UUIDField()
    keys = models.BinaryField()
    # By which the shelves name it, and the digest of what lies there of it; None for one that lies on none.
    number = models.PositiveIntegerField(null=True)
    laid = models.UUIDField(null=True)
    oldest_id = models.UUIDField()
    oldest_at = models.DateTimeField()

    class Meta:
        db_table = "hot_reading"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="hot_reading_once", fields=["subdistrict_id", "ticket"]),
            models.UniqueConstraint(name="hot_reading_number_once", fields=["subdistrict_id", "number"]),
            models.CheckConstraint(name="hot_reading_oldest_is_older", condition=Q(oldest_at__lte=F("received_at"))),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="hot_reading_by_time", fields=["subdistrict_id", "received_at"], include=["oldest_id", "ticket"]),
            models.Index(name="hot_reading_by_group", fields=["subdistrict_id", "oldest_id", "received_at"]),
        ]


class HotShelf(Owned):
    """Keys that begin alike, of tickets that came in within thirty days: each with the number of its ticket, no word of any."""

    span = models.IntegerField()
    shelf = models.PositiveIntegerField()
    entries = models.BinaryField()

    class Meta:
        db_table = "hot_shelf"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="hot_shelf_once", fields=["subdistrict_id", "shelf", "span"]),
            models.CheckConstraint(
                name="hot_shelf_holds_whole_entries",
                condition=Q(Exact(Mod(Func(F("entries"), function="octet_length", output_field=models.IntegerField()), ENTRY_BYTES), 0)),
            ),
        ]


class HotProgress(Owned):
    """Up to where the journal was followed or all tickets are being looked through, and the number that the next ticket gets."""

    mark_epoch = models.UUIDField()
    mark_xid = models.BigIntegerField()
    mark_entry_id = models.UUIDField()
    # The last ticket that was looked at while all are, by when they came in; None when they have been.
    through_at = models.DateTimeField(null=True)
    through_id = models.UUIDField(null=True)
    next_number = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "hot_progress"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="hot_progress_once", fields=["subdistrict_id"]),
            models.CheckConstraint(
                name="hot_progress_through_is_whole",
                condition=Q(through_at__isnull=True, through_id__isnull=True) | Q(through_at__isnull=False, through_id__isnull=False),
            ),
        ]

    @property
    def through(self) -> tuple[datetime, UUID] | None:
        """The place that looking through all tickets has come to."""
        return None if self.through_at is None or self.through_id is None else (self.through_at, self.through_id)


class HotPeriod(Aggregate):
    """Days over which hot issues are counted: the standing ones, whose days move on, and those that somebody asked for."""

    KIND = "hot_period"

    first_on = models.DateField()
    last_on = models.DateField()
    is_standing = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    # None while nobody has counted it yet, or when it was let go of.
    counted_at = models.DateTimeField(null=True)
    # How many tickets came in and were compared.
    tickets = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "hot_period"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="hot_period_ends_after_begin", condition=Q(last_on__gte=F("first_on"))),
            models.UniqueConstraint(
                name="hot_period_once", fields=["subdistrict_id", "first_on", "last_on"], condition=Q(is_standing=False)
            ),
            models.UniqueConstraint(name="hot_period_one_standing", fields=["subdistrict_id"], condition=Q(is_standing=True)),
        ]


class HotIssue(Owned):
    """A hot issue of a period in figures; it is known by the oldest ticket of its group, whatever else changes."""

    period = OwnedForeignKey(HotPeriod, on_delete=models.PROTECT, related_name="issues")
    oldest_id = models.UUIDField()
    # By heat, and by the number of tickets for who may not know how many reported.
    rank = models.PositiveIntegerField()
    rank_by_tickets = models.PositiveIntegerField()
    heat = models.FloatField()
    tickets = models.PositiveIntegerField()
    # How many different people spoke, none of whom is kept.
    breadth = models.PositiveIntegerField()
    likes = models.PositiveIntegerField()
    dislikes = models.PositiveIntegerField()
    recent = models.PositiveIntegerField()
    days = models.PositiveIntegerField()
    unsolved = models.PositiveIntegerField()
    # How many of the same group came in as many days before.
    before = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    place = models.CharField(max_length=PLACE_LIMIT, blank=True)
    # Whose words stand for all.
    speaker = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    trend = ArrayField(models.PositiveIntegerField())

    class Meta:
        db_table = "hot_issue"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="hot_issue_once", fields=["subdistrict_id", "period", "oldest_id"]),
            models.UniqueConstraint(name="hot_issue_ranked", fields=["subdistrict_id", "period", "rank"]),
            models.UniqueConstraint(name="hot_issue_ranked_by_tickets", fields=["subdistrict_id", "period", "rank_by_tickets"]),
            models.CheckConstraint(name="hot_issue_has_several", condition=Q(breadth__gte=2, tickets__gte=1)),
            models.CheckConstraint(name="hot_issue_parts_are_parts", condition=Q(unsolved__lte=F("tickets"), recent__lte=F("tickets"))),
            models.CheckConstraint(name="hot_issue_ends_after_begin", condition=Q(last_at__gte=F("first_at"))),
        ]


class HotMember(Owned):
    """A ticket that a hot issue counts."""

    issue = OwnedForeignKey(HotIssue, on_delete=models.PROTECT, related_name="members")
    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "hot_member"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="hot_member_once", fields=["subdistrict_id", "issue", "ticket"]),
        ]


class HotMark(Aggregate):
    """Somebody has a hot issue in hand: laid on the ticket that the issue was known by, and found wherever that ticket is counted."""

    KIND = "hot_mark"

    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=NOTE_LIMIT, blank=True)
    taken_by = models.UUIDField()
    taken_at = models.DateTimeField()
    let_go_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hot_mark"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="hot_mark_one_of_a_ticket", fields=["subdistrict_id", "ticket"], condition=Q(let_go_at__isnull=True)
            ),
            models.CheckConstraint(name="hot_mark_ends_after_begin", condition=Q(let_go_at__isnull=True) | Q(let_go_at__gte=F("taken_at"))),
        ]


class AnswerFinding(Owned):
    """On which day an answer was last near to a ticket that ended, and last stood in its signed reply; not to which ticket."""

    answer = OwnedForeignKey(Answer, on_delete=models.PROTECT, related_name="+")
    found_on = models.DateField()
    used_on = models.DateField(null=True)

    class Meta:
        db_table = "answer_finding"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="answer_finding_once", fields=["subdistrict_id", "answer"]),
        ]


class AnswerRound(Owned):
    """How far answers were looked for: in all tickets that ended since that moment until the last one looked at."""

    since_at = models.DateTimeField()
    until_at = models.DateTimeField()
    until_id = models.UUIDField()

    class Meta:
        db_table = "answer_round"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="answer_round_once", fields=["subdistrict_id"]),
        ]
