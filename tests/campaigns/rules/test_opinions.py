"""One table over all opinions, so that no sum can fail."""

from hypothesis import given
from hypothesis import strategies as st

from linli.campaigns.rules.opinions import NO_OPINION, Progress, Went, cross_table
from linli.tickets.rules.kinds import Level
from linli.tickets.rules.states import State

OPINIONS = st.lists(st.tuples(st.sampled_from(list(Level)), st.sampled_from(list(State)), st.integers(0, 9)), max_size=40)


@given(OPINIONS)
def test_rows_and_columns_add_up_to_all_opinions(opinions: list[tuple[Level, State, int]]) -> None:
    table = cross_table(opinions)

    whole = sum(number for _, state, number in opinions if state not in NO_OPINION)
    assert table.whole == whole == sum(sum(table.row(each)) for each in Went) == sum(table.column(each) for each in Progress)


def test_the_block_and_the_subdistrict_are_kept_apart() -> None:
    table = cross_table(
        [
            (Level.MICRO_GRID, State.CLOSED, 3),
            (Level.GRID, State.RESOLVED, 2),
            (Level.SUBDISTRICT, State.CLOSED, 2),
            (Level.SUBDISTRICT, State.DELIBERATING, 2),
            (Level.OUTSIDE, State.IN_PROGRESS, 1),
            (Level.SUBDISTRICT, State.DISPATCHED, 1),
            (Level.GRID, State.MERGED, 7),
        ]
    )

    assert table.row(Went.BLOCK) == [5, 0, 0]
    assert table.row(Went.SUBDISTRICT) == [2, 3, 1]
    assert table.whole == 11
