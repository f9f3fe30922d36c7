"""Who holds deadlines says here how to count them again when another version is adopted; rooms register at start-up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from linli.kernel.actor import Actor
from linli.kernel.calendar.days import WorkCalendar

Recompute = Callable[[Actor, WorkCalendar], int]
Count = Callable[[Actor], int]


@dataclass(frozen=True, slots=True)
class Holder:
    """Count again what is open or provisional, with a journal entry for each that moved; and how many that would look at."""

    name: str
    recompute: Recompute
    count: Count | None


_HOLDERS: dict[str, Holder] = {}


def register(name: str, recompute: Recompute, *, count: Count | None = None) -> None:
    """Make a holder known; saying the same again changes nothing, another function under the name is refused."""
    holder = Holder(name, recompute, count)
    if _HOLDERS.setdefault(name, holder) != holder:
        raise ValueError(f"the holder of deadlines {name} is already registered with another function")


def holders() -> Mapping[str, Holder]:
    """Every holder by name."""
    return dict(_HOLDERS)


def count_waiting(actor: Actor) -> int:
    """How many deadlines of the subdistrict would be counted again, as far as their holders can tell."""
    return sum(holder.count(actor) for holder in _HOLDERS.values() if holder.count is not None)
