"""What everybody takes along, as it may be said."""

import pytest

from linli.campaigns.rules.kit import EMPTY, Kit, checked_kit, read, said, stored
from linli.kernel.errors import Refused
from linli.visits.rules.kinds import AMOUNT_AT_MOST, GIVEN_AT_MOST

WHOLE = Kit(("政策", "反诈"), (("告知信", 1), ("海报", 2)))


def test_a_kit_is_kept_as_it_was_said_and_a_row_of_before_has_none() -> None:
    assert read(stored(WHOLE)) == checked_kit(WHOLE) == WHOLE and WHOLE
    assert said(WHOLE) == "政策 反诈 告知信×1 海报×2"
    assert read({}) == EMPTY and not EMPTY


def test_what_is_said_twice_stands_once() -> None:
    assert checked_kit(Kit(("政策", " 政策 "), (("海报", 2), ("海报", 3)))) == Kit(("政策",), (("海报", 3),))


@pytest.mark.parametrize(
    ("kit", "code"),
    [
        (Kit(materials=(("海报", 0),)), "campaigns.kit_amount"),
        (Kit(materials=(("海报", AMOUNT_AT_MOST + 1),)), "campaigns.kit_amount"),
        (Kit(tuple(map(str, range(GIVEN_AT_MOST + 1)))), "campaigns.kit_too_large"),
        (Kit(materials=tuple((str(number), 1) for number in range(GIVEN_AT_MOST + 1))), "campaigns.kit_too_large"),
        (Kit(("",)), "kernel.empty"),
        (Kit(materials=(("长" * 41, 1),)), "kernel.too_long"),
    ],
)
def test_what_no_visit_could_say_is_refused(kit: Kit, code: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_kit(kit)
    assert refused.value.code == code
