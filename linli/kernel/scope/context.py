"""Opening a scope: one durable transaction that the database limits to the actor's subdistricts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.db import OperationalError, connection, transaction
from psycopg import sql

from linli.kernel.actor import Actor
from linli.kernel.errors import Refused

# lock_not_available, query_canceled (statement timeout), deadlock_detected: somebody else was faster, nothing is broken.
_BUSY_STATES = frozenset({"55P03", "57014", "40P01"})


class OutsideScope(RuntimeError):
    """An owned table was asked outside `scoped()`: a mistake of ours, never of a user."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The subdistricts of the open transaction and the one that may be written in."""

    readable: frozenset[UUID]
    writable: UUID | None


_current: ContextVar[Scope | None] = ContextVar("linli_scope", default=None)
_unguarded: ContextVar[bool] = ContextVar("linli_unguarded", default=False)


def current() -> Scope | None:
    """The scope of the open transaction, if there is one."""
    return _current.get()


def is_guarded() -> bool:
    """Whether owned tables must not be asked right now."""
    return _current.get() is None and not _unguarded.get()


@contextmanager
def scoped(actor: Actor) -> Iterator[None]:
    """One durable transaction in which exactly the actor's subdistricts exist; a lock not had in time is Refused('kernel.busy')."""
    scope = Scope(readable=actor.scope, writable=actor.subdistrict_id)
    with _busy_is_said(), transaction.atomic(durable=True):
        _set_local("linli.scope", scope.readable)
        token = _current.set(scope)
        try:
            yield
        finally:
            _current.reset(token)


@contextmanager
def identified(account_id: UUID) -> Iterator[None]:
    """A short transaction in which the account's own memberships can be read, before a subdistrict is chosen."""
    with transaction.atomic(durable=True):
        _set_local("linli.account", frozenset({account_id}))
        yield


@contextmanager
def inspecting() -> Iterator[Callable[[UUID], None]]:
    """One read-only snapshot of everything for the auditor, who turns to one subdistrict after the other by calling what is yielded."""
    with transaction.atomic(durable=True), unguarded("the auditor looks at one subdistrict after the other"):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield lambda subdistrict_id: _set_local("linli.scope", frozenset({subdistrict_id}))


@contextmanager
def unguarded(reason: str) -> Iterator[None]:
    """Let the owner's own work (migrations, tests' cleaning) name owned tables without a scope; the reason is for the reader."""
    if not reason:
        raise ValueError("say why the guard is lifted")
    token = _unguarded.set(True)
    try:
        yield
    finally:
        _unguarded.reset(token)


@contextmanager
def _busy_is_said() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) in _BUSY_STATES:
            raise Refused("kernel.busy") from error
        raise


def _set_local(setting: str, ids: frozenset[UUID]) -> None:
    # SET takes no parameters, and Citus carries only the command SET LOCAL to its shards, not set_config():
    # so the value is composed from parsed UUIDs, never from text.
    value = ",".join(sorted(str(UUID(str(each))) for each in ids))
    command = sql.SQL("SET LOCAL {} = {}").format(sql.Identifier(*setting.split(".")), sql.Literal(value))
    with connection.cursor() as cursor:
        if _on_citus():
            cursor.execute("SET LOCAL citus.propagate_set_commands = 'local'")
        cursor.execute(command)


def _on_citus() -> bool:
    known: bool | None = getattr(connection, "linli_on_citus", None)
    if known is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'citus'")
            known = cursor.fetchone() is not None
        connection.linli_on_citus = known
    return known
