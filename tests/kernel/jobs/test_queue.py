"""Queueing: with the write or not at all, in one's own subdistrict, ids only, through one door."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connection

from linli.kernel import clock, jobs
from linli.kernel.jobs import checks, queries
from linli.kernel.scope import OutsideScope, scoped
from tests import people, work
from tests.ground import TestDatabase
from tests.kernel.jobs.conftest import Lamp, Troubles

MAY = frozenset({"jobs.read", "jobs.run_again"})


def queue(lamp: Lamp, **ids: UUID | int) -> int:
    """A queued job, committed."""
    with scoped(people.clerk(lamp.subdistrict_id)):
        return jobs.queue("tests.light", lamp, **ids)


def listed(subdistrict_id: UUID) -> list[queries.JobRow]:
    actor = people.clerk(subdistrict_id, MAY)
    with scoped(actor):
        return list(queries.page(actor))


def test_a_job_carries_its_subdistrict_its_subject_and_its_cause(lamp: Lamp, troubles: Troubles, database: TestDatabase) -> None:
    other = UUID(int=7)
    queue(lamp, note_id=other, count=3)
    work.do_all(database)
    [call] = troubles.calls
    actor = call.pop("actor")
    assert (actor.subdistrict_id, actor.job, actor.is_system) == (lamp.subdistrict_id, "tests.light", True)  # type: ignore[attr-defined]
    assert call == {"lamp_id": lamp.pk, "cause_seq": 4, "note_id": other, "count": 3}


def test_a_job_of_a_write_that_was_undone_does_not_exist(lamp: Lamp, troubles: Troubles, database: TestDatabase) -> None:
    with work.undone(people.clerk(lamp.subdistrict_id)):
        jobs.queue("tests.light", lamp)
    assert listed(lamp.subdistrict_id) == []
    work.do_all(database)
    assert troubles.calls == []


def test_a_waiting_job_is_listed_latest_first_a_page_at_a_time(lamp: Lamp) -> None:
    first, second = queue(lamp), queue(lamp)
    assert [row.job_id for row in listed(lamp.subdistrict_id)] == [second, first]
    row = listed(lamp.subdistrict_id)[0]
    assert (row.name, row.stream, row.cause_seq, row.state, row.error) == ("tests.light", lamp.stream, 4, "waiting", "")
    actor = people.clerk(lamp.subdistrict_id, MAY)
    with scoped(actor):
        assert [row.job_id for row in queries.page(actor, before=second)] == [first]


@pytest.mark.parametrize("value", ["王小明", 1.5, True, None, {"name": "x"}, [1], b"x"])
def test_anything_but_an_id_is_refused(lamp: Lamp, value: object) -> None:
    with pytest.raises(TypeError, match="ids only"), scoped(people.clerk(lamp.subdistrict_id)):
        jobs.queue("tests.light", lamp, thing=value)  # type: ignore[arg-type]
    assert listed(lamp.subdistrict_id) == []


def test_a_job_for_later_waits_for_its_moment(lamp: Lamp, troubles: Troubles, database: TestDatabase) -> None:
    # The server has a clock of its own; what was said by ours, on any day, is waited for as long.
    now = clock.now()
    with scoped(people.clerk(lamp.subdistrict_id)):
        early = jobs.queue_later("tests.light", lamp, now - timedelta(seconds=1), count=1)
        late = jobs.queue_later("tests.light", lamp, now + timedelta(hours=1), count=2)
    work.do_all(database)
    assert [call["count"] for call in troubles.calls] == [1]
    rows = {row.job_id: row for row in listed(lamp.subdistrict_id)}
    assert (rows[early].state, rows[late].state) == ("done", "waiting")
    assert rows[late].due_at is not None
    with work.undone(people.clerk(lamp.subdistrict_id)):
        jobs.queue_later("tests.light", lamp, clock.now())
    assert set(rows) == {row.job_id for row in listed(lamp.subdistrict_id)}


def test_a_job_for_later_is_bound_to_its_subdistrict_like_any_other(lamp: Lamp, theirs: UUID, ours: UUID) -> None:
    with pytest.raises(OutsideScope), scoped(people.clerk(theirs)):
        jobs.queue_later("tests.light", lamp, clock.now())
    ask = "SELECT job_queue_later(%s, 'tests.light', %s, now())"
    with pytest.raises(DatabaseError, match="outside the scope"), scoped(people.clerk(theirs)), connection.cursor() as cursor:
        cursor.execute(ask, [lamp.subdistrict_id, "{}"])
    with pytest.raises(DatabaseError, match="by name"), scoped(people.clerk(ours)), connection.cursor() as cursor:
        cursor.execute(ask, [ours, "[]"])


def test_an_unknown_name_is_refused_when_it_is_queued(lamp: Lamp) -> None:
    with pytest.raises(LookupError, match=r"tests\.lihgt"), scoped(people.clerk(lamp.subdistrict_id)):
        jobs.queue("tests.lihgt", lamp)


def test_two_functions_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="already"):
        jobs.register("tests.light", print)
    with pytest.raises(ValueError, match="room"):
        jobs.register("Light", print)


def test_a_job_of_another_subdistrict_cannot_be_queued(lamp: Lamp, theirs: UUID) -> None:
    with pytest.raises(OutsideScope), scoped(people.clerk(theirs)):
        jobs.queue("tests.light", lamp)
    with pytest.raises(OutsideScope):
        jobs.queue("tests.light", lamp)
    with pytest.raises(DatabaseError, match="outside the scope"), scoped(people.clerk(theirs)), connection.cursor() as cursor:
        cursor.execute("SELECT job_queue(%s, 'tests.light', '{}', false)", [lamp.subdistrict_id])
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="outside the scope"):
        cursor.execute("SELECT job_queue(%s, 'tests.light', '{}', false)", [lamp.subdistrict_id])
    assert listed(lamp.subdistrict_id) == []


def test_a_subdistrict_forged_in_the_arguments_has_no_effect(ours: UUID, theirs: UUID) -> None:
    with scoped(people.clerk(ours)), connection.cursor() as cursor:
        cursor.execute("SELECT job_queue(%s, 'tests.light', %s, false)", [ours, json.dumps({"subdistrict": str(theirs)})])
    assert listed(theirs) == []
    assert len(listed(ours)) == 1


@pytest.mark.parametrize("args", ["[]", '"x"', "1", "null", None])
def test_arguments_that_could_not_name_their_subdistrict_are_refused(ours: UUID, args: str | None) -> None:
    with pytest.raises(DatabaseError, match="by name"), scoped(people.clerk(ours)), connection.cursor() as cursor:
        cursor.execute("SELECT job_queue(%s, 'tests.light', %s, false)", [ours, args])
    assert listed(ours) == []


@pytest.mark.parametrize("table", ["jobs", "events", "workers", "periodic_defers"])
@pytest.mark.parametrize("role", ["web", "auditor"])
def test_the_web_role_cannot_touch_the_queue(lamp: Lamp, database: TestDatabase, role: str, table: str) -> None:
    queue(lamp)
    writes = (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)
    with database.connect(role) as other:
        for statement in ("DELETE FROM procrastinate_{}", "INSERT INTO procrastinate_{} DEFAULT VALUES"):
            with pytest.raises(writes):
                other.execute(statement.format(table).encode())
        if role == "web":
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                other.execute(f"SELECT count(*) FROM procrastinate_{table}".encode())


def test_the_queues_own_functions_do_not_serve_the_web_role(lamp: Lamp, database: TestDatabase) -> None:
    with database.connect("web") as web, pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(
            "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('default', 'x', 0, NULL, NULL, '{}', NULL)::procrastinate_job_to_defer_v1])"
        )


def test_nothing_is_listed_outside_a_scope(lamp: Lamp) -> None:
    queue(lamp)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM job_overview")
        assert cursor.fetchone() == (0,)


def test_a_job_for_the_subdistrict_is_queued_once_until_it_runs(ours: UUID, theirs: UUID) -> None:
    with scoped(people.clerk(ours)):
        assert jobs.queue_for_subdistrict("files.sweep", ours, once=True) is not None
        assert jobs.queue_for_subdistrict("files.sweep", ours, once=True) is None
        assert jobs.queue_for_subdistrict("files.sweep", ours) is not None
    with scoped(people.clerk(theirs)):
        assert jobs.queue_for_subdistrict("files.sweep", theirs, once=True) is not None


def test_every_name_that_the_sources_queue_is_registered() -> None:
    assert checks.unresolved_names() == []


def test_a_name_that_leads_nowhere_or_is_not_written_out_is_found(tmp_path: Path) -> None:
    (tmp_path / "actions.py").write_text(
        'jobs.queue("tests.light", x)\njobs.queue("tests.nobody", x)\njobs.queue_for_subdistrict(name, x)\n'
    )
    found = checks.unresolved_names(tmp_path)
    assert [line.split(": ")[0].rsplit(":", 1)[1] for line in found] == ["2", "3"]
    assert "tests.nobody" in found[0]
