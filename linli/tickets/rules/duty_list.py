"""The lines of the duty list: proposed, confirmed, declined, ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import verbs
from linli.kernel.text import clean_text
from linli.org.rules.kinds import Kind
from linli.tickets.rules.dispatch import DutyRole

BASIS_LIMIT: Final = 300
NOTE_LIMIT: Final = 200
ORIGIN_LIMIT: Final = 40
MOST_ASSISTS: Final = 10


class LineState(Kind):
    """Whether a line dispatches."""

    PROPOSED = "proposed", gettext_noop("Proposed")
    CONFIRMED = "confirmed", gettext_noop("In the duty list")
    DECLINED = "declined", gettext_noop("Declined")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft:
    """A line to be: without a grid it holds everywhere, without an end until further notice."""

    class_code: str
    unit_id: UUID
    valid_from: datetime
    grid_id: UUID | None = None
    role: DutyRole = DutyRole.LEAD
    assist_ids: tuple[UUID, ...] = ()
    basis: str = ""
    note: str = ""
    valid_until: datetime | None = None
    # (kind, id) of what it was learnt from.
    origin: tuple[str, UUID] | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A confirmed line as it stands, as far as another one may be in its way."""

    number: int
    class_code: str
    grid_id: UUID | None
    role: DutyRole
    valid_from: datetime
    valid_until: datetime | None


def checked(draft: LineDraft) -> LineDraft:
    """The line as it may be stored; what cannot be is refused by field."""
    check_span(draft.valid_from, draft.valid_until)
    assists = tuple(dict.fromkeys(draft.assist_ids))
    if draft.unit_id in assists:
        raise Refused("duty_list.assists_itself")
    if len(assists) > MOST_ASSISTS:
        raise Refused("duty_list.too_many_assists", limit=MOST_ASSISTS)
    return replace(
        draft,
        assist_ids=assists,
        basis=clean_text(draft.basis, field=gettext("legal basis"), limit=BASIS_LIMIT, required=False),
        origin=draft.origin and (clean_text(draft.origin[0], field=gettext("origin"), limit=ORIGIN_LIMIT), draft.origin[1]),
        note=clean_text(draft.note, field=gettext("Remark"), limit=NOTE_LIMIT, required=False),
    )


def check_span(begin: datetime, end: datetime | None) -> None:
    """Refuse an end that is not after the beginning."""
    if end is not None and end <= begin:
        raise Refused("duty_list.ends_before_begin")


def check_free(draft: LineDraft, held: Iterable[Held]) -> None:
    """Refuse a second unit in one role for one class and grid at one time, with the line that stands there."""
    for each in held:
        is_same_place = (each.class_code, each.grid_id, each.role) == (draft.class_code, draft.grid_id, draft.role)
        if is_same_place and _share_a_moment(each, draft):
            raise Refused("duty_list.held_already", number=each.number)


def _share_a_moment(held: Held, draft: LineDraft) -> bool:
    begins_before_its_end = held.valid_until is None or draft.valid_from < held.valid_until
    return begins_before_its_end and (draft.valid_until is None or held.valid_from < draft.valid_until)


def check_unlapsed(codes: Iterable[str], lines: Sequence[tuple[int, str]]) -> None:
    """Refuse to let a class lapse that a line still names: dispatch would stop without a word."""
    lapsing = set(codes)
    numbers = [f"#{number}" for number, code in lines if code in lapsing]
    if numbers:
        raise Refused("duty_list.class_in_use", lines="、".join(numbers))


def register() -> None:
    """Make the verbs of the duty list known to the house."""
    words = {
        "number": int,
        "class_code": str,
        "grid": str,
        "unit": str,
        "assists": list,
        "duty_role": str,
        "basis": str,
        "valid_from": datetime,
        "note": str,
    }
    verbs.register("duty_line.proposed", facts=words)
    verbs.register("duty_line.added", facts=words)
    verbs.register("duty_line.confirmed", facts={"number": int, "valid_from": datetime})
    verbs.register("duty_line.declined", facts={"number": int, "note": str})
    verbs.register("duty_line.ended", facts={"number": int, "valid_until": datetime, "note": str})


refusals(
    {
        "duty_list.ends_before_begin": gettext_noop("The line would end before it begins. Choose a later end."),
        "duty_list.assists_itself": gettext_noop("The unit that leads cannot assist itself. Take it out of the assisting units."),
        "duty_list.too_many_assists": gettext_noop("More than {limit} units assist. Keep those that do something."),
        "duty_list.held_already": gettext_noop("Line #{number} names a unit for this class and place at that time. End that line first."),
        "duty_list.class_in_use": gettext_noop("A class that would lapse is named by {lines} of the duty list. End those lines first."),
        "duty_list.not_proposed": gettext_noop("Line #{number} is not a proposal any more. Look at what became of it."),
        "duty_list.not_in_force": gettext_noop("Line #{number} is not in the duty list, or ends earlier. There is nothing to end."),
        "duty_list.unit_closed": gettext_noop("{name} does not work at that time. Choose another unit."),
        "duty_list.grid_closed": gettext_noop("The grid {name} does not exist at that time. Choose another one."),
    }
)
