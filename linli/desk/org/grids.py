"""The pages about grids: the tree beside the map, one grid, where a point lies, gaps and overlaps, the file to take away."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.desk.chains import journal_page
from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.org.grid_maps import flaws_map, grids_map
from linli.desk.org.moments import as_of, today
from linli.desk.org.tabs import tabs_for
from linli.desk.story import span, tell
from linli.geo.topology import Flaw
from linli.kernel import clock, journal
from linli.kernel.errors import Refused
from linli.org.queries import grid_imports as files
from linli.org.queries import grids as queries
from linli.org.queries import people
from linli.org.queries.base_map import base_layers
from linli.org.queries.grids import GridNow
from linli.org.queries.notice import NOTICED
from linli.org.queries.recuts import duties_of
from linli.org.rules.grids import GridKind
from linli.org.rules.outlines import FLAW_WORDS, SYSTEM_CHOICES, read_place, system_of
from linli.org.rules.permissions import Permission

STORY_LENGTH = 20
HECTARE_M2 = 10_000
# Above this many square metres a size is said in hectares.
MOST_TOLD_M2 = 5_000
# So many neighbours are offered to take a gap.
MOST_WAYS = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the tree table."""

    now: GridNow
    kind: str
    size: str
    indent: int
    is_on: bool

    @property
    def key(self) -> str:
        """By which the map knows it."""
        return str(self.now.grid.pk)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page was asked for: a day, a kind, a place; and what of it could not be understood."""

    at: datetime
    on: str
    kind: GridKind | None
    place: str
    system: str
    here: tuple[float, float] | None
    trouble: str


def size_words(area_m2: float | None) -> str:
    """How large a grid is, in the unit one would say."""
    if area_m2 is None:
        return ""
    if area_m2 < MOST_TOLD_M2:
        return gettext("%(size)s m²") % {"size": f"{area_m2:,.0f}"}
    return gettext("%(size)s ha") % {"size": f"{area_m2 / HECTARE_M2:,.1f}"}


def asked(query: QueryDict) -> Asked:
    """The filters of the address; what cannot be understood is said and left out."""
    on, trouble, at = query.get("at", ""), "", clock.now()
    place, system = query.get("place", "")[:80], query.get("system", "wgs84")
    here = None
    try:
        at = as_of(on)
        here = read_place(place, system_of(system))
    except Refused as refusal:
        trouble = refusal.sentence
    kind = next((kind for kind in GridKind if kind == query.get("kind")), None)
    return Asked(at, on if not trouble else "", kind, place, system, here, trouble)


@require_safe
@staff_page
def list_grids(request: StaffRequest) -> HttpResponse:
    """The grid tree as it stood on a day, beside the map."""
    request.actor.require(Permission.READ)
    wanted = asked(request.GET)
    found = queries.in_force(request.actor, wanted.at)
    chain = queries.grid_at(request.actor, *wanted.here, wanted.at) if wanted.here else []
    hits = {now.grid.pk for now in chain}
    shown = [now for now in found if wanted.kind is None or now.grid.kind == wanted.kind]
    cells = queries.atlas_for(request.actor).at(wanted.at).cells
    return page(
        request,
        "desk/org/grids/list.html",
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="grids",
        rows=[_row(now, hits, is_flat=wanted.kind is not None) for now in shown],
        map=grids_map(
            request.place.code,
            [cells[now.grid.pk] for now in shown],
            base=base_layers(request.actor),
            selected=str(chain[0].grid.pk) if chain else "",
        ),
        wanted=wanted,
        chain=chain,
        kinds=[(kind.value, gettext(kind.words), sum(now.grid.kind == kind for now in found)) for kind in GridKind],
        total=len(found),
        systems=SYSTEM_CHOICES,
        today=today(),
        may_draw=request.actor.may(Permission.CHANGE_GRIDS),
    )


def _row(now: GridNow, hits: set[UUID], *, is_flat: bool) -> Row:
    indent = 0 if is_flat else min(now.depth, 6)
    return Row(now, gettext(GridKind(now.grid.kind).words), size_words(now.extent.area_m2), indent, now.grid.pk in hits)


@require_safe
@staff_page
def show_grid(request: StaffRequest, grid_id: UUID) -> HttpResponse:
    """One grid: its ground, what stands below it, who answers, and every re-cut with who and why."""
    grid = queries.get_for(request.actor, grid_id)
    wanted = asked(request.GET)
    cells = queries.atlas_for(request.actor).at(wanted.at).cells
    extents = queries.extents_of(request.actor, grid_id)
    cell = cells.get(grid_id)
    below = [now for now in queries.in_force(request.actor, wanted.at) if now.parent_id == grid_id]
    held = duties_of(request.actor, [grid_id], wanted.at)
    cards = people.cards(request.actor, [each.person_id for each in held if each.person_id])
    shown = span(grid.journal_seq, limit=STORY_LENGTH)
    story = tell(journal.story_of(grid, after=shown.after, limit=shown.limit))
    family = [cells[now.grid.pk] for now in below] + ([cell] if cell else [])
    return page(
        request,
        "desk/org/grids/show.html",
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="grids",
        grid=grid,
        kind=gettext(GridKind(grid.kind).words),
        cell=cell,
        parent=cells.get(cell.parent_id) if cell and cell.parent_id else None,
        below=[_row(now, set(), is_flat=True) for now in below],
        extents=[{"row": each, "size": size_words(each.area_m2), "is_planned": each.valid_from > clock.now()} for each in extents],
        size=size_words(extents[0].area_m2) if extents else "",
        duties=[{"role": each.role, "card": cards.get(each.person_id) if each.person_id else None} for each in held],
        map=grids_map(request.place.code, family, base=base_layers(request.actor), selected=str(grid_id)),
        story=story.entries,
        wanted=wanted,
        now=clock.now(),
        has_notice=grid.kind in NOTICED and cell is not None,
        may_draw=request.actor.may(Permission.CHANGE_GRIDS) and grid.valid_until is None,
    )


@require_safe
@staff_page
def grid_journal(request: StaffRequest, grid_id: UUID) -> HttpResponse:
    """Every entry of the grid's chain."""
    grid = queries.get_for(request.actor, grid_id)
    return journal_page(request, grid, title=grid.name, back_to=reverse("desk:grid", args=[request.place.code, grid.pk]))


@require_safe
@staff_page
def list_flaws(request: StaffRequest) -> HttpResponse:
    """Where grids of one kind overlap or leave a gap, as a list and on the map, each with what to do about it."""
    request.actor.require(Permission.READ)
    wanted = asked(request.GET)
    cells = queries.atlas_for(request.actor).at(wanted.at).cells
    found = [(f"flaw-{place}", flaw) for place, flaw in enumerate(files.flaws_of(cells))]
    return page(
        request,
        "desk/org/grids/flaws.html",
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="grids",
        rows=[_flaw_row(key, flaw) for key, flaw in found],
        map=flaws_map(cells, found, base_layers(request.actor)),
        wanted=wanted,
        grids=len(cells),
        may_draw=request.actor.may(Permission.CHANGE_GRIDS),
    )


def _flaw_row(key: str, flaw: files.Flawed) -> dict[str, object]:
    return {
        "key": key,
        "word": FLAW_WORDS[flaw.piece.flaw],
        "size": size_words(flaw.piece.area_m2),
        "kind": gettext(flaw.kind.words),
        "names": gettext(", ").join(cell.name for cell in flaw.cells),
        "ways": [{"grid_id": cell.grid_id, "name": cell.name} for cell in flaw.cells[:MOST_WAYS]],
        "is_gap": flaw.piece.flaw is Flaw.GAP,
        "is_sliver": flaw.piece.is_sliver,
        "lon": f"{flaw.piece.lon:.6f}",
        "lat": f"{flaw.piece.lat:.6f}",
    }


@require_safe
@staff_page
def take_away(request: StaffRequest) -> HttpResponse:
    """The grids of a day as a GeoJSON file."""
    request.actor.require(Permission.READ)
    system = system_of(request.GET.get("system", "wgs84"))
    at = as_of(request.GET.get("at", ""))
    content = json.dumps(files.as_file(request.actor, at, system), ensure_ascii=False)
    name = f"grids-{request.place.code}-{system.value}.geojson"
    return HttpResponse(content, content_type="application/geo+json", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def names_of(rows: Sequence[GridNow]) -> list[tuple[str, str]]:
    """The grids as a form offers them, each indented below the one above it."""
    return [(str(now.grid.pk), "　" * now.depth + f"{now.grid.name} {now.grid.code}") for now in rows]
