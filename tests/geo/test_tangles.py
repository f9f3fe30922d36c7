"""A border that crosses itself now and then is untangled; a scribble is refused before it costs a minute."""

import json

import numpy as np
import pytest
import shapely

from linli.geo.geojson import read_geojson
from linli.geo.problems import BadPolygons, Problem, Repair
from linli.geo.rings import MOST_CROSSINGS, crossings


def zigzag(teeth: int) -> list[list[float]]:
    """A ring whose two long sides cross once for each tooth."""
    along = np.linspace(121.40, 121.44, teeth + 1)
    swing = 0.001 * (-1.0) ** np.arange(teeth + 1)
    there = np.stack([along, 31.24 + swing], axis=1)
    back = np.stack([along, 31.24 - swing], axis=1)[::-1]
    ring: list[list[float]] = np.concatenate([there, back, there[:1]]).tolist()
    return ring


def document(ring: list[list[float]]) -> bytes:
    return json.dumps({"type": "Polygon", "coordinates": [ring]}).encode()


@pytest.mark.parametrize("teeth", [1, 5, 40])
def test_crossings_are_counted(teeth: int) -> None:
    assert crossings(shapely.Polygon(zigzag(teeth)), most=1_000) == teeth


def test_a_few_crossings_are_untangled_and_told() -> None:
    (feature,) = read_geojson(document(zigzag(MOST_CROSSINGS // 2)))
    assert feature.area.is_valid
    assert Repair.UNTANGLED in {each.kind for each in feature.repairs}


def test_a_scribble_is_refused() -> None:
    corners = np.random.default_rng(1).uniform([121.40, 31.24], [121.44, 31.27], (3_000, 2))
    with pytest.raises(BadPolygons) as refused:
        read_geojson(document([*corners.tolist(), corners[0].tolist()]))
    assert [trouble.code for trouble in refused.value.troubles] == [Problem.TANGLED]


def test_counting_ends_early() -> None:
    corners = np.random.default_rng(2).uniform([121.40, 31.24], [121.44, 31.27], (6_000, 2))
    counted = crossings(shapely.Polygon(corners), most=100)
    assert 100 < counted < 6_000 * 6_000 // 8
