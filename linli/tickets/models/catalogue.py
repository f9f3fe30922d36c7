"""The catalogue of a subdistrict: every version whole, and which one is in use."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.tickets.rules.catalogue import (
    CODE_LIMIT,
    NAME_LIMIT,
    REGION_LIMIT,
    REMARK_LIMIT,
    SOURCE_LIMIT,
    TEXT_LIMIT,
    WORD_LIMIT,
    Handling,
    Nature,
)


class Catalogue(Aggregate):
    """Which version a subdistrict works by."""

    KIND = "catalogue"

    # Whose lists it follows, as the work calendar says it.
    region_code = models.CharField(max_length=REGION_LIMIT)
    # No reference: the version is made after the catalogue it belongs to, and none is ever removed.
    version_id = models.UUIDField()
    version_number = models.PositiveIntegerField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "catalogue"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="catalogue_once", fields=["subdistrict_id", "region_code"]),
            models.CheckConstraint(name="catalogue_has_version", condition=Q(version_number__gte=1)),
        ]


class CatalogueVersion(Owned):
    """What was published at one moment: whole, and never changed again."""

    catalogue = OwnedForeignKey(Catalogue, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=SOURCE_LIMIT, blank=True)
    remark = models.CharField(max_length=REMARK_LIMIT, blank=True)
    # How the columns of its file were read: proposed for the next one.
    columns = models.JSONField(default=dict)
    published_at = models.DateTimeField()

    class Meta:
        db_table = "catalogue_version"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="catalogue_version_once", fields=["subdistrict_id", "catalogue", "number"]),
            models.CheckConstraint(name="catalogue_version_from_1", condition=Q(number__gte=1)),
        ]


class CatalogueItem(Owned):
    """One class of one version; its code is what stays the same from version to version."""

    version = OwnedForeignKey(CatalogueVersion, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(max_length=CODE_LIMIT)
    parent_code = models.CharField(max_length=CODE_LIMIT, blank=True)
    nature = models.CharField(max_length=20, choices=Nature.choices())
    name = models.CharField(max_length=NAME_LIMIT)
    description = models.CharField(max_length=TEXT_LIMIT, blank=True)
    handling = models.CharField(max_length=20, choices=Handling.choices())
    lead = models.CharField(max_length=NAME_LIMIT, blank=True)
    assists = ArrayField(models.CharField(max_length=NAME_LIMIT), default=list)
    # {clock: [what is counted, amount]} and [[name, what is counted, amount]].
    limits = models.JSONField(default=dict)
    milestones = models.JSONField(default=list)
    closing = models.CharField(max_length=TEXT_LIMIT, blank=True)
    is_life_safety = models.BooleanField()
    fallback_kind = models.CharField(max_length=30, blank=True)
    basis = models.CharField(max_length=TEXT_LIMIT, blank=True)
    keywords = ArrayField(models.CharField(max_length=WORD_LIMIT), default=list)

    class Meta:
        db_table = "catalogue_item"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="catalogue_item_once", fields=["subdistrict_id", "version", "code"]),
            models.CheckConstraint(name="catalogue_item_has_name", condition=~Q(name="") & ~Q(code="")),
            models.CheckConstraint(name="catalogue_item_not_below_itself", condition=~Q(parent_code=F("code"))),
        ]
