"""Building and block committees with their terms and members."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.kernel.spans import DaySpan
from linli.org.models.grids import Grid
from linli.org.models.people import Person
from linli.org.rules.committees import NAME_LIMIT, CommitteeKind, CommitteeRole


class Committee(Aggregate):
    """The own body of a building or a block 楼委会/街委会."""

    KIND = "committee"

    kind = models.CharField(max_length=20, choices=CommitteeKind.choices())
    name = models.CharField(max_length=NAME_LIMIT)
    grid = OwnedForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="committees")
    begins_on = models.DateField()
    # The day from which it exists no longer.
    ends_on = models.DateField(null=True)

    class Meta:
        db_table = "committee"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="committee_name_once", fields=["subdistrict_id", "name"], condition=Q(ends_on__isnull=True)),
            models.CheckConstraint(name="committee_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="committee_ends_after_begin", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on"))),
        ]


class CommitteeTerm(Owned):
    """One term 届 of a committee, from its first day in office to its last."""

    committee = OwnedForeignKey(Committee, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField()
    begins_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        db_table = "committee_term"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="committee_term_number_once", fields=["subdistrict_id", "committee", "number"]),
            ExclusionConstraint(
                name="committee_term_one_at_a_time",
                expressions=[
                    (F("subdistrict_id"), RangeOperators.EQUAL),
                    (F("committee"), RangeOperators.EQUAL),
                    (DaySpan("begins_on", "ends_on", RangeBoundary(inclusive_upper=True)), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="committee_term_ends_after_begin", condition=Q(ends_on__gte=F("begins_on"))),
            models.CheckConstraint(name="committee_term_counts_from_one", condition=Q(number__gte=1)),
        ]


class CommitteeMember(Owned):
    """Somebody's time in a term, from the first day to the last; no last day means to the end of the term."""

    term = OwnedForeignKey(CommitteeTerm, on_delete=models.PROTECT, related_name="members")
    person = OwnedForeignKey(Person, on_delete=models.PROTECT, related_name="committees")
    role = models.CharField(max_length=20, choices=CommitteeRole.choices())
    begins_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        db_table = "committee_member"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="committee_one_chair_at_a_time",
                expressions=[
                    (F("subdistrict_id"), RangeOperators.EQUAL),
                    (F("term"), RangeOperators.EQUAL),
                    (DaySpan("begins_on", "ends_on", RangeBoundary(inclusive_upper=True)), RangeOperators.OVERLAPS),
                ],
                condition=Q(role="chair"),
            ),
            ExclusionConstraint(
                name="committee_member_once_at_a_time",
                expressions=[
                    (F("subdistrict_id"), RangeOperators.EQUAL),
                    (F("term"), RangeOperators.EQUAL),
                    (F("person"), RangeOperators.EQUAL),
                    (DaySpan("begins_on", "ends_on", RangeBoundary(inclusive_upper=True)), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="committee_member_leaves_after_joining", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on"))
            ),
        ]
