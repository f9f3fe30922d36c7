"""A drive's own stages, and the steps that say no more than was seen."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from linli.campaigns.rules import stages as rules
from linli.campaigns.rules.kinds import Meaning
from linli.campaigns.rules.stages import STANDARD, Stage, Standing
from linli.kernel.errors import Refused

DAY = date(2026, 3, 2)
ONE, OTHER = UUID(int=1), UUID(int=2)
DONE, LOOKED, HELD, CONCERNS = (rules.named(STANDARD, key) for key in ("done", "looked_again", "held", "concerns"))


def stage(key: str, meaning: Meaning = Meaning.STEP, title: str = "") -> Stage:
    return Stage(key, title or key, meaning)


def test_the_standard_list_is_sound() -> None:
    assert rules.checked_stages(STANDARD) == tuple(STANDARD)


def test_a_list_may_have_steps_of_its_own_anywhere() -> None:
    own = [stage("surveyed"), stage("agreed", Meaning.AGREED), stage("ordered"), stage("done", Meaning.DONE)]

    assert rules.checked_stages(own) == tuple(own)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("campaigns.number_of_stages", [stage("done", Meaning.DONE)]),
        ("campaigns.number_of_stages", [stage(str(number)) for number in range(20)]),
        ("campaigns.stage_twice", [stage("a"), stage("a", Meaning.DONE, "b")]),
        ("campaigns.stage_twice", [stage("a"), stage("b", Meaning.DONE, "a")]),
        ("campaigns.stage_twice", [stage("a"), stage(" ", Meaning.DONE, "b")]),
        ("campaigns.out_of_order", [stage("done", Meaning.DONE), stage("agreed", Meaning.AGREED)]),
        ("campaigns.out_of_order", [stage("done", Meaning.DONE), stage("again", Meaning.DONE)]),
        ("campaigns.out_of_order", [stage("agreed", Meaning.AGREED), stage("looked", Meaning.LOOKED_AGAIN)]),
        ("campaigns.no_end", [stage("a"), stage("b")]),
        ("kernel.empty", [Stage("a", " ", Meaning.STEP), stage("b", Meaning.DONE)]),
    ],
)
def test_a_list_that_nobody_could_follow_is_refused(code: str, wrong: list[Stage]) -> None:
    with pytest.raises(Refused) as refused:
        rules.checked_stages(wrong)
    assert refused.value.code == code


def test_concerns_are_kept_once_and_few() -> None:
    assert rules.checked_concerns([" 价 ", "电", "价"]) == ("价", "电")
    with pytest.raises(Refused) as refused:
        rules.checked_concerns([str(number) for number in range(13)])
    assert refused.value.code == "campaigns.too_many_concerns"


def test_an_unknown_stage_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused) as refused:
        rules.named(STANDARD, "nowhere")
    assert refused.value.code == "campaigns.no_such_stage"
    assert "已复看" in str(refused.value.facts["titles"])


def test_who_agrees_at_once_skips_the_concerns_and_may_come_back_to_them() -> None:
    rules.check_step(Standing(), rules.named(STANDARD, "agreed"), by=ONE, on=DAY, hold_days=30)
    rules.check_step(Standing(rules.named(STANDARD, "deposit"), DAY, ONE), CONCERNS, by=ONE, on=DAY, hold_days=30)


def test_somebody_else_looks_again_and_only_at_what_is_done() -> None:
    done = Standing(DONE, DAY, ONE)

    rules.check_step(done, LOOKED, by=OTHER, on=DAY, hold_days=30)

    for standing, by, code in ((done, ONE, "campaigns.own_work"), (Standing(CONCERNS, DAY, ONE), OTHER, "campaigns.not_there_yet")):
        with pytest.raises(Refused) as refused:
            rules.check_step(standing, LOOKED, by=by, on=DAY, hold_days=30)
        assert refused.value.code == code
    with pytest.raises(Refused):
        rules.check_step(Standing(), LOOKED, by=OTHER, on=DAY, hold_days=30)


def test_what_was_looked_at_has_held_after_its_days_and_not_before() -> None:
    looked = Standing(LOOKED, DAY, OTHER)

    assert rules.held_from(looked, 30) == DAY + timedelta(days=30)
    rules.check_step(looked, HELD, by=ONE, on=DAY + timedelta(days=30), hold_days=30)
    with pytest.raises(Refused) as refused:
        rules.check_step(looked, HELD, by=ONE, on=DAY + timedelta(days=29), hold_days=30)
    assert refused.value.code == "campaigns.too_early"
    assert rules.held_from(Standing(DONE, DAY, ONE), 30) is None


def test_a_concern_is_one_of_the_campaigns_own_and_belongs_to_its_stage_alone() -> None:
    assert rules.checked_concern(("价", "电"), CONCERNS, "电", " 怕跳闸 ") == ("电", "怕跳闸")
    assert rules.checked_concern(("价", "电"), DONE, "电", "") == ("", "")
    with pytest.raises(Refused) as refused:
        rules.checked_concern(("价", "电"), CONCERNS, "态度差", "")
    assert refused.value.code == "campaigns.which_concern"


def test_a_list_is_read_as_it_is_typed() -> None:
    typed = "已联系 = contacted\n\n 报装 \n已完成=Work done"

    assert rules.from_lines(typed) == (
        Stage("contacted", "已联系", Meaning.CONTACTED),
        Stage("报装", "报装", Meaning.STEP),
        Stage("done", "已完成", Meaning.DONE),
    )
    with pytest.raises(Refused) as refused:
        rules.from_lines("已联系 = 不知道")
    assert refused.value.code == "org.kind_unknown"


def test_the_row_keeps_the_list() -> None:
    assert rules.read(rules.stored(STANDARD)) == tuple(STANDARD)
    assert rules.keys_meaning(STANDARD, {Meaning.DONE, Meaning.HELD}) == ["done", "held"]
