"""The signs of a map with their words, drawn in rows below it."""

from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString

from linli.maps.layers import AreaKind, LegendLine, LineKind, SpotKind, State

ROW, SIGN, LETTER, GAP, EDGE = 26, 30, 13, 18, 16
# Letters up to here are narrow; Chinese begins behind it.
LAST_NARROW = 0x2E7F
SHAPES: dict[State | SpotKind, str] = {
    State.OK: '<circle class="pt p-ok" r="5.5"/>',
    State.WATCH: '<path class="pt p-watch" d="M0-7.5 8 6.5H-8Z"/>',
    State.ACT: '<path class="pt p-act" d="M0-9 9 0 0 9-9 0Z"/>',
    State.STOP: '<path class="pt p-stop" d="M-7-7H7V7H-7Z"/>',
    State.NONE: '<circle class="pt p-none" r="5"/>',
    SpotKind.UNIT: '<circle class="pt p-unit" r="4"/>',
    SpotKind.STATION: '<path class="pt p-station" d="M-6-6H6V6H-6Z"/>',
}
BOX = "M-10-5H10V5H-10Z"
HOUSES = (AreaKind.COMPOUND, AreaKind.BUILDING)


def sign(kind: AreaKind | LineKind | SpotKind | State) -> SafeString:
    """The sign as it stands on the map, around its own middle, 24 wide and 12 high."""
    if isinstance(kind, (State, SpotKind)):
        return SafeString(SHAPES[kind])
    if isinstance(kind, LineKind):
        return format_html('<path class="m-case m-{}-case" d="M-11 0H11"/><path class="m-line m-{}-line" d="M-11 0H11"/>', kind, kind)
    if kind is AreaKind.DEDICATED:
        return SafeString('<path class="m-hatch" d="M-10 6-4-6M-4 6 2-6M2 6 8-6"/>' + _edge(kind, BOX))
    if kind in HOUSES:
        return format_html('<path class="m-fill m-{}" d="{}"/>{}', kind, BOX, _edge(AreaKind.COMPOUND, BOX))
    return _edge(kind, "M-11 0H11")


def _edge(kind: AreaKind, path: str) -> SafeString:
    return format_html('<path class="m-edge m-{}-edge" d="{}"/>', kind, path)


def length_of(words: str, size: float) -> float:
    """About how long these words are in letters of this size."""
    return sum(size if ord(letter) > LAST_NARROW else size * 0.6 for letter in words)


def legend(lines: Iterable[LegendLine], width: int, top: int) -> tuple[SafeString, int]:
    """The rows below the height `top`, and how much higher the picture becomes by them."""
    drawn, x, y = SafeString(""), float(EDGE), top + ROW
    for line in lines:
        words = f"{line.word} {line.count}" if line.count is not None else str(line.word)
        needed = SIGN + length_of(words, LETTER)
        if x > EDGE and x + needed > width - EDGE:
            x, y = float(EDGE), y + ROW
        drawn += format_html(
            '<g class="m-sign" transform="translate({} {})"><g transform="translate(12 0)">{}</g><text x="{}">{}</text></g>',
            *(round(x, 1), y, sign(line.sign), SIGN, words),
        )
        x += needed + GAP
    return drawn, y + ROW // 2 - top if drawn else 0
