"""Opening a scope: one durable transaction that the database limits to the actor's subdistricts."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db import OperationalError, connection, transaction
from psycopg import sql
from psycopg.pq import TransactionStatus

from linli.kernel.actor import Actor
from linli.kernel.errors import Refused

# lock_not_available, query_canceled (statement timeout), deadlock_detected: somebody else was faster, nothing is broken.
_BUSY_STATES = frozenset({"55P03", "57014", "40P01"})


class OutsideScope(RuntimeError):
    """An owned table was asked outside `scoped()`: a mistake of ours, never of a user."""


class SwallowedFailure(RuntimeError):
    """Something was about to end normally although a part of it had failed: the database would roll back and say nothing."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The subdistricts of the open transaction and the one that may be written in; of several at once, none may."""

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
    readable = actor.scope
    is_wide = len(readable) > 1
    with said_when_busy(), transaction.atomic(durable=True):
        _set_local("linli.scope", readable, read_only=is_wide)
        token = _current.set(Scope(readable=readable, writable=None if is_wide else actor.subdistrict_id))
        try:
            yield
            refuse_swallowed_failure("a scope")
        finally:
            _current.reset(token)


@contextmanager
def identified(account_id: UUID) -> Iterator[None]:
    """A short transaction in which the account's own memberships can be read, before a subdistrict is chosen."""
    with said_when_busy(), transaction.atomic(durable=True):
        _set_local("linli.account", frozenset({account_id}))
        yield
        refuse_swallowed_failure("an identification")


@contextmanager
def also_as(account_id: UUID) -> Iterator[None]:
    """Inside a scope: see the account's memberships elsewhere too, to know whether it is this subdistrict's alone."""
    if current() is None:
        raise OutsideScope("an account is looked at besides inside scoped()")
    _set_local("linli.account", frozenset({account_id}))
    yield
    # After an exception the setting goes with the transaction, which can only be rolled back.
    _set_local("linli.account", frozenset())


@contextmanager
def everywhere(reason: str, subdistricts: Iterable[UUID]) -> Iterator[None]:
    """For the owner's maintenance alone (a restore): one transaction over these subdistricts at once, in which no action can run."""
    with unguarded(reason), transaction.atomic(durable=True):
        _set_local("linli.scope", frozenset(subdistricts))
        yield
        refuse_swallowed_failure("the maintenance")


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
def said_when_busy() -> Iterator[None]:
    """Turn the database's "not now" (lock, statement time, deadlock) into a refusal that says: try again."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) in _BUSY_STATES:
            raise Refused("kernel.busy") from error
        raise


def refuse_swallowed_failure(where: str) -> None:
    """Raise when the open transaction can only be rolled back: COMMIT would then answer ROLLBACK, and nobody would hear it."""
    # A failure inside @write or the ORM marks Django's transaction; one in raw SQL is known to the server alone.
    is_broken = connection.connection.info.transaction_status == TransactionStatus.INERROR
    if is_broken or transaction.get_rollback():
        raise SwallowedFailure(f"{where} was to end normally, but a failure inside it had been caught: use attempt() or each()")


def _set_local(setting: str, ids: frozenset[UUID], *, read_only: bool = False) -> None:
    with connection.cursor() as cursor:
        if _on_citus():
            cursor.execute("SET LOCAL citus.propagate_set_commands = 'local'")
        cursor.execute(_command(setting, ids))
        if read_only:
            # The policy allows writing wherever it allows reading; whoever sees several subdistricts writes in none.
            cursor.execute("SET TRANSACTION READ ONLY")


# Every page says the same two, and putting one together takes longer than the server needs for it.
@lru_cache(maxsize=1024)
def _command(setting: str, ids: frozenset[UUID]) -> str:
    # SET takes no parameters, and Citus carries only the command SET LOCAL to its shards, not set_config():
    # so the value is composed from parsed UUIDs, never from text.
    value = ",".join(sorted(str(UUID(str(each))) for each in ids))
    command = sql.SQL("SET LOCAL {} = {}").format(sql.Identifier(*setting.split(".")), sql.Literal(value))
    return command.as_string(None)


def _on_citus() -> bool:
    known: bool | None = getattr(connection, "linli_on_citus", None)
    if known is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'citus'")
            known = cursor.fetchone() is not None
        connection.linli_on_citus = known  # type: ignore[attr-defined]
    return known
