"""Rows that belong to a subdistrict, and references between them that cannot leave it."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Value

from linli.kernel.ids import uuid7
from linli.kernel.scope.references import OwnedForeignKey, OwnedQuery, owned_references

__all__ = ["Aggregate", "Owned", "OwnedForeignKey", "OwnedQuerySet", "Subdistrict", "owned_references"]


class Subdistrict(models.Model):
    """The root of every scope: one street office 街道 and the code that stands in its addresses."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    zone = models.CharField(max_length=40, default="Asia/Shanghai")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "subdistrict"
        ordering: ClassVar[list[str]] = ["code"]

    def __str__(self) -> str:
        return self.name


def following(model: Any, names: Iterable[str]) -> list[Any]:
    """The fields that are worked out from the named ones, and say so by `follows`."""
    named = set(names)
    return [field for field in model._meta.local_concrete_fields if getattr(field, "follows", None) in named]


class OwnedQuerySet(models.QuerySet[Any]):
    """Queries that name their subdistrict, which the queue's index and Citus' router both need."""

    def __init__(self, model: Any = None, query: Any = None, using: Any = None, hints: Any = None) -> None:
        super().__init__(model, OwnedQuery(model) if query is None else query, using, hints)

    def of(self, subdistrict_id: UUID | Value) -> Self:
        """Only this subdistrict's rows; a statement that is put together once has a place for it."""
        return self.filter(subdistrict_id=subdistrict_id)

    def only(self, *fields: Any) -> Self:
        """Django's; half of the key is never left out."""
        return super().only("subdistrict_id", *fields)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        """Django's, for rows of one subdistrict at a time: both halves of their key are named."""
        rows = list(objs)
        subdistricts = {row.subdistrict_id for row in rows}
        if len(subdistricts) > 1:
            raise ValueError("rows of several subdistricts cannot be changed in one go")
        chosen, names = self.filter(subdistrict_id__in=subdistricts), list(fields)
        followers = following(self.model, names)
        for field in followers:
            # Django asks no field before a bulk update, so what follows another field is worked out here.
            for row in rows:
                field.pre_save(row, add=False)
        return super(OwnedQuerySet, chosen).bulk_update(rows, {*names, *(field.name for field in followers)}, batch_size)


class Owned(models.Model):
    """A row of one subdistrict; in the database its key is (subdistrict_id, id)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # No foreign key to `subdistrict`: every insert would KEY SHARE lock that one hot row. Policies and memberships guard it.
    subdistrict_id = models.UUIDField(editable=False)

    objects: ClassVar[Any] = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *known: Any, update_fields: Iterable[str] | None = None, **named: Any) -> None:
        """Django's; what follows a named field is saved with it."""
        if update_fields is not None:
            names = list(update_fields)
            update_fields = {*names, *(field.name for field in following(type(self), names))}
        super().save(*known, update_fields=update_fields, **named)

    def _do_update(self, base_qs: Any, *known: Any, **named: Any) -> Any:
        # What save() sends: both halves of the key are named.
        return super()._do_update(base_qs.filter(subdistrict_id=self.subdistrict_id), *known, **named)

    def delete(self, using: Any = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        """Delete this very row: both halves of its key are named."""
        found = type(self)._base_manager.using(using).filter(subdistrict_id=self.subdistrict_id, pk=self.pk)
        return found.delete()

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        """Read this very row again: both halves of its key are named."""
        rows = type(self)._base_manager.all() if from_queryset is None else from_queryset
        # Asked in __dict__, because a deferred field is itself loaded by this method.
        if "subdistrict_id" in self.__dict__:
            rows = rows.filter(subdistrict_id=self.subdistrict_id)
        super().refresh_from_db(using, fields, rows)


class Chained(models.Model):
    """A row of one subdistrict with a journal chain of its own; `journal_seq` is also the version an edit must have seen."""

    KIND: ClassVar[str]

    # Said by the class itself: owned rows and memberships say it in different ways.
    subdistrict_id: Any
    journal_seq = models.PositiveIntegerField(default=0, editable=False)
    journal_head = models.BinaryField(default=b"", editable=False, max_length=32)

    class Meta:
        abstract = True

    @property
    def stream(self) -> str:
        """The name of this row's chain in the journal."""
        return f"{self.KIND}/{self.pk}"


class Aggregate(Chained, Owned):
    """An owned row with a journal chain of its own."""

    class Meta:
        abstract = True
