"""Rows that belong to a subdistrict, and references between them that cannot leave it."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models.lookups import Exact
from django.db.models.sql.where import AND, WhereNode

from linli.kernel.ids import uuid7


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


class OwnedQuerySet(models.QuerySet[Any]):
    """Queries that name their subdistrict, which the queue's index and Citus' router both need."""

    def of(self, subdistrict_id: UUID) -> Self:
        """Only this subdistrict's rows."""
        return self.filter(subdistrict_id=subdistrict_id)


class Owned(models.Model):
    """A row of one subdistrict; in the database its key is (subdistrict_id, id)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # No foreign key to `subdistrict`: every insert would KEY SHARE lock that one hot row. Policies and memberships guard it.
    subdistrict_id = models.UUIDField(editable=False)

    objects: ClassVar[Any] = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True

    def _do_update(self, base_qs: Any, using: Any, pk_val: Any, values: Any, update_fields: Any, forced_update: Any) -> bool:
        base_qs = base_qs.filter(subdistrict_id=self.subdistrict_id)
        return super()._do_update(base_qs, using, pk_val, values, update_fields, forced_update)  # type: ignore[misc,no-any-return]

    def delete(self, using: Any = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        """Delete this very row: both halves of its key are named."""
        found = type(self)._base_manager.using(using).filter(subdistrict_id=self.subdistrict_id, pk=self.pk)
        return found.delete()


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


class OwnedForeignKey(models.ForeignKey[Any, Any]):
    """A reference between owned rows; every join and the database's own key carry the subdistrict."""

    def __init__(self, to: Any, on_delete: Any, **options: Any) -> None:
        options["db_constraint"] = False
        options["db_index"] = False
        super().__init__(to, on_delete, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options.pop("db_constraint", None)
        options.pop("db_index", None)
        return name, path, args, options

    def get_extra_descriptor_filter(self, instance: Any) -> dict[str, UUID]:
        """Following the reference stays in the row's own subdistrict."""
        return {"subdistrict_id": instance.subdistrict_id}

    def get_extra_restriction(self, alias: str, related_alias: str) -> WhereNode:
        """Every join says related.subdistrict_id = own.subdistrict_id."""
        theirs = self.remote_field.model._meta.get_field("subdistrict_id").get_col(alias)
        ours = self.model._meta.get_field("subdistrict_id").get_col(related_alias)
        return WhereNode([Exact(theirs, ours)], connector=AND)


def owned_references(model: type[models.Model]) -> Iterable[OwnedForeignKey]:
    """The owned foreign keys of a model (also of a migration's historical one)."""
    return [each for each in model._meta.local_fields if isinstance(each, OwnedForeignKey)]
