"""A command as a phone sends it: its digest, its turn, and what stands against it before anybody looks at what it wants."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel.errors import Refused
from linli.sync.rules.kinds import AGE_AT_MOST, AHEAD_AT_MOST, COMMAND_LIMIT_BYTES, Status

_HALF_CHARACTER: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing that somebody did on a phone; `seen` is the version of what it is about."""

    id: UUID
    device_id: UUID
    device_seq: int
    kind: str
    payload: Mapping[str, Any]
    made_at: datetime
    after: Sequence[UUID] = ()
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a command, as it is answered each time."""

    id: UUID
    digest: bytes
    status: Status
    code: str = ""
    message: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)


def in_order(commands: Iterable[Command]) -> list[Command]:
    """The order in which the phone's owner did them."""
    return sorted(commands, key=lambda command: (command.device_seq, command.id))


def canonical(command: Command) -> bytes:
    """The command as bytes that are the same however it was written down."""
    said = {
        "after": sorted(map(str, command.after)),
        "device_id": str(command.device_id),
        "device_seq": command.device_seq,
        "id": str(command.id),
        "kind": command.kind,
        # The same moment in another zone is another sentence.
        "made_at": command.made_at.isoformat(),
        "payload": command.payload,
        "seen": command.seen,
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def digest(command: Command) -> bytes:
    """What tells two commands of one id apart."""
    return hashlib.sha256(canonical(command)).digest()


def check_size(command: Command) -> None:
    """Refuse what no form of ours can hold."""
    size = len(canonical(command))
    if size > COMMAND_LIMIT_BYTES:
        raise Refused("field.command_too_large", size_kb=size // 1024, limit_kb=COMMAND_LIMIT_BYTES // 1024)


def check_moment(made_at: datetime, now: datetime) -> None:
    """Refuse what was said tomorrow, or so long ago that the phone's clock must be wrong."""
    if made_at > now + AHEAD_AT_MOST:
        raise Refused("field.made_in_the_future", made_at=said_day(made_at))
    if made_at < now - AGE_AT_MOST:
        raise Refused("field.made_too_long_ago", made_at=said_day(made_at), days=AGE_AT_MOST.days)


def said_day(moment: datetime) -> str:
    """The moment as the phone itself said it."""
    return moment.strftime("%Y-%m-%d %H:%M")


def check_storable(value: object) -> None:
    """Refuse invisible characters and halves of characters, which no database keeps."""
    for text in _texts(value):
        if "\x00" in text:
            raise Refused("kernel.nul", field=gettext("entry"))
        if not text.isascii() and _HALF_CHARACTER.search(text):
            raise Refused("kernel.bad_character", field=gettext("entry"))


def _texts(value: object) -> Iterator[str]:
    """Every text that stands in it, names of fields too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name)
            yield from _texts(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _texts(inner)


def follows(command: Command, known: Mapping[UUID, Kept], *, is_additive: bool) -> Status | None:
    """Whether it has to wait for an earlier one, or ends like it; nothing when its own turn has come."""
    if any(each not in known for each in command.after):
        return Status.WAITING
    if any(known[each].status is Status.REFUSED for each in command.after):
        return Status.REFUSED
    if not is_additive and any(known[each].status is Status.CONFLICT for each in command.after):
        return Status.CONFLICT
    return None


def reason_of(command: Command, known: Mapping[UUID, Kept]) -> str:
    """Why the first of its predecessors was refused."""
    return next(known[each].message for each in command.after if known[each].status is Status.REFUSED)
