"""Putting many rows of one model into the database by one statement with one parameter."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.db import connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from linli.kernel.postgres.prepared import prepared
from linli.kernel.scope.models import Owned

_AS_IT_IS: Final = frozenset({str, int, float, bool})
# What most other values are, whatever field they stand in.
_AS_TEXT: Final[Mapping[type, Callable[[Any], str]]] = {UUID: str, datetime: datetime.isoformat}
Shapes = tuple[tuple[type[Owned], tuple[str, ...]], ...]


def insert_many(*groups: Sequence[Owned]) -> None:
    """Insert the rows, each group of one model, as `bulk_create` would, all by one statement: a group may refer to those before it.

    Nobody writes, and no server parses, a text of ten thousand values.
    """
    shapes, sent = shaped(groups)
    if not shapes:
        return
    with prepared() as cursor:
        cursor.execute(_statement(shapes), sent)
    say_inserted(groups)


def shaped(groups: Sequence[Sequence[Owned]]) -> tuple[Shapes, list[str]]:
    """Model and columns of each group that has rows, which say how its INSERT is written; and the one parameter of each."""
    found = [(type(rows[0]), _values(rows)) for rows in groups if rows]
    # A column that is empty in every row is left to the database, as in any INSERT that does not name it.
    shapes = tuple((model, tuple(sorted(set().union(*values)))) for model, values in found)
    return shapes, [json.dumps(values, ensure_ascii=False, allow_nan=False) for _, values in found]


def say_inserted(groups: Sequence[Sequence[Owned]]) -> None:
    """Let every row know that it is in the database."""
    alias = connection.alias
    for rows in groups:
        for row in rows:
            row._state.adding, row._state.db = False, alias


def _values(rows: Sequence[Owned]) -> list[dict[str, object]]:
    """What each row has by column; what it has not is left out."""
    # The name that stands for the thread's connection looks for it each time: a chunk has thousands of values.
    columns, here = _columns(type(rows[0])), connections[connection.alias]
    found = []
    for row in rows:
        held, values = row.__dict__, dict[str, object]()
        for name, attribute, field, is_simple in columns:
            value = held[attribute] if is_simple and attribute in held else field.pre_save(row, True)
            if value is not None:
                values[name] = value if type(value) in _AS_IT_IS else _plain(field, value, here)
        found.append(values)
    return found


# Read once for each model: thousands of rows are asked column by column.
@lru_cache(maxsize=256)
def _columns(model: type[Owned]) -> list[tuple[str, str, "models.Field[Any, Any]", bool]]:
    return [(str(field.column), field.attname, field, _hands_over(field)) for field in model._meta.local_concrete_fields]


def _hands_over(field: "models.Field[Any, Any]") -> bool:
    """Whether the field sends what the row holds; one that works its value out anew has a method of its own."""
    if isinstance(field, models.DateTimeField):
        return not (field.auto_now or field.auto_now_add)
    return type(field).pre_save is models.Field.pre_save


def _plain(field: "models.Field[Any, Any]", value: object, here: BaseDatabaseWrapper) -> object:
    """The value as JSON carries it to a column of its type."""
    if type(value) in _AS_TEXT:
        return _AS_TEXT[type(value)](value)
    if isinstance(value, str | int | float) or isinstance(field, models.JSONField):
        return value
    prepared = field.get_db_prep_save(value, here)
    # psycopg's wrapper of bytes holds them as `obj`.
    kept = getattr(prepared, "obj", prepared)
    return "\\x" + bytes(kept).hex() if isinstance(kept, bytes | bytearray | memoryview) else str(kept)


@lru_cache(maxsize=256)
def _statement(shapes: Shapes) -> str:
    before, last = parts(shapes[:-1]), insertion(*shapes[-1])
    whole = sql.SQL("WITH {} {}").format(sql.SQL(", ").join(before), last) if before else last
    # Put together once: the same text each time is what the server has prepared.
    return whole.as_string(connection.connection)


def parts(shapes: Shapes) -> list[sql.Composed]:
    """The INSERTs as they stand in the WITH of one statement; each has one placeholder."""
    return [sql.SQL("{} AS ({})").format(sql.Identifier(f"part_{place}"), insertion(*each)) for place, each in enumerate(shapes)]


def insertion(model: type[Owned], columns: tuple[str, ...]) -> sql.Composed:
    """An INSERT whose one placeholder takes the rows as JSON."""
    types = {field.column: field.db_type(connection) or "" for field in model._meta.local_concrete_fields}
    return sql.SQL("INSERT INTO {table} ({columns}) SELECT {columns} FROM json_to_recordset(%s::json) AS new ({typed})").format(
        table=sql.Identifier(model._meta.db_table),
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        typed=sql.SQL(", ").join(sql.SQL("{} {}").format(sql.Identifier(each), sql.SQL(types[each])) for each in columns),
    )
