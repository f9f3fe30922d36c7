"""The database engine named in the settings."""

from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that refuses statements on owned tables outside `scoped()`."""

    def connect(self) -> None:
        """Connect, with the guard in front of the first statement."""
        # Imported here because models create this wrapper while they are being defined, and the guard looks at models.
        from linli.kernel.scope.guard import refuse_outside_scope

        if refuse_outside_scope not in self.execute_wrappers:
            self.execute_wrappers.append(refuse_outside_scope)
        super().connect()
