"""The tickets behind a hot issue that somebody sees: read once, asked in several ways."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from linli.insight.models import HotIssue, HotMember
from linli.kernel.actor import Actor
from linli.tickets.rules.states import OPEN, Move, State, moves_from

PAGE: Final = 30
# More points than anybody tells apart on one map.
DRAWN_AT_MOST: Final = 600
_COLUMNS: Final = ("ticket_id", "ticket__number", "ticket__state", "ticket__lon", "ticket__lat", "ticket__lead_unit__short_name")


@dataclass(frozen=True, slots=True)
class Behind:
    """A ticket of an issue as it stands now, whatever it did at the count."""

    ticket_id: UUID
    number: str
    state: State
    point: tuple[float, float] | None
    unit: str

    @property
    def is_open(self) -> bool:
        """Whether somebody still works on it."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Tickets:
    """All tickets of an issue, the newest first."""

    rows: Sequence[Behind]

    def page(self, after: UUID | None) -> Sequence[UUID]:
        """The ids of a page behind that ticket; one more tells that there is more."""
        ids = [each.ticket_id for each in self.rows if after is None or each.ticket_id < after]
        return ids[: PAGE + 1]

    @property
    def drawn(self) -> Sequence[Behind]:
        """Those that have a point; the newest of very many."""
        return [each for each in self.rows if each.point is not None][:DRAWN_AT_MOST]

    @property
    def units(self) -> Sequence[tuple[str, int]]:
        """Which units lead them, and how many each, the most first."""
        counts = Counter(each.unit for each in self.rows if each.unit)
        return sorted(counts.items(), key=lambda each: (-each[1], each[0]))

    @property
    def open(self) -> Sequence[Behind]:
        """Those that are open, the oldest first."""
        return [each for each in reversed(self.rows) if each.is_open]

    @property
    def to_meet_id(self) -> UUID | None:
        """The oldest that a meeting can still be called for."""
        return next((each.ticket_id for each in self.open if Move.CALL_MEETING in moves_from(each.state)), None)


def behind(actor: Actor, issue: HotIssue) -> Tickets:
    """The tickets of an issue, which its reader may see every one of; one statement."""
    found = HotMember.objects.of(actor.subdistrict_id).filter(issue_id=issue.pk).order_by("-ticket_id").values_list(*_COLUMNS)
    return Tickets(
        [
            Behind(ticket_id, number, State(state), None if lon is None or lat is None else (lon, lat), unit or "")
            for ticket_id, number, state, lon, lat, unit in found
        ]
    )
