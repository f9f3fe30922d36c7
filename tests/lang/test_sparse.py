"""Sparse tables beside full ones, and a descent that ends where the slope does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from linli.lang import sparse
from linli.lang.descent import lowest
from linli.lang.halves import halved, whole
from linli.lang.sparse import Sparse

Floats = NDArray[np.float32]


def sparse_of(full: Floats) -> Sparse:
    rows, columns = np.nonzero(full)
    starts = np.searchsorted(rows, np.arange(len(full) + 1)).astype(np.int64)
    return Sparse(starts, columns.astype(np.int64), full[rows, columns], full.shape[1])


@given(st.integers(0, 9), st.integers(1, 7), st.integers(0, 2**31), st.sampled_from([1, 3, 1 << 15]), st.sampled_from([1, 64]))
def test_products_are_those_of_the_full_table(height: int, width: int, seed: int, piece: int, wide: int) -> None:
    chance = np.random.default_rng(seed)
    full = (chance.integers(-2, 3, (height, width)) * chance.integers(0, 2, (height, width))).astype(np.float32)
    one, table = chance.random((width, 2)).astype(np.float32), sparse_of(full)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sparse, "_PIECE", piece)
        patch.setattr(sparse, "_WIDE", wide)
        assert np.allclose(table.times(one), full @ one, atol=1e-5)
        assert np.allclose(table.times(halved(one)), full @ one, atol=0.1)
        assert np.allclose(table.turned.times(table.times(one)), full.T @ (full @ one), atol=1e-4)


def test_the_lowest_point_of_a_bent_valley_is_found() -> None:
    def valley(place: Floats) -> tuple[float, Floats]:
        x, y = float(place[0]), float(place[1])
        slope = [2 * (x - 1) - 400 * x * (y - x * x), 200 * (y - x * x)]
        return (1 - x) ** 2 + 100 * (y - x * x) ** 2, np.array(slope, dtype=np.float32)

    found = lowest(valley, np.array([-1.2, 1], dtype=np.float32), steps=200, enough=0)
    assert np.allclose(found, [1, 1], atol=1e-2)
    assert np.array_equal(lowest(valley, found, steps=0), found)


def test_a_slope_that_lies_ends_it_where_it_stands() -> None:
    def liar(place: Floats) -> tuple[float, Floats]:
        return float(np.square(place).sum()), -2 * place

    begin = np.array([1, 2], dtype=np.float32)
    assert np.array_equal(lowest(liar, begin, steps=5), begin)


def test_along_a_straight_slope_nothing_is_remembered() -> None:
    def straight(place: Floats) -> tuple[float, Floats]:
        return float(place.sum()), np.ones_like(place)

    assert lowest(straight, np.zeros(2, dtype=np.float32), steps=3)[0] < -1


@given(st.lists(st.floats(-1_000_000, 1_000_000, width=32), max_size=9))
def test_halves_say_three_digits_of_each_number(numbers: list[float]) -> None:
    full = np.array(numbers, dtype=np.float32)
    assert halved(full).dtype == np.uint16 and np.allclose(whole(halved(full)), full, rtol=2**-8, atol=1e-37)
