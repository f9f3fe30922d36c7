"""One row of any owned table, made from its columns alone; what a constraint wants besides stands in KNOWN."""

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import time
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from linli.kernel import clock
from linli.kernel.ids import uuid7
from linli.kernel.models import OwnedForeignKey
from linli.kernel.scope import unguarded
from tests.ground import TestDatabase, connect_as

# Values that a check constraint asks for, by table and column.
KNOWN: Mapping[str, Mapping[str, Callable[[], object]]] = {
    "stored_file": {
        "digest": lambda: hashlib.sha256(secrets.token_bytes(8)).hexdigest(),
        "media_type": lambda: "text/plain",
    },
    "job_run": {"done_at": clock.now},
    # No street, and a box of one point.
    "base_feature": {"kind": lambda: "river", "form": lambda: "line", "rank": lambda: ""},
    # Not laid yet: only then it needs no source.
    "base_map": {"version": lambda: 0},
    "rota_pattern": {"day_begins": lambda: time(8, 30), "night_begins": lambda: time(17, 30)},
}

BY_KIND: Mapping[type[Any], Callable[[], object]] = {
    models.BooleanField: lambda: False,
    models.BinaryField: lambda: secrets.token_bytes(32),
    models.DateTimeField: clock.now,
    models.DateField: lambda: clock.now().date(),
    models.DecimalField: lambda: 1,
    models.FloatField: lambda: 1.0,
    models.IntegerField: lambda: secrets.randbelow(9_000) + 1_000,
    models.JSONField: lambda: {"secret": secrets.token_hex(6)},
    models.UUIDField: uuid7,
    ArrayField: list,
}


@contextmanager
def as_superuser(database: TestDatabase) -> Iterator[None]:
    """Django's connection as superuser, whom no policy binds; afterwards it is the web role again."""
    connect_as(database.server, "superuser", database.name)
    try:
        with unguarded("rows of both subdistricts are laid out for the leak tests"):
            yield
    finally:
        connect_as(database.server, "web", database.name)


def make_row(model: type[models.Model], subdistrict_id: UUID) -> Any:
    """A stored row, with everything it refers to; raises when the table wants something that KNOWN does not say."""
    row = model(**{field.attname: _value(field, subdistrict_id) for field in model._meta.local_concrete_fields if not _is_made(field)})
    try:
        row.save(force_insert=True)
    except Exception as error:
        raise AssertionError(f"no row of {model._meta.db_table} could be made; tell tests/kernel/scope/rows.py how: {error}") from error
    return row


def _is_made(field: "models.Field[Any, Any]") -> bool:
    """Whether the database makes the value by itself."""
    return field.generated or field.has_db_default()


def _value(field: "models.Field[Any, Any]", subdistrict_id: UUID) -> object:
    known = KNOWN.get(field.model._meta.db_table, {})
    column = str(field.column)
    if column in known:
        return known[column]()
    if column == "subdistrict_id":
        return subdistrict_id
    if isinstance(field, OwnedForeignKey):
        # A reference to the own table may stay empty, or rows would be made without end.
        return None if field.related_model is field.model else make_row(field.related_model, subdistrict_id).pk
    return None if field.null else _of_kind(field)


def _of_kind(field: "models.Field[Any, Any]") -> object:
    if field.choices:
        return field.flatchoices[0][0]
    if isinstance(field, models.CharField | models.TextField):
        return secrets.token_hex(16)[: field.max_length or 32]
    for kind, make in BY_KIND.items():
        if isinstance(field, kind):
            return make()
    raise AssertionError(f"tests/kernel/scope/rows.py does not know the kind of {field}")
