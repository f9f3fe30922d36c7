"""What a map is made of."""

import pytest
from shapely.geometry import Point, Polygon

from linli.maps.layers import Area, AreaKind, Layers, Line, LineKind, Spot, SpotKind, State, polygons_of, representative_point
from tests.maps.street import STREET, box, place

SQUARE = [[121.0, 31.0], [121.1, 31.0], [121.1, 31.1], [121.0, 31.1], [121.0, 31.0]]
HOLE = [[121.04, 31.04], [121.06, 31.04], [121.06, 31.06], [121.04, 31.06], [121.04, 31.04]]


def test_rings_and_lists_of_rings_are_both_understood() -> None:
    one = polygons_of([SQUARE, HOLE])
    many = polygons_of([[SQUARE, HOLE], [HOLE]])

    assert one == (tuple(tuple((x, y) for x, y in ring) for ring in (SQUARE, HOLE)),)
    assert many == (*one, (one[0][1],))
    assert polygons_of([]) == ()


def test_a_name_stands_within_its_area_and_not_in_the_hole() -> None:
    at = representative_point(polygons_of([SQUARE, HOLE]))

    assert Polygon(SQUARE, [HOLE]).contains(Point(at))


def test_a_name_stands_in_the_largest_piece() -> None:
    far = [[x + 1, y] for x, y in HOLE]

    assert Polygon(SQUARE).contains(Point(representative_point(polygons_of([[far], [SQUARE]]))))


def test_a_broken_polygon_has_a_place_for_its_name_all_the_same() -> None:
    bow_tie = [[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]

    x, y = representative_point(polygons_of([bow_tie]))
    assert 0 <= x <= 1
    assert 0 <= y <= 1
    assert representative_point(((((5.0, 6.0), (5.0, 6.0)),),)) == (5.0, 6.0)


def test_who_names_the_place_of_the_label_is_obeyed() -> None:
    named = Area(key="a", name="a", kind=AreaKind.MICRO, polygons=polygons_of([SQUARE]), at=(121.01, 31.01))

    assert named.label_at == (121.01, 31.01)


def test_the_first_look_shows_grids_and_points_and_lets_the_river_run_out() -> None:
    bounds = STREET.bounds

    assert bounds is not None
    assert tuple(bounds) == pytest.approx((*place(0, 0), *place(2000, 1600)))


@pytest.mark.parametrize(
    "layers",
    [
        Layers(lines=(Line(name="", kind=LineKind.RIVER, points=((121.0, 31.0), (121.2, 31.1))),)),
        Layers(areas=(Area(key="w", name="", kind=AreaKind.WATER, polygons=((((121.0, 31.0), (121.2, 31.1), (121.0, 31.1)),),)),)),
    ],
)
def test_where_there_is_only_ground_the_ground_is_shown(layers: Layers) -> None:
    assert layers.bounds is not None
    assert tuple(layers.bounds) == (121.0, 31.0, 121.2, 31.1)


def test_an_empty_map_has_no_bounds() -> None:
    assert Layers().bounds is None


def test_the_legend_names_what_is_there_and_counts_the_states() -> None:
    signs = [(line.sign, line.count) for line in STREET.legend]

    assert (State.WATCH, 2) in signs
    assert (State.STOP, 1) in signs
    assert (AreaKind.DEDICATED, None) in signs
    assert (SpotKind.UNIT, None) in signs
    assert AreaKind.GREEN not in {sign for sign, _ in signs}
    assert [line.is_state for line in STREET.legend] == sorted(line.is_state for line in STREET.legend)


def test_a_state_that_nobody_bears_is_not_in_the_legend() -> None:
    layers = Layers(spots=(Spot("u", "u", (121.0, 31.0), state=State.OK),))

    assert [line.sign for line in layers.legend] == [State.OK]
    assert [line.sign for line in Layers(areas=STREET.areas[:1]).legend] == [AreaKind.SUBDISTRICT]
    assert box(0, 0, 1, 1)[0] == box(0, 0, 1, 1)[-1]
