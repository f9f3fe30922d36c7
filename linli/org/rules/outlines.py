"""Reading what somebody drew, pasted or sent: polygons and lines, and the words for what cannot be read."""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext, gettext_lazy, gettext_noop, ngettext

from linli.geo.coordinates import System, convert
from linli.geo.geojson import read_geojson
from linli.geo.points import Points, checked
from linli.geo.problems import BadCoordinates, BadPolygons, Problem, Repair, Trouble
from linli.geo.rings import Repaired
from linli.geo.shapes import Area
from linli.geo.suspicion import Compass, Suspicion
from linli.geo.topology import Flaw
from linli.kernel.errors import Refused, refusals
from linli.maps import outline
from linli.org.rules import ground

SYSTEM_WORDS: Final = {
    System.WGS84: gettext_lazy("WGS-84 (satellite)"),
    System.GCJ02: gettext_lazy("GCJ-02 (Amap, Tencent)"),
    System.BD09: gettext_lazy("BD-09 (Baidu)"),
    System.CGCS2000: gettext_lazy("CGCS2000 (survey)"),
}
SYSTEM_CHOICES: Final = [(each.value, words) for each, words in SYSTEM_WORDS.items()]
COMPASS_WORDS: Final = {
    Compass.NORTH: gettext_lazy("north"),
    Compass.NORTH_EAST: gettext_lazy("north-east"),
    Compass.EAST: gettext_lazy("east"),
    Compass.SOUTH_EAST: gettext_lazy("south-east"),
    Compass.SOUTH: gettext_lazy("south"),
    Compass.SOUTH_WEST: gettext_lazy("south-west"),
    Compass.WEST: gettext_lazy("west"),
    Compass.NORTH_WEST: gettext_lazy("north-west"),
}
PROBLEM_WORDS: Final[Mapping[Problem, str]] = {
    Problem.WRONG_SHAPE: gettext_noop("The coordinates are no pairs of longitude and latitude. Write one pair to a line."),
    Problem.NOT_FINITE: gettext_noop("A coordinate is no number. Write longitude and latitude in degrees, such as 121.40, 31.23."),
    Problem.OUT_OF_RANGE: gettext_noop(
        "The coordinate {first}, {second} does not lie on earth. Write longitude and latitude in degrees, such as 121.40, 31.23."
    ),
    Problem.SWAPPED: gettext_noop("Longitude and latitude are swapped: the first pair reads {first}, {second}. Put the longitude first."),
    Problem.TOO_LARGE: gettext_noop("The file is larger than 20 MB. Save it with fewer decimals, or in parts."),
    Problem.TOO_DEEP: gettext_noop("The file is nested too deeply for a file of borders. Export it again as plain GeoJSON."),
    Problem.TOO_MANY_FEATURES: gettext_noop("The file holds more than {most} areas. Send it in parts."),
    Problem.TOO_MANY_VERTICES: gettext_noop("The file holds more than {most} corners. Simplify the borders, or send it in parts."),
    Problem.NOT_TEXT: gettext_noop("This is not a text file. Export the borders as GeoJSON and send that."),
    Problem.NOT_JSON: gettext_noop("The text breaks off or has a mistake at line {line}, column {column}. Export it again as GeoJSON."),
    Problem.NOT_GEOJSON: gettext_noop("This is not GeoJSON as borders are written. Export it again as GeoJSON with polygons."),
    Problem.NO_POLYGONS: gettext_noop("There is no area in it. Export the layer with the borders."),
    Problem.NO_FEATURES: gettext_noop("There is nothing in it. Export the layers with rivers, railways and streets."),
    Problem.LINE_TOO_SHORT: gettext_noop("A line needs two different points at least; line {line} has fewer. Draw it again."),
    Problem.MIXED_FORMS: gettext_noop("Points, lines and areas are mixed in it. Make them features of their own."),
    Problem.NOT_A_POLYGON: gettext_noop("This is a {kind}, not an area. Export polygons."),
    Problem.RING_TOO_SHORT: gettext_noop("A border needs three different corners at least; ring {ring} has fewer. Draw it again."),
    Problem.NOT_A_NUMBER: gettext_noop("A coordinate is no number. Write longitude and latitude in degrees, such as 121.40, 31.23."),
    Problem.PROJECTED: gettext_noop(
        "{first}, {second} look like metres of a survey, not degrees. Export it again with longitude and latitude."
    ),
    Problem.TANGLED: gettext_noop("The border crosses itself more than {most} times. Draw it again, or export it anew."),
    Problem.EMPTY: gettext_noop("The area is empty. Draw it again."),
}
refusals(
    {
        "org.border_unreadable": gettext_noop("The border of {grid} cannot be read. {said}"),
        "org.line_unreadable": gettext_noop("The line cannot be read. {said}"),
        "org.place_unreadable": gettext_noop("The place cannot be read. {said}"),
        "org.line_too_short": gettext_noop("A line needs two points at least. Write one pair of longitude and latitude to a line."),
        "org.line_cuts_nothing": gettext_noop("The line does not cut {grid} in two. Begin and end it outside the border."),
        "org.file_unreadable": gettext_noop("The file cannot be read. {said}"),
        "org.unknown_system": gettext_noop("There is no coordinate system called {system}. Choose one from the list."),
    }
)


def system_of(text: str) -> System:
    """The coordinate system of that code."""
    for system in System:
        if system == text:
            return system
    raise Refused("org.unknown_system", system=text)


def read_border(text: str, *, grid: str, system: System = System.WGS84) -> tuple[Area | None, tuple[Repaired, ...]]:
    """The area of GeoJSON or of corners written one to a line, in WGS-84, with what was put right; None for an empty text."""
    try:
        written = _as_geojson(text)
        features = read_geojson(written, system=system) if written else []
    except BadPolygons as bad:
        raise Refused("org.border_unreadable", grid=grid, said=said(bad)) from bad
    except outline.NotACorner as bad:
        raise Refused("org.border_unreadable", grid=grid, said=_no_corner(bad)) from bad
    area = ground.all_of([feature.area for feature in features]) if features else None
    return area, tuple(repair for feature in features for repair in feature.repairs)


def _as_geojson(text: str) -> str:
    kept = text.strip().removeprefix("\ufeff")
    if not kept or kept[0] in "{[":
        return kept
    return json.dumps({"type": "Polygon", "coordinates": [outline.read_corners(text)]})


def read_line(text: str) -> Points:
    """The points of a line written one pair to a line, or as a GeoJSON LineString, in WGS-84."""
    try:
        return checked(outline.read_line(text))
    except outline.NotACorner as bad:
        raise Refused("org.line_unreadable", said=_no_corner(bad)) from bad
    except outline.NotALine as bad:
        raise Refused("org.line_too_short") from bad


def read_place(text: str, system: System = System.WGS84) -> tuple[float, float] | None:
    """A point written as longitude and latitude, in WGS-84; None for an empty text. Swapped numbers are noticed."""
    if not text.strip():
        return None
    try:
        (place,) = outline.read_corners(text)
        if 3 <= place[0] <= 54 and 73 <= place[1] <= 136:
            swapped = Trouble(Problem.SWAPPED, facts={"first": place[0], "second": place[1]})
            raise Refused("org.place_unreadable", said=words_of(swapped))
        lon, lat = convert([place], system, System.WGS84)[0]
    except (outline.NotACorner, BadCoordinates, ValueError) as bad:
        raise Refused("org.place_unreadable", said=gettext("Write longitude, then latitude, such as 121.4372, 31.2391.")) from bad
    return float(lon), float(lat)


def _no_corner(bad: outline.NotACorner) -> str:
    return gettext("Line %(line)d reads “%(words)s”: write longitude, then latitude.") % {"line": bad.line, "words": bad.words}


def said(bad: BadPolygons) -> str:
    """What is wrong, in one sentence: the first trouble and how many there are besides."""
    first, rest = words_of(bad.troubles[0]), len(bad.troubles) - 1
    more = ngettext("(%(count)d more like this.)", "(%(count)d more like this.)", rest) % {"count": rest}
    return f"{first} {more}" if rest else first


def words_of(trouble: Trouble) -> str:
    """One trouble in words, with the number and name of the area it was met in."""
    sentence = sentence_of(trouble)
    if trouble.feature is None:
        return sentence
    name = f" “{trouble.name}”" if trouble.name else ""
    return gettext("Area %(number)d%(name)s: %(sentence)s") % {"number": trouble.feature, "name": name, "sentence": sentence}


def sentence_of(trouble: Trouble) -> str:
    """What is wrong and what to do, wherever it was met."""
    return gettext(PROBLEM_WORDS[trouble.code]).format(**trouble.facts)


def repair_words(repairs: Iterable[Repaired]) -> list[str]:
    """What was put right, in words; turning a ring round changes nothing that a person can see."""
    return [_repaired(each) for each in repairs if each.kind != Repair.REORIENTED]


def _repaired(repair: Repaired) -> str:
    count = {"count": repair.count}
    match repair.kind:
        case Repair.CLOSED:
            return ngettext("%(count)d open border closed", "%(count)d open borders closed", repair.count) % count
        case Repair.DUPLICATES_DROPPED:
            return ngettext("%(count)d doubled corner dropped", "%(count)d doubled corners dropped", repair.count) % count
        case Repair.FLATTENED:
            return gettext("heights left out")
        case _:
            return gettext("a border that crossed itself untangled (%(change)s m²)") % {"change": f"{repair.area_change_m2:+,.0f}"}


def suspicion_words(suspicion: Suspicion) -> str:
    """That the file was declared in the wrong system, and what it fits."""
    return gettext(
        "Read as %(declared)s the borders lie some %(shift)d m to the %(direction)s of this subdistrict; read as %(likely)s they fit. "
        "Choose the other system, or confirm that this one is right."
    ) % {
        "declared": SYSTEM_WORDS[suspicion.declared],
        "shift": round(suspicion.shift_m),
        "direction": COMPASS_WORDS[suspicion.direction],
        "likely": SYSTEM_WORDS[suspicion.likely],
    }


FLAW_WORDS: Final = {
    Flaw.OVERLAP: gettext_lazy("Overlap"),
    Flaw.GAP: gettext_lazy("Gap"),
    Flaw.OUTSIDE: gettext_lazy("Outside the grid above"),
}
