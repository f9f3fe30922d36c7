"""What belongs into an answer, and when it holds."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from linli.answers.rules.kinds import (
    ANSWER_LIMIT,
    CODE_LIMIT,
    LINK_LIMIT,
    MONTHS_AT_MOST,
    QUESTION_LIMIT,
    SOURCE_LIMIT,
    TOLD_BEFORE_DAYS,
    WHY_LIMIT,
    WORDINGS_AT_MOST,
    Audience,
    Standing,
    VersionState,
)
from linli.kernel.errors import Refused, refusals
from linli.kernel.text import clean_text

_LINK: Final = re.compile(r"https?://[^\s<>\"']+")
_CODE: Final = re.compile(r"[A-Za-z0-9._-]*")
_LETTER: Final = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Everything that is said in one version of an answer."""

    question: str
    answer: str
    source: str
    unit_id: UUID
    valid_from: date
    valid_until: date
    wordings: tuple[str, ...] = ()
    link: str = ""
    item_code: str = ""
    audience: Audience = Audience.CLERKS


def checked(words: Words, *, today: date) -> Words:
    """The words as they may be stored; what is missing, too long or cannot be is refused by field."""
    question = _asked(words.question, gettext("What is asked"))
    check_period(words.valid_from, words.valid_until, today=today)
    return replace(
        words,
        question=question,
        answer=clean_text(words.answer, field=gettext("Answer"), limit=ANSWER_LIMIT),
        source=clean_text(words.source, field=gettext("Source of the answer"), limit=SOURCE_LIMIT),
        wordings=_wordings(words.wordings, question),
        link=_link(words.link),
        item_code=_code(words.item_code),
    )


def _asked(said: str, field: str, *, required: bool = True) -> str:
    question = clean_text(said, field=field, limit=QUESTION_LIMIT, required=required)
    # Nobody finds it, and two of marks alone would be taken for the same.
    if question and not _LETTER.search(question):
        raise Refused("answers.no_word", field=field, text=question)
    return question


def _wordings(said: Collection[str], question: str) -> tuple[str, ...]:
    field = gettext("Other wordings")
    cleaned = [_asked(each, field, required=False) for each in said]
    different = tuple(dict.fromkeys(each for each in cleaned if each and each != question))
    if len(different) > WORDINGS_AT_MOST:
        raise Refused("answers.wordings", field=field, limit=WORDINGS_AT_MOST)
    return different


def _link(said: str) -> str:
    field = gettext("Link")
    link = clean_text(said, field=field, limit=LINK_LIMIT, required=False)
    if link and not _LINK.fullmatch(link):
        raise Refused("answers.link", field=field)
    return link


def _code(said: str) -> str:
    field = gettext("Class")
    code = clean_text(said, field=field, limit=CODE_LIMIT, required=False)
    if not _CODE.fullmatch(code):
        raise Refused("answers.code", field=field, text=code)
    return code


def check_period(valid_from: date, valid_until: date, *, today: date) -> None:
    """Refuse a last day before the first, one that has gone by, and one so far away that nobody would look again."""
    if valid_until < valid_from or valid_until < today:
        raise Refused("answers.period", field=gettext("Valid until"))
    if valid_until > months_after(max(valid_from, today), MONTHS_AT_MOST):
        raise Refused("answers.too_long", field=gettext("Valid until"), months=MONTHS_AT_MOST)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where that one is shorter."""
    whole = day.year * 12 + day.month - 1 + months
    first = date(whole // 12, whole % 12 + 1, 1)
    following = date((whole + 1) // 12, (whole + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def holds(valid_from: date, valid_until: date, today: date) -> bool:
    """Whether an answer holds on that day of the street, its first and its last included."""
    return valid_from <= today <= valid_until


def standing_of(state: VersionState, valid_until: date, today: date) -> Standing:
    """Where a version is to be looked for."""
    if state is not VersionState.IN_FORCE:
        return {VersionState.DRAFT: Standing.DRAFT, VersionState.WAITING: Standing.WAITING}.get(state, Standing.OVER)
    if valid_until < today:
        return Standing.EXPIRED
    return Standing.ENDING if (valid_until - today).days <= TOLD_BEFORE_DAYS else Standing.IN_USE


def check_state(state: VersionState, wanted: Collection[VersionState], question: str) -> None:
    """Refuse what only a version in one of these states allows."""
    if state not in wanted:
        raise Refused("answers.not_so", question=question, state=gettext(state.words))


def check_reviewer(hands: Collection[UUID], reviewer: UUID) -> None:
    """Refuse whoever wrote the version, or a word of it: two pairs of eyes see more than one."""
    if reviewer in hands:
        raise Refused("answers.own_words")


def checked_why(why: str) -> str:
    """The reason of a decision, which is read by who asks a year later."""
    return clean_text(why, field=gettext("Reason"), limit=WHY_LIMIT)


refusals(
    {
        "answers.no_word": gettext_noop("{field}: “{text}” has no word in it. Write what people ask, in one sentence."),
        "answers.wordings": gettext_noop("{field}: these are too many. Keep at most {limit}, one on each line."),
        "answers.link": gettext_noop("{field}: this is no address of a page. Write it whole, beginning with https://, or leave it empty."),
        "answers.code": gettext_noop("{field}: “{text}” is no code of a class. Choose one from the list, or leave it empty."),
        "answers.period": gettext_noop("{field}: the last day lies before the first, or has gone by. Choose a later one."),
        "answers.too_long": gettext_noop("{field}: within {months} months somebody looks at an answer again. Choose an earlier day."),
        "answers.not_so": gettext_noop("“{question}”: this version is “{state}” now. Open it again and see what can be done."),
        "answers.nothing_in_force": gettext_noop("No version of this answer is in force. Nothing has to be taken out."),
        "answers.own_words": gettext_noop("You wrote this answer, or a part of it, yourself. Let a colleague review it."),
    }
)
