"""A table whose columns somebody else named: which column holds what is said once, by a mapping, and guessed before that."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from django.utils.translation import gettext_noop

from linli.geo.coordinates import System
from linli.kernel.errors import Refused, refusals
from linli.kernel.sheets.reading import Row

# Above the headings there may be a title and a line of explanation.
LOOKED_AT: Final = 10
# So many words of a column are asked about one by one.
MOST_ASKED: Final = 200
# A word of theirs.
WORD_LIMIT: Final = 100
_IN_BRACKETS: Final = re.compile(r"[(（].*?[)）]")
_BESIDE: Final = re.compile(r"[\s_\-/]+")

C = TypeVar("C", bound=str)


@dataclass(frozen=True, slots=True)
class Sheet(Generic[C]):
    """A file under its headings: where each column stands, and the rows below."""

    headings: Sequence[str]
    places: Mapping[C, int]
    rows: Sequence[Row]
    # The number of the row that holds the headings.
    number: int = 1

    def said(self, row: Row) -> dict[C, str]:
        """What stands in the row by what it means; a cell that is not there is empty."""
        return {column: row.cells[place].strip() if place < len(row.cells) else "" for column, place in self.places.items()}


def fits(columns: Mapping[C, str], rows: Sequence[Row]) -> bool:
    """Whether the file has every one of these headings."""
    return any(set(columns.values()) <= set(row.cells) for row in rows[:LOOKED_AT])


def laid_out(name: str, columns: Mapping[C, str], rows: Sequence[Row]) -> Sheet[C]:
    """The rows under their headings; refused whole when a column of the mapping of that name is not there."""
    wanted = set(columns.values())
    at = next((place for place, row in enumerate(rows[:LOOKED_AT]) if wanted <= set(row.cells)), None)
    if at is None:
        seen = {cell for row in rows[:LOOKED_AT] for cell in row.cells}
        missing = [heading for heading in columns.values() if heading not in seen] or sorted(wanted)
        found = "、".join(cell for cell in rows[0].cells[:20] if cell) if rows else ""
        raise Refused("imports.columns_missing", name=name, columns="、".join(missing), found=found)
    headings = rows[at].cells
    return Sheet(headings, {column: headings.index(heading) for column, heading in columns.items()}, rows[at + 1 :], rows[at].number)


def heading_key(text: str) -> str:
    """A heading as it is compared: without blanks, width, case and the unit in brackets."""
    return _BESIDE.sub("", _IN_BRACKETS.sub("", unicodedata.normalize("NFKC", text))).casefold()


def meanings(headings: Mapping[C, Sequence[str]]) -> Mapping[str, tuple[C, int]]:
    """What each heading means, and how usual it is, by how headings are compared."""
    return {heading_key(heading): (column, place) for column, known in headings.items() for place, heading in enumerate(known)}


def guessed(meant: Mapping[str, tuple[C, int]], rows: Sequence[Row]) -> tuple[Sequence[str], dict[C, str]]:
    """The row that looks most like headings, and what its columns probably hold; of two that fit one meaning the more usual word wins."""
    best: dict[C, str] = {}
    headings: tuple[str, ...] = rows[0].cells if rows else ()
    for row in rows[:LOOKED_AT]:
        found = _columns(meant, row.cells)
        if len(found) > len(best):
            best, headings = found, row.cells
    return headings, best


def _columns(meant: Mapping[str, tuple[C, int]], cells: Iterable[str]) -> dict[C, str]:
    best: dict[C, tuple[int, str]] = {}
    for cell in cells:
        column, place = meant.get(heading_key(cell), (None, 0))
        if column is not None and (column not in best or place < best[column][0]):
            best[column] = (place, cell)
    return {column: cell for column, (_, cell) in best.items()}


def system_named(headings: Iterable[str]) -> str:
    """The coordinate system that a heading names; Chinese platforms draw on maps that are shifted, other cities do not."""
    whole = "".join(headings).casefold()
    for system in System:
        if system.value in whole or system.value.replace("0", "-0", 1) in whole:
            return system.value
    if "百度" in whole:
        return System.BD09.value
    return System.GCJ02.value if "经度" in whole else System.WGS84.value


def words_under(rows: Sequence[Row], headings: Sequence[str], heading: str) -> list[str]:
    """The different words under a heading, the most frequent first, as many as can be asked about."""
    if heading not in headings:
        return []
    place, counts = headings.index(heading), dict[str, int]()
    for row in rows:
        word = row.cells[place] if place < len(row.cells) else ""
        if word and word != heading and len(word) <= WORD_LIMIT:
            counts[word] = counts.get(word, 0) + 1
    return sorted(counts, key=lambda word: (-counts[word], word))[:MOST_ASKED]


def headings_with(rows: Sequence[Row], wanted: Iterable[str]) -> Sequence[str]:
    """The row of headings that has every wanted one; nothing where none was wanted, or none has them all."""
    chosen = set(wanted)
    return next((row.cells for row in rows[:LOOKED_AT] if chosen and chosen <= set(row.cells)), ())


def examples(rows: Sequence[Row], headings: Sequence[str]) -> dict[str, str]:
    """What stands under each heading first: a person sees at once whether it is meant."""
    begin = next((place for place, row in enumerate(rows) if tuple(row.cells) == tuple(headings)), -1)
    found: dict[str, str] = {}
    for row in rows[begin + 1 : begin + 40]:
        for heading, cell in zip(headings, row.cells, strict=False):
            if cell and heading not in found:
                found[heading] = cell[:30]
    return found


def degrees(heading: str, text: str) -> float | None:
    """A longitude or latitude; nothing where nothing is written."""
    try:
        return float(text) if text else None
    except ValueError:
        raise Refused("imports.bad_degrees", column=heading, text=text[:40]) from None


refusals(
    {
        "imports.mapping_unknown": gettext_noop("There is no mapping {name}. There are: {known}. Choose one with --mapping."),
        "imports.mapping_unclear": gettext_noop("No mapping, or more than one, fits the columns {found}. Name it with --mapping."),
        "imports.columns_missing": gettext_noop(
            "The mapping {name} asks for the column {columns}, which the file does not have. It has: {found}. Choose another mapping."
        ),
        "imports.bad_degrees": gettext_noop("The column {column} says “{text}”, which is no degree. Write it like 121.4512, or nothing."),
        "imports.not_stored": gettext_noop("The database did not take this row ({reason}). Correct the row, or tell the operator."),
    }
)
