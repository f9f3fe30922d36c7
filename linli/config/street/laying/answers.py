"""The answer base of 兰亭街道: most in use, some about to end, some expired, one waits for review."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from linli.answers.actions import reviewing, writing
from linli.answers.queries import answers as known
from linli.answers.rules.kinds import Audience
from linli.answers.rules.words import Words, months_after
from linli.config.street.answers import ASKED, Asked
from linli.config.street.laying.forms import member
from linli.config.street.laying.ids import Ids
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.org.rules.people import ZONE, day_of

# Who writes for the offices, and who reviews.
_WRITES, _REVIEWS = "shen-guoliang", "fang-zhixing"


def lay_answers(actor: Actor, ids: Ids, now: datetime) -> None:
    """The base as it grew over a year; where there is an answer already, none is laid."""
    if known.visible_to(actor).exists():
        return
    writer, reviewer = (member(actor, ids.people[code]) for code in (_WRITES, _REVIEWS))
    for each in ASKED:
        _lay(writer, reviewer, each, ids, day_of(now))


def _lay(writer: Actor, reviewer: Actor, each: Asked, ids: Ids, today: date) -> None:
    day = months_after(today, -each.months_ago) if each.months_ago else today - timedelta(days=2)
    words = Words(
        question=each.question,
        wordings=each.wordings,
        answer=each.answer,
        source=each.source,
        unit_id=ids.units[each.unit],
        item_code=each.code,
        audience=Audience.PUBLIC if each.is_public else Audience.CLERKS,
        valid_from=day,
        valid_until=today + timedelta(days=each.ends_in_days),
    )
    with clock.told_by(_at(day)):
        answer = writing.write_answer(writer, words, is_handed_in=each.state != "draft")
    if each.state == "in_force":
        with clock.told_by(_at(day + timedelta(days=1))):
            reviewing.review(reviewer, answer.pk, seen=known.get_for(reviewer, answer.pk).journal_seq)


def _at(day: date) -> Callable[[], datetime]:
    return lambda: datetime.combine(day, time(10), tzinfo=ZONE)
