"""What people keep beside the queue: their own filters, and what was carried out of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.kernel.models import Aggregate, Owned
from linli.tickets.rules.queue import NAME_LIMIT, PURPOSE_LIMIT, QUERY_LIMIT


class SavedFilter(Owned):
    """Filters that one account has given a name, as they stand in an address."""

    account_id = models.UUIDField()
    name = models.CharField(max_length=NAME_LIMIT)
    query = models.CharField(max_length=QUERY_LIMIT, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "saved_filter"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="saved_filter_once", fields=["subdistrict_id", "account_id", "name"]),
            models.CheckConstraint(name="saved_filter_has_name", condition=~Q(name="")),
        ]


class TicketExport(Aggregate):
    """A list of tickets that somebody took out of the house: who, what for, by which filters, how many lines."""

    KIND = "ticket_export"

    account_id = models.UUIDField()
    purpose = models.CharField(max_length=PURPOSE_LIMIT)
    query = models.CharField(max_length=QUERY_LIMIT, blank=True)
    asked_at = models.DateTimeField()
    # Empty until the file is written.
    written_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "ticket_export"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="ticket_export_has_purpose", condition=~Q(purpose="")),
            models.CheckConstraint(
                name="ticket_export_written_says_how_many",
                condition=Q(written_at__isnull=True, rows__isnull=True) | Q(written_at__isnull=False, rows__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="ticket_export_latest", fields=["subdistrict_id", "account_id", "-asked_at"]),
        ]
