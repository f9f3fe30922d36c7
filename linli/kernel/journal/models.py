"""The tables of the journal: the serving roles may add to them, and nobody's code may change a row."""

from typing import ClassVar

from django.db import models
from django.db.models import Func, Q

from linli.kernel import clock
from linli.kernel.ids import uuid7
from linli.kernel.scope.models import Owned

# The id of the transaction that inserts the row, given by the database.
_CURRENT_TRANSACTION = Func(template="(pg_current_xact_id()::text::bigint)")


class JournalEntry(Owned):
    """One thing that somebody did; `facts` holds only digests, the values lie in `JournalFact`."""

    # "C" is the order of the exported file, so the unique index below gives it without a sort.
    stream = models.CharField(max_length=80, db_collation="C")
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=81)
    reason = models.CharField(max_length=40, blank=True)
    account_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=40)
    request_id = models.UUIDField(null=True)
    made_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    facts = models.TextField()
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    # Not hashed: a restore sets it to 0, because another cluster counts its transactions anew.
    xid = models.BigIntegerField(db_default=_CURRENT_TRANSACTION)

    class Meta:
        db_table = "journal_entry"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="journal_entry_place", fields=["subdistrict_id", "stream", "seq"]),
            models.CheckConstraint(name="journal_entry_seq_from_1", condition=Q(seq__gte=1)),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="journal_entry_xid", fields=["subdistrict_id", "xid"]),
        ]


class JournalFact(Owned):
    """The value of one fact of an entry, as canonical JSON, with the salt of its digest; gone when erased."""

    stream = models.CharField(max_length=80, db_collation="C")
    seq = models.PositiveIntegerField()
    name = models.CharField(max_length=40, db_collation="C")
    salt = models.BinaryField(max_length=16)
    value = models.TextField()

    class Meta:
        db_table = "journal_fact"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="journal_fact_place", fields=["subdistrict_id", "stream", "seq", "name"]),
        ]


class JournalSeal(Owned):
    """A signed root over new entries; all it says stands in its canonical line."""

    number = models.PositiveIntegerField()
    line = models.TextField()
    hash = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)

    class Meta:
        db_table = "journal_seal"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="journal_seal_number", fields=["subdistrict_id", "number"]),
        ]


class JournalLeaf(Owned):
    """Which seal holds an entry, under the entry's own id."""

    stream = models.CharField(max_length=80, db_collation="C")
    seq = models.PositiveIntegerField()
    seal_number = models.PositiveIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "journal_leaf"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="journal_leaf_place", fields=["subdistrict_id", "stream", "seq"]),
        ]


class JournalEpoch(models.Model):
    """From when the stored transaction ids count; a restore begins a new one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    begun_at = models.DateTimeField(default=clock.now)
    cause = models.CharField(max_length=40)

    class Meta:
        db_table = "journal_epoch"

    def __str__(self) -> str:
        return f"{self.cause} {self.begun_at}"
