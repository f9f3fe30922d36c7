"""An answer is written by one person and reviewed by another; what was reviewed does not change, and every version stays."""

from datetime import date

import pytest
from django.db import IntegrityError

from linli.answers.actions import reviewing, writing
from linli.answers.models import AnswerVersion
from linli.answers.queries import answers as queries
from linli.answers.queries.answers import Wish
from linli.answers.rules import kinds
from linli.answers.rules.kinds import Audience, Standing, VersionState
from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Stale
from linli.kernel.ids import uuid7
from tests import make
from tests.answers.base import FIRST, LAST, Base, refuses
from tests.places.street import NOW, TODAY


def test_an_answer_is_in_force_once_somebody_else_reviewed_it(base: Base) -> None:
    answer = base.write(is_handed_in=True)

    assert base.states(answer) == [VersionState.WAITING]
    assert refuses(lambda: base.does(reviewing.review, answer.pk, seen=base.seen(answer))) == "answers.own_words"
    assert refuses(lambda: base.does(reviewing.review, answer.pk, actor=base.reader, seen=1)) == "kernel.not_allowed"
    with pytest.raises(Stale):
        base.does(reviewing.review, answer.pk, actor=base.reviewer, seen=0)

    base.review(answer)

    (version,) = base.versions(answer)
    assert version.state == VersionState.IN_FORCE and version.reviewed_by == base.reviewer.account_id
    assert base.street.story(answer) == ["answer.written", "answer.handed_in", "answer.reviewed"]
    assert refuses(lambda: base.review(answer)) == "answers.nothing_open"


def test_whoever_wrote_a_word_of_it_does_not_review_it(base: Base) -> None:
    answer = base.write()
    base.change(answer, actor=base.reviewer, answer="改了一个字。")
    base.change(answer, answer="又改了一个字。")
    base.does(writing.hand_in, answer.pk, seen=base.seen(answer))

    assert refuses(lambda: base.review(answer)) == "answers.own_words"


def test_a_new_version_replaces_the_old_one_only_when_it_is_reviewed(base: Base) -> None:
    answer = base.in_force()
    base.change(answer, question="骑手怎样参加医保？")

    assert base.states(answer) == [VersionState.DRAFT, VersionState.IN_FORCE]
    assert base.offered() == ["外地户籍的骑手怎么参加医保？"]
    assert refuses(lambda: base.review(answer)) == "answers.not_so"

    base.does(writing.hand_in, answer.pk, seen=base.seen(answer))
    assert refuses(lambda: base.does(writing.hand_in, answer.pk, seen=base.seen(answer))) == "answers.not_so"
    base.review(answer)

    assert base.states(answer) == [VersionState.IN_FORCE, VersionState.REPLACED]
    assert base.offered() == ["骑手怎样参加医保？"]


def test_what_waits_and_is_changed_is_handed_in_anew(base: Base) -> None:
    answer = base.write(is_handed_in=True)
    base.change(answer, answer="次月起。")
    assert base.states(answer) == [VersionState.DRAFT]


def test_what_is_given_back_may_be_gone_on_with_or_dropped(base: Base) -> None:
    answer = base.write(is_handed_in=True)
    assert (
        refuses(lambda: base.does(reviewing.give_back, answer.pk, actor=base.reviewer, seen=base.seen(answer), why=" ")) == "kernel.empty"
    )
    base.does(reviewing.give_back, answer.pk, actor=base.reviewer, seen=base.seen(answer), why="缺少办理地点")

    (version,) = base.versions(answer)
    assert version.state == VersionState.DRAFT and version.why == "缺少办理地点"

    base.does(writing.drop, answer.pk, seen=base.seen(answer))
    assert base.states(answer) == [VersionState.DROPPED]
    assert refuses(lambda: base.does(writing.drop, answer.pk, seen=base.seen(answer))) == "answers.nothing_open"
    base.change(answer)
    assert [version.number for version in base.versions(answer)] == [2, 1]


def test_what_is_taken_out_is_offered_no_more(base: Base) -> None:
    answer = base.in_force()
    assert base.offered() and base.told_anybody()
    take_out = reviewing.withdraw
    assert refuses(lambda: base.does(take_out, answer.pk, actor=base.reader, seen=3, why="x")) == "kernel.not_allowed"

    base.does(take_out, answer.pk, actor=base.reviewer, seen=base.seen(answer), why="政策已停止")

    assert base.states(answer) == [VersionState.WITHDRAWN] and base.offered() == base.told_anybody() == []
    assert (
        refuses(lambda: base.does(take_out, answer.pk, actor=base.reviewer, seen=base.seen(answer), why="x")) == "answers.nothing_in_force"
    )


def test_one_whose_end_has_come_is_not_put_in_force(base: Base) -> None:
    late = base.write(valid_until=TODAY, is_handed_in=True)
    draft = base.write(question="另一个问题？", valid_until=TODAY)
    with clock.told_by(lambda: NOW.replace(day=24)):
        assert refuses(lambda: base.review(late)) == "answers.period"
        assert refuses(lambda: base.does(writing.hand_in, draft.pk, seen=base.seen(draft))) == "answers.period"


def test_who_may_not_write_or_read_does_not(base: Base) -> None:
    answer = base.in_force()

    assert refuses(lambda: base.does(writing.write_answer, base.words, actor=base.reader)) == "kernel.not_allowed"
    assert refuses(lambda: base.does(writing.hand_in, answer.pk, actor=base.reader, seen=3)) == "kernel.not_allowed"
    assert refuses(lambda: base.does(writing.drop, answer.pk, actor=base.reader, seen=3)) == "kernel.not_allowed"
    with pytest.raises(NotFound):
        base.does(writing.hand_in, answer.pk, actor=base.stranger, seen=3)
    with pytest.raises(NotFound):
        base.does(queries.get_for, answer.pk, actor=base.stranger)
    assert base.does(queries.get_for, answer.pk, actor=base.westerner) == answer
    assert base.offered(actor=base.westerner) and base.offered(actor=base.stranger) == []


def test_a_unit_of_elsewhere_and_a_house_without_anybody_are_refused(base: Base) -> None:
    with pytest.raises(NotFound):
        base.write(unit_id=uuid7())
    house = Actor.system("test", base.street.lanting)
    assert refuses(lambda: base.does(writing.write_answer, base.words, actor=house)) == "answers.nobody"


def test_there_are_so_many_and_no_more(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "ANSWERS_AT_MOST", 1)
    base.write()
    assert refuses(lambda: base.write(question="另一个问题？")) == "answers.too_many"
    assert kinds.ANSWERS_AT_MOST == 10_000


def test_another_street_sees_nothing_of_it(base: Base) -> None:
    answer = base.in_force()
    elsewhere = make.subdistrict(base.street.database, "yichuan")
    stranger = Actor(account_id=uuid7(), subdistrict_id=elsewhere, channel=base.reader.channel, permissions=base.writer.permissions)
    assert base.offered(actor=stranger) == []
    with pytest.raises(NotFound):
        base.does(queries.get_for, answer.pk, actor=stranger)


def test_lists_show_what_stands_where_page_by_page(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    first = base.in_force(question="甲问题？", valid_until=date(2026, 12, 1), audience=Audience.CLERKS, item_code="")
    second = base.in_force(question="乙问题？")
    base.write(question="丙问题？")
    base.write(question="丁问题？", is_handed_in=True)
    monkeypatch.setattr(queries, "PAGE", 1)

    def asked(actor: Actor = base.reader, **wish: object) -> list[str]:
        with scope.scoped(actor):
            return [line.version.question for line in queries.lines(actor, Wish(**wish), TODAY)]  # type: ignore[arg-type]

    assert asked() == ["甲问题？", "乙问题？"]
    (mark,) = base.versions(first)
    assert asked(after=mark.pk) == ["乙问题？"]
    with pytest.raises(NotFound):
        asked(after=uuid7())
    assert asked(standing=Standing.ENDING) == asked(audience=Audience.CLERKS) == ["甲问题？"]
    assert asked(standing=Standing.WAITING) == ["丁问题？"] and asked(standing=Standing.DRAFT) == ["丙问题？"]
    assert asked(standing=Standing.EXPIRED) == asked(standing=Standing.OVER) == asked(unit_id=uuid7()) == []
    assert asked(unit_id=base.unit) == ["甲问题？", "乙问题？"] and asked(item_code="0603") == ["乙问题？"]
    assert asked(words="乙问题") == ["乙问题？"] and asked(words="题问乙") == []
    assert asked(actor=base.stranger) == []
    with scope.scoped(base.reader):
        numbers = queries.numbers(base.reader, TODAY)
        assert (numbers[Standing.IN_USE], numbers[Standing.ENDING], numbers[Standing.WAITING], numbers[Standing.DRAFT]) == (2, 1, 1, 1)
        assert list(queries.codes_in_use(base.reader)) == ["0603"]
        (line,) = queries.lines(base.reader, Wish(standing=Standing.ENDING), TODAY)
        assert line.days_left == 8 and line.standing is Standing.ENDING
    assert queries.words_of(base.versions(second)[0]).wordings == base.words.wordings


def test_the_next_that_waits_is_one_that_somebody_else_wrote(base: Base) -> None:
    first, second = (base.write(question=name, is_handed_in=True) for name in ("甲问题？", "乙问题？"))
    with scope.scoped(base.reviewer):
        found = queries.next_waiting(base.reviewer, uuid7(), besides=first.pk)
        assert found == second.pk
        assert base.writer.account_id is not None
        assert queries.next_waiting(base.reviewer, base.writer.account_id, besides=first.pk) is None


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("answer_version_has_ground", {"question": ""}),
        ("answer_version_period", {"valid_until": date(2026, 1, 1)}),
        ("answer_version_state_is_known", {"state": "lost", "reviewed_by": None, "reviewed_at": None}),
        ("answer_version_audience_is_known", {"audience": "some"}),
        ("answer_version_reviewed_has_reviewer", {"reviewed_by": None}),
        ("answer_version_reviewed_by_another", {"written_by": "reviewer"}),
    ],
)
def test_the_database_refuses_what_cannot_be(base: Base, name: str, change: dict[str, object]) -> None:
    answer = base.in_force()
    said = {key: base.reviewer.account_id if value == "reviewer" else value for key, value in change.items()}
    with pytest.raises(IntegrityError, match=name), scope.scoped(base.writer):
        AnswerVersion.objects.of(base.street.lanting).filter(answer_id=answer.pk).update(**said)


@pytest.mark.parametrize(
    ("name", "state", "number"),
    [
        ("answer_version_number_once", VersionState.DROPPED, 1),
        ("answer_version_one_open", VersionState.WAITING, 2),
        ("answer_version_one_in_force", VersionState.IN_FORCE, 2),
    ],
)
def test_there_is_one_of_each(base: Base, name: str, state: VersionState, number: int) -> None:
    answer = base.in_force() if state is VersionState.IN_FORCE else base.write()
    reviewed = {"reviewed_by": base.reviewer.account_id, "reviewed_at": answer.made_at} if state is VersionState.IN_FORCE else {}
    with pytest.raises(IntegrityError, match=name), scope.scoped(base.writer):
        AnswerVersion(
            subdistrict_id=base.street.lanting,
            answer=answer,
            number=number,
            state=state.value,
            question="问",
            text="答",
            source="依据",
            unit_id=base.unit,
            audience="public",
            valid_from=FIRST,
            valid_until=LAST,
            written_by=uuid7(),
            written_at=answer.made_at,
            **reviewed,
        ).save(force_insert=True)
