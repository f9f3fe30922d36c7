"""The burden meter against counting by hand, and that it counts forms alone."""

import dataclasses
from datetime import date
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from linli.forms.rules import meter
from linli.forms.rules.kinds import Frequency, Subject
from linli.forms.rules.meter import Asked, Burden, Living
from linli.kernel import burden

TODAY = date(2026, 11, 23)


def form(*asked: Asked, **facts: object) -> Living:
    said: dict[str, object] = {
        "id": uuid4(),
        "sender": "区消防救援局",
        "fillers": ("网格员",),
        "subject": Subject.PLACE,
        "kinds": frozenset({"shop"}),
        "frequency": Frequency.MONTHLY,
        "begins_on": date(2026, 3, 10),
        "ends_on": date(2027, 3, 9),
    }
    return Living(asked=asked, **{**said, **facts})  # type: ignore[arg-type]


def test_it_counts_what_is_known_filled_and_asked_twice() -> None:
    one = form(Asked("place_name", is_known=True, is_filled=True), Asked("x_area"), Asked("x_gas"))
    two = form(Asked("x_area"), Asked("x_staff", is_known=True), sender="市场监管所")

    assert meter.burden_of([one, two]) == Burden(forms=2, fields=5, known=2, filled=1, twice=2)
    assert meter.burden_of([one, two]).known_percent == 40.0 and meter.burden_of([one, two]).filled_percent == 20.0
    assert Burden().known_percent == Burden().filled_percent == 0.0
    assert meter.most_asked([one, two]) == [("x_area", 2)]


def test_another_subject_other_kinds_or_a_rarer_form_asks_nothing_twice() -> None:
    one = form(Asked("x_area"))
    for other in (
        form(Asked("x_area"), subject=Subject.GRID),
        form(Asked("x_area"), kinds=frozenset({"school"})),
        form(Asked("x_area"), frequency=Frequency.YEARLY),
    ):
        assert one.id in meter.asked_twice([one, other]) and not meter.asked_twice([one, other])[one.id]
    street = form(Asked("x"), subject=Subject.STREET, kinds=frozenset())
    assert meter.meets(street, form(Asked("x"), subject=Subject.STREET, kinds=frozenset()))


def test_by_sender_and_by_who_fills() -> None:
    one = form(Asked("a"), Asked("b"), fillers=("网格员", "居委"))
    two = form(Asked("a"), sender="市场监管所")

    assert [(name, each.forms, each.fields, each.twice) for name, each in meter.by([one, two], lambda each: each.fillers)] == [
        ("网格员", 2, 3, 2),
        ("居委", 1, 2, 1),
    ]
    assert [name for name, _each in meter.by([one, two], lambda each: (each.sender,))] == ["区消防救援局", "市场监管所"]


def test_the_trend_counts_what_lived_at_the_end_of_each_month() -> None:
    one = form(Asked("a"), Asked("b"))
    over = form(Asked("a"), begins_on=date(2026, 1, 1), ends_on=date(2026, 10, 30))

    points = meter.trend([one, over], TODAY, months=3)

    assert points == [(date(2026, 9, 30), 2, 3), (date(2026, 10, 31), 1, 2), (TODAY, 1, 2)]
    assert len(meter.trend([], TODAY)) == 12


def test_it_knows_nothing_of_persons_or_time() -> None:
    names = [field.name for shape in (Burden, Living, Asked) for field in dataclasses.fields(shape)]
    assert burden.faults_of(names, names) == [] and not {"person", "account", "minutes", "seconds"} & set(names)


SHAPES = st.lists(
    st.tuples(
        st.sampled_from(["shop", "school"]),
        st.sampled_from([Frequency.MONTHLY, Frequency.YEARLY]),
        st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=4, unique_by=lambda each: each[0]),
    ),
    max_size=5,
)


@given(SHAPES)
def test_asked_twice_is_what_a_person_finds_by_going_through_all_pairs(
    shapes: list[tuple[str, Frequency, list[tuple[str, bool]]]],
) -> None:
    forms = [
        form(*(Asked(name, is_known=known) for name, known in asked), kinds=frozenset({kind}), frequency=often)
        for kind, often, asked in shapes
    ]
    order = list(Frequency)
    expected: dict[UUID, set[str]] = {each.id: set() for each in forms}
    for one in forms:
        for other in forms:
            if one is not other and one.kinds == other.kinds and order.index(other.frequency) >= order.index(one.frequency):
                unknown = {each.identity for each in other.asked if not each.is_known}
                expected[one.id] |= {each.identity for each in one.asked if not each.is_known} & unknown
    assert meter.asked_twice(forms) == {form_id: frozenset(names) for form_id, names in expected.items()}
