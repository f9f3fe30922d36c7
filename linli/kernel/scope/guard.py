"""The guard in front of the database: a statement on an owned table outside `scoped()` raises before it is sent."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.apps import apps

from linli.kernel.scope.context import OutsideScope, is_guarded
from linli.kernel.scope.models import Owned


@lru_cache(maxsize=1)
def _owned_names() -> re.Pattern[str]:
    names = sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, Owned))
    # Without names nothing may match. Case is ignored because PostgreSQL folds what stands without quotes.
    return re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b", re.IGNORECASE) if names else re.compile(r"(?!)")


def _named_in(statement: str | bytes) -> str | None:
    """The first owned table that the statement names."""
    text = statement if isinstance(statement, str) else statement.decode("utf-8", "replace")
    named = _owned_names().search(text)
    return named.group() if named else None


# Every page asks the same few statements before it has a scope: each is read for names once.
_remembered = lru_cache(maxsize=512)(_named_in)


def forget_owned_names() -> None:
    """Read the models anew at the next statement (after the installed apps changed)."""
    _owned_names.cache_clear()
    _remembered.cache_clear()


def refuse_statement(statement: Any, connection: Any) -> None:
    """Raise when an owned table is named outside a scope; costs one look at a variable inside one."""
    if not is_guarded():
        return
    is_text = isinstance(statement, str | bytes)
    # What is composed holds values: it is seldom the same twice, and not to be kept.
    named = _remembered(statement) if is_text else _named_in(statement.as_string(connection))
    if named:
        raise OutsideScope(f"{named} was asked outside scoped(): open a scope for the actor first")


def refuse_outside_scope(
    execute: Callable[[Any, Any, bool, dict[str, Any]], Any],
    statement: Any,
    parameters: Any,
    many: bool,
    context: dict[str, Any],
) -> Any:
    """Django's execute wrapper; it sees execute(), executemany() and named cursors."""
    refuse_statement(statement, context["connection"].connection)
    return execute(statement, parameters, many, context)
