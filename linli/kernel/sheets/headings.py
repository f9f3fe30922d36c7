"""A table by its headings, in whatever order the columns stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.sheets.reading import Row

# Above the headings there may be a title and a line of explanation.
_LOOKED_AT = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One row under the headings: its number and its cells by heading; a cell that is not there is empty."""

    number: int
    cells: Mapping[str, str]


def by_heading(rows: Sequence[Row], required: Sequence[str], optional: Sequence[str] = ()) -> list[Line]:
    """The rows under the first row that has every required heading; other columns are left out."""
    wanted = [*required, *optional]
    at = next((at for at, row in enumerate(rows[:_LOOKED_AT]) if set(required) <= set(row.cells)), None)
    if at is None:
        seen = {cell for row in rows[:_LOOKED_AT] for cell in row.cells}
        missing = [heading for heading in required if heading not in seen] or required
        raise Refused("sheets.no_heading", headings="、".join(missing), all="、".join(required))
    places = {heading: place for place, heading in enumerate(rows[at].cells) if heading in wanted}
    for heading in wanted:
        if rows[at].cells.count(heading) > 1:
            raise Refused("sheets.heading_twice", row=rows[at].number, heading=heading)
    return [
        Line(row.number, {heading: row.cells[place] if place < len(row.cells) else "" for heading, place in places.items()})
        for row in rows[at + 1 :]
    ]


refusals(
    {
        "sheets.no_heading": gettext_noop(
            "The column {headings} is missing. The first row must name the columns: {all}. Download the template and fill that in."
        ),
        "sheets.heading_twice": gettext_noop("Row {row}: the column {heading} is there twice. Remove one of them."),
    }
)
