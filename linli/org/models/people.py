"""People of the subdistrict and the posts that give them their permissions."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.kernel.personal import AfterEnd, BlindIndexField, EncryptedTextField, Masking, Normal, Purpose, WhileOnDuty
from linli.kernel.spans import Span
from linli.org.models.grids import Grid
from linli.org.models.units import Unit
from linli.org.rules.people import EMAIL_LIMIT, NAME_LIMIT, PHONE_LIMIT, PersonKind

# Who did what must be told for as long as records are kept at least (PIPL art. 55-56: three years); a phone is not needed for that.
_NAME_KEPT = AfterEnd(counted_from="left_on", days=3 * 365)


class Person(Aggregate):
    """Somebody who works for or with the subdistrict; an account signs in, a person is who it is."""

    KIND = "person"

    full_name = EncryptedTextField(_("name"), purpose=Purpose.DUTY, keep=_NAME_KEPT, masking=Masking.NAME, max_length=NAME_LIMIT)
    full_name_code = BlindIndexField(source="full_name", normal=Normal.NAME)
    # Shown to colleagues in full, and to the public where a public post or duty is held.
    work_phone = EncryptedTextField(
        _("work phone"),
        purpose=Purpose.DUTY_NOTICE,
        keep=WhileOnDuty(counted_from="left_on"),
        masking=Masking.PHONE,
        max_length=PHONE_LIMIT,
        blank=True,
    )
    work_phone_code = BlindIndexField(source="work_phone", normal=Normal.PHONE)
    work_phone_tail = BlindIndexField(source="work_phone", normal=Normal.LAST_FOUR)
    private_phone = EncryptedTextField(
        _("private phone"),
        purpose=Purpose.DUTY,
        keep=WhileOnDuty(counted_from="left_on"),
        masking=Masking.PHONE,
        max_length=PHONE_LIMIT,
        blank=True,
    )
    # Where letters about the work go; another address than the office's own is the person's choice.
    email = EncryptedTextField(
        _("e-mail"),
        purpose=Purpose.DUTY,
        keep=WhileOnDuty(counted_from="left_on"),
        masking=Masking.HIDDEN,
        max_length=EMAIL_LIMIT,
        blank=True,
    )
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
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="person_by_name", fields=["subdistrict_id", "full_name_code"]),
            models.Index(name="person_by_phone", fields=["subdistrict_id", "work_phone_code"]),
            models.Index(name="person_by_tail", fields=["subdistrict_id", "work_phone_tail"]),
        ]


class Post(Aggregate):
    """A post 岗位 and what it permits: data that an administrator edits; code asks for permissions, never for posts."""

    KIND = "post"

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    permissions = ArrayField(models.CharField(max_length=60), default=list)
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
