"""The duty list as a table: what each row would make, said before anything is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.sheets import Line, Row, by_heading
from linli.org.rules.imports import Verdict
from linli.tickets.rules.catalogue import Catalogue
from linli.tickets.rules.dispatch import DutyRole
from linli.tickets.rules.duty_list import Held, LineDraft, check_free, checked

# The columns of the file, Chinese in every language: one file serves all.
CLASS, GRID, UNIT, ASSISTS, ROLE, BASIS, NOTE = "类别", "网格", "主责单位", "协办单位", "承担角色", "管理依据", "备注"
REQUIRED: Final = (CLASS, UNIT)
OPTIONAL: Final = (GRID, ASSISTS, ROLE, BASIS, NOTE)
ROLES: Final[Mapping[str, DutyRole]] = {"": DutyRole.LEAD, "主责": DutyRole.LEAD, "兜底": DutyRole.FALLBACK}
EVERYWHERE: Final = frozenset({"", "全街道", "全域"})


@dataclass(frozen=True, slots=True)
class Names:
    """What may be named in a cell: code, name or short name, with what it means; a name of several means none."""

    known: Mapping[str, frozenset[UUID]]

    @classmethod
    def of(cls, rows: Iterable[tuple[UUID, Sequence[str]]]) -> "Names":
        """The names of units or grids."""
        known: dict[str, set[UUID]] = {}
        for row_id, names in rows:
            for name in filter(None, names):
                known.setdefault(name, set()).add(row_id)
        return cls({name: frozenset(ids) for name, ids in known.items()})

    def id_of(self, text: str, heading: str) -> UUID:
        """The one that is meant."""
        found = self.known.get(text, frozenset())
        if len(found) != 1:
            raise Refused("duty_list.name_ambiguous" if found else "duty_list.name_unknown", heading=heading, text=text)
        (only,) = found
        return only


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """What one row would make: the line, or why there is none."""

    number: int
    draft: LineDraft | None
    verdict: Verdict
    trouble: str = ""


def lines_of(rows: Sequence[Row]) -> list[Line]:
    """The rows under the headings."""
    return by_heading(rows, REQUIRED, OPTIONAL)


def plan(
    lines: Iterable[Line], catalogue: Catalogue, units: Names, grids: Names, held: Iterable[Held], *, valid_from: datetime
) -> list[PlannedLine]:
    """Each row as a line from that moment; refused where one stands already, in the list or in an earlier row."""
    classes = _classes(catalogue)
    standing, planned = list(held), []
    first: dict[tuple[str, UUID | None, DutyRole], int] = {}
    for line in lines:
        try:
            draft = _draft(line, classes, units, grids, valid_from)
            place = (draft.class_code, draft.grid_id, draft.role)
            if place in first:
                raise Refused("org.row_twice", text=line.cells[CLASS], row=first[place])
            check_free(draft, standing)
        except Refused as refusal:
            planned.append(PlannedLine(line.number, None, Verdict.REFUSED, refusal.sentence))
        else:
            first[place] = line.number
            planned.append(PlannedLine(line.number, draft, Verdict.NEW))
    return planned


def _classes(catalogue: Catalogue) -> Mapping[str, frozenset[str]]:
    known: dict[str, set[str]] = {}
    for item in catalogue.items.values():
        path = "/".join(each.name for each in reversed(catalogue.line(item.code)))
        for name in {item.code, item.name, path}:
            known.setdefault(name, set()).add(item.code)
    return {name: frozenset(codes) for name, codes in known.items()}


def _draft(line: Line, classes: Mapping[str, frozenset[str]], units: Names, grids: Names, valid_from: datetime) -> LineDraft:
    cell = {heading: line.cells.get(heading, "").strip() for heading in (*REQUIRED, *OPTIONAL)}
    codes = classes.get(cell[CLASS], frozenset())
    if len(codes) != 1:
        raise Refused("duty_list.name_ambiguous" if codes else "duty_list.name_unknown", heading=CLASS, text=cell[CLASS])
    if cell[ROLE] not in ROLES:
        raise Refused("duty_list.bad_role", text=cell[ROLE][:40], choices="、".join(filter(None, ROLES)))
    assists = [each.strip() for each in cell[ASSISTS].replace("，", "、").replace(",", "、").split("、") if each.strip()]
    return checked(
        LineDraft(
            class_code=next(iter(codes)),
            unit_id=units.id_of(cell[UNIT], UNIT),
            grid_id=None if cell[GRID] in EVERYWHERE else grids.id_of(cell[GRID], GRID),
            role=ROLES[cell[ROLE]],
            assist_ids=tuple(units.id_of(each, ASSISTS) for each in assists),
            basis=cell[BASIS],
            note=cell[NOTE],
            valid_from=valid_from,
        )
    )


refusals(
    {
        "duty_list.name_unknown": gettext_noop("{heading}: there is no “{text}”. Write a code or a name as it stands in the list."),
        "duty_list.name_ambiguous": gettext_noop("{heading}: “{text}” may be several. Write the code instead."),
        "duty_list.bad_role": gettext_noop("承担角色: “{text}” cannot be read. Write one of: {choices}."),
    }
)
