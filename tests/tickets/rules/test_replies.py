"""What belongs into a reply, what of an old one may serve again, who is drawn, and how sure a rate is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.tickets.rules.follow import FOLLOW_LETTERS, code_from
from linli.tickets.rules.kinds import Verdict
from linli.tickets.rules.rates import Figure
from linli.tickets.rules.replies import POINTS_AT_MOST, ReplyWords, depersonalised, missing, needs_deputy, points_of
from linli.tickets.rules.satisfaction import Grade
from linli.tickets.rules.verifications import (
    CallResult,
    CallWords,
    Effect,
    Signer,
    check_excluder,
    effect_of_call,
    is_drawn,
    verdict_of_call,
)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("1、楼道堆物 2、电瓶车充电。希望尽快", ["楼道堆物", "电瓶车充电。希望尽快"]),
        ("一、路灯不亮；二、井盖松动", ["路灯不亮", "井盖松动"]),
        ("楼道堆物。没人管！要求清理？", ["楼道堆物", "要求清理"]),
        ("", []),
        ("好", []),
    ],
)
def test_the_points_of_a_matter_are_its_items_or_its_sentences(text: str, points: list[str]) -> None:
    assert [point["asked"] for point in points_of(text)] == points


def test_a_long_letter_has_a_dozen_points_and_loses_none() -> None:
    sentences = [f"第{number}件事没有办" for number in range(30)]
    found = [point["asked"] for point in points_of("。".join(sentences))]
    assert len(found) == POINTS_AT_MOST
    assert all(any(sentence in point for point in found) for sentence in sentences)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("已联系张先生，13800000000", "已联系＿＿先生，＿＿"),
        ("欧阳女士住岚皋路27弄3号402室", "＿＿女士住岚皋路＿＿弄＿＿号＿＿室"),
        ("车牌沪A12345已挪走", "车牌＿＿已挪走"),
        ("身份证310101199001011234", "身份证＿＿"),
        ("当事人为李小明，已说明", "当事人为＿＿，已说明"),
        ("电话 021-5550-0100 转 8", "电话 ＿＿ 转 8"),
        ("已清运两车垃圾", "已清运两车垃圾"),
    ],
)
def test_an_old_reply_gives_no_name_house_or_number(text: str, plain: str) -> None:
    assert depersonalised(text) == plain


@given(st.integers(10**4, 10**17), st.text("清理完毕，电话 ", max_size=12))
def test_no_long_number_survives(number: int, around: str) -> None:
    assert str(number) not in depersonalised(f"{around}{number}{around}")


def test_a_low_grade_owes_its_reason_and_calls_the_deputy_director() -> None:
    low = ReplyWords(has_contacted=True, grade="fair")
    named = {each.field for each in missing(low, knows_reporter=True, is_answer_wanted=False)}
    assert {"grade_reason", "first_call", "contacted_at"} <= named
    assert "why_no_call" not in named
    assert needs_deputy(low, is_repeated=False, is_supervised=False)
    content = ReplyWords(grade="mostly")
    assert [needs_deputy(content, is_repeated=one, is_supervised=two) for one, two in ((False, False), (True, False), (False, True))] == [
        *(False, True, True),
    ]
    assert Grade.MOSTLY.counts == Decimal("0.8")


def test_the_third_call_in_vain_is_an_outcome_of_its_own() -> None:
    vain = CallWords(result=CallResult.NO_ANSWER)
    found = [verdict_of_call(vain, [CallResult.NO_ANSWER] * earlier) for earlier in range(4)]
    assert found == [None, None, Verdict.UNREACHABLE, Verdict.UNREACHABLE]
    assert [effect_of_call(vain, each) for each in found] == [Effect.NOTE, Effect.NOTE, Effect.CLOSE, Effect.CLOSE]
    again = CallWords(result=CallResult.REACHED, verdict=Verdict.EXPLAINED, do_again=True)
    assert effect_of_call(again, Verdict.EXPLAINED) is Effect.REWORK


@given(st.binary(min_size=8, max_size=16))
def test_a_draw_is_what_the_mark_says(mark: bytes) -> None:
    assert is_drawn(mark, per_ten_thousand=10_000)
    assert not is_drawn(mark, per_ten_thousand=0)
    assert is_drawn(mark) == (int.from_bytes(mark[:8], "big") / 2**64 < 0.05)


def test_a_code_has_eight_plain_letters() -> None:
    code = code_from(b"\x07" * 16)
    assert code == code_from(b"\x07" * 16)
    assert len(code) == 8
    assert set(code) <= set(FOLLOW_LETTERS)
    assert code != code_from(b"\x08" * 16)


def test_who_signs_is_somebody_else_of_another_unit() -> None:
    concerned, person = uuid7(), uuid7()
    check_excluder(Signer(uuid7(), None, uuid7()), [(uuid7(), None)], frozenset({concerned}))
    for signer, code in (
        (Signer(None, None, uuid7()), "tickets.exclusion_same_person"),
        (Signer(uuid7(), person, uuid7()), "tickets.exclusion_same_person"),
        (Signer(uuid7(), None, concerned), "tickets.exclusion_own_unit"),
        (Signer(uuid7(), None, None), "tickets.exclusion_own_unit"),
    ):
        with pytest.raises(Refused) as refusal:
            check_excluder(signer, [(uuid7(), person)], frozenset({concerned}))
        assert refusal.value.code == code


def test_a_rate_of_few_says_how_sure_it_is() -> None:
    none, few, many = Figure(Decimal(0), 0), Figure(Decimal(8), 10), Figure(Decimal(400), 500)
    assert (none.share, none.interval, none.is_of_few) == (None, None, False)
    assert few.is_of_few
    assert not many.is_of_few
    assert few.share == Decimal("0.8")
    # Wilson's interval of 8 in 10, as tables print it.
    assert few.interval is not None
    assert [round(each, 3) for each in few.interval] == [0.49, 0.943]
    assert many.interval is not None
    assert many.interval[1] - many.interval[0] < few.interval[1] - few.interval[0]
