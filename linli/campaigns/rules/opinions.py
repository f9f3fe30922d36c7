"""Where the opinions of a round went and how far they are: one table whose sums cannot fail."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop

from linli.org.rules.kinds import Kind
from linli.tickets.rules.kinds import Level
from linli.tickets.rules.states import State


class Went(Kind):
    """Who takes an opinion on."""

    BLOCK = "block", gettext_noop("Solved in the block")
    SUBDISTRICT = "subdistrict", gettext_noop("Passed to the subdistrict")


class Progress(Kind):
    """How far it is."""

    SOLVED = "solved", gettext_noop("Settled")
    UNDER_WAY = "under_way", gettext_noop("Being solved")
    NOT_BEGUN = "not_begun", gettext_noop("Not begun")


_BLOCK: Final = frozenset({Level.MICRO_GRID, Level.GRID})
_NOT_BEGUN: Final = frozenset({State.RECEIVED, State.DISPATCHED})
# A way that was told is an answer; what was taken back or was no matter is no opinion.
_SOLVED: Final = frozenset({State.RESOLVED, State.CLOSED, State.REDIRECTED})
NO_OPINION: Final = frozenset({State.MERGED, State.WITHDRAWN, State.VOID})


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Opinions by who took them on and how far they are."""

    cells: dict[tuple[Went, Progress], int]

    def row(self, went: Went) -> list[int]:
        """One row in the order of the columns."""
        return [self.cells[went, each] for each in Progress]

    def column(self, progress: Progress) -> int:
        """The sum below one column."""
        return sum(self.cells[each, progress] for each in Went)

    @property
    def whole(self) -> int:
        return sum(self.cells.values())


def cross_table(opinions: Iterable[tuple[Level, State, int]]) -> CrossTable:
    """Count opinions, given as (level, state, how many); every one that is an opinion falls into exactly one cell."""
    cells = {(went, progress): 0 for went in Went for progress in Progress}
    for level, state, number in opinions:
        if state not in NO_OPINION:
            cells[went_of(level), progress_of(state)] += number
    return CrossTable(cells)


def went_of(level: Level) -> Went:
    """Small matters stay in the block, the others are passed up."""
    return Went.BLOCK if level in _BLOCK else Went.SUBDISTRICT


def progress_of(state: State) -> Progress:
    """The one column of an opinion in that state."""
    if state in _SOLVED:
        return Progress.SOLVED
    return Progress.NOT_BEGUN if state in _NOT_BEGUN else Progress.UNDER_WAY
