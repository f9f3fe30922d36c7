"""Groups are the same however tickets come, and known by their oldest member."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.insight.rules.grouping import Root, grouped, root_of, sharing
from linli.lang.matters import Reading, Said, read

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
MIXER = "丽景新城附近的搅拌站日夜施工，噪音和灰尘让居民没法睡觉，请尽快取缔"
LAMP = "兰田路上的路灯坏了半个月没人来修，晚上出门一片漆黑很不安全"
TEXTS = (MIXER, f"{MIXER}！已经反映多次", f"投诉{MIXER}", LAMP, f"{LAMP}，谢谢", "枫桥小学门口放学时车停得满街都是", "")


def reading(number: int, text: str, days: int) -> Reading:
    return read(Said(str(UUID(int=number)), "", BEGIN + timedelta(days=days), text[:14], text))


def taken(chunks: Sequence[Sequence[Reading]]) -> dict[UUID, Root]:
    """What is kept after these chunks, each taken in beside everything before it that shares a key."""
    kept: dict[UUID, tuple[Reading, Root]] = {}
    for chunk in chunks:
        before = list(kept.values())
        places = sharing([each.keys.tobytes() for each, _ in before], [each.keys for each in chunk])
        found = grouped(chunk, [before[place] for place in places])
        kept |= {root_of(each)[1]: (each, found.roots[root_of(each)[1]]) for each in chunk}
        kept = {own: (each, found.moved.get(root[1], root)) for own, (each, root) in kept.items()}
    return {own: root for own, (_, root) in kept.items()}


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from(TEXTS), st.integers(0, 400)), max_size=12),
    st.randoms(use_true_random=False),
    st.integers(1, 5),
)
def test_in_any_order_and_in_any_chunks_the_groups_are_those_of_all_at_once(
    drawn: list[tuple[str, int]], chance: object, step: int
) -> None:
    readings = [reading(number, text, days) for number, (text, days) in enumerate(drawn)]
    expected = taken([readings])
    chance.shuffle(readings)  # type: ignore[attr-defined]
    assert taken([readings[begin : begin + step] for begin in range(0, len(readings), step)]) == expected
    # Each group is known by its oldest member, who is in it.
    assert all(expected[root[1]] == root and root <= (BEGIN + timedelta(days=drawn[own.int][1]), own) for own, root in expected.items())


def test_a_ticket_between_two_groups_joins_them_under_the_older_one() -> None:
    early, late, between = reading(1, MIXER, 0), reading(2, MIXER, 200), reading(3, MIXER, 100)
    found = grouped([between], [(early, root_of(early)), (late, root_of(late))])
    assert found.roots == {UUID(int=3): root_of(early)} and found.moved == {UUID(int=2): root_of(early)}
    older = reading(4, MIXER, -10)
    found = grouped([older], [(early, root_of(early))])
    assert found.moved == {UUID(int=1): root_of(older)}


def test_what_shares_no_key_is_not_even_asked() -> None:
    packed = [np.array(keys, dtype=np.uint32).tobytes() for keys in ([1, 2], [], [3], [2, 9])]
    assert sharing(packed, [np.array([2], dtype=np.uint32), np.array([7], dtype=np.uint32)]) == [0, 3]
    assert sharing(packed, []) == [] and sharing([], [np.array([2], dtype=np.uint32)]) == []
