"""References between owned rows: every road along them, either way, stays in the row's own subdistrict."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.expressions import ResolvedOuterRef
from django.db.models.fields.related_descriptors import (
    ForwardManyToOneDescriptor,
    ReverseManyToOneDescriptor,
    create_reverse_many_to_one_manager,
)
from django.db.models.lookups import Exact
from django.db.models.sql import Query
from django.db.models.sql.where import AND, WhereNode
from django.utils.functional import cached_property

Identity = tuple[UUID, UUID]


def _identity(row: Any) -> Identity:
    return row.subdistrict_id, row.pk


def _subdistricts(rows: Iterable[Any]) -> set[UUID]:
    return {row.subdistrict_id for row in rows}


class OwnedForwardDescriptor(ForwardManyToOneDescriptor):  # type: ignore[type-arg]
    """From a row to the one it refers to; prefetching matches both halves of the key."""

    def get_prefetch_querysets(self, instances: Any, querysets: Any = None) -> Any:
        """Django's, asked by subdistrict and matched by (subdistrict, id)."""
        asked = querysets[0] if querysets else self.field.remote_field.model._base_manager.all()
        asked = asked.filter(subdistrict_id__in=_subdistricts(instances))
        found, _, _, is_single, cache_name, is_descriptor = super().get_prefetch_querysets(instances, [asked])
        return found, _identity, _pointing_from(self.field.attname), is_single, cache_name, is_descriptor


class OwnedReverseDescriptor(ReverseManyToOneDescriptor):  # type: ignore[type-arg]
    """From a row to those that refer to it; related manager and prefetching carry the subdistrict."""

    @cached_property
    def related_manager_cls(self) -> Any:
        """Django's manager of the related rows, narrowed to the subdistrict of the row it hangs on."""
        made: Any = create_reverse_many_to_one_manager(self.rel.related_model._default_manager.__class__, self.rel)

        class OwnedRelatedManager(made):  # type: ignore[misc]
            def __init__(self, instance: Any) -> None:
                super().__init__(instance)
                self.core_filters["subdistrict_id"] = instance.subdistrict_id

            def get_prefetch_querysets(self, instances: Any, querysets: Any = None) -> Any:
                asked = querysets[0].all() if querysets else self.model._default_manager.all()
                # Not filter(), which refuses a sliced queryset; Django turns the slice into a window afterwards.
                asked.query.add_q(models.Q(subdistrict_id__in=_subdistricts(instances)), reuse_all=True)
                found, _, _, is_single, cache_name, is_descriptor = super().get_prefetch_querysets(instances, [asked])
                pointing, rows = _pointing_from(self.field.attname), {_identity(row): row for row in instances}
                for related in found:
                    self.field.set_cached_value(related, rows.get(pointing(related)))
                return found, pointing, _identity, is_single, cache_name, is_descriptor

        return OwnedRelatedManager


def _subdistrict_of(model: Any, alias: str) -> Any:
    """The subdistrict's column in the table that stands under this alias."""
    return model._meta.get_field("subdistrict_id").get_col(alias)


def _pointing_from(attribute: str) -> Callable[[Any], Identity]:
    return lambda row: (row.subdistrict_id, getattr(row, attribute))


class OwnedForeignKey(models.ForeignKey[Any, Any]):
    """A reference between owned rows; every join and the database's own key carry the subdistrict."""

    forward_related_accessor_class = OwnedForwardDescriptor
    related_accessor_class = OwnedReverseDescriptor

    def __init__(self, to: Any, on_delete: Any, **options: Any) -> None:
        # The constraint and its index are composite, made by the migration operation `Own`.
        options["db_constraint"] = False
        options["db_index"] = False
        super().__init__(to, on_delete, **options)

    def deconstruct(self) -> Any:
        """Without what is fixed for every owned reference."""
        name, path, args, options = super().deconstruct()
        options.pop("db_constraint", None)
        options.pop("db_index", None)
        return name, path, args, options

    def get_extra_descriptor_filter(self, instance: Any) -> dict[str, UUID]:
        """Following the reference stays in the row's own subdistrict."""
        return {"subdistrict_id": instance.subdistrict_id}

    def get_extra_restriction(self, alias: str | None, related_alias: str) -> WhereNode:
        """Every join says related.subdistrict_id = own.subdistrict_id."""
        ours = _subdistrict_of(self.model, related_alias)
        # Without an alias Django has pushed the related side down into a subquery (exclude() over a reverse
        # reference): its row stands in the outer query then, whose first table is owned and of the same subdistrict.
        theirs: Any = ResolvedOuterRef("subdistrict_id")
        if alias is not None:
            theirs = _subdistrict_of(self.remote_field.model, alias)
        restriction: Any = Exact(ours, theirs)
        return WhereNode([restriction], connector=AND)


class OwnedQuery(Query):
    """Django's query, whose subqueries for exclude() are bound to the outer row by subdistrict too."""

    def trim_start(self, names_with_path: Any) -> Any:
        """Django's; where it keeps the related table in the subquery (an outer join), its subdistrict is the outer row's."""
        prefix, contains_outer_join = super().trim_start(names_with_path)
        start: Any = self.select[0]
        # Where it cuts that table off instead, OwnedForeignKey.get_extra_restriction has done this already.
        if start.target.primary_key:
            bound: Any = Exact(_subdistrict_of(start.target.model, start.alias), ResolvedOuterRef("subdistrict_id"))
            self.where.add(bound, AND)
        return prefix, contains_outer_join


def owned_references(model: type[models.Model]) -> list[OwnedForeignKey]:
    """The owned foreign keys of a model (also of a migration's historical one)."""
    return [each for each in model._meta.local_fields if isinstance(each, OwnedForeignKey)]
