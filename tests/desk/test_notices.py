"""One's own notices."""

import re

from tests.desk.house import House
from tests.desk.pages import Answered, Page


def read_address(answer: Answered) -> str:
    found = re.search(r'action="([^"]+/read)"', answer.content.decode())
    assert found is not None
    return found.group(1)


def test_a_colleagues_note_arrives_by_the_job_and_the_author_is_not_told(house: House) -> None:
    author, colleague = house.browser("zhang.ning"), house.browser("wang.fang")
    house.note("zhang.ning", title="楼道堆物")

    house.work()

    assert "zhang.ning wrote the note “楼道堆物”." in Page(colleague.get("/d/lanting/notices/")).text
    assert "Nobody has told you anything yet" in Page(author.get("/d/lanting/notices/")).text


def test_reading_it_takes_it_out_of_the_count_and_leads_to_the_note(house: House) -> None:
    house.account("zhang.ning")
    colleague = house.browser("wang.fang")
    note = house.note("zhang.ning")
    house.work()
    before = colleague.get("/d/lanting/notices/")

    answer = colleague.post(read_address(before), {"then": "look"})

    assert answer["Location"] == f"/d/lanting/notes/{note.pk}/"
    assert 'class="cnt"' in before.content.decode()
    assert 'class="cnt"' not in colleague.get("/d/lanting/").content.decode()


def test_somebody_elses_notice_is_not_found(house: House) -> None:
    house.account("zhang.ning")
    colleague, other = house.browser("wang.fang"), house.browser("gu.wen")
    house.note("zhang.ning")
    house.work()
    where = read_address(colleague.get("/d/lanting/notices/"))

    assert other.post(where).status_code == 404
    assert colleague.post(where).status_code == 303
