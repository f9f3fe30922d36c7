"""The picture of a grid among its neighbours."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from linli.maps import svg
from linli.maps.layers import Area, AreaKind, Layers, polygons_of
from linli.org.queries.notice import Drawn, Notice
from linli.org.rules.grids import GridKind

KINDS = {GridKind.COMPREHENSIVE: AreaKind.COMPREHENSIVE, GridKind.DEDICATED: AreaKind.DEDICATED, GridKind.MICRO: AreaKind.MICRO}
# A phone shows these units larger than they are, and with them the names: 14 units become 18 px and more.
WIDTH = 270


# Every name on the map ends so; without it there is room for all of them.
SUFFIX = "网格"


def picture_of(found: Notice) -> SafeString:
    """The grid in colour, the others around it in grey; empty where nothing has an outline. Codes are its only keys."""
    areas = tuple(_area(each, found) for each in found.land)
    if not any(area.key == found.line.code for area in areas):
        return SafeString("")
    others = len(areas) - 1
    said = ngettext("%(grid)s and %(count)d grid around it.", "%(grid)s and %(count)d grids around it.", others)
    return svg.draw(
        Layers(areas=areas),
        title=gettext("Where %(grid)s lies") % {"grid": found.line.name},
        description=said % {"grid": found.line.name, "count": others},
        selected=found.line.code,
        width=WIDTH,
    )


def _area(drawn: Drawn, found: Notice) -> Area:
    # Where smaller grids are drawn within one, theirs are the names that say something.
    is_divided = drawn.line == found.above or (drawn.line == found.line and bool(found.below))
    name = "" if is_divided else drawn.line.name.removesuffix(SUFFIX)
    return Area(drawn.line.code, name, KINDS[drawn.line.kind], polygons_of(drawn.polygons))
