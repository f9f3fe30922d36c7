"""The code of a contact card and what may become of a card, without a database."""

from itertools import pairwise

import pytest

from linli.kernel.errors import Refused
from linli.places.rules import cards as rules
from linli.places.rules.cards import CARD_LETTERS, CARD_LONG, CARDS_AT_MOST, CardState
from linli.places.rules.kinds import Stage

CODE = "K7QF2M" + rules.check_letter("K7QF2M")


def refused(code: str, act: object, *known: object, **facts: object) -> None:
    with pytest.raises(Refused) as refusal:
        act(*known, **facts)  # type: ignore[operator]
    assert refusal.value.code == code


def test_the_alphabet_holds_no_two_letters_that_are_mistaken_for_one_another() -> None:
    assert len(set(CARD_LETTERS)) == len(CARD_LETTERS) == 31
    assert not set(CARD_LETTERS) & set("01ILO")


def test_a_drawn_code_checks_itself_and_is_read_however_it_is_typed() -> None:
    drawn = {rules.new_code() for _ in range(50)}
    assert len(drawn) > 45 and all(len(code) == CARD_LONG and rules.card_value(code) == code for code in drawn)
    assert rules.shown(CODE) == f"{CODE[:3]} {CODE[3:]}"
    for typed in (CODE.lower(), f" {CODE[:3]}-{CODE[3:]} ", rules.shown(CODE)):
        assert rules.card_value(typed) == CODE


def test_one_wrong_letter_or_two_neighbours_in_the_wrong_order_are_noticed() -> None:
    for place, letter in enumerate(CODE):
        wrong = [CODE[:place] + other + CODE[place + 1 :] for other in CARD_LETTERS if other != letter]
        assert not any(map(rules.card_value, wrong))
    for place, (one, other) in enumerate(pairwise(CODE)):
        if one != other:
            assert rules.card_value(CODE[:place] + other + one + CODE[place + 2 :]) == ""


@pytest.mark.parametrize("typed", ["", "   ", CODE[:-1], CODE + "2", "O" + CODE[1:], "联心卡联心卡联", "💡" * 7, CODE * 400])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert rules.card_value(typed) == ""
    refused("places.card_misread", rules.required_value, typed)


def test_only_a_blank_card_is_bound_only_a_bound_one_replaced_and_none_withdrawn_twice() -> None:
    rules.check_blank(CODE, CardState.BLANK, name="")
    refused("places.card_is_bound", rules.check_blank, CODE, CardState.BOUND, name="鲜果时光")
    refused("places.card_is_withdrawn", rules.check_blank, CODE, CardState.WITHDRAWN, name="")
    rules.check_replaceable(CODE, CardState.BOUND)
    refused("places.card_is_not_bound", rules.check_replaceable, CODE, CardState.BLANK)
    rules.check_withdrawable(CODE, CardState.BLANK)
    refused("places.card_is_withdrawn", rules.check_withdrawable, CODE, CardState.WITHDRAWN)


def test_as_many_are_made_as_somebody_prints_and_none_for_what_is_gone() -> None:
    rules.check_number(1)
    rules.check_number(CARDS_AT_MOST)
    for number in (0, -3, CARDS_AT_MOST + 1):
        refused("places.card_number", rules.check_number, number)
    rules.check_stage(Stage.PLANNED, "鲜果时光")
    refused("places.card_for_what_is_gone", rules.check_stage, Stage.CLOSED, "鲜果时光")
