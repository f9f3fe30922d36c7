"""A superuser changes rows behind the house's back; `verify` and the exported bundle say where."""

import pytest

from linli.kernel import journal, scope
from linli.kernel.ids import uuid7
from linli.kernel.journal import ErasureReason, canonical, check
from linli.notes.models import Note
from tests.kernel.journal.conftest import House


@pytest.fixture
def note(house: House) -> Note:
    """Three entries, all sealed; another note in each street."""
    note = house.note(house.clerk, "eins", "zwei", "drei")
    house.note(house.clerk, "other")
    house.note(house.neighbour, "theirs", "theirs again")
    assert house.seal() == 1
    assert house.seal(house.theirs) == 1
    return note


def place(house: House, note: Note, seq: int) -> str:
    return f"lanting, subdistrict {house.ours}, stream {note.stream}, seq {seq}: "


def test_untouched_rows_are_intact_and_covered(house: House, note: Note) -> None:
    assert house.verdict(heads=True) == ""
    report = house.report(heads=True)
    assert (report.entries, report.facts, report.uncovered, report.unsealed, report.head) == (4, 8, 0, 0, 1)


OTHERS = {
    "subdistrict_id": "gen_random_uuid()",
    "id": "'0193e4c0-0000-7000-8000-000000000001'",
    "stream": "'note/0193e4c0-0000-7000-8000-000000000001'",
    "seq": "17",
    "verb": "'note.deleted'",
    "reason": "'-'",
    "account_id": "NULL",
    "person_id": "'0193e4c0-0000-7000-8000-000000000001'",
    "channel": "E'desk\\n'",
    "request_id": "NULL",
    "made_at": "recorded_at",
    "recorded_at": "recorded_at - interval '1 microsecond'",
    "facts": "'-'",
    "prev_hash": "sha256('x')",
    "hash": "sha256('x')",
}


NO_TIMES = ("'infinity'", "'-infinity'", "(to_char(recorded_at, 'YYYY-MM-DD HH24:MI:SS.US') || 'Z BC')::timestamptz")


def test_another_value_in_any_column_of_an_entry_is_found_and_named(house: House, note: Note) -> None:
    for column, value in (*OTHERS.items(), *(("recorded_at", evil) for evil in NO_TIMES)):
        with house.undone_afterwards():
            changed = house.tamper(f"UPDATE journal_entry SET {column} = {value} WHERE stream = %s AND seq = 2", note.stream)
            assert changed == 1
            assert place(house, note, 2) in house.verdict(), (column, value)
    assert house.verdict() == ""


def test_every_column_was_tried(house: House) -> None:
    with house.database.connect("superuser") as superuser:
        rows = superuser.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'journal_entry'").fetchall()
    # The transaction id is not hashed: a restore resets it. Changing it can only keep an entry from being sealed, which is said.
    assert {str(name) for (name,) in rows} == {*OTHERS, "xid"}


def test_an_entry_kept_from_its_seal_is_reported_as_not_sealed(house: House, note: Note) -> None:
    late = house.note(house.clerk, "late")
    house.tamper("UPDATE journal_entry SET xid = 1 WHERE stream = %s", late.stream)
    assert house.seal() is None
    report = house.report(heads=True)
    assert (report.unsealed, report.uncovered_first) == (1, [f"stream {late.stream}, seq 1"])


def test_a_deleted_entry_is_found_and_named(house: House, note: Note) -> None:
    for seq in (1, 2, 3):
        with house.undone_afterwards():
            house.tamper("DELETE FROM journal_entry WHERE stream = %s AND seq = %s", note.stream, seq)
            assert f"{place(house, note, seq)}missing or altered: seal 1 holds it" in house.verdict()


def test_an_inserted_entry_is_found_and_named(house: House, note: Note) -> None:
    house.tamper("UPDATE journal_entry SET seq = 4 WHERE stream = %s AND seq = 3", note.stream)
    house.tamper(
        "INSERT INTO journal_entry (subdistrict_id, id, stream, seq, verb, reason, channel, recorded_at, facts, prev_hash, hash)"
        " SELECT subdistrict_id, %s, stream, 3, verb, reason, channel, recorded_at, '-', hash, hash FROM journal_entry"
        " WHERE stream = %s AND seq = 2",
        uuid7(),
        note.stream,
    )
    said = house.verdict()
    assert f"{place(house, note, 3)}altered" in said
    assert f"{place(house, note, 4)}altered" in said


def test_two_entries_that_changed_places_are_found_and_named(house: House, note: Note) -> None:
    for old, new in ((1, 99), (2, 1), (99, 2)):
        house.tamper("UPDATE journal_entry SET seq = %s WHERE stream = %s AND seq = %s", new, note.stream, old)
    said = house.verdict()
    assert f"{place(house, note, 1)}altered" in said
    assert f"{place(house, note, 2)}altered" in said


def test_a_cut_tail_that_was_sealed_is_named_by_its_seal_even_if_the_row_was_mended(house: House, note: Note) -> None:
    cut(house, note, 3)
    assert f"{place(house, note, 3)}missing: the chain ends with 2, its row says 3" in house.verdict()
    mend_row(house, note, 2)
    assert f"{place(house, note, 3)}missing or altered: seal 1 holds it" in house.verdict()
    house.tamper("DELETE FROM journal_leaf WHERE stream = %s AND seq = 3", note.stream)
    assert house.verdict() == f"lanting, subdistrict {house.ours}, seal 1: the entries are not the ones that were sealed"


def test_a_cut_tail_that_was_not_sealed_shows_in_the_row_and_else_was_reported_as_not_covered(house: House, note: Note) -> None:
    with scope.scoped(house.clerk):
        journal.record(house.clerk, "note.edited", note, title="t", text="vier")
    report = house.report(heads=True)
    assert (report.faults, report.uncovered_first) == ([], [f"stream {note.stream}, seq 4"])
    cut(house, note, 4)
    assert f"{place(house, note, 4)}missing: the chain ends with 3, its row says 4" in house.verdict()
    mend_row(house, note, 3)
    assert house.verdict(heads=True) == ""


def cut(house: House, note: Note, seq: int) -> None:
    """Take the last entry away with its facts."""
    house.tamper("DELETE FROM journal_entry WHERE stream = %s AND seq = %s", note.stream, seq)
    house.tamper("DELETE FROM journal_fact WHERE stream = %s AND seq = %s", note.stream, seq)


def mend_row(house: House, note: Note, seq: int) -> None:
    """Let the aggregate's row end where the chain now ends."""
    house.tamper(
        "UPDATE note SET journal_seq = %s, journal_head = (SELECT hash FROM journal_entry WHERE stream = %s AND seq = %s) WHERE id = %s",
        seq,
        note.stream,
        seq,
        note.pk,
    )


def test_a_whole_chain_that_vanished_is_found(house: House, note: Note) -> None:
    house.tamper("DELETE FROM journal_entry WHERE stream = %s", note.stream)
    assert f"{place(house, note, 1)}missing: the chain ends with 0, its row says 3" in house.verdict()
    house.tamper("DELETE FROM note WHERE id = %s", note.pk)
    assert f"{place(house, note, 1)}missing or altered: seal 1 holds it" in house.verdict()


def test_a_row_that_says_another_end_is_found(house: House, note: Note) -> None:
    for change in ("journal_seq = 2", "journal_head = sha256('x')", "journal_head = ''", "journal_seq = 0, journal_head = ''"):
        with house.undone_afterwards():
            house.tamper(f"UPDATE note SET {change} WHERE id = %s", note.pk)
            assert f"stream {note.stream}" in house.verdict(), change


def test_rows_of_two_subdistricts_that_were_swapped_are_found_and_named(house: House, note: Note) -> None:
    for table in ("journal_entry", "journal_fact", "journal_leaf", "note"):
        house.tamper(
            f"UPDATE {table} SET subdistrict_id = CASE subdistrict_id WHEN %s THEN %s ELSE %s END",
            house.ours,
            house.theirs,
            house.ours,
        )
    said = house.verdict()
    assert f"subdistrict {house.theirs}, stream {note.stream}, seq 1: altered" in said
    assert f"subdistrict {house.theirs}, seal 1: " in said
    assert f"subdistrict {house.ours}, seal 1: " in said


FACT_CHANGES = (
    ("value = '\"anders\"'", "fact text is altered"),
    ("value = value || E'\\n'", "fact text is altered"),
    ("salt = salt || substr(value::bytea, 1, 1), value = substr(value, 2)", "fact text is altered"),
    ("salt = sha256('x')", "fact text is altered"),
    ("name = 'texts'", "fact text is missing"),
    ("seq = 77", "fact text is missing"),
)


def test_an_altered_fact_is_found_and_named(house: House, note: Note) -> None:
    for change, said in FACT_CHANGES:
        with house.undone_afterwards():
            assert house.tamper(f"UPDATE journal_fact SET {change} WHERE stream = %s AND seq = 2 AND name = 'text'", note.stream) == 1
            assert f"{place(house, note, 2)}{said}" in house.verdict(), change


def test_a_fact_deleted_without_saying_so_is_found(house: House, note: Note) -> None:
    house.tamper("DELETE FROM journal_fact WHERE stream = %s AND seq = 2 AND name = 'text'", note.stream)
    assert f"{place(house, note, 2)}fact text is missing, and no later entry says that it was erased" in house.verdict()


def test_an_erased_fact_verifies_as_erased_and_is_gone(house: House, note: Note) -> None:
    with scope.scoped(house.clerk):
        entry = journal.erase(house.clerk, note, 2, ["text"], reason=ErasureReason.ASKED_FOR)
    assert entry.seq == 4
    assert house.verdict(heads=True) == ""
    assert house.report().erased == [f"stream {note.stream}, seq 2: fact text erased by entry 4"]
    with house.database.connect("superuser") as superuser:
        left = superuser.execute("SELECT name FROM journal_fact WHERE stream = %s AND seq = 2", [note.stream]).fetchall()
    assert left == [("title",)]


def test_a_forger_without_the_key_is_found_at_the_seal(house: House, note: Note) -> None:
    """Everything rewritten consistently: entry, leaf, row and root; only the signature is missing."""
    rewrite(house, note)
    assert house.verdict() == f"lanting, subdistrict {house.ours}, seal 1: the entries are not the ones that were sealed"
    with house.database.connect("superuser") as superuser:
        rows = superuser.execute(
            "SELECT encode(hash, 'hex') FROM journal_leaf WHERE subdistrict_id = %s ORDER BY stream, seq", [house.ours]
        ).fetchall()
        tree = check.Tree()
        for (each,) in rows:
            tree.add(bytes.fromhex(str(each)))
        (line,) = superuser.execute("SELECT line FROM journal_seal WHERE subdistrict_id = %s", [house.ours]).fetchone() or ("",)
        fields = str(line).split("\t")
        forged = "\t".join([*fields[:8], tree.root().hex(), *fields[9:]])
        superuser.execute(
            "UPDATE journal_seal SET line = %s, hash = %s WHERE subdistrict_id = %s",
            [forged, canonical.entry_hash(forged.encode()), house.ours],
        )
    assert house.verdict() == f"lanting, subdistrict {house.ours}, seal 1: altered: its hash or its signature is not that of a known key"


def rewrite(house: House, note: Note) -> None:
    """Another account in the last entry, hashed again everywhere."""
    house.verdict()
    bundle = (house.folder / f"bundle-{house.bundles}" / f"journal-{house.ours}.tsv").read_text("utf-8")
    fields = next(line for line in bundle.splitlines() if f"\t{note.stream}\t3\t" in line).split("\t")
    line = canonical.Line._make(fields[3:])
    other = uuid7()
    forged = canonical.entry_hash(line._replace(account=str(other)).checked())
    house.tamper("UPDATE journal_entry SET account_id = %s, hash = %s WHERE stream = %s AND seq = 3", other, forged, note.stream)
    house.tamper("UPDATE journal_leaf SET hash = %s WHERE stream = %s AND seq = 3", forged, note.stream)
    house.tamper("UPDATE note SET journal_head = %s WHERE id = %s", forged, note.pk)


SEAL_CHANGES = (
    "number = 7",
    "line = replace(line, E'\\t4\\t', E'\\t5\\t')",
    "hash = sha256('x')",
    "signature = set_byte(signature, 0, get_byte(signature, 0) # 1)",
    "line = line || E'\\nlinli-seal1'",
)


def test_an_altered_seal_is_found(house: House, note: Note) -> None:
    for change in SEAL_CHANGES:
        with house.undone_afterwards():
            assert house.tamper(f"UPDATE journal_seal SET {change} WHERE subdistrict_id = %s", house.ours) == 1
            assert f"subdistrict {house.ours}, seal 1: " in house.verdict(), change


def test_a_deleted_seal_is_found_by_its_leaves_and_with_them_gone_by_its_head(house: House, note: Note) -> None:
    house.tamper("DELETE FROM journal_seal WHERE subdistrict_id = %s", house.ours)
    assert f"subdistrict {house.ours}, seal 1: the entries are not the ones" in house.verdict()
    house.tamper("DELETE FROM journal_leaf WHERE subdistrict_id = %s", house.ours)
    assert house.verdict() == ""
    said = house.verdict(heads=True)
    assert said == f"lanting, subdistrict {house.ours}, seal 1: missing or another than the one whose head was kept elsewhere"


def test_a_subdistrict_that_vanished_is_found_by_its_head(house: House, note: Note) -> None:
    for table in ("journal_entry", "journal_fact", "journal_leaf", "journal_seal", "note"):
        house.tamper(f"DELETE FROM {table} WHERE subdistrict_id = %s", house.ours)
    house.tamper("DELETE FROM subdistrict WHERE id = %s", house.ours)
    assert house.verdict(heads=True) == f"subdistrict {house.ours}, missing: a head of it was kept elsewhere"
