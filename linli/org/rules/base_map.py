"""The subdistrict's own base map 底图: what its features are, how a file's columns say it, and how each is drawn."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import shapely
from django.utils.translation import gettext, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _
from shapely.geometry import shape

from linli.geo.coordinates import System
from linli.geo.drawings import Drawing, Form, read_drawings
from linli.geo.geojson import Limits
from linli.geo.problems import BadPolygons, Trouble
from linli.geo.shapes import bounds_of, parts_of
from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import verbs
from linli.kernel.text import clean_text
from linli.org.rules.kinds import Kind
from linli.org.rules.outlines import sentence_of

NAME_LIMIT = 80
SOURCE_LIMIT = 200
# All of it stands on every page with a map.
LIMITS: Final = Limits(features=5_000, vertices=60_000)
# Seven decimals are a centimetre.
DECIMALS: Final = 7


class FeatureKind(Kind):
    """What a feature of the base map is."""

    RIVER = "river", gettext_noop("River")
    WATER = "water", gettext_noop("Water")
    RAILWAY = "railway", gettext_noop("Railway")
    METRO = "metro", gettext_noop("Metro")
    STATION = "station", gettext_noop("Station")
    STREET = "street", gettext_noop("Street")
    GREEN = "green", gettext_noop("Green")
    BUILDING = "building", gettext_noop("Building")
    LANDMARK = "landmark", gettext_noop("Landmark")


class StreetRank(Kind):
    """How broad a street is drawn; empty for what is no street."""

    MAIN = "main", gettext_noop("Main street")
    STREET = "street", gettext_noop("Street")
    LANE = "lane", gettext_noop("Lane")


FORM_WORDS: Final = {
    Form.POINT: gettext_noop("a point"),
    Form.LINE: gettext_noop("a line"),
    Form.AREA: gettext_noop("an area"),
}
FORMS: Final[Mapping[FeatureKind, frozenset[Form]]] = {
    FeatureKind.RIVER: frozenset({Form.LINE, Form.AREA}),
    FeatureKind.WATER: frozenset({Form.AREA}),
    FeatureKind.RAILWAY: frozenset({Form.LINE}),
    FeatureKind.METRO: frozenset({Form.LINE}),
    FeatureKind.STATION: frozenset({Form.POINT}),
    FeatureKind.STREET: frozenset({Form.LINE}),
    FeatureKind.GREEN: frozenset({Form.AREA}),
    FeatureKind.BUILDING: frozenset({Form.AREA}),
    FeatureKind.LANDMARK: frozenset({Form.AREA}),
}
GEOMETRIES: Final = {Form.POINT: "MultiPoint", Form.LINE: "MultiLineString", Form.AREA: "MultiPolygon"}
# Under which headings a file says itself what a feature is, with the words that are met there.
KIND_HEADINGS: Final = ("kind", "类型", "种类", "类别", "要素类型", "fclass", "type")
RANK_HEADINGS: Final = ("rank", "breadth", "等级", "道路等级")
_WORDS: Final[Mapping[FeatureKind, tuple[str, ...]]] = {
    FeatureKind.RIVER: ("河", "河流", "河道", "stream", "canal"),
    FeatureKind.WATER: ("水", "水面", "水体", "水域", "湖", "湖泊", "lake", "riverbank"),
    FeatureKind.RAILWAY: ("铁路", "铁道", "rail"),
    FeatureKind.METRO: ("地铁", "轨道交通", "轨道", "地铁线", "subway", "light_rail"),
    FeatureKind.STATION: ("站", "车站", "地铁站", "轨道交通站"),
    FeatureKind.STREET: ("路", "道路", "街道", "街", "road"),
    FeatureKind.GREEN: ("绿地", "公园", "绿化", "park", "forest"),
    FeatureKind.BUILDING: ("建筑", "建筑物", "房屋", "楼", "house"),
    FeatureKind.LANDMARK: ("地标", "公共设施", "school", "mall", "campus", "market"),
}
KIND_OF: Final = {word: kind for kind, words in _WORDS.items() for word in (kind.value, kind.words.casefold(), *words)}
_RANK_WORDS: Final = {
    StreetRank.MAIN: ("主路", "主干路", "主干道", "motorway", "trunk", "primary", "secondary"),
    StreetRank.STREET: ("支路", "次干路", "次干道", "tertiary", "residential", "unclassified"),
    StreetRank.LANE: ("弄", "巷", "小路", "service", "living_street", "pedestrian", "footway", "path", "cycleway", "steps", "track"),
}
RANK_OF: Final = {word: rank for rank, words in _RANK_WORDS.items() for word in (rank.value, rank.words.casefold(), *words)}
# The tags of OpenStreetMap, the telling ones first: (tag, value or * for any, kind).
TAGS: Final[Sequence[tuple[str, str, FeatureKind]]] = (
    ("railway", "station", FeatureKind.STATION),
    ("station", "subway", FeatureKind.STATION),
    ("railway", "subway", FeatureKind.METRO),
    ("railway", "light_rail", FeatureKind.METRO),
    ("railway", "rail", FeatureKind.RAILWAY),
    ("waterway", "river", FeatureKind.RIVER),
    ("waterway", "canal", FeatureKind.RIVER),
    ("waterway", "stream", FeatureKind.RIVER),
    ("waterway", "riverbank", FeatureKind.WATER),
    ("natural", "water", FeatureKind.WATER),
    ("highway", "*", FeatureKind.STREET),
    ("leisure", "park", FeatureKind.GREEN),
    ("leisure", "garden", FeatureKind.GREEN),
    ("landuse", "grass", FeatureKind.GREEN),
    ("landuse", "forest", FeatureKind.GREEN),
    ("landuse", "recreation_ground", FeatureKind.GREEN),
    ("amenity", "*", FeatureKind.LANDMARK),
    ("building", "*", FeatureKind.BUILDING),
)

refusals(
    {
        "org.base_unreadable": gettext_noop("The file cannot be read. {said}"),
        "org.base_name_too_long": gettext_noop(
            "Feature {number} has a name of {length} characters; at most {limit} fit. Shorten it and send the file again."
        ),
        "org.base_nothing_known": gettext_noop(
            "Nothing in the file is known to be a river, a railway, a street or the like. Write what each is in a column “kind”: {kinds}."
        ),
        "org.base_nothing": gettext_noop("A base map needs one feature at least. Choose a file with some."),
        "org.base_too_many": gettext_noop("{count} features are too many for a base map; at most {limit} fit. Leave out the small ones."),
    }
)


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature as it is kept: WGS-84; `parts` are places, lines of places, or polygons of rings, by its form."""

    kind: FeatureKind
    name: str
    form: Form
    parts: Sequence[Any]
    # West, south, east, north.
    box: tuple[float, float, float, float]
    rank: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A feature of the file that has no place on a base map, and why."""

    number: int
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A file of base map: what is taken and what is left out."""

    features: Sequence[Feature]
    left_out: Sequence[LeftOut]


def read_file(content: bytes, system: System) -> Reading:
    """What of a file makes a base map; refused whole where it cannot be read, or where nothing of it is known."""
    try:
        drawings = read_drawings(content, system=system, limits=LIMITS)
    except BadPolygons as bad:
        raise Refused("org.base_unreadable", said=_said(bad.troubles)) from bad
    features: list[Feature] = []
    left_out: list[LeftOut] = []
    for drawing in drawings:
        kind = kind_of(drawing.properties)
        if kind is None:
            left_out.append(LeftOut(drawing.number, drawing.name, gettext("it does not say what it is")))
        elif drawing.form not in FORMS[kind]:
            words = gettext("%(kind)s, but drawn as %(form)s")
            said = {"kind": gettext(kind.words), "form": gettext(FORM_WORDS[drawing.form])}
            left_out.append(LeftOut(drawing.number, drawing.name, words % said))
        else:
            features.append(_feature(drawing, kind))
    if not features:
        raise Refused("org.base_nothing_known", kinds="、".join(gettext(each.words) for each in FeatureKind))
    return Reading(features, left_out)


def kind_of(properties: Mapping[str, object]) -> FeatureKind | None:
    """What a feature is: as the file's own column says, else by the tags of OpenStreetMap."""
    for heading in KIND_HEADINGS:
        found = KIND_OF.get(_plain(properties.get(heading)))
        if found is not None:
            return found
    tags = {key: _plain(value) for key, value in properties.items()}
    return next((kind for tag, value, kind in TAGS if _is_tagged(tags.get(tag, ""), value)), None)


def _is_tagged(said: str, wanted: str) -> bool:
    return said == wanted or (wanted == "*" and said not in {"", "no", "none"})


def rank_of(properties: Mapping[str, object]) -> StreetRank:
    """How broad a street is drawn; the middle breadth where nobody says."""
    said = (RANK_OF.get(_plain(properties.get(heading))) for heading in (*RANK_HEADINGS, "highway"))
    return next((rank for rank in said if rank is not None), StreetRank.STREET)


def _plain(value: object) -> str:
    return str(value).strip().casefold() if value is not None else ""


def _said(troubles: Sequence[Trouble]) -> str:
    first, rest = troubles[0], len(troubles) - 1
    sentence = sentence_of(first)
    if first.feature is not None:
        where = {"number": first.feature, "name": f" “{first.name}”" if first.name else "", "sentence": sentence}
        sentence = gettext("Feature %(number)d%(name)s: %(sentence)s") % where
    more = ngettext("(%(count)d more like this.)", "(%(count)d more like this.)", rest) % {"count": rest}
    return f"{sentence} {more}" if rest else sentence


def _feature(drawing: Drawing, kind: FeatureKind) -> Feature:
    if len(drawing.name) > NAME_LIMIT:
        raise Refused("org.base_name_too_long", number=drawing.number, length=len(drawing.name), limit=NAME_LIMIT)
    name = clean_text(drawing.name, field=str(_("Name")), limit=NAME_LIMIT, required=False)
    rank = rank_of(drawing.properties) if kind is FeatureKind.STREET else ""
    return feature(kind, name, drawing.form, drawing.shape, rank=rank)


def feature(kind: FeatureKind, name: str, form: Form, drawn: shapely.Geometry, *, rank: str = "") -> Feature:
    """The feature of a shape: points, lines, or polygons."""
    return Feature(kind, name, form, _parts(form, drawn), bounds_of([drawn]), rank)


def _parts(form: Form, drawn: shapely.Geometry) -> list[object]:
    pieces = list(shapely.get_parts([drawn]))
    match form:
        case Form.POINT:
            return [_places(piece)[0] for piece in pieces]
        case Form.LINE:
            return [_places(piece) for piece in pieces]
        case _:
            return [[_places(ring) for ring in (piece.exterior, *piece.interiors)] for piece in parts_of(drawn)]


def _places(piece: shapely.Geometry) -> list[list[float]]:
    return [[round(lon, DECIMALS), round(lat, DECIMALS)] for lon, lat in shapely.get_coordinates(piece).tolist()]


def shape_of(feature: Feature) -> shapely.Geometry:
    """The shape that the parts of a feature were made of."""
    return shape({"type": GEOMETRIES[feature.form], "coordinates": feature.parts})


def checked(features: Iterable[Feature]) -> list[Feature]:
    """The features as they may be kept: some, and not too many."""
    found = list(features)
    if not found:
        raise Refused("org.base_nothing")
    if len(found) > LIMITS.features:
        raise Refused("org.base_too_many", count=len(found), limit=LIMITS.features)
    return found


def source_words(text: str) -> str:
    """Where the base map comes from, as it is kept."""
    return clean_text(text, field=str(_("Source")), limit=SOURCE_LIMIT)


def counts_of(features: Iterable[Feature]) -> dict[FeatureKind, int]:
    """How many there are of each kind, in the order of the kinds, without those that are missing."""
    found = Counter(each.kind for each in features)
    return {kind: found[kind] for kind in FeatureKind if kind in found}


def register() -> None:
    """Make the verbs of the base map known to the house."""
    counts = {f"{kind.value}_count": int for kind in FeatureKind}
    verbs.register("base_map.file_sent", facts={"name": str, "digest": str, "size_bytes": int, "system": str})
    verbs.register("base_map.replaced", facts={"source": str, "version": int, "feature_count": int, "feature_count_before": int, **counts})
