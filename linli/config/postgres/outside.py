"""A PostgreSQL server of somebody else's, named by DATABASE_URL: nothing is started, everything is checked."""

import hashlib
import json
from collections.abc import Mapping

import psycopg
from psycopg.conninfo import conninfo_to_dict

from linli.config.postgres.binaries import OLDEST
from linli.config.postgres.database import Database, Login
from linli.config.postgres.home import Home
from linli.config.postgres.roles import NAMES, Connection, ensure_roles, new_passwords
from linli.config.postgres.trouble import DatabaseTrouble, NotSetUp

URL = "DATABASE_URL"
LOWER = {role: f"LINLI_URL_{role.upper()}" for role in NAMES if role != "owner"}
CONNECT_SECONDS = 10
ADDRESS = frozenset({"user", "password", "host", "port", "dbname"})


def ensure(home: Home, environ: Mapping[str, str]) -> Database:
    """Check the server, see to the roles, and remember both for `locate`."""
    with _connect(environ[URL], URL) as conn:
        owner = _login(conn, environ[URL])
        known = locate(home, environ, missing_ok=True)
        major = conn.info.server_version // 10_000
        if all(environ.get(name) for name in LOWER.values()):
            database = _given(environ, owner, major)
        elif known is not None:
            _connect(known.url("web"), URL).close()
            database = known
        else:
            database = _created(conn, home, owner, major)
    home.write(home.outside_file, json.dumps({"server": _digest(environ), "database": json.loads(database.to_json())}, indent=1))
    return database


def locate(home: Home, environ: Mapping[str, str], *, missing_ok: bool = False) -> Database | None:
    """What the last `ensure` found at this DATABASE_URL."""
    stored = home.read(home.outside_file)
    if stored is not None and stored["server"] == _digest(environ) and "database" in stored:
        return Database.from_json(stored["database"])
    if missing_ok:
        return None
    raise NotSetUp("The database named by DATABASE_URL has not been set up from this LINLI_HOME yet: run `linli migrate` first.")


def from_role_urls(environ: Mapping[str, str]) -> Database | None:
    """Only LINLI_URL_<ROLE> given: a web machine need not know the owner's password."""
    logins = {role: _parsed(environ[name], name) for role, name in LOWER.items() if environ.get(name)}
    return Database("url", 0, logins) if logins else None


def _digest(environ: Mapping[str, str]) -> str:
    return hashlib.sha256(environ[URL].encode()).hexdigest()


def _given(environ: Mapping[str, str], owner: Login, major: int) -> Database:
    """The roles a database administrator made; each must answer, by its name and without power over the others."""
    logins = {"owner": owner}
    bypasses = False
    for role, variable in LOWER.items():
        with _connect(environ[variable], variable) as conn:
            login = _login(conn, environ[variable])
            if login.user != NAMES[role]:
                raise DatabaseTrouble(
                    f"{variable} signs in as {login.user}, but must sign in as {NAMES[role]}: make that role and name it."
                )
            powers = conn.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user").fetchone()
            superuser, bypass = powers or (True, True)
            if superuser or (bypass and role != "backup"):
                raise DatabaseTrouble(
                    f"The role {login.user} of {variable} may pass row-level security: "
                    f"run ALTER ROLE {login.user} NOSUPERUSER NOBYPASSRLS on that server."
                )
            bypasses = bypass
            logins[role] = login
    return Database("url", major, logins, backup_bypasses_rls=bypasses)


def _created(conn: Connection, home: Home, owner: Login, major: int) -> Database:
    """Make the five roles with the administrator's connection."""
    powers = conn.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user").fetchone()
    if not (powers and powers[0]):
        raise DatabaseTrouble(
            f"The user {owner.user} of DATABASE_URL may not create roles: give it CREATEROLE, or make the roles "
            f"{', '.join(NAMES[role] for role in LOWER)} yourself and set {', '.join(LOWER.values())}."
        )
    passwords = _passwords(conn, home, owner)
    try:
        granted = ensure_roles(conn, passwords)
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseTrouble(
            f"The user {owner.user} of DATABASE_URL may not set up the roles on that server ({_first_line(error)}): "
            f"use an administrator's URL, or make the roles yourself and set {', '.join(LOWER.values())}."
        ) from None
    logins = {role: Login(NAMES[role], password, owner.host, owner.port, owner.name, owner.options) for role, password in passwords.items()}
    return Database("url", major, logins, backup_bypasses_rls=granted.backup_bypasses_rls)


def _passwords(conn: Connection, home: Home, owner: Login) -> dict[str, str]:
    """Passwords for the roles, stored before the server learns them so that a crash between loses none."""
    server = f"{owner.host}:{owner.port}"
    stored = home.read(home.outside_file)
    if stored is not None and stored.get("passwords_of") == server:
        return dict(stored["passwords"])
    existing = [row[0] for row in conn.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(NAMES.values())])]
    if existing:
        # Setting new passwords here would lock out the installation that uses these roles now.
        raise DatabaseTrouble(
            f"The roles {', '.join(sorted(existing))} exist on {server} already and their passwords are not in {home.outside_file}: "
            f"copy that file from the installation that made them, or set {', '.join(LOWER.values())}."
        )
    passwords = new_passwords()
    home.write(home.outside_file, json.dumps({"server": "", "passwords_of": server, "passwords": passwords}))
    return passwords


def _connect(url: str, variable: str) -> Connection:
    try:
        conn: Connection = psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_SECONDS)
    except psycopg.ProgrammingError:
        raise DatabaseTrouble(
            f"{variable} is not a PostgreSQL URL: write it as postgresql://USER:PASSWORD@HOST:PORT/DATABASE with special characters "
            "percent-encoded."
        ) from None
    except psycopg.OperationalError as error:
        raise _refused(error, url, variable) from None
    if conn.info.server_version < OLDEST * 10_000:
        found = conn.info.server_version // 10_000
        conn.close()
        raise DatabaseTrouble(
            f"The server named by {variable} is PostgreSQL {found}, but Linli needs {OLDEST} or newer: upgrade it or name another."
        )
    return conn


def _refused(error: psycopg.OperationalError, url: str, variable: str) -> DatabaseTrouble:
    """What kept us out, by libpq's words; a server that speaks another language is quoted."""
    login = _parsed(url, variable)
    where = f"{login.host or 'this machine'}:{login.port}"
    said = str(error)
    if "password authentication failed" in said or "no password supplied" in said:
        return DatabaseTrouble(f"The server at {where} refuses the password of {login.user} in {variable}: correct the password there.")
    if "does not exist" in said and "database" in said:
        return DatabaseTrouble(
            f"The server at {where} has no database {login.name}: create it (createdb {login.name}) or correct {variable}."
        )
    unreachable = ("refused", "could not translate", "timeout", "timed out", "unreachable", "No such file", "resolve", "No route")
    if isinstance(error, psycopg.errors.ConnectionTimeout) or any(word in said for word in unreachable):
        return DatabaseTrouble(f"No PostgreSQL server answers at {where}: start it, or correct {variable}.")
    return DatabaseTrouble(
        f"The server at {where} does not let {variable} in and says: {_first_line(error)}; correct {variable} or the server."
    )


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _parsed(url: str, variable: str) -> Login:
    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.ProgrammingError:
        raise DatabaseTrouble(f"{variable} is not a PostgreSQL URL: write it as postgresql://USER:PASSWORD@HOST:PORT/DATABASE.") from None
    options = {name: value for name, value in parts.items() if name not in ADDRESS}
    user = parts.get("user", "")
    return Login(user, parts.get("password", ""), parts.get("host", ""), parts.get("port", "5432"), parts.get("dbname", user), options)


def _login(conn: Connection, url: str) -> Login:
    """The URL's login, with what libpq filled in from its own defaults."""
    parsed, found = _parsed(url, URL), conn.info
    return Login(found.user, found.password, parsed.host or found.host, parsed.port, found.dbname, parsed.options)
