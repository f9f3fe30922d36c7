"""Everything a clerk can do with a note, beside what is refused."""

import io
from dataclasses import replace

import pytest

from linli.kernel import files, journal, keys
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.ids import uuid7
from linli.kernel.jobs import queries as jobs
from linli.kernel.scope import scoped
from linli.notes import actions, queries
from linli.notes.models import Note
from tests.ground import TestDatabase
from tests.notes.conftest import Street


def write(actor: Actor, title: str = "门口积水", text: str = "3 号楼前，车过不去") -> Note:
    with scoped(actor):
        return actions.write_note(actor, title=title, text=text)


def verbs_of(actor: Actor, note: Note) -> list[str]:
    with scoped(actor):
        return [entry.verb for entry in journal.story_of(queries.get_for(actor, note.pk))]


def count(database: TestDatabase, table: str) -> int:
    with database.connect("superuser") as superuser:
        row = superuser.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    assert row is not None
    return int(str(row[0]))


def test_a_note_is_kept_found_journalled_and_told(street: Street, database: TestDatabase) -> None:
    note = write(street.clerk)
    assert (note.journal_seq, note.author_account_id) == (1, street.clerk.account_id)
    assert verbs_of(street.clerk, note) == ["note.written"]
    with scoped(street.clerk):
        assert [found.pk for found in queries.search(street.clerk, "积水")] == [note.pk]
    assert count(database, "procrastinate_jobs") == 1


def test_who_may_only_read_cannot_write(street: Street, database: TestDatabase) -> None:
    with pytest.raises(Refused) as refusal, scoped(street.reader):
        actions.write_note(street.reader, title="门口积水", text="")
    assert refusal.value.code == "kernel.not_allowed"
    assert (count(database, "note"), count(database, "journal_entry"), count(database, "procrastinate_jobs")) == (0, 0, 0)


@pytest.mark.parametrize(
    ("title", "text", "code"),
    [("", "x", "kernel.empty"), ("x" * 121, "", "kernel.too_long"), ("x", "y" * 12_001, "kernel.too_long"), ("a\x00b", "", "kernel.nul")],
)
def test_words_that_cannot_be_kept_are_refused_by_field(street: Street, database: TestDatabase, title: str, text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal, scoped(street.clerk):
        actions.write_note(street.clerk, title=title, text=text)
    assert refusal.value.code == code
    assert refusal.value.facts["field"]
    assert count(database, "note") == 0


def test_a_note_of_twelve_thousand_emoji_is_kept_as_it_is(street: Street) -> None:
    note = write(street.clerk, "很长", "🌧" * 12_000)
    with scoped(street.clerk):
        assert queries.get_for(street.clerk, note.pk).text == "🌧" * 12_000


def test_an_edit_on_the_version_seen_stands(street: Street) -> None:
    note = write(street.clerk)
    with scoped(street.clerk):
        actions.edit_note(street.clerk, note.pk, seen=1, title="门口积水", text="已抽干")
    with scoped(street.clerk):
        found = queries.get_for(street.clerk, note.pk)
    assert (found.text, found.journal_seq) == ("已抽干", 2)
    assert verbs_of(street.clerk, note) == ["note.written", "note.edited"]


def test_a_stale_edit_is_refused_with_the_difference_and_changes_nothing(street: Street) -> None:
    note = write(street.clerk)
    with scoped(street.clerk):
        actions.edit_note(street.clerk, note.pk, seen=1, title="门口积水", text="已抽干")
    with pytest.raises(Stale) as refusal, scoped(street.clerk):
        actions.edit_note(street.clerk, note.pk, seen=1, title="门口积水", text="还在")
    (difference,) = refusal.value.differences
    assert (difference.field, difference.yours, difference.theirs) == ("text", "还在", "已抽干")
    assert verbs_of(street.clerk, note) == ["note.written", "note.edited"]


def test_a_neighbour_cannot_edit_and_is_told_it_does_not_exist(street: Street) -> None:
    note = write(street.clerk)
    with pytest.raises(NotFound), scoped(street.neighbour):
        actions.edit_note(street.neighbour, note.pk, seen=1, title="x", text="")
    assert verbs_of(street.clerk, note) == ["note.written"]


def test_whose_post_reaches_one_grid_writes_notes_and_reads_his_own(street: Street, ring: keys.KeyRing) -> None:
    of_others, post = write(street.clerk), frozenset({uuid7()})
    worker = replace(street.nobody, limits={"notes.read": post, "notes.write": post})
    own = write(worker, "路灯不亮")

    with scoped(worker):
        actions.edit_note(worker, own.pk, seen=1, title="路灯不亮", text="已换")
        actions.attach_file(worker, own.pk, name="现场.txt", content=io.BytesIO(b"x"))
        assert [note.pk for note in queries.latest(worker)] == [note.pk for note in queries.search(worker, "路灯")] == [own.pk]
    with pytest.raises(NotFound), scoped(worker):
        actions.edit_note(worker, of_others.pk, seen=1, title="x", text="")
    with pytest.raises(Refused), scoped(street.nobody):
        actions.write_note(street.nobody, title="路灯不亮", text="")
    with scoped(street.clerk):
        assert [note.pk for note in queries.search(street.clerk, "路灯")] == [own.pk]


def test_a_file_is_kept_with_the_note(street: Street, ring: keys.KeyRing) -> None:
    note = write(street.clerk)
    with scoped(street.clerk):
        stored = actions.attach_file(street.clerk, note.pk, name="现场.txt", content=io.BytesIO("水深 20 厘米".encode()))
    with scoped(street.clerk):
        assert [row.pk for row in files.of(queries.get_for(street.clerk, note.pk))] == [stored.pk]
    assert verbs_of(street.clerk, note) == ["note.written", "note.file_attached"]


def test_a_reader_cannot_attach_a_file(street: Street, ring: keys.KeyRing) -> None:
    note = write(street.clerk)
    with pytest.raises(Refused), scoped(street.reader):
        actions.attach_file(street.reader, note.pk, name="x.txt", content=io.BytesIO(b"x"))
    assert verbs_of(street.clerk, note) == ["note.written"]


def test_the_job_of_a_note_is_seen_on_the_jobs_page_of_its_street_only(street: Street) -> None:
    write(street.clerk)
    for actor, expected in ((street.clerk, 1), (street.neighbour, 0)):
        looking = Actor(
            account_id=actor.account_id,
            subdistrict_id=actor.subdistrict_id,
            channel=actor.channel,
            permissions=frozenset({"jobs.read"}),
        )
        with scoped(looking):
            assert len(jobs.page(looking)) == expected
