"""The rota as a sheet: its columns, and what a row of it means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.org.rules.rota import Pattern, RotaRole, ShiftKind, Stretch, stretch_of

# The columns are Chinese in every language: one file serves all.
DATE, SHIFT, CHIEF, LEADER, MEMBERS = "日期", "班次", "值班长", "带班领导", "值班员"
HEADINGS = (DATE, SHIFT, CHIEF, LEADER, MEMBERS)
KINDS: Mapping[str, ShiftKind] = {"白班": ShiftKind.DAY, "夜班": ShiftKind.NIGHT, "全天": ShiftKind.WHOLE_DAY}
WORDS: Mapping[str, str] = {str(kind): word for word, kind in KINDS.items()}
_ROLES = {CHIEF: RotaRole.CHIEF, LEADER: RotaRole.LEADER, MEMBERS: RotaRole.MEMBER}
_BETWEEN = re.compile(r"[、,，;；/\s]+")
_NAMED = re.compile(r"([^（(]+)(?:[（(]([^）)]*)[）)])?")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00(?::00)?)?")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody as a row names them: the name, and the unit where one was added in parentheses."""

    name: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class RotaRow:
    """What one row says."""

    number: int
    kind: ShiftKind
    stretch: Stretch
    people: tuple[tuple[RotaRole, Named], ...]


def read_row(number: int, cells: Mapping[str, str], pattern: Pattern, zone: tzinfo) -> RotaRow:
    """One row; refused with its number where a cell is not what its column says."""
    kind = KINDS.get(cells.get(SHIFT, "").strip())
    if kind is None:
        raise Refused("rota.bad_shift", row=number, text=cells.get(SHIFT, ""), choices="、".join(KINDS))
    on = _day(number, cells.get(DATE, ""))
    people = [(role, named) for heading, role in _ROLES.items() for named in _names(number, heading, cells.get(heading, ""))]
    for heading in (CHIEF, LEADER):
        if sum(role is _ROLES[heading] for role, _ in people) > 1:
            raise Refused("rota.several_names", row=number, column=heading)
    return RotaRow(number, kind, stretch_of(kind, on, pattern, zone), tuple(people))


def _day(number: int, text: str) -> date:
    found = _DATE.fullmatch(text.strip())
    if found:
        year, month, day = map(int, found.groups())
        if 1 <= month <= 12 and 2000 < year < 2099:
            try:
                return date(year, month, day)
            except ValueError:
                pass
    raise Refused("rota.bad_date", row=number, text=text[:40])


def _names(number: int, heading: str, text: str) -> list[Named]:
    found = []
    for word in _BETWEEN.split(text.strip()):
        if not word:
            continue
        match = _NAMED.fullmatch(word)
        if match is None:
            raise Refused("rota.bad_name", row=number, column=heading, name=word[:40])
        found.append(Named(match[1], match[2] or ""))
    return found


refusals(
    {
        "rota.bad_date": gettext_noop("Row {row}, 日期: “{text}” is not a date. Write it like 2026-12-01."),
        "rota.bad_shift": gettext_noop("Row {row}, 班次: “{text}” is not a shift. Write one of: {choices}."),
        "rota.bad_name": gettext_noop("Row {row}, {column}: “{name}” is not a name. Write only names, with 、 between them."),
        "rota.several_names": gettext_noop("Row {row}, {column}: only one name fits. Move the others to 值班员."),
        "rota.nobody_called": gettext_noop("Row {row}: nobody is called {name}. Correct the name, or enter the person first."),
        "rota.several_called": gettext_noop(
            "Row {row}: {count} people are called {name}. Add the unit in parentheses, like {name}（{unit}）."
        ),
        "rota.row": gettext_noop("Row {row}: {trouble}"),
        "rota.rows": gettext_noop("{count} rows do not fit, so nothing was stored. Correct the rows listed below and send the file again."),
    }
)
