"""Every address × every persona: what the URL table holds and routes.json does not know fails here."""

import json
import uuid
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.ids import uuid7
from linli.kernel.jobs import queries as jobs
from linli.notes import actions as notes
from linli.notes.models import Note
from linli.notices.models import Notice
from linli.org.models import Grid, GridExtent, Person
from tests.desk.house import House
from tests.desk.org.staff import Staff

TABLE: dict[str, dict[str, int]] = json.loads((Path(__file__).parent / "routes.json").read_text(encoding="utf-8"))
PERSONAS = ("anonymous", "clerk", "stranger", "bare_administrator", "administrator")


def patterns(found: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address of the house."""
    for each in found.url_patterns:
        if isinstance(each, URLResolver):
            inner = f"{each.namespace}:" if each.namespace else ""
            yield from patterns(each, namespace + inner)
        else:
            yield f"{namespace}{each.name}", each


ADDRESSES = dict(patterns(get_resolver()))


def row_name(row: str) -> str:
    return row.partition(" ")[0]


def full_name(row: str) -> str:
    name = row_name(row)
    return name if name in ADDRESSES else f"desk:{name}"


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert {full_name(row) for row in TABLE} == set(ADDRESSES)


def test_every_row_speaks_of_every_persona() -> None:
    assert all(tuple(expected) == PERSONAS for expected in TABLE.values())


def organised(staff: Staff, person_id: uuid.UUID) -> dict[str, uuid.UUID]:
    """One row of each kind that the pages of the organisation name in their addresses."""
    holder, post = staff.person("张宁"), staff.post("调度员")
    return {
        "unit_id": staff.unit().pk,
        "person_id": person_id,
        "post_id": post.pk,
        "holding_id": staff.give(holder, post).pk,
        "membership_id": staff.membership("wang.fang"),
    }


class Town:
    """The house with a note, a file and a notice of the clerk's, and a browser for each persona."""

    def __init__(self, house: House) -> None:
        self.house = house
        house.account("wang.fang")
        clerk = house.browser("zhang.ning")
        note = house.note("wang.fang")
        self.note_id = note.pk
        self.file_id = self._attach(note)
        house.work()
        actor = house.actor("zhang.ning")
        with scope.scoped(actor):
            self.notice_id = Notice.objects.of(note.subdistrict_id).get().pk
            self.job_id = jobs.page(actor)[0].job_id
        self.person_id = self._person(actor)
        self.organised = organised(Staff(house), self.person_id)
        self.unmade_id = uuid7()
        self.grid_code = self._grid(actor)
        self.version = house.reload(note).journal_seq
        self.browsers = {
            "anonymous": Client(),
            "clerk": clerk,
            "stranger": house.browser("chen.gang", "zhuxi"),
            "bare_administrator": house.administrator("li.boss", has_second_factor=False),
            "administrator": house.administrator("wu.boss", has_second_factor=True),
        }

    def _person(self, actor: Actor) -> uuid.UUID:
        person = Person(
            subdistrict_id=actor.subdistrict_id,
            full_name="林小明",
            private_phone="13800005678",
            kind="representative",
            joined_on=clock.now().date(),
        )
        with scope.scoped(actor):
            person.save(force_insert=True)
        return person.pk

    def _grid(self, actor: Actor) -> str:
        begin = clock.now() - timedelta(days=1)
        grid = Grid(subdistrict_id=actor.subdistrict_id, code="Z1", name="兰田综合网格", kind="comprehensive", valid_from=begin)
        extent = GridExtent(subdistrict_id=actor.subdistrict_id, grid=grid, members=["岚皋路 3 号"], valid_from=begin)
        with scope.scoped(actor):
            grid.save(force_insert=True)
            extent.save(force_insert=True)
        return grid.code

    def _attach(self, note: Note) -> uuid.UUID:
        actor = self.house.actor("wang.fang")
        with scope.scoped(actor):
            return notes.attach_file(actor, note.pk, name="a.txt", content=BytesIO(b"words")).pk

    def ask(self, persona: str, row: str) -> int:
        """The answer's number."""
        known: dict[str, Any] = {
            "code": "lanting",
            "note_id": self.note_id,
            "file_id": self.file_id,
            "notice_id": self.notice_id,
            "job_id": self.job_id,
            "session_id": 1,
            "token": "never-made",
            "kind": "person",
            "row_id": self.person_id,
            "field": "private_phone",
            **self.organised,
            "grid_code": self.grid_code,
        }
        wanted = ADDRESSES[full_name(row)].pattern.converters
        has_code = full_name(row).startswith(("desk:", "public:")) and row_name(row) not in {"home", "account"}
        names = {*wanted, *(("code",) if has_code else ())}
        # Rows that nobody made answer as rows one may not see.
        where = reverse(full_name(row), kwargs={name: known.get(name, self.unmade_id) for name in names})
        words = {"title": "改过", "text": "", "seen": str(self.version), "language": "en", "next": "/account/"}
        browser = self.browsers[persona]
        answer = browser.post(where, words) if row.endswith(" POST") else browser.get(where)
        # After signing out the next person at this machine finds no page of the one before; what is for everybody leaves no trace.
        kept = answer.headers.get("Cache-Control", "")
        assert "no-store" in kept or (full_name(row).startswith("public:") and not answer.cookies and "public" in kept), (persona, row)
        return answer.status_code


def test_every_persona_gets_the_expected_answer_everywhere(house: House) -> None:
    town = Town(house)

    answers = {row: {persona: town.ask(persona, row) for persona in PERSONAS} for row in TABLE}

    assert answers == TABLE


@pytest.mark.parametrize("row", [row for row in TABLE if row.endswith(" POST")])
def test_what_changes_something_does_not_answer_a_plain_get(house: House, row: str) -> None:
    if row.removesuffix(" POST") in TABLE:
        return
    browser = house.browser("zhang.ning")
    known: dict[str, Any] = {"note_id": uuid.uuid4(), "notice_id": uuid.uuid4(), "job_id": 1, "session_id": 1}
    wanted = {name: known.get(name, uuid.uuid4()) for name in ADDRESSES[full_name(row)].pattern.converters}
    code = {"code": "lanting"} if full_name(row).startswith("desk:") else {}

    assert browser.get(reverse(full_name(row), kwargs={**wanted, **code})).status_code == 405
