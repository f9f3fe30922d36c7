"""Who looked for people by a part of their number, and when; never by which digits."""

from typing import ClassVar

from django.db import models

from linli.kernel.scope.models import Owned


class PersonalSearch(Owned):
    """One search by the last four digits: what the limit per account counts."""

    account_id = models.UUIDField()
    column = models.CharField(max_length=120)
    found = models.PositiveSmallIntegerField()
    searched_at = models.DateTimeField()

    class Meta:
        db_table = "personal_search"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="personal_search_of_account", fields=["subdistrict_id", "account_id", "searched_at"]),
        ]
