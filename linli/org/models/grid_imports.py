"""Files of grids that somebody sent."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from linli.kernel.models import Aggregate


class GridImport(Aggregate):
    """A file of borders, how it is read, and when it was taken over; how the last one was read is proposed for the next."""

    KIND = "grid_import"

    system = models.CharField(max_length=20)
    columns = models.JSONField(default=dict)
    sent_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "grid_import"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="grid_import_done_after_sent", condition=Q(done_at__isnull=True) | Q(done_at__gte=F("sent_at"))),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="grid_import_latest", fields=["subdistrict_id", "-sent_at"]),
        ]
