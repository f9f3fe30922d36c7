"""Asking for rows by a personal value: the code is compared, never the text."""

from typing import Any

from linli.kernel import scope
from linli.kernel.personal.codes import Normal
from linli.kernel.personal.fields import BlindIndexField


def find_by(rows: Any, source: str, value: str, *, normal: Normal | None = None) -> Any:
    """The rows (a queryset) whose field is that value, however it is written; `normal` chooses between several indexes of one field."""
    wanted = index_of(rows.model, source, normal)
    opened = scope.current()
    if opened is None:
        raise scope.OutsideScope("a personal value is looked for inside scoped()")
    codes = [wanted.code(each, value) for each in sorted(opened.readable)]
    return rows.filter(**{f"{wanted.attname}__in": [code for code in codes if code is not None]})


def index_of(model: Any, source: str, normal: Normal | None = None) -> BlindIndexField:
    """The blind index of that field: the one of that normal, or the one for the whole value."""
    whole = {Normal.NAME, Normal.PHONE} if normal is None else {normal}
    for field in model._meta.local_concrete_fields:
        if isinstance(field, BlindIndexField) and field.follows == source and field.normal in whole:
            return field
    raise LookupError(f"{model.__name__}.{source} has no such blind index")
