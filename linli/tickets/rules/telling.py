"""Who is told of what happens to a ticket, and in which words: never who reported, nor in which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_noop

from linli.notices import rules as notices
from linli.tickets.rules.clocks import CLOCK_WORDS
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import Move


class Of(StrEnum):
    """Which unit's people are told."""

    # The unit that the entry names, or the assisting units it names.
    NAMED = "named"
    ASSISTS = "assists"
    HOLDER = "holder"
    INTAKE = "intake"


@dataclass(frozen=True, slots=True)
class Telling:
    """One sentence for the people of one unit who may do what comes next."""

    of: Of
    permission: Permission
    kind: str
    # Whom the sentence names, where that is not who is told.
    says: Of | None = None


# A job that waited longer than this tells nobody: the list of what is due says it better.
NEWS_FOR: Final = timedelta(days=3)
_HANDLE: Final = Permission.HANDLE
TOLD: Final[Mapping[str, tuple[Telling, ...]]] = {
    "ticket.dispatched": (
        Telling(Of.NAMED, Permission.ACCEPT, "ticket.dispatched"),
        Telling(Of.ASSISTS, _HANDLE, "ticket.help_wanted"),
    ),
    "ticket.returned": (Telling(Of.INTAKE, Permission.DISPATCH, "ticket.returned", says=Of.NAMED),),
    "ticket.redispatched": (
        Telling(Of.NAMED, Permission.ACCEPT, "ticket.dispatched"),
        Telling(Of.ASSISTS, _HANDLE, "ticket.help_wanted"),
    ),
    "ticket.escalated": (Telling(Of.NAMED, Permission.ACCEPT, "ticket.dispatched"),),
    "ticket.objected": (Telling(Of.INTAKE, Permission.DISPATCH, "ticket.objected", says=Of.NAMED),),
    "ticket.nobody_takes_it": (Telling(Of.INTAKE, Permission.DECIDE_DUTY, "ticket.nobody_takes_it"),),
    "ticket.duty_decided": (
        Telling(Of.NAMED, Permission.ACCEPT, "ticket.dispatched"),
        Telling(Of.ASSISTS, _HANDLE, "ticket.help_wanted"),
    ),
    "ticket.fallback_called": (Telling(Of.NAMED, _HANDLE, "ticket.fallback_called"),),
    "ticket.assist_decided": (Telling(Of.NAMED, _HANDLE, "ticket.help_wanted"),),
    "ticket.extension_decided": (Telling(Of.HOLDER, _HANDLE, "ticket.extension_decided"),),
    "ticket.meeting_called": (Telling(Of.INTAKE, Permission.DELIBERATE, "ticket.meeting_called"),),
    "ticket.decided": (
        Telling(Of.NAMED, Permission.ACCEPT, "ticket.decided"),
        Telling(Of.ASSISTS, _HANDLE, "ticket.help_wanted"),
    ),
    "ticket.commitment_made": (Telling(Of.NAMED, _HANDLE, "ticket.commitment_made"),),
    "ticket.deferral_decided": (Telling(Of.HOLDER, _HANDLE, "ticket.deferral_decided"),),
    "ticket.resumed": (Telling(Of.HOLDER, _HANDLE, "ticket.resumed"),),
    "ticket.resolved": (Telling(Of.HOLDER, Permission.VERIFY, "ticket.resolved"),),
    "ticket.reworked": (Telling(Of.HOLDER, _HANDLE, "ticket.reworked"),),
    "ticket.reopened": (Telling(Of.HOLDER, _HANDLE, "ticket.reopened"),),
    "ticket.turned_yellow": (Telling(Of.NAMED, _HANDLE, "ticket.turned_yellow"),),
    "ticket.turned_red": (Telling(Of.NAMED, _HANDLE, "ticket.turned_red"),),
    "ticket.nudged": (Telling(Of.NAMED, _HANDLE, "ticket.nudged"),),
    "ticket.order_signed": (Telling(Of.NAMED, _HANDLE, "ticket.order_signed"),),
    "ticket.pause_decided": (Telling(Of.HOLDER, _HANDLE, "ticket.time_decided"),),
    "ticket.recheck_asked": (Telling(Of.INTAKE, Permission.VERIFY, "ticket.recheck_asked"),),
    "ticket.return_visited": (Telling(Of.HOLDER, Permission.VERIFY, "ticket.return_visited"),),
}
# The moves after which somebody has to be told.
TELLING_MOVES: Final = frozenset(
    {
        Move.DISPATCH,
        Move.RETURN,
        Move.OBJECT,
        Move.CALL_MEETING,
        Move.DECIDE,
        Move.REDISPATCH,
        Move.ESCALATE,
        Move.DEFER,
        Move.RESUME,
        Move.RESOLVE,
        Move.REWORK,
        Move.REOPEN,
    }
)


def register() -> None:
    """Make the sentences known to the house."""
    notices.register(
        {
            "ticket.dispatched": gettext_noop("Ticket {number} is given to {unit}. Due: {due}."),
            "ticket.help_wanted": gettext_noop("{unit} is asked to help with ticket {number}."),
            "ticket.returned": gettext_noop("{unit} handed ticket {number} back. Due: {due}."),
            "ticket.objected": gettext_noop("{unit} objects to having ticket {number}. Due: {due}."),
            "ticket.nobody_takes_it": gettext_noop("No unit takes ticket {number}. The duty chief decides. Due: {due}."),
            "ticket.fallback_called": gettext_noop("{unit} is called to make ticket {number} safe at once."),
            "ticket.extension_decided": gettext_noop("It was decided whether ticket {number} gets more time. Due: {due}."),
            "ticket.meeting_called": gettext_noop("Ticket {number} lies before a meeting. Due: {due}."),
            "ticket.decided": gettext_noop("A meeting decided that {unit} leads ticket {number}. Due: {due}."),
            "ticket.commitment_made": gettext_noop("{unit} is asked for a part of ticket {number}, or promised it. Due: {due}."),
            "ticket.deferral_decided": gettext_noop("It was decided whether ticket {number} may wait. Due: {due}."),
            "ticket.resumed": gettext_noop("Ticket {number} need not wait any longer and lies with {unit} again. Due: {due}."),
            "ticket.resolved": gettext_noop("Ticket {number} is said to be done. {unit} verifies it. Due: {due}."),
            "ticket.reworked": gettext_noop("Ticket {number} came back to {unit} to be finished. Due: {due}."),
            "ticket.reopened": gettext_noop("Ticket {number} was opened again for {unit}. Due: {due}."),
            "ticket.turned_yellow": gettext_noop("Ticket {number}: three quarters of the time for {clock} are used. Due: {due}."),
            "ticket.turned_red": gettext_noop("Ticket {number} of {unit} is late: {clock} was due {due}."),
            "ticket.nudged": gettext_noop("{unit} is reminded of ticket {number}. Due: {due}."),
            "ticket.time_decided": gettext_noop("It was decided whether ticket {number} has more time. Due: {due}."),
            "ticket.recheck_asked": gettext_noop("Look again whether ticket {number} stayed settled."),
            "ticket.return_visited": gettext_noop("A return visit saw what became of ticket {number}. Read it, and verify."),
            "ticket.order_signed": gettext_noop("A supervision order on ticket {number} is signed to {unit}. Reply due: {due}."),
        },
        {"clock": CLOCK_WORDS},
    )
