"""Seals: nothing skipped, nothing sealed twice, heads on disk before anybody relies on them."""

import os
import threading
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from linli.kernel import journal, keys, scope
from linli.kernel.actor import Actor
from linli.kernel.journal import jobs as journal_jobs
from linli.kernel.journal import sealing
from linli.kernel.journal.models import JournalSeal
from tests.ground import connect_as
from tests.kernel.journal.conftest import House


def log() -> list[str]:
    return (Path(settings.LINLI_HOME) / "seals.log").read_text("ascii").splitlines()


def test_a_seal_covers_what_is_new_and_nothing_new_makes_none(house: House) -> None:
    assert house.seal() is None
    note = house.note(house.clerk, "eins")
    assert house.seal() == 1
    assert house.seal() is None
    with scope.scoped(house.clerk):
        journal.record(house.clerk, "note.edited", note, title="t", text="zwei")
    assert house.seal() == 2
    assert [line.split("\t")[1:3] for line in log()] == [[str(house.ours), "1"], [str(house.ours), "2"]]
    report = house.report(heads=True)
    assert (report.faults, report.head, report.uncovered) == ([], 2, 0)


def test_two_transactions_that_commit_in_reverse_order_across_a_seal_are_both_sealed(house: House) -> None:
    """The first takes its number, the second takes a later one and commits; a seal; then the first commits."""
    early, late = house.note(house.clerk, "early"), house.note(house.clerk, "late")
    assert house.seal() == 1
    written, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with scope.scoped(house.clerk):
            journal.record(house.clerk, "note.edited", early, title="t", text="slow")
            written.set()
            may_commit.wait(timeout=10)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(timeout=10)
    with scope.scoped(house.clerk):
        journal.record(house.clerk, "note.edited", late, title="t", text="quick")
    assert house.seal() is None, "a seal must not reach past a transaction that is still open"
    may_commit.set()
    thread.join()
    assert house.seal() == 2
    report = house.report(heads=True)
    assert (report.faults, report.unsealed, report.uncovered) == ([], 0, 0)


def test_two_sealers_at_once_make_one_seal(house: House) -> None:
    house.note(house.clerk, "eins")
    together, made = threading.Barrier(2), []
    connect_as(house.database.server, "worker", house.database.name)

    def seal() -> None:
        with scope.scoped(Actor.system("journal.seal", house.ours)):
            together.wait(timeout=10)
            made.append(sealing.seal_due(house.ours, house.key))
        connections.close_all()

    threads = [threading.Thread(target=seal) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connect_as(house.database.server, "web", house.database.name)
    assert sorted(made, key=str) == [1, None]
    assert house.verdict(heads=True) == ""
    assert len(log()) == 1


def test_a_head_that_a_crash_kept_from_the_log_is_there_after_the_next_run(house: House) -> None:
    house.note(house.clerk, "eins")
    assert house.seal() == 1
    house.note(house.clerk, "zwei")
    assert house.seal() == 2
    path = Path(settings.LINLI_HOME) / "seals.log"
    whole = path.read_bytes()
    # The power went while the second line was written.
    path.write_bytes(whole[: whole.index(b"\n") + 20])
    assert house.seal() is None
    assert path.read_bytes() == whole
    path.unlink()
    assert house.seal() is None
    assert path.read_bytes() == whole


def test_the_heads_of_two_subdistricts_share_the_log(house: House) -> None:
    house.note(house.clerk, "eins")
    house.note(house.neighbour, "zwei")
    assert (house.seal(), house.seal(house.theirs)) == (1, 1)
    house.note(house.clerk, "drei")
    assert house.seal() == 2
    assert [line.split("\t")[1:3] for line in log()] == [[str(house.ours), "1"], [str(house.theirs), "1"], [str(house.ours), "2"]]
    assert house.verdict(heads=True) == ""


def test_after_a_restore_the_new_epoch_seals_on_without_gap_or_repetition(house: House) -> None:
    sealed = house.note(house.clerk, "sealed")
    assert house.seal() == 1
    waiting = house.note(house.clerk, "not sealed when the backup was made")
    # Another cluster counts from elsewhere: here it seems to have been far ahead.
    house.tamper("UPDATE journal_entry SET xid = xid + 1000000000")
    house.tamper("UPDATE journal_seal SET line = line")
    assert house.seal() is None
    connect_as(house.database.server, "owner", house.database.name)
    before = sealing.current_epoch()
    sealing.new_epoch()
    assert sealing.current_epoch() != before
    connect_as(house.database.server, "web", house.database.name)
    assert house.seal() == 2
    with scope.scoped(house.clerk):
        journal.record(house.clerk, "note.edited", sealed, title="t", text="after")
        journal.record(house.clerk, "note.edited", waiting, title="t", text="after")
    assert house.seal() == 3
    report = house.report(heads=True)
    assert (report.faults, report.unsealed, report.seals) == ([], 0, 3)


def test_a_database_restored_by_other_means_is_not_sealed_blindly(house: House) -> None:
    house.note(house.clerk, "eins")
    house.seal()
    with house.database.connect("superuser") as superuser:
        ((line,),) = superuser.execute("SELECT line FROM journal_seal").fetchall()
        fields = str(line).split("\t")
        fields[6] = "9000000000000"
        superuser.execute("UPDATE journal_seal SET line = %s", ["\t".join(fields)])
    with pytest.raises(sealing.TransactionsWentBack):
        house.seal()


def test_the_hourly_job_signs_with_the_key_of_the_ring(house: House) -> None:
    ring = keys.create(settings.LINLI_HOME, keys.make_demo_passphrase(settings.LINLI_HOME))
    house.note(house.clerk, "eins")
    house.key = ring.signing_key()
    actor = Actor.system("journal.seal", house.ours)
    connect_as(house.database.server, "worker", house.database.name)
    with scope.scoped(actor):
        journal_jobs.seal(actor)
        assert JournalSeal.objects.of(house.ours).count() == 1
    connect_as(house.database.server, "web", house.database.name)
    assert keys.published_verify_keys(settings.LINLI_HOME).keys() == house.keys().keys()
    assert house.verdict(heads=True) == ""


def test_sealing_is_refused_outside_a_scope_and_to_the_web_role(house: House) -> None:
    house.note(house.clerk, "eins")
    with pytest.raises(scope.OutsideScope):
        sealing.seal_due(house.ours, house.key)
    with pytest.raises(Exception, match="permission denied") as refused, scope.scoped(house.clerk):
        sealing.seal_due(house.ours, house.key)
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)
    assert not (Path(settings.LINLI_HOME) / "seals.log").exists()


def test_the_log_is_for_the_operator_only(house: House) -> None:
    house.note(house.clerk, "eins")
    house.seal()
    assert os.stat(Path(settings.LINLI_HOME) / "seals.log").st_mode & 0o077 == 0
