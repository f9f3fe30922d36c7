"""The closed list of tables that belong to no subdistrict; anything else must be owned."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_ALL: Final = ("SELECT", "INSERT", "UPDATE", "DELETE")
_READ: Final = ("SELECT",)


@dataclass(frozen=True, slots=True)
class Global:
    """Why a table is global, and what the two serving roles may do with it."""

    reason: str
    web: tuple[str, ...] = ()
    worker: tuple[str, ...] = ()


GLOBAL_TABLES: Final[Mapping[str, Global]] = {
    "subdistrict": Global("the root of every scope", web=_READ, worker=_READ),
    "django_migrations": Global("Django's own: which migrations have run"),
    "django_content_type": Global("Django's own: required by its permission tables", web=_READ, worker=_READ),
    "django_session": Global("Django's own: sign-in sessions; no content of a subdistrict", web=_ALL, worker=_ALL),
    "django_cache": Global("Django's own cache table: counters of the sign-in lock-out", web=_ALL, worker=_ALL),
    "auth_group": Global("Django's own, unused: permissions are data of memberships"),
    "auth_group_permissions": Global("Django's own, unused"),
    "auth_permission": Global("Django's own, unused", web=_READ, worker=_READ),
}
