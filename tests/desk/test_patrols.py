"""Patrols at the desk: routes with their stops, shifts, paper, and what the other pages tell of them."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from shapely import box

from linli.accounts.rules import Permission as AccountPermission
from linli.checklists import actions as checklists
from linli.desk.tickets.class_choices import for_new_tickets
from linli.kernel import clock, scope
from linli.kernel.permissions import registered_permissions
from linli.org.models import Unit
from linli.org.rules.people import day_of
from linli.places.actions import places
from linli.places.actions.drafts import PlaceDraft
from linli.places.rules.kinds import Kind as PlaceKind
from linli.places.rules.words import Spot, Words
from linli.tickets.actions import catalogue
from linli.tickets.models import Ticket
from linli.tickets.queries import catalogue as classes
from linli.visits.models import PatrolFinding, PatrolRoute, PatrolShift, PatrolStop
from tests import make
from tests.desk.house import House
from tests.desk.org.staff import Staff
from tests.desk.test_query_counts import BUDGETS, statements

BASE = "/d/lanting/visits/patrols/"


class Desk:
    """兰亭 with three shops in a street, who plans patrols, and who only looks."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.head = house.browser("he.tian", may=sorted(set(registered_permissions()) - {AccountPermission.ADMINISTER}))
        self.looker = house.browser("zhang.ning", may=["visits.read", "places.read"])
        self.actor = house.actor("he.tian")
        self.today = day_of(clock.now())
        with scope.scoped(self.actor):
            here, since = self.actor.subdistrict_id, clock.now() - timedelta(days=9)
            Unit.objects.create(subdistrict_id=here, code="centre", name="城运中心", short_name="城运", kind="ops_center", valid_from=since)
            spots = [Spot(lon=121.402 + 0.002 * at, lat=31.202) for at in (2, 0, 1)]
            self.shops = [self._shop(f"小店{number}", spot) for number, spot in enumerate(spots)]
            (self.checklist,) = checklists.take_over(self.actor, ["fire_exits"])

    def _shop(self, name: str, spot: Spot) -> UUID:
        draft = PlaceDraft(kind=PlaceKind.SHOP, words=Words(name=name, address="岚皋西路27号"), spot=spot)
        return UUID(str(places.add_place(self.actor, draft).pk))

    def get(self, where: str = "", browser: Client | None = None, status: int = 200) -> str:
        answer = (browser or self.head).get(BASE + where)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return answer.content.decode()

    def post(self, where: str, said: Mapping[str, Any], status: int = 303, browser: Client | None = None) -> str:
        answer = (browser or self.head).post(BASE + where, said)
        assert answer.status_code == status, re.findall(r'class="(?:err|note-bar stop)".*', answer.content.decode())[:9]
        return answer.content.decode()

    def rows(self, model: Any) -> list[Any]:
        with scope.scoped(self.actor):
            return list(model.objects.order_by("pk"))

    def lay(self) -> PatrolRoute:
        """A route past the three shops and a point, in the order that was proposed."""
        self.post("routes/new", {"seen": "0", "name": "九小消防巡查", "kind": "safety", "section": "岚皋西路"})
        route: PatrolRoute = self.rows(PatrolRoute)[0]
        where = f"routes/{route.pk}/stops"
        page = self.get(where)
        for shop in self.shops:
            page = self.post(where, {**lines_of(page), "then": f"add-{shop}"}, 200)
        page = self.post(where, {**lines_of(page), "then": "point", "point_name": "河边步道口"}, 200)
        page = self.post(where, {**lines_of(page), "then": "order"}, 200)
        assert "not saved yet" in page and self.rows(PatrolStop) == []
        self.post(where, {**lines_of(page), "then": "save", "checklist_id-0": str(self.checklist.pk)})
        return route

    def plan(self, route: PatrolRoute, **said: Any) -> None:
        plain = {"route": str(route.pk), "part": "morning", "day": str(self.today)}
        self.post("plan", {**plain, **said})


def lines_of(page: str) -> dict[str, str]:
    """The fields of the list as the page shows them."""
    found = dict(re.findall(r'name="([a-z_]+-\d+|seen|lines)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select[^>]*name="(checklist_id-\d+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        found[name] = "".join(re.findall(r'value="([^"]+)" selected', options))
    return found


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


def test_the_stops_of_a_route_are_ordered_by_keys_alone(desk: Desk) -> None:
    route = desk.lay()
    stops = sorted(desk.rows(PatrolStop), key=lambda row: row.number)
    assert [row.name for row in stops] == ["小店0", "小店2", "小店1", "河边步道口"]
    shown = desk.get(f"routes/{route.pk}/")
    assert "小店0" in shown and re.search(r"38\d m from stop to stop", shown) and "linli-map" in shown and desk.checklist.title in shown
    where = f"routes/{route.pk}/stops"
    page = desk.get(where)
    page = desk.post(where, {**lines_of(page), "then": "down-0"}, 200)
    assert re.search(r'value="down-1"[^>]*autofocus', page)
    page = desk.post(where, {**lines_of(page), "then": "up-1"}, 200)
    assert re.search(r'value="up-0"[^>]*disabled', page)
    page = desk.post(where, {**lines_of(page), "then": "off-2", "q": "小店"}, 200)
    assert "not saved yet" in page
    page = desk.post(where, {**lines_of(page), "then": "find", "q": "小店0"}, 200)
    assert f'value="add-{desk.shops[0]}"' in page
    assert "No place is found" in desk.post(where, {**lines_of(page), "then": "find", "q": "没有的店"}, 200)
    desk.post(where, {**lines_of(page), "then": "save", "name-2": "河边步道北口"})
    kept = sorted((row for row in desk.rows(PatrolStop) if row.number), key=lambda row: row.number)
    assert [row.name for row in kept] == ["小店0", "小店2", "河边步道北口"]
    # What was read before somebody else saved comes back as it was typed.
    page = desk.post(where, {**lines_of(page), "then": "save"}, 409)
    assert "小店2" in page and "not saved yet" not in page


def test_stops_that_cannot_be_come_back_as_they_were(desk: Desk) -> None:
    route = desk.lay()
    where = f"routes/{route.pk}/stops"
    page = desk.get(where)
    for said, words in (
        ({"then": "point", "point_name": "路口", "point_lon": "121.4"}, "Give both, or neither"),
        ({"then": "point", "point_name": "路口", "point_lon": "west", "point_lat": "31"}, "Give both, or neither"),
        ({"then": "save", "stop_id-0": "x"}, "Stop 1"),
        ({"then": "save", "stop_id-3": "", "name-3": ""}, "Stop 4"),
    ):
        answer = desk.post(where, {**lines_of(page), **said}, 422)
        assert words in answer and "小店1" in answer
    desk.post(where, {**lines_of(page), "then": "add-x"}, 404)
    desk.get(where, desk.looker, 403)
    assert len(desk.rows(PatrolStop)) == 4


def test_a_route_is_changed_retired_and_named_once(desk: Desk) -> None:
    assert "No route yet" in desk.get("routes/")
    route = desk.lay()
    assert "九小消防巡查" in desk.get("routes/") and "not planned" in desk.get("routes/")
    page = desk.post("routes/new", {"seen": "0", "name": "九小消防巡查", "kind": "look"}, 422)
    assert "There is a route called" in page
    assert "would count presence" in desk.post("routes/new", {"seen": "0", "name": "打卡巡查", "kind": "look"}, 422)
    form = desk.get(f"routes/{route.pk}/edit")
    assert 'value="九小消防巡查"' in form
    seen = re.findall(r'name="seen" value="(\d+)"', form)[0]
    said = {"name": "九小消防巡查", "kind": "warden", "section": "", "is_retired": "on"}
    desk.post(f"routes/{route.pk}/edit", {**said, "seen": "1"}, 409)
    desk.post(f"routes/{route.pk}/edit", {**said, "seen": seen})
    assert "Not walked any more" in desk.get(f"routes/{route.pk}/") and "No route yet" in desk.get("routes/")
    assert "New route" not in desk.get("routes/", desk.looker)
    desk.get("routes/new", desk.looker, 403)


def test_a_paper_of_a_patrol_becomes_tickets_in_one_save(desk: Desk) -> None:
    assert "No patrol in these three weeks" in desk.get()
    route = desk.lay()
    desk.plan(route)
    (shift,) = desk.rows(PatrolShift)
    assert "九小消防巡查" in desk.get() and "No hours, no track" in desk.get(f"{shift.pk}/")
    page = desk.get(f"{shift.pk}/paper")
    entry = re.findall(r'name="entry_id" value="([^"]+)"', page)[0]
    stop = next(row for row in desk.rows(PatrolStop) if row.number == 1)
    said = {
        "entry_id": entry, "is_over": "on", "note": "下了点雨", "stop_0": str(stop.pk), "words_0": "灭火器过期",
        "where_1": "27 号后门", "words_1": "堆了纸箱", "spot_1": "搬走了", "missed_2": "closed",
    }  # fmt: skip
    assert "It is not said where it is" in desk.post(f"{shift.pk}/paper", {**said, "words_2": "哪里也没说"}, 422)
    # Half a line is asked about, never left out.
    for half in ({"stop_2": str(stop.pk)}, {"where_2": "桥头"}, {"spot_2": "扶正了"}):
        assert "What is wrong" in desk.post(f"{shift.pk}/paper", {**said, **half}, 422)
    said["why_1"] = "在修路"
    desk.post(f"{shift.pk}/paper", said)
    # Sent twice it is still one patrol with the same findings.
    desk.post(f"{shift.pk}/paper", said)
    assert len(desk.rows(PatrolFinding)) == 2
    ticket = next(row for row in desk.rows(Ticket) if row.words == "灭火器过期")
    shown = desk.get(f"{shift.pk}/")
    for words in ("灭火器过期", "settled there and then", f"#{ticket.number}", "Stops not reached", "在修路", "下了点雨", "Add a finding"):
        assert words in shown
    assert "2 findings" in desk.get() and "patrols/origin" in desk.head.get(f"/d/lanting/tickets/{ticket.pk}/").content.decode()
    assert "九小消防巡查" in desk.get(f"origin/{ticket.pk}")
    assert "灭火器过期" in desk.head.get(f"/d/lanting/places/{desk.shops[1]}/").content.decode()
    # Who does not see the ticket is told of the finding alone.
    assert f"#{ticket.number}" not in desk.get(f"{shift.pk}/", desk.looker)
    desk.get(f"{shift.pk}/paper", desk.looker, 403)


def test_stops_outside_ones_own_grids_are_named_before_they_are_saved(desk: Desk) -> None:
    make.grid(desk.actor)
    with scope.scoped(desk.actor):
        inside = desk._shop("界内小店", Spot(lon=121.402, lat=31.202))
    other = make.grid(desk.actor, code="Z9", name="别处网格", area=box(121.5, 31.2, 121.505, 31.205))
    read = ("visits.read", "places.read", "org.read")
    maker = Staff(desk.house).bound("zhou.yi", other, "visits.plan", everywhere=read)
    desk.post("routes/new", {"seen": "0", "name": "九小消防巡查", "kind": "safety", "grid": str(other.pk)}, browser=maker)
    where = f"routes/{desk.rows(PatrolRoute)[0].pk}/stops"
    page = desk.get(where, maker)
    assert "outside your own grids" not in page

    said = {"then": "point", "point_name": "河边", "point_lon": "121.402", "point_lat": "31.202"}
    for press in ({"then": f"add-{inside}"}, said, {"then": "point", "point_name": "没有点"}):
        page = desk.post(where, {**lines_of(page), **press}, 200, maker)
    # One without a point lies nowhere.
    assert "2 stops lie outside your own grids:" in page and "1 界内小店、2 河边" in page and "save all the same" in page
    assert desk.rows(PatrolStop) == []
    assert "outside your own grids" not in desk.post(where, {**lines_of(page), "then": "order"}, 200)
    desk.post(where, {**lines_of(page), "then": "save"}, browser=maker)
    assert len(desk.rows(PatrolStop)) == 3


def test_a_finding_on_paper_is_given_its_class_from_the_list_of_every_form(desk: Desk) -> None:
    desk.plan(desk.lay())
    (shift,) = desk.rows(PatrolShift)
    paper = f"{shift.pk}/paper"
    assert re.findall(r'<select name="class_\d" aria-label="Class"', desk.get(paper)) != []
    with scope.scoped(desk.actor):
        catalogue.lay_preset(desk.actor)
        known = classes.in_use(desk.actor)
        code, name = for_new_tickets(desk.actor)[0][1][0]
    danger = next(item.code for item in known.deepest if known.effective(item.code).is_life_safety)
    page = desk.get(paper)
    assert page.count(f'<option value="{code}">{name}</option>') == 4
    entry = re.findall(r'name="entry_id" value="([^"]+)"', page)[0]
    said = {"entry_id": entry, "is_over": "on", "where_0": "桥头", "words_0": "井盖松动", "class_0": code}
    # A class without what it is, one that is none, and a danger that somebody calls settled come back with everything typed.
    wrong: list[dict[str, str]] = [{"class_1": code}, {"class_0": "E9999"}, {"class_0": danger, "spot_0": "扶正了"}]
    back = [desk.post(paper, {**said, **each}, 422) for each in wrong]
    assert all("井盖松动" in each for each in back)
    assert desk.rows(PatrolFinding) == []
    assert f'<option value="{danger}" selected>' in back[-1]
    desk.post(paper, said)
    (ticket,) = desk.rows(Ticket)
    assert (ticket.item_code, ticket.item_version) == (code, 1)


def test_patrols_are_planned_for_the_days_that_come_back(desk: Desk) -> None:
    route = desk.lay()
    later = desk.today + timedelta(days=13)
    desk.plan(route, weekdays=[str(desk.today.weekday())], month_day=str(later.day), until=str(later))
    assert {row.planned_on for row in desk.rows(PatrolShift)} == {desk.today, desk.today + timedelta(days=7), later}
    plain = {"route": str(route.pk), "part": "morning", "day": str(desk.today)}
    assert "planned already" in desk.post("plan", plain, 422)
    assert "days ahead" in desk.post("plan", {**plain, "weekdays": ["1"], "until": str(desk.today + timedelta(days=200))}, 422)
    desk.post("plan", {**plain, "part": "dawn"}, 422)
    assert desk.get(f"?from={desk.today + timedelta(days=300)}").count("data-row") == 0
    assert (
        desk.get("?from=nonsense").count("data-row") == desk.get("?from=9999-01-01").count("data-row") == desk.get().count("data-row") > 0
    )
    desk.get("plan", desk.looker, 403)
    assert f'value="{route.pk}" selected' in desk.get(f"plan?route={route.pk}")


def test_a_shift_that_was_not_walked_says_why(desk: Desk) -> None:
    route = desk.lay()
    desk.plan(route, day=str(desk.today - timedelta(days=1)))
    (shift,) = desk.rows(PatrolShift)
    assert "Not heard of yet" in desk.get(f"{shift.pk}/") and "Not heard of yet" in desk.get(f"?from={shift.planned_on}")
    page = desk.post(f"{shift.pk}/off", {"seen": "1", "reason": "other", "note": ""}, 422)
    assert "It was not walked" in page
    desk.post(f"{shift.pk}/off", {"seen": "1", "reason": "sloth", "note": ""}, 422)
    desk.post(f"{shift.pk}/off", {"seen": "7", "reason": "weather", "note": ""}, 409)
    desk.post(f"{shift.pk}/off", {"seen": "1", "reason": "weather", "note": "台风"}, 403, desk.looker)
    desk.post(f"{shift.pk}/off", {"seen": "1", "reason": "weather", "note": "台风"})
    assert "台风" in desk.get(f"{shift.pk}/") and "Weather" in desk.get(f"?from={shift.planned_on}")


def test_who_sees_nothing_is_told_so(desk: Desk, house: House) -> None:
    stranger = house.browser("nobody", may=["org.read"])
    for where in ("", "routes/", "plan", "routes/new"):
        desk.get(where, stranger, 403)
    desk.get(f"{desk.shops[0]}/", status=404)


def test_the_pages_cost_what_was_reviewed_however_long_they_are(desk: Desk) -> None:
    route = desk.lay()
    desk.plan(route, weekdays=["0", "1", "2", "3", "4", "5", "6"], until=str(desk.today + timedelta(days=12)))
    shift = desk.rows(PatrolShift)[0]
    where = {
        "patrols": "", "patrol_routes": "routes/", "patrol_route": f"routes/{route.pk}/", "patrol_stops": f"routes/{route.pk}/stops",
        "patrol_shift": f"{shift.pk}/", "patrol_paper": f"{shift.pk}/paper", "patrol_plan": "plan",
    }  # fmt: skip
    found = {name: statements(desk.head, BASE + path) for name, path in where.items()}
    assert found == {name: BUDGETS.get(name) for name in found}
