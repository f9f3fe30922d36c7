"""The database engine named in the settings."""

import select
import time
from typing import Any, Final

from django.db.backends.postgresql import base, features, operations
from psycopg import ClientCursor, Cursor, RawCursor

# A statement is parsed and planned once for all from this time on that a connection sends it.
PREPARED_FROM: Final = 3
# What stands between us and a database elsewhere forgets a line that was quiet for longer, and tells nobody.
QUIET_S: Final = 30.0


class _Guarded(Cursor[Any]):
    """Whose ways around Django's execute() are guarded too."""

    def copy(self, statement: Any, *args: Any, **options: Any) -> Any:
        """COPY; psycopg's own, which Django hands through unseen."""
        _refuse_statement(statement, self.connection)
        return super().copy(statement, *args, **options)

    def stream(self, query: Any, *args: Any, **options: Any) -> Any:
        """Row by row; psycopg's own, which Django hands through unseen."""
        _refuse_statement(query, self.connection)
        return super().stream(query, *args, **options)


class GuardedCursor(_Guarded, base.Cursor, ClientCursor[Any]):
    """The cursor for whatever is asked."""


class PreparingCursor(_Guarded, base.ServerBindingCursor):
    """A cursor for statements that never change: values go beside the text, so that the server plans it once."""


class PreparedCursor(_Guarded, RawCursor[Any]):
    """A cursor of statements that the server plans once and keeps; its rows come in binary, which nobody has to parse."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        """Prepared at the first time."""
        return super().execute(query, params, prepare=True, binary=True, **options)


class DatabaseFeatures(features.DatabaseFeatures):
    """What PostgreSQL can do with tables whose key is (subdistrict_id, id)."""

    def allows_group_by_selected_pks_on_model(self, model: Any) -> bool:
        """GROUP BY id stands for the whole row only where id alone is the key in the database."""
        from linli.kernel.scope.models import Owned

        return not issubclass(model, Owned) and super().allows_group_by_selected_pks_on_model(model)


class DatabaseOperations(operations.DatabaseOperations):
    """Django's, which knows only cursors that bind values into the text."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> Any:
        """What was asked, for whoever counts statements; values of a prepared one stand apart from it."""
        return sql.decode() if isinstance(cursor, PreparedCursor) else super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that refuses statements on owned tables outside `scoped()`."""

    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
    heard_at = 0.0

    def get_connection_params(self) -> dict[str, Any]:
        """Django's, with our cursor."""
        return {**super().get_connection_params(), "cursor_factory": GuardedCursor, "prepare_threshold": PREPARED_FROM}

    def prepared_cursor(self) -> Any:
        """A cursor for `$1` statements that stay prepared, with the guard in front like any other."""
        return self._cursor_of(PreparedCursor)

    def preparing_cursor(self) -> Any:
        """Like `cursor()`, for a statement whose text is always the same; wrapped and guarded as every other."""
        return self._cursor_of(PreparingCursor)

    def _cursor_of(self, kind: type[Cursor[Any]]) -> Any:
        """As Django opens its own."""
        django: Any = self
        django.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            cursor = kind(self.connection)
        return django._prepare_cursor(cursor)

    def connect(self) -> None:
        """Connect, with the guard in front of the first statement."""
        # Imported here because models create this wrapper while they are being defined, and the guard looks at models.
        from linli.kernel.scope.guard import refuse_outside_scope

        if refuse_outside_scope not in self.execute_wrappers:
            # The innermost one: whatever others rewrite is seen as it is sent.
            self.execute_wrappers.insert(0, refuse_outside_scope)
        super().connect()

    def is_usable(self) -> bool:
        """Django's; a line that was used a moment ago and on which nothing came in unasked is not asked for a proof of life."""
        now, before = time.monotonic(), self.heard_at
        self.heard_at = now
        is_well = self.connection is not None and not self.connection.closed and not self.errors_occurred
        return (is_well and now - before < QUIET_S and not self._has_unread()) or super().is_usable()

    def _has_unread(self) -> bool:
        # The end of the line is something to read as well.
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return bool(poll.poll(0))


def _refuse_statement(statement: Any, connection: Any) -> None:
    from linli.kernel.scope.guard import refuse_statement

    refuse_statement(statement, connection)
