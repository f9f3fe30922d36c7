"""Maps on the desk's pages.

How a page gets a map::

    from linli.desk.maps import MapView
    from linli.maps.layers import Area, AreaKind, Layers, Line, LineKind, Spot, State, polygons_of

    view = MapView(
        title=gettext("Grids of this subdistrict"),
        layers=Layers(
            areas=(Area(key=str(grid.pk), name=grid.name, kind=AreaKind.MICRO, polygons=polygons_of(extent.rings)), …),
            lines=(Line(name="兰河", kind=LineKind.RIVER, points=((121.4, 31.2), …)), …),
            spots=(Spot(key=str(unit.pk), name=unit.name, at=(121.4, 31.2), state=State.WATCH), …),
        ),
        selected=str(chosen.pk),          # optional
        addresses={str(grid.pk): reverse(…)},   # optional: where a line of the list leads
    )
    return page(request, "desk/org/grids.html", map=view)

In the template ``{% include "desk/parts/map.html" %}``; several maps on one page need ``element_id`` of their own. The part
brings its style sheet, its script, the picture (SVG, always there: no script, no WebGL, paper) and the list of what is on it.
A page with a table of its own passes ``is_listed=False`` and writes ``data-row data-feature="<key>"`` on its rows: the map
and the rows then follow each other, by mouse and by keys. Coordinates are WGS-84, (longitude, latitude).

How a form gets a drawing: ``{% include "desk/parts/draw.html" with field="outline" value=draft.outline shape="polygon" %}``
inside the form, with ``map`` in the context: its areas are the neighbours, to whose corners a new one snaps. ``shape="line"``
draws one line instead, for cutting. The text area named ``field`` is the truth; it holds either GeoJSON or one corner per line
(``121.4372, 31.2391``), and so does what arrives: ``linli.geo.geojson.read_geojson(linli.maps.outline.as_json(text))`` reads an
outline and repairs it, ``linli.maps.outline.read_line(text)`` a line; NotACorner and NotALine are to be said in words.
Errors of that field: pass ``error=draft.errors.outline``. How a stored outline is first written there:
``linli.maps.outline.as_text(polygons)``.

For paper and public pages the picture alone: ``linli.maps.svg.draw(layers, title=…, description=…, width=390)`` with the style
sheet ``dist/map.css``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from linli.geo.coordinates import System as CoordinateSystem
from linli.geo.coordinates import convert
from linli.maps import svg
from linli.maps.layers import BASE, STATE_WORDS, WORDS, Area, AreaKind, Kind, Layers, LegendLine, Position, Spot, State, moved
from linli.maps.legend import sign
from linli.maps.tiles import System, Tiles

# Seven decimals are a centimetre: more is noise, and the page is smaller without it.
DECIMALS = 7
UNLISTED = {*BASE, AreaKind.BEFORE}


@dataclass(frozen=True, slots=True)
class ListLine:
    """One thing of the map as a line that can be read."""

    key: str
    name: str
    word: str | Promise
    state: State | None
    state_word: str | Promise
    address: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class MapView:
    """A map as a page shows it."""

    title: str
    layers: Layers
    selected: str = ""
    element_id: str = "map"
    is_listed: bool = True
    # The map takes the height of the window, and the wheel zooms without a key held.
    fills_page: bool = False
    addresses: Mapping[str, str] = field(default_factory=dict)
    is_drawn_on: bool = False

    @property
    def for_drawing(self) -> "MapView":
        """The same map within a form."""
        return replace(self, is_listed=False, is_drawn_on=True)

    @property
    def tiles(self) -> Tiles | None:
        """The background, where the settings name one."""
        tiles: Tiles | None = settings.LINLI_MAP_TILES
        # Upon shifted tiles every corner would be stored some hundred metres beside its place.
        return None if tiles and self.is_drawn_on and tiles.system is System.GCJ02 else tiles

    @property
    def is_shifted(self) -> bool:
        """Whether the tiles are drawn in GCJ-02, some hundred metres beside the truth."""
        return self.tiles is not None and self.tiles.system is System.GCJ02

    @property
    def lacks_tiles(self) -> bool:
        """Whether there are tiles that cannot be drawn upon."""
        return self.tiles is None and settings.LINLI_MAP_TILES is not None

    @property
    def description(self) -> str:
        """The map in one sentence, for who cannot see it."""
        areas = [area.name for area in self.layers.areas if area.kind not in UNLISTED]
        said = ngettext("%(count)d area: %(names)s.", "%(count)d areas: %(names)s.", len(areas))
        return said % {"count": len(areas), "names": gettext(", ").join(areas)}

    @property
    def svg(self) -> SafeString:
        """The picture that needs no script."""
        return svg.draw(self.layers, title=self.title, description=self.description, name=self.element_id, selected=self.selected)

    @property
    def json_id(self) -> str:
        """The id of the block in which the script finds the layers."""
        return f"{self.element_id}-layers"

    @property
    def json(self) -> dict[str, Any]:
        """What the script draws."""
        layers = moved(self.layers, _to_gcj02) if self.is_shifted else self.layers
        bounds = layers.bounds
        return {
            "bounds": list(bounds) if bounds else None,
            "selected": self.selected,
            "areas": [_area(each) for each in layers.areas],
            "lines": [{"name": each.name, "kind": each.kind, "points": [_place(at) for at in each.points]} for each in layers.lines],
            "spots": [_spot(each) for each in layers.spots],
            "tiles": {"layers": self.tiles.layers, "credit": self.tiles.credit} if self.tiles else None,
        }

    @property
    def legend(self) -> list[tuple[LegendLine, SafeString]]:
        """The signs that stand on this map, each with its small picture."""
        return [(line, sign(line.sign)) for line in self.layers.legend]

    @property
    def rows(self) -> list[ListLine]:
        """What can be chosen, as a list."""
        areas = [each for each in self.layers.areas if each.kind not in UNLISTED]
        things: list[Area | Spot] = [*areas, *(each for each in self.layers.spots if each.key)]
        return [self._row(each, each.kind) for each in things]

    def _row(self, thing: Area | Spot, kind: Kind) -> ListLine:
        return ListLine(
            key=thing.key,
            name=thing.name,
            word=WORDS[kind],
            state=thing.state,
            state_word=STATE_WORDS[thing.state] if thing.state else "",
            address=self.addresses.get(thing.key, ""),
            is_on=bool(self.selected) and thing.key == self.selected,
        )


def _to_gcj02(places: Sequence[Position]) -> Sequence[Position]:
    if not places:
        return places
    return [(float(lon), float(lat)) for lon, lat in convert(places, CoordinateSystem.WGS84, CoordinateSystem.GCJ02)]


def _place(at: Position) -> list[float]:
    return [round(at[0], DECIMALS), round(at[1], DECIMALS)]


def _area(area: Area) -> dict[str, Any]:
    polygons = [[[_place(at) for at in ring] for ring in polygon] for polygon in area.polygons]
    return {**_named(area), "polygons": polygons, "at": _place(area.label_at)}


def _spot(spot: Spot) -> dict[str, Any]:
    return {**_named(spot), "at": _place(spot.at)}


def _named(thing: Area | Spot) -> dict[str, Any]:
    return {"key": thing.key, "name": thing.name, "kind": thing.kind, "state": thing.state or ""}
