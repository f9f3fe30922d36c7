"""The jobs page."""

import re

from tests.desk.house import READER, House
from tests.desk.pages import Page


def fail_the_jobs(house: House) -> None:
    """A job whose note is gone fails: the row is taken away behind the house's back."""
    with house.database.connect("superuser") as superuser:
        superuser.execute("DELETE FROM note")
    house.work()


def again_address(answer: "object") -> str:
    found = re.search(r'action="([^"]+/again)"', answer.content.decode())  # type: ignore[attr-defined]
    assert found is not None
    return found.group(1)


def test_a_queued_and_a_done_job_are_shown_in_words(house: House) -> None:
    clerk = house.browser("zhang.ning")
    house.note("zhang.ning")

    assert "Tell the colleagues about a note" in Page(clerk.get("/d/lanting/jobs/")).text
    assert "waiting" in Page(clerk.get("/d/lanting/jobs/")).text
    house.work()
    assert "done" in Page(clerk.get("/d/lanting/jobs/")).text


def test_who_may_not_see_jobs_is_refused_and_another_subdistrict_sees_none(house: House) -> None:
    house.account("zhang.ning")
    house.note("zhang.ning")

    assert house.browser("gu.wen", may=READER).get("/d/lanting/jobs/").status_code == 403
    assert "No jobs yet" in Page(house.browser("chen.gang", "zhuxi").get("/d/zhuxi/jobs/")).text
