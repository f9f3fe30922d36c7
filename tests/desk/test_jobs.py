"""The jobs page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from tests.desk.house import READER, House
from tests.desk.pages import Answered, Page


@contextmanager
def notes_away(house: House) -> Iterator[None]:
    """The notes are gone while the worker looks for them, and back afterwards."""
    with house.database.connect("superuser") as superuser:
        rows = superuser.execute("SELECT row_to_json(note)::text FROM note").fetchall()
        superuser.execute("DELETE FROM note")
        yield
        for (row,) in rows:
            superuser.execute("INSERT INTO note SELECT * FROM jsonb_populate_record(NULL::note, %s::jsonb)", [row])


def again_address(answer: Answered) -> str:
    found = re.search(r'action="([^"]+/again)"', answer.content.decode())
    assert found is not None
    return found.group(1)


def test_a_queued_and_a_done_job_are_shown_in_words(house: House) -> None:
    clerk = house.browser("zhang.ning")
    house.note("zhang.ning")

    waiting = Page(clerk.get("/d/lanting/jobs/")).text
    house.work()
    done = Page(clerk.get("/d/lanting/jobs/")).text

    assert "Tell the colleagues about a note" in waiting
    assert "waiting" in waiting
    assert "done" in done


def test_a_failed_job_says_why_and_is_run_again(house: House) -> None:
    clerk, colleague = house.browser("zhang.ning"), house.browser("wang.fang")
    note = house.note("zhang.ning", title="楼道堆物")
    with notes_away(house):
        house.work()
    failed = clerk.get("/d/lanting/jobs/")

    assert "failed" in Page(failed).text
    assert "This does not exist" in Page(failed).text
    assert "This does not exist" in Page(clerk.get("/d/lanting/")).text
    assert clerk.post(again_address(failed)).status_code == 303
    house.work()

    assert "zhang.ning wrote the note “楼道堆物”." in Page(colleague.get("/d/lanting/notices/")).text
    assert "Job put in the queue again" in Page(clerk.get(f"/d/lanting/notes/{note.pk}/")).text
    assert clerk.post(again_address(failed)).status_code == 422


def test_who_may_only_look_has_no_button_and_is_refused(house: House) -> None:
    clerk, looker = house.browser("zhang.ning"), house.browser("li.mo", may=("notes.read", "jobs.read"))
    house.note("zhang.ning")
    with notes_away(house):
        house.work()
    where = again_address(clerk.get("/d/lanting/jobs/"))

    assert not Page(looker.get("/d/lanting/jobs/")).all("form", action=where)
    assert looker.post(where).status_code == 403
    assert clerk.post(where).status_code == 303


def test_who_may_not_see_jobs_is_refused_and_another_subdistrict_sees_none(house: House) -> None:
    clerk = house.browser("zhang.ning")
    house.note("zhang.ning")

    assert "waiting" in Page(clerk.get("/d/lanting/jobs/")).text
    assert house.browser("gu.wen", may=READER).get("/d/lanting/jobs/").status_code == 403
    assert "No jobs yet" in Page(house.browser("chen.gang", "zhuxi").get("/d/zhuxi/jobs/")).text
