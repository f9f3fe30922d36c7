"""Questions that every page asks: put together and planned once, asked with other values each time.

Django puts a statement together anew for every call, and PostgreSQL plans it anew: for a page that is more work than answering it.
What is asked here is written as a queryset all the same, with `Asked` where each call has its own value.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, DateTimeField, F, Field, FloatField, Func, JSONField, Model, Q, TextField, UUIDField, Value
from django.db.models.functions import JSONObject
from psycopg import sql

M = TypeVar("M", bound=Model)
R = TypeVar("R")
Parts = tuple[str, Sequence[Any]]


class Asked(Value):
    """A place in a statement that each call fills."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(name, output_field=field)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """The place itself stands among the parameters until it is filled."""
        return "%s", [self]

    @classmethod
    def id(cls, name: str) -> "Asked":
        """An id."""
        return cls(name, UUIDField())

    @classmethod
    def ids(cls, name: str) -> "Asked":
        """Several ids, for `among`."""
        return cls(name, ArrayField(UUIDField()))

    @classmethod
    def moment(cls, name: str) -> "Asked":
        """A moment."""
        return cls(name, DateTimeField())

    @classmethod
    def text(cls, name: str) -> "Asked":
        """A text."""
        return cls(name, TextField())

    @classmethod
    def number(cls, name: str) -> "Asked":
        """A number with a point, as a coordinate."""
        return cls(name, FloatField())


class _AnyOf(Func):
    """`column = ANY (array)`: one place for as many values as there are."""

    template, arg_joiner = "(%(expressions)s))", " = ANY ("
    output_field = BooleanField()


def among(column: str, values: "Asked | Collection[Any]") -> Q:
    """The condition that the column holds one of the values."""
    return Q(_AnyOf(F(column), values)) if isinstance(values, Asked) else Q(**{f"{column}__in": values})


def parts_of(rows: Any) -> Parts:
    """A queryset as the text and the values that a statement is made of."""
    text, values = rows.query.sql_with_params()
    return text, values


def side_by_side(*asked: Any) -> Parts:
    """Several questions with one answer each as one row; the answer of one that finds nothing is none."""
    parts = [parts_of(each) for each in asked]
    text = sql.SQL("SELECT {}").format(sql.SQL(", ").join(sql.SQL("({})").format(sql.SQL(each)) for each, _ in parts))
    return text.as_string(None), [value for _, values in parts for value in values]


def counted(rows: Any, most: int | None = None) -> Any:
    """How many rows there are as a question with one answer; with `most`, none is counted further than one beyond it."""
    return _Counted(rows.order_by().values_list(Value(1))[: None if most is None else most + 1])


class _Counted:
    """What `parts_of` takes for a queryset."""

    def __init__(self, rows: Any) -> None:
        self.rows, self.query = rows, self

    def sql_with_params(self) -> Parts:
        """The count of the rows; nothing is asked where Django sees that no row can fit."""
        try:
            text, values = parts_of(self.rows)
        except EmptyResultSet:
            return "SELECT 0", ()
        return sql.SQL("SELECT count(*) FROM ({}) AS part").format(sql.SQL(text)).as_string(None), values


@cache
def _columns(model: Any) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def made(model: type[M], row: Sequence[Any], begin: int = 0) -> tuple[M, Sequence[Any]]:
    """The instance whose columns stand in the row from there on, and what stands behind them."""
    names = _columns(model)
    instance: M = model.from_db(connection.alias, names, row[begin : begin + len(names)])
    return instance, row[begin + len(names) :]


def many(kind: type[Any], found: Any, **computed: Any) -> Func:
    """Rows that stand beside another row, as JSON by the fields of a value; what has no column of its name is computed."""
    columns: dict[str, Any] = {each.name: computed.get(each.name, F(each.name)) for each in fields(kind)}
    # One text for all of them: to read each apart takes longer than what stands in it.
    return Func(ArraySubquery(found.values(as_json=JSONObject(**columns))), function="array_to_json", output_field=JSONField())


def read(kind: type[R], found: Sequence[Mapping[str, Any]]) -> list[R]:
    """Such rows as values: what ends in `_at` is a moment, what ends in `id` an id."""
    return [kind(**{name: _value(name, value) for name, value in row.items()}) for row in found]


def _value(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name.endswith("_at"):
        return datetime.fromisoformat(value)
    return UUID(value) if name == "id" or name.endswith("_id") else value


class Statement:
    """One question, put together when it is asked for the first time; closed values stand in its text, so that partial indexes fit."""

    def __init__(self, build: Callable[[], Any]) -> None:
        """`build` gives a queryset of plain rows, or text and values."""
        self._build = build
        self._made: tuple[bytes, tuple[str, ...]] | None = None

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows as tuples; every place is filled by its name."""
        text, names = self._made or self._make()
        if not text:
            return []
        with connection.prepared_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(text, [values[name] for name in names])
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def instances(self, model: type[M], **values: Any) -> list[M]:
        """The rows of a queryset of instances, without what Django does for each to follow its relations."""
        return [made(model, row)[0] for row in self.rows(**values)]

    def row(self, **values: Any) -> tuple[Any, ...] | None:
        """The first row."""
        return next(iter(self.rows(**values)), None)

    def _make(self) -> tuple[bytes, tuple[str, ...]]:
        try:
            built = self._build()
            text, values = built if isinstance(built, tuple) else parts_of(built)
        except EmptyResultSet:
            # Django sees that no row can fit.
            text, values = "", ()
        names = tuple(dict.fromkeys(str(each.value) for each in values if isinstance(each, Asked)))
        connection.ensure_connection()
        said = [self._said(each, names) for each in values]
        self._made = (text % tuple(said)).encode(), names
        return self._made

    @staticmethod
    def _said(value: Any, names: tuple[str, ...]) -> str:
        if isinstance(value, Asked):
            return f"${names.index(str(value.value)) + 1}::{value.output_field.db_type(connection)}"
        return sql.Literal(value).as_string(connection.connection)
