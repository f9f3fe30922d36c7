"""Figures beside a count by hand."""

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.lang.measures import measured

PAIRS = st.lists(st.tuples(st.sampled_from("水电灯"), st.sampled_from("水电灯门")), max_size=40)


@settings(max_examples=30)
@given(PAIRS)
def test_figures_are_those_of_a_count_by_hand(pairs: list[tuple[str, str]]) -> None:
    told = measured([so for so, _ in pairs], [said for _, said in pairs])
    ones = []
    for each in told.per_label():
        right = sum(so == said == each.label for so, said in pairs)
        so_many, said_many = sum(so == each.label for so, _ in pairs), sum(said == each.label for _, said in pairs)
        assert (each.times, each.said, each.right) == (so_many, said_many, right)
        assert each.precision == (right / said_many if said_many else 0) and each.recall == (right / so_many if so_many else 0)
        assert each.f1 == pytest.approx(2 * right / (so_many + said_many))
        ones.append(each.f1)
    assert told.macro_f1 == pytest.approx(sum(ones) / len(ones) if ones else 0)
    assert told.accuracy == pytest.approx(sum(so == said for so, said in pairs) / max(1, len(pairs)))
    low, high = told.interval()
    assert 0 <= low <= high <= 1 and told.interval() == (low, high)


def test_of_many_labels_the_interval_is_found_in_little_room() -> None:
    so = [str(place % 160) for place in range(1_600)]
    told = measured(so, [each if place % 5 else "0" for place, each in enumerate(so)])
    tracemalloc.start()
    low, high = told.interval()
    assert low < told.macro_f1 < high and tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()


def test_more_messages_make_the_interval_narrower() -> None:
    few, many = measured("水水电电" * 9, "水电电电" * 9), measured("水水电电" * 900, "水电电电" * 900)
    assert few.macro_f1 == pytest.approx(many.macro_f1)
    (low, high), (lower, higher) = few.interval(), many.interval()
    assert low < lower < many.macro_f1 < higher < high
