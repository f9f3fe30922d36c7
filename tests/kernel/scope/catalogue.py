"""What the live catalogue says about the tables, as sentences: one rule each, an empty list when all is well."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader

from linli.kernel.models import Owned, OwnedForeignKey
from linli.kernel.scope.operations import Own
from linli.kernel.scope.roles import AUDITOR, BACKUP, OWNER, WEB, WORKER

Connection = psycopg.Connection[Any]

POLICY = "(subdistrict_id = ANY ((string_to_array(current_setting('linli.scope'::text, true), ','::text))::uuid[]))"
VERSION_7 = "CHECK (((get_byte(uuid_send(id), 6) >> 4) = 7))"
KEY = ["subdistrict_id", "id"]


@dataclass(frozen=True)
class Table:
    """An owned table: its model and its place in the catalogue."""

    model: type[models.Model]
    connection: Connection

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    def rows(self, query: LiteralString) -> list[Any]:
        """The answer to a question about this table; `%(table)s` is its oid."""
        return self.connection.execute(query, {"table": self.oid}).fetchall()

    @property
    def oid(self) -> int:
        found = self.connection.execute("SELECT to_regclass('public.' || quote_ident(%s))::oid::bigint", [self.name]).fetchone()
        assert found is not None
        assert found[0] is not None, f"{self.name} does not exist"
        return int(found[0])

    @property
    def references(self) -> list[OwnedForeignKey]:
        return [each for each in self.model._meta.local_fields if isinstance(each, OwnedForeignKey)]


Rule = Callable[[Table], Iterable[str]]
RULES: dict[str, Rule] = {}


def rule(check: Rule) -> Rule:
    RULES[check.__name__] = check
    return check


def owned_models() -> dict[str, type[models.Model]]:
    """Every owned model of the installed apps, by table."""
    return {each._meta.db_table: each for each in apps.get_models(include_auto_created=True) if issubclass(each, Owned)}


def declared() -> dict[str, Own]:
    """The migration operation `Own` of each owned table."""
    found: dict[str, Own] = {}
    for migration in MigrationLoader(None).disk_migrations.values():
        for operation in migration.operations:
            if isinstance(operation, Own):
                model = apps.get_model(migration.app_label, operation.model_name)
                found[model._meta.db_table] = operation
    return found


_CONSTRAINTS = """
    SELECT conname, contype::text, convalidated, confrelid::regclass::text, pg_get_constraintdef(oid),
           ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS key(number, place)
                 LEFT JOIN pg_attribute ON attrelid = conrelid AND attnum = key.number ORDER BY place),
           ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS key(number, place)
                 LEFT JOIN pg_attribute ON attrelid = confrelid AND attnum = key.number ORDER BY place)
    FROM pg_constraint WHERE conrelid = %(table)s"""
_INDEXES = """
    SELECT indexrelid::regclass::text, indisunique, indisvalid AND indpred IS NULL AND NOT indisexclusion,
           ARRAY(SELECT coalesce(attname::text, '(expression)') FROM unnest(indkey::int[]) WITH ORDINALITY AS key(number, place)
                 LEFT JOIN pg_attribute ON attrelid = indrelid AND attnum = key.number AND attnum > 0 ORDER BY place)
    FROM pg_index WHERE indrelid = %(table)s"""


@rule
def key_is_the_pair(table: Table) -> Iterable[str]:
    keys = [columns for _, kind, _, _, _, columns, _ in table.rows(_CONSTRAINTS) if kind == "p"]
    if keys != [KEY]:
        yield f"the primary key is {keys}, not {KEY}"


@rule
def policy_is_forced_and_the_one(table: Table) -> Iterable[str]:
    if table.rows("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %(table)s") != [(True, True)]:
        yield "row-level security is not enabled and forced"
    found = table.rows(
        "SELECT polname, polpermissive, polcmd::text, polroles::oid[], pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) "
        "FROM pg_policy WHERE polrelid = %(table)s"
    )
    if found != [("scope", True, "*", [0], POLICY, POLICY)]:
        yield f"the policies are {found}"


@rule
def references_are_composite(table: Table) -> Iterable[str]:
    made: dict[str, tuple[str, bool]] = {}
    for name, kind, is_validated, target, _, columns, theirs in table.rows(_CONSTRAINTS):
        if kind != "f":
            continue
        if len(columns) != 2 or columns[0] != "subdistrict_id" or theirs != KEY:
            yield f"the foreign key {name} runs over {columns} to {theirs}"
        else:
            made[columns[1]] = target, is_validated
    for field in table.references:
        if made.pop(field.column, None) != (field.related_model._meta.db_table, True):
            yield f"the reference {field.name} has no composite foreign key to {field.related_model._meta.db_table}"
    yield from (f"the database refers by {column}, the model does not" for column in made)


@rule
def model_has_owned_references_only(table: Table) -> Iterable[str]:
    meta = table.model._meta
    for field in meta.local_fields:
        if field.is_relation and not isinstance(field, OwnedForeignKey):
            yield f"{field.name} is a {type(field).__name__}, not an OwnedForeignKey"
        if field.unique and not field.primary_key:
            yield f"{field.name} is unique by itself"
        if field.is_relation and isinstance(field, OwnedForeignKey) and not issubclass(field.related_model, Owned):
            yield f"{field.name} refers to a global table"
    yield from (f"{each.name} makes a table by itself" for each in meta.local_many_to_many)
    if meta.parents:
        yield "it inherits from another table"


@rule
def uniques_start_with_the_subdistrict(table: Table) -> Iterable[str]:
    for name, kind, _, _, definition, columns, _ in table.rows(_CONSTRAINTS):
        if kind in "ux" and columns[0] != "subdistrict_id":
            yield f"the constraint {name} does not start with subdistrict_id: {definition}"
    for name, is_unique, _, columns in table.rows(_INDEXES):
        if is_unique and columns[0] != "subdistrict_id":
            yield f"the unique index {name} does not start with subdistrict_id"


@rule
def references_have_their_index(table: Table) -> Iterable[str]:
    indexes = [columns for _, _, is_whole, columns in table.rows(_INDEXES) if is_whole]
    for field in table.references:
        if not any(columns[:2] == ["subdistrict_id", field.column] for columns in indexes):
            yield f"the reference {field.name} has no index (subdistrict_id, {field.column})"
    single = {str(field.column) for field in table.references}
    for name, _, _, columns in table.rows(_INDEXES):
        if columns[0] in single:
            yield f"the index {name} of a reference does not start with subdistrict_id"


@rule
def no_index_is_spare(table: Table) -> Iterable[str]:
    whole = [(name, is_unique, columns) for name, is_unique, is_whole, columns in table.rows(_INDEXES) if is_whole]
    for name, is_unique, columns in whole:
        if not is_unique and any(other != name and longer[: len(columns)] == columns for other, _, longer in whole):
            yield f"another index begins with the columns of {name}"


@rule
def rows_number_nothing(table: Table) -> Iterable[str]:
    for column, identity, default in table.rows(
        "SELECT attname, attidentity::text, pg_get_expr(adbin, adrelid) FROM pg_attribute "
        "LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attrelid = %(table)s AND attnum > 0 AND NOT attisdropped"
    ):
        if identity or "nextval" in (default or ""):
            yield f"the column {column} counts over all subdistricts"


@rule
def ids_are_version_7(table: Table) -> Iterable[str]:
    checks = [definition for _, kind, is_validated, _, definition, _, _ in table.rows(_CONSTRAINTS) if kind == "c" and is_validated]
    if VERSION_7 not in checks:
        yield "no constraint asks for a version 7 id"


@rule
def columns_are_the_models(table: Table) -> Iterable[str]:
    found = table.rows("SELECT attname::text FROM pg_attribute WHERE attrelid = %(table)s AND attnum > 0 AND NOT attisdropped")
    there, wanted = {name for (name,) in found}, {str(field.column) for field in table.model._meta.local_concrete_fields}
    if there != wanted:
        yield f"columns only in the database {sorted(there - wanted)}, only in the model {sorted(wanted - there)}"


_GRANTS = """
    SELECT coalesce(pg_get_userbyid(nullif(grantee, 0)), 'PUBLIC'), privilege_type, is_grantable, NULL
    FROM pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner))) WHERE oid = %(table)s
    UNION ALL
    SELECT coalesce(pg_get_userbyid(nullif(grantee, 0)), 'PUBLIC'), privilege_type, is_grantable, attname::text
    FROM pg_attribute, aclexplode(attacl) WHERE attrelid = %(table)s AND attacl IS NOT NULL"""
BEYOND_ROWS = {"TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"}


def grant_faults(connection: Connection, name: str, declared_rights: Mapping[str, Iterable[str]]) -> Iterable[str]:
    """Where the rights in the database are not those in the code."""
    oid = connection.execute("SELECT to_regclass('public.' || quote_ident(%s))::oid::bigint", [name]).fetchone()
    values = {"table": oid[0] if oid else None}
    found: dict[str, set[tuple[str, str | None]]] = {}
    for role, right, may_pass_on, column in connection.execute(_GRANTS, values).fetchall():
        if role == OWNER:
            continue
        found.setdefault(role, set()).add((right, column))
        if may_pass_on:
            yield f"{role} may pass {right} on"
        if right in BEYOND_ROWS:
            yield f"{role} has {right}"
    if connection.execute("SELECT pg_get_userbyid(relowner)::text FROM pg_class WHERE oid = %(table)s", values).fetchone() != (OWNER,):
        yield f"{name} is not {OWNER}'s"
    for role in sorted({*found, *declared_rights}):
        there, wanted = found.get(role, set()), _by_column(declared_rights.get(role, ()))
        if there != wanted:
            yield f"{role} has {sorted(map(str, there))}, declared is {sorted(map(str, wanted))}"


def _by_column(rights: Iterable[str]) -> set[tuple[str, str | None]]:
    """GRANT's words taken apart: `SELECT (a, b)` is a right on each of two columns."""
    wanted: set[tuple[str, str | None]] = set()
    for right in rights:
        word, _, columns = right.partition(" (")
        names = [each.strip() for each in columns.rstrip(")").split(",")] if columns else [None]
        wanted.update((word, each) for each in names)
    return wanted


@rule
def grants_are_the_declared(table: Table) -> Iterable[str]:
    operation = declared().get(table.name)
    if operation is None:
        yield "no migration operation Own names it"
        return
    wanted = {WEB: operation.web, WORKER: operation.worker, AUDITOR: operation.auditor, BACKUP: ("SELECT",)}
    yield from grant_faults(table.connection, table.name, wanted)


def faults_of(table: Table) -> list[str]:
    """Everything wrong with an owned table."""
    return [f"{name}: {fault}" for name, check in RULES.items() for fault in check(table)]
