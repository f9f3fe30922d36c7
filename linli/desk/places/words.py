"""How places are shown: the shape of each stage, words of closed lists, days."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext

from linli.maps.layers import State
from linli.org.rules.kinds import Kind as AnyKind
from linli.places.rules.kinds import Stage

SHAPES: Final[Mapping[Stage, State]] = {
    Stage.PLANNED: State.WATCH,
    Stage.FITTING_OUT: State.WATCH,
    Stage.OPEN: State.OK,
    Stage.SUSPENDED: State.ACT,
    Stage.CLOSED: State.NONE,
    Stage.VACANT: State.NONE,
}


def word(kind: AnyKind) -> str:
    """A code in words."""
    return gettext(kind.words)


def choices(kinds: Iterable[AnyKind]) -> list[tuple[str, str]]:
    """Codes with their words, as lists want them."""
    return [(each.value, word(each)) for each in kinds]
