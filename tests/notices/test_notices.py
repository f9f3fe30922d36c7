"""A notice tells one reader one thing once."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import translation

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.ids import uuid7
from linli.kernel.scope import scoped
from linli.notices import actions, queries, rules
from tests import make, people
from tests.ground import TestDatabase


@pytest.fixture
def reader(database: TestDatabase) -> Actor:
    return people.clerk(make.subdistrict(database, "lanting"))


def tell(reader: Actor, *, cause_seq: int = 1, about: str = "note/1") -> None:
    house = Actor.system("tests", reader.subdistrict_id)
    assert reader.account_id is not None
    with scoped(house):
        actions.tell(
            house, [reader.account_id], kind="note.written", about=about, cause_seq=cause_seq, facts={"author": "chen.jie", "title": "积水"}
        )


def ids_of(actor: Actor, before: UUID | None = None) -> list[UUID]:
    with scoped(actor):
        return [notice.pk for notice in queries.latest(actor, before=before)]


def test_the_same_cause_tells_once_and_another_cause_again(reader: Actor) -> None:
    tell(reader)
    tell(reader)
    assert len(ids_of(reader)) == 1
    tell(reader, cause_seq=2)
    assert len(ids_of(reader)) == 2


def test_a_notice_is_read_by_its_reader_only(reader: Actor) -> None:
    tell(reader)
    (notice_id,) = ids_of(reader)
    colleague = replace(reader, account_id=uuid7())
    with pytest.raises(NotFound), scoped(colleague):
        actions.mark_read(colleague, notice_id)
    with scoped(reader):
        assert [each.read_at for each in queries.latest(reader)] == [None]
        read_at = actions.mark_read(reader, notice_id).read_at
    with scoped(reader):
        assert actions.mark_read(reader, notice_id).read_at == read_at
        assert [each.read_at for each in queries.latest(reader)] == [read_at]


def test_notices_page_by_key_newest_first(reader: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    begin = clock.now()
    for number in range(1, 4):
        with clock.told_by(lambda number=number: begin + timedelta(minutes=number)):  # type: ignore[misc]
            tell(reader, cause_seq=number)
    first = ids_of(reader)
    assert len(first) == 3
    assert ids_of(reader, before=first[1]) == [first[2]]


def test_a_notice_says_its_sentence_in_the_readers_language(reader: Actor) -> None:
    from django.utils import translation

    tell(reader)
    with scoped(reader):
        (notice,) = queries.latest(reader)
    with translation.override("en"):
        assert notice.sentence == "chen.jie wrote the note “积水”."
    with translation.override("zh-hans"):
        assert "积水" in notice.sentence
        assert "wrote" not in notice.sentence


def test_a_kind_of_notice_has_one_sentence() -> None:
    rules.register({"note.written": rules.SENTENCES["note.written"]})
    with pytest.raises(ValueError, match="already has another sentence"):
        rules.register({"note.written": "Something else."})


def test_a_fact_that_is_a_code_is_said_in_the_readers_words_and_one_that_an_older_notice_lacks_is_a_dash() -> None:
    facts = {"number": "2611-0187", "unit": "竹苑物业", "due": "11-24 10:30"}
    with translation.override("zh-hans"):
        assert rules.sentence("ticket.turned_red", {**facts, "clock": "first_contact"}).endswith("超时：先行联系的期限是 11-24 10:30。")
        assert "超时：–的期限" in rules.sentence("ticket.turned_red", facts)
    with translation.override("en"):
        assert "first contact was due 11-24 10:30" in rules.sentence("ticket.turned_red", {**facts, "clock": "first_contact"})
