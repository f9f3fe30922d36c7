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
    return re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b") if names else re.compile(r"(?!)")


def refuse_outside_scope(
    execute: Callable[[Any, Any, bool, dict[str, Any]], Any],
    statement: Any,
    parameters: Any,
    many: bool,
    context: dict[str, Any],
) -> Any:
    """Django execute wrapper; costs nothing inside a scope."""
    if is_guarded():
        text = statement if isinstance(statement, str) else statement.as_string(context["connection"].connection)
        named = _owned_names().search(text)
        if named:
            raise OutsideScope(f"{named.group()} was asked outside scoped(): open a scope for the actor first")
    return execute(statement, parameters, many, context)
