"""Who is doing this, on which channel, in which one subdistrict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7


class Channel(StrEnum):
    """The door through which a wish came in."""

    DESK = "desk"
    FIELD = "field"
    PUBLIC = "public"
    API = "api"
    JOB = "job"
    SHELL = "shell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One person (or job) with one chosen subdistrict; reads may span more, writes never do."""

    account_id: UUID | None
    subdistrict_id: UUID
    channel: Channel
    person_id: UUID | None = None
    posts: tuple[str, ...] = ()
    permissions: frozenset[str] = frozenset()
    # What some posts permit in some grids only: each permission with the grids below which it holds.
    limits: Mapping[str, frozenset[UUID]] = field(default_factory=dict, hash=False)
    readable: frozenset[UUID] = frozenset()
    job: str = ""
    # When it was said, by the clock of the device it was said on: the journal keeps it beside the moment at which it came in.
    made_at: datetime | None = None
    request_id: UUID = field(default_factory=uuid7)

    @classmethod
    def system(cls, job: str, subdistrict_id: UUID) -> "Actor":
        """The house itself, doing the named job for one subdistrict."""
        return cls(account_id=None, subdistrict_id=subdistrict_id, channel=Channel.JOB, job=job)

    @property
    def is_system(self) -> bool:
        return self.channel is Channel.JOB and self.account_id is None

    @property
    def scope(self) -> frozenset[UUID]:
        """The subdistricts whose rows this actor may read."""
        return self.readable | {self.subdistrict_id}

    def may(self, permission: str) -> bool:
        """Whether the actor's posts include the permission; the house itself may do what its jobs do."""
        return self.is_system or permission in self.permissions

    def may_somewhere(self, permission: str) -> bool:
        """Whether the actor's posts include the permission, be it for some grids only."""
        return self.may(permission) or permission in self.limits

    def may_in(self, permission: str, line: Iterable[UUID]) -> bool:
        """Whether the permission reaches a grid; `line` is that grid and every grid above it."""
        return self.may(permission) or not self.limits.get(permission, frozenset()).isdisjoint(line)

    def require(self, permission: str) -> None:
        """Refuse unless the actor may."""
        if not self.may(permission):
            raise Refused("kernel.not_allowed")

    def require_in(self, permission: str, line: Iterable[UUID]) -> None:
        """Refuse unless the permission reaches the grid at the foot of `line`."""
        if not self.may_in(permission, line):
            raise Refused("kernel.not_allowed")
