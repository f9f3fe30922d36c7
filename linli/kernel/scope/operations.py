"""Migration operations that put a table on the floor of the house: key, references, policy, grants."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation
from django.db.models import UniqueConstraint
from psycopg import sql

from linli.kernel.scope.references import owned_references
from linli.kernel.scope.roles import AUDITOR, BACKUP, WEB, WORKER

POLICY = sql.SQL("subdistrict_id = ANY (string_to_array(current_setting('linli.scope', true), ',')::uuid[])")
READ_AND_ADD = ("SELECT", "INSERT")
READ_ADD_CHANGE = ("SELECT", "INSERT", "UPDATE")
EVERYTHING = ("SELECT", "INSERT", "UPDATE", "DELETE")


class Own(Operation):
    """Give a new table the key (subdistrict_id, id), composite references with an index each, forced row-level security and its grants."""

    reduces_to_sql = True
    reversible = True

    def __init__(
        self,
        model_name: str,
        *,
        web: Sequence[str] = READ_ADD_CHANGE,
        worker: Sequence[str] | None = None,
        auditor: Sequence[str] = ("SELECT",),
    ) -> None:
        self.model_name = model_name
        self.web, self.worker, self.auditor = tuple(web), tuple(web if worker is None else worker), tuple(auditor)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model_name], {"web": self.web, "worker": self.worker, "auditor": self.auditor}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing Django knows about changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        for statement in [*_key(model), *_policy(model), *self._grants(model)]:
            schema_editor.execute(_text(statement, schema_editor))
        for field in owned_references(model):
            for statement in _reference(model, field):
                schema_editor.execute(_text(statement, schema_editor))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """The table is dropped by the operation before this one; nothing of ours outlives it."""

    def describe(self) -> str:
        return f"Key, references, policy and grants of {self.model_name}"

    def _grants(self, model: Any) -> list[sql.Composed]:
        table = sql.Identifier(model._meta.db_table)
        wanted = {WEB: self.web, WORKER: self.worker, AUDITOR: self.auditor, BACKUP: ("SELECT",)}
        return [
            sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(", ").join(map(sql.SQL, rights)), table, sql.Identifier(role))
            for role, rights in wanted.items()
            if rights
        ]


class OwnReference(Operation):
    """Give an owned foreign key added later its composite constraint, and an index where none begins with it."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str, field_name: str) -> None:
        self.model_name, self.field_name = model_name, field_name

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model_name, self.field_name], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing Django knows about changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        for statement in _reference(model, model._meta.get_field(self.field_name)):
            schema_editor.execute(_text(statement, schema_editor))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """The column goes with the operation before this one, and constraint and index with it."""


def _text(statement: sql.Composed, schema_editor: Any) -> str:
    # Per cent signs would be read as placeholders by the schema editor.
    return statement.as_string(schema_editor.connection.connection).replace("%", "%%")


def _key(model: Any) -> list[sql.Composed]:
    table = model._meta.db_table
    return [
        sql.SQL(
            "ALTER TABLE {table} DROP CONSTRAINT {key}, ADD CONSTRAINT {key} PRIMARY KEY (subdistrict_id, id), "
            # The device makes the id; only version 7 sorts by time and is accepted.
            "ADD CONSTRAINT {version} CHECK ((get_byte(uuid_send(id), 6) >> 4) = 7)"
        ).format(table=sql.Identifier(table), key=sql.Identifier(f"{table}_pkey"), version=sql.Identifier(f"{table}_id_version_7"))
    ]


def _policy(model: Any) -> list[sql.Composed]:
    table = sql.Identifier(model._meta.db_table)
    return [
        sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(table),
        sql.SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(table),
        sql.SQL("CREATE POLICY scope ON {} USING ({}) WITH CHECK ({})").format(table, POLICY, POLICY),
    ]


def _reference(model: Any, field: Any) -> list[sql.Composed]:
    table, column, target = model._meta.db_table, field.column, field.related_model._meta.db_table
    names = {
        "table": sql.Identifier(table),
        "column": sql.Identifier(column),
        "target": sql.Identifier(target),
        "index": sql.Identifier(f"{table}_{column}_owned"[:63]),
        "constraint": sql.Identifier(f"{table}_{column}_reference"[:63]),
    }
    index = sql.SQL("CREATE INDEX {index} ON {table} (subdistrict_id, {column})").format(**names)
    reference = sql.SQL(
        "ALTER TABLE {table} ADD CONSTRAINT {constraint} FOREIGN KEY (subdistrict_id, {column}) REFERENCES {target} (subdistrict_id, id)"
    ).format(**names)
    return [reference] if _begins_an_index(model, field) else [index, reference]


def _begins_an_index(model: Any, field: Any) -> bool:
    """Whether an index of all rows begins with this reference anyway: a second one would only be written."""
    keys = [each for each in model._meta.constraints if isinstance(each, UniqueConstraint)]
    begins = [list(each.fields[:2]) for each in [*model._meta.indexes, *keys] if each.condition is None]
    return any(["subdistrict_id", name] in begins for name in (field.name, field.attname))
