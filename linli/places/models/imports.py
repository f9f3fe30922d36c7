"""Places from files: how their columns are mapped, each file and what became of its rows."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.places.models.places import Place
from linli.places.rules.imports import FILE_NAME_LIMIT, MAPPING_NAME_LIMIT


class PlaceMapping(Aggregate):
    """How files of one layout are read; said once and remembered."""

    KIND = "place_mapping"

    name = models.CharField(max_length=MAPPING_NAME_LIMIT)
    mapping = models.JSONField()

    class Meta:
        db_table = "place_mapping"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="place_mapping_name_once", fields=["subdistrict_id", "name"]),
        ]


class PlaceImport(Aggregate):
    """A file of places: sent, looked at, taken over chunk by chunk; without an end it goes on where it stood."""

    KIND = "place_import"

    mapping = OwnedForeignKey(PlaceMapping, on_delete=models.PROTECT, null=True, related_name="+")
    account_id = models.UUIDField(null=True)
    name = models.CharField(max_length=FILE_NAME_LIMIT)
    digest = models.UUIDField()
    rows = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    duplicate = models.PositiveIntegerField(default=0)
    proposed = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    # Its rows, encrypted, until they are places.
    content = models.BinaryField(default=b"")

    class Meta:
        db_table = "place_import"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="place_import_begun_by_a_mapping", condition=Q(begun_at__isnull=True) | Q(mapping__isnull=False)),
            models.CheckConstraint(
                name="place_import_ends_after_begin",
                condition=Q(ended_at__isnull=True) | Q(begun_at__isnull=False, ended_at__gte=F("begun_at")),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="place_import_latest", fields=["subdistrict_id", "-sent_at", "-id"]),
        ]


class PlaceImportRow(Owned):
    """A row that is a place: the same row by the same mapping never becomes another."""

    place_import = OwnedForeignKey(PlaceImport, on_delete=models.PROTECT, related_name="+")
    mapping = OwnedForeignKey(PlaceMapping, on_delete=models.PROTECT, related_name="+")
    place = OwnedForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    digest = models.UUIDField()

    class Meta:
        db_table = "place_import_row"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="place_import_row_once", fields=["subdistrict_id", "mapping", "digest"]),
        ]


class PlaceImportTrouble(Owned):
    """A row that was refused, and why; its cells stay with the file."""

    place_import = OwnedForeignKey(PlaceImport, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=80)
    facts = models.JSONField()

    class Meta:
        db_table = "place_import_trouble"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="place_import_trouble_once", fields=["subdistrict_id", "place_import", "number"]),
        ]
