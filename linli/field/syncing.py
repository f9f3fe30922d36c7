"""A batch of commands: each in its own transaction with its receipt, in the order in which they were done."""

import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.sync.actions import receipts as actions
from linli.sync.commands import NotYet
from linli.sync.queries import receipts as queries
from linli.sync.rules.commands import Command, Kept, digest, in_order
from linli.sync.rules.kinds import Status

# What there is no time for is sent again: no proxy between waits for ever.
SECONDS_AT_MOST: Final = 20.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the phone is told about one command."""

    id: UUID
    status: Status
    code: str = ""
    message: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)


def take(actor: Actor, commands: Sequence[Command], known: dict[UUID, Kept]) -> list[Answer]:
    """What became of each; `known` are the receipts there were, and grows with those of this batch."""
    end = time.monotonic() + SECONDS_AT_MOST
    return [_take(actor, each, known) if time.monotonic() < end else _not_now(each, "kernel.busy") for each in in_order(commands)]


def refused_all(commands: Iterable[Command], refusal: Refused) -> list[Answer]:
    """The same no for every command, of which nothing is kept: the phone keeps them."""
    return [Answer(each.id, Status.REFUSED, refusal.code, refusal.sentence) for each in in_order(commands)]


def _take(actor: Actor, command: Command, known: dict[UUID, Kept]) -> Answer:
    if command.id in known:
        return _again(command, known[command.id])
    try:
        receipt = _carried_out(replace(actor, made_at=command.made_at), command, known)
    except NotYet as reason:
        return _answer(command, Status.WAITING, reason.code)
    except Refused as busy:
        return _not_now(command, busy.code)
    except IntegrityError:
        return _overtaken(actor, command, known)
    except Exception:
        # One command that we cannot digest must not keep the others of the phone for ever.
        log.exception("a command of kind %s failed", command.kind)
        return _not_now(command, "field.failed")
    known[command.id] = receipt
    return _told(receipt)


def _carried_out(actor: Actor, command: Command, known: dict[UUID, Kept]) -> Kept:
    """The receipt, of what was done or of the refusal; Refused leaves here only where another moment may answer otherwise."""
    try:
        prepared = actions.prepare(actor, command, known)
        with scope.scoped(actor):
            return actions.carry_out(actor, command, known, prepared)
    except Refused as refusal:
        if refusal.code == "kernel.busy":
            raise
        kept = refusal
    with scope.scoped(actor):
        return actions.refuse(actor, command, kept)


def _overtaken(actor: Actor, command: Command, known: dict[UUID, Kept]) -> Answer:
    """Another request did the very same meanwhile, or the number belongs to something else."""
    with scope.scoped(actor):
        found = queries.known(actor, [command.id])
        if not found:
            found = {command.id: actions.refuse(actor, command, Refused("field.id_used"))}
    known |= found
    return _again(command, known[command.id])


def _again(command: Command, receipt: Kept) -> Answer:
    return _told(receipt) if receipt.digest == digest(command) else _answer(command, Status.DIFFERENT, "field.different")


def _told(receipt: Kept) -> Answer:
    return Answer(receipt.id, receipt.status, receipt.code, receipt.message, receipt.result)


def _not_now(command: Command, code: str) -> Answer:
    return _answer(command, Status.BUSY, code)


def _answer(command: Command, status: Status, code: str) -> Answer:
    return Answer(command.id, status, code, Refused(code).sentence)
