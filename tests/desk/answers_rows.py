"""An answer in force, one that waits and one that is being written: by the names addresses give them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from linli.answers.actions import reviewing, writing
from linli.answers.queries import answers as known
from linli.answers.rules.kinds import Audience
from linli.answers.rules.words import Words
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.org.queries import units
from linli.org.rules.people import day_of


def words_of(actor: Actor, **facts: Any) -> Words:
    """What is said of the lamps, for half a year."""
    today = day_of(clock.now())
    words = Words(
        question="路灯不亮找谁修？",
        answer="记下灯杆编号，拨打街道中心电话，两个工作日内到场。",
        source="街道办事指南第3号",
        unit_id=units.open_units(actor)[0].pk,
        audience=Audience.PUBLIC,
        valid_from=today,
        valid_until=today + timedelta(days=180),
    )
    return replace(words, **facts)


def written(actor: Actor, *, is_handed_in: bool = True, **facts: Any) -> Any:
    """An answer that waits, or is being written."""
    return writing.write_answer(actor, words_of(actor, **facts), is_handed_in=is_handed_in)


def in_force(writer: Actor, reviewer: Actor, **facts: Any) -> Any:
    """The same, reviewed by somebody else."""
    answer = written(writer, **facts)
    return reviewing.review(reviewer, answer.pk, seen=known.get_for(reviewer, answer.pk).journal_seq)


def an_answer_and_others(writer: Actor, reviewer: Actor) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """What the addresses of answers name; what waits is decided upon."""
    answer = in_force(writer, reviewer, question="路灯不亮找谁修（试）？")
    waiting = written(writer, question="窨井盖坏了找谁（试）？")
    return {"answer_id": answer.pk}, {"answer_decide": {"answer_id": waiting.pk}}
