"""The live catalogue: every table is owned or listed, every owned table stands on the floor, every role has its rights and no more."""

import inspect
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps

from linli.kernel.models import Owned, Subdistrict
from linli.kernel.scope.globals import DEFINER_FUNCTIONS, FILTERED_VIEWS, GLOBAL_TABLES
from linli.kernel.scope.roles import AUDITOR, BACKUP, OWNER, WEB, WORKER
from tests.ground import TestDatabase
from tests.kernel.scope.catalogue import RULES, Table, declared, faults_of, grant_faults, owned_models
from tests.ownedapp.models import Tree, Yard

OWNED = owned_models()


@pytest.fixture
def catalogue(database: TestDatabase) -> Iterator["psycopg.Connection[Any]"]:
    with database.connect("superuser") as superuser:
        yield superuser


def _names(catalogue: "psycopg.Connection[Any]", kinds: str) -> set[str]:
    rows = catalogue.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = ANY (%s)", [list(kinds)]
    ).fetchall()
    return {str(name) for (name,) in rows}


def test_every_table_is_owned_or_listed_and_every_listed_one_exists(catalogue: "psycopg.Connection[Any]") -> None:
    tables = _names(catalogue, "rpf")
    assert sorted(tables - set(OWNED) - set(GLOBAL_TABLES)) == [], "neither owned nor listed in kernel/scope/globals.py"
    assert sorted(set(GLOBAL_TABLES) - tables) == [], "listed, but not there"
    assert sorted(set(OWNED) - tables) == [], "a model without its table"
    assert sorted(set(OWNED) & set(GLOBAL_TABLES)) == [], "owned and listed"


def test_every_listed_table_says_why() -> None:
    reasons = {name: listed.reason for name, listed in GLOBAL_TABLES.items()}
    for name, reason in {**reasons, **DEFINER_FUNCTIONS, **FILTERED_VIEWS}.items():
        assert len(reason) > 15, name


@pytest.mark.parametrize("name", sorted(OWNED))
def test_an_owned_table_stands_on_the_floor(catalogue: "psycopg.Connection[Any]", name: str) -> None:
    assert faults_of(Table(OWNED[name], catalogue)) == []


@pytest.mark.parametrize("name", sorted(GLOBAL_TABLES))
def test_a_global_table_has_the_listed_rights(catalogue: "psycopg.Connection[Any]", name: str) -> None:
    listed = GLOBAL_TABLES[name]
    rights = {WEB: listed.web, WORKER: listed.worker, AUDITOR: listed.auditor, BACKUP: ("SELECT",)}
    assert list(grant_faults(catalogue, name, rights)) == []


def test_no_global_model_refers_to_an_owned_one() -> None:
    for model in apps.get_models(include_auto_created=True):
        if not issubclass(model, Owned):
            for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
                assert not (isinstance(field.related_model, type) and issubclass(field.related_model, Owned)), f"{model}.{field.name}"


def test_the_root_of_the_scope_is_read_only_for_the_serving_roles() -> None:
    listed = GLOBAL_TABLES[Subdistrict._meta.db_table]
    assert (listed.web, listed.worker) == (("SELECT",), ("SELECT",))


def test_secrets_are_nothing_for_the_auditor() -> None:
    for name in ("django_session", "django_cache", "mfa_authenticator", "usersessions_usersession", "one_time_link"):
        assert GLOBAL_TABLES[name].auditor == ()
    assert "password" not in str(GLOBAL_TABLES["account"].auditor)


def test_views_ask_the_scope(catalogue: "psycopg.Connection[Any]") -> None:
    assert _names(catalogue, "m") == set(), "a materialised view keeps rows past their policy"
    views = _names(catalogue, "v")
    assert set(FILTERED_VIEWS) <= views
    for name in views:
        row = catalogue.execute(
            "SELECT coalesce(reloptions, '{}'), pg_get_viewdef(oid) FROM pg_class WHERE oid = ('public.' || quote_ident(%s))::regclass",
            [name],
        ).fetchone()
        assert row is not None
        options, definition = row
        if name in FILTERED_VIEWS:
            assert "current_setting('linli.scope'::text, true)" in definition, name
            assert {"security_barrier", "security_barrier=true"} & set(options), name
        else:
            assert "security_invoker=true" in options, name


def test_functions_with_the_owners_rights_are_the_listed_ones(catalogue: "psycopg.Connection[Any]") -> None:
    rows = catalogue.execute(
        "SELECT proname::text, pg_get_userbyid(proowner)::text, coalesce(proconfig, '{}'), prosrc, "
        "  EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee = 0) "
        "FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef "
        "  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"
    ).fetchall()
    assert {name for name, *_ in rows} == set(DEFINER_FUNCTIONS)
    for name, owner, settings, source, is_public in rows:
        assert owner == OWNER, name
        assert [each for each in settings if each.startswith("search_path=")], f"{name} has no fixed search_path"
        assert settings[0].endswith("pg_temp"), f"{name} looks into temporary tables first"
        assert not is_public, f"{name} is everybody's"
        assert "linli.scope" in source, f"{name} does not ask the scope"


def test_nothing_in_the_schema_is_a_trigger_of_ours_on_an_owned_table(catalogue: "psycopg.Connection[Any]") -> None:
    # Citus refuses triggers on distributed tables; the journal is written in the action.
    rows = catalogue.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal").fetchall()
    assert [(table, name) for table, name in rows if table in OWNED] == []


@pytest.mark.parametrize("role", [WEB, WORKER, AUDITOR, BACKUP, OWNER])
def test_no_role_is_mightier_than_its_work(catalogue: "psycopg.Connection[Any]", role: str) -> None:
    row = catalogue.execute(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = %s", [role]
    ).fetchone()
    assert row == (False, False, False, False, role == BACKUP)
    if role != BACKUP:
        groups = catalogue.execute("SELECT roleid::regrole::text FROM pg_auth_members WHERE member = %s::regrole", [role]).fetchall()
        assert groups == []


@pytest.mark.parametrize("role", [WEB, WORKER, AUDITOR, BACKUP])
def test_a_serving_role_owns_and_makes_nothing(catalogue: "psycopg.Connection[Any]", role: str) -> None:
    owned = catalogue.execute(
        "SELECT relname FROM pg_class WHERE relowner = %(role)s::regrole UNION ALL "
        "SELECT proname FROM pg_proc WHERE proowner = %(role)s::regrole UNION ALL "
        "SELECT nspname FROM pg_namespace WHERE nspowner = %(role)s::regrole UNION ALL "
        "SELECT typname FROM pg_type WHERE typowner = %(role)s::regrole UNION ALL "
        "SELECT datname FROM pg_database WHERE datdba = %(role)s::regrole",
        {"role": role},
    ).fetchall()
    assert owned == []
    may = catalogue.execute(
        "SELECT has_schema_privilege(%(role)s, 'public', 'CREATE'), has_database_privilege(%(role)s, current_database(), 'CREATE')",
        {"role": role},
    ).fetchone()
    assert may == (False, False)


@pytest.mark.parametrize("role", ["web", "worker", "auditor", "backup"])
def test_a_serving_role_is_refused_a_table_of_its_own(database: TestDatabase, role: str) -> None:
    with database.connect(role) as connection:
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE public.mine (id int)")


def test_row_security_cannot_be_switched_off_by_the_web_role(database: TestDatabase) -> None:
    with database.connect("web") as web:
        web.execute("SET row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute("SELECT * FROM notice")
        for statement in (
            "ALTER TABLE notice DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE notice NO FORCE ROW LEVEL SECURITY",
            "DROP POLICY scope ON notice",
            "SET ROLE linli_owner",
            "SET SESSION AUTHORIZATION linli_owner",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute(statement)


def test_the_servers_limits_of_the_web_role(database: TestDatabase) -> None:
    with database.connect("web") as web:
        limits = {name: web.execute("SELECT current_setting(%s)", [name]).fetchone() for name in LIMITS}
        assert limits == {name: (limit,) for name, limit in LIMITS.items()}


LIMITS = {"statement_timeout": "5s", "lock_timeout": "2s", "idle_in_transaction_session_timeout": "10s"}
BREAKS = {
    "key_is_the_pair": "ALTER TABLE test_tree DROP CONSTRAINT test_tree_pkey, ADD PRIMARY KEY (id)",
    "policy_is_forced_and_the_one": "ALTER TABLE test_tree NO FORCE ROW LEVEL SECURITY",
    "policy_is_forced_and_the_one ": "CREATE POLICY another ON test_tree USING (true)",
    "policy_is_forced_and_the_one  ": "ALTER POLICY scope ON test_tree USING (true)",
    "policy_is_forced_and_the_one   ": "ALTER POLICY scope ON test_tree WITH CHECK (true)",
    "references_are_composite": "ALTER TABLE test_tree DROP CONSTRAINT test_tree_yard_id_reference",
    "references_are_composite ": "CREATE TABLE other (id uuid PRIMARY KEY); ALTER TABLE test_tree ADD FOREIGN KEY (id) REFERENCES other",
    "uniques_start_with_the_subdistrict": "ALTER TABLE test_tree ADD UNIQUE (label)",
    "uniques_start_with_the_subdistrict ": "CREATE UNIQUE INDEX ON test_tree (lower(label))",
    "uniques_start_with_the_subdistrict  ": "ALTER TABLE test_tree ADD EXCLUDE USING btree (label WITH =)",
    "references_have_their_index": "DROP INDEX test_tree_yard_id_owned",
    "references_have_their_index ": "CREATE INDEX ON test_tree (yard_id)",
    "references_have_their_index  ": (
        "DROP INDEX test_tree_yard_id_owned; CREATE INDEX ON test_tree (subdistrict_id, yard_id) WHERE label > ''"
    ),
    "no_index_is_spare": "CREATE INDEX ON test_tree (subdistrict_id, yard_id, label)",
    "rows_number_nothing": "ALTER TABLE test_tree ADD number int GENERATED ALWAYS AS IDENTITY",
    "rows_number_nothing ": "ALTER TABLE test_tree ADD number serial",
    "ids_are_version_7": "ALTER TABLE test_tree DROP CONSTRAINT test_tree_id_version_7",
    "columns_are_the_models": "ALTER TABLE test_tree ADD stray text",
    "grants_are_the_declared": "GRANT TRUNCATE ON test_tree TO linli_web",
    "grants_are_the_declared ": "GRANT UPDATE (label) ON test_tree TO linli_auditor",
    "grants_are_the_declared  ": "GRANT SELECT ON test_tree TO PUBLIC",
    "grants_are_the_declared   ": "ALTER TABLE test_tree OWNER TO linli_worker",
    "grants_are_the_declared    ": "REVOKE DELETE ON test_tree FROM linli_web",
}


@pytest.mark.usefixtures("orchard")
class TestTheRulesFindWhatIsWrong:
    """Each rule beside a table that breaks it, so that none is a rule that cannot fail."""

    def test_a_table_made_as_the_house_makes_them_is_sound(self, catalogue: "psycopg.Connection[Any]") -> None:
        assert faults_of(Table(Tree, catalogue)) == []
        assert faults_of(Table(Yard, catalogue)) == []
        assert {"test_tree", "test_yard"} <= set(declared())

    @pytest.mark.parametrize("broken", BREAKS)
    def test_a_broken_table_is_found(self, catalogue: "psycopg.Connection[Any]", broken: str) -> None:
        with catalogue.transaction(force_rollback=True):
            catalogue.execute(BREAKS[broken])
            found = {fault.split(":")[0] for fault in faults_of(Table(Tree, catalogue))}
        assert broken.strip() in found

    def test_every_rule_on_the_database_has_its_broken_table(self) -> None:
        asks_the_database = {name for name, check in RULES.items() if "table.rows" in inspect.getsource(check) or "grant" in name}
        assert {each.strip() for each in BREAKS} == asks_the_database

    def test_a_model_with_a_reference_of_djangos_is_found(self, catalogue: "psycopg.Connection[Any]") -> None:
        faults = list(RULES["model_has_owned_references_only"](Table(apps.get_model("accounts", "Membership"), catalogue)))
        assert any("not an OwnedForeignKey" in each for each in faults)
