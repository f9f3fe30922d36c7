"""People of the subdistrict and the posts that give them their permissions."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.kernel.spans import Span
from linli.org.models.grids import Grid
from linli.org.models.units import Unit
from linli.org.rules.people import PersonKind


class Person(Aggregate):
    """Somebody who works for or with the subdistrict; an account signs in, a person is who it is."""

    KIND = "person"

    kind = models.CharField(max_length=20, choices=PersonKind.choices())
    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="people")
    joined_on = models.DateField()
    # From here the retention of the personal fields counts.
    left_on = models.DateField(null=True)

    class Meta:
        db_table = "person"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="person_leaves_after_joining", condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on"))),
            models.CheckConstraint(name="person_staff_has_unit", condition=~Q(kind="staff") | Q(unit__isnull=False)),
        ]


class Post(Aggregate):
    """A post 岗位 and what it permits: data that an administrator edits; code asks for permissions, never for posts."""

    KIND = "post"

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    permissions = ArrayField(models.CharField(max_length=60), default=list)
    # Whether the holder's name and work phone stand on the grid's public notice.
    is_public = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        db_table = "post"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="post_code_once", fields=["subdistrict_id", "code"]),
            models.UniqueConstraint(name="post_name_once", fields=["subdistrict_id", "name"]),
            models.CheckConstraint(name="post_has_name", condition=~Q(name="") & ~Q(code="")),
        ]


class PostHolding(Owned):
    """A person holds a post from when until when, everywhere or for one grid."""

    person = OwnedForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    post = OwnedForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    # Where the post reaches: null is the whole subdistrict.
    grid = OwnedForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "post_holding"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="post_holding_once_at_a_time",
                expressions=[
                    (F("subdistrict_id"), RangeOperators.EQUAL),
                    (F("person"), RangeOperators.EQUAL),
                    (F("post"), RangeOperators.EQUAL),
                    # No grid means everywhere; nulls would never exclude one another.
                    (Coalesce("grid", "subdistrict_id"), RangeOperators.EQUAL),
                    (Span("valid_from", "valid_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="post_holding_ends_after_begin", condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))
            ),
        ]
