"""The grids on a map: as they stand, and before and after a re-cut."""

from collections.abc import Collection, Iterable

from django.urls import reverse
from django.utils.translation import gettext

from linli.desk.maps import MapView
from linli.geo.shapes import Area as Shape
from linli.geo.shapes import geojson_of
from linli.maps.layers import Area, AreaKind, Layers, Polygon, State, polygons_of
from linli.maps.outline import as_text
from linli.org.queries.grid_imports import Flawed
from linli.org.rules.cuts import Cells
from linli.org.rules.grids import Cell
from linli.org.rules.outlines import FLAW_WORDS


def grids_map(code: str, cells: Iterable[Cell], *, base: Layers, selected: str = "", before: Collection[Cell] = ()) -> MapView:
    """The grids with a border upon the base map; those in `before` are drawn once more as they were."""
    shown = [cell for cell in cells if cell.area is not None]
    areas = [_area(str(cell.grid_id), cell.name, AreaKind(cell.kind.value), cell.area) for cell in shown]
    areas += [_area(f"before-{cell.grid_id}", cell.name, AreaKind.BEFORE, cell.area) for cell in before]
    return MapView(
        title=gettext("Grids of this subdistrict"),
        layers=Layers(areas=tuple(areas)).upon(base),
        selected=selected,
        is_listed=False,
        addresses={str(cell.grid_id): reverse("desk:grid", args=[code, cell.grid_id]) for cell in shown},
    )


def flaws_map(cells: Cells, flaws: Iterable[tuple[str, Flawed]], base: Layers) -> MapView:
    """The grids, and on them every place that is covered twice or not at all, by its key."""
    areas = [_area(str(cell.grid_id), cell.name, AreaKind(cell.kind.value), cell.area) for cell in cells.values() if cell.area is not None]
    areas += [
        _area(key, str(FLAW_WORDS[flaw.piece.flaw]), AreaKind.BLOCK, flaw.piece.shape, State.WATCH if flaw.piece.is_sliver else State.ACT)
        for key, flaw in flaws
    ]
    return MapView(title=gettext("Gaps and overlaps"), layers=Layers(areas=tuple(areas)).upon(base), is_listed=False)


def drawing_map(cells: Cells, base: Layers) -> MapView:
    """The neighbours under a drawing, to whose corners a new one snaps."""
    areas = tuple(
        _area(str(cell.grid_id), cell.name, AreaKind(cell.kind.value), cell.area) for cell in cells.values() if cell.area is not None
    )
    return MapView(title=gettext("Grids of this subdistrict"), layers=Layers(areas=areas).upon(base), is_listed=False, element_id="drawing")


def border_text(shape: Shape | None) -> str:
    """A border as it stands in the box of a form."""
    return as_text(polygons_of_shape(shape))


def polygons_of_shape(shape: Shape | None) -> tuple[Polygon, ...]:
    coordinates = geojson_of(shape)["coordinates"] if shape is not None else ()
    return polygons_of(coordinates) if isinstance(coordinates, list) else ()


def _area(key: str, name: str, kind: AreaKind, shape: Shape | None, state: State | None = None) -> Area:
    return Area(key=key, name=name, kind=kind, polygons=polygons_of_shape(shape), state=state)
