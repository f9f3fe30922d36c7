"""Running a job again is a write like any other: it stands in the journal of what the job is about."""

from uuid import UUID

import pytest

from linli.kernel import clock, jobs, journal
from linli.kernel.errors import NotFound, Refused
from linli.kernel.scope import scoped
from linli.notes.models import Note
from tests import people, work
from tests.ground import TestDatabase
from tests.kernel.jobs.conftest import Lamp, Troubles, refuse
from tests.kernel.jobs.test_queue import MAY


@pytest.fixture
def note(lamp: Lamp) -> Note:
    """A real aggregate with a job that has failed."""
    made = Note(subdistrict_id=lamp.subdistrict_id, title="lamp", created_at=clock.now(), edited_at=clock.now())
    actor = people.clerk(lamp.subdistrict_id)
    with scoped(actor):
        made.save(force_insert=True)
        journal.record(actor, "note.written", made, title="lamp", text="")
    return made


@pytest.fixture
def failed(note: Note, troubles: Troubles, database: TestDatabase) -> int:
    troubles.waiting = [refuse()]
    with scoped(people.clerk(note.subdistrict_id)):
        job_id = jobs.queue("tests.light", note)
    work.do_all(database)
    return job_id


def verbs_of(note: Note) -> list[str]:
    with scoped(people.clerk(note.subdistrict_id)):
        return [told.verb for told in journal.story_of(note)]


def test_it_is_journalled_once_with_who_did_it(note: Note, failed: int) -> None:
    actor = people.clerk(note.subdistrict_id, MAY)
    with scoped(actor):
        jobs.run_again(actor, failed)
    with pytest.raises(Refused), scoped(actor):
        jobs.run_again(actor, failed)
    assert sorted(verbs_of(note)) == ["job.requeued", "note.written"]
    with scoped(actor):
        requeued = next(told for told in journal.story_of(note) if told.verb == "job.requeued")
    assert requeued.account_id == actor.account_id
    assert dict(requeued.facts) == {"job": "tests.light", "job_id": failed}


def test_a_refused_wish_leaves_no_entry(note: Note, failed: int, theirs: UUID) -> None:
    may_look = people.clerk(note.subdistrict_id, {"jobs.read"})
    with pytest.raises(Refused), scoped(may_look):
        jobs.run_again(may_look, failed)
    stranger = people.clerk(theirs, MAY)
    with pytest.raises(NotFound), scoped(stranger):
        jobs.run_again(stranger, failed)
    assert verbs_of(note) == ["note.written"]
