"""The pages of the exchange: files in and out, the reconciliation, the mapping, the order on its ticket, and what is pasted."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.hotline.models import HotlineOrder
from linli.hotline.queries.senders import example
from linli.kernel import clock, scope
from linli.tickets.actions import city, dispatching, handling, verifying
from linli.tickets.models import Ticket
from linli.tickets.rules.kinds import Verdict
from linli.tickets.rules.states import State
from tests.desk.house import House
from tests.desk.test_query_counts import BUDGETS, statements
from tests.desk.tickets.office import Office
from tests.hotline.district import District
from tests.tickets.rules.shapes import SHAPES

HOTLINE = "/d/lanting/hotline/"
NEW = "/d/lanting/tickets/new/"


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)


@pytest.fixture
def sender(office: Office) -> str:
    """The example's sender, as an administrator writes it down."""
    form = {"name": "区热线", "source": "hotline", "unit": str(office.units["fangguan"]), "mapping": example()}
    assert office.browsers["centre"].post(f"{HOTLINE}senders/new", form).status_code == 303
    shown = text(office.browsers["centre"].get(f"{HOTLINE}senders/"))
    found: list[str] = re.findall(r"senders/([0-9a-f-]{36})/", shown)
    return found[0]


def text(answer: Any) -> str:
    content: str = answer.content.decode()
    return content


def sends(office: Office, sender: str, content: bytes, **said: str) -> Any:
    file = SimpleUploadedFile(said.pop("name", "a.xlsx"), content)
    return office.browsers["centre"].post(f"{HOTLINE}files/take", {"sender": sender, "file": file, **said})


def order(office: Office, number: str) -> Any:
    with scope.scoped(office.me):
        return HotlineOrder.objects.select_related("ticket").get(number=number)


def test_before_the_first_sender_every_page_says_what_to_do(office: Office) -> None:
    for page in ("", "files/", "senders/"):
        shown = text(office.browsers["centre"].get(HOTLINE + page))
        assert "No sender yet" in shown
    assert office.browsers["chengguan"].get(HOTLINE).status_code == 403


def test_a_wrong_mapping_comes_back_with_its_line_and_what_was_typed(office: Office, sender: str) -> None:
    centre, address = office.browsers["centre"], f"{HOTLINE}senders/{sender}/"
    assert "工单编号" in text(centre.get(address))
    form = {"name": "区热线", "source": "hotline", "unit": str(office.units["fangguan"]), "seen": "1"}
    answer = centre.post(address, {**form, "mapping": "[in orders]\nnummer = 号"})
    assert answer.status_code == 422
    assert "line 2" in text(answer)
    assert "nummer = 号" in text(answer)
    assert centre.post(address, {**form, "mapping": example(), "name": ""}).status_code == 422
    assert centre.post(address, {**form, "mapping": example(), "seen": "9"}).status_code == 409
    assert centre.post(address, {**form, "mapping": example()}).status_code == 303


def test_files_go_in_and_out_and_the_page_says_what_differs(office: Office, sender: str) -> None:
    centre, district = office.browsers["centre"], District()
    sent = district.sends(3, broken=2)
    answer = sends(office, sender, sent)
    assert answer.status_code == 303
    shown = text(centre.get(answer["Location"]))
    assert "下周五" in shown
    errors = centre.get(f"{answer['Location']}errors")
    assert errors.status_code == 200
    assert centre.get(f"{answer['Location']}content").content == sent

    # Sent again it is known; what is no table, is nothing, or is for nobody, is refused in words.
    again = sends(office, sender, sent)
    assert centre.get(f"{again['Location']}errors").status_code == 200
    assert "0 new, 2 known" in text(centre.get(f"{HOTLINE}files/"))
    assert sends(office, sender, b"PK broken").status_code == 422
    assert centre.post(f"{HOTLINE}files/take", {"sender": sender}).status_code == 422
    assert sends(office, sender, b"a,b\n1,2\n", name="a.csv", kind="orders").status_code == 422

    empty = centre.post(f"{HOTLINE}senders/{sender}/make")
    assert empty.status_code == 422
    assert "told everything" in text(empty)

    district.states["QX20261123000001"] = "处理中"
    del district.states["QX20261123000003"]
    sends(office, sender, district.lists())
    page = text(centre.get(HOTLINE))
    assert "In theirs, not in ours" in page
    assert "In ours, not in theirs" in page
    assert "States differ" in page
    assert text(centre.get(f"{HOTLINE}files/?before=2030-01-01T00:00:00%2B00:00/{sender}")).count("<tr") > 1
    assert centre.get(f"{HOTLINE}files/?before=nonsense").status_code == 404


def test_a_deadline_is_taken_and_a_row_is_decided_by_one_press(office: Office, sender: str) -> None:
    centre, district = office.browsers["centre"], District()
    sends(office, sender, district.sends(1))
    district.due["QX20261123000001"] = "2026-12-05 17:30:00"
    sends(office, sender, district.lists())
    page = text(centre.get(HOTLINE))
    due_at = re.findall(r'name="due_at" value="([^"]+)"', page)[0]
    found = order(office, "QX20261123000001")
    assert centre.post(f"{HOTLINE}orders/{found.pk}/mend", {"then": "take_deadline", "due_at": due_at}).status_code == 303
    assert order(office, found.number).due_at.day == 5
    for wrong in ("", "2026"):
        assert centre.post(f"{HOTLINE}orders/{found.pk}/mend", {"then": "take_deadline", "due_at": wrong}).status_code in {404, 422}
    assert "Both" in text(centre.get(HOTLINE))

    sends(office, sender, district.results(["QX20261123000001"]))
    page = text(centre.get(HOTLINE))
    row_id = re.findall(r"rows/([0-9a-f-]{36})/decide", page)[0]
    assert "Our ticket did not follow" in page
    assert centre.post(f"{HOTLINE}orders/{found.pk}/mend", {"then": "apply"}).status_code == 422
    assert centre.post(f"{HOTLINE}rows/{row_id}/decide", {"then": "same"}).status_code == 422
    assert centre.post(f"{HOTLINE}rows/{row_id}/decide", {"then": "nothing"}).status_code == 404
    assert centre.post(f"{HOTLINE}rows/{row_id}/decide", {"then": "seen"}).status_code == 303


def test_the_ticket_shows_its_order_and_what_is_copied_into_their_page(office: Office, sender: str) -> None:
    centre, district = office.browsers["centre"], District()
    sends(office, sender, district.sends(1))
    found = order(office, "QX20261123000001")
    address = f"/d/lanting/tickets/{found.ticket_id}/"
    page = text(centre.get(address))
    assert "QX20261123000001" in page
    assert "11-30 17:30" in page
    # Their own words by their own headings, and the whole time by their deadline with its working.
    for words in ("As the file says", "诉求类别", "市容环境", "Their deadline", "our own plan does not count"):
        assert words in page, words
    assert "QX20261123000001" not in text(office.browsers["director"].get(address))
    assert office.press("centre", found.ticket_id, "return-order", reason="not_ours", note="在竹溪街道").status_code == 303
    page = text(centre.get(address))
    copied = re.findall(r'id="copy-return_asked"[^>]*>([^<]*)<', page)[0]
    assert copied.splitlines()[:3] == ["工单编号：QX20261123000001", "退单原因：不在本街道范围", "退单说明：在竹溪街道"]
    assert statements(centre, address) == BUDGETS["ticket_of_an_order"]
    assert centre.post(f"{HOTLINE}tickets/{found.ticket_id}/told", {"kind": "return_asked"}).status_code == 303
    assert order(office, found.number).state == "returning"
    assert centre.post(f"{HOTLINE}tickets/{found.ticket_id}/told", {"kind": "nothing"}).status_code == 404
    made = centre.post(f"{HOTLINE}senders/{sender}/make")
    assert made.status_code == 422


def test_a_pasted_order_fills_the_form_and_a_known_number_leads_to_its_ticket(office: Office, sender: str) -> None:
    centre = office.browsers["centre"]
    for shape in SHAPES:
        page = text(centre.post(f"{NEW}paste", {"pasted": shape.text}))
        for said in (shape.number, shape.reporter, shape.phone, shape.address):
            assert f'value="{said}"' in page, shape.name
        assert shape.says in page
        form = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
        assert bool(shape.due) is ("their_due" in form)
        words = {"words": shape.says, "outside_number": shape.number, "source": "hotline", "track": "hotline", "phone": shape.phone}
        assert centre.post(NEW, {**form, **words, "address": shape.address, "then": "save"}).status_code == 200
        found = order(office, shape.number)
        assert found.ticket.state == State.RECEIVED
        assert (found.due_at.isoformat()[:10] if found.due_at else "") == shape.due[:10]
        again = centre.post(f"{NEW}paste", {"pasted": shape.text})
        assert again.status_code == 303
        assert UUID(again["Location"].split("/")[-2]) == found.ticket_id
    with scope.scoped(office.me):
        assert Ticket.objects.count() == len(SHAPES)


def test_a_text_without_a_number_is_no_order_of_the_hotline(office: Office) -> None:
    page = text(office.browsers["centre"].post(f"{NEW}paste", {"pasted": "楼道堆物，推不过婴儿车"}))
    assert "楼道堆物，推不过婴儿车" in page
    assert office.browsers["director"].post(f"{NEW}paste", {"pasted": "路灯"}).status_code == 403


def test_the_pages_cost_the_same_however_many_orders(office: Office, sender: str) -> None:
    centre, district = office.browsers["centre"], District()
    costs = []
    for first, count in ((1, 1), (2, 6)):
        sends(office, sender, district.sends(count, first=first))
        sends(office, sender, district.lists())
        costs.append([statements(centre, HOTLINE + page) for page in ("", "files/", "senders/")])
    assert costs[0] == costs[1] == [BUDGETS["hotline"], BUDGETS["hotline_files"], BUDGETS["hotline_senders"]]


def test_who_handles_an_order_for_somebody_else_reads_nothing_of_the_door_it_came_by(office: Office, sender: str) -> None:
    district = District()
    sends(office, sender, district.sends(1))
    found = order(office, "QX20261123000001")
    office.does("centre", dispatching.dispatch, found.ticket_id, lead_unit_id=office.units["wuye"])
    office.does("centre", city.set_target, found.ticket_id, due_at=clock.now() + timedelta(days=9))
    office.does("wuye", dispatching.accept, found.ticket_id)
    address = f"/d/lanting/tickets/{found.ticket_id}/"
    running = {login: text(office.browsers[login].get(address)) for login in ("wuye", "centre")}
    office.does("wuye", handling.resolve, found.ticket_id, outcome=Verdict.SOLVED, done="清了")
    office.does("centre", verifying.answer_city, found.ticket_id, note="已答复")
    ended = {login: text(office.browsers[login].get(address)) for login in ("wuye", "centre")}
    telling = ("Their deadline", "our own plan does not count", "Taken over from a file", "Answered to the city", found.number, "12345")
    assert [each for each in telling if each in running["wuye"] + ended["wuye"]] == []
    assert [each for each in telling if each not in running["centre"] + ended["centre"]] == []
