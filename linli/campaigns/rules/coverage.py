"""How far a round has got: each target by the best that any visit found there, and the reasons for the rest."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar

from linli.visits.rules.kinds import VISITED, Outcome

# Who has gone or does not want to is gone to no more in this round.
NO_MORE: Final = frozenset({Outcome.MOVED, Outcome.VACANT, Outcome.CLOSED_DOWN, Outcome.DECLINED})
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one visit found, on the street's day of it."""

    outcome: Outcome
    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Reached:
    """What a target counts as: since when it was visited, or why not; without an outcome nobody has been there."""

    outcome: Outcome | None = None
    visited_on: date | None = None
    visits: int = 0

    @property
    def is_visited(self) -> bool:
        return self.visited_on is not None


@dataclass(frozen=True, slots=True)
class Share:
    """A numerator over its denominator."""

    done: int
    whole: int

    @property
    def left(self) -> int:
        return self.whole - self.done

    @property
    def percent(self) -> float:
        """With one digit; of nothing everything is done."""
        return round(100 * self.done / self.whole, 1) if self.whole else 100.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """A round in numbers: those met, those of whom only staff were met, and every other target by its reason."""

    whole: int
    met: int
    staff_only: int
    reasons: Mapping[Outcome | None, int]

    @property
    def share(self) -> Share:
        return Share(self.met + self.staff_only, self.whole)

    @property
    def to_go(self) -> int:
        """Those still to be gone to: whoever has moved or would rather not is left in peace."""
        return self.share.left - sum(number for reason, number in self.reasons.items() if reason in NO_MORE)


def reached(visits: Iterable[Seen]) -> Reached:
    """One target by its visits: met once is met, staff only is visited since its first day, else the latest reason counts."""
    found = sorted(visits, key=lambda each: each.at)
    if not found:
        return Reached()
    good = [each for each in found if each.outcome in VISITED]
    if not good:
        return Reached(found[-1].outcome, None, len(found))
    outcome = Outcome.MET if any(each.outcome is Outcome.MET for each in good) else Outcome.STAFF_ONLY
    return Reached(outcome, min(each.on for each in good), len(found))


def coverage(targets: Iterable[Reached]) -> Coverage:
    """Count the targets; every one stands in exactly one number."""
    counts = Counter(each.outcome for each in targets)
    whole = sum(counts.values())
    met, staff_only = counts.pop(Outcome.MET, 0), counts.pop(Outcome.STAFF_ONLY, 0)
    return Coverage(whole, met, staff_only, dict(counts))


def shares(rows: Iterable[tuple[K, bool]]) -> dict[K, Share]:
    """The share done of every part, a grid or a kind."""
    whole, done = Counter[K](), Counter[K]()
    for part, is_done in rows:
        whole[part] += 1
        done[part] += is_done
    return {part: Share(done[part], number) for part, number in whole.items()}


def visited_on(targets: Iterable[Reached]) -> Counter[date]:
    """How many targets were visited for the first time on each day."""
    return Counter(each.visited_on for each in targets if each.visited_on is not None)
