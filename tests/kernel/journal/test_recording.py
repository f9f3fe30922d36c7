"""Adding to the journal: in the change's own transaction, in one statement, in the order of the chain, by who may."""

import threading
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, connections
from django.test.utils import CaptureQueriesContext
from psycopg import sql

from linli.kernel import clock, journal, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.kernel.journal import Draft, ErasureReason, LostLock, verbs
from linli.kernel.journal.canonical import NotCanonical
from linli.kernel.journal.models import JournalEpoch
from linli.kernel.journal.verbs import UnknownVerb
from linli.notes.models import Note
from tests.kernel.journal.conftest import House


def test_a_record_tells_who_did_what_when_and_the_row_says_where_its_chain_ends(house: House) -> None:
    note = house.note(house.clerk, "eins", "zwei")
    made = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    with scope.scoped(house.clerk):
        entry = journal.record(house.clerk, "note.edited", note, made_at=made, title="t", text="drei")
        told = journal.story_of(Note.objects.get(pk=note.pk))
    assert [(each.seq, each.verb, each.facts["text"]) for each in told] == [
        (1, "note.written", "eins"),
        (2, "note.edited", "zwei"),
        (3, "note.edited", "drei"),
    ]
    last = told[-1]
    assert (last.account_id, last.channel, last.made_at, last.hash) == (house.clerk.account_id, "desk", made, entry.hash)
    assert (note.journal_seq, note.journal_head) == (3, entry.hash)
    assert house.verdict() == ""


def test_many_records_are_one_statement_and_keep_their_order(house: House) -> None:
    notes = [house.note(house.clerk, "a"), house.note(house.clerk, "b")]
    drafts = [Draft("note.edited", note, facts={"title": "t", "text": str(number)}) for number in range(3) for note in notes]
    with scope.scoped(house.clerk), CaptureQueriesContext(connection) as asked:
        entries = journal.record_many(house.clerk, drafts)
    assert len(asked) == 1
    assert [entry.seq for entry in entries] == [2, 2, 3, 3, 4, 4]
    assert [note.journal_seq for note in notes] == [4, 4]
    assert house.verdict() == ""


def test_rows_and_the_beginnings_of_their_chains_are_one_statement(house: House) -> None:
    notes = [_unsaved(house, "a"), _unsaved(house, "b")]
    drafts = [Draft("note.written", note, facts={"title": "t", "text": note.text}) for note in notes]
    drafts.append(Draft("note.edited", notes[0], facts={"title": "t", "text": "c"}))
    with scope.scoped(house.clerk), CaptureQueriesContext(connection) as asked:
        journal.record_new(house.clerk, drafts, notes)
    assert len(asked) == 1
    with scope.scoped(house.clerk):
        kept = {note.text: (note.journal_seq, bytes(note.journal_head)) for note in Note.objects.all()}
        assert kept == {note.text: (note.journal_seq, note.journal_head) for note in notes}
        assert [(each.seq, each.verb) for each in journal.story_of(notes[0])] == [(1, "note.written"), (2, "note.edited")]
        journal.record(house.clerk, "note.edited", notes[1], title="t", text="d")
    assert house.verdict() == ""


def test_a_chain_begins_with_its_row_alone(house: House) -> None:
    standing, new, absent = house.note(house.clerk, "eins"), _unsaved(house, "a"), _unsaved(house, "b")
    for told in (standing, absent):
        with pytest.raises(LostLock), scope.scoped(house.clerk):
            journal.record_new(house.clerk, [Draft("note.written", told, facts={"title": "t", "text": ""})], [new, standing])
    twin = _unsaved(house, "c")
    twin.pk = standing.pk
    with pytest.raises((LostLock, IntegrityError)), scope.scoped(house.clerk):
        journal.record_new(house.clerk, [Draft("note.written", twin, facts={"title": "t", "text": ""})], [twin])
    with scope.scoped(house.clerk):
        journal.record_new(house.clerk, [], [])
        assert [note.pk for note in Note.objects.all()] == [standing.pk]
    assert house.verdict() == ""


def _unsaved(house: House, text: str) -> Note:
    now = clock.now()
    return Note(subdistrict_id=house.ours, title="t", text=text, created_at=now, edited_at=now)


def test_recording_nothing_asks_nothing(house: House) -> None:
    with scope.scoped(house.clerk), CaptureQueriesContext(connection) as asked:
        assert journal.record_many(house.clerk, []) == []
    assert len(asked) == 0


def test_an_entry_shares_the_fate_of_its_change(house: House) -> None:
    note = house.note(house.clerk, "eins")

    def fail_afterwards() -> None:
        with scope.scoped(house.clerk):
            journal.record(house.clerk, "note.edited", note, title="t", text="never")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_afterwards()
    assert house.report().entries == 1
    assert house.verdict() == ""


def test_a_chain_that_grew_meanwhile_is_a_lost_lock_and_writes_nothing(house: House) -> None:
    note = house.note(house.clerk, "eins")
    stale = Note(id=note.pk, subdistrict_id=note.subdistrict_id, journal_seq=0)
    with scope.scoped(house.clerk):
        journal.record(house.clerk, "note.edited", note, title="t", text="zwei")
    with pytest.raises(LostLock), scope.scoped(house.clerk):
        journal.record(house.clerk, "note.edited", stale, title="t", text="from an old copy")
    ahead = Note(id=note.pk, subdistrict_id=note.subdistrict_id, journal_seq=7, journal_head=note.journal_head)
    with pytest.raises(LostLock), scope.scoped(house.clerk):
        journal.record(house.clerk, "note.edited", ahead, title="t", text="from nowhere")
    assert house.report().entries == 2
    assert house.verdict() == ""


def test_two_writers_who_both_forgot_the_lock_leave_one_chain(house: House) -> None:
    note = house.note(house.clerk, "eins")
    both, outcomes = threading.Barrier(2), []

    def write(text: str) -> None:
        try:
            with scope.scoped(house.clerk):
                mine = Note.objects.get(pk=note.pk)
                both.wait(timeout=10)
                journal.record(house.clerk, "note.edited", mine, title="t", text=text)
            outcomes.append("written")
        except LostLock:
            outcomes.append("lost")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(text,)) for text in ("zwei", "auch zwei")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["lost", "written"]
    assert house.verdict() == ""


def test_nothing_is_recorded_outside_a_scope_or_in_another_subdistrict(house: House) -> None:
    note = house.note(house.clerk, "eins")
    with pytest.raises(scope.OutsideScope):
        journal.record(house.clerk, "note.edited", note, title="t", text="zwei")
    with pytest.raises(Refused) as refused, scope.scoped(house.neighbour):
        journal.record(house.neighbour, "note.edited", note, title="t", text="zwei")
    assert refused.value.code == "kernel.other_scope"
    with pytest.raises(Refused), scope.scoped(house.neighbour):
        journal.record(house.clerk, "note.edited", note, title="t", text="zwei")
    assert house.report().entries == 1


@pytest.mark.parametrize(
    ("verb", "reason", "facts", "error"),
    [
        ("note.sung", "", {"title": "t", "text": "a"}, UnknownVerb),
        ("note.edited", "", {"title": "t"}, UnknownVerb),
        ("note.edited", "", {"title": "t", "text": "a", "mood": "b"}, UnknownVerb),
        ("note.edited", "", {"title": "t", "text": 5}, UnknownVerb),
        ("note.edited", "whim", {"title": "t", "text": "a"}, UnknownVerb),
        ("note.file_attached", "", {"name": "a", "digest": "b", "size_bytes": True}, UnknownVerb),
        ("note.edited", "", {"title": "t", "text": "a\0b"}, NotCanonical),
    ],
)
def test_what_the_verb_does_not_foresee_is_not_recorded(
    house: House, verb: str, reason: str, facts: dict[str, Any], error: type[Exception]
) -> None:
    note = house.note(house.clerk, "eins")
    with pytest.raises(error), scope.scoped(house.clerk):
        journal.record(house.clerk, verb, note, reason=reason, **facts)
    assert house.report().entries == 1


def test_verbs_are_words_and_are_registered_once() -> None:
    verbs.register("note.edited", facts={"title": str, "text": str})
    wrong: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
        ("note.edited", {"title": str}, ()),
        ("note", {}, ()),
        ("note.Edited", {}, ()),
        ("note.tried", {"phone1": str}, ()),
        ("note.tried", {"reason": str}, ()),
        ("note.tried", {"names": list[str]}, ()),
        ("note.tried", {}, ("张三",)),
    ]
    for name, facts, reasons in wrong:
        with pytest.raises(ValueError, match=r"note"):
            verbs.register(name, facts=facts, reasons=reasons)
    assert "journal.erased" in verbs.registered()


CHANGES = (
    "UPDATE {} SET stream = stream",
    "UPDATE {} SET subdistrict_id = subdistrict_id",
    "DELETE FROM {}",
    "TRUNCATE {}",
)


@pytest.mark.parametrize("role", ["web", "worker"])
def test_the_serving_roles_cannot_change_or_remove_what_was_recorded(house: House, role: str) -> None:
    house.note(house.clerk, "eins")
    with house.database.connect(role) as serving:
        for table in ("journal_entry", "journal_fact", "journal_leaf", "journal_seal"):
            for change in CHANGES:
                if table == "journal_seal" and "stream" in change:
                    continue
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    serving.execute(sql.SQL(change).format(sql.Identifier(table)))
    assert house.verdict() == ""


def test_the_web_role_cannot_seal(house: House) -> None:
    with house.database.connect("web") as web:
        for table in ("journal_seal", "journal_leaf"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute(sql.SQL("INSERT INTO {0} SELECT * FROM {0}").format(sql.Identifier(table)))


def test_an_erasure_leaves_the_digest_and_says_so(house: House) -> None:
    note = house.note(house.clerk, "eins", "zwei")
    with scope.scoped(house.clerk):
        journal.erase(house.clerk, note, 1, ["text"], reason=ErasureReason.ASKED_FOR)
        told = journal.story_of(note)
    assert (told[0].facts, told[0].erased) == ({"title": "t", "text": None}, ("text",))
    assert (told[2].verb, told[2].reason, told[2].facts) == ("journal.erased", "asked_for", {"seq": 1, "names": ["text"]})
    assert house.verdict() == ""


@pytest.mark.parametrize(("seq", "names"), [(1, ["mood"]), (1, ["text", "mood"]), (1, []), (9, ["text"]), (2, ["seq"])])
def test_what_is_not_there_or_must_stay_cannot_be_erased(house: House, seq: int, names: list[str]) -> None:
    note = house.note(house.clerk, "eins")
    with scope.scoped(house.clerk):
        journal.erase(house.clerk, note, 1, ["title"], reason=ErasureReason.ORDERED)
    with pytest.raises((Refused, DatabaseError)), scope.scoped(house.clerk):
        journal.erase(house.clerk, note, seq, names, reason=ErasureReason.ORDERED)
    assert house.report().entries == 2
    assert house.verdict() == ""


def test_the_erasing_function_asks_for_the_scope_and_for_an_entry_of_the_same_transaction(house: House) -> None:
    note = house.note(house.clerk, "eins")
    with scope.scoped(house.clerk):
        journal.record(house.clerk, "journal.erased", note, reason="ordered", seq=1, names=["text"])
    house.tamper("UPDATE journal_fact SET value = '[]' WHERE seq = 2 AND name = 'names'")
    call = "SELECT journal_erase(%s, %s, 1, ARRAY['text'])"
    for actor in (house.clerk, house.neighbour):
        with pytest.raises(Exception, match=r"without an entry that says so|outside the scope"), scope.scoped(actor):
            connection.cursor().execute(call, [house.ours, note.stream])
    with house.database.connect("web") as web, pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(call, [house.ours, note.stream])
    with house.database.connect("auditor") as auditor, pytest.raises(psycopg.errors.InsufficientPrivilege):
        auditor.execute(call, [house.ours, note.stream])


def test_the_house_itself_is_an_actor_too(house: House) -> None:
    note = house.note(house.clerk, "eins")
    system = Actor.system("notes.tidy", house.ours)
    with scope.scoped(system):
        journal.record(system, "note.edited", note, title="t", text="by the house")
        assert journal.story_of(note)[-1].account_id is None
    assert house.verdict() == ""


def test_an_unsaved_row_of_ours_is_no_chain(house: House) -> None:
    now = clock.now()
    ghost = Note(id=uuid7(), subdistrict_id=house.ours, title="t", created_at=now, edited_at=now)
    with pytest.raises(LostLock), scope.scoped(house.clerk):
        journal.record(house.clerk, "note.written", ghost, title="t", text="")


def test_a_rule_of_the_table_that_is_broken_is_not_taken_for_a_lost_lock(house: House) -> None:
    note = house.note(house.clerk, "eins")
    with house.database.connect("superuser") as superuser:
        superuser.execute("ALTER TABLE journal_entry ADD CONSTRAINT for_a_test CHECK (verb <> 'note.edited') NOT VALID")
        try:
            with pytest.raises(IntegrityError, match="for_a_test"), scope.scoped(house.clerk):
                journal.record(house.clerk, "note.edited", note, title="t", text="zwei")
        finally:
            superuser.execute("ALTER TABLE journal_entry DROP CONSTRAINT for_a_test")
    assert house.verdict() == ""


def test_an_epoch_says_why_and_when_it_began(house: House) -> None:
    epoch = JournalEpoch.objects.latest("begun_at")
    assert str(epoch) == f"{epoch.cause} {epoch.begun_at}"
