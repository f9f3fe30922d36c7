"""Every kind of command by its name: what it carries, and which action it calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from typing import Any, Final, TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError

from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.sync.rules.commands import check_storable
from linli.tickets.models import Ticket

P = TypeVar("P", bound=BaseModel)


class NotYet(Exception):
    """What the command needs is still on its way; nothing was stored."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it, and which stretch of which chain it wrote."""

    result: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""
    before: int | None = None
    after: int | None = None


class Changes(Enum):
    """What a kind of command changes that somebody has seen before."""

    NOTHING = auto()
    TICKET = auto()
    TARGET = auto()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of command: one that changes what somebody has seen in a version, or one that adds and never conflicts."""

    name: str
    payload: type[BaseModel]
    apply: Callable[..., Any]
    changes: Changes = Changes.NOTHING
    # Of a ticket's: what it takes to do it.
    permission: StrEnum | None = None
    # Done before the transaction is opened, where it takes long; what it gives is handed to `apply`.
    prepare: Callable[[Actor, Any], object] | None = None

    @property
    def is_additive(self) -> bool:
        return self.changes is Changes.NOTHING

    def read(self, payload: Mapping[str, Any]) -> BaseModel:
        """The payload with its types, or the refusal that names the field."""
        check_storable(payload)
        try:
            return self.payload.model_validate(payload)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise Refused("field.bad_payload", field=".".join(map(str, first["loc"])) or "-", why=first["msg"]) from None


_KINDS: Final[dict[str, Kind]] = {}


def command(
    name: str, payload: type[P], *, prepare: Callable[[Actor, P], object] | None = None
) -> Callable[[Callable[..., Done]], Callable[..., Done]]:
    """Make a kind known that adds something: `apply(actor, payload)`, and besides what `prepare` gave."""

    def known(apply: Callable[..., Done]) -> Callable[..., Done]:
        _KINDS[name] = Kind(name, payload, apply, prepare=prepare)
        return apply

    return known


def ticket_command(
    name: str, payload: type[P], permission: StrEnum
) -> Callable[[Callable[[Actor, P], Ticket]], Callable[[Actor, P], Ticket]]:
    """Make a kind known that changes the ticket which its payload names: `apply(actor, payload)` gives the changed ticket."""

    def known(apply: Callable[[Actor, P], Ticket]) -> Callable[[Actor, P], Ticket]:
        _KINDS[name] = Kind(name, payload, apply, Changes.TICKET, permission)
        return apply

    return known


def target_command(name: str, payload: type[P]) -> Callable[[Callable[[Actor, P], Done]], Callable[[Actor, P], Done]]:
    """Make a kind known that brings the target of a drive on: `apply(actor, payload)`, which asks for its own permission."""

    def known(apply: Callable[[Actor, P], Done]) -> Callable[[Actor, P], Done]:
        _KINDS[name] = Kind(name, payload, apply, Changes.TARGET)
        return apply

    return known


def kind_of(name: str) -> Kind:
    """The kind of that name; one that this server does not know may be of a newer phone page, or of an older."""
    found = _KINDS.get(name)
    if found is None:
        raise Refused("field.kind_unknown", kind=name)
    return found


def known_kinds() -> Mapping[str, Kind]:
    """Every kind by its name."""
    return dict(_KINDS)


def target_of(payload: BaseModel) -> tuple[UUID, UUID]:
    """The campaign and the target that the payload of such a kind names."""
    return payload.campaign_id, payload.target_id  # type: ignore[attr-defined]


def ticket_of(payload: BaseModel) -> UUID:
    """The ticket that the payload of such a kind names."""
    ticket_id: UUID = payload.ticket_id  # type: ignore[attr-defined]
    return ticket_id
