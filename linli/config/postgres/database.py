"""A database as its users see it: an address and a login per role."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from linli.config.postgres.trouble import DatabaseTrouble


@dataclass(frozen=True)
class Login:
    """Everything one role needs to connect; `options` are libpq's further parameters (sslmode and the like)."""

    user: str
    password: str = field(repr=False)
    host: str
    port: str
    name: str
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        query = dict(self.options)
        place = f"{self.host}:{self.port}"
        if self.host.startswith("/"):
            place, query = "", {"host": self.host, "port": self.port, **query}
        elif ":" in self.host:
            place = f"[{self.host}]:{self.port}"
        tail = f"?{urlencode(query, quote_via=quote, safe='')}" if query else ""
        secret = f":{quote(self.password, safe='')}" if self.password else ""
        return f"postgresql://{quote(self.user, safe='')}{secret}@{place}/{quote(self.name, safe='')}{tail}"


@dataclass(frozen=True)
class Database:
    """Where the database is and who may sign in; `origin` is system, wheel or url."""

    origin: str
    major: int
    logins: Mapping[str, Login]
    # False only on a server that forbids BYPASSRLS: backup then works per table (NO FORCE).
    backup_bypasses_rls: bool = True
    # Where it was asked for; not stored, because a home may be moved.
    home: Path = Path()

    @property
    def name(self) -> str:
        return next(iter(self.logins.values())).name

    def named(self, name: str) -> "Database":
        """The same server and logins with another database."""
        return replace(self, logins={role: replace(login, name=name) for role, login in self.logins.items()})

    def login(self, role: str) -> Login:
        try:
            return self.logins[role]
        except KeyError:
            known = ", ".join(self.logins)
            raise DatabaseTrouble(f"There is no database login for the role {role} here: the roles are {known}.") from None

    def url(self, role: str) -> str:
        """A URL that psql and psycopg understand."""
        return self.login(role).url

    def parameters(self, role: str) -> dict[str, object]:
        """The entries of Django's DATABASES for this role, ENGINE apart."""
        login = self.login(role)
        found: dict[str, object] = {
            "HOST": login.host,
            "PORT": login.port,
            "NAME": login.name,
            "USER": login.user,
            "PASSWORD": login.password,
        }
        if login.options:
            found["OPTIONS"] = dict(login.options)
        return found

    def to_json(self) -> str:
        stored = {name: value for name, value in asdict(self).items() if name != "home"}
        return json.dumps(stored, ensure_ascii=False)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Database":
        logins = {role: Login(**login) for role, login in stored["logins"].items()}
        return cls(stored["origin"], stored["major"], logins, stored["backup_bypasses_rls"])
