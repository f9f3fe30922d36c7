"""What the posts that a subdistrict begins with may do to tickets; all of it may be changed afterwards."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from linli.kernel.personal.rules import Permission as PersonalPermission
from linli.notices.rules import Permission as NoticePermission
from linli.org.rules.posts import grant
from linli.tickets.rules.catalogue import Permission as ClassPermission
from linli.tickets.rules.permissions import Permission

P = Permission

_CENTRE: Final = (
    *(P.READ, P.READ_REPORTER, P.OPEN, P.DISPATCH, P.ACCEPT, P.HANDLE),
    *(P.DELIBERATE, P.MERGE, P.WITHDRAW, P.REDIRECT, P.UNDO, P.EDIT),
    P.CALL,
    P.EXCHANGE,
    *(ClassPermission.READ, ClassPermission.PROPOSE_DUTY),
    *(P.REPORT_UPWARD, P.HAND_OVER),
    # A caller often says no more than the end of his number.
    PersonalPermission.SEARCH,
)
_CHIEF: Final = (*_CENTRE, P.RESOLVE, P.VERIFY, P.REOPEN, P.VOID, P.EXTEND, P.PAUSE, P.DECIDE_DUTY, P.EXCLUDE, ClassPermission.CHANGE_DUTY)
# Who leads the shift says who is called out.
_CALLS: Final = (P.CHANGE_CALLOUTS,)
# A public department calls whoever reported before it goes out; a firm or a committee never learns who it was.
_FIRM: Final = (P.READ_OWN, P.ACCEPT, P.RETURN, P.HANDLE, P.RESOLVE)
_IN_A_GRID: Final = (P.READ, P.OPEN, P.HANDLE)

_OF_POSTS: Final[Mapping[str, tuple[StrEnum, ...]]] = {
    "dispatcher": _CENTRE,
    "duty_chief": (*_CHIEF, *_CALLS, P.IMPORT),
    "ops_head": (
        *(*_CHIEF, *_CALLS, P.SUPERVISE, P.CHANGE_PLANS, P.IMPORT),
        *(P.RETURN_ORDER, P.CHANGE_SENDERS, P.CHANGE_PARTNERS, NoticePermission.CHANGE, ClassPermission.CHANGE),
    ),
    "callback": (
        P.READ,
        P.READ_REPORTER,
        P.OPEN,
        P.VERIFY,
        P.REOPEN,
        P.EXCLUDE,
        P.EXCHANGE,
        PersonalPermission.SEARCH,
        ClassPermission.READ,
    ),
    "deputy_director": (
        *(P.READ, P.READ_REPORTER, P.DEFER, P.VOID, P.DELIBERATE),
        *(P.SUPERVISE, P.COUNTERSIGN, P.EXCLUDE, ClassPermission.READ),
    ),
    "duty_leader": (P.READ, P.REPORT_UPWARD, P.SUPERVISE, ClassPermission.READ),
    "inspector": (P.READ, P.CALL, P.SUPERVISE, ClassPermission.READ),
    "grid_supervisor": (P.READ, P.DELIBERATE, ClassPermission.READ),
    "grid_leader": (*_IN_A_GRID, P.RESOLVE),
    "micro_grid_leader": _IN_A_GRID,
    "block_secretary": _IN_A_GRID,
    "grid_worker": _IN_A_GRID,
    "unit_handler": (P.READ_OWN, P.READ_REPORTER, P.ACCEPT, P.HANDLE, ClassPermission.READ),
    "unit_head": (*_FIRM, P.READ_REPORTER, P.VERIFY, ClassPermission.READ),
    "committee": (*_FIRM, P.OPEN),
    "property_handler": _FIRM,
    "org_clerk": (ClassPermission.READ, ClassPermission.CHANGE, ClassPermission.CHANGE_DUTY),
}


def register() -> None:
    """Give the template's posts what they may do here."""
    grant(_OF_POSTS)
