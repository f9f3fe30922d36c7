"""The pages of the form registry, as those who propose, admit and fill see them."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from linli.accounts.rules import Permission as AccountPermission
from linli.forms.rules.permissions import Permission
from linli.kernel import clock, scope
from linli.kernel.permissions import registered_permissions
from linli.org.actions import units
from linli.org.queries import grids
from linli.org.rules.people import day_of
from linli.org.rules.units import UnitWords
from tests import make
from tests.desk.campaign_rows import shops
from tests.desk.forms_rows import on_the_list, proposed
from tests.desk.house import House
from tests.desk.pages import Page
from tests.desk.test_query_counts import BUDGETS, statements

FORMS = "/d/lanting/forms/"


class Desk:
    """兰亭 with eateries, who proposes and who admits forms, and who only reads the list."""

    def __init__(self, house: House) -> None:
        everything = sorted(set(registered_permissions()) - {AccountPermission.ADMINISTER})
        self.proposer = house.browser("he.tian", may=everything)
        self.approver = house.browser("wu.yue", may=everything)
        self.reader = house.browser("zhang.ning", may=[Permission.READ])
        self.actor, self.chief = house.actor("he.tian"), house.actor("wu.yue")
        make.grid(self.actor)
        with scope.scoped(self.actor):
            shops(self.actor, 3)
            self.unit = units.open_unit(self.actor, words=UnitWords("pingan", "office", "平安办公室", "平安办", ""))

    def waits(self, **facts: Any) -> Any:
        with scope.scoped(self.actor):
            return proposed(self.actor, **facts)

    def listed(self, **facts: Any) -> Any:
        with scope.scoped(self.actor):
            return on_the_list(self.actor, self.chief, **facts)

    def see(self, address: str, browser: Client | None = None, status: int = 200) -> Page:
        answer = (browser or self.proposer).get(FORMS + address)
        assert answer.status_code == status
        return Page(answer)


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


def test_a_form_is_proposed_its_questions_read_and_somebody_else_admits_it(desk: Desk) -> None:
    assert "No form is on the list" in desk.see("").text
    today = day_of(clock.now())
    form = {
        "name": "九小场所台账",
        "sender": "区消防救援局",
        "basis": "《上海市消防条例》",
        "purpose": "掌握底数",
        "frequency": "quarterly",
        "subject": "place",
        "kinds": ["shop", "restaurant", "micro"],
        "fillers": [f"unit:{desk.unit.pk}"],
        "owner": f"unit:{desk.unit.pk}",
        "expires_on": (today + timedelta(days=100)).isoformat(),
    }
    wrong = desk.proposer.post(f"{FORMS}new", {**form, "expires_on": (today + timedelta(days=800)).isoformat()})
    assert wrong.status_code == 422 and "a form ends within 12 months" in wrong.content.decode()
    assert desk.proposer.post(f"{FORMS}new", {**form, "fillers": []}).status_code == 422
    answer = desk.proposer.post(f"{FORMS}new", form)
    (found,) = re.findall(r"forms/([0-9a-f-]{36})/fields", answer["Location"])

    guarded = desk.proposer.post(f"{FORMS}{found}/fields", {"typed": "商铺名称\n走访照片", "seen": "1"})
    assert guarded.status_code == 422 and "no photo asked for without a safety task" in guarded.content.decode()
    sheet = SimpleUploadedFile("台账.csv", "序号,店名,地址,经营面积\n".encode("gb18030"))
    assert desk.proposer.post(f"{FORMS}{found}/fields", {"file": sheet, "seen": "1"}).status_code == 303
    shown = desk.see(f"{found}/").text
    assert "Known already: Name of the place" in shown and "You proposed it: a colleague decides." in shown
    assert desk.proposer.post(f"{FORMS}{found}/match", {"all": "1"}).status_code == 303
    assert "4 asked, 3 known already, 3 filled in" in desk.see(f"{found}/").text

    own = desk.proposer.post(f"{FORMS}{found}/decide", {"act": "approve", "seen": "3"})
    assert own.status_code == 422
    page = desk.see(f"{found}/decide", desk.approver)
    decided = desk.approver.post(f"{FORMS}{found}/decide", {"act": "approve", "seen": page.value("seen")})
    assert decided.status_code == 303 and "九小场所台账" in desk.see("", desk.reader).text
    assert "What is not on the list may be declined" in desk.see("", desk.reader).text


def test_what_a_question_is_is_said_and_taken_back(desk: Desk) -> None:
    form = desk.waits()
    page = desk.see(f"{form.pk}/")
    field, same_as = page.value("field"), page.value("same_as")
    assert same_as == "fact:place_name"
    desk.proposer.post(f"{FORMS}{form.pk}/match", {"field": field, "same_as": same_as, "is_same": "0"})
    assert "3 asked, 1 known already, 1 filled in" in desk.see(f"{form.pk}/").text
    other = desk.listed(name="另一张")
    assert "Asked already by “另一张”: 经营面积" in desk.see(f"{form.pk}/").text
    assert desk.reader.post(f"{FORMS}{form.pk}/match", {"all": "1"}).status_code == 403
    assert "from “" not in desk.see(f"{other.pk}/", desk.reader).text


def test_a_form_of_some_grids_that_another_form_fills_says_so(desk: Desk) -> None:
    desk.listed(name="另一张")
    with scope.scoped(desk.actor):
        (grid,) = [now.grid for now in grids.in_force(desk.actor, clock.now())]
    form = desk.waits(grid_ids=frozenset({grid.pk}))
    page = desk.see(f"{form.pk}/")
    (other,) = {each["value"] for each in page.all("input", name="same_as") if each["value"].startswith("field:")}
    field = page.all("input", name="field")[-1]["value"]
    assert desk.proposer.post(f"{FORMS}{form.pk}/match", {"field": field, "same_as": other, "is_same": "1"}).status_code == 303
    shown = desk.see(f"{form.pk}/").text
    assert "from “另一张”: 经营面积" in shown and grid.name in shown


def test_it_leaves_filled_in_comes_back_and_shows_what_differs(desk: Desk) -> None:
    form = desk.listed()
    page = desk.see(f"{form.pk}/fill")
    assert "3 rows" in page.text and "names no personal data" in page.text
    period = page.all("option")[0]["value"]
    short = desk.proposer.post(f"{FORMS}{form.pk}/fill", {"period": period, "purpose": "x"})
    assert short.status_code == 422 and "at least 4 characters" in short.content.decode()
    taken = desk.proposer.post(f"{FORMS}{form.pk}/fill", {"period": period, "purpose": "月度报送"})
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(taken.content)).worksheets[0].iter_rows()]
    assert rows[0] == ["商铺名称", "经营地址", "经营面积"] and len(rows) == 4

    name = rows[1][0]
    sent = SimpleUploadedFile("回表.csv", f"商铺名称,经营地址,经营面积,满意度\n{name},别处1号,80,好\n没有这家,,1,\n".encode())
    assert "Choose a file" in desk.see(f"{form.pk}/back").text
    assert desk.proposer.post(f"{FORMS}{form.pk}/back", {"period": period}).status_code == 422
    answer = desk.proposer.post(f"{FORMS}{form.pk}/back", {"period": period, "file": sent})
    assert answer.status_code == 303
    shown = Page(desk.proposer.get(answer["Location"])).text
    assert "别处1号" in shown and "满意度" in shown and "“没有这家” is not among those" in shown
    assert "Sheets that came back" in desk.see(f"{form.pk}/", desk.reader).text
    assert desk.reader.get(answer["Location"]).status_code == 404


def test_what_is_decided_is_decided_with_a_reason(desk: Desk) -> None:
    form = desk.waits()
    address = f"{form.pk}/decide"
    seen = desk.see(address, desk.approver).value("seen")
    silent = desk.approver.post(FORMS + address, {"act": "refuse", "seen": seen})
    assert silent.status_code == 422 and "Reason is empty" in silent.content.decode()
    assert desk.approver.post(FORMS + address, {"act": "refuse", "seen": seen, "why": "重复"}).status_code == 303
    assert "重复" in desk.see(f"{form.pk}/").text and "It is not on the list" in desk.see(f"{form.pk}/").text
    assert desk.see("?show=off").text.count("餐饮场所台账") == 1
    desk.see(address, desk.approver, status=403)

    living = desk.listed(name="在册的")
    until = day_of(clock.now()) + timedelta(days=300)
    seen = desk.see(f"{living.pk}/decide", desk.approver).value("seen")
    renewed = {"act": "renew", "seen": seen, "why": "仍需", "until": until.isoformat()}
    assert desk.approver.post(f"{FORMS}{living.pk}/decide", renewed).status_code == 303
    assert until.isoformat() in desk.see(f"{living.pk}/").text
    seen = desk.see(f"{living.pk}/decide").value("seen")
    assert desk.proposer.post(f"{FORMS}{living.pk}/decide", {"act": "withdraw", "seen": seen, "why": "不用了"}).status_code == 303
    assert "Withdrawn" in desk.see("?show=off").text
    desk.see(f"{living.pk}/fill", status=422)


def test_a_proposal_is_changed_and_who_was_overtaken_sees_it(desk: Desk) -> None:
    form = desk.waits()
    page = desk.see(f"{form.pk}/edit")
    said = {"name": "改名的台账", "sender": "区消防救援局", "basis": "依据", "purpose": "用途", "frequency": "monthly", "subject": "street"}
    said |= {"fillers": f"unit:{desk.unit.pk}", "owner": f"unit:{desk.unit.pk}", "expires_on": form.expires_on.isoformat()}
    stale = desk.proposer.post(f"{FORMS}{form.pk}/edit", {**said, "seen": "1"})
    assert stale.status_code == 409
    assert desk.proposer.post(f"{FORMS}{form.pk}/edit", {**said, "seen": page.value("seen")}).status_code == 303
    assert "改名的台账" in desk.see("?show=waiting").text
    typed = desk.see(f"{form.pk}/fields")
    assert "商铺名称" in typed.text
    kept = {"typed": "街道名称", "seen": typed.value("seen")}
    assert desk.proposer.post(f"{FORMS}{form.pk}/fields", kept).status_code == 303
    assert "It asks nothing yet" not in desk.see(f"{form.pk}/").text


def test_the_meter_and_the_list_as_a_sheet(desk: Desk) -> None:
    assert "No form is on the list." in desk.see("meter").text
    desk.listed()
    desk.listed(name="另一张", sender="市场监管所")
    shown = desk.see("meter", desk.reader).text
    assert "市场监管所" in shown and "4 / 6 · 66.7%" in shown and "Worth being kept once" in shown and "2 forms" in shown
    answer = desk.reader.get(f"{FORMS}list.xlsx")
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows()]
    assert [row[0] for row in rows[1:]] == ["另一张", "餐饮场所台账"]


def test_a_street_without_permission_sees_nothing(desk: Desk, house: House) -> None:
    nobody = house.browser("liu.jie", may=["org.read"])
    desk.see("", nobody, status=403)
    desk.see(f"{desk.listed().pk}/", nobody, status=404)


def test_every_page_costs_the_same_however_much_there_is(desk: Desk) -> None:
    form = desk.listed()
    for name in ("又一张", "再一张"):
        costs = {
            "forms": statements(desk.proposer, FORMS),
            "form": statements(desk.proposer, f"{FORMS}{form.pk}/"),
            "forms_meter": statements(desk.proposer, f"{FORMS}meter"),
        }
        assert costs == {page: BUDGETS[page] for page in costs}
        desk.listed(name=name)
