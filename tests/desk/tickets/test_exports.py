"""A list taken out of the house: with a purpose, for oneself, marked, without anybody who reported."""

from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from openpyxl import load_workbook

from linli.kernel import journal, scope
from linli.kernel.errors import NotFound, Refused
from linli.tickets.actions import dispatching, exporting
from linli.tickets.models import TicketExport
from linli.tickets.queries import exports
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.queue import Wanted
from tests.desk.pages import Page
from tests.desk.tickets.office import WORDS, Office

EXPORT = "/d/lanting/tickets/export"


def ask(office: Office, login: str, purpose: str = "周例会", query: str = "") -> Any:
    return office.browsers[login].post(EXPORT, {"purpose": purpose, "query": query})


def fetched(office: Office, login: str) -> Any:
    office.house.work()
    page = Page(office.browsers[login].get(EXPORT))
    (link,) = [each["href"] for each in page.all("a") if "data-open" in each][:1]
    answer: Any = office.browsers[login].get(link)
    return load_workbook(BytesIO(b"".join(answer.streaming_content)))


def texts(sheet: Any) -> list[list[str]]:
    return [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]


def test_a_list_says_who_took_it_when_and_what_for_and_nothing_of_who_reported(office: Office) -> None:
    office.ticket(matter="=1+1 楼道堆物", address="岚皋西路 41 号", track=Track.HOTLINE)

    assert ask(office, "centre", "周一例会 & 复盘").status_code == 303
    book = fetched(office, "centre")

    main, about = book.worksheets
    headings, row = texts(main)
    assert headings[0] == "Ticket number" and row[4] == "=1+1 楼道堆物" and row[5] == "岚皋西路 41 号" and row[2] == "Hotline"
    assert main["E2"].data_type == "s" and main["E2"].quotePrefix
    for line in (main.oddHeader.center.text, main.oddFooter.center.text):
        assert "张宁" in line and "周一例会 && 复盘" in line
    assert any("周一例会 & 复盘" in each for line in texts(about) for each in line)
    everything = str(texts(main)) + str(texts(about))
    assert "林一" not in everything and "10000000001" not in everything and WORDS not in everything
    with scope.scoped(office.me):
        export = TicketExport.objects.of(office.me.subdistrict_id).get()
        story = [(entry.verb, dict(entry.facts)) for entry in journal.story_of(export)]
    assert story == [
        ("ticket_export.asked", {"purpose": "周一例会 & 复盘", "conditions": ""}),
        ("ticket_export.written", {"rows": 1}),
    ]
    assert "Your list of 1 tickets is written." in Page(office.browsers["centre"].get("/d/lanting/notices/")).text


def test_a_unit_takes_away_what_it_sees_and_no_sign_of_the_hotline(office: Office) -> None:
    office.ticket()
    given = office.ticket(track=Track.HOTLINE, matter="路灯不亮")
    office.does("centre", dispatching.dispatch, given, lead_unit_id=office.units["wuye"])
    ask(office, "wuye")
    _, row = texts(fetched(office, "wuye").worksheets[0])
    assert row[4] == "路灯不亮" and row[2] == "Routine"


def test_filters_narrow_the_list(office: Office) -> None:
    office.ticket(matter="甲")
    urgent = office.ticket(matter="乙", track=Track.EMERGENCY)
    office.does("centre", dispatching.dispatch, urgent, lead_unit_id=office.units["wuye"])
    page = Page(office.browsers["centre"].get(EXPORT, {"state": "dispatched"}))
    assert "1 ticket fits the filters" in page.text and page.inline == []
    ask(office, "centre", query="state=dispatched")
    assert [row[4] for row in texts(fetched(office, "centre").worksheets[0])[1:]] == ["乙"]


def test_nobody_elses_list_is_found(office: Office) -> None:
    office.ticket()
    ask(office, "centre")
    office.house.work()
    with scope.scoped(office.me):
        export_id = TicketExport.objects.of(office.me.subdistrict_id).get().pk
    assert office.browsers["centre"].get(f"{EXPORT}/{export_id}").status_code == 200
    assert office.browsers["director"].get(f"{EXPORT}/{export_id}").status_code == 404
    assert office.browsers["centre"].get(f"{EXPORT}/{uuid4()}").status_code == 404


def test_without_a_purpose_or_tickets_nothing_is_written(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = ask(office, "centre")
    office.ticket()
    aimless = ask(office, "centre", "  ")
    monkeypatch.setattr("linli.tickets.actions.exporting.EXPORTED_AT_MOST", 0)
    many = ask(office, "centre")
    for answer, words in ((empty, "No ticket fits these filters"), (aimless, "is empty"), (many, "More than 0 tickets")):
        assert answer.status_code == 422 and words in Page(answer).text
    assert 'value="周例会"' in many.content.decode()
    with scope.scoped(office.me):
        assert not TicketExport.objects.of(office.me.subdistrict_id).exists()
    nobody = office.house.browser("lu.ming", may=("notes.read",))
    assert nobody.get(EXPORT).status_code == 403


def test_a_list_is_written_once_by_the_house_and_for_nobody_who_has_left(office: Office) -> None:
    office.ticket()
    actor = office.actor("centre")

    def asked() -> UUID:
        with scope.scoped(actor):
            return exporting.ask_export(actor, wanted=Wanted(), purpose="周会").pk

    first, second, unwritten = asked(), asked(), asked()
    for _ in range(2):
        with scope.scoped(office.me):
            assert exporting.write_export(office.me, first).rows == 1
    with pytest.raises(NotFound), scope.scoped(actor):
        exporting.write_export(actor, second)
    with pytest.raises(NotFound), scope.scoped(actor):
        exports.file_for(actor, unwritten)
    with office.house.database.connect("superuser") as superuser:
        superuser.execute("UPDATE membership SET valid_until = now() WHERE account_id = %s", [actor.account_id])
    with scope.scoped(office.me):
        assert exporting.write_export(office.me, second).written_at is None
    with pytest.raises(Refused), scope.scoped(office.me):
        exporting.ask_export(office.me, wanted=Wanted(), purpose="周会")
