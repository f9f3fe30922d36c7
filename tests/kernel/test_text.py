"""Text is cleaned where nothing is lost and refused by field where something would be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.errors import Refused
from linli.kernel.text import clean_text

ANY_TEXT = st.text(alphabet=st.characters(codec=None), max_size=60)
TYPED = st.text(alphabet=st.sampled_from("邻里 a1\r\n\t\v\u3000\u2028\u200b\x01\x7f。"), max_size=40)


def _code(value: str, limit: int = 20, required: bool = True) -> str:
    with pytest.raises(Refused) as refused:
        clean_text(value, field="title", limit=limit, required=required)
    assert refused.value.facts["field"] == "title"
    return refused.value.code


def _cleaned(value: str) -> str | Refused:
    try:
        return clean_text(value, field="title", limit=40, required=False)
    except Refused as refused:
        return refused


@given(value=st.one_of(ANY_TEXT, TYPED))
def test_what_passes_can_be_stored_printed_and_cleaned_again(value: str) -> None:
    cleaned = _cleaned(value)
    if isinstance(cleaned, Refused):
        assert cleaned.code in {"kernel.nul", "kernel.bad_character", "kernel.too_long"}
        return
    cleaned.encode()
    assert not set(cleaned) & {chr(code) for code in [*range(9), *range(11, 32), *range(127, 160)]}
    assert cleaned == cleaned.strip()
    assert len(cleaned) <= 40
    assert clean_text(cleaned, field="title", limit=40, required=False) == cleaned


@given(value=TYPED)
def test_every_visible_character_survives_in_its_order(value: str) -> None:
    visible = [each for each in value if each in "邻里a1。"]
    cleaned = clean_text(value, field="title", limit=400, required=False)
    assert [each for each in cleaned if each in "邻里a1。"] == visible


def test_line_ends_become_one_kind() -> None:
    assert clean_text("一\r\n二\r三\v四\u2028五", field="text", limit=20) == "一\n二\n三\n四\n五"


def test_outer_blanks_go_and_inner_ones_stay() -> None:
    assert clean_text("\u3000 路灯 不亮\t ", field="text", limit=20) == "路灯 不亮"


def test_nul_half_a_character_and_length_are_refused_by_field() -> None:
    assert _code("a\x00b") == "kernel.nul"
    assert _code("a\ud83d") == "kernel.bad_character"
    assert _code("x" * 21) == "kernel.too_long"
    assert clean_text("x" * 20, field="title", limit=20) == "x" * 20


@pytest.mark.parametrize("value", ["", " ", "\u3000\n", "\u200b", "\u200b \ufeff", "\x01"])
def test_text_that_shows_nothing_is_empty(value: str) -> None:
    assert _code(value) == "kernel.empty"
    assert clean_text(value, field="title", limit=20, required=False) == ""


def test_the_refusal_names_the_field_and_the_way_out() -> None:
    with pytest.raises(Refused) as refused:
        clean_text("x" * 9, field="标题", limit=5)
    assert "标题" in refused.value.sentence
    assert "9" in refused.value.sentence
