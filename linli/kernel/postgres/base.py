"""The database engine named in the settings."""

from typing import Any

from django.db.backends.postgresql import base, features
from psycopg import ClientCursor


class GuardedCursor(base.Cursor, ClientCursor[Any]):
    """A cursor whose ways around Django's execute() are guarded too."""

    def copy(self, statement: Any, *args: Any, **options: Any) -> Any:
        """COPY; psycopg's own, which Django hands through unseen."""
        _refuse_statement(statement, self.connection)
        return super().copy(statement, *args, **options)

    def stream(self, query: Any, *args: Any, **options: Any) -> Any:
        """Row by row; psycopg's own, which Django hands through unseen."""
        _refuse_statement(query, self.connection)
        return super().stream(query, *args, **options)


class DatabaseFeatures(features.DatabaseFeatures):
    """What PostgreSQL can do with tables whose key is (subdistrict_id, id)."""

    def allows_group_by_selected_pks_on_model(self, model: Any) -> bool:
        """GROUP BY id stands for the whole row only where id alone is the key in the database."""
        from linli.kernel.scope.models import Owned

        return not issubclass(model, Owned) and super().allows_group_by_selected_pks_on_model(model)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that refuses statements on owned tables outside `scoped()`."""

    features_class = DatabaseFeatures

    def get_connection_params(self) -> dict[str, Any]:
        """Django's, with our cursor."""
        return {**super().get_connection_params(), "cursor_factory": GuardedCursor}

    def connect(self) -> None:
        """Connect, with the guard in front of the first statement."""
        # Imported here because models create this wrapper while they are being defined, and the guard looks at models.
        from linli.kernel.scope.guard import refuse_outside_scope

        if refuse_outside_scope not in self.execute_wrappers:
            # The innermost one: whatever others rewrite is seen as it is sent.
            self.execute_wrappers.insert(0, refuse_outside_scope)
        super().connect()


def _refuse_statement(statement: Any, connection: Any) -> None:
    from linli.kernel.scope.guard import refuse_statement

    refuse_statement(statement, connection)
