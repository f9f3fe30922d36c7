"""The sources of a subdistrict."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.kernel.models import Aggregate
from linli.tickets.rules.kinds import CODE_LIMIT
from linli.tickets.rules.sources import SOURCE_NAME_LIMIT


class TicketSource(Aggregate):
    """Where matters come from; never removed, since tickets name it."""

    KIND = "ticket_source"

    code = models.CharField(max_length=CODE_LIMIT)
    name = models.CharField(max_length=SOURCE_NAME_LIMIT)
    place = models.PositiveSmallIntegerField()
    is_offered = models.BooleanField(default=True)

    class Meta:
        db_table = "ticket_source"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="ticket_source_code_once", fields=["subdistrict_id", "code"]),
            models.CheckConstraint(name="ticket_source_has_name", condition=~Q(code="") & ~Q(name="")),
        ]
