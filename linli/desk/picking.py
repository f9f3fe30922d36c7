"""Filters of a list as they are pressed: each press is an address, so that a filter can be kept and sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing that may be pressed: where it leads, and whether it is in force."""

    word: str
    address: str
    is_on: bool = False
    count: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """A filter with its choices; `said` names what is chosen."""

    word: str
    said: str
    picks: tuple[Pick, ...]

    @property
    def is_on(self) -> bool:
        """Whether anything is chosen."""
        return any(each.is_on for each in self.picks)


def menu_of(
    word: str, choices: Sequence[tuple[str, Any, frozenset[Any]]], address: Callable[[frozenset[Any]], str], *, default: str = ""
) -> Menu:
    """Each choice leads to the filters with it taken in, or left out again."""
    picks = tuple(Pick(name, address(chosen ^ {value}), value in chosen) for name, value, chosen in choices)
    on = [each.word for each in picks if each.is_on]
    said = on[0] if len(on) == 1 else gettext("{number} chosen").format(number=len(on)) if on else default
    return Menu(word, said, picks)
