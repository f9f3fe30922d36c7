"""A checklist written in a spreadsheet in the XLSForm layout: sheets survey, choices and settings; every trouble by sheet and row."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.translation import gettext, gettext_noop

from linli.checklists.rules.items import (
    ITEMS_AT_MOST,
    LISTED,
    NAME_LIMIT,
    OPTIONS_AT_MOST,
    Body,
    Item,
    ItemKind,
    Option,
    check_together,
    checked_item,
    circle_in,
)
from linli.checklists.rules.show_if import names_in, parse
from linli.kernel import burden
from linli.kernel.burden import SafetyTask
from linli.kernel.errors import Refused, refusals
from linli.kernel.sheets import Row

SURVEY: Final = "survey"
CHOICES: Final = "choices"
SETTINGS: Final = "settings"
# A title may stand above the headings.
LOOKED_AT: Final = 5
# The first name of each is XLSForm's own and what we write ourselves.
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "type": ("type", "类型"),
    "name": ("name", "名称"),
    "label": ("label", "题目", "标签"),
    "hint": ("hint", "提示"),
    "relevant": ("relevant", "显示条件"),
    "required": ("required", "必填"),
    "safety": ("safety", "安全项"),
    "prefill": ("prefill", "沿用上次"),
    "class_code": ("class_code", "类别代码"),
    "list_name": ("list_name", "list name", "选项表"),
    "form_title": ("form_title", "标题"),
    "safety_reason": ("safety_reason", "安全任务事由"),
    "safety_until": ("safety_until", "安全任务截止"),
}
_NEEDED: Final = {SURVEY: ("type", "name", "label"), CHOICES: ("list_name", "name", "label"), SETTINGS: ()}
_TYPES: Final[Mapping[str, ItemKind]] = {
    "look": ItemKind.LOOK,
    "integer": ItemKind.NUMBER,
    "decimal": ItemKind.NUMBER,
    "text": ItemKind.TEXT,
    "date": ItemKind.DATE,
    "image": ItemKind.PHOTO,
    "geopoint": ItemKind.LOCATION,
    "note": ItemKind.NOTE,
    "看": ItemKind.LOOK,
    "数字": ItemKind.NUMBER,
    "文字": ItemKind.TEXT,
    "日期": ItemKind.DATE,
    "照片": ItemKind.PHOTO,
    "说明": ItemKind.NOTE,
}
_OF_A_LIST: Final[Mapping[str, ItemKind]] = {
    "select_one": ItemKind.CHOICE,
    "select_multiple": ItemKind.CHOICES,
    "单选": ItemKind.CHOICE,
    "多选": ItemKind.CHOICES,
}
# Types of XLSForm that watch whoever fills in the form: refused by the rule, not as unknown.
_WATCHING: Final[Mapping[str, str]] = {
    **dict.fromkeys(("start", "end", "audit"), burden.NO_ONLINE_TIME),
    **dict.fromkeys(("geotrace", "geoshape"), burden.NO_TRACK),
    **dict.fromkeys(("start-geopoint", "background-geopoint"), burden.NO_LOCATION),
    **dict.fromkeys(("background-audio", "video"), burden.NO_PHOTO),
    **dict.fromkeys(("deviceid", "subscriberid", "simserial", "phonenumber", "username", "email"), burden.NO_CHECK_IN),
}
_YES: Final = frozenset({"yes", "true", "true()", "1", "是"})
_NO: Final = frozenset({"", "no", "false", "false()", "0", "否"})
_BEGIN: Final = frozenset({"begin_group", "begin group"})
_END: Final = frozenset({"end_group", "end group"})


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, in which sheet and row; row 0 is the sheet as a whole."""

    sheet: str
    row: int
    sentence: str

    @property
    def place(self) -> str:
        """Where, in words."""
        if not self.row:
            return gettext("Sheet {sheet}").format(sheet=self.sheet)
        return gettext("Sheet {sheet}, row {row}").format(sheet=self.sheet, row=self.row)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the workbook says: the version it would make, or everything that is wrong with it."""

    title: str
    body: Body | None
    troubles: tuple[Trouble, ...]


@dataclass(slots=True)
class _Work:
    """What is found while the sheets are read."""

    today: date
    troubles: list[Trouble] = field(default_factory=list)
    items: list[tuple[int, Item]] = field(default_factory=list)
    task: SafetyTask | None = None
    title: str = ""

    def try_it(self, sheet: str, row: int, act: Callable[[], None]) -> None:
        """Keep what is wrong with its place, and go on."""
        try:
            act()
        except Refused as refusal:
            self.troubles.append(Trouble(sheet, row, refusal.sentence))


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


def read(book: Mapping[str, Sequence[Row]], *, today: date) -> Parsed:
    """The checklist in a workbook; what is wrong is said all at once, so that it is mended once."""
    work = _Work(today)
    if SURVEY not in book:
        raise Refused("checklists.no_survey", sheets="、".join(book) or "–")
    _settings(work, _lines(work, book, SETTINGS))
    options = _choices(work, _lines(work, book, CHOICES))
    _survey(work, _lines(work, book, SURVEY), options)
    if not work.troubles:
        _together(work)
    body = None if work.troubles else Body(tuple(item for _, item in work.items), work.task)
    return Parsed(work.title, body, tuple(work.troubles))


def _lines(work: _Work, book: Mapping[str, Sequence[Row]], sheet: str) -> list[_Line]:
    """The rows under the headings, by our fields."""
    rows = book.get(sheet, ())
    for row in rows:
        if row.trouble is not None:
            work.troubles.append(Trouble(sheet, row.number, row.trouble.sentence))
    at = next((at for at, row in enumerate(rows[:LOOKED_AT]) if set(_NEEDED[sheet]) <= set(_columns(row))), None)
    if at is None:
        if rows:
            work.troubles.append(
                Trouble(sheet, rows[0].number, Refused("checklists.no_heading", headings=", ".join(_NEEDED[sheet])).sentence)
            )
        return []
    columns = _columns(rows[at])
    return [
        _Line(row.number, {name: row.cells[place].strip() if place < len(row.cells) else "" for name, place in columns.items()})
        for row in rows[at + 1 :]
    ]


def _columns(row: Row) -> dict[str, int]:
    """Which of our fields stands in which column; a label in several languages is taken in Chinese, else in the first."""
    cells = [cell.strip().casefold() for cell in row.cells]
    found = {name: cells.index(word) for name, words in HEADINGS.items() for word in words if word in cells}
    for name in ("label", "hint"):
        spoken = [place for place, cell in enumerate(cells) if cell.startswith(f"{name}::")]
        if name not in found and spoken:
            found[name] = next((place for place in spoken if "zh" in cells[place] or "中文" in cells[place]), spoken[0])
    return found


def _settings(work: _Work, lines: Sequence[_Line]) -> None:
    for line in lines[:1]:
        work.title = line["form_title"]

        def task(line: _Line = line) -> None:
            work.task = burden.safety_task(line["safety_reason"], _day(line["safety_until"]), today=work.today)

        work.try_it(SETTINGS, line.number, task)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        raise Refused("checklists.bad_day", text=text[:20]) from None


def _choices(work: _Work, lines: Sequence[_Line]) -> dict[str, list[Option]]:
    found: dict[str, list[Option]] = {}
    for line in lines:
        listed = found.setdefault(line["list_name"], [])

        def add(line: _Line = line, listed: list[Option] = listed) -> None:
            if any(option.name == line["name"] for option in listed):
                raise Refused("checklists.name_twice", name=line["name"])
            listed.append(Option(line["name"], line["label"]))
            if len(listed) > OPTIONS_AT_MOST:
                raise Refused("checklists.option_count", limit=OPTIONS_AT_MOST)

        work.try_it(CHOICES, line.number, add)
    return found


def _survey(work: _Work, lines: Sequence[_Line], options: Mapping[str, Sequence[Option]]) -> None:
    sections: list[tuple[int, str, str]] = []
    rows_of: dict[str, int] = {}
    for line in lines:
        kind = re.sub(r"\s+", " ", line["type"]).casefold()
        if not kind:
            continue

        def take(line: _Line = line, kind: str = kind) -> None:
            if kind in _BEGIN:
                sections.append((line.number, line["label"] or line["name"], line["relevant"]))
            elif kind in _END:
                if not sections:
                    raise Refused("checklists.group_not_begun")
                sections.pop()
            else:
                _check_once(rows_of, line)
                work.items.append((line.number, checked_item(_item(line, kind, options, sections), work.task)))

        work.try_it(SURVEY, line.number, take)
    for number, name, _ in sections:
        work.troubles.append(Trouble(SURVEY, number, Refused("checklists.group_not_ended", name=name).sentence))


def _check_once(rows_of: dict[str, int], line: _Line) -> None:
    first = rows_of.setdefault(line["name"], line.number)
    if first != line.number:
        raise Refused("checklists.name_twice_in_rows", name=line["name"][:NAME_LIMIT], first=first)


def _item(line: _Line, kind: str, options: Mapping[str, Sequence[Option]], sections: Sequence[tuple[int, str, str]]) -> Item:
    first, _, listed = kind.partition(" ")
    if first in _WATCHING:
        raise Refused("burden.demand", rule=gettext(_WATCHING[first]))
    found = _OF_A_LIST.get(first) if listed else _TYPES.get(kind)
    if found is None:
        raise Refused(
            "checklists.unknown_type", type=line["type"][:NAME_LIMIT], types=", ".join([*_TYPES, "select_one LIST", "select_multiple LIST"])
        )
    chosen = options.get(line["type"].split()[-1], ()) if found in LISTED else ()
    if found in LISTED and not chosen:
        raise Refused("checklists.no_such_list", name=line["type"].split()[-1])
    conditions = [each for each in (*(relevant for _, _, relevant in sections), line["relevant"]) if each]
    return Item(
        name=line["name"],
        kind=found,
        label=line["label"],
        hint=line["hint"],
        section=sections[-1][1] if sections else "",
        options=tuple(chosen),
        show_if=conditions[0] if len(conditions) == 1 else " and ".join(f"({each})" for each in conditions),
        is_safety=_yes(line["safety"], "safety"),
        is_kept=_yes(line["prefill"], "prefill"),
        is_required=_yes(line["required"], "required"),
        class_code=line["class_code"],
    )


def _yes(text: str, column: str) -> bool:
    wanted = text.casefold()
    if wanted not in _YES | _NO:
        raise Refused("checklists.yes_or_no", text=text[:20], column=column)
    return wanted in _YES


def _together(work: _Work) -> None:
    """What only all items together show, each with the row of an item that has to do with it."""
    rows = {item.name: number for number, item in work.items}
    asked = {item.name: names_in(parse(item.show_if)) if item.show_if else frozenset() for _, item in work.items}
    for name, used in asked.items():
        for missing in sorted(used - set(rows)):
            refusal = Refused("checklists.condition_on_nothing", name=name, missing=missing)
            work.troubles.append(Trouble(SURVEY, rows[name], refusal.sentence))
    if work.troubles:
        return
    circle = circle_in(asked)
    if circle:
        sentence = Refused("checklists.circle", names=" → ".join(circle)).sentence
        work.troubles.append(Trouble(SURVEY, rows[circle[0]], sentence))
        return
    beyond = work.items[ITEMS_AT_MOST][0] if len(work.items) > ITEMS_AT_MOST else 0
    work.try_it(SURVEY, beyond, lambda: check_together([item for _, item in work.items]))


def as_sheets(title: str, body: Body) -> dict[str, list[list[str]]]:
    """The version as the three sheets of a workbook that reads back as the same."""
    survey = [["type", "name", "label", "hint", "relevant", "required", "safety", "prefill", "class_code"]]
    choices = [["list_name", "name", "label"]]
    section = ""
    for item in body.items:
        if item.section != section:
            survey += [["end_group"]] if section else []
            survey += [["begin_group", "", item.section]] if item.section else []
            section = item.section
        kind = _written(item)
        flags = ["yes" if each else "" for each in (item.is_required, item.is_safety, item.is_kept)]
        survey.append([kind, item.name, item.label, item.hint, item.show_if, *flags, item.class_code])
        choices += [[f"{item.name}_list", option.name, option.label] for option in item.options]
    survey += [["end_group"]] if section else []
    task = body.task
    settings = [["form_title", "safety_reason", "safety_until"]]
    settings.append([title, task.reason if task else "", task.until_on.isoformat() if task else ""])
    return {SURVEY: survey, CHOICES: choices, SETTINGS: settings}


def _written(item: Item) -> str:
    if item.kind in LISTED:
        first = "select_one" if item.kind is ItemKind.CHOICE else "select_multiple"
        return f"{first} {item.name}_list"
    return {ItemKind.NUMBER: "decimal", ItemKind.PHOTO: "image", ItemKind.LOCATION: "geopoint"}.get(item.kind, item.kind.value)


refusals(
    {
        "checklists.no_survey": gettext_noop(
            "There is no sheet survey, only {sheets}. Call the sheet with the items survey, and send it again."
        ),
        "checklists.no_heading": gettext_noop("The headings are missing. The first row must name: {headings}."),
        "checklists.bad_day": gettext_noop("“{text}” is no day. Write it as 2027-03-31."),
        "checklists.group_not_begun": gettext_noop("A group ends here that never began. Remove the row, or add begin_group above."),
        "checklists.group_not_ended": gettext_noop("The group {name} never ends. Add a row end_group."),
        "checklists.name_twice_in_rows": gettext_noop("The name {name} stands in row {first} already. Give one of them another name."),
        "checklists.unknown_type": gettext_noop("There is no type “{type}”. Write one of: {types}."),
        "checklists.no_such_list": gettext_noop("The sheet choices has no list {name}. Add its choices there, or correct the name."),
        "checklists.yes_or_no": gettext_noop("“{text}” in the column {column} is neither yes nor no. Write yes, or leave it empty."),
    }
)
