"""The picture that needs no script."""

import math
import re
from itertools import pairwise
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from linli.maps.layers import Area, AreaKind, Layers, Line, LineKind, Spot, State
from linli.maps.svg import draw
from tests.maps.street import STREET, box, place

NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")


def picture(layers: Layers = STREET, *, selected: str = "", width: int = 800, has_legend: bool = False) -> Element:
    """The SVG, parsed: what does not parse is no picture."""
    drawn = draw(layers, title="兰亭", description="两个网格", selected=selected, width=width, has_legend=has_legend)
    root: Element = fromstring(drawn)
    return root


def of_class(root: Element, name: str) -> list[Element]:
    return [each for each in root.iter() if name in each.get("class", "").split()]


def texts(root: Element) -> list[str]:
    return ["".join(each.itertext()) for each in root.iter("text")]


def numbers(element: Element) -> list[float]:
    return [float(each) for each in NUMBERS.findall(element.get("d", ""))]


def test_every_grid_has_its_kind_of_line_and_its_name() -> None:
    root = picture()

    assert len(of_class(root, "m-comprehensive-edge")) == 2
    assert len(of_class(root, "m-micro-edge")) == 4
    assert len(of_class(root, "m-dedicated-edge")) == 1
    assert len(of_class(root, "m-hatched")) == 1
    assert {"兰亭一网格", "兰亭二网格", "兰田二", "商圈专属", "兰河", "兰亭路站"} <= set(texts(root))


def test_states_are_shapes_and_not_only_colours() -> None:
    root = picture()

    shapes = {name: of_class(root, f"p-{name}")[0] for name in ("ok", "watch", "act", "stop", "none", "unit", "station")}
    drawn = [(each.tag, each.get("d"), each.get("r")) for each in shapes.values()]
    assert len(set(drawn)) == len(drawn)
    assert of_class(root, "s-watch")[0].get("data-shape") == "m-2"


def test_the_picture_says_what_it_is() -> None:
    root = picture()

    ids = (root.get("aria-labelledby") or "").split()
    said = {each.get("id"): each.text for each in root.iter() if each.get("id") in ids}
    assert list(said.values()) == ["兰亭", "两个网格"]
    assert root.get("role") == "img"


def test_nothing_in_it_needs_an_inline_style_or_a_script() -> None:
    root = picture(has_legend=True, selected="u-1")

    assert not [each for each in root.iter() if "style" in each.attrib or each.tag in {"style", "script"}]
    assert not [name for each in root.iter() for name in each.attrib if name.startswith("on")]


def test_what_somebody_wrote_cannot_break_out() -> None:
    evil = '"><script>alert(1)</script>'
    layers = Layers(
        areas=(Area(key=evil, name=evil, kind=AreaKind.MICRO, polygons=((box(0, 0, 900, 900),),)),),
        lines=(Line(name=evil, kind=LineKind.STREET, points=(place(0, 0), place(900, 900))),),
    )

    drawn = draw(layers, title=evil, description=evil, name="m")

    assert "<script" not in drawn
    assert of_class(fromstring(drawn), "m-micro")[0].get("data-shape") == evil


def test_a_metre_is_as_long_to_the_east_as_to_the_north() -> None:
    side = 1000 / 111_320
    lat = 31.2
    east = side / math.cos(math.radians(lat + side / 2))
    ring = ((121.0, lat), (121.0 + east, lat), (121.0 + east, lat + side), (121.0, lat + side), (121.0, lat))

    found = numbers(of_class(picture(Layers(areas=(Area("a", "a", AreaKind.MICRO, ((ring,),)),))), "m-micro")[0])
    assert max(found[::2]) - min(found[::2]) == pytest.approx(max(found[1::2]) - min(found[1::2]), abs=0.3)


def test_the_whole_street_lies_within_the_picture() -> None:
    root = picture(width=390)
    _, _, width, height = (float(each) for each in (root.get("viewBox") or "").split())

    found = numbers(of_class(root, "m-subdistrict")[0])
    assert width == 390
    assert 0 < min(found[::2]) < max(found[::2]) < width
    assert 0 < min(found[1::2]) < max(found[1::2]) < height


@pytest.mark.parametrize(("east_m", "north_m"), [(9000, 10), (10, 9000)])
def test_a_long_thin_street_still_gets_a_picture_one_can_use(east_m: float, north_m: float) -> None:
    root = picture(Layers(areas=(Area("a", "长", AreaKind.MICRO, ((box(0, 0, east_m, north_m),),)),)))
    _, _, width, height = (float(each) for each in (root.get("viewBox") or "").split())

    assert 0.5 <= height / width <= 1.15


def test_a_single_point_is_shown_in_the_middle() -> None:
    root = picture(Layers(spots=(Spot("u", "王记", (121.0, 31.0), state=State.OK),)), selected="u")

    spot = next(each for each in root.iter("g") if each.get("data-shape") == "u")
    assert spot.get("transform") == "translate(400.0 400.0)"
    assert texts(root) == ["王记"]
    assert of_class(root, "m-ring")


def test_the_chosen_area_is_marked_and_its_name_comes_first() -> None:
    chosen = picture(selected="m-2")

    assert len(of_class(chosen, "m-chosen")) == 1
    assert not of_class(picture(), "m-chosen")
    assert texts(chosen)[0] == "兰田二"


def test_names_do_not_stand_upon_each_other() -> None:
    same = tuple(Area(f"a{n}", f"同一处{n}", AreaKind.MICRO, ((box(0, 0, 900, 900),),)) for n in range(9))
    root = picture(Layers(areas=same))

    heights = sorted(float((each.get("transform") or "").split()[1].rstrip(")")) for each in root.iter("text"))
    assert 1 < len(heights) < len(same)
    assert all(lower - upper >= 14 for upper, lower in pairwise(heights))


def test_few_points_push_a_name_aside_and_a_crowd_does_not() -> None:
    area = Area("a", "兰田一", AreaKind.MICRO, ((box(0, 0, 900, 900),),))

    def height(count: int) -> str:
        spots = tuple(Spot(f"u{n}", "", area.label_at) for n in range(count))
        return next(picture(Layers(areas=(area,), spots=spots)).iter("text")).get("transform") or ""

    assert height(0) == height(201)
    assert height(1) != height(0)


def test_along_a_street_to_the_north_chinese_stands_upright() -> None:
    points = (place(0, 0), place(0, 900))
    chinese = picture(Layers(lines=(Line("兰田路", LineKind.STREET, points),)))
    english = picture(Layers(lines=(Line("Lantian Road", LineKind.STREET, points),)))

    assert [each.text for each in chinese.iter("tspan")] == ["兰", "田", "路"]
    assert "rotate(" in (next(english.iter("text")).get("transform") or "")


def test_a_line_of_one_point_has_no_name_and_an_empty_name_is_not_written() -> None:
    single = Line("点", LineKind.STREET, (place(0, 0),))
    nameless = Line("", LineKind.STREET, (place(0, 0), place(500, 10)))

    assert texts(picture(Layers(lines=(single, nameless)))) == []


def test_the_legend_stands_below_and_wraps_on_a_phone() -> None:
    def height(root: Element) -> float:
        return float((root.get("viewBox") or "").split()[3])

    without, wide, narrow = picture(), picture(has_legend=True), picture(width=390, has_legend=True)

    assert height(wide) > height(without)
    assert height(narrow) - height(picture(width=390)) > height(wide) - height(without)
    rows = of_class(narrow, "m-sign")
    assert len(rows) == len(STREET.legend)
    assert {"p-stop", "m-railway-line", "m-compound", "m-hatch"} <= {
        name for row in rows for each in row.iter() for name in each.get("class", "").split()
    }


def test_where_there_is_nothing_there_is_no_picture() -> None:
    assert draw(Layers(), title="", description="") == ""
    assert not of_class(picture(Layers(areas=(Area("w", "", AreaKind.WATER, ((box(0, 0, 9, 9),),)),)), has_legend=True), "m-sign")
