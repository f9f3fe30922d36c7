"""Re-cutting grids: draw step by step, see what moves, say why and from when, done in one write."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.errors import status_of
from linli.desk.org.grid_edit import chosen
from linli.desk.org.grid_maps import border_text, drawing_map, grids_map
from linli.desk.org.grids import names_of, size_words
from linli.desk.org.moments import effective_from, today
from linli.desk.org.recut_sheet import Sheet, read_sheet
from linli.desk.org.tabs import tabs_for
from linli.desk.story import tell
from linli.kernel import clock, journal
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.ids import uuid7
from linli.kernel.writes import attempt
from linli.maps.layers import Layers
from linli.org.actions import grids as actions
from linli.org.queries import grid_imports as files
from linli.org.queries import grids as queries
from linli.org.queries import people, recuts
from linli.org.queries.atlas import Stretch
from linli.org.queries.base_map import base_layers
from linli.org.rules import steps
from linli.org.rules.cuts import Cells, Cut
from linli.org.rules.grids import Cell, GridKind, identity, member_lines
from linli.org.rules.outlines import SYSTEM_CHOICES, read_border, read_line, read_place, repair_words, system_of
from linli.org.rules.permissions import Permission

NEW = "new"
NEW_WORD, CHANGED_WORD = pgettext_lazy("of a grid", "new"), pgettext_lazy("of a grid", "changed")
CLOSED_WORD = pgettext_lazy("of a grid", "closed")
TOOLS = {
    "move": gettext_lazy("Move ground"),
    "line": gettext_lazy("Cut along a line"),
    "redraw": gettext_lazy("Draw a border anew"),
    "join": gettext_lazy("Join two"),
    "below": gettext_lazy("Put below another"),
    "members": gettext_lazy("Change a list"),
}


@dataclass(slots=True)
class Drawing:
    """The page while a re-cut is drawn: the tool in hand, what stands in its fields, the sheet, and what is to be said."""

    tool: str = "move"
    source: str = ""
    target: str = ""
    new_code: str = ""
    new_name: str = ""
    drawn: str = ""
    system: str = "wgs84"
    members: str = ""
    is_larger: bool = False
    give_way: bool = True
    on: str = ""
    why: str = ""
    sheet: Sheet = field(default_factory=Sheet)
    trouble: str = ""
    drawn_error: str = ""
    repairs: list[str] = field(default_factory=list)
    meanwhile: list[dict[str, object]] = field(default_factory=list)


@require_http_methods(["GET", "POST"])
@staff_page
def recut(request: StaffRequest) -> HttpResponse:
    """One page for the whole re-cut; every button sends the whole drawing."""
    request.actor.require(Permission.CHANGE_GRIDS)
    if request.method != "POST":
        return _show(request, _begun(request))
    drawing = read_drawing(request.POST)
    # Ctrl+Enter names no button: with a reason written and nothing more drawn, it means the whole re-cut.
    act = request.POST.get("act") or ("do" if drawing.sheet.cuts and drawing.why.strip() and not drawing.drawn.strip() else "step")
    if act in TOOLS:
        drawing.tool = act
        return _show(request, drawing)
    if act.startswith("drop-"):
        drawing.sheet.cuts.pop(chosen(act.removeprefix("drop-")) or uuid7(), None)
        return _show(request, drawing)
    return _carry_out(request, drawing) if act == "do" else _step(request, drawing)


def _begun(request: StaffRequest) -> Drawing:
    """The page as a link opens it: a border to draw anew stands there as it is, with the gap that it is to take."""
    source, tool = request.GET.get("grid", ""), request.GET.get("tool", "move")
    drawing = Drawing(tool=tool if tool in TOOLS else "move", source=source, target=request.GET.get("to", ""), on=f"{today()}")
    cells = queries.atlas_for(request.actor).at(clock.now()).cells
    cell = cells.get(chosen(source) or uuid7())
    if cell is None:
        return drawing
    try:
        here = read_place(request.GET.get("add", ""))
    except Refused as refusal:
        drawing.trouble, here = refusal.sentence, None
    gap = files.gap_at(cells, *here) if here else None
    drawing.drawn = border_text(steps.with_gap(cell, gap)) if tool == "redraw" else ""
    drawing.members = "\n".join(cell.members)
    return drawing


def read_drawing(post: QueryDict) -> Drawing:
    """The form as it was sent."""
    tool = post.get("tool", "move")
    drawing = Drawing(
        tool=tool if tool in TOOLS else "move",
        system=post.get("system", "wgs84"),
        is_larger=bool(post.get("is_larger")),
        give_way=bool(post.get("give_way")),
    )
    for name in ("source", "target", "new_code", "new_name", "drawn", "members", "on", "why"):
        setattr(drawing, name, post.get(name, ""))
    drawing.sheet = read_sheet(post.get("sheet", ""))
    return drawing


def _step(request: StaffRequest, drawing: Drawing) -> HttpResponse:
    try:
        at = effective_from(drawing.on)
        stretch = queries.atlas_for(request.actor).at(at)
        cells = drawing.sheet.cells(stretch.cells)
        changed, closed = _TOOLS[drawing.tool](drawing, cells)
    except Refused as refusal:
        _blame(drawing, refusal)
        return _show(request, drawing, status=status_of(refusal))
    drawing.sheet.take(changed, stretch)
    if closed:
        drawing.sheet.close(closed, stretch)
    drawing.drawn = drawing.new_code = drawing.new_name = drawing.members = ""
    return _show(request, drawing)


def _blame(drawing: Drawing, refusal: Refused) -> None:
    if refusal.code in {"org.border_unreadable", "org.line_unreadable", "org.line_too_short", "org.step_no_ground"}:
        drawing.drawn_error = refusal.sentence
    else:
        drawing.trouble = refusal.sentence


Changed = tuple[Mapping[UUID, Cell], UUID | None]


def _move(drawing: Drawing, cells: Cells) -> Changed:
    source = _source(drawing, cells)
    area, repairs = read_border(drawing.drawn, grid=source.name, system=system_of(drawing.system))
    drawing.repairs = repair_words(repairs)
    return steps.move_ground(cells, source.grid_id, _target(drawing, cells, source), area), None


def _line(drawing: Drawing, cells: Cells) -> Changed:
    source = _source(drawing, cells)
    line, target = read_line(drawing.drawn), _target(drawing, cells, source)
    return steps.cut_along(cells, source.grid_id, target, line, gives_larger=drawing.is_larger), None


def _redraw(drawing: Drawing, cells: Cells) -> Changed:
    source = _source(drawing, cells)
    area, repairs = read_border(drawing.drawn, grid=source.name, system=system_of(drawing.system))
    drawing.repairs = repair_words(repairs)
    return steps.redraw(cells, source.grid_id, area, neighbours_give_way=drawing.give_way), None


def _join(drawing: Drawing, cells: Cells) -> Changed:
    source = _source(drawing, cells)
    return steps.join(cells, source.grid_id, _target(drawing, cells, source).grid_id), source.grid_id


def _below(drawing: Drawing, cells: Cells) -> Changed:
    return steps.put_below(cells, _source(drawing, cells).grid_id, chosen(drawing.target)), None


def _members(drawing: Drawing, cells: Cells) -> Changed:
    return steps.list_members(cells, _source(drawing, cells).grid_id, member_lines(drawing.members)), None


_TOOLS: Mapping[str, Callable[[Drawing, Cells], Changed]] = {
    "move": _move,
    "line": _line,
    "redraw": _redraw,
    "join": _join,
    "below": _below,
    "members": _members,
}


def _source(drawing: Drawing, cells: Cells) -> Cell:
    source = cells.get(chosen(drawing.source) or uuid7())
    if source is None:
        raise Refused("org.grid_no_cut")
    return source


def _target(drawing: Drawing, cells: Cells, like: Cell) -> Cell:
    """The grid that gets it; a new one is of the same kind and stands below the same grid."""
    if drawing.target == NEW:
        who = identity(drawing.new_code, drawing.new_name, like.kind)
        return Cell(uuid7(), who.code, who.name, who.kind, like.parent_id, None)
    target = cells.get(chosen(drawing.target) or uuid7())
    if target is None:
        raise Refused("org.grid_no_cut")
    return target


def _carry_out(request: StaffRequest, drawing: Drawing) -> HttpResponse:
    cuts = list(drawing.sheet.cuts.values())
    with attempt() as outcome:
        actions.recut(request.actor, cuts, effective_at=effective_from(drawing.on), why=drawing.why)
    if outcome.refusal is None:
        return done(request, "grid", cuts[0].grid_id)
    if isinstance(outcome.refusal, Stale):
        drawing.meanwhile = _meanwhile(request, drawing.sheet)
    _blame(drawing, outcome.refusal)
    return _show(request, drawing, status=status_of(outcome.refusal))


def _meanwhile(request: StaffRequest, sheet: Sheet) -> list[dict[str, object]]:
    """Who re-cut what after it was drawn upon; those leave the sheet, the rest stays."""
    atlas = queries.atlas_for(request.actor)
    found = []
    for key, cut in list(sheet.cuts.items()):
        last = atlas.last(key)
        if not cut.born and last is not None and last.extent_id != cut.seen:
            grid = queries.get_for(request.actor, key)
            entry = tell(journal.story_of(grid, after=grid.journal_seq - 1, limit=1)).entries[0]
            found.append({"name": grid.name, "who": entry.who, "when": entry.recorded_at})
            del sheet.cuts[key]
    return found


def _show(request: StaffRequest, drawing: Drawing, *, status: int = 200) -> HttpResponse:
    at, preview = clock.now(), None
    try:
        at = effective_from(drawing.on)
        preview = recuts.what_moves(request.actor, list(drawing.sheet.cuts.values()), at) if drawing.sheet.cuts else None
    except (Refused, NotFound) as refusal:
        drawing.trouble = drawing.trouble or refusal.sentence
    stretch = queries.atlas_for(request.actor).at(at)
    cells = preview.plan.after if preview else stretch.cells
    base = base_layers(request.actor)
    return page(
        request,
        "desk/org/grids/recut.html",
        status=status,
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="grids",
        drawing=drawing,
        tools=list(TOOLS.items()),
        choices=_choices(request, drawing, stretch, at),
        systems=SYSTEM_CHOICES,
        sheet=drawing.sheet.text() if drawing.sheet.cuts else "",
        preview=_told(request, preview) if preview else None,
        after_map=_after_map(request, preview, base) if preview else None,
        map=drawing_map(cells, base),
        is_past=at < clock.now() and drawing.on not in {"", f"{today()}"},
        is_planned=at > clock.now(),
    )


def _choices(request: StaffRequest, drawing: Drawing, stretch: Stretch, at: datetime) -> list[tuple[str, str]]:
    offered = names_of(queries.in_force(request.actor, at))
    born = [cut for cut in drawing.sheet.cuts.values() if cut.born]
    return offered + [
        (str(cut.grid_id), f"{cut.born.name} {cut.born.code}") for cut in born if cut.born and cut.grid_id not in stretch.cells
    ]


def _after_map(request: StaffRequest, preview: recuts.Preview, base: Layers) -> object:
    plan = preview.plan
    before = [plan.before[key] for key in sorted(plan.changed) if key in plan.before and plan.before[key].area is not None]
    chosen_one = next((str(cut.grid_id) for cut in plan.cuts if not cut.is_closing), "")
    return grids_map(request.place.code, plan.after.values(), base=base, before=before, selected=chosen_one)


def _told(request: StaffRequest, preview: recuts.Preview) -> dict[str, object]:
    plan = preview.plan
    cells = {**plan.after, **plan.before}
    nobody = gettext("no grid")
    cards = people.cards(request.actor, [each.person_id for each in (*preview.duties, *preview.posts) if each.person_id])
    return {
        "lines": [_line_of(cut, preview, cells) for cut in plan.cuts],
        "moves": [
            {
                "from": cells[move.from_key].name if move.from_key else nobody,
                "to": cells[move.to_key].name if move.to_key else nobody,
                "kind": gettext(next(cells[key].kind.words for key in (move.from_key, move.to_key) if key)),
                "size": size_words(move.area_m2),
                "exact": f"{move.area_m2:,.0f} m²",
            }
            for move in preview.moves
        ],
        "members": [
            {
                "member": each.member,
                "from": cells[each.source].name if each.source else nobody,
                "to": cells[each.target].name if each.target else nobody,
            }
            for each in preview.members
        ],
        "duties": [
            {"grid": cells[each.grid_id].name, "role": each.role, "card": cards.get(each.person_id) if each.person_id else None}
            for each in (*preview.duties, *preview.posts)
        ],
        "needed": [{"grid": cells[each.grid_id].name, "role": each.role} for each in preview.needed],
        "faults": [refusal.sentence for _, refusal in preview.faults],
        "snapped": [{"grid": each.grid, "at": each.at, "size": size_words(each.area_m2)} for each in plan.snapped],
        "is_ready": bool(plan.cuts) and not preview.faults,
    }


def _line_of(cut: Cut, preview: recuts.Preview, cells: Mapping[UUID, Cell]) -> dict[str, object]:
    before_m2, after_m2 = preview.areas[cut.grid_id]
    cell = cells[cut.grid_id]
    word = NEW_WORD if cut.born else CLOSED_WORD if cut.is_closing else CHANGED_WORD
    return {
        "id": cut.grid_id,
        "name": cell.name,
        "code": cell.code,
        "kind": gettext(GridKind(cell.kind).words),
        "word": word,
        "before": size_words(before_m2) if before_m2 else "–",
        "after": size_words(after_m2) if after_m2 else "–",
    }
