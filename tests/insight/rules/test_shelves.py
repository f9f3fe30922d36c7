"""Keys lie on shelves by how they begin and when their ticket came in; who shares one is found there and nobody else."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.insight.rules import shelves
from linli.insight.rules.shelves import Keyed, laid, sharing, span_of, spots, without
from linli.lang.matters import APART, Keys

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def keys(*numbers: int) -> Keys:
    return np.array(numbers, dtype=np.uint32)


def packed(*tickets: tuple[int, Keys]) -> bytes:
    return b"".join(laid([Keyed(number, AT, own) for number, own in tickets]).values())


def test_who_shares_most_comes_first_and_who_shares_nothing_not_at_all() -> None:
    lying = packed((1, keys(1, 2, 3)), (2, keys(2, 9)), (3, keys(7)), (4, keys(2, 3, 1 << 31)))
    assert sharing(lying, [keys(1, 2, 3), keys(9), keys(4), keys()]) == [[1, 4, 2], [2], [], []]
    assert sharing(b"", [keys(1)]) == [[]] and sharing(lying, []) == []


@given(st.lists(st.frozensets(st.integers(0, 12), max_size=6), max_size=30), st.lists(st.frozensets(st.integers(0, 12)), max_size=4))
def test_they_are_those_of_asking_everybody(lying: list[frozenset[int]], asked: list[frozenset[int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelves, "_PIECE", 7)
        found = sharing(
            packed(*((number, keys(*sorted(each))) for number, each in enumerate(lying))), [keys(*sorted(each)) for each in asked]
        )
    shared = [{number: len(one & other) for number, other in enumerate(lying) if one & other} for one in asked]
    assert found == [sorted(each, key=lambda number: (-each[number], number)) for each in shared]


def test_a_key_lies_where_it_is_looked_for() -> None:
    early, late = Keyed(1, AT, keys(5, 1 << 31)), Keyed(2, AT + timedelta(days=40), keys(5))
    there = laid([early, late])
    assert set(there) == spots([early, late]) and {shelf for _, shelf in there} == {0, 1 << 11}
    assert early.spans[0] <= late.span <= early.spans[1] and span_of(AT + 2 * APART) > early.spans[1]
    assert all(len(each) % shelves.ENTRY_BYTES == 0 for each in there.values())
    # Before the beginning of the count, too.
    assert span_of(datetime(1969, 12, 31, tzinfo=UTC)) == -1


def test_what_is_taken_off_leaves_the_others() -> None:
    lying = packed((1, keys(1, 2)), (2, keys(2)), (3, keys(3)))
    assert sharing(without(lying, [1, 3]), [keys(1, 2, 3)]) == [[2]]
    assert without(lying, [1, 2, 3]) == b"" and without(lying, []) == lying
