"""A spreadsheet of units, judged row by row against the units that stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.org.rules.imports import Verdict
from linli.org.rules.units import HEADINGS, Standing, UnitWords, check_parents, worded


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One row of the file."""

    number: int
    cells: Mapping[str, str]

    def cell(self, name: str) -> str:
        """What stands under the heading of that name."""
        return self.cells.get(HEADINGS[name], "").strip()


@dataclass(frozen=True, slots=True)
class PlannedUnit:
    """What a row would do, or why it cannot."""

    number: int
    unit_id: UUID
    words: UnitWords
    parent_id: UUID | None
    verdict: Verdict
    trouble: str = ""


def plan(lines: Sequence[UnitLine], standing: Sequence[Standing]) -> list[PlannedUnit]:
    """Every row with its verdict; the same file again is all `same`."""
    by_code = {each.words.code: each for each in standing}
    first = _first_rows(lines)
    ids = {code: by_code[code].id if code in by_code else uuid7() for code in first}
    names = _Names(lines, standing, ids)
    planned = [_judged(line, by_code.get(line.cell("code")), first, names) for line in lines]
    return list(_without_circles(planned, standing))


def _first_rows(lines: Sequence[UnitLine]) -> dict[str, int]:
    first: dict[str, int] = {}
    for line in lines:
        first.setdefault(line.cell("code"), line.number)
    return first


class _Names:
    """Which unit a text in the column 上级 means: its code, or a name that only one has."""

    def __init__(self, lines: Sequence[UnitLine], standing: Sequence[Standing], ids: Mapping[str, UUID]) -> None:
        self.ids = dict(ids)
        self.named: dict[str, set[UUID]] = {}
        # A row of the file says what a unit is called from now on.
        for line in lines:
            self._add(self.ids[line.cell("code")], line.cell("name"), line.cell("short_name"))
        for each in standing:
            if each.is_open and each.words.code not in ids:
                self.ids[each.words.code] = each.id
                self._add(each.id, each.words.name, each.words.short_name)

    def _add(self, unit_id: UUID, *texts: str) -> None:
        for text in texts:
            if text:
                self.named.setdefault(text, set()).add(unit_id)

    def id_of(self, text: str) -> UUID | None:
        """The unit meant; none for an empty text."""
        if not text:
            return None
        if text in self.ids:
            return self.ids[text]
        found = self.named.get(text, set())
        if len(found) != 1:
            raise Refused("org.unit_ambiguous" if found else "org.unit_unknown", text=text)
        return next(iter(found))


def _judged(line: UnitLine, before: Standing | None, first: Mapping[str, int], names: _Names) -> PlannedUnit:
    typed = UnitWords(**{name: line.cell(name) for name in ("code", "kind", "name", "short_name", "office_phone", "address")})
    unit_id = names.ids[line.cell("code")]
    try:
        words = worded(typed)
        parent_id = names.id_of(line.cell("parent"))
        if first[words.code] != line.number:
            raise Refused("org.row_twice", text=words.code, row=first[words.code])
        if before and not before.is_open:
            raise Refused("org.unit_closed", name=before.words.short_name)
    except Refused as refusal:
        return PlannedUnit(line.number, unit_id, typed, None, Verdict.REFUSED, refusal.sentence)
    if before is None:
        return PlannedUnit(line.number, unit_id, words, parent_id, Verdict.NEW)
    is_same = (before.words, before.parent_id) == (words, parent_id)
    return PlannedUnit(line.number, unit_id, words, parent_id, Verdict.SAME if is_same else Verdict.CHANGED)


def _without_circles(planned: Sequence[PlannedUnit], standing: Sequence[Standing]) -> Iterator[PlannedUnit]:
    parents = {each.id: each.parent_id for each in standing}
    parents |= {each.unit_id: each.parent_id for each in planned if each.verdict is not Verdict.REFUSED}
    names = {each.unit_id: each.words.name or gettext("this unit") for each in planned}
    for each in planned:
        try:
            check_parents(parents, names, [each.unit_id])
        except Refused as refusal:
            yield replace(each, verdict=Verdict.REFUSED, trouble=each.trouble or refusal.sentence)
        else:
            yield each
