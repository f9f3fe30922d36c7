"""What a subdistrict settled for its own tickets."""

from typing import ClassVar

from django.db import models

from linli.kernel.models import Aggregate
from linli.tickets.rules.kinds import CODE_LIMIT


class TicketSetting(Aggregate):
    """One thing that was settled, by its name; what has no row is as the house has it by default."""

    KIND = "ticket_setting"

    code = models.CharField(max_length=CODE_LIMIT)
    value = models.CharField(max_length=CODE_LIMIT, blank=True)

    class Meta:
        db_table = "ticket_setting"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="ticket_setting_once", fields=["subdistrict_id", "code"]),
        ]
