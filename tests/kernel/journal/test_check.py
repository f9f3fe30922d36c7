"""What an outsider sees: an intact journal is intact, and every way to change it afterwards has a name."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.journal import canonical, check
from linli.kernel.journal.bundle import EndRow, EntryRow, FactRow, LostRow
from tests.kernel.journal.story import Story, told, uuid

FIRST = f"note/{uuid(10)}"
SECOND = f"note/{uuid(11)}"


def index(story: Story, stream: str, seq: int) -> int:
    """Where in the list of entries this one is."""
    return next(number for number, row in enumerate(story.entries) if row.line.stream == stream and row.line.seq == str(seq))


def replaced(row: EntryRow, **fields: str) -> EntryRow:
    """The entry with other fields and its old hash."""
    return row._replace(line=row.line._replace(**fields))


def rehashed(row: EntryRow) -> EntryRow:
    """The entry with the hash that its line has now: a forger who knows how."""
    return row._replace(hash=canonical.entry_hash(row.line.text().encode()).hex())


def faults(story: Story, *, heads: bool = False) -> str:
    return "\n".join(story.report(heads=heads).faults)


def test_a_journal_that_nobody_touched_is_intact() -> None:
    report = told().report(heads=True)
    assert report.faults == []
    assert (report.entries, report.chains, report.seals) == (7, 3, 2)
    assert report.erased == [f"stream {FIRST}, seq 1: fact text erased by entry 4"]


def test_the_summary_says_what_an_outside_head_covers_and_names_what_it_does_not() -> None:
    story = told()
    story.heads = story.heads[:1]
    report = story.report(heads=True)
    assert (report.head, report.uncovered, report.unsealed) == (1, 4, 2)
    said = "\n".join(report.lines())
    assert "cover seals 1 to 1, sealed until 2026-11-21T09:00:00.000000Z, and not 4 entries, 2 of them not sealed yet" in said
    assert f"stream {FIRST}, seq 3: not covered by a head kept elsewhere" in said
    assert f"stream {FIRST}, seq 2: not covered" not in said


def test_without_an_outside_head_nothing_is_covered() -> None:
    report = told().report()
    assert (report.head, report.uncovered) == (0, 7)
    assert "heads kept elsewhere cover no seal and not 7 entries" in list(report.lines())[-1]


OTHER_VALUES = {
    "subdistrict": str(uuid(2)),
    "stream": f"note/{uuid(99)}",
    "seq": "9",
    "id": str(uuid(98)),
    "verb": "note.deleted",
    "reason": "mistake",
    "account": str(uuid(97)),
    "person": str(uuid(96)),
    "channel": "shell",
    "request": str(uuid(95)),
    "made_at": "2026-11-21T08:00:00.000000Z",
    "recorded_at": "2026-11-21T07:00:00.000000Z",
    "previous": "a" * 64,
    "facts": "text=" + "b" * 64,
}


def test_every_field_of_the_line_is_tried() -> None:
    assert set(OTHER_VALUES) == set(canonical.Line._fields)


@pytest.mark.parametrize("field", OTHER_VALUES)
@pytest.mark.parametrize("seq", [1, 2])
def test_another_value_in_any_field_is_found(field: str, seq: int) -> None:
    story = told()
    number = index(story, FIRST, seq)
    story.entries[number] = replaced(story.entries[number], **{field: OTHER_VALUES[field]})
    assert "hash is another" in faults(story)


@pytest.mark.parametrize("field", [name for name in OTHER_VALUES if name not in {"subdistrict", "stream", "seq"}])
@pytest.mark.parametrize("value", ["", "-x", "A", "\t", "note.written\t-", "ß", "井盖"])
def test_a_field_that_leaves_its_alphabet_is_found_and_named(field: str, value: str) -> None:
    story = told()
    number = index(story, FIRST, 2)
    story.entries[number] = rehashed(replaced(story.entries[number], **{field: value}))
    assert f"subdistrict {uuid(1)}, stream {FIRST}, seq 2: " in faults(story)


def test_an_altered_entry_that_was_hashed_again_breaks_the_chain_after_it() -> None:
    story = told()
    number = index(story, FIRST, 1)
    story.entries[number] = rehashed(replaced(story.entries[number], verb="note.deleted"))
    said = faults(story)
    assert f"stream {FIRST}, seq 2: does not follow the entry before it" in said
    assert "seal 1: the entries are not the ones that were sealed" in said


def test_a_deleted_entry_is_missing_by_name() -> None:
    story = told()
    row = story.entries.pop(index(story, FIRST, 2))
    story.facts = [fact for fact in story.facts if (fact.stream, fact.seq) != (FIRST, 2)]
    assert f"stream {FIRST}, seq 2: missing: no entries from 2 to 2" in faults(story)
    story.lost.append(LostRow(FIRST, 2, 1, row.hash))
    assert f"stream {FIRST}, seq 2: missing or altered: seal 1 holds it as {row.hash}" in faults(story)


def test_an_inserted_entry_is_found() -> None:
    story = told()
    row = story.entries[index(story, FIRST, 1)]
    lines = story.lines()
    at = next(number for number, line in enumerate(lines) if line.startswith(row.hash.encode()))
    inserted = rehashed(replaced(row, seq="2", previous=row.hash, facts="-"))
    lines.insert(at + 3, f"{inserted.hash}\t-\t{inserted.line.text()}\n".encode())
    assert f"stream {FIRST}, seq 2: stands twice or out of order" in "\n".join(story.report(lines=lines).faults)


def test_two_entries_that_changed_places_are_found() -> None:
    story = told()
    one, two = index(story, FIRST, 1), index(story, FIRST, 2)
    first, second = story.entries[one], story.entries[two]
    story.entries[one], story.entries[two] = replaced(second, seq="1"), replaced(first, seq="2")
    said = faults(story)
    assert f"stream {FIRST}, seq 1: altered: its hash is another" in said
    assert f"stream {FIRST}, seq 2: altered: its hash is another" in said


def test_a_cut_tail_shows_in_the_row_even_when_no_seal_holds_it() -> None:
    story = told()
    ends = story.ends()
    story.entries.pop(index(story, SECOND, 2))
    story.facts = [fact for fact in story.facts if fact.stream != SECOND or fact.seq != 2]
    assert faults(story) == ""
    said = "\n".join(story.report(ends=ends).faults)
    assert f"stream {SECOND}, seq 2: missing: the chain ends with 1, its row says 2" in said


def test_a_chain_without_row_and_a_row_without_chain_are_found() -> None:
    story = told()
    others = [end for end in story.ends() if end.stream != FIRST]
    said = "\n".join(story.report(ends=[*others[:1], EndRow(f"note/{uuid(90)}", 3, "c" * 64), *others[1:]]).faults)
    assert f"stream {FIRST}, seq 4: missing: no row ends this chain" in said
    assert f"stream note/{uuid(90)}, seq 1: missing: the chain ends with 0, its row says 3" in said


def test_a_row_with_another_head_is_found() -> None:
    story = told()
    ends = [end._replace(hash="c" * 64) if end.stream == SECOND else end for end in story.ends()]
    assert "\n".join(story.report(ends=ends).faults).endswith("the row says the chain ends with another hash")


def test_an_altered_value_is_found_and_so_is_one_byte_moved_into_the_salt() -> None:
    story = told()
    changes: list[Callable[[FactRow], FactRow]] = [
        lambda fact: fact._replace(value='"anders"'),
        lambda fact: fact._replace(salt=fact.salt + fact.value[:1].encode().hex(), value=fact.value[1:]),
        lambda fact: fact._replace(salt="zz" * 16),
        lambda fact: fact._replace(value=fact.value + "\n"),
    ]
    for change in changes:
        facts = list(story.facts)
        story.facts = [change(fact) if (fact.stream, fact.seq, fact.name) == (FIRST, 2, "text") else fact for fact in facts]
        assert f"stream {FIRST}, seq 2: fact text is altered" in faults(story)
        story.facts = facts
    assert faults(story) == ""


def test_a_value_that_vanished_unsaid_is_found_and_a_foreign_one_too() -> None:
    story = told()
    vanished = next(fact for fact in story.facts if (fact.stream, fact.seq, fact.name) == (FIRST, 2, "text"))
    story.facts.remove(vanished)
    assert "seq 2: fact text is missing, and no later entry says that it was erased" in faults(story)
    story.facts.append(vanished._replace(seq=3))
    assert "seq 3: fact b'text' is not one of its facts" in faults(story)


def test_a_fact_whose_name_swallows_another_one_hides_nothing() -> None:
    """Joined to the other digest the two would read exactly as the entry says."""
    story = told()
    text, title = (next(fact for fact in story.facts if fact[:3] == (FIRST, 2, name)) for name in ("text", "title"))
    digest = canonical.fact_digest(bytes.fromhex(text.salt), text.value)
    story.facts.remove(text)
    story.facts.remove(title)
    story.facts.append(title._replace(name=f"text={digest},title"))
    said = faults(story)
    assert "seq 2: fact text is missing" in said
    assert "seq 2: fact title is missing" in said


def test_an_entry_with_unsorted_or_doubled_facts_is_not_canonical() -> None:
    for names in (("b", "a"), ("a", "a")):
        story = Story()
        story.add(FIRST, **{name: name for name in names})
        salts = {name: fact.salt for fact in story.facts for name in (fact.name,)}
        digests = [(name, canonical.fact_digest(bytes.fromhex(salts[name]), f'"{name}"')) for name in names]
        row = story.entries[0]
        story.entries[0] = rehashed(row._replace(line=row.line._replace(facts=",".join(f"{name}={digest}" for name, digest in digests))))
        lines = story.lines()
        by_name = {fact.name: f"\t{fact.name}\t{fact.salt}\t{fact.value}\n".encode() for fact in story.facts}
        lines[1 : 1 + len(story.facts)] = [by_name[name] for name in names]
        assert any("its facts are not canonical" in fault for fault in story.report(lines=lines).faults)


def test_a_fact_said_to_be_erased_that_still_stands_is_found() -> None:
    story = told()
    facts = list(story.facts)
    story.erase(FIRST, 2, "text")
    assert faults(story) == ""
    story.facts += [fact for fact in facts if (fact.stream, fact.seq, fact.name) == (FIRST, 2, "text")]
    assert f"stream {FIRST}, seq 5: says that it erased text of entry 2, which is not so" in faults(story)


def test_an_entry_cannot_erase_what_comes_after_it() -> None:
    story = Story()
    story.add(FIRST, "journal.erased", seq=2, names=["text"])
    story.add(FIRST, "note.edited", text="still to come")
    story.facts = [fact for fact in story.facts if fact.name != "text"]
    assert "fact text is missing" in faults(story)


@pytest.mark.parametrize("value", [{}, {"seq": "x", "names": ["text"]}, {"seq": 1, "names": 5}, {"seq": 1, "names": [5]}])
def test_an_erasure_that_cannot_be_read_is_found(value: dict[str, object]) -> None:
    story = Story()
    story.add(FIRST, text="a")
    story.add(FIRST, "journal.erased", why="nothing", **value)
    assert "says nothing readable about what it erased" in faults(story)


def test_rows_of_another_subdistrict_are_found() -> None:
    ours, theirs = told(), Story(subdistrict=uuid(2))
    theirs.add(f"note/{uuid(50)}", title="not here")
    ours.entries.append(theirs.entries[0])
    ours.facts += theirs.facts
    assert f"stream note/{uuid(50)}, seq 1: altered: belongs to subdistrict {uuid(2)}" in faults(ours)


def test_a_forged_seal_is_found() -> None:
    story = told()
    _, signature, line = story.seals[1]
    forged = line.replace("\t4\t", "\t5\t") if "\t4\t" in line else line.replace("2026", "2027")
    story.seals[1] = (canonical.entry_hash(forged.encode()), signature, forged)
    assert "seal 2: altered: its hash or its signature is not that of a known key" in faults(story)


def test_a_seal_signed_by_an_unknown_key_is_found() -> None:
    story = told()
    seals, story.key = story.seals, Ed25519PrivateKey.generate()
    assert story.seals is seals
    assert faults(story).count("is not that of a known key") == 2


def test_a_missing_seal_is_found_inside_by_its_chain_and_at_the_end_by_its_head() -> None:
    story = told()
    last = story.seals.pop()
    assert "seal 2: the entries are not the ones that were sealed" in faults(story)
    assert "seal 2: missing or another than the one whose head was kept elsewhere" in faults(story, heads=True)
    story.seals[:] = [last]
    assert "seal 2: does not follow the seal before it" in faults(story)


def test_who_has_the_key_can_forge_what_no_outside_head_covers_and_nothing_else() -> None:
    story = told()
    honest = list(story.heads)
    other = Story(key=story.key)
    other.add(FIRST, title="nothing happened")
    other.seal()
    assert faults(other) == ""
    other.heads = honest
    assert "missing or another than the one whose head was kept elsewhere" in faults(other, heads=True)


def test_the_tail_of_the_file_cut_anywhere_is_found() -> None:
    story = told()
    story.seal()
    lines = story.lines()
    assert all(story.report(lines=lines[:length]).faults for length in range(len(lines)))


told_once = told()


@given(st.data())
def test_one_byte_changed_anywhere_is_found(choice: st.DataObject) -> None:
    text = bytearray(b"".join(told_once.lines()))
    at = choice.draw(st.integers(0, len(text) - 1))
    text[at] = choice.draw(st.integers(0, 255).filter(lambda byte: byte != text[at]))
    report = told_once.report(lines=bytes(text).splitlines(keepends=True))
    assert report.faults


@given(st.data())
def test_lines_in_any_other_order_are_found(choice: st.DataObject) -> None:
    lines = told_once.lines()
    shuffled = choice.draw(st.permutations(lines).filter(lambda order: order != lines))
    report = told_once.report(lines=shuffled)
    # Two facts of one entry may change places: they say the same.
    moved = [line for line, old in zip(shuffled, lines, strict=True) if line != old]
    assert report.faults or all(line.startswith(b"\t") for line in moved)


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=40))
def test_the_tree_is_the_one_of_rfc_6962(leaves: list[bytes]) -> None:
    tree = check.Tree()
    for leaf in leaves:
        tree.add(leaf)
    assert tree.root() == rfc_6962(leaves)


@pytest.mark.parametrize("count", [255, 256, 257, 511, 512, 513, 767, 768, 1023, 1024, 1025, 1300])
def test_the_tree_is_the_same_where_leaves_are_hashed_together(count: int) -> None:
    leaves = [number.to_bytes(32, "big") for number in range(count)]
    tree = check.Tree()
    for leaf in leaves:
        tree.add(leaf)
    assert (tree.count, tree.root()) == (count, rfc_6962(leaves))


def rfc_6962(leaves: list[bytes]) -> bytes:
    """Section 2.1, word for word."""
    from hashlib import sha256

    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + rfc_6962(leaves[:split]) + rfc_6962(leaves[split:])).digest()


def run_alone(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """check.py as an outsider runs it: a copy in the bundle, an interpreter that cannot find Linli."""
    shutil.copy(check.__file__, folder / "check.py")
    command = [sys.executable, "-I", str(folder / "check.py"), str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=folder, check=False)


def test_the_file_alone_says_intact_altered_or_could_not_run(tmp_path: Path) -> None:
    story = told()
    story.write(tmp_path)
    (tmp_path / "heads.txt").write_text("\n".join(story.heads) + "\n")
    intact = run_alone(tmp_path, "--head", str(tmp_path / "heads.txt"))
    assert (intact.returncode, intact.stderr) == (0, "")
    assert "7 entries in 3 chains" in intact.stdout

    journal = tmp_path / f"journal-{story.subdistrict}.tsv"
    journal.write_bytes(journal.read_bytes().replace("已派人".encode(), "已拒绝".encode()))
    altered = run_alone(tmp_path)
    assert altered.returncode == 1
    assert f"ALTERED lanting, subdistrict {story.subdistrict}, stream {FIRST}, seq 2: fact text is altered" in altered.stdout

    journal.unlink()
    broken = run_alone(tmp_path)
    assert broken.returncode == 2
    assert broken.stderr.startswith("The bundle could not be checked: ")


def test_a_manifest_cannot_write_lines_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told().write(tmp_path)
    manifest = tmp_path / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"lanting"', '"lanting\\nALTERED nothing\\u001b[2J"'))
    assert check.main([str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "ALTERED" not in said
    assert all(line.startswith("subdistrict ") for line in said.splitlines())


def test_keys_from_elsewhere_are_believed_instead_of_the_bundles_own(tmp_path: Path) -> None:
    story, forger = told(), told()
    story.write(tmp_path / "honest")
    forger.write(tmp_path / "forged")
    key = tmp_path / "key.pem"
    key.write_bytes(story.pem())
    assert check.main([str(tmp_path / "forged")]) == 0
    assert check.main([str(tmp_path / "forged"), "--key", str(key)]) == 1
    assert check.main([str(tmp_path / "honest"), "--key", str(key)]) == 0


def test_a_subdistrict_that_left_the_bundle_and_a_short_file_are_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = told()
    story.write(tmp_path)
    heads = tmp_path / "heads.txt"
    heads.write_text(story.heads[0].replace(str(story.subdistrict), str(uuid(2))) + "\n")
    assert check.main([str(tmp_path), "--head", str(heads)]) == 1
    assert f"subdistrict {uuid(2)}, missing: a head of it was kept elsewhere" in capsys.readouterr().out
    (tmp_path / "manifest.json").write_text((tmp_path / "manifest.json").read_text().replace('"entries": 7', '"entries": 8'))
    assert check.main([str(tmp_path)]) == 1
    heads.write_text("no head\n")
    assert check.main([str(tmp_path), "--head", str(heads)]) == 2


def test_a_flood_of_faults_is_counted_and_not_kept() -> None:
    story = Story()
    for number in range(check.KEPT + 50):
        story.add(f"note/{uuid(number)}", "note.closed")
    story.entries = [row._replace(hash="0" * 64) for row in story.entries]
    report = story.report()
    assert len(report.faults) == check.KEPT
    assert report.fault_count > check.KEPT
