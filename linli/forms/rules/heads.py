"""The headings of somebody else's spreadsheet: where they stand, which are merged, and what each column is called."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop

from linli.forms.rules.fields import Question
from linli.kernel.errors import Refused, refusals
from linli.kernel.sheets import Row

# Above the headings there may be a title, who fills it in, and a line of explanation.
LOOKED_AT: Final = 10
_LONGEST_HEADING: Final = 40
Merge = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the rows: titles, then one or two rows of headings; and the question of each column."""

    titles: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    questions: tuple[Question, ...]
    # The number of the last row of it, as the spreadsheet program shows it.
    ends: int = 0


def head_of(rows: Sequence[Row]) -> Head:
    """The head of a sheet; refused where there is none, or where a formula stands in it."""
    at = next((place for place, row in enumerate(rows[:LOOKED_AT]) if _looks_like_headings(row.cells)), None)
    if at is None:
        raise Refused("forms.no_headings", limit=LOOKED_AT)
    height = 2 if at + 1 < len(rows) and _stands_below(rows[at], rows[at + 1]) else 1
    for row in rows[at : at + height]:
        if row.trouble is not None:
            raise row.trouble
    shown = tuple(row.cells for row in rows[at : at + height])
    titles = tuple(row.cells for row in rows[:at])
    return Head(titles, shown, questions_of(shown), rows[at + height - 1].number)


def questions_of(rows: Sequence[Sequence[str]]) -> tuple[Question, ...]:
    """The question of each column that has a heading; a heading above several columns is their group."""
    upper, *below = rows
    if not below:
        return tuple(Question(name, "", column) for column, name in enumerate(upper) if name)
    lower, found, group = below[0], [], ""
    for column in range(max(len(upper), len(lower))):
        above, name = _cell(upper, column), _cell(lower, column)
        group = above or (group if name else "")
        if name:
            found.append(Question(name, group, column))
        elif above:
            found.append(Question(above, "", column))
    return tuple(found)


def plain_head(questions: Sequence[Question]) -> tuple[tuple[str, ...], ...]:
    """Rows of headings for questions that were typed: two where some share a heading."""
    if not any(each.group for each in questions):
        return (tuple(each.name for each in questions),)
    upper, before = [], ""
    for each in questions:
        upper.append("" if each.group and each.group == before else each.group or each.name)
        before = each.group
    return tuple(upper), tuple(each.name if each.group else "" for each in questions)


def merges_of(head: Head) -> tuple[Merge, ...]:
    """The merged cells as (top, left, bottom, right) from 1: titles over the whole width, groups over their columns, others downwards."""
    width, begin = max(map(len, head.rows)), len(head.titles) + 1
    found = [(number, 1, number, width) for number, row in enumerate(head.titles, start=1) if width > 1 and _is_alone(row)]
    if len(head.rows) < 2:
        return tuple(found)
    upper, lower = head.rows
    for column in range(width):
        if _cell(upper, column) and not _cell(lower, column):
            found.append((begin, column + 1, begin + 1, column + 1))
        elif _cell(upper, column):
            last = column
            while last + 1 < width and not _cell(upper, last + 1) and _cell(lower, last + 1):
                last += 1
            if last > column:
                found.append((begin, column + 1, begin, last + 1))
    return tuple(found)


def found_in(rows: Sequence[Row], questions: Sequence[Question], height: int) -> tuple[dict[str, int], int]:
    """In which column each question stands in a sheet that came back, and at which place its rows begin; refused when one is missing."""
    wanted, best, begins = [each.whole for each in questions], dict[str, int](), 0
    for place in range(min(LOOKED_AT, len(rows) - height + 1)):
        there = {each.whole: each.column for each in questions_of([row.cells for row in rows[place : place + height]])}
        columns = {name: there[name] for name in wanted if name in there}
        if len(columns) > len(best):
            best, begins = columns, place + height
    missing = [name for name in wanted if name not in best]
    if missing:
        raise Refused("forms.columns_missing", columns="、".join(missing[:10]), number=len(missing))
    return best, begins


def strangers_in(rows: Sequence[Row], questions: Sequence[Question], height: int, begins: int) -> list[str]:
    """Headings of a sheet that nobody registered."""
    known = {each.whole for each in questions}
    return [each.whole for each in questions_of([row.cells for row in rows[begins - height : begins]]) if each.whole not in known]


def _looks_like_headings(cells: Sequence[str]) -> bool:
    said = [cell for cell in cells if cell]
    return len(said) >= 2 and all(len(cell) <= _LONGEST_HEADING and not cell.endswith((":", "：")) and "：" not in cell for cell in said)


def _stands_below(upper: Row, lower: Row) -> bool:
    """Whether the row says what is below merged headings: it speaks only where the row above is merged."""
    if lower.number != upper.number + 1:
        return False
    said = [column for column, cell in enumerate(lower.cells) if cell]
    width = max(len(upper.cells), len(lower.cells))
    has_gap = any(not _cell(upper.cells, column) for column in said)
    return has_gap and all(not _cell(upper.cells, column) or (column + 1 < width and not _cell(upper.cells, column + 1)) for column in said)


def _is_alone(row: Sequence[str]) -> bool:
    return bool(row) and bool(row[0]) and not any(row[1:])


def _cell(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""


refusals(
    {
        "forms.no_headings": gettext_noop(
            "No row of headings was found in the first {limit} rows. Put the headings side by side in one row, or type the questions."
        ),
        "forms.columns_missing": gettext_noop(
            "{number} columns of the form are missing, such as {columns}. Send the sheet back as it was taken away."
        ),
    }
)
