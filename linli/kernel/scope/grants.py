"""Grants on the global tables, laid down after every migrate from the closed list."""

from django.db import connection
from psycopg import sql

from linli.kernel.scope.globals import GLOBAL_TABLES
from linli.kernel.scope.roles import AUDITOR, BACKUP, WEB, WORKER


def grant_global_tables() -> None:
    """Give each role exactly what the list says, for every listed table that exists; idempotent."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        existing = {name for (name,) in cursor.fetchall()}
        for name in sorted(existing & set(GLOBAL_TABLES)):
            listed = GLOBAL_TABLES[name]
            for role, rights in ((WEB, listed.web), (WORKER, listed.worker), (AUDITOR, listed.auditor), (BACKUP, ("SELECT",))):
                cursor.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(sql.Identifier(name), sql.Identifier(role)))
                if rights:
                    given = sql.SQL(", ").join(map(sql.SQL, rights))
                    cursor.execute(sql.SQL("GRANT {} ON {} TO {}").format(given, sql.Identifier(name), sql.Identifier(role)))
        # A dump also writes down where each sequence stands.
        cursor.execute(sql.SQL("GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(sql.Identifier(BACKUP)))
