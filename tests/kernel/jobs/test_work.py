"""Working: each job once, its error kept in one sentence, run again by who may, and nothing lost when a worker is killed."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import LiteralString
from uuid import UUID

import psycopg
import pytest
from django.db import IntegrityError, connection, connections
from django.utils import translation
from psycopg import sql

from linli.kernel import find, jobs
from linli.kernel.errors import NotFound, Refused
from linli.kernel.jobs import queries, running, worker
from linli.kernel.scope import scoped
from tests import people, work
from tests.ground import TestDatabase, connect_as
from tests.kernel.jobs.conftest import Lamp, Troubles, refuse
from tests.kernel.jobs.test_queue import MAY, queue


def shown(subdistrict_id: UUID, job_id: int) -> queries.JobRow:
    actor = people.clerk(subdistrict_id, MAY)
    with scoped(actor):
        return queries.get_for(actor, job_id)


def is_lit(lamp: Lamp) -> bool:
    with scoped(people.clerk(lamp.subdistrict_id)):
        return bool(find.search("lit", kinds=["lamp"], limit=1))


def again(subdistrict_id: UUID, job_id: int) -> None:
    actor = people.clerk(subdistrict_id, MAY)
    with scoped(actor):
        jobs.run_again(actor, job_id)


def test_a_job_is_done_and_shown_as_done(lamp: Lamp, troubles: Troubles, database: TestDatabase) -> None:
    job_id = queue(lamp)
    assert not is_lit(lamp)
    work.do_all(database)
    assert is_lit(lamp)
    row = shown(lamp.subdistrict_id, job_id)
    assert (row.state, row.error, row.attempts) == ("done", "", 1)


def test_what_takes_long_is_done_before_the_jobs_transaction_begins(lamp: Lamp, troubles: Troubles, database: TestDatabase) -> None:
    with scoped(people.clerk(lamp.subdistrict_id)):
        jobs.queue_for_subdistrict("tests.pour", lamp.subdistrict_id, lamp_no=7)
    work.do_all(database)
    assert troubles.calls == [{"oil": "oil of tests.pour", "lamp_no": 7}]


def test_each_state_has_its_word(lamp: Lamp) -> None:
    with translation.override("en"):
        assert shown(lamp.subdistrict_id, queue(lamp)).label == "waiting"


def test_a_refused_job_shows_its_sentence_and_is_not_tried_again(lamp: Lamp, troubles: Troubles, database: TestDatabase) -> None:
    troubles.waiting = [refuse("7")]
    job_id = queue(lamp)
    work.do_all(database)
    row = shown(lamp.subdistrict_id, job_id)
    assert (row.state, row.error) == ("failed", "The lamp 7 will not be lit.")
    assert not is_lit(lamp)
    actor = people.clerk(lamp.subdistrict_id, MAY)
    with scoped(actor):
        assert [row.job_id for row in queries.page(actor, only_failed=True)] == [job_id]


def test_an_unexpected_error_is_one_line_and_waits_for_its_next_try(lamp: Lamp, troubles: Troubles, database: TestDatabase) -> None:
    troubles.waiting = [ValueError("no bulb\nsecond line\x00")]
    job_id = queue(lamp)
    work.do_all(database)
    row = shown(lamp.subdistrict_id, job_id)
    assert (row.state, row.error) == ("waiting", "ValueError: no bulb")
    assert row.due_at is not None
    assert timedelta() < row.due_at - datetime.now(UTC) <= timedelta(seconds=worker.PAUSES_SECONDS[0])


def test_a_database_error_is_kept_without_the_rows_values(lamp: Lamp) -> None:
    with pytest.raises(IntegrityError) as caught, scoped(people.clerk(lamp.subdistrict_id)), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bulb (name text PRIMARY KEY) ON COMMIT DROP; INSERT INTO bulb VALUES ('王小明'), ('王小明')")
    assert "王小明" in str(caught.value)
    assert "王小明" not in running.sentence_of(caught.value)


def test_a_job_is_tried_a_bounded_number_of_times(lamp: Lamp, troubles: Troubles, database: TestDatabase) -> None:
    tries = len(worker.PAUSES_SECONDS) + 1
    troubles.waiting = [ValueError(f"try {number}") for number in range(tries + 5)]
    job_id = queue(lamp)
    with database.connect("superuser") as superuser:
        for _ in range(tries + 3):
            superuser.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
            work.do_all(database)
    assert len(troubles.calls) == tries
    row = shown(lamp.subdistrict_id, job_id)
    assert (row.state, row.attempts, row.error) == ("failed", tries, f"ValueError: try {tries - 1}")


def test_somebody_busy_there_is_tried_again(lamp: Lamp, troubles: Troubles, database: TestDatabase) -> None:
    troubles.waiting = [Refused("kernel.busy")]
    job_id = queue(lamp)
    work.do_all(database)
    assert shown(lamp.subdistrict_id, job_id).state == "waiting"


def test_a_failed_job_is_run_again_by_who_may(lamp: Lamp, troubles: Troubles, database: TestDatabase) -> None:
    troubles.waiting = [refuse()]
    job_id = queue(lamp)
    work.do_all(database)
    again(lamp.subdistrict_id, job_id)
    assert shown(lamp.subdistrict_id, job_id).state == "waiting"
    work.do_all(database)
    assert shown(lamp.subdistrict_id, job_id).state == "done"
    assert shown(lamp.subdistrict_id, job_id).error == ""
    assert is_lit(lamp)


@pytest.mark.parametrize("permissions", [frozenset(), frozenset({"jobs.read"}), frozenset({"jobs.run_again"})])
def test_who_may_not_cannot_run_it_again(lamp: Lamp, troubles: Troubles, database: TestDatabase, permissions: frozenset[str]) -> None:
    troubles.waiting = [refuse()]
    job_id = queue(lamp)
    work.do_all(database)
    stranger = people.clerk(lamp.subdistrict_id, permissions)
    with pytest.raises(Refused), scoped(stranger):
        jobs.run_again(stranger, job_id)
    assert shown(lamp.subdistrict_id, job_id).state == "failed"
    again(lamp.subdistrict_id, job_id)


def test_another_subdistrict_cannot_see_or_run_it_again(lamp: Lamp, theirs: UUID, troubles: Troubles, database: TestDatabase) -> None:
    troubles.waiting = [refuse()]
    job_id = queue(lamp)
    work.do_all(database)
    stranger = people.clerk(theirs, MAY)
    with scoped(stranger):
        assert list(queries.page(stranger)) == []
        assert list(queries.page(stranger, only_failed=True)) == []
    for missing in (job_id, job_id + 1, -1, 2**70):
        with pytest.raises(NotFound), scoped(stranger):
            queries.get_for(stranger, missing)
    with pytest.raises(NotFound):
        again(theirs, job_id)
    for subdistrict_id in (theirs, lamp.subdistrict_id):
        with scoped(stranger), connection.cursor() as cursor:
            cursor.execute("SELECT job_run_again(%s, %s)", [subdistrict_id, job_id])
            assert cursor.fetchone() == (False,)
    assert shown(lamp.subdistrict_id, job_id).state == "failed"


def test_a_job_that_has_not_failed_is_not_run_again(lamp: Lamp, troubles: Troubles, database: TestDatabase) -> None:
    job_id = queue(lamp)
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            again(lamp.subdistrict_id, job_id)
        assert refused.value.code == "jobs.not_failed"
        work.do_all(database)
    assert len(troubles.calls) == 1


def test_the_queue_may_run_a_done_job_twice_and_its_effect_stays_single(lamp: Lamp, troubles: Troubles, database: TestDatabase) -> None:
    job_id = queue(lamp)
    work.do_all(database)
    with database.connect("superuser") as superuser:
        superuser.execute("UPDATE procrastinate_jobs SET status = 'todo' WHERE id = %s", [job_id])
    work.do_all(database)
    assert len(troubles.calls) == 1
    assert shown(lamp.subdistrict_id, job_id).state == "done"


CUT_WORKERS_OFF: LiteralString = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'linli_worker' AND datname = current_database()"
)

WORKER = """
import asyncio, os, time
from pathlib import Path
from linli.config import postgres
server = postgres.ensure(Path(os.environ["TEST_SERVER_HOME"]), {})
import django
django.setup()
from tests.ground import connect_as
connect_as(server, "worker", os.environ["TEST_DATABASE"])
from linli.kernel import jobs
from linli.kernel.jobs import worker
from tests.kernel.jobs import conftest
def light(actor, lamp_id, cause_seq):
    conftest.light(actor, lamp_id, cause_seq)
    while not Path(os.environ["GATE"]).exists():
        time.sleep(0.05)
jobs.names._JOBS["tests.light"] = jobs.Job("tests.light", light)
worker.HEARTBEAT_SECONDS, worker.DEAD_AFTER_SECONDS, worker.POLL_SECONDS, worker.RECONNECT_SECONDS = 0.3, 2.0, 0.3, 0.3
worker.CONNECT_SECONDS = 1.0
asyncio.run(worker.work())
"""


def wait_until(what: str, happened: Callable[[], bool], seconds: float = 120.0) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, f"{what} did not happen in {seconds} s"
        time.sleep(0.1)


def state_of(lamp: Lamp, job_id: int) -> str:
    return shown(lamp.subdistrict_id, job_id).state


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """No job of a worker process ends before this file exists."""
    return tmp_path / "gate"


def test_the_job_of_a_killed_worker_is_done_by_another_one_once(lamp: Lamp, database: TestDatabase, gate: Path) -> None:
    job_id = queue(lamp)
    with work.started(database, WORKER, GATE=str(gate)) as process:
        wait_until("the start of the job", lambda: state_of(lamp, job_id) == "running")
        process.kill()
        process.wait()
    assert not is_lit(lamp)
    assert state_of(lamp, job_id) == "running"
    gate.touch()
    with work.started(database, WORKER, GATE=str(gate)) as process:
        wait_until("the rescue", lambda: state_of(lamp, job_id) == "done")
        process.terminate()
        assert process.wait(60) == 0
    assert is_lit(lamp)
    with database.connect("superuser") as superuser:
        assert superuser.execute("SELECT count(*) FROM job_run WHERE job_id = %s", [job_id]).fetchone() == (1,)
        assert superuser.execute("SELECT count(*) FROM procrastinate_workers").fetchone() == (0,)


def test_a_worker_that_is_asked_to_stop_ends_its_job_first_and_takes_no_other(lamp: Lamp, database: TestDatabase, gate: Path) -> None:
    running_id, waiting_id = queue(lamp), queue(lamp)
    with work.started(database, WORKER, GATE=str(gate)) as process:
        wait_until("the start of the job", lambda: state_of(lamp, running_id) == "running")
        process.terminate()
        time.sleep(1)
        assert process.poll() is None
        gate.touch()
        assert process.wait(60) == 0
    assert (state_of(lamp, running_id), state_of(lamp, waiting_id)) == ("done", "waiting")


def test_a_worker_outlives_the_loss_of_its_connections(lamp: Lamp, database: TestDatabase, gate: Path) -> None:
    gate.touch()
    with work.started(database, WORKER, GATE=str(gate)) as process, database.connect("superuser") as superuser:
        first = queue(lamp)
        wait_until("the first job", lambda: state_of(lamp, first) == "done")
        superuser.execute(CUT_WORKERS_OFF)
        second = queue(lamp)
        wait_until("the second job", lambda: state_of(lamp, second) == "done")
        assert process.poll() is None


def test_a_worker_waits_for_a_database_that_is_away(lamp: Lamp, database: TestDatabase, gate: Path) -> None:
    gate.touch()
    name = sql.Identifier(database.name)
    with work.started(database, WORKER, GATE=str(gate)) as process, database.connect("superuser") as superuser:
        first = queue(lamp)
        wait_until("the first job", lambda: state_of(lamp, first) == "done")
        superuser.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM linli_worker, PUBLIC").format(name))
        try:
            superuser.execute(CUT_WORKERS_OFF)
            second = queue(lamp)
            time.sleep(4)
            assert process.poll() is None
            assert state_of(lamp, second) == "waiting"
        finally:
            superuser.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO linli_worker").format(name))
        wait_until("the second job", lambda: state_of(lamp, second) == "done")
        process.terminate()
        assert process.wait(60) == 0


def test_the_clock_queues_one_job_for_each_subdistrict_however_many_workers_run(ours: UUID, theirs: UUID, database: TestDatabase) -> None:
    def swept(subdistrict_id: UUID) -> list[str]:
        actor = people.clerk(subdistrict_id, MAY)
        with scoped(actor):
            return [row.state for row in queries.page(actor) if row.name == "jobs.sweep"]

    with work.started(database, WORKER, GATE=""), work.started(database, WORKER, GATE=""):
        wait_until("the sweep", lambda: swept(ours) == swept(theirs) == ["done"])
        time.sleep(1)
    assert swept(ours) == swept(theirs) == ["done"]


def test_a_job_that_kills_every_worker_ends_as_failed(lamp: Lamp, database: TestDatabase) -> None:
    job_id = queue(lamp)
    with database.connect("superuser") as superuser:
        superuser.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = %s", [len(worker.PAUSES_SECONDS)])
    work.do_all(database)
    row = shown(lamp.subdistrict_id, job_id)
    assert row.state == "failed"
    with translation.override("en"):
        assert "worker stopped" in shown(lamp.subdistrict_id, job_id).error


def test_the_nightly_sweep_of_jobs_forgets_what_was_done_long_ago(lamp: Lamp, troubles: Troubles, database: TestDatabase) -> None:
    troubles.waiting = [refuse()]
    failed, done, old = queue(lamp), queue(lamp), queue(lamp)
    work.do_all(database)
    with database.connect("superuser") as superuser:
        superuser.execute("UPDATE job_run SET done_at = now() - interval '31 days' WHERE job_id = %s", [old])
    with scoped(people.clerk(lamp.subdistrict_id)):
        jobs.queue_for_subdistrict("jobs.sweep", lamp.subdistrict_id)
    work.do_all(database)
    actor = people.clerk(lamp.subdistrict_id, MAY)
    with scoped(actor):
        assert {row.job_id for row in queries.page(actor) if row.name == "tests.light"} == {failed, done}


def test_doing_all_that_waits_without_a_database_says_so(lamp: Lamp, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = queue(lamp)
    monkeypatch.setattr(worker, "CONNECT_SECONDS", 0.5)
    settled = connections["default"].settings_dict
    kept = dict(settled)
    connections.close_all()
    settled["PORT"] = "1"
    try:
        with pytest.raises(TimeoutError):
            asyncio.run(worker.work(until_empty=True))
    finally:
        settled.update(kept)
    assert shown(lamp.subdistrict_id, job_id).state == "waiting"


def test_dead_workers_are_looked_for_again_when_the_database_was_away(
    lamp: Lamp, database: TestDatabase, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker, "CONNECT_SECONDS", 1.0)
    monkeypatch.setattr(worker, "HEARTBEAT_SECONDS", 0.05)
    name = sql.Identifier(database.name)

    async def look(superuser: "psycopg.Connection[tuple[object, ...]]") -> bool:
        app = worker.build_app(by_the_clock=False)
        try:
            await app.open_async()
            superuser.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM linli_worker, PUBLIC").format(name))
            superuser.execute(CUT_WORKERS_OFF)
            looking = asyncio.create_task(worker.rescue_for_ever(app))
            async with asyncio.timeout(20):
                while "Dead workers could not be looked for" not in caplog.text:
                    await asyncio.sleep(0.05)
            goes_on = not looking.done()
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
            return goes_on
        finally:
            await app.close_async()

    connect_as(database.server, "worker", database.name)
    with database.connect("superuser") as superuser:
        try:
            assert asyncio.run(look(superuser))
        finally:
            superuser.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO linli_worker").format(name))
            connect_as(database.server, "web", database.name)
