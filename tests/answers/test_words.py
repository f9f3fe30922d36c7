"""What belongs into an answer and when it holds, whoever asks."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.answers.rules.kinds import Standing, VersionState
from linli.answers.rules.words import Words, check_state, checked, checked_why, holds, months_after, standing_of
from tests.answers.base import refuses

TODAY = date(2026, 11, 23)
WORDS = Words(
    question=" 怎么办居住证？ ",
    answer="到受理中心。",
    source="办事指南",
    unit_id=UUID(int=1),
    valid_from=TODAY,
    valid_until=date(2027, 11, 23),
)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_words_are_cleaned_and_other_wordings_kept_once() -> None:
    found = checked(
        replace(WORDS, wordings=(" 居住证在哪办 ", "", "居住证在哪办", "怎么办居住证？"), link="https://example.cn/a"), today=TODAY
    )
    assert found.question == "怎么办居住证？" and found.wordings == ("居住证在哪办",) and found.link == "https://example.cn/a"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"question": " "}, "kernel.empty"),
        ({"answer": ""}, "kernel.empty"),
        ({"source": ""}, "kernel.empty"),
        ({"question": "问" * 201}, "kernel.too_long"),
        ({"question": "？！"}, "answers.no_word"),
        ({"question": "＿＿ …"}, "answers.no_word"),
        ({"wordings": ("居住证在哪办", "？？")}, "answers.no_word"),
        ({"wordings": tuple(map(str, range(9)))}, "answers.wordings"),
        ({"link": "example.cn"}, "answers.link"),
        ({"link": "javascript:alert(1)"}, "answers.link"),
        ({"link": "https://example.cn/<script>"}, "answers.link"),
        ({"item_code": "大类"}, "answers.code"),
        ({"valid_until": TODAY - timedelta(days=1)}, "answers.period"),
        ({"valid_from": date(2027, 12, 1)}, "answers.period"),
        ({"valid_until": date(2028, 11, 24)}, "answers.too_long"),
    ],
)
def test_what_cannot_be_is_refused_by_field(change: dict[str, object], code: str) -> None:
    assert refuses(lambda: checked(replace(WORDS, **change), today=TODAY)) == code  # type: ignore[arg-type]


def test_two_years_to_the_day_are_not_too_long_and_a_later_beginning_moves_the_end() -> None:
    for words in (
        replace(WORDS, valid_until=date(2028, 11, 23)),
        replace(WORDS, valid_from=date(2027, 1, 1), valid_until=date(2029, 1, 1)),
    ):
        assert checked(words, today=TODAY).valid_until == words.valid_until
    assert months_after(date(2026, 12, 31), 2) == date(2027, 2, 28)


@given(DAYS, DAYS, DAYS)
def test_an_answer_holds_on_its_first_and_last_day_and_between(first: date, last: date, day: date) -> None:
    assert holds(first, last, day) == (day in {first + timedelta(days=each) for each in range((last - first).days + 1)})


@pytest.mark.parametrize(
    ("state", "days", "standing"),
    [
        (VersionState.IN_FORCE, -1, Standing.EXPIRED),
        (VersionState.IN_FORCE, 0, Standing.ENDING),
        (VersionState.IN_FORCE, 30, Standing.ENDING),
        (VersionState.IN_FORCE, 31, Standing.IN_USE),
        (VersionState.DRAFT, -1, Standing.DRAFT),
        (VersionState.WAITING, 0, Standing.WAITING),
        (VersionState.REPLACED, 9, Standing.OVER),
        (VersionState.DROPPED, 9, Standing.OVER),
        (VersionState.WITHDRAWN, 9, Standing.OVER),
    ],
)
def test_where_a_version_is_looked_for(state: VersionState, days: int, standing: Standing) -> None:
    assert standing_of(state, TODAY + timedelta(days=days), TODAY) is standing


def test_a_state_that_does_not_fit_is_said_in_words_and_a_reason_is_given() -> None:
    assert refuses(lambda: check_state(VersionState.DROPPED, {VersionState.DRAFT}, "问？")) == "answers.not_so"
    check_state(VersionState.DRAFT, {VersionState.DRAFT}, "问？")
    assert checked_why(" 依据已修订 ") == "依据已修订" and refuses(lambda: checked_why("")) == "kernel.empty"
