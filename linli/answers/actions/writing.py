"""Writing an answer, changing what nobody has reviewed yet, and handing it in."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.answers.models import Answer, AnswerVersion
from linli.answers.queries import answers as queries
from linli.answers.rules import words as rules
from linli.answers.rules.kinds import ANSWERS_AT_MOST, OPEN, VersionState
from linli.answers.rules.permissions import Permission
from linli.answers.rules.words import Words
from linli.kernel import clock, find, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, refusals
from linli.kernel.writes import check_version, write
from linli.org.queries import units
from linli.org.rules.people import day_of

_WORDS: Final = (
    *("question", "wordings", "text", "source", "link", "unit", "item_code", "audience"),
    *("valid_from", "valid_until", "written_by", "written_at"),
)


@write
def write_answer(actor: Actor, words: Words, *, is_handed_in: bool = False) -> Answer:
    """A new answer, to be gone on with or handed in at once; nobody is offered it before somebody else reviewed it."""
    return write_answers(actor, [words], is_handed_in=is_handed_in)[0]


@write
def write_answers(actor: Actor, said: Sequence[Words], *, is_handed_in: bool) -> list[Answer]:
    """Many new answers, all or none."""
    queries.require(actor, Permission.WRITE)
    checked = [_checked(actor, words) for words in said]
    if queries.visible_to(actor).count() + len(checked) > ANSWERS_AT_MOST:
        raise Refused("answers.too_many", limit=ANSWERS_AT_MOST)

    now, author = clock.now(), who(actor)
    answers = [Answer(subdistrict_id=actor.subdistrict_id, made_at=now) for _ in checked]
    Answer.objects.bulk_create(answers)
    versions = [_version(answer, 1, words, author) for answer, words in zip(answers, checked, strict=True)]
    for version in versions:
        version.state = (VersionState.WAITING if is_handed_in else VersionState.DRAFT).value
    AnswerVersion.objects.bulk_create(versions)
    find.index_many([(answer, [queries.everything(version)]) for answer, version in zip(answers, versions, strict=True)], changed_at=now)

    told = [journal.Draft("answer.written", answer, facts=facts(version)) for answer, version in zip(answers, versions, strict=True)]
    journal.record_many(actor, told)
    if is_handed_in:
        journal.record_many(actor, [journal.Draft("answer.handed_in", answer, facts={"number": 1}) for answer in answers])
    return answers


@write
def change_answer(actor: Actor, answer_id: UUID, *, seen: int, words: Words) -> Answer:
    """Change what is being written, or begin the next version of what was reviewed; what holds now holds on meanwhile."""
    answer = queries.lock_for(actor, answer_id, Permission.WRITE)
    checked = _checked(actor, words)
    check_version(answer, seen=seen, yours={})
    version = queries.open_version(answer)
    author = who(actor)

    if version is None:
        version = _version(answer, queries.next_number(answer), checked, author)
        version.save(force_insert=True)
    else:
        # Whoever changes what waits takes it back: it is handed in anew.
        version.state = VersionState.DRAFT.value
        _assign(version, checked, author)
        version.hands = sorted({*version.hands, str(author)})
        version.save(update_fields=[*_WORDS, "state", "hands"])
    index(actor, answer)

    journal.record(actor, "answer.changed", answer, **facts(version))
    return answer


@write
def hand_in(actor: Actor, answer_id: UUID, *, seen: int) -> Answer:
    """Hand in what was written; somebody else looks at it next."""
    answer = queries.lock_for(actor, answer_id, Permission.WRITE)
    version = open_of(answer)
    check_version(answer, seen=seen, yours={})
    rules.check_state(VersionState(version.state), {VersionState.DRAFT}, version.question)
    rules.check_period(version.valid_from, version.valid_until, today=day_of(clock.now()))

    version.state = VersionState.WAITING.value
    version.save(update_fields=["state"])

    journal.record(actor, "answer.handed_in", answer, number=version.number)
    return answer


@write
def drop(actor: Actor, answer_id: UUID, *, seen: int) -> Answer:
    """Do not go on with what is being written or waits; what holds now holds on."""
    answer = queries.lock_for(actor, answer_id, Permission.WRITE)
    version = open_of(answer)
    check_version(answer, seen=seen, yours={})

    version.state, version.ended_at = VersionState.DROPPED.value, clock.now()
    version.save(update_fields=["state", "ended_at"])
    index(actor, answer)

    journal.record(actor, "answer.dropped", answer, number=version.number)
    return answer


def who(actor: Actor) -> UUID:
    """Who it was: another one reviews, so there must be somebody."""
    found = actor.person_id or actor.account_id
    if found is None:
        raise Refused("answers.nobody")
    return found


def open_of(answer: Answer) -> AnswerVersion:
    """The version that is being written or waits; without one there is nothing to do here."""
    version = queries.open_version(answer)
    if version is None:
        raise Refused("answers.nothing_open")
    return version


def index(actor: Actor, answer: Answer) -> None:
    """Find the answer by what its living versions say."""
    living = [each for each in queries.versions_of(actor, answer) if each.state in {*OPEN, VersionState.IN_FORCE}]
    find.index(answer, [queries.everything(each) for each in living])


def facts(version: AnswerVersion) -> Mapping[str, Any]:
    """The version as the journal keeps it."""
    return {
        "number": version.number,
        "question": version.question,
        "wordings": "\n".join(version.wordings),
        "answer": version.text,
        "source": version.source,
        "link": version.link,
        "unit": str(version.unit_id),
        "item_code": version.item_code,
        "audience": version.audience,
        "valid_from": version.valid_from.isoformat(),
        "valid_until": version.valid_until.isoformat(),
    }


def _checked(actor: Actor, words: Words) -> Words:
    checked = rules.checked(words, today=day_of(clock.now()))
    # A unit of another subdistrict, or one that was closed, is not found.
    if all(unit.pk != checked.unit_id for unit in units.open_units(actor)):
        raise NotFound
    return checked


def _version(answer: Answer, number: int, words: Words, author: UUID) -> AnswerVersion:
    version = AnswerVersion(subdistrict_id=answer.subdistrict_id, answer=answer, number=number, hands=[str(author)])
    _assign(version, words, author)
    return version


def _assign(version: AnswerVersion, words: Words, author: UUID) -> None:
    version.question, version.wordings, version.text = words.question, list(words.wordings), words.answer
    version.source, version.link, version.unit_id = words.source, words.link, words.unit_id
    version.item_code, version.audience = words.item_code, words.audience.value
    version.valid_from, version.valid_until = words.valid_from, words.valid_until
    version.written_by, version.written_at = author, clock.now()


refusals(
    {
        "answers.too_many": gettext_noop("The base holds {limit} answers at most. Take out those that nobody needs any more."),
        "answers.nobody": gettext_noop("An answer is written by one person and reviewed by another. Sign in, and do it again."),
        "answers.nothing_open": gettext_noop("No version of this answer is being written or waits. Open it again to see where it stands."),
    }
)
