"""How many statements a page costs, as reviewed numbers; a list costs the same however long it is."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.notes.models import Note
from tests.desk.house import House

BUDGETS: dict[str, int] = json.loads((Path(__file__).parent / "query_counts.json").read_text(encoding="utf-8"))


def statements(browser: Client, address: str) -> int:
    """What the page costs once the session is warm."""
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def addresses(note: Note) -> dict[str, str]:
    return {
        "today": "/d/lanting/",
        "notes": "/d/lanting/notes/",
        "note": f"/d/lanting/notes/{note.pk}/",
        "note_new": "/d/lanting/notes/new",
        "note_edit": f"/d/lanting/notes/{note.pk}/edit",
        "note_journal": f"/d/lanting/notes/{note.pk}/journal",
        "search": "/d/lanting/search?q=楼道",
        "notices": "/d/lanting/notices/",
        "calendar": "/d/lanting/calendar/",
        "calendar_deadline": "/d/lanting/calendar/deadline",
        "jobs": "/d/lanting/jobs/",
    }


@pytest.mark.parametrize("how_many", [1, 7])
def test_every_page_costs_what_was_reviewed(house: House, how_many: int) -> None:
    clerk = house.browser("zhang.ning")
    house.account("wang.fang")
    written = [house.note("wang.fang", title=f"楼道堆物 {number}") for number in range(how_many)]
    house.edit("zhang.ning", written[0], text="补一句")
    house.work()

    costs = {name: statements(clerk, address) for name, address in addresses(written[0]).items()}

    # Rooms that need more than a note to be looked at count their own pages.
    assert costs == {name: BUDGETS[name] for name in costs}
