"""What a queue shows, said as plain values: the filters, the quick ones, the order, and how they stand in an address."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import NotFound, Refused, refusals
from linli.kernel.text import clean_text
from linli.org.rules.kinds import Kind
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.states import OPEN, State

NAME_LIMIT: Final = 20
QUERY_LIMIT: Final = 2_000
PURPOSE_LIMIT: Final = 100
MOST_FILTERS: Final = 12
# Counts are exact up to so many; beyond, "more than" is said: nobody works a list of thousands line by line.
COUNTED_AT_MOST: Final = 1_000
# What one export holds; more is asked for in parts, so that no file is lost in the sheer length of it.
EXPORTED_AT_MOST: Final = 5_000
MOST_CHOSEN: Final = 40
# Whole microseconds, as the database keeps them: a fraction in floating point would skip a row or show it twice.
_BEGIN: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)


class Quick(Kind):
    """A question that one press asks of the queue."""

    MINE = "mine", gettext_noop("My unit")
    LATE = "late", gettext_noop("Late")
    SOON = "soon", gettext_noop("Due soon")
    TODAY = "today", gettext_noop("Due today")
    BOUNCED = "bounced", gettext_noop("Returned by a unit")
    NOBODY = "nobody", gettext_noop("No unit takes it")
    MEETING = "meeting", gettext_noop("Waits for a meeting")
    STUCK = "stuck", gettext_noop("Whole time over")
    HAZARD = "hazard", gettext_noop("Danger")
    VERIFY = "verify", gettext_noop("To verify")
    SUPERVISED = "supervised", gettext_noop("Under a signed order")


class Lack(Kind):
    """What a ticket of a file may have none of."""

    CLASS = "class", gettext_noop("Without a class")
    GRID = "grid", gettext_noop("Outside every grid")


class Sort(Kind):
    """In which order."""

    DUE = "due", gettext_noop("By due time")
    NEWEST = "newest", gettext_noop("Newest first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the queue shows; nothing said means everything open, what is due first first."""

    states: frozenset[State] = OPEN
    class_codes: frozenset[str] = frozenset()
    grid_ids: frozenset[UUID] = frozenset()
    unit_ids: frozenset[UUID] = frozenset()
    tracks: frozenset[Track] = frozenset()
    quick: Quick | None = None
    sort: Sort = Sort.DUE
    # What one import brought; and of that, what had been closed after the time set there.
    run_id: UUID | None = None
    was_late_there: bool = False
    lack: Lack | None = None

    @property
    def order(self) -> Sort:
        """What has ended has no due time: then the newest stand first."""
        return self.sort if self.states <= OPEN else Sort.NEWEST


@dataclass(frozen=True, slots=True)
class Mark:
    """The last row of a page: the next one begins after it."""

    at: datetime
    ticket_id: UUID

    def text(self) -> str:
        """As it stands in an address."""
        return f"{(self.at - _BEGIN) // _TICK}-{self.ticket_id.hex}"


def read_mark(text: str) -> Mark | None:
    """The mark of an address; none for an empty one, not found for one that no page of ours has written."""
    if not text:
        return None
    try:
        moment, _, ticket = text.partition("-")
        return Mark(_BEGIN + int(moment) * _TICK, UUID(ticket))
    except (ValueError, OverflowError) as trouble:
        raise NotFound from trouble


def read_wanted(said: Mapping[str, Sequence[str]]) -> Wanted:
    """The filters of an address; not found for words that no page of ours has written."""
    try:
        return Wanted(
            states=frozenset(map(State, said.get("state", ()))) or OPEN,
            class_codes=codes_said(said.get("class", ())),
            grid_ids=frozenset(map(UUID, said.get("grid", ()))),
            unit_ids=frozenset(map(UUID, said.get("unit", ()))),
            tracks=frozenset(map(Track, said.get("track", ()))),
            quick=next(map(Quick, said.get("filter", ())), None),
            sort=next(map(Sort, said.get("sort", ())), Sort.DUE),
            run_id=next(map(UUID, said.get("run", ())), None),
            was_late_there="late" in said.get("there", ()),
            lack=next(map(Lack, said.get("lack", ())), None),
        )
    except ValueError as trouble:
        raise NotFound from trouble


def codes_said(said: Iterable[str]) -> frozenset[str]:
    """The codes of classes in an address; a value error for what the database cannot be asked."""
    found = frozenset(said)
    if any("\0" in each for each in found):
        raise ValueError("a code without NUL")
    return found


def write_wanted(wanted: Wanted) -> list[tuple[str, str]]:
    """The filters as pairs of an address, always in one order; reading them gives the same."""
    found: list[tuple[str, str]] = [("state", each.value) for each in State if wanted.states != OPEN and each in wanted.states]
    found += _pairs("class", wanted.class_codes)
    found += _pairs("grid", wanted.grid_ids)
    found += _pairs("unit", wanted.unit_ids)
    found += [("track", each.value) for each in Track if each in wanted.tracks]
    found += [("filter", wanted.quick.value)] if wanted.quick is not None else []
    found += [("run", str(wanted.run_id))] if wanted.run_id is not None else []
    found += [("there", "late")] if wanted.was_late_there else []
    found += [("lack", wanted.lack.value)] if wanted.lack is not None else []
    return [*found, *([("sort", wanted.sort.value)] if wanted.sort is not Sort.DUE else [])]


def query_of(wanted: Wanted) -> str:
    """The filters as they are kept; more than an address holds is refused."""
    text = urlencode(write_wanted(wanted))
    if len(text) > QUERY_LIMIT:
        raise Refused("tickets.too_many_conditions")
    return text


def _pairs(name: str, values: Iterable[object]) -> list[tuple[str, str]]:
    return [(name, text) for text in sorted(map(str, values))]


def codes_within(chosen: Collection[str], known: Iterable[str]) -> set[str]:
    """The chosen classes and every class below them: a code begins with that of the class above."""
    return {*chosen, *(code for code in known if code.startswith(tuple(chosen)))} if chosen else set()


def clean_name(name: str) -> str:
    """What a saved filter is called."""
    return clean_text(name, field=gettext("Name"), limit=NAME_LIMIT)


def clean_purpose(purpose: str) -> str:
    """What an export is for."""
    return clean_text(purpose, field=gettext("Purpose"), limit=PURPOSE_LIMIT)


refusals(
    {
        "tickets.too_many_filters": gettext_noop("You have kept {limit} filters already. Remove one you no longer use."),
        "tickets.too_many_conditions": gettext_noop("So many conditions cannot be kept. Take some out first."),
        "tickets.nothing_to_export": gettext_noop("No ticket fits these filters. Loosen one of them, then export."),
        "tickets.too_many_to_export": gettext_noop(
            "More than {limit} tickets fit these filters. Narrow them, such as by unit or state, and export in parts."
        ),
        "tickets.nothing_chosen": gettext_noop("No ticket is chosen. Tick some lines first."),
        "tickets.too_many_chosen": gettext_noop("More than {limit} tickets are chosen. Dispatch them in parts."),
    }
)
