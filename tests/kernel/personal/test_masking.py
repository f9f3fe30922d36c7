"""Masks never say more than their kind declares; ways of writing one value have one code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.personal import Masking, Normal
from linli.kernel.personal.purposes import WORDS, Purpose

SHOWN_AT_MOST = {Masking.NAME: 1, Masking.PHONE: 7, Masking.ID_NUMBER: 2, Masking.HIDDEN_PHONE: 0, Masking.HIDDEN: 0}


@pytest.mark.parametrize(
    ("masking", "text", "shown"),
    [
        (Masking.NAME, "林小明", "林*"),
        (Masking.NAME, "欧阳青松", "欧*"),
        (Masking.NAME, "林", "*"),
        (Masking.NAME, " ", ""),
        (Masking.PHONE, "138 0000-5678", "138****5678"),
        (Masking.PHONE, "021-5550-1234", "****"),
        (Masking.PHONE, "12345", "****"),
        (Masking.ID_NUMBER, "31011720000101123X", "************3X"),
        (Masking.ID_NUMBER, "1234", "****"),
        (Masking.HIDDEN_PHONE, "13800005678", "****"),
        (Masking.HIDDEN, "任何话", "****"),
    ],
)
def test_a_value_is_shown_as_its_kind_declares(masking: Masking, text: str, shown: str) -> None:
    assert masking.of(text) == shown


@given(masking=st.sampled_from(Masking), text=st.one_of(st.text(), st.from_regex(r"[0-9 \-]{0,20}", fullmatch=True)))
def test_a_mask_never_shows_more_than_it_declares_nor_how_long_the_value_is(masking: Masking, text: str) -> None:
    shown = masking.of(text).replace("*", "")
    assert len(shown) <= min(SHOWN_AT_MOST[masking], max(len(text.strip()) - 1, 0))
    assert len(masking.of(text)) in {0, 1, 2, 4, 11, 14}


def test_only_phones_can_be_dialled() -> None:
    assert {masking for masking in Masking if masking.is_phone} == {Masking.PHONE, Masking.HIDDEN_PHONE}


@pytest.mark.parametrize(
    ("normal", "ways"),
    [
        (
            Normal.PHONE,
            ["13800005678", "138 0000 5678", "+86 138-0000-5678", "0086 13800005678", "１３８００００５６７８"],
        ),
        (Normal.PHONE, ["02155501234", "021-5550-1234", "（021）5550 1234", "+86 21 5550 1234", "021-55501234转801", "+86-021-55501234"]),
        (Normal.PHONE, ["13800005678", "8613800005678"]),
        (Normal.PHONE, ["01055501234", "+86 10 5550 1234"]),
        (Normal.PHONE, ["", "—", "转801", "+86"]),
        (Normal.LAST_FOUR, ["5678", "13800005678", "+86 138 0000 5678 转 9"]),
        (Normal.LAST_FOUR, ["", "678", "abc"]),
        (Normal.NAME, ["林小明", " 林 小 明", "林\u200b小明", "林・小明"]),
        (Normal.NAME, ["Anna-Lena O’Hara", "ＡＮＮＡ LENA OHARA", "anna.lena o'hara"]),
    ],
)
def test_ways_of_writing_one_value_are_one(normal: Normal, ways: list[str]) -> None:
    assert len({normal.of(way) for way in ways}) == 1


@pytest.mark.parametrize(
    ("normal", "one", "other"),
    [(Normal.PHONE, "13800005678", "13800005679"), (Normal.PHONE, "86500123", "500123"), (Normal.NAME, "林小明", "林晓明")],
)
def test_different_values_stay_different(normal: Normal, one: str, other: str) -> None:
    assert normal.of(one) != normal.of(other)


@given(normal=st.sampled_from(Normal), text=st.text())
def test_what_is_normal_already_stays_so(normal: Normal, text: str) -> None:
    assert normal.of(normal.of(text)) == normal.of(text)


def test_every_purpose_has_words() -> None:
    assert set(WORDS) == set(Purpose)
