"""What the organisation's ids are called, for stories of the open scope."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from linli.kernel import scope
from linli.org.models import DutyRole, Grid, Post, Unit
from linli.org.queries.people import names_in_scope

_CALLED: Final[Mapping[str, tuple[Any, str]]] = {
    "unit": (Unit, "short_name"),
    "post": (Post, "name"),
    "grid": (Grid, "name"),
    "role": (DutyRole, "name"),
}
# Facts that hold such an id, and what kind of row it is.
KIND_OF_FACT: Final[Mapping[str, str]] = {
    "person": "person",
    "unit": "unit",
    "assists": "unit",
    "parent": "unit",
    "holder_unit": "unit",
    "post": "post",
    "grid": "grid",
    "role": "role",
    "chief": "person",
    "leader": "person",
    "members": "person",
    "with_person": "person",
    "called": "person",
    "missed": "person",
    "walkers": "person",
}


def called(wanted: Mapping[str, Iterable[UUID]]) -> dict[UUID, str]:
    """The names of these rows by kind; one statement for each kind that is asked for, unknown ids are missing."""
    opened = scope.current()
    if opened is None:
        return {}
    found = names_in_scope(wanted.get("person", ()))
    for kind, (model, column) in _CALLED.items():
        ids = set(wanted.get(kind, ()))
        if ids:
            found |= dict(model.objects.filter(subdistrict_id__in=opened.readable, pk__in=ids).values_list("pk", column))
    return found
