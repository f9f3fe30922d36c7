"""A trend as numbers of an SVG: columns, one for each span of days; no script draws them, and the same stands beside in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from linli.insight.rules.counting import Period

# A small one in a list, a wide one on a page of its own.
SMALL: Final = (104, 24)
WIDE: Final = (716, 200)
LEFT, BOTTOM, TOP = 40, 172, 16


@dataclass(frozen=True, slots=True)
class Bar:
    """A column and what it counts; the words below stand where there is room."""

    x: float
    y: float
    width: float
    height: float
    number: int
    first_on: date
    last_on: date
    middle: float
    is_named: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """Where everything stands, in the picture's own units."""

    width: int
    height: int
    bars: Sequence[Bar]
    top: int
    span_days: int

    @property
    def last(self) -> int:
        """How many in the last span."""
        return self.bars[-1].number

    @property
    def last_but_one(self) -> int:
        """How many in the one before it."""
        return self.bars[-2].number if len(self.bars) > 1 else 0


def small(numbers: Sequence[int], period: Period) -> Trend:
    """A trend without words, for a line of a list."""
    width, height = SMALL
    return _trend(numbers, period, (0.0, 2.0, float(width), float(height)), SMALL)


def wide(numbers: Sequence[int], period: Period) -> Trend:
    """A trend with days below, for a page."""
    width, _ = WIDE
    return _trend(numbers, period, (float(LEFT), float(TOP), float(width - 8), float(BOTTOM)), WIDE)


def _trend(numbers: Sequence[int], period: Period, field: tuple[float, float, float, float], size: tuple[int, int]) -> Trend:
    left, top, right, bottom = field
    spans, most = period.spans, max([*numbers, 1])
    step = (right - left) / len(spans)
    # Words closer than sixty units would touch; the last day is always named.
    every = max(1, -(-60 * len(spans) // int(right - left)))
    bars = []
    for place, (number, span) in enumerate(zip(numbers, spans, strict=True)):
        height = (bottom - top) * number / most
        bars.append(
            Bar(
                x=round(left + step * place + 1, 1),
                y=round(bottom - height, 1),
                width=round(step - 2, 1),
                height=round(height, 1),
                number=number,
                first_on=span.first_on,
                last_on=span.last_on,
                middle=round(left + step * (place + 0.5), 1),
                is_named=(len(spans) - 1 - place) % every == 0,
            )
        )
    return Trend(size[0], size[1], bars, most, period.span_days)
