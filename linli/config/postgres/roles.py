"""The five login roles: who may connect, and what the server refuses each of them by itself."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import tuple_row

Connection = psycopg.Connection[Any]

ROLES: Final = ("owner", "web", "worker", "auditor", "backup")
NAMES: Final[Mapping[str, str]] = {role: f"linli_{role}" for role in ROLES}
READERS: Final = tuple(NAMES[role] for role in ROLES if role != "owner")
# Staging tables of COPY: row-level security refuses COPY into an owned table.
STAGERS: Final = (NAMES["web"], NAMES["worker"])

SETTINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "owner": {},
    "web": {"statement_timeout": "5s", "idle_in_transaction_session_timeout": "10s", "lock_timeout": "2s"},
    "worker": {"statement_timeout": "60s", "idle_in_transaction_session_timeout": "60s", "lock_timeout": "5s"},
    "auditor": {"statement_timeout": "0", "default_transaction_read_only": "on"},
    "backup": {},
}
# Any number: two machines that set up one server at the same moment take turns.
TURN: Final = 7_215_140_901


@dataclass(frozen=True)
class Granted:
    """What the server allowed."""

    backup_bypasses_rls: bool
    backup_reads_all: bool


def new_passwords() -> dict[str, str]:
    return {role: secrets.token_urlsafe(24) for role in ROLES}


def ensure_roles(conn: Connection, credentials: Mapping[str, str]) -> Granted:
    """Give the five roles their passwords and settings, and the connected database to linli_owner; safe to repeat."""
    with conn.transaction():
        conn.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
        is_superuser = bool(_one(conn, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
        for role in ROLES:
            _ensure_role(conn, role, credentials[role], is_superuser)
        bypasses = _allowed(conn, sql.SQL("ALTER ROLE {} BYPASSRLS").format(sql.Identifier(NAMES["backup"])))
        reads_all = _allowed(conn, sql.SQL("GRANT pg_read_all_data TO {}").format(sql.Identifier(NAMES["backup"])))
        if not is_superuser and _one(conn, "SELECT current_user") != NAMES["owner"]:
            # Only a member may give objects to a role; from 16 on making a role does not make a member.
            _allowed(conn, sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(NAMES["owner"])))
        _settle_database(conn, str(_one(conn, "SELECT current_database()")))
        _settle_schema(conn)
    return Granted(backup_bypasses_rls=bypasses, backup_reads_all=reads_all)


def create_database(superuser_conn: Connection, name: str, template: str | None = None) -> None:
    """Make a further database of linli_owner's; a template must have nobody connected."""
    with _beside(superuser_conn, superuser_conn.info.dbname) as conn:
        statement = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(NAMES["owner"]))
        if template is not None:
            statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        conn.execute(statement)
        # Grants on a database, unlike those inside it, are not copied from the template.
        _settle_database(conn, name)
    if template is None:
        with _beside(superuser_conn, name) as conn:
            _settle_schema(conn)


def drop_database(superuser_conn: Connection, name: str) -> None:
    """Remove a database and everybody connected to it; absent is as good."""
    with _beside(superuser_conn, superuser_conn.info.dbname) as conn:
        conn.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def close_to_public(conn: Connection, database: str) -> None:
    """Nobody but superusers connects to this database."""
    conn.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))


def _ensure_role(conn: Connection, role: str, password: str, is_superuser: bool) -> None:
    name = sql.Identifier(NAMES[role])
    if _one(conn, "SELECT 1 FROM pg_roles WHERE rolname = %s", NAMES[role]) is None:
        conn.execute(sql.SQL("CREATE ROLE {}").format(name))
    # The digest is made here, so the password itself never reaches a statement log.
    digest = conn.pgconn.encrypt_password(password.encode(), NAMES[role].encode(), b"scram-sha-256").decode()
    conn.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(digest)))
    if is_superuser:
        # An administrator without these attributes may not even name them.
        conn.execute(sql.SQL("ALTER ROLE {} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS").format(name))
    conn.execute(sql.SQL("ALTER ROLE {} RESET ALL").format(name))
    for setting, value in SETTINGS[role].items():
        conn.execute(sql.SQL("ALTER ROLE {} SET {} = {}").format(name, sql.Identifier(setting), sql.Literal(value)))


def _settle_database(conn: Connection, name: str) -> None:
    """The database is linli_owner's, and only the five connect."""
    database, owner = sql.Identifier(name), sql.Identifier(NAMES["owner"])
    conn.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, owner))
    conn.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    conn.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, _list(READERS)))
    conn.execute(sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(database, _list(STAGERS)))


def _settle_schema(conn: Connection) -> None:
    """Only linli_owner makes things in schema public; the others may enter it."""
    conn.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(NAMES["owner"])))
    conn.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    conn.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(_list(READERS)))


def _list(names: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(name) for name in names)


def _allowed(conn: Connection, statement: sql.Composed) -> bool:
    """Try a statement that some servers forbid, without losing the transaction."""
    try:
        with conn.transaction():
            conn.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def _one(conn: Connection, query: LiteralString, *values: object) -> object:
    """The first column of the first row, None without one."""
    row = conn.cursor(row_factory=tuple_row).execute(query, values).fetchone()
    return None if row is None else row[0]


def _beside(conn: Connection, database: str) -> Connection:
    """A second connection as the same user, in autocommit: databases are not made inside a transaction."""
    address = make_conninfo(conn.info.dsn, password=conn.info.password, dbname=database)
    return psycopg.connect(address, autocommit=True)
