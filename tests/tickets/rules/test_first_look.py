"""Neutral words as a beginning, and danger that is answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.errors import Refused
from linli.tickets.rules.first_look import NEUTRAL_CHARACTERS, check_danger, neutral


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("西门井盖破了。骑车差点摔", "西门井盖破了"),
        ("您好，我是汇文苑的林女士，西门井盖破了，电话13500003001", "西门井盖破了"),
        ("你好！请问楼道堆物谁管", "请问楼道堆物谁管"),
        ("我姓王，住三号楼。楼道里堆满纸箱！", "楼道里堆满纸箱"),
        ("张先生反映楼道堆物，手机：135-0000-3001", "住户反映楼道堆物"),
        ("座机021-55501234没人接", "座机没人接"),
        ("我是王师傅，", "我是住户"),
        ("。", "。"),
        ("🙂🙂", "🙂🙂"),
        ("", ""),
    ],
)
def test_greeting_name_and_number_are_nobody_elses_business(words: str, expected: str) -> None:
    assert neutral(words) == expected


@given(st.text(max_size=300))
def test_whatever_is_typed_gives_a_short_line(words: str) -> None:
    assert len(neutral(words)) <= NEUTRAL_CHARACTERS


def test_danger_is_chosen_or_denied_never_passed_over() -> None:
    check_danger("", is_item_dangerous=False, is_denied=False)
    check_danger("E01", is_item_dangerous=True, is_denied=False)
    check_danger("E01", is_item_dangerous=False, is_denied=True)
    with pytest.raises(Refused) as refusal:
        check_danger("E01", is_item_dangerous=False, is_denied=False)
    assert refusal.value.code == "tickets.danger_unanswered"
    assert "danger" in refusal.value.sentence
