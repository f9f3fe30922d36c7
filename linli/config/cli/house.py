"""What the commands share: the database started, the keys opened, Django set up in one role."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from linli.config import postgres
from linli.kernel import keys
from linli.maps.tiles import BadTiles, tiles_of


class CannotRun(Exception):
    """One plain sentence: why the command cannot run, and the way out."""


def home() -> Path:
    """Where all state of this installation lies; `main` has made it absolute."""
    return Path(os.environ["LINLI_HOME"])


def start() -> postgres.Database:
    """The database, started if need be; a setting that nobody can understand is refused before that, once and not in every process."""
    try:
        tiles_of(os.environ)
    except BadTiles as bad:
        raise CannotRun(str(bad)) from bad
    return postgres.ensure(home(), os.environ)


def open_keys() -> None:
    """Open the key ring, or say at once what is missing, and take Django's secret from it."""
    ring = keys.opened(home())
    # Worker processes inherit the environment: so they sign alike, and the secret never stands in a command line.
    os.environ.setdefault("LINLI_SECRET_KEY", ring.secret("django"))


def set_up(role: str) -> None:
    """Set Django up as this database role; the database must have been started."""
    os.environ["LINLI_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    import django
    from django.utils import translation

    with uncollected():
        django.setup()
    # Commands speak to the operator in the language of their other lines.
    translation.activate("en")


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect no garbage meanwhile: what a program reads at its start stays, and looking through it again and again took a fifth of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def open_house(role: str) -> postgres.Database:
    """Start the database and set Django up in this role."""
    database = start()
    set_up(role)
    return database


def lay_schema() -> None:
    """Bring the database to the present schema; `set_up("owner")` comes before."""
    from linli.kernel.schema import lay_schema as lay

    lay()


def link(token: str) -> str:
    """The address of a one-time link, under the house's own name if it has one."""
    origins = [each for each in os.environ.get("LINLI_ORIGINS", "").split(",") if each.startswith("https://")]
    return f"{origins[0] if origins else 'http://127.0.0.1:8000'}/account/set-up/{token}/"


def said(trouble: Exception) -> str:
    """The sentence for a refusal or a database that went away; empty for a fault of ours, which shows its trace."""
    from django.db import OperationalError, ProgrammingError

    from linli.kernel.errors import Refused

    if isinstance(trouble, Refused):
        return trouble.sentence
    if isinstance(trouble, OperationalError):
        return f"The database stopped answering ({str(trouble).splitlines()[0]}): look at `linli database url` and the server's log."
    if isinstance(trouble, ProgrammingError):
        return f"The database does not have the present schema ({str(trouble).splitlines()[0]}): run `linli migrate`."
    return ""
