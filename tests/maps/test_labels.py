"""Names on a map: the weighty first, none upon another, none where it does not fit, none beyond the edge."""

from dataclasses import replace
from itertools import combinations

import pytest
from defusedxml.ElementTree import fromstring

from linli.maps.labels import Labels, along, clipped, extent_of, labels
from linli.maps.layers import AreaKind, Layers, LineKind, Position, Spot, SpotKind
from linli.maps.svg import draw
from tests.maps.street import STREET, area, box, line, place

FRAME = (800.0, 600.0)
HIGH = AreaKind.COMPREHENSIVE
NESTED = (
    area("g", "兰田综合网格", HIGH, box(0, 0, 1800, 1200)),
    area("m", "兰田一网格", AreaKind.MICRO, box(0, 0, 900, 1200)),
    area("b", "站口街区", AreaKind.BLOCK, box(100, 100, 500, 500)),
    area("c", "书院里", AreaKind.COMPOUND, box(120, 120, 400, 400)),
)
BASE = Layers(
    areas=(
        area("", "", AreaKind.WATER, box(-400, 500, 2200, 540)),
        area("", "兰河公园", AreaKind.GREEN, box(1000, 100, 1600, 400)),
        area("", "兰亭汇", AreaKind.LANDMARK, box(1000, 800, 1010, 810)),
        area("", "", AreaKind.HOUSE, box(9000, 9000, 9100, 9100)),
    ),
    lines=(
        line("兰河", LineKind.COURSE, (-400, 520), (2200, 520)),
        line("岚皋西路", LineKind.MAIN, (-200, 650), (2000, 700)),
        line("知音弄", LineKind.LANE, (1000, 900), (1010, 900)),
    ),
    spots=(Spot("", "兰亭路站", place(1200, 1000), SpotKind.STATION), Spot("", "远站", place(9000, 9000), SpotKind.STATION)),
)


def texts(layers: Layers, selected: str = "") -> list[str]:
    root = fromstring(draw(layers, title="兰亭", description="", selected=selected))
    return ["".join(each.itertext()) for each in root.iter("text")]


def test_from_afar_only_the_weighty_grids_say_their_names() -> None:
    assert texts(Layers(areas=NESTED)) == ["兰田综合网格", "兰田一网格"]


def test_what_is_chosen_says_its_name_and_what_stands_alone_or_near() -> None:
    assert texts(Layers(areas=NESTED), selected="c")[0] == "书院里"
    assert set(texts(Layers(areas=NESTED[2:]))) == {"站口街区", "书院里"}
    near = (area("m", "兰田一网格", AreaKind.MICRO, box(0, 0, 600, 600)), *NESTED[2:])
    assert {"站口街区", "书院里", "兰田一网格"} == set(texts(Layers(areas=near)))


def test_a_base_map_is_named_where_its_names_fit() -> None:
    drawn = texts(Layers(areas=NESTED[:1]).upon(BASE))

    assert {"兰河", "兰河公园", "岚皋西路", "兰亭路站"} <= set(drawn)
    assert not {"兰亭汇", "知音弄", "远站"} & set(drawn)


def test_a_base_map_is_beneath_and_can_neither_be_chosen_nor_widen_the_view() -> None:
    grids = Layers(areas=NESTED[:1])
    root = fromstring(draw(grids.upon(BASE), title="兰亭", description=""))

    assert grids.upon(BASE).bounds == grids.bounds
    assert {each.get("data-shape") for each in root.iter() if each.get("data-shape") is not None} == {"g"}
    # What lies beyond the edge is not sent.
    assert not [each for each in root.iter() if "m-house" in each.get("class", "")]
    widths = [float(each.get("stroke-width", "0")) for each in root.iter() if "m-main-line" in each.get("class", "")]
    assert len(widths) == 1
    assert widths[0] >= 5


@pytest.mark.parametrize("width", [270, 390, 800])
def test_no_name_stands_upon_another_or_beyond_the_edge(width: int) -> None:
    layers = STREET.upon(BASE)
    found = labels(layers, lambda at: ((at[0] - 121.42) * width * 40, (31.25 - at[1]) * width * 40), (width, width), 3.0, "")

    assert len(found.drawn) > 2
    words = found.taken[len(layers.spots) :]
    for left, top, right, bottom in words:
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= width
    for one, other in combinations(words, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_words_are_written_once_where_there_is_room() -> None:
    found = Labels(FRAME)
    found.put("兰田一", "m-gl", [((5, 5), 0), ((100, 100), 0), ((300, 300), 0)])
    found.put("兰田二", "m-gl", [((100, 105), 0)])
    found.put("", "m-gl", [((400, 400), 0)])

    assert len(found.drawn) == 1
    assert "translate(100 100)" in found.drawn[0]


def test_chinese_along_a_street_that_runs_north_stands_letter_below_letter() -> None:
    flat, steep = extent_of("兰田路", "m-lbl", 0), extent_of("兰田路", "m-lbl", 80)
    assert flat[0] > flat[1]
    assert steep[1] > steep[0]


def test_a_way_is_named_along_what_is_seen_of_it() -> None:
    assert next(along([(-1000, 300), (1800, 300)], 60, FRAME)) == ((400, 300), 0)
    # Never on their heads.
    assert all(abs(turned) <= 90 for _, turned in along([(700, 100), (100, 200)], 60, FRAME))
    assert list(along([(10, 10), (40, 10)], 60, FRAME)) == []
    assert list(along([(-10, -10), (-400, 900)], 60, FRAME)) == []
    # Out of the picture and in again: two pieces, each with a name's room of its own.
    apart = list(along([(100, 100), (300, 100), (300, -90), (500, -90), (500, 100), (790, 100)], 60, FRAME))
    assert {round(at[1]) for at, turned in apart if turned == 0} == {100}
    assert {at[0] < 400 for at, _ in apart} == {True, False}
    # The same point twice has no direction and does no harm.
    assert next(along([(100, 100), (100, 100), (400, 100)], 60, FRAME)) == ((250, 100), 0)


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        ((10, 10), (20, 20), ((10, 10), (20, 20))),
        ((-10, 10), (10, 10), ((0, 10), (10, 10))),
        ((790, 10), (810, 10), ((790, 10), (800, 10))),
        ((-10, -10), (10, -10), None),
        ((10, 700), (20, 700), None),
        ((-10, 10), (-5, 10), None),
        ((900, 10), (850, 10), None),
    ],
)
def test_a_piece_is_cut_at_the_edge(start: Position, end: Position, wanted: object) -> None:
    assert clipped(start, end, FRAME) == wanted


def test_among_thousands_of_points_the_names_stay() -> None:
    crowd = tuple(Spot(f"u-{number}", "", place(450 + number % 20, 600 + number // 20)) for number in range(300))
    assert "兰田一网格" in texts(Layers(areas=NESTED[:2], spots=crowd))
    spots = (replace(crowd[0], name="王记冒菜"),)
    assert "王记冒菜" in texts(Layers(areas=NESTED[:2], spots=spots), selected="u-0")


def test_a_line_without_points_is_no_line() -> None:
    empty = replace(line("断", LineKind.STREET, (0, 0)), points=())
    assert texts(Layers(areas=NESTED[:1], lines=(empty,))) == ["兰田综合网格"]
