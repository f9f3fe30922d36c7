"""One database for one LINLI_HOME: start it or find it, set it up, stop it."""

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import psycopg
from psycopg import sql

from linli.config.postgres import binaries as programs
from linli.config.postgres import cluster as clusters
from linli.config.postgres import outside, server
from linli.config.postgres.binaries import Binaries
from linli.config.postgres.cluster import Cluster
from linli.config.postgres.database import Database, Login
from linli.config.postgres.home import Home
from linli.config.postgres.roles import NAMES, close_to_public, ensure_roles, new_passwords
from linli.config.postgres.trouble import DatabaseTrouble, NotSetUp, disk_full, of_files

NAME = "linli"
STOP_SECONDS = 60.0


@dataclass(frozen=True)
class Status:
    """Whether the embedded server runs, and where it lies."""

    is_running: bool
    folder: Path | None
    pid: int | None
    major: int | None


def ensure(home: Path, environ: Mapping[str, str]) -> Database:
    """A database that answers: the one DATABASE_URL names, else our own server, started if need be."""
    own = Home.at(home)
    with _plain(own):
        own.make()
        with own.held():
            found = outside.ensure(own, environ) if environ.get(outside.URL) else _ensure_embedded(own, environ)
    return replace(found, home=own.path)


def locate(home: Path, environ: Mapping[str, str]) -> Database:
    """The database as the last `ensure` left it; reads files, asks nobody."""
    own = Home.at(home)
    with _plain(own):
        by_url = bool(environ.get(outside.URL))
        found = outside.locate(own, environ) if by_url else outside.from_role_urls(environ) or _stored(own)
    if found is None:
        raise NotSetUp(f"There is no database in {own.path} yet: run `linli migrate` first, or set LINLI_HOME to the folder that has one.")
    return replace(found, home=own.path)


def stop(home: Path, *, patience_s: float = STOP_SECONDS) -> bool:
    """Stop our own server cleanly; False when none was running."""
    own = Home.at(home)
    with _plain(own):
        if not own.folder.exists():
            return False
        with own.held():
            cluster = clusters.locate(own)
            return cluster is not None and server.stop(cluster, patience_s)


def status(home: Path) -> Status:
    """What is known of our own server, without touching it."""
    own = Home.at(home)
    with _plain(own):
        cluster = clusters.locate(own) if own.folder.exists() else None
        if cluster is None:
            return Status(False, None, None, None)
        stored = _stored(own)
        running = server.is_running(cluster)
        found = server.postmaster(cluster) if running else None
        return Status(running, cluster.data, found.pid if found else None, stored.major if stored else None)


@contextmanager
def _plain(home: Home) -> Iterator[None]:
    """Whatever a disk or a permission does to us becomes one sentence."""
    try:
        yield
    except OSError as error:
        raise of_files(error, home.path) from error


def _stored(home: Home, *, also_unfinished: bool = False) -> Database | None:
    stored = home.read(home.roles_file)
    if stored is None or not (stored["is_ready"] or also_unfinished):
        return None
    return Database.from_json(stored["database"])


def _store(home: Home, database: Database, *, is_ready: bool) -> None:
    home.write(home.roles_file, json.dumps({"is_ready": is_ready, "database": json.loads(database.to_json())}, indent=1))


def _ensure_embedded(home: Home, environ: Mapping[str, str]) -> Database:
    cluster = clusters.place(home)
    database = _stored(home, also_unfinished=True)
    if not cluster.data.exists():
        database = _make(home, cluster, environ)
    if database is None:
        raise DatabaseTrouble(
            f"The passwords of the database in {cluster.data} are gone: put {home.roles_file} back from a copy of LINLI_HOME, "
            "or move that folder away to begin anew."
        )
    password = database.login("superuser").password
    socket_folder, started = server.ensure_started(cluster, partial(_usable, cluster, environ), password)
    home.guard_log()
    if not started and _stored(home) is not None and database.login("owner").host == str(socket_folder):
        return database
    try:
        return _set_up(home, cluster, database, socket_folder)
    except psycopg.errors.DiskFull:
        raise disk_full(cluster.folder) from None
    except psycopg.Error as error:
        raise DatabaseTrouble(
            f"The database in {cluster.data} could not be set up ({str(error).strip()}): read {home.log}, put that right and start again."
        ) from error


def _usable(cluster: Cluster, environ: Mapping[str, str]) -> Binaries:
    chosen = programs.choose(programs.available(environ), cluster.data)
    return programs.reachable(chosen, cluster.account)


def _make(home: Home, cluster: Cluster, environ: Mapping[str, str]) -> Database:
    """Make the cluster; its passwords are on disk before it is, so that a crash between leaves nothing locked."""
    chosen = _usable(cluster, environ)
    clusters.check_space(cluster)
    passwords = new_passwords()
    logins = {role: _login(NAMES[role], password, "") for role, password in passwords.items()}
    logins["superuser"] = _login(server.SUPERUSER, secrets.token_urlsafe(24), "")
    database = Database(chosen.origin, chosen.major, logins)
    _store(home, database, is_ready=False)
    clusters.make(cluster, chosen, logins["superuser"].password)
    return database


def _login(user: str, password: str, host: str) -> Login:
    return Login(user, password, host, "5432", NAME)


def _set_up(home: Home, cluster: Cluster, database: Database, socket_folder: Path) -> Database:
    """See to the database and the roles after every start; whatever a hand changed meanwhile is put right."""
    superuser = database.login("superuser").password
    with server.connect(socket_folder, superuser, "postgres") as conn:
        major = conn.info.server_version // 10_000
        if conn.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone() is None:
            conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        for other in ("postgres", "template1"):
            close_to_public(conn, other)
    passwords = {role: login.password for role, login in database.logins.items() if role != "superuser"}
    with server.connect(socket_folder, superuser, NAME) as conn:
        ensure_roles(conn, passwords)
    logins = {role: replace(login, host=str(socket_folder)) for role, login in database.logins.items()}
    settled = replace(database, major=major, logins=logins)
    if settled != database or _stored(home) is None:
        _store(home, settled, is_ready=True)
    return settled
