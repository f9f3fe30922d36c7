"""What a subdistrict sets for itself in versions: how long everything may take, and who is called when it takes longer."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.tickets.rules.rule_sets import REMARK_LIMIT, SetKind


class RuleSet(Aggregate):
    """The clock plan of a track or the ladder of a kind of unit, and which of its versions is in force."""

    KIND = "rule_set"

    kind = models.CharField(max_length=20, choices=SetKind.choices())
    # The track or the kind of unit.
    subject = models.CharField(max_length=30)
    version_number = models.PositiveIntegerField()

    class Meta:
        db_table = "rule_set"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="rule_set_once", fields=["subdistrict_id", "kind", "subject"]),
            models.CheckConstraint(name="rule_set_has_version", condition=Q(version_number__gte=1) & ~Q(subject="")),
        ]


class RuleSetVersion(Owned):
    """What was published at one moment: whole, and never changed again."""

    rule_set = OwnedForeignKey(RuleSet, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.JSONField()
    remark = models.CharField(max_length=REMARK_LIMIT, blank=True)
    published_at = models.DateTimeField()
    published_by_account_id = models.UUIDField(null=True)

    class Meta:
        db_table = "rule_set_version"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="rule_set_version_once", fields=["subdistrict_id", "rule_set", "number"]),
            models.CheckConstraint(name="rule_set_version_from_1", condition=Q(number__gte=1)),
        ]
