"""Two ledgers side by side: what differs, and the way to mend each difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.hotline.rules.kinds import FINAL, StepKind, TheirState
from linli.org.rules.kinds import Kind


class Gap(Kind):
    """What differs."""

    THEIRS_ONLY = "theirs_only", gettext_noop("In theirs, not in ours")
    OURS_ONLY = "ours_only", gettext_noop("In ours, not in theirs")
    STATE = "state", gettext_noop("States differ")
    DEADLINE = "deadline", gettext_noop("Deadlines differ")
    TICKET = "ticket", gettext_noop("Our ticket did not follow")


class Mend(Kind):
    """The way to mend it."""

    TAKE_OVER = "take_over", gettext_noop("Fetch the order from the district and take it over, or paste it as a new ticket.")
    ASK = "ask", gettext_noop("Ask the district whether it took the order back, and take the file of it over.")
    SEND = "send", gettext_noop("We have not told them yet: make the files and hand them in.")
    RESEND = "resend", gettext_noop("We told them, and it did not arrive: hand in the same file again.")
    BY_HAND = "by_hand", gettext_noop("Somebody told them by hand: note it on the ticket.")
    TAKE_RESULTS = "take_results", gettext_noop("Take their file of call-back results over.")
    TAKE_ANSWERS = "take_answers", gettext_noop("Take their file of answers to returns over.")
    TAKE_AGAIN = "take_again", gettext_noop("Take their file of orders given again over.")
    TAKE_WITHDRAWALS = "take_withdrawals", gettext_noop("Take their file of withdrawn orders over.")
    TAKE_DEADLINE = "take_deadline", gettext_noop("Take their deadline into our ledger.")
    APPLY = "apply", gettext_noop("Let the ticket follow what they said.")
    LOOK = "look", gettext_noop("Look at the order together with the district.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """An order as our ledger had it when their list was made, and what was not told them by then."""

    order_id: UUID
    number: str
    state: TheirState
    due_at: datetime | None
    owed: frozenset[StepKind]
    told: frozenset[StepKind]
    # What they said last that our ticket could not follow.
    is_behind: bool = False
    # Whether it came in after their list was made.
    is_later: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """A line of their list."""

    number: str
    state: TheirState
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference and its mend; for a step that goes out, which."""

    gap: Gap
    number: str
    mend: Mend
    order_id: UUID | None = None
    theirs: TheirState | None = None
    ours: TheirState | None = None
    theirs_due_at: datetime | None = None
    ours_due_at: datetime | None = None
    step: StepKind | None = None


_TAKE: Final[Mapping[TheirState, Mend]] = {
    TheirState.CLOSED: Mend.TAKE_RESULTS,
    TheirState.RETURNED: Mend.TAKE_ANSWERS,
    TheirState.WITHDRAWN: Mend.TAKE_WITHDRAWALS,
}
# What we should have told them for an order to stand there.
_TOLD_BY: Final[Mapping[TheirState, StepKind]] = {
    TheirState.IN_HAND: StepKind.RECEIPT,
    TheirState.RETURNING: StepKind.RETURN_ASKED,
    TheirState.ANSWERED: StepKind.REPLIED,
}
_ORDER: Final = (TheirState.SENT, TheirState.IN_HAND, TheirState.RETURNING, TheirState.ANSWERED, *FINAL)


def differences(ours: Sequence[Ours], theirs: Sequence[Theirs] | None) -> list[Difference]:
    """Everything that differs, by number; without a list of theirs only what our own side shows."""
    found = [
        Difference(gap=Gap.TICKET, number=each.number, mend=Mend.APPLY, order_id=each.order_id, ours=each.state)
        for each in ours
        if each.is_behind
    ]
    if theirs is not None:
        known, listed = {each.number: each for each in ours}, {each.number: each for each in theirs}
        found += [
            Difference(gap=Gap.THEIRS_ONLY, number=number, mend=Mend.TAKE_OVER, theirs=each.state)
            for number, each in listed.items()
            if number not in known
        ]
        for number, order in known.items():
            found += _of_one(order, listed.get(number))
    gaps = {gap: place for place, gap in enumerate(Gap)}
    return sorted(found, key=lambda each: (gaps[each.gap], each.number))


def _of_one(ours: Ours, theirs: Theirs | None) -> list[Difference]:
    if theirs is None:
        # What is over drops out of their list by itself.
        is_over = ours.state in FINAL or ours.is_later
        one = Difference(gap=Gap.OURS_ONLY, number=ours.number, mend=Mend.ASK, order_id=ours.order_id, ours=ours.state)
        return [] if is_over else [one]
    if ours.state is not theirs.state:
        mend, step = _mend(ours, theirs.state)
        return [
            Difference(
                gap=Gap.STATE, number=ours.number, mend=mend, order_id=ours.order_id, theirs=theirs.state, ours=ours.state, step=step
            )
        ]
    if theirs.due_at is not None and theirs.due_at != ours.due_at and ours.state not in FINAL:
        return [
            Difference(
                gap=Gap.DEADLINE,
                number=ours.number,
                mend=Mend.TAKE_DEADLINE,
                order_id=ours.order_id,
                theirs_due_at=theirs.due_at,
                ours_due_at=ours.due_at,
            )
        ]
    return []


def _mend(ours: Ours, theirs: TheirState) -> tuple[Mend, StepKind | None]:
    if theirs in FINAL:
        return _TAKE[theirs], None
    if ours.state in FINAL:
        return (Mend.TAKE_AGAIN, None) if theirs is TheirState.IN_HAND else (Mend.LOOK, None)
    if _ORDER.index(theirs) < _ORDER.index(ours.state):
        step = _TOLD_BY[ours.state]
        return (Mend.RESEND, step) if step in ours.told else (Mend.LOOK, step)
    step = _TOLD_BY[theirs]
    return (Mend.SEND, step) if step in ours.owed else (Mend.BY_HAND, step)
