"""The PostgreSQL server of the tests; pytest loads this first (-p tests.server), since Django's settings ask where the database is."""

import hashlib
import os
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from linli.config import postgres


def _home() -> Path:
    """One server for all runs of this checkout and this PostgreSQL; its databases are clones and disposable."""
    checkout = hashlib.sha256(str(Path(__file__).parent).encode()).hexdigest()[:10]
    origin = os.environ.get("LINLI_POSTGRES") or "any"
    # Runs beside each other have a server each: what another database of it has in hand keeps entries from being sealed.
    return Path(tempfile.gettempdir()) / f"linli-tests-{os.getuid()}-{checkout}-{origin}{os.environ.get('LINLI_TEST_LANE', '')}"


HOME = Path(os.environ.get("LINLI_TEST_HOME") or _home())
# Whatever database the caller's shell points at, the tests never touch it.
os.environ.pop("DATABASE_URL", None)
os.environ["LINLI_HOME"] = str(HOME)
SERVER = postgres.ensure(HOME, os.environ)

with psycopg.connect(SERVER.url("superuser"), autocommit=True) as _superuser:
    # Its databases are disposable: nothing has to survive a power cut, and every test commits and empties for real.
    # Torture, which proves durability, starts servers of its own.
    for _setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _superuser.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(_setting)))
    _superuser.execute("SELECT pg_reload_conf()")
