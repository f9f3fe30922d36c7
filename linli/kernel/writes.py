"""The shape of every write: joined transaction, no swallowed failure, versions compared, rows locked in one order."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import connection, models, transaction

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Difference, NotFound, Refused, Stale
from linli.kernel.scope import SwallowedFailure
from linli.kernel.scope.context import refuse_swallowed_failure, said_when_busy
from linli.kernel.scope.models import Aggregate

__all__ = ["Outcome", "SwallowedFailure", "attempt", "check_version", "each", "is_write", "lock_in_order", "write"]

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
M = TypeVar("M", bound=models.Model)

_CHANGING = re.compile(r"\s*(?:WITH\b.*\b)?(?:INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE | re.DOTALL)
_MARK = "linli_is_write"


def write(action: Callable[P, R]) -> Callable[P, R]:
    """Run an action in the open transaction; leaving it normally while that is marked for rollback raises."""

    @wraps(action)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        _require_writable(action.__qualname__, [*args, *kwargs.values()])
        with transaction.atomic(savepoint=False):
            result = action(*args, **kwargs)
            refuse_swallowed_failure(action.__qualname__)
            return result

    setattr(inner, _MARK, True)
    return inner


def is_write(action: Callable[..., object]) -> bool:
    """Whether the function was made by @write."""
    return getattr(action, _MARK, False) is True


def _require_writable(name: str, arguments: Iterable[object]) -> None:
    """Outside a scope, or with another subdistrict's actor, is our mistake; a scope of several subdistricts only looks."""
    opened = scope.current()
    if opened is None:
        raise scope.OutsideScope(f"{name} was called outside scoped()")
    if opened.writable is None:
        raise Refused("kernel.only_looking")
    for argument in arguments:
        if isinstance(argument, Actor) and argument.subdistrict_id != opened.writable:
            raise scope.OutsideScope(f"{name} was called for an actor of another subdistrict than the scope's")


@dataclass(slots=True)
class Outcome:
    """What became of an attempt: nothing to say, or the refusal."""

    refusal: Refused | None = None


@contextmanager
def attempt() -> Iterator[Outcome]:
    """For doors only: try an action and keep the refusal for the page; what it had written is undone."""
    outcome = Outcome()
    try:
        with said_when_busy(), transaction.atomic():
            yield outcome
            refuse_swallowed_failure("an attempt")
    except Refused as refusal:
        outcome.refusal = refusal


def each(rows: Iterable[T], prepare: Callable[[T], R]) -> list[R | Refused]:
    """Prepare every row of a bulk verb; a refused row keeps its refusal, which must come before that row's first write."""
    prepared: list[R | Refused] = []
    for row in rows:
        with _changes_noticed() as changes:
            try:
                prepared.append(prepare(row))
            except Refused as refusal:
                if changes or transaction.get_rollback():
                    raise SwallowedFailure("a row was refused after its first write: half of it would stay") from refusal
                prepared.append(refusal)
    return prepared


@contextmanager
def _changes_noticed() -> Iterator[list[str]]:
    changes: list[str] = []

    def notice(execute: Callable[..., Any], statement: Any, parameters: Any, many: bool, context: dict[str, Any]) -> Any:
        text = statement if isinstance(statement, str) else statement.as_string(connection.connection)
        if _CHANGING.match(text):
            changes.append(text)
        return execute(statement, parameters, many, context)

    with connection.execute_wrapper(notice):
        yield changes


def check_version(row: Aggregate, *, seen: int, yours: Mapping[str, object]) -> None:
    """Refuse an edit that was begun on an older version, with what differs from what stands there now."""
    if row.journal_seq == seen:
        return
    differences = tuple(
        Difference(field=name, yours=str(value), theirs=str(getattr(row, name)))
        for name, value in yours.items()
        if getattr(row, name) != value
    )
    raise Stale(current=row.journal_seq, differences=differences)


def lock_in_order(rows: "models.QuerySet[M]", subdistrict_id: UUID, ids: Iterable[UUID]) -> Sequence[M]:
    """Lock the rows by ascending id, so that two writers of the same rows wait instead of deadlocking; a missing one is not found."""
    wanted = set(ids)
    # PostgreSQL locks in the order it delivers, and delivers in the order of the sort: the lock node stands above it.
    found = list(rows.filter(subdistrict_id=subdistrict_id, pk__in=wanted).order_by("pk").select_for_update(of=("self",)))
    if len(found) != len(wanted):
        raise NotFound
    return found
