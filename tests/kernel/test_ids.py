"""An identity sorts by its millisecond, says version 7, and has one spelling."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.errors import Refused
from linli.kernel.ids import parse_uuid7, uuid7

MILLISECONDS = st.integers(min_value=0, max_value=2**48 - 1)
NANOSECONDS = st.integers(min_value=0, max_value=999_999)


def _made_at(milliseconds: int, nanoseconds: int = 0) -> UUID:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("linli.kernel.ids.time.time_ns", lambda: milliseconds * 1_000_000 + nanoseconds)
        return uuid7()


@given(milliseconds=MILLISECONDS, nanoseconds=NANOSECONDS)
def test_an_identity_carries_its_millisecond_version_and_variant(milliseconds: int, nanoseconds: int) -> None:
    made = _made_at(milliseconds, nanoseconds)
    assert made.int >> 80 == milliseconds
    assert made.version == 7
    assert (made.int >> 62) & 0b11 == 0b10
    assert parse_uuid7(str(made)) == made == parse_uuid7(str(made).upper())


@given(earlier=st.tuples(MILLISECONDS, NANOSECONDS), later=st.tuples(MILLISECONDS, NANOSECONDS))
def test_identities_sort_by_their_moment(earlier: tuple[int, int], later: tuple[int, int]) -> None:
    first, second = _made_at(*earlier), _made_at(*later)
    # In steps of a 4,096th of a millisecond.
    if (earlier[0], earlier[1] * 4096 // 1_000_000) != (later[0], later[1] * 4096 // 1_000_000):
        assert (first < second) == (earlier < later) == (str(first) < str(second)) == (first.bytes < second.bytes)


def test_identities_of_one_moment_differ_in_all_random_bits() -> None:
    made = [_made_at(1_780_000_000_000, 500_000) for _ in range(500)]
    assert len(set(made)) == len(made)
    ever_set = ever_clear = 0
    for each in made:
        ever_set, ever_clear = ever_set | each.int, ever_clear | ~each.int
    random_bits = (1 << 62) - 1
    assert ever_set & ever_clear & random_bits == random_bits


def test_identities_of_one_process_stand_in_the_order_in_which_they_were_made() -> None:
    made = [uuid7() for _ in range(200)]
    assert made == sorted(made)


@given(text=st.one_of(st.text(max_size=50), st.uuids(version=4).map(str), st.uuids(version=1).map(str)))
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_uuid7(text)
    assert refused.value.code == "kernel.bad_id"


def test_other_spellings_and_versions_are_refused() -> None:
    good = str(uuid7())
    wide = "".join(chr(ord(each) + 0xFEE0) if each.isdigit() else each for each in good)
    for text in ("{" + good + "}", "urn:uuid:" + good, good.replace("-", ""), " " + good, good + "\n", wide, str(uuid4()), ""):
        with pytest.raises(Refused):
            parse_uuid7(text)
    assert parse_uuid7(good) == UUID(good)


def test_no_text_at_all_is_refused() -> None:
    with pytest.raises(Refused):
        parse_uuid7(None)  # type: ignore[arg-type]
