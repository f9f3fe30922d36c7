"""What was taken over from files: how their columns are mapped, each run over a file, each row that became a ticket."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.tickets.models.tickets import Ticket
from linli.tickets.rules.imports import MAPPING_NAME_LIMIT, THEIR_WORD_LIMIT
from linli.tickets.rules.kinds import CODE_LIMIT

FILE_NAME_LIMIT = 200


class ImportMapping(Aggregate):
    """How the files of one source are read."""

    KIND = "import_mapping"

    name = models.CharField(max_length=MAPPING_NAME_LIMIT)
    source = models.CharField(max_length=CODE_LIMIT)
    mapping = models.JSONField()

    class Meta:
        db_table = "import_mapping"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="import_mapping_name_once", fields=["subdistrict_id", "name"]),
        ]


class ImportFile(Aggregate):
    """A file that somebody sent by the desk; its rows lie encrypted in parts until they are taken over."""

    KIND = "import_file"

    account_id = models.UUIDField()
    name = models.CharField(max_length=FILE_NAME_LIMIT)
    digest = models.UUIDField()
    rows = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "import_file"
        indexes: ClassVar[list[models.Index]] = [models.Index(name="import_file_latest", fields=["subdistrict_id", "-sent_at"])]


class ImportRun(Aggregate):
    """One file taken over; without an end it was interrupted, and the same file goes on with it."""

    KIND = "import_run"

    mapping = OwnedForeignKey(ImportMapping, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=FILE_NAME_LIMIT)
    file_digest = models.UUIDField()
    is_history = models.BooleanField()
    # What is still open where it comes from is open here too.
    is_standing = models.BooleanField(default=False)
    rows = models.PositiveIntegerField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # How far a file of the desk has come, row by row, and what became of its rows.
    file = OwnedForeignKey(ImportFile, on_delete=models.PROTECT, null=True, related_name="+")
    to_take = models.PositiveIntegerField(null=True)
    taken = models.PositiveIntegerField(default=0)
    duplicate = models.PositiveIntegerField(default=0)
    differing = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "import_run"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="import_run_one_of_a_file",
                fields=["subdistrict_id", "mapping", "file_digest", "is_history", "is_standing"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(name="import_run_ends_after_begin", condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("begun_at"))),
        ]


class ImportPart(Owned):
    """Some rows of a file as they were sent, or laid ready for a run; encrypted, and gone when they are tickets."""

    file = OwnedForeignKey(ImportFile, on_delete=models.PROTECT, related_name="+")
    run = OwnedForeignKey(ImportRun, on_delete=models.PROTECT, null=True, related_name="+")
    place = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        db_table = "import_part"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="import_part_in_order", fields=["subdistrict_id", "file", "run", "place"]),
        ]


class ImportRow(Owned):
    """A row that became a ticket: the same row of the same source never becomes another."""

    run = OwnedForeignKey(ImportRun, on_delete=models.PROTECT, related_name="+")
    mapping = OwnedForeignKey(ImportMapping, on_delete=models.PROTECT, related_name="+")
    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    digest = models.UUIDField()
    text_mark = models.UUIDField()
    # How it stood there, in their own words; beside what our clocks say, never instead.
    their_class = models.CharField(max_length=THEIR_WORD_LIMIT, blank=True, default="")
    their_group = models.CharField(max_length=THEIR_WORD_LIMIT, blank=True, default="")
    their_unit = models.CharField(max_length=THEIR_WORD_LIMIT, blank=True, default="")
    their_state = models.CharField(max_length=THEIR_WORD_LIMIT, blank=True, default="")
    their_reason = models.TextField(blank=True, default="")
    their_target_at = models.DateTimeField(null=True)
    their_ended_at = models.DateTimeField(null=True)
    # Its class was not in the table of the mapping.
    is_class_other = models.BooleanField(default=False)
    is_open_there = models.BooleanField(default=False)

    class Meta:
        db_table = "import_row"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="import_row_once", fields=["subdistrict_id", "mapping", "digest"]),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="import_row_by_text", fields=["subdistrict_id", "text_mark"]),
            models.Index(name="import_row_by_run", fields=["subdistrict_id", "run", "ticket"]),
            models.Index(name="import_row_by_ticket", fields=["subdistrict_id", "ticket"]),
        ]


class ImportTrouble(Owned):
    """A row of a run that was refused, and why; its cells stay with the file."""

    run = OwnedForeignKey(ImportRun, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=80)
    facts = models.JSONField()

    class Meta:
        db_table = "import_trouble"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="import_trouble_once", fields=["subdistrict_id", "run", "number"]),
        ]


class MergeProposal(Owned):
    """Two tickets that say the same word for word; a person decides whether they are one."""

    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    into = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    is_accepted = models.BooleanField(default=False)

    class Meta:
        db_table = "ticket_merge_proposal"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="ticket_merge_proposal_once", fields=["subdistrict_id", "ticket", "into"]),
            models.CheckConstraint(name="ticket_merge_proposal_not_itself", condition=~Q(ticket=F("into"))),
            models.CheckConstraint(
                name="ticket_merge_proposal_accepted_is_decided", condition=Q(is_accepted=False) | Q(decided_at__isnull=False)
            ),
        ]
