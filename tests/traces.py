"""Looking for a value everywhere it could still stand: in every column of every table, as the database's superuser."""

from collections.abc import Iterator

from psycopg import sql

from tests.ground import TestDatabase


def everything(database: TestDatabase) -> Iterator[str]:
    """Every row of every table as text, and its bytes as text too."""
    with database.connect("superuser") as superuser:
        tables = superuser.execute("SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT LIKE 'pg\\_%'").fetchall()
        for table in tables:
            for (text,) in superuser.execute(sql.SQL("SELECT t::text FROM {} AS t").format(sql.Identifier(*table))):
                yield str(text)


def traces(database: TestDatabase, *values: str) -> list[str]:
    """The rows in which one of the values stands, plainly or as the hexadecimal of its bytes."""
    marks = [mark for value in values for mark in (value, value.encode().hex(), value.encode("unicode_escape").decode())]
    return [text for text in everything(database) if any(mark in text for mark in marks)]
