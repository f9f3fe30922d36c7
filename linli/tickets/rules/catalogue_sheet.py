"""A catalogue as a table: which column is what, what each row would do, and the table of a catalogue."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.sheets import Row
from linli.org.rules.imports import Verdict
from linli.tickets.rules.catalogue import (
    CODE_LIMIT,
    LIMITED,
    Catalogue,
    Handling,
    Item,
    Milestone,
    Nature,
    check_tree,
    checked,
    read_duration,
    write_duration,
)

# A title and a note of the source may stand above the headings.
LOOKED_AT: Final = 10
# The first name of each is what we write ourselves; the columns are Chinese in every language: one file serves all.
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "nature": ("类别", "部件事件", "部件/事件"),
    "code_1": ("大类代码", "一级代码", "一级编码"),
    "name_1": ("大类", "大类名称", "一级分类", "一级类别", "一级"),
    "code_2": ("小类代码", "二级代码", "二级编码"),
    "name_2": ("小类", "小类名称", "二级分类", "二级类别", "二级"),
    "code_3": ("细类代码", "三级代码", "三级编码"),
    "name_3": ("细类", "细类名称", "三级分类", "三级类别", "三级"),
    "description": ("问题描述", "描述", "立案条件"),
    "handling": ("处置类型",),
    "lead": ("受理处置部门", "主责部门", "主办部门", "处置部门"),
    "assists": ("联勤联动部门", "协办部门", "联动部门"),
    "accept": ("签收时限",),
    "finish": ("处置时限", "办理时限"),
    "overall": ("整体时限", "总时限"),
    "milestones": ("环节时限",),
    "closing": ("结案条件", "结案标准"),
    "is_life_safety": ("生命安全",),
    "fallback_kind": ("兜底单位类型",),
    "basis": ("管理依据", "法律依据", "依据"),
    "keywords": ("关键词",),
}
NATURES: Final = {"部件": Nature.COMPONENT, "事件": Nature.EVENT, "诉求": Nature.MATTER}
HANDLINGS: Final = {"": Handling.SINGLE, "单一部门": Handling.SINGLE, "联勤联动": Handling.JOINT}
YES_NO: Final = {"": False, "否": False, "是": True}
_LISTED: Final = re.compile(r"[、,，;；\n]+")
_STEPS: Final = re.compile(r"[;；\n]+")
_UNIT_OF_HEADING: Final = re.compile(r"\(.*?\)")
_CODE: Final = re.compile(rf"[0-9A-Z]{{1,{CODE_LIMIT - 1}}}")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which of our fields stands under which heading of the file."""

    headings: Mapping[str, str]

    @property
    def levels(self) -> list[int]:
        """The levels that the file names."""
        return [level for level in (1, 2, 3) if f"name_{level}" in self.headings]


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row with its cells by our fields; a column that the file does not have is not among them."""

    number: int
    cells: Mapping[str, str]

    def cell(self, name: str) -> str:
        """The cell, empty where there is none."""
        return self.cells.get(name, "")


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What one row would do, or why it cannot."""

    number: int
    item: Item | None
    verdict: Verdict
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """What the file would make of the catalogue."""

    rows: Sequence[PlannedRow]
    items: Mapping[str, Item]
    new: Sequence[Item]
    changed: Sequence[Item]
    lapsed: Sequence[Item]

    @property
    def refused(self) -> Sequence[PlannedRow]:
        """The rows that cannot be taken over."""
        return [row for row in self.rows if row.verdict is Verdict.REFUSED]


def plain(text: str) -> str:
    """A heading as it is compared: without blanks, width and the unit in brackets."""
    return _UNIT_OF_HEADING.sub("", re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))).casefold()


_MEANT: Final = {plain(heading): name for name, headings in HEADINGS.items() for heading in headings}


def guess(rows: Sequence[Row], last: Mapping[str, str] | None = None) -> Columns:
    """The columns by their headings, or as the last file was read where its headings are here again; refused where no class is named."""
    best: dict[str, str] = {}
    for row in rows[:LOOKED_AT]:
        again = {name: heading for name, heading in (last or {}).items() if heading in row.cells and name in HEADINGS}
        known = {_MEANT[plain(cell)]: cell for cell in reversed(row.cells) if plain(cell) in _MEANT}
        best = max(best, known | again, key=len)
    if not any(name.startswith("name_") for name in best):
        raise Refused("catalogue.no_names", headings="、".join(HEADINGS[f"name_{level}"][0] for level in (1, 2, 3)))
    return Columns({name: best[name] for name in HEADINGS if name in best})


def lines_of(rows: Sequence[Row], columns: Columns) -> list[SheetLine]:
    """The rows below the headings; a class above that is only named in the first of its rows is named in all."""
    wanted = set(columns.headings.values())
    at = next((at for at, row in enumerate(rows[:LOOKED_AT]) if wanted <= set(row.cells)), None)
    if at is None or not columns.levels:
        raise Refused("catalogue.no_names", headings="、".join(sorted(wanted)))
    places = {name: rows[at].cells.index(heading) for name, heading in columns.headings.items()}
    found, above = [], SheetLine(0, {})
    for row in rows[at + 1 :]:
        cells = {name: row.cells[place] if place < len(row.cells) else "" for name, place in places.items()}
        above = SheetLine(row.number, _filled_down(cells, above))
        found.append(above)
    return found


def _filled_down(cells: dict[str, str], above: SheetLine) -> dict[str, str]:
    deepest = max((level for level in (1, 2, 3) if cells.get(f"name_{level}")), default=0)
    for level in range(1, deepest):
        # Merged cells: the name stands in the first row alone, and its code with it.
        if f"name_{level}" in cells and not cells[f"name_{level}"]:
            for name in (f"name_{level}", f"code_{level}"):
                if name in cells:
                    cells[name] = above.cell(name)
    if deepest and "nature" in cells and not cells["nature"]:
        cells["nature"] = above.cell("nature")
    return cells


@dataclass(slots=True)
class _Planning:
    """What the rows so far have made."""

    present: Mapping[str, Item]
    taken: set[str]
    nature: Nature
    items: dict[str, Item]
    # The row in which a code was said, and by which name a class above was said in this file.
    said: dict[str, int] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    codes: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def row(self, line: SheetLine) -> PlannedRow:
        """The row's class and what becomes of it; what is refused leaves no trace."""
        try:
            path = self._path(line)
            code = path[-1][0]
            if code in self.said:
                raise Refused("org.row_twice", text=path[-1][1], row=self.said[code])
            above = self._above(path[:-1])
            item = checked(self._read(line, path))
        except Refused as refusal:
            return PlannedRow(line.number, None, Verdict.REFUSED, refusal.sentence)
        before = self.present.get(code)
        self.said[code] = line.number
        for each in (*above, item):
            self.items[each.code] = each
            self.taken.add(each.code)
            self.codes[each.nature, each.parent_code, each.name] = each.code
        self.named.update({each.code: each.name for each in above})
        verdict = Verdict.NEW if before is None else Verdict.SAME if before == item else Verdict.CHANGED
        return PlannedRow(line.number, item, verdict)

    def _path(self, line: SheetLine) -> list[tuple[str, str]]:
        """Code and name of the class and of those above it, from the top."""
        nature = self._nature(line)
        names = [line.cell(f"name_{level}").strip() for level in (1, 2, 3)]
        depth = max((level for level, name in enumerate(names, start=1) if name), default=0)
        if not depth or not all(names[:depth]):
            raise Refused("catalogue.row_names_nothing")
        path: list[tuple[str, str]] = []
        for level, name in enumerate(names[:depth], start=1):
            above = path[-1][0] if path else ""
            path.append((self._code(line.cell(f"code_{level}"), name, nature, above), name))
        return path

    def _nature(self, line: SheetLine) -> Nature:
        text = line.cell("nature").strip()
        return _chosen(NATURES, text, "nature") if text else self.nature

    def _code(self, typed: str, name: str, nature: Nature, above: str) -> str:
        start = above or nature.letter
        digits = unicodedata.normalize("NFKC", typed).strip().upper().removeprefix(nature.letter)
        if not digits:
            # Without a code a class is the one of this name in this place; a new one gets the next number.
            return self.codes.get((nature, above, name)) or self._next(start)
        if not _CODE.fullmatch(digits):
            raise Refused("catalogue.bad_code", code=typed[:40], letter=nature.letter)
        # 小类代码 is written both as 0102 and as 02 below 01.
        is_whole = len(digits) > len(above) - 1 and digits.startswith(above[1:]) and above
        return f"{nature.letter}{digits}" if is_whole else f"{start}{digits}"

    def _next(self, start: str) -> str:
        number = 1
        while f"{start}{number:02}" in self.taken:
            number += 1
        return f"{start}{number:02}"

    def _above(self, path: Sequence[tuple[str, str]]) -> list[Item]:
        """The classes above, made or renamed where they are not so yet."""
        found: list[Item] = []
        for code, name in path:
            said = self.named.get(code) or (self.items[code].name if code in self.said else name)
            if said != name:
                raise Refused("catalogue.named_twice", code=code, name=name, other=said)
            nature = next(each for each in Nature if each.letter == code[0])
            parent = found[-1].code if found else ""
            standing = self.items.get(code)
            made = replace(standing, name=name) if standing else Item(code=code, nature=nature, name=name, parent_code=parent)
            found.append(checked(made))
        return found

    def _read(self, line: SheetLine, path: Sequence[tuple[str, str]]) -> Item:
        code, name = path[-1]
        parent = path[-2][0] if len(path) > 1 else ""
        # What a file has no column for stays as it stands.
        standing = self.items.get(code) or Item(code=code, nature=self._nature(line), name=name)
        read: dict[str, Any] = {each: _READ[each](line.cell(each)) for each in line.cells if each in _READ}
        limits = dict(standing.limits)
        for clock in LIMITED:
            if clock.value in line.cells:
                limits.pop(clock, None)
                if line.cell(clock.value).strip():
                    limits[clock] = read_duration(line.cell(clock.value))
        return replace(standing, name=name, parent_code=parent, limits=limits, **read)


def plan(
    lines: Iterable[SheetLine], present: Catalogue, *, taken: Iterable[str] = (), nature: Nature = Nature.MATTER, is_whole: bool = False
) -> SheetPlan:
    """What each row would do to the present catalogue; with `is_whole`, classes of the file's natures that it does not name lapse."""
    known = {(item.nature.value, item.parent_code, item.name): code for code, item in present.items.items()}
    planning = _Planning(present.items, {*taken, *present.items}, nature, dict(present.items), codes=known)
    rows = [planning.row(line) for line in lines]
    items = planning.items
    lapsed: list[Item] = []
    if is_whole:
        kept = {*planning.said, *planning.named}
        natures = {items[code].nature for code in kept}
        lapsed = [item for code, item in items.items() if item.nature in natures and code not in kept]
        items = {code: item for code, item in items.items() if item not in lapsed}
    check_tree(items)
    new = [item for code, item in items.items() if code not in present.items]
    changed = [item for code, item in items.items() if code in present.items and present.items[code] != item]
    return SheetPlan(rows, items, new, changed, lapsed)


def _chosen(words: Mapping[str, Any], text: str, name: str) -> Any:
    if text not in words:
        heading, choices = HEADINGS[name][0], "、".join(filter(None, words))
        raise Refused("catalogue.bad_cell", heading=heading, text=text[:40], choices=choices)
    return words[text]


def _listed(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in _LISTED.split(text) if each.strip())


def _milestones(text: str) -> tuple[Milestone, ...]:
    return tuple(_milestone(each.strip()) for each in _STEPS.split(text) if each.strip())


def _milestone(text: str) -> Milestone:
    found = re.fullmatch(r"(.*?\D)(\d+\D*)", text)
    if not found:
        raise Refused("catalogue.bad_duration", text=text[:40])
    return Milestone(found[1].strip(), read_duration(found[2]))


_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "description": str.strip,
    "handling": lambda text: _chosen(HANDLINGS, text.strip(), "handling"),
    "lead": str.strip,
    "assists": _listed,
    "milestones": _milestones,
    "closing": str.strip,
    "is_life_safety": lambda text: _chosen(YES_NO, text.strip(), "is_life_safety"),
    "fallback_kind": str.strip,
    "basis": str.strip,
    "keywords": _listed,
}


def headings() -> list[str]:
    """The columns of our own table."""
    return [names[0] for names in HEADINGS.values()]


def table(catalogue: Catalogue) -> Iterator[list[str]]:
    """The catalogue row by row, classes above before those below; reading it back changes nothing."""
    for items in catalogue.below.values():
        for item in items:
            yield [_written(item, catalogue).get(name, "") for name in HEADINGS]


def _written(item: Item, catalogue: Catalogue) -> dict[str, str]:
    said = {words: name for name, words in reversed(NATURES.items())}
    path = {
        f"{column}_{level}": value
        for level, each in enumerate(reversed(catalogue.line(item.code)), start=1)
        for column, value in (("code", each.code[1:]), ("name", each.name))
    }
    return {
        **path,
        "nature": said[item.nature],
        "description": item.description,
        "handling": "联勤联动" if item.handling is Handling.JOINT else "单一部门",
        "lead": item.lead,
        "assists": "、".join(item.assists),
        **{clock.value: write_duration(duration) for clock, duration in item.limits.items()},
        "milestones": "；".join(f"{each.name} {write_duration(each.duration)}" for each in item.milestones),
        "closing": item.closing,
        "is_life_safety": "是" if item.is_life_safety else "",
        "fallback_kind": item.fallback_kind,
        "basis": item.basis,
        "keywords": "、".join(item.keywords),
    }


def bad_rows(lines: Sequence[SheetLine], planned: SheetPlan) -> tuple[list[str], list[list[str]]]:
    """The refused rows as they came, with the reason in the row: headings and rows of a file to correct and send again."""
    troubles = {row.number: row.trouble for row in planned.refused}
    names = list(dict.fromkeys(name for line in lines for name in line.cells))
    above = [*(HEADINGS[name][0] for name in names), gettext("Why not")]
    return above, [[*(line.cell(name) for name in names), troubles[line.number]] for line in lines if line.number in troubles]


refusals(
    {
        "catalogue.no_names": gettext_noop("No column names the classes. Give the first row one of the headings {headings}."),
        "catalogue.row_names_nothing": gettext_noop(
            "A name is missing: the class itself or one above it. Write every name from the major class down."
        ),
        "catalogue.named_twice": gettext_noop("The class {code} is called “{name}” here and “{other}” elsewhere. Decide on one name."),
        "catalogue.bad_cell": gettext_noop("{heading}: “{text}” cannot be read. Write one of: {choices}."),
    }
)
