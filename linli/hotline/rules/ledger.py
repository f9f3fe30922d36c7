"""What a ledger of steps means: how the order stands with the district, and which of our steps it has not been told yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.hotline.rules.kinds import FINAL, OUTGOING, StepKind, TheirState
from linli.hotline.rules.mapping import ZONE
from linli.hotline.rules.reading import mark_of
from linli.kernel.errors import Refused, refusals
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.states import State

# What in a ticket's journal shows that the order is taken on.
TAKEN_ON: Final = frozenset({"ticket.dispatched", "ticket.handled_here", "ticket.accepted", "ticket.settled_on_spot"})
TELLING: Final = TAKEN_ON | {"ticket.imported", "ticket.contacted", "ticket.extension_asked", "ticket.resolved"}
_DONE: Final = frozenset({State.RESOLVED, State.CLOSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the ticket's journal, as far as the district is told of it."""

    ticket_id: UUID
    seq: int
    verb: str
    at: datetime
    reason: str = ""
    person_id: UUID | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An order and the ticket that answers for it."""

    state: TheirState
    ticket_state: State
    sent: frozenset[UUID]
    has_receipt: bool = False
    has_contact: bool = False
    return_reason: str = ""
    return_note: str = ""
    return_at: datetime | None = None
    return_by: UUID | None = None
    return_mark: UUID | None = None
    is_extension_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A step that the district has not been told: what, since when, in which words."""

    kind: StepKind
    at: datetime
    mark: UUID
    note: str = ""
    reason: str = ""
    amount: int | None = None
    person_id: UUID | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def after(state: TheirState, kind: StepKind, *, is_yes: bool = True) -> TheirState:
    """How the order stands after a step; `is_yes` says whether a return was accepted, or a call-back content."""
    fixed = {
        StepKind.REPLIED: TheirState.ANSWERED,
        StepKind.RETURN_ASKED: TheirState.RETURNING,
        StepKind.REDISPATCHED: TheirState.IN_HAND,
        StepKind.WITHDRAWN: TheirState.WITHDRAWN,
        StepKind.RETURN_ANSWERED: TheirState.RETURNED if is_yes else TheirState.IN_HAND,
        StepKind.CALLED_BACK: TheirState.CLOSED if is_yes else TheirState.IN_HAND,
    }
    if kind in fixed:
        return fixed[kind]
    return TheirState.IN_HAND if state is TheirState.SENT and kind is not StepKind.RECEIVED else state


def folded(steps: Iterable[tuple[StepKind, bool]]) -> TheirState:
    """How an order stands after all these steps."""
    state = TheirState.SENT
    for kind, is_yes in steps:
        state = after(state, kind, is_yes=is_yes)
    return state


def owed(at: Standing, entries: Sequence[Entry]) -> list[Owed]:
    """What the district has to be told, in the order in which it is sent; what went out is never owed again."""
    if at.state in FINAL:
        return []
    found = [_receipt(at, entries), _contact(at, entries), _return(at), _extension(at, entries), _reply(at, entries)]
    order = {kind: place for place, kind in enumerate(OUTGOING)}
    return sorted((each for each in found if each is not None and each.mark not in at.sent), key=lambda each: order[each.kind])


def mark_for(kind: StepKind, ticket_id: UUID, seq: int) -> UUID:
    """By which an entry of a journal is told to the district once."""
    return mark_of(f"{kind.value}/{ticket_id}/{seq}")


def _of(kind: StepKind, entry: Entry, *, note: str = "") -> Owed:
    return Owed(
        kind=kind,
        at=entry.at,
        mark=mark_for(kind, entry.ticket_id, entry.seq),
        note=note,
        reason=entry.reason,
        person_id=entry.person_id,
        facts=entry.facts,
    )


def _receipt(at: Standing, entries: Sequence[Entry]) -> Owed | None:
    taken = (each for each in entries if each.verb in TAKEN_ON or (each.verb == "ticket.imported" and each.facts.get("unit")))
    first = next(taken, None)
    return None if first is None or at.has_receipt else _of(StepKind.RECEIPT, first)


def _contact(at: Standing, entries: Sequence[Entry]) -> Owed | None:
    called = (each for each in entries if each.verb == "ticket.contacted" and each.facts.get("clock") == Clock.FIRST_CONTACT)
    first = next(called, None)
    return None if first is None or at.has_contact else _of(StepKind.FIRST_CONTACT, first, note=str(first.facts.get("note") or ""))


def _return(at: Standing) -> Owed | None:
    if at.return_at is None or at.return_mark is None:
        return None
    return Owed(
        kind=StepKind.RETURN_ASKED,
        at=at.return_at,
        mark=at.return_mark,
        note=at.return_note,
        reason=at.return_reason,
        person_id=at.return_by,
    )


def _extension(at: Standing, entries: Sequence[Entry]) -> Owed | None:
    asked = [each for each in entries if each.verb == "ticket.extension_asked"]
    if not asked or not at.is_extension_open:
        return None
    last = _of(StepKind.EXTENSION_ASKED, asked[-1], note=str(asked[-1].facts.get("note") or ""))
    return Owed(
        kind=last.kind,
        at=last.at,
        mark=last.mark,
        note=last.note,
        reason=last.reason,
        amount=asked[-1].facts.get("amount"),
        person_id=last.person_id,
    )


def _reply(at: Standing, entries: Sequence[Entry]) -> Owed | None:
    done = [each for each in entries if each.verb in {"ticket.resolved", "ticket.settled_on_spot"}]
    if not done or at.ticket_state not in _DONE:
        return None
    return _of(StepKind.REPLIED, done[-1], note=str(done[-1].facts.get("done") or done[-1].facts.get("line") or ""))


def check_return(state: TheirState, *, return_by_at: datetime | None, now: datetime) -> None:
    """Refuse to hand an order back that is answered or over, or after their limit."""
    if state not in {TheirState.SENT, TheirState.IN_HAND}:
        raise Refused("hotline.not_returnable")
    if return_by_at is not None and now > return_by_at:
        raise Refused("hotline.return_too_late", at=return_by_at.astimezone(ZONE))


refusals(
    {
        "hotline.not_returnable": gettext_noop(
            "This order cannot be handed back now: a return waits already, it is answered, or it is over. Look at its ledger."
        ),
        "hotline.return_too_late": gettext_noop(
            "The district takes orders back until {at:%Y-%m-%d %H:%M} only. Handle it, or ask the district by phone."
        ),
    }
)
