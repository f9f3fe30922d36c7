"""A file of grids: which of its columns means what, and what becomes of each of its areas."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.utils.translation import gettext, gettext_lazy, gettext_noop

from linli.geo.rings import Feature
from linli.kernel.errors import Refused, refusals
from linli.kernel.ids import uuid7
from linli.org.rules import ground
from linli.org.rules.cuts import Birth, Cells, Cut
from linli.org.rules.grids import KINDS, Cell, GridKind, identity
from linli.org.rules.imports import Verdict

# What a file may say of an area, with the names under which it is usually written.
GUESSES: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("code", "编码", "编号", "网格编码", "网格编号", "代码", "gridcode", "grid_code", "id"),
    "name": ("name", "名称", "网格名称", "网格名", "gridname", "grid_name", "标题"),
    "kind": ("kind", "类型", "网格类型", "种类", "类别", "type", "level"),
    "parent": ("parent", "上级", "上级网格", "上级编码", "所属网格", "父级", "parent_code", "parentcode"),
}
FIELD_WORDS: Final = {
    "code": gettext_lazy("Grid code"),
    "name": gettext_lazy("Name of the grid"),
    "kind": gettext_lazy("Kind"),
    "parent": gettext_lazy("Grid above"),
}
# A column that is not in the file.
NONE: Final = ""
_KIND_WORDS: Final[Mapping[GridKind, tuple[str, ...]]] = {
    GridKind.COMPREHENSIVE: ("综合网格", "综合", "大网格"),
    GridKind.DEDICATED: ("专属网格", "专属", "专业网格"),
    GridKind.MICRO: ("微网格", "微", "小网格"),
    GridKind.BLOCK: ("街区", "片区"),
    GridKind.BUILDING: ("楼栋", "楼宇", "楼"),
    GridKind.COMPOUND: ("小区", "居民小区", "院落"),
}
_KIND_OF: Final = {word: kind for kind, words in _KIND_WORDS.items() for word in (*words, kind.value, kind.words.casefold())}

refusals(
    {
        "org.file_no_code": gettext_noop("Area {number} has no code. Say which column holds it, or fill it in."),
        "org.file_no_name": gettext_noop("Area {number} ({code}) is new and has no name. Say which column holds it, or fill it in."),
        "org.file_no_kind": gettext_noop(
            "Area {number} ({code}) is new and has no kind. Say which column holds it, or choose one for all."
        ),
        "org.file_unknown_kind": gettext_noop("Area {number} ({code}): there is no kind of grid called “{kind}”. Write one of: {allowed}."),
        "org.file_other_kind": gettext_noop(
            "Area {number} ({code}) is a {present} here and a {kind} in the file. A grid keeps its kind: close it and make a new one."
        ),
        "org.file_code_twice": gettext_noop("The code {code} stands at area {first} and again at area {number}. Keep one of them."),
        "org.file_done_already": gettext_noop("This file was taken over already. Send it again to take over what has changed since."),
        "org.file_line_refused": gettext_noop("Nothing was taken over. {said}"),
        "org.file_no_parent": gettext_noop(
            "Area {number} ({code}): nothing here or in the file is called “{parent}”. Write code or name of a grid."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of the file means what; an empty name says that there is none. `kind_for_all` fills in for new grids."""

    code: str = NONE
    name: str = NONE
    kind: str = NONE
    parent: str = NONE
    kind_for_all: str = NONE

    def as_dict(self) -> dict[str, str]:
        """The columns as they are remembered."""
        return {"code": self.code, "name": self.name, "kind": self.kind, "parent": self.parent, "kind_for_all": self.kind_for_all}


@dataclass(frozen=True, slots=True)
class Line:
    """One area of the file and what becomes of it."""

    number: int
    code: str
    name: str
    verdict: Verdict
    feature: Feature
    cut: Cut | None = None
    renamed: str = ""
    troubles: Sequence[str] = field(default_factory=tuple)


def columns_of(features: Iterable[Feature]) -> list[str]:
    """The names of all columns of the file, in the order they are met."""
    return list(dict.fromkeys(str(name) for feature in features for name in feature.properties))


def guess(present: Sequence[str], remembered: Mapping[str, str] | None = None) -> Columns:
    """Which column probably means what: as last time where the file has it, else by the usual names."""
    known = {name.casefold().replace(" ", ""): name for name in reversed(present)}
    found = {}
    for field_name, words in GUESSES.items():
        last = (remembered or {}).get(field_name, NONE)
        found[field_name] = last if last in present else next((known[word] for word in words if word in known), NONE)
    return Columns(**found, kind_for_all=(remembered or {}).get("kind_for_all", NONE))


def lines_of(features: Sequence[Feature], columns: Columns, cells: Cells, extents: Mapping[UUID, UUID]) -> list[Line]:
    """What becomes of each area, by its code; grids that the file does not name stay as they are."""
    reader = _Reader(columns, cells, extents)
    return reader.read(features)


class _Reader:
    def __init__(self, columns: Columns, cells: Cells, extents: Mapping[UUID, UUID]) -> None:
        self.columns, self.extents = columns, extents
        self.present = {cell.code: cell for cell in cells.values()}
        self.named = {cell.name: cell.grid_id for cell in reversed(list(cells.values()))}
        self.ids = {cell.code: cell.grid_id for cell in cells.values()}

    def read(self, features: Sequence[Feature]) -> list[Line]:
        first: dict[str, int] = {}
        for feature in features:
            code = self._said(feature, self.columns.code)
            first.setdefault(code, feature.number)
            # A grid of the file may be named as the one above another before its own line comes.
            self.named.setdefault(self._said(feature, self.columns.name), self.ids.setdefault(code, uuid7()))
        return [self._line(feature, first) for feature in features]

    def _line(self, feature: Feature, first: Mapping[str, int]) -> Line:
        code = self._said(feature, self.columns.code)
        name = self._said(feature, self.columns.name)
        known = self.present.get(code)
        try:
            if not code:
                raise Refused("org.file_no_code", number=feature.number)
            if first[code] != feature.number:
                raise Refused("org.file_code_twice", code=code, first=first[code], number=feature.number)
            kind = self._kind(feature, code, known)
            parent_id = self._parent(feature, code, known)
            return self._changed(feature, known, parent_id) if known else self._born(feature, kind, parent_id)
        except Refused as refusal:
            shown = name or feature.name or (known.name if known else "")
            return Line(feature.number, code, shown, Verdict.REFUSED, feature, troubles=(refusal.sentence,))

    def _said(self, feature: Feature, column: str) -> str:
        value = feature.properties.get(column) if column else None
        return "" if value is None or isinstance(value, dict | list) else str(value).strip()

    def _kind(self, feature: Feature, code: str, known: Cell | None) -> GridKind:
        text = self._said(feature, self.columns.kind) or ("" if known else self.columns.kind_for_all)
        if not text and known:
            return known.kind
        if not text:
            raise Refused("org.file_no_kind", number=feature.number, code=code)
        kind = _KIND_OF.get(text.casefold())
        if kind is None:
            allowed = gettext(", ").join(gettext(each.words) for each in GridKind)
            raise Refused("org.file_unknown_kind", number=feature.number, code=code, kind=text, allowed=allowed)
        if known and kind is not known.kind:
            words = {"present": gettext(known.kind.words), "kind": gettext(kind.words)}
            raise Refused("org.file_other_kind", number=feature.number, code=code, **words)
        return kind

    def _parent(self, feature: Feature, code: str, known: Cell | None) -> UUID | None:
        text = self._said(feature, self.columns.parent)
        if not text:
            return known.parent_id if known else None
        found = self.ids.get(text) or self.named.get(text)
        if found is None:
            raise Refused("org.file_no_parent", number=feature.number, code=code, parent=text)
        return found

    def _born(self, feature: Feature, kind: GridKind, parent_id: UUID | None) -> Line:
        code, name = self._said(feature, self.columns.code), self._said(feature, self.columns.name)
        if not name:
            raise Refused("org.file_no_name", number=feature.number, code=code)
        who = identity(code, name, kind)
        cut = Cut(self.ids[code], area=feature.area, parent_id=parent_id, born=Birth(who.code, who.name, kind))
        return Line(feature.number, code, name, Verdict.NEW, feature, cut)

    def _changed(self, feature: Feature, known: Cell, parent_id: UUID | None) -> Line:
        name = identity(known.code, self._said(feature, self.columns.name) or known.name, known.kind).name
        renamed = name if name != known.name else ""
        is_same = known.parent_id == parent_id and not known.members and ground.is_same(known.area, feature.area)
        cut = None if is_same else Cut(known.grid_id, self.extents[known.grid_id], feature.area, (), parent_id)
        verdict = Verdict.CHANGED if cut or renamed else Verdict.SAME
        return Line(feature.number, known.code, name, verdict, feature, cut, renamed)


def kind_choices() -> list[tuple[str, str]]:
    """The kinds as a form offers them."""
    return [(code, gettext(kind.words)) for code, kind in KINDS.items()]
