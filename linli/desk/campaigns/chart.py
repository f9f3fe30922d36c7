"""The burn-down as numbers of an SVG: no script draws it, so it prints and reads without one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from linli.campaigns.rules.progress import Forecast, Span

LEFT, RIGHT, TOP, BOTTOM, HEIGHT = 56, 684, 16, 246, 280
STEPS: Final = (1, 2, 2.5, 3, 4, 5, 6, 8, 10)
# Closer than this the words below the line would touch.
ROOM_FOR_A_DAY: Final = 48


@dataclass(frozen=True, slots=True)
class Tick:
    """A word at a line of the chart."""

    at: float
    word: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Where everything stands, in the picture's own units."""

    lines: Sequence[Tick]
    days: Sequence[Tick]
    real: str
    even: tuple[float, float]
    today: tuple[float, float]
    through: tuple[float, str] | None
    is_today_late: bool

    @property
    def word_at(self) -> float:
        """How low the word of the end stands: beside the days, or above them where it would cover one."""
        taken = [tick.at for tick in self.days] + [self.today[0]]
        is_free = self.through is not None and all(abs(self.through[0] - at) >= ROOM_FOR_A_DAY for at in taken)
        return HEIGHT - 12 if is_free else BOTTOM - 26

    @property
    def word_dy(self) -> int:
        """How far below its point what is left is written: below the line that comes down to it, unless the axis is there."""
        return -10 if not self.is_today_late or self.today[1] > BOTTOM - 28 else 18


def chart_of(whole: int, points: Sequence[tuple[date, int]], span: Span, ahead: Forecast) -> Chart:
    """The chart of what was left day by day, beside the even pace and the pace of the last days carried on."""
    top = _round_up(max([whole, *(left for _, left in points)]))

    def x(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * min(max((day - span.starts_on).days, 0), span.days) / span.days, 1)

    def y(left: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * left / top, 1)

    shown = [(day, left) for day, left in points if day >= span.starts_on] or [points[-1]]
    today, left = shown[-1]
    through = ahead.through_on
    return Chart(
        lines=[Tick(y(top * part / 4), f"{round(top * part / 4):,}") for part in range(5)],
        days=_days(span, x, besides=[x(today)]),
        real=" ".join(f"{x(day)},{y(rest)}" for day, rest in shown),
        even=(y(whole), y(0)),
        today=(x(today), y(left)),
        through=(x(through), f"{through:%m-%d}") if through is not None and today < through <= span.ends_on else None,
        is_today_late=x(today) > (LEFT + RIGHT) / 2,
    )


def _days(span: Span, x: Callable[[date], float], *, besides: Sequence[float]) -> list[Tick]:
    weeks = [span.starts_on + timedelta(days=7 * number) for number in range(span.days // 7 + 1)]
    every = max(1, -(-len(weeks) * ROOM_FOR_A_DAY // (RIGHT - LEFT)))
    found = [*weeks[::every], span.ends_on]
    ticks = [Tick(x(day), f"{day:%m-%d}") for day in dict.fromkeys(found)]
    last = ticks[-1].at
    free = [tick for tick in ticks if all(abs(tick.at - other) >= ROOM_FOR_A_DAY for other in besides)]
    return [tick for tick in free if tick.at == last or last - tick.at >= ROOM_FOR_A_DAY]


def _round_up(number: int) -> int:
    """The next number that four lines divide well."""
    size = 4
    while True:
        for step in STEPS:
            if number <= size * step and (size * step) % 4 == 0:
                return int(size * step)
        size *= 10
