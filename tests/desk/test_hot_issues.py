"""The pages about hot issues: what is hot and why, one of them, other days, and nothing that is not one's own to know."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from linli.accounts.rules import Permission as AccountPermission
from linli.insight.models import HotIssue, HotPeriod
from linli.insight.queries import hot
from linli.kernel import clock, scope
from linli.kernel.ids import uuid7
from linli.kernel.permissions import registered_permissions
from linli.org.models import Unit
from linli.org.rules.people import day_of
from linli.tickets.models import Ticket
from tests import make
from tests.desk.house import House
from tests.desk.insight_rows import LAMP, count_all, report
from tests.desk.pages import Page
from tests.desk.test_query_counts import BUDGETS, statements

HOT = "/d/lanting/insight/hot/"
SHOP = "岚皋西路的店门口喇叭一直喊，吵得没法午睡"


class Desk:
    """兰亭 with somebody who sees everything, one who may not know reporters, and tickets about a lamp and a shop."""

    def __init__(self, house: House) -> None:
        self.house = house
        every = sorted(set(registered_permissions()) - {AccountPermission.ADMINISTER})
        self.head = house.browser("he.tian", may=every)
        self.reader = house.browser("zhang.ning", may=["tickets.read"])
        self.actor = house.actor("he.tian")
        make.grid(self.actor)
        with scope.scoped(self.actor):
            unit = Unit(subdistrict_id=self.actor.subdistrict_id, code="cy", name="城运中心", short_name="城运", kind="ops_center")
            unit.valid_from = clock.now() - timedelta(days=900)
            unit.save(force_insert=True)
        self.unit_id = unit.pk

    def report(self, number: int, words: str, **facts: Any) -> UUID:
        with scope.scoped(self.actor):
            return report(self.actor, self.unit_id, number, words, **facts)

    def count(self) -> None:
        with scope.scoped(self.actor):
            count_all(self.actor)

    def lay(self) -> Sequence[UUID]:
        """A lamp that three reported, one of them with a point, and a shop that two did."""
        spot = {"lon": 121.402, "lat": 31.202, "point_system": "wgs84"}
        lamps = [self.report(1, LAMP, **spot), *(self.report(number, f"{LAMP}{'，谢谢' * number}") for number in (2, 3))]
        self.report(4, SHOP)
        self.report(5, f"{SHOP}，我叫王小明")
        self.count()
        return lamps

    def see(self, address: str = "", browser: Client | None = None, status: int = 200) -> Page:
        answer = (browser or self.head).get(HOT + address)
        assert answer.status_code == status
        return Page(answer)

    def source(self, address: str) -> str:
        """The page as it is sent."""
        return self.head.get(HOT + address).content.decode().replace("&amp;", "&")


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


def test_the_list_says_what_is_hot_and_why(desk: Desk) -> None:
    assert "These days have not been counted" in desk.see().text
    desk.count()
    assert "No hot issue in these days" in desk.see().text
    desk.lay()
    text = desk.see().text
    assert text.index(LAMP[:14]) < text.index(SHOP[:14])
    for said in (
        "3 tickets",
        "3 people",
        "0 → 3",
        "100%",
        "new 3/3",
        "unsolved 100%",
        "5 tickets compared",
        "What is hot, and how it is counted",
    ):
        assert said in text
    assert "王小明" not in text and "王*" not in desk.see(browser=desk.reader).text
    assert "No hot issue fits these filters" in desk.see("?class=X").text
    assert LAMP[:14] in desk.see("?open=1").text


def test_one_issue_shows_its_parts_its_trend_its_map_and_every_ticket(desk: Desk) -> None:
    lamps = desk.lay()
    page = desk.see(f"{lamps[0]}/")
    for said in (
        "10 times the natural logarithm of their number",
        "11.0",
        "3 of 3",
        "3 open now",
        "None has led one yet",
        "linli-map",
        "Call a meeting",
    ):
        assert said in page.text or said in desk.source(f"{lamps[0]}/")
    with scope.scoped(desk.actor):
        numbers = list(Ticket.objects.filter(pk__in=lamps).values_list("number", flat=True))
    assert all(f"#{number}" in page.text for number in numbers)
    # Who may not know reporters sees the same tickets, and no heat.
    plain = desk.see(f"{lamps[0]}/", desk.reader)
    assert (
        "What makes it hot" not in plain.text and "3 tickets" in plain.text and "3 people" not in plain.text and "Look at it" in plain.text
    )
    assert "How many people reported is for who answers them" in desk.see(browser=desk.reader).text
    desk.see(f"{uuid7()}/", status=404)
    desk.see(f"{lamps[0]}/?since=2026-01-01&until=2026-01-02", status=404)
    with scope.scoped(desk.actor):
        Ticket.objects.filter(pk__in=lamps).update(lon=None, lat=None)
    assert "None of its tickets has a point" in desk.see(f"{lamps[0]}/").text


def test_somebody_takes_an_issue_in_hand_and_everybody_who_sees_it_sees_who(desk: Desk) -> None:
    lamps = desk.lay()
    address = f"{HOT}{lamps[0]}/in-hand"
    assert "Nobody has it in hand" in desk.see(f"{lamps[0]}/").text and "Take it in hand" in desk.see(f"{lamps[0]}/").text
    plain = desk.see(f"{lamps[0]}/", desk.reader).text
    assert "Whoever may call meetings takes it in hand" in plain and "Take it in hand" not in plain
    refused = desk.reader.post(address, {"act": "take"})
    assert refused.status_code == 422 and "Ask the dispatcher" in Page(refused).text

    taken = desk.head.post(address, {"act": "take", "note": "约了周五现场看"})
    assert taken.status_code == 303 and taken["Location"] == f"{HOT}{lamps[0]}/?"
    assert "You have this issue in hand now" in desk.see().text
    for seen in (desk.see(), desk.see(browser=desk.reader)):
        assert "in hand: " in seen.text and "约了周五现场看" in seen.text
    page = desk.source(f"{lamps[0]}/")
    mark = re.search(r'name="mark" value="([0-9a-f-]+)"', page)
    assert mark is not None and "约了周五现场看" in desk.see(f"{lamps[0]}/", desk.reader).text
    assert desk.head.post(address, {"act": "take"}).status_code == 422
    assert desk.head.post(address, {"act": "note", "mark": "x"}).status_code == 404

    assert desk.head.post(address, {"act": "note", "mark": mark[1], "seen": "1", "note": "改到周六"}).status_code == 303
    journal = f"in-hand/{mark[1]}/journal"
    story = desk.see(f"{lamps[0]}/{journal}", desk.reader).text
    assert "Taken in hand" in story and "Line about it changed" in story and "改到周六" in story
    desk.see(f"{lamps[0]}/in-hand/{uuid7()}/journal", status=404)
    # Who comes too late finds both lines, his own in the field.
    late = desk.head.post(address, {"act": "note", "mark": mark[1], "seen": "1", "note": "另约周日"})
    assert late.status_code == 409 and "It says now: 改到周六" in Page(late).text and 'value="另约周日"' in late.content.decode()
    again = desk.head.post(address, {"act": "take", "note": "我也来"})
    assert again.status_code == 422 and 'value="我也来"' in again.content.decode()
    assert desk.head.post(address, {"act": "let_go", "mark": mark[1], "seen": "1"}).status_code == 409
    assert desk.head.post(f"{HOT}{uuid7()}/in-hand", {"act": "take"}).status_code == 404
    assert desk.head.post(address, {"act": "let_go", "mark": mark[1], "seen": "2"}).status_code == 303
    assert "in hand: " not in desk.see().text
    desk.see(f"{lamps[0]}/{journal}", status=404)


def test_when_nothing_is_open_there_is_nothing_to_do(desk: Desk) -> None:
    lamps = desk.lay()
    with scope.scoped(desk.actor):
        Ticket.objects.filter(pk__in=lamps).update(
            state="redirected", ended_at=clock.now(), due_at=None, due_kind="", state_before="received"
        )
    text = desk.see(f"{lamps[0]}/").text
    assert "0 open now" in text and "Call a meeting" not in text and "Look at it" not in text


def test_a_list_and_its_tickets_go_on_page_by_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    lamps = desk.lay()
    monkeypatch.setattr(hot, "PAGE", 1)
    monkeypatch.setattr("linli.insight.queries.behind.PAGE", 2)
    monkeypatch.setattr("linli.desk.insight.issues.PAGE", 2)
    first = desk.see()
    assert SHOP[:14] not in first.text and f"after={lamps[0]}" in desk.source("")
    rest = desk.see(f"?after={lamps[0]}")
    assert SHOP[:14] in rest.text and "To the beginning" in rest.text
    newest = sorted(lamps)[-2]
    assert f"after={newest}" in desk.source(f"{lamps[0]}/")
    assert "To the beginning" in desk.see(f"{lamps[0]}/?after={newest}").text


def test_other_days_are_counted_when_somebody_asks(desk: Desk) -> None:
    desk.lay()
    today = day_of(clock.now())
    since, until = (today - timedelta(days=6)).isoformat(), today.isoformat()
    days = f"?since={since}&until={until}"
    assert "These days have not been counted" in desk.see(days).text
    answer = desk.head.post(f"{HOT}days", {"since": since, "until": until})
    assert (answer.status_code, answer["Location"]) == (303, HOT + days)
    assert "These days are being counted" in desk.see(days).text and 'hx-trigger="every 2s"' in desk.source(days)
    desk.house.work()
    assert LAMP[:14] in desk.see(days).text and f"/{days}" in desk.source(days)
    with scope.scoped(desk.actor):
        assert HotPeriod.objects.count() == 2 and HotIssue.objects.count() == 4


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "Say the first and the last day."),
        ({"since": "yesterday", "until": "2026-01-01"}, "Say the first and the last day."),
        ({"since": "2026-01-02", "until": "2026-01-01"}, "These days end before they begin"),
        ({"since": "1990-01-02", "until": "2026-01-01"}, "More than 10 years"),
    ],
)
def test_days_that_are_none_are_told_and_stay_typed(desk: Desk, form: dict[str, str], said: str) -> None:
    answer = desk.head.post(f"{HOT}days", form)
    assert answer.status_code == 422 and said in Page(answer).text
    assert form.get("until", "") in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "?since=2026-01-02",
        "?since=x&until=y",
        "?since=2026-01-02&until=2026-01-01",
        "?grid=x",
        "?after=x",
        "?since=2026-13-01&until=2026-12-31",
        "?class=%00",
    ],
)
def test_an_address_that_no_page_wrote_is_not_found(desk: Desk, address: str) -> None:
    desk.see(address, status=404)


@pytest.mark.parametrize("how_many", [2, 9])
def test_the_pages_cost_what_was_reviewed(desk: Desk, how_many: int) -> None:
    oldest = list[UUID]()
    for each in range(how_many):
        spot, road = {"lon": 121.402 + each / 100, "lat": 31.202, "point_system": "wgs84"}, f"{'甲乙丙丁戊己庚辛壬'[each]}山路上"
        oldest += [desk.report(2 * each + number, f"{road}{LAMP[4:]}", **spot) for number in range(2)]
    desk.count()
    marked = f"{HOT}{oldest[-2]}/in-hand"
    assert desk.head.post(marked, {"act": "take"}).status_code == 303
    costs = {"hot_issues": statements(desk.head, HOT), "hot_issue": statements(desk.head, f"{HOT}{oldest[-2]}/")}
    assert costs == {name: BUDGETS[name] for name in costs}
