"""Asking what is asked again and again."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper


def prepared() -> CursorWrapper:
    """A cursor for a statement whose text is always the same: from the third time on the server knows how to answer it."""
    cursor: CursorWrapper = connection.preparing_cursor()  # type: ignore[attr-defined]
    return cursor


@contextmanager
def without_waiting() -> Iterator[None]:
    """Whatever is asked inside is sent at once, and the server works on it while we prepare the next statement.

    A failure is told when an answer is fetched, at the latest at the end; what was sent after it is not done.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield
