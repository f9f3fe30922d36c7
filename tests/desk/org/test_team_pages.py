"""Task forces, committees and the rota on the desk, as a clerk of the organisation sees and changes them."""

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.kernel import clock, journal, scope
from linli.kernel.actor import Actor
from linli.kernel.permissions import registered_permissions
from linli.kernel.sheets import read_rows, write_xlsx
from linli.org.actions import committees, people, rota, teams, units
from linli.org.models import Person, Unit
from linli.org.queries import rota as shifts
from linli.org.queries import teams as seats
from linli.org.rules.committees import CommitteeKind
from linli.org.rules.people import PersonWords
from linli.org.rules.rota import DayPlan, DayType, Pattern, RotaRole, ShiftKind
from linli.org.rules.rota_sheet import HEADINGS
from linli.org.rules.units import UnitWords
from tests import work
from tests.desk.house import House
from tests.desk.pages import Page
from tests.kernel.calendar.conftest import lay_down
from tests.org.floor import told

TEAMS, COMMITTEES, ROTA = "/d/lanting/org/teams/", "/d/lanting/org/committees/", "/d/lanting/org/rota/"
SAID = "2026-11-22 10:00"
DAY = date(2024, 1, 1)


class Desk:
    """兰亭 with a unit of each kind, some people, a clerk who may change everything and a reader."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.actor = Actor.system("test", house.subdistricts["lanting"])
        self.clerk = house.browser("zhang.ning", may=(set(registered_permissions()) - {"accounts.administer"}))
        self.reader = house.browser("li.kan", may=("org.read",))
        self.centre, self.outpost = self.unit("A1", "城运中心", "ops_center"), self.unit("B1", "城管中队", "outpost")
        self.staff = [self.person(name, self.centre) for name in ("张宁", "吴越", "林晓")]
        self.guard = self.person("周敏", self.outpost)

    def unit(self, code: str, name: str, kind: str) -> Unit:
        with scope.scoped(self.actor):
            return units.open_unit(self.actor, words=UnitWords(code=code, kind=kind, name=name), parent_id=None)

    def person(self, name: str, unit: Unit | None, kind: str = "staff") -> Person:
        words = PersonWords(full_name=name, unit_id=unit.pk if unit else None, kind=kind, work_phone="021-5550-0101")
        with scope.scoped(self.actor):
            return people.create_person(self.actor, words=words)

    def seat(self, team: str, title: str) -> Any:
        with scope.scoped(self.actor):
            return next(each for each in seats.standing_seats(self.actor, [UUID(team)]) if each.title == title)


@pytest.fixture
def desk(house: House) -> Any:
    lay_down(house.database)
    with told(SAID):
        yield Desk(house)


def sent(browser: Client, address: str, **fields: Any) -> Any:
    """The page one is led to, or the form that came back."""
    return browser.post(address, fields, follow=True)


def refused(answer: Any) -> str:
    """What the refused form says."""
    assert answer.status_code == 422
    return Page(answer).text


def id_in(answer: Any) -> str:
    """The id in the address one was led to."""
    found = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", answer.request["PATH_INFO"])
    assert found is not None
    return found[0]


def set_up(desk: Desk, name: str = "兰田一专班") -> str:
    with scope.scoped(desk.actor):
        laid = seats.templates(desk.actor) or [teams.lay_template(desk.actor)]
        return str(teams.set_up(desk.actor, laid[0].pk, name=name).pk)


def test_from_the_empty_page_to_a_task_force_with_its_vacancies(desk: Desk) -> None:
    assert "No task force yet" in Page(desk.clerk.get(TEAMS)).text
    form = Page(desk.clerk.get(f"{TEAMS}templates/new"))
    titles = [each["value"] for each in form.all("input") if each.get("name", "").startswith("title-")]
    assert titles[:2] == ["城管员", "市场监管员"]
    laid = sent(desk.clerk, f"{TEAMS}templates/new", **copied(form))
    assert "version 1" in Page(laid).text
    made = sent(desk.clerk, f"{TEAMS}new", name="兰田一专班", template=id_in(laid), grid="")
    page = Page(made)
    assert "公安民警" in page.text
    assert "Mon 09:00" not in page.text
    listed = Page(desk.reader.get(TEAMS))
    assert "10 seats to be filled" in listed.text
    assert "Set up a task force" not in listed.text
    assert "2026-11-27 17:00" in listed.text
    assert listed.inline == []


def copied(form: Page) -> dict[str, Any]:
    """What a browser would send when nothing is changed."""
    fields: dict[str, Any] = {
        each["name"]: each.get("value", "") for each in form.all("input") if each.get("type") != "checkbox" and "name" in each
    }
    for each in form.all("input", type="checkbox"):
        if "checked" in each:
            fields.setdefault(each["name"], []).append(each["value"])
    fields.pop("q", None)
    return fields


def test_a_template_that_does_not_fit_comes_back_as_typed(desk: Desk) -> None:
    fields = {"name": "坏", "count": "2", "title-0": "城管员", "least-0": "99", "days-0": "5", "title-1": "", "group-0": "nonsense"}
    answer = desk.clerk.post(f"{TEAMS}templates/new", fields)
    assert "least number" in refused(answer)
    assert Page(answer).value("title-0") == "城管员"
    with scope.scoped(desk.actor):
        laid = teams.lay_template(desk.actor)
    where = f"{TEAMS}templates/{laid.pk}"
    form = copied(Page(desk.clerk.get(where)))
    sent(desk.clerk, where, **{**form, "title-0": "城管队员"})
    assert Page(desk.clerk.get(where)).value("title-0") == "城管队员"
    assert desk.clerk.post(where, form).status_code == 409
    assert desk.reader.post(where, form).status_code == 403
    assert "Save as a new version" not in Page(desk.reader.get(where)).text


def test_a_seat_is_filled_vacated_and_another_one_added(desk: Desk) -> None:
    team = set_up(desk)
    seat = desk.seat(team, "城管员")
    where = f"{TEAMS}{team}/seats/{seat.pk}/"
    choices = {each["value"] for each in Page(desk.clerk.get(f"{where}fill")).all("option")}
    assert str(desk.guard.pk) in choices
    assert str(desk.staff[0].pk) not in choices
    assert "Choose one of them" in refused(desk.clerk.post(f"{where}fill", {"person": "", "unit": ""}))
    assert refused(desk.clerk.post(f"{where}fill", {"person": str(desk.staff[0].pk), "unit": ""}))
    filled = Page(sent(desk.clerk, f"{where}fill", person=str(desk.guard.pk), unit=str(desk.outpost.pk)))
    assert "周敏" in filled.text
    assert filled.all("a", href="tel:021-5550-0101")
    vacated = Page(sent(desk.clerk, f"{where}vacate", reason="nonsense"))
    assert "Who sat here before" in vacated.text
    more = Page(sent(desk.clerk, f"{TEAMS}{team}/seats", key="partner"))
    assert more.text.count("共建单位") >= 3
    for address in (f"{where}fill", f"{TEAMS}{team}/edit", f"{TEAMS}{team}/adopt"):
        assert desk.reader.get(address).status_code == 403
    assert desk.clerk.get(f"{TEAMS}{team}/seats/{team}/fill").status_code == 404


def test_a_task_force_is_renamed_brought_to_a_newer_version_and_ended(desk: Desk) -> None:
    team = set_up(desk)
    other = set_up(desk, "别的专班")
    form = copied(Page(desk.clerk.get(f"{TEAMS}{team}/edit")))
    assert "already" in refused(desk.clerk.post(f"{TEAMS}{team}/edit", {**form, "name": "别的专班"}))
    assert desk.clerk.post(f"{TEAMS}{team}/edit", {"name": ""}).status_code == 422
    assert "新名专班" in Page(sent(desk.clerk, f"{TEAMS}{team}/edit", **{**form, "name": "新名专班"})).text
    with scope.scoped(desk.actor):
        laid = seats.templates(desk.actor)[0]
        lines = seats.lines_of(desk.actor, laid.pk, 1)[:-1]
        teams.change_template(desk.actor, laid.pk, seen=1, name=laid.name, specs=lines)
    assert "Adopt the newest version" in Page(desk.clerk.get(f"{TEAMS}{team}/")).text
    look = Page(desk.clerk.get(f"{TEAMS}{team}/adopt"))
    assert "2 seats end" in look.text
    assert "第二梯队" not in Page(sent(desk.clerk, f"{TEAMS}{team}/adopt", seen=look.value("seen"))).text
    assert desk.clerk.post(f"{TEAMS}{other}/adopt", {"seen": "x"}).status_code == 409
    sent(desk.clerk, f"{TEAMS}{team}/end")
    assert "This task force ended" in Page(desk.clerk.get(f"{TEAMS}{team}/")).text
    assert "No seat differs" not in Page(desk.clerk.get(TEAMS)).text


def test_a_new_task_force_that_does_not_fit_is_refused(desk: Desk) -> None:
    set_up(desk)
    with scope.scoped(desk.actor):
        template = str(seats.templates(desk.actor)[0].pk)
    assert "already" in refused(desk.clerk.post(f"{TEAMS}new", {"name": "兰田一专班", "template": template, "grid": ""}))
    assert desk.clerk.post(f"{TEAMS}new", {"name": "x", "template": "", "grid": ""}).status_code == 422


def test_a_committee_with_its_term_and_members(desk: Desk) -> None:
    chair = desk.person("王建国", None, "representative")
    assert "No committee yet" in Page(desk.clerk.get(COMMITTEES)).text
    assert desk.clerk.post(f"{COMMITTEES}new", {"name": ""}).status_code == 422
    wanted = {"name": "兰亭汇楼委会", "kind": "building", "grid": "", "begins_on": "2023-12-01"}
    body = id_in(sent(desk.clerk, f"{COMMITTEES}new", **wanted))
    where = f"{COMMITTEES}{body}/"
    assert "already" in refused(desk.clerk.post(f"{COMMITTEES}new", wanted))
    assert "ends before" in refused(
        desk.clerk.post(f"{where}terms/new", {"number": "1", "begins_on": "2024-01-02", "ends_on": "2024-01-01"})
    )
    assert desk.clerk.post(f"{where}terms/new", {"number": "x", "begins_on": "2024-13-01", "ends_on": ""}).status_code == 422
    shown = Page(sent(desk.clerk, f"{where}terms/new", number="1", begins_on="2023-12-20", ends_on="2026-12-19"))
    assert "Election due" in shown.text
    assert "in 27 days" in shown.text
    joins = next(each["href"] for each in shown.all("a") if each.get("href", "").endswith("/join"))
    assert desk.clerk.post(joins, {"person": "", "role": "chair", "on": "2026-11-22"}).status_code == 422
    joined = Page(sent(desk.clerk, joins, person=str(chair.pk), role="chair", on="2023-12-20"))
    assert "王建国" in joined.text
    assert "belongs to the committee already" in refused(
        desk.clerk.post(joins, {"person": str(chair.pk), "role": "vice", "on": "2026-11-22"})
    )
    leaves = next(each["href"] for each in joined.all("a") if each.get("href", "").endswith("/leave"))
    assert desk.clerk.post(leaves, {"on": ""}).status_code == 422
    assert "before the first" in refused(desk.clerk.post(leaves, {"on": "2020-01-01"}))
    assert "2026-11-01" in Page(sent(desk.clerk, leaves, on="2026-11-01")).text
    term = joins.removesuffix("/join")
    assert Page(desk.clerk.get(term)).value("begins_on") == "2023-12-20"
    assert "longer" in refused(desk.clerk.post(term, {"begins_on": "2023-12-20", "ends_on": "2099-01-01"}))
    assert "2027-03-31" in Page(sent(desk.clerk, term, begins_on="2023-12-20", ends_on="2027-03-31")).text
    assert "兰亭汇" in Page(desk.reader.get(COMMITTEES)).text
    for address in (f"{COMMITTEES}new", f"{where}edit", f"{where}end", f"{where}terms/new", term, joins, leaves):
        assert desk.reader.get(address).status_code == 403
        assert desk.clerk.get(address).status_code == 200
    assert desk.clerk.get(f"{where}terms/{body}").status_code == 404


def test_a_committee_is_renamed_and_ended(desk: Desk) -> None:
    with scope.scoped(desk.actor):
        body, other = (
            committees.set_up(desk.actor, kind=CommitteeKind.BLOCK, name=name, grid_id=None, begins_on=date(2024, 1, 1))
            for name in ("甲", "乙")
        )
    where = f"{COMMITTEES}{body.pk}/"
    form = copied(Page(desk.clerk.get(f"{where}edit")))
    assert "already" in refused(desk.clerk.post(f"{where}edit", {**form, "name": other.name}))
    assert desk.clerk.post(f"{where}edit", {**form, "name": ""}).status_code == 422
    assert "步行街" in Page(sent(desk.clerk, f"{where}edit", **{**form, "name": "步行街街委会"})).text
    assert desk.clerk.post(f"{where}end", {"on": "x"}).status_code == 422
    assert "before the first" in refused(desk.clerk.post(f"{where}end", {"on": "2020-01-01"}))
    assert "步行街" not in Page(sent(desk.clerk, f"{where}end", on="2026-11-01")).text


def lay_pattern(desk: Desk) -> None:
    turns = {RotaRole.CHIEF: (desk.staff[0].pk, desk.staff[1].pk), RotaRole.LEADER: (desk.staff[2].pk,)}
    with scope.scoped(desk.actor):
        plans = dict.fromkeys(DayType, DayPlan.WHOLE_DAY)
        rota.save_pattern(desk.actor, desk.centre.pk, seen=0, pattern=Pattern(plans, turns=turns, members_each=0))


def test_a_month_from_pattern_to_grid_to_paper_to_sheet(desk: Desk) -> None:
    assert "No shift in this month" in Page(desk.clerk.get(ROTA)).text
    form = {**copied(Page(desk.clerk.get(f"{ROTA}pattern"))), "workday": "whole_day", "weekend": "whole_day", "holiday": "day_night"}
    form = {name: value for name, value in form.items() if "-" not in name}
    turns = {
        f"chief-{desk.staff[0].pk}": "2",
        f"chief-{desk.staff[1].pk}": "1",
        f"leader-{desk.staff[2].pk}": "1",
        f"member-{desk.guard.pk}": "",
    }
    assert desk.clerk.post(f"{ROTA}pattern", {**form, "day_begins": "x"}).status_code == 422
    assert "night begins" in refused(desk.clerk.post(f"{ROTA}pattern", {**form, **turns, "night_begins": "06:00"}))
    assert sent(desk.clerk, f"{ROTA}pattern", **form, **turns).status_code == 200
    look = Page(desk.clerk.get(f"{ROTA}lay?month=2026-12"))
    assert "吴越" in look.text
    assert sent(desk.clerk, f"{ROTA}lay?month=2026-12").status_code == 200
    assert desk.clerk.post(f"{ROTA}lay?month=2026-12").status_code == 422
    assert "has its shifts already" in Page(desk.clerk.get(f"{ROTA}lay?month=2026-12")).text
    month = Page(desk.reader.get(f"{ROTA}?month=2026-12"))
    assert month.inline == []
    assert "nobody on duty" in month.text
    week = Page(desk.reader.get(f"{ROTA}week?on=2026-12-09"))
    assert week.text.count("021-5550-0101") == 14
    assert "not entered yet" in Page(desk.clerk.get(f"{ROTA}lay?month=2027-01")).text
    assert "not entered yet" in Page(desk.clerk.get(f"{ROTA}?month=2027-01")).text
    taken = desk.reader.get(f"{ROTA}sheet?month=2026-12")
    rows = read_rows(BytesIO(taken.content), name="x.xlsx")
    assert rows[0].cells == HEADINGS
    assert rows[1].cells == ("2026-12-01", "全天", "吴越", "林晓")
    assert len(rows) == 32


@pytest.mark.parametrize("query", ["month=2026-13", "month=nonsense", "month=9999-01"])
def test_a_month_that_is_none_is_this_one(desk: Desk, query: str) -> None:
    assert "2026-11" in Page(desk.clerk.get(f"{ROTA}?{query}")).text


def test_another_units_rota_is_asked_for_by_its_id(desk: Desk) -> None:
    assert "城管中队" in Page(desk.clerk.get(f"{ROTA}?unit={desk.outpost.pk}")).text
    assert desk.clerk.get(f"{ROTA}?unit={desk.guard.pk}").status_code == 404
    assert desk.clerk.get(f"{ROTA}?unit=nonsense").status_code == 404


def test_one_shift_its_people_a_swap_and_its_end(desk: Desk) -> None:
    wanted = {"kind": "day", "begins_0": "2026-12-01", "begins_1": "08:30", "ends_0": "2026-12-01", "ends_1": "17:30"}
    who = {"chief": str(desk.staff[0].pk), "leader": "", "members": [str(desk.guard.pk)]}
    asked = Page(desk.clerk.get(f"{ROTA}shifts/new?on=2026-12-01"))
    assert {each["value"] for each in asked.all("input", type="checkbox", name="members")} >= {str(desk.guard.pk)}
    assert all(asked.all("input", name=f"{each}_{part}")[0]["aria-label"] for each in ("begins", "ends") for part in (0, 1))
    made = sent(desk.clerk, f"{ROTA}shifts/new", **wanted, **who)
    one = id_in(made)
    assert "no Leader on duty" in Page(made).text
    assert "already" in refused(desk.clerk.post(f"{ROTA}shifts/new", {**wanted, **who}))
    assert desk.clerk.post(f"{ROTA}shifts/new", {**wanted, "begins_0": "2026-13-01"}).status_code == 422
    later = {**wanted, "begins_0": "2026-12-02", "ends_0": "2026-12-02"}
    sent(desk.clerk, f"{ROTA}shifts/new", **later, chief=str(desk.staff[1].pk), leader="", members=[])
    where = f"{ROTA}shifts/{one}/"
    page = Page(desk.clerk.get(where))
    options = {each["value"] for each in page.all("option")}
    with scope.scoped(desk.actor):
        found = shifts.shifts(desk.actor, desk.centre.pk, clock.now(), clock.now() + timedelta(days=60))
        (mine,), (theirs,) = (each.in_role(RotaRole.CHIEF) for each in found)
    assert {str(mine.member_id), str(theirs.member_id)} <= options
    assert "吴越" in Page(sent(desk.clerk, f"{where}swap", mine=str(mine.member_id), theirs=str(theirs.member_id))).text
    page = Page(desk.clerk.get(where))
    changed = sent(desk.clerk, where, seen=page.all("input", name="seen")[0]["value"], chief="", leader=str(desk.staff[2].pk), members=[])
    assert "林晓" in Page(changed).text
    stale = desk.clerk.post(where, {"seen": "1", "chief": "", "leader": "", "members": []})
    assert stale.status_code == 409
    assert desk.clerk.post(where, {"seen": "x", "chief": "nobody"}).status_code == 422
    assert desk.reader.post(where, {}).status_code == 403
    assert "Swap two people" not in Page(desk.reader.get(where)).text
    sent(desk.clerk, f"{where}cancel")
    assert desk.clerk.get(where).status_code == 404


def test_a_shift_that_is_over_is_only_shown(desk: Desk) -> None:
    with told("2026-11-01 08:00"), scope.scoped(desk.actor):
        begin = clock.now()
        (shift,) = rota.make_shifts(desk.actor, desk.centre.pk, [rota.NewShift(ShiftKind.DAY, begin, begin + timedelta(hours=8))])
    where = f"{ROTA}shifts/{shift.pk}/"
    assert "Nobody is on this shift yet" in Page(desk.clerk.get(where)).text
    assert desk.clerk.post(where, {"seen": "1"}).status_code == 422


def test_a_sheet_is_brought_whole_or_not_at_all(desk: Desk) -> None:
    lay_pattern(desk)

    def bring(*rows: tuple[str, ...]) -> Any:
        upload = BytesIO(write_xlsx(HEADINGS, rows))
        upload.name = "值班表.xlsx"
        return desk.clerk.post(f"{ROTA}bring", {"file": upload}, follow=True)

    good = ("2026-12-01", "全天", "张宁", "林晓", "周敏")
    said = refused(bring(good, ("2026-12-02", "全天", "李四", "", "")))
    assert "Row 3" in said
    assert "李四" in said
    assert "No shift in this month" in Page(desk.clerk.get(f"{ROTA}?month=2026-12")).text
    assert bring(good).status_code == 200
    assert "already" in refused(bring(good))
    assert desk.clerk.post(f"{ROTA}bring", {}).status_code == 422
    broken = BytesIO(b"PK broken")
    broken.name = "x.xlsx"
    assert "cannot be opened" in refused(desk.clerk.post(f"{ROTA}bring", {"file": broken}))
    assert "张宁" in Page(desk.clerk.get(f"{ROTA}?month=2026-12")).text
    assert desk.clerk.get(f"{ROTA}bring").status_code == 200


def test_who_is_on_duty_now_stands_on_the_first_page(desk: Desk) -> None:
    assert "Nobody is entered for now" in Page(desk.reader.get("/d/lanting/")).text
    with scope.scoped(desk.actor):
        begin = clock.now() - timedelta(hours=1)
        crew = ((RotaRole.CHIEF, desk.staff[0].pk),)
        rota.make_shifts(desk.actor, desk.centre.pk, [rota.NewShift(ShiftKind.DAY, begin, begin + timedelta(hours=8), crew)])
    page = Page(desk.reader.get("/d/lanting/"))
    assert "张宁" in page.text
    assert page.all("a", href="tel:021-5550-0101")
    assert "no Leader on duty" in page.text


def test_a_street_without_units_is_told_what_to_do(house: House) -> None:
    browser = house.browser("zhang.ning", may=("org.read",))
    assert "Open the operations centre" in Page(browser.get(ROTA)).text


def cost(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def test_a_page_costs_the_same_however_much_is_on_it(desk: Desk) -> None:
    lay_pattern(desk)
    team = set_up(desk)
    with scope.scoped(desk.actor):
        committees.set_up(desk.actor, kind=CommitteeKind.BLOCK, name="甲", grid_id=None, begins_on=date(2024, 1, 1))
        rota.lay_month(desk.actor, desk.centre.pk, month=date(2026, 12, 1))
    pages = {"teams": TEAMS, "team": f"{TEAMS}{team}/", "committees": COMMITTEES, "rota": f"{ROTA}?month=2026-12"}
    few = {name: cost(desk.clerk, address) for name, address in pages.items()}
    for number in range(4):
        other = set_up(desk, f"专班 {number}")
        with scope.scoped(desk.actor):
            teams.fill_seat(desk.actor, desk_seat(desk, other).pk, person_id=desk.guard.pk)
            committees.set_up(desk.actor, kind=CommitteeKind.BLOCK, name=f"乙{number}", grid_id=None, begins_on=date(2024, 1, 1))
    with scope.scoped(desk.actor):
        rota.lay_month(desk.actor, desk.centre.pk, month=date(2027, 1, 1))
    assert {name: cost(desk.clerk, address) for name, address in pages.items()} == few
    assert max(few.values()) <= 26


def desk_seat(desk: Desk, team: str) -> Any:
    return next(each for each in seats.standing_seats(desk.actor, [UUID(team)]) if each.title == "城管员")


def test_a_deadline_by_weekends_alone_is_marked_until_the_year_is_published_on_the_desk(desk: Desk) -> None:
    with scope.scoped(desk.actor):
        laid = teams.lay_template(desk.actor)
        with told("2026-12-29 10:00"):
            team = teams.set_up(desk.actor, laid.pk, name="兰田一专班")
    here = f"{TEAMS}{team.pk}/"
    before = Page(desk.clerk.get(here)).text
    assert "2027-01-05 17:00" in before
    assert "by weekends only" in before

    year = {"year": "2027", "seen": "1", "on": ["2027-01-01", "2027-01-04"], "kind": ["放假", "放假"], "name": ["元旦", "元旦"]}
    answer = desk.clerk.post("/d/lanting/calendar/publish", {**year, "begins": ["09:00", "13:00"], "ends": ["11:30", "17:00"]})
    assert answer.status_code == 303
    work.do_all(desk.house.database)

    after = Page(desk.clerk.get(here)).text
    assert "2027-01-07 17:00" in after
    # The story says what is so no longer; nothing else on the page is marked.
    assert "by weekends only no" in after
    assert "by weekends only" not in after.replace("by weekends only no", "")
    with scope.scoped(desk.actor):
        told_last = journal.story_of(seats.get_for(desk.actor, team.pk))[-1]
    assert (told_last.verb, told_last.facts["is_provisional"]) == ("team.fill_by_recomputed", False)
