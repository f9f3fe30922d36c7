"""Asking what is asked again and again."""

from django.db import connection
from django.db.backends.utils import CursorWrapper


def prepared() -> CursorWrapper:
    """A cursor for a statement whose text is always the same: from the third time on the server knows how to answer it."""
    cursor: CursorWrapper = connection.preparing_cursor()  # type: ignore[attr-defined]
    return cursor
