"""The picture of a grid among its neighbours."""

from dataclasses import replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from linli.maps import svg
from linli.maps.layers import Area, AreaKind, Layers, LineKind, polygons_of
from linli.org.queries.notice import Drawn, Notice
from linli.org.rules.grids import GridKind

KINDS = {GridKind.COMPREHENSIVE: AreaKind.COMPREHENSIVE, GridKind.DEDICATED: AreaKind.DEDICATED, GridKind.MICRO: AreaKind.MICRO}
NATURE = {AreaKind.GREEN, AreaKind.WATER}
TOLD = {LineKind.RIVER, LineKind.COURSE, LineKind.RAILWAY}
# A phone shows these units larger than they are, and with them the names: 14 units become 18 px and more.
WIDTH = 270


# Every name on the map ends so; without it there is room for all of them.
SUFFIX = "网格"


def picture_of(found: Notice, base: Layers) -> SafeString:
    """The grid in colour, the others around it in grey, upon rivers and streets; empty where nothing has an outline.

    Codes are its only keys.
    """
    areas = tuple(_area(each, found) for each in found.land)
    if not any(area.key == found.line.code for area in areas):
        return SafeString("")
    others = len(areas) - 1
    said = ngettext("%(grid)s and %(count)d grid around it.", "%(grid)s and %(count)d grids around it.", others)
    return svg.draw(
        Layers(areas=areas).upon(_quiet(base)),
        title=gettext("Where %(grid)s lies") % {"grid": found.line.name},
        description=said % {"grid": found.line.name, "count": others},
        selected=found.line.code,
        width=WIDTH,
    )


def _quiet(base: Layers) -> Layers:
    """The base map for a picture as small as this: no houses, no lanes, and no name but the river's, the railway's and the stations'."""
    areas = tuple(replace(area, name="") for area in base.areas if area.kind in NATURE)
    lines = tuple(line if line.kind in TOLD else replace(line, name="") for line in base.lines if line.kind is not LineKind.LANE)
    return Layers(areas, lines, base.spots)


def _area(drawn: Drawn, found: Notice) -> Area:
    # Where smaller grids are drawn within one, theirs are the names that say something.
    is_divided = drawn.line == found.above or (drawn.line == found.line and bool(found.below))
    name = "" if is_divided else drawn.line.name.removesuffix(SUFFIX)
    return Area(drawn.line.code, name, KINDS[drawn.line.kind], polygons_of(drawn.polygons))
