"""Stored files: durable and encrypted before their row, served whole or not at all, swept without losing one."""

import hashlib
import io
import itertools
import os
import resource
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import override_settings

from linli.kernel import clock, files, jobs
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.files.cipher import CHUNK_BYTES, DamagedFile
from linli.kernel.files.models import StoredFile
from linli.kernel.ids import uuid7
from linli.kernel.jobs import queries
from linli.kernel.scope import OutsideScope, scoped
from tests import people, work
from tests.ground import TestDatabase
from tests.kernel.files.conftest import Folder

TEXT = "楼道堆物，三单元。".encode()
JPEG = b"\xff\xd8\xff\xe0" + bytes(3 * CHUNK_BYTES)


def keep(folder: Folder, content: bytes = TEXT, name: str = "报告.txt") -> StoredFile:
    """A file, stored and committed."""
    actor = people.clerk(folder.subdistrict_id)
    with scoped(actor):
        return files.store(actor, folder, name=name, content=io.BytesIO(content), purpose="note")


def content_of(file_id: UUID, actor: Actor) -> bytes:
    with scoped(actor):
        opened = files.open_for(actor, file_id)
    return b"".join(opened.content)


def place(row: StoredFile) -> Path:
    return settings.LINLI_HOME / "files" / str(row.subdistrict_id) / row.digest[:2] / row.digest


def lying() -> list[Path]:
    return sorted(path for path in (settings.LINLI_HOME / "files").rglob("*") if path.is_file())


def rows(subdistrict_id: UUID) -> int:
    with scoped(people.clerk(subdistrict_id)):
        return int(StoredFile.objects.of(subdistrict_id).count())


def swept(subdistrict_id: UUID) -> files.Sweep:
    actor = Actor.system("files.sweep", subdistrict_id)
    with scoped(actor):
        return files.sweep(actor)


def age(path: Path, hours: float) -> None:
    then = clock.now().timestamp() - hours * 3600
    os.utime(path, (then, then))


@pytest.mark.parametrize("content", [TEXT, JPEG])
def test_a_file_comes_back_as_it_was(folder: Folder, content: bytes) -> None:
    row = keep(folder, content)
    assert content_of(row.pk, people.clerk(folder.subdistrict_id)) == content
    assert (row.digest, row.size_bytes) == (hashlib.sha256(content).hexdigest(), len(content))


def test_nothing_on_the_disk_is_readable(folder: Folder) -> None:
    row = keep(folder)
    assert lying() == [place(row)]
    assert TEXT not in place(row).read_bytes()
    assert "堆物".encode() not in place(row).read_bytes()
    assert stat.S_IMODE(place(row).stat().st_mode) == 0o600
    assert {stat.S_IMODE(path.stat().st_mode) for path in (settings.LINLI_HOME / "files").rglob("*") if path.is_dir()} == {0o700}


def test_the_same_content_lies_on_the_disk_once_and_keeps_both_names(folder: Folder) -> None:
    first, second = keep(folder, name="a.txt"), keep(folder, name="b.txt")
    assert len(lying()) == 1
    with scoped(people.clerk(folder.subdistrict_id)):
        assert [row.name for row in files.of(folder)] == ["a.txt", "b.txt"]
    assert content_of(first.pk, people.clerk(folder.subdistrict_id)) == content_of(second.pk, people.clerk(folder.subdistrict_id))


def test_the_content_says_what_the_file_is_and_the_name_is_cleaned(folder: Folder) -> None:
    row = keep(folder, JPEG, name="../../\x00photo.exe")
    assert (row.media_type, row.name) == ("image/jpeg", "photo.exe.jpg")


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "files.empty"), (b"MZ\x90\x00", "files.kind"), (b"<html><script>", "files.kind"), (b"x" * 2001, "files.too_large")],
)
def test_what_is_not_kept_leaves_nothing_behind(folder: Folder, content: bytes, code: str) -> None:
    with override_settings(LINLI_UPLOAD_LIMIT_BYTES=2000), pytest.raises(Refused) as refused:
        keep(folder, content)
    assert refused.value.code == code
    assert str(refused.value)
    assert (lying(), rows(folder.subdistrict_id)) == ([], 0)


def test_an_announced_size_is_refused_before_anything_is_read() -> None:
    files.check_size(settings.LINLI_UPLOAD_LIMIT_BYTES)
    with pytest.raises(Refused, match="20"):
        files.check_size(1024**3)


def test_a_disk_that_takes_nothing_refuses_and_keeps_no_row(folder: Folder) -> None:
    (settings.LINLI_HOME / "files").write_text("a file where the folder should be")
    with pytest.raises(Refused) as refused:
        keep(folder)
    assert refused.value.code == "files.no_room"
    assert rows(folder.subdistrict_id) == 0


@contextmanager
def room_for(size_bytes: int) -> Iterator[None]:
    """No file of this process grows past the size, as if the disk were full then."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_fills_up_meanwhile_leaves_neither_half_a_file_nor_a_row(folder: Folder) -> None:
    with room_for(CHUNK_BYTES), pytest.raises(Refused) as refused:
        keep(folder, JPEG)
    assert refused.value.code == "files.no_room"
    assert (lying(), rows(folder.subdistrict_id)) == ([], 0)
    assert keep(folder, JPEG).size_bytes == len(JPEG)


def test_a_file_of_another_subdistrict_is_not_found(folder: Folder, theirs: UUID) -> None:
    row = keep(folder)
    for file_id in (row.pk, uuid7()):
        with pytest.raises(NotFound):
            content_of(file_id, people.clerk(theirs))
    assert content_of(row.pk, people.clerk(folder.subdistrict_id)) == TEXT


def test_a_file_cannot_be_kept_with_another_subdistricts_row(folder: Folder, theirs: UUID) -> None:
    stranger = people.clerk(theirs)
    with pytest.raises(Refused) as refused, scoped(stranger):
        files.store(stranger, folder, name="a.txt", content=io.BytesIO(TEXT), purpose="note")
    assert refused.value.code == "kernel.other_scope"
    assert lying() == []


def test_a_file_is_stored_inside_a_scope_only(folder: Folder) -> None:
    with pytest.raises(OutsideScope):
        files.store(people.clerk(folder.subdistrict_id), folder, name="a.txt", content=io.BytesIO(TEXT), purpose="note")


def test_a_file_copied_into_another_subdistricts_folder_does_not_open(folder: Folder, theirs: UUID, database: TestDatabase) -> None:
    row = keep(folder)
    other = place(StoredFile(subdistrict_id=theirs, digest=row.digest))
    other.parent.mkdir(parents=True)
    other.write_bytes(place(row).read_bytes())
    with database.connect("superuser") as superuser:
        superuser.execute(
            "INSERT INTO stored_file SELECT id, %s, digest, size_bytes, media_type, name, purpose, stream, stored_at FROM stored_file",
            [theirs],
        )
    with pytest.raises(Refused) as refused:
        content_of(row.pk, people.clerk(theirs))
    assert refused.value.code == "files.damaged"


@pytest.mark.parametrize("damage", ["gone", "empty", "altered", "swapped"])
def test_a_damaged_file_is_one_sentence(folder: Folder, damage: str) -> None:
    row, other = keep(folder), keep(folder, b"other")
    path = place(row)
    if damage == "gone":
        path.unlink()
    else:
        altered = path.read_bytes()[:-1] + bytes([path.read_bytes()[-1] ^ 1])
        path.write_bytes({"empty": b"", "altered": altered, "swapped": place(other).read_bytes()}[damage])
    with pytest.raises(Refused) as refused:
        content_of(row.pk, people.clerk(folder.subdistrict_id))
    assert refused.value.code == "files.damaged"


def test_damage_further_down_stops_the_stream_before_a_wrong_byte(folder: Folder) -> None:
    row = keep(folder, JPEG)
    whole = bytearray(place(row).read_bytes())
    whole[-1] ^= 1
    place(row).write_bytes(whole)
    given = bytearray()
    actor = people.clerk(folder.subdistrict_id)
    with scoped(actor):
        opened = files.open_for(actor, row.pk)
    with pytest.raises(DamagedFile):
        given.extend(itertools.chain.from_iterable(opened.content))
    assert JPEG.startswith(bytes(given))
    assert len(given) < len(JPEG)


def test_the_row_cannot_be_changed_or_deleted_by_the_web_role(folder: Folder, database: TestDatabase) -> None:
    keep(folder)
    with database.connect("web") as web:
        for statement in ("UPDATE stored_file SET name = 'x'", "DELETE FROM stored_file"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute(statement.encode())


def test_a_write_that_was_undone_leaves_a_file_that_the_sweep_removes_after_a_day(folder: Folder) -> None:
    actor = people.clerk(folder.subdistrict_id)
    with work.undone(actor):
        row = files.store(actor, folder, name="a.txt", content=io.BytesIO(TEXT), purpose="note")
    assert lying() == [place(row)]
    age(place(row), hours=23)
    assert swept(folder.subdistrict_id).removed == ()
    age(place(row), hours=25)
    assert swept(folder.subdistrict_id).removed == (row.digest,)
    assert lying() == []


def test_the_sweep_leaves_named_files_and_other_subdistricts_alone(folder: Folder, theirs: UUID) -> None:
    row = keep(folder)
    other = place(StoredFile(subdistrict_id=theirs, digest="ab" * 32))
    other.parent.mkdir(parents=True)
    other.write_bytes(b"x")
    age(place(row), hours=1000)
    age(other, hours=1000)
    assert swept(folder.subdistrict_id) == files.Sweep((), ())
    assert lying() == sorted([place(row), other])


def test_the_sweep_removes_drafts_that_a_power_cut_left(folder: Folder) -> None:
    row = keep(folder)
    draft = place(row).with_name(".half.part")
    draft.write_bytes(b"half")
    age(draft, hours=25)
    assert swept(folder.subdistrict_id).removed == (draft.name,)
    assert lying() == [place(row)]


def test_the_sweep_reports_rows_without_a_file(folder: Folder) -> None:
    row, _ = keep(folder), keep(folder, b"other")
    place(row).unlink()
    assert [missing.pk for missing in swept(folder.subdistrict_id).missing] == [row.pk]


def test_the_nightly_sweep_fails_where_everybody_sees_it_when_a_file_is_missing(folder: Folder, database: TestDatabase) -> None:
    row, actor = keep(folder), people.clerk(folder.subdistrict_id, {"jobs.read"})

    def swept_by_a_job() -> queries.JobRow:
        with scoped(actor):
            job_id = jobs.queue_for_subdistrict("files.sweep", folder.subdistrict_id)
        work.do_all(database)
        with scoped(actor):
            return queries.get_for(actor, job_id or 0)

    assert swept_by_a_job().state == "done"
    place(row).unlink()
    failed = swept_by_a_job()
    assert failed.state == "failed"
    assert row.name in failed.error


def test_a_sweep_of_a_subdistrict_that_never_had_files_finds_nothing(theirs: UUID) -> None:
    assert swept(theirs) == files.Sweep((), ())


@contextmanager
def writer_that_found_the_old_file(folder: Folder) -> Iterator[None]:
    """Another thread has stored the same content again and commits only when the block ends."""
    ready, finish = threading.Event(), threading.Event()

    def run() -> None:
        actor = people.clerk(folder.subdistrict_id)
        try:
            with scoped(actor):
                files.store(actor, folder, name="again.txt", content=io.BytesIO(TEXT), purpose="note")
                ready.set()
                finish.wait(20)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(20)
    try:
        yield
    finally:
        finish.set()
        thread.join(20)


def orphan(folder: Folder, database: TestDatabase) -> Path:
    """An old file without a row."""
    path = place(keep(folder))
    with database.connect("superuser") as superuser:
        superuser.execute("DELETE FROM stored_file")
    age(path, hours=100)
    return path


def test_a_sweep_never_removes_a_file_that_somebody_is_naming_again(folder: Folder, database: TestDatabase) -> None:
    path = orphan(folder, database)
    with writer_that_found_the_old_file(folder):
        sweeper = threading.Thread(target=sweep_and_close, args=(folder.subdistrict_id,))
        sweeper.start()
        time.sleep(0.3)
        assert sweeper.is_alive()
        assert path.exists()
    sweeper.join(20)
    assert path.exists()
    with scoped(people.clerk(folder.subdistrict_id)):
        named = files.of(folder)[0]
    assert content_of(named.pk, people.clerk(folder.subdistrict_id)) == TEXT


def test_without_the_lock_the_same_race_loses_the_file(folder: Folder, database: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    path = orphan(folder, database)
    monkeypatch.setattr("linli.kernel.files.keeping.lock", lambda function, subdistrict_id: None)
    with writer_that_found_the_old_file(folder):
        sweep_and_close(folder.subdistrict_id)
    assert not path.exists()
    assert rows(folder.subdistrict_id) == 1


def sweep_and_close(subdistrict_id: UUID) -> None:
    """A sweep in a thread of its own."""
    try:
        swept(subdistrict_id)
    finally:
        if threading.current_thread() is not threading.main_thread():
            connection.close()
