"""Groups are the same however tickets come, and known by their oldest member."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from linli.insight.rules.grouping import Grouped, Near, Root, grouped, root_of
from linli.insight.rules.shelves import Keyed, laid, sharing
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
    packed = b""
    for chunk in chunks:
        before = list(kept.values())
        places = sharing(packed, [each.keys for each in chunk])
        near = [Near(root_of(each)[1], root) for each, root in before]
        found = grouped(chunk, near, places, partial(_said, kept))
        keyed = [Keyed(len(before) + place, each.said.at, each.keys) for place, each in enumerate(chunk)]
        packed += b"".join(laid(keyed).values())
        kept |= {root_of(each)[1]: (each, found.roots[root_of(each)[1]]) for each in chunk}
        kept = {own: (each, found.moved.get(root[1], root)) for own, (each, root) in kept.items()}
    return {own: root for own, (_, root) in kept.items()}


def _said(kept: Mapping[UUID, tuple[Reading, Root]], wanted: Collection[UUID]) -> list[Reading]:
    return [kept[each][0] for each in wanted]


def beside(fresh: Reading, *near: Reading) -> Grouped:
    """One taken in beside others that are groups of their own, of which each may belong to it."""
    texts = {root_of(each)[1]: each for each in near}
    known = [Near(root_of(each)[1], root_of(each)) for each in near]
    return grouped([fresh], known, [range(len(near))], lambda wanted: [texts[each] for each in wanted])


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
    found = beside(between, early, late)
    assert found.roots == {UUID(int=3): root_of(early)} and found.moved == {UUID(int=2): root_of(early)}
    older = reading(4, MIXER, -10)
    assert beside(older, early).moved == {UUID(int=1): root_of(older)}


def test_of_a_group_that_it_joined_no_other_text_is_fetched() -> None:
    fresh, first, fetched = reading(9, MIXER, 3), reading(1, MIXER, 0), list[int]()

    def texts(wanted: Collection[UUID]) -> list[Reading]:
        fetched.extend(each.int for each in wanted)
        return [reading(each.int, LAMP if each.int == 5 else MIXER, 0) for each in wanted]

    near = [Near(UUID(int=5), (BEGIN, UUID(int=5))), *(Near(UUID(int=number), root_of(first)) for number in (1, 2, 3, 4))]
    found = grouped([fresh], near, [range(len(near))], texts)
    assert found.roots == {UUID(int=9): root_of(first)} and sorted(fetched) == [1, 5]


def test_a_group_is_asked_member_by_member_until_one_belongs_to_it() -> None:
    fresh, root = reading(9, MIXER, 3), (BEGIN, UUID(int=1))
    texts = {UUID(int=number): reading(number, MIXER if number == 6 else LAMP, 0) for number in range(1, 7)}
    near = [Near(each, root) for each in texts]
    found = grouped([fresh], near, [range(len(near))], lambda wanted: [texts[each] for each in wanted])
    assert found.roots == {UUID(int=9): root} and not found.moved
