"""Every target stands in one number, whatever the order in which its visits are told."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from linli.campaigns.rules import coverage as rules
from linli.campaigns.rules.coverage import Reached, Seen
from linli.visits.rules.kinds import Outcome

DAY = date(2026, 11, 3)
BEGIN = datetime(2026, 11, 3, tzinfo=UTC)


def seen(outcome: Outcome, hours: int) -> Seen:
    at = BEGIN + timedelta(hours=hours)
    return Seen(outcome, at.date(), at)


VISITS = st.lists(st.builds(seen, st.sampled_from(list(Outcome)), st.integers(0, 500)), max_size=6, unique_by=lambda each: each.at)


def test_met_once_is_met_and_visited_since_the_first_day_anybody_was_there() -> None:
    assert rules.reached([seen(Outcome.MET, 50), seen(Outcome.STAFF_ONLY, 30), seen(Outcome.NOT_OPEN, 70)]) == Reached(
        Outcome.MET, DAY + timedelta(days=1), 3
    )


def test_the_latest_reason_counts_while_nobody_was_there() -> None:
    assert rules.reached([seen(Outcome.MOVED, 90), seen(Outcome.NOT_OPEN, 10)]) == Reached(Outcome.MOVED, None, 2)
    assert rules.reached([]) == Reached()


@given(VISITS, st.randoms(use_true_random=False))
def test_the_order_of_the_visits_does_not_matter(visits: list[Seen], random: object) -> None:
    shuffled = list(visits)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rules.reached(shuffled) == rules.reached(visits)


@given(st.lists(st.tuples(st.sampled_from("abc"), VISITS), max_size=30))
def test_numbers_and_parts_add_up_to_the_whole(rows: list[tuple[str, list[Seen]]]) -> None:
    targets = [(part, rules.reached(visits)) for part, visits in rows]

    found = rules.coverage(each for _, each in targets)
    parts = rules.shares((part, each.is_visited) for part, each in targets)

    assert found.whole == len(rows) == found.met + found.staff_only + sum(found.reasons.values())
    assert sum(share.whole for share in parts.values()) == found.whole
    assert sum(share.done for share in parts.values()) == found.share.done == sum(rules.visited_on(e for _, e in targets).values())
    assert 0 <= found.to_go <= found.share.left


def test_a_share_has_one_digit_and_nothing_is_all_done() -> None:
    assert rules.Share(2430, 2780).percent == 87.4
    assert (rules.Share(2430, 2780).left, rules.Share(0, 0).percent) == (350, 100.0)
