"""Visits at the desk: what is due, what is planned, what came from paper, and the lists that are asked."""

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from linli.campaigns.actions import campaigns
from linli.campaigns.queries.campaigns import Choice
from linli.campaigns.rules.kinds import CampaignKind
from linli.campaigns.rules.kit import Kit
from linli.campaigns.rules.plans import Plan
from linli.checklists import actions as checklists
from linli.checklists import queries as lists
from linli.checklists.rules.permissions import Permission as ChecklistPermission
from linli.desk.tickets.class_choices import for_new_tickets
from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.permissions import registered_permissions
from linli.kernel.sheets import read_book
from linli.org.rules.people import day_of
from linli.org.rules.permissions import Permission as OrgPermission
from linli.places.actions import cards, places
from linli.places.actions.drafts import PlaceDraft
from linli.places.models import Place
from linli.places.rules.cards import shown
from linli.places.rules.kinds import Kind as PlaceKind
from linli.places.rules.permissions import Permission as PlacePermission
from linli.places.rules.words import Words
from linli.tickets.actions import catalogue
from linli.tickets.models import Ticket
from linli.tickets.rules.permissions import Permission as TicketPermission
from linli.visits.models import PlannedVisit, Visit
from linli.visits.rules.permissions import Permission
from tests.checklists.test_xlsform import HEAD, book
from tests.desk.house import House
from tests.desk.test_query_counts import BUDGETS, statements
from tests.desk.tickets.office import Office

WALKS = [*Permission, *PlacePermission, *ChecklistPermission, TicketPermission.READ, TicketPermission.OPEN, OrgPermission.READ]
BASE = "/d/lanting/visits/"


class Street:
    """An office, a shop, and somebody who writes down what comes on paper."""

    def __init__(self, house: House) -> None:
        self.office = Office(house)
        person = self.office.people["centre"]
        self.office.staff.login("walker", person, *map(str, WALKS))
        self.browser = house.signed_in("walker")
        self.office.staff.login("looker", self.office.people["fangguan"], Permission.READ.value, PlacePermission.READ.value)
        self.looker = house.signed_in("looker")
        self.actor: Actor = house.actor("walker")
        with scope.scoped(self.actor):
            self.shop = self.add("鲜果时光")
            checklists.take_over(self.actor, ["look_and_ask"])
            (self.whole,) = lists.in_use(self.actor)

    def add(self, name: str) -> Place:
        return places.add_place(self.actor, PlaceDraft(kind=PlaceKind.SHOP, words=Words(name=name, address="岚皋西路27号"), spot=None))

    def get(self, where: str, browser: Client | None = None, status: int = 200) -> str:
        answer = (browser or self.browser).get(BASE + where)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return answer.content.decode()

    def post(self, where: str, said: Mapping[str, Any], status: int = 303, browser: Client | None = None) -> str:
        answer = (browser or self.browser).post(BASE + where, said)
        assert answer.status_code == status, re.findall(r'class="(?:err|note-bar stop)".*', answer.content.decode())[:9]
        return answer.content.decode()

    def paper(self, **said: Any) -> dict[str, Any]:
        """The form as it is sent."""
        page = self.get(f"new/?place={self.shop.pk}")
        found = re.search(r'name="visit_id" value="([^"]+)"', page)
        assert found
        # Today's, also in the first minutes of a day.
        now = max(timezone.localtime(clock.now() - timedelta(minutes=5)), timezone.localtime(clock.now()).replace(hour=0, minute=0))
        plain = {
            "visit_id": found[1],
            "outcome": "met",
            "kind": "routine",
            "people": "2",
            "made_at_0": f"{now:%Y-%m-%d}",
            "made_at_1": f"{now:%H:%M}",
        }
        return {**plain, **said}

    def rows(self, model: Any) -> list[Any]:
        with scope.scoped(self.actor):
            return list(model.objects.order_by("pk"))


@pytest.fixture
def street(house: House) -> Street:
    return Street(house)


def test_a_need_on_paper_is_given_its_class_from_the_list_of_every_form(street: Street) -> None:
    with scope.scoped(street.office.me):
        catalogue.lay_preset(street.office.me)
        code, name = for_new_tickets(street.office.me)[0][1][0]
    where = f"new/?place={street.shop.pk}"
    assert street.get(where).count(f'<option value="{code}">{name}</option>') == 3
    said = street.paper(need_0="井盖松动", class_0=code)
    # A class alone is asked about, never left out.
    assert f'<option value="{code}" selected>' in street.post(where, {**said, "class_2": code}, 422)
    assert street.rows(Visit) == []
    street.post(where, said)
    assert [(each.words, each.item_code) for each in street.rows(Ticket)] == [("井盖松动", code)]


def test_a_paper_becomes_a_visit_with_its_ticket_in_one_save(street: Street) -> None:
    assert "鲜果时光" in street.get("new/?q=鲜果") and "No place is found" in street.get("new/?q=没有的店")
    assert "Which place" in street.get("new/")
    agreed_on = str(day_of(clock.now()) + timedelta(days=3))
    said = street.paper(
        note="老板在装修", need_0="后门堆了纸箱", need_1="灯不亮", spot_1="换了灯管", materials="告知信 2、海报", services="反诈宣传",
        c0_noise="issue", c0_noise_note="音响太响", c0_opening_hours="10–21", agreed_follow_up_on=agreed_on,
    )  # fmt: skip
    street.post(f"new/?place={street.shop.pk}", said)
    # Sent twice it is still one visit with the same tickets.
    street.post(f"new/?place={street.shop.pk}", said)
    (visit,) = street.rows(Visit)
    assert sorted(each.words for each in street.rows(Ticket)) == ["后门堆了纸箱", "噪声：音响太响", "灯不亮"]
    assert sorted(each.state for each in street.rows(Ticket)) == ["closed", "received", "received"]
    shown = street.get(f"made/{visit.pk}/")
    for words in ("老板在装修", "告知信 2", "海报 1", "反诈宣传", "噪声", "音响太响", "settled there and then", "2 in all"):
        assert words in shown
    assert "鲜果时光" in street.get("made/")
    card = street.get(f"new/?place={street.shop.pk}")
    assert 'value="10–21"' in card and "告知信 2" in card and "老板在装修" in card
    assert "Agreed with the place" in street.get("")
    # The next one of the day starts with what was given at this one, until a campaign says what to take along.
    begun = re.findall(r'name="(?:services|materials)" value="([^"]*)"', card)
    assert [sorted(each.split("、")) for each in begun] == [["反诈宣传"], ["告知信 2", "海报 1"]]
    a_round_with_a_kit(street)
    card = street.get(f"new/?place={street.shop.pk}")
    assert 'value="政策"' in card and 'value="联心卡 1"' in card and "反诈宣传" not in card and "沿街走访" in card


def a_round_with_a_kit(street: Street) -> None:
    today = day_of(clock.now())
    kit = Kit(("政策",), (("联心卡", 1),))
    plan = Plan(name="沿街走访", kind=CampaignKind.ROUND, starts_on=today, ends_on=today + timedelta(days=9), kit=kit)
    head = replace(street.actor, permissions=frozenset(registered_permissions()))
    with scope.scoped(head):
        draft = campaigns.draft(head, plan)
        campaigns.start(head, draft.pk, seen=draft.journal_seq, choice=Choice())


def test_a_card_left_there_is_bound_in_the_same_save_and_a_wrong_code_never_costs_the_visit(street: Street) -> None:
    with scope.scoped(street.actor):
        (card,) = cards.make_cards(street.actor, 1)
    where = f"new/?place={street.shop.pk}"
    street.post(where, street.paper(card_code="K7QF2M"))
    (visit,) = street.rows(Visit)
    assert "the card is not bound: “K7QF2M” is no code" in street.get(f"made/{visit.pk}/") and not visit.is_card_bound
    street.post(where, street.paper(card_code=card.code))
    first, second = street.rows(Visit)
    assert (first.is_card_bound, second.is_card_bound) == (False, True)
    assert "bound at this visit" in street.get(f"made/{second.pk}/")
    assert f"Contact card {shown(card.code)} hangs here" in street.get(where) and "card_code" not in street.get(where)


def test_the_dossier_tells_of_visits_made_and_planned(street: Street) -> None:
    street.post(f"new/?place={street.shop.pk}", street.paper(note="老板在装修"))
    street.post(f"plan/{street.shop.pk}/", {"kind": "joint", "why": "asked", "due_on": str(day_of(clock.now()))})
    page = street.browser.get(f"/d/lanting/places/{street.shop.pk}/").content.decode()
    assert "老板在装修" in page and "The place asked for it" in page and "This month 1 of 2 visits" in page
    blind = street.office.house.browser("blind", may=["places.read"])
    assert "This month" not in blind.get(f"/d/lanting/places/{street.shop.pk}/").content.decode()


def test_a_paper_that_cannot_be_comes_back_with_what_was_typed(street: Street) -> None:
    where = f"new/?place={street.shop.pk}"
    page = street.post(where, street.paper(outcome="", note="写好的话"), 422)
    assert "写好的话" in page
    page = street.post(where, street.paper(c0_food="issue", note="写好的话"), 422)
    assert "写好的话" in page and "nothing was written for" in page
    page = street.post(where, street.paper(agreed_follow_up_on="2020-01-01"), 422)
    assert "agreed day" in page
    # Half a line is asked about, never left out.
    assert 'value="搬走了"' in street.post(where, street.paper(spot_0="搬走了"), 422)
    assert street.rows(Visit) == []
    street.post(where, street.paper(), 403, street.looker)
    street.get("new/?place=00000000-0000-0000-0000-000000000000", status=404)


def test_a_visit_above_the_cap_is_kept_and_says_so(street: Street) -> None:
    for _ in range(3):
        street.post(f"new/?place={street.shop.pk}", street.paper())
    assert "Above the cap" in street.get("made/")
    above = next(each for each in street.rows(Visit) if each.is_above_cap)
    assert "above the cap of the month" in street.get(f"made/{above.pk}/")
    page = street.post(f"plan/{street.shop.pk}/", {"kind": "routine", "why": "planned", "due_on": str(day_of(clock.now()))}, 422)
    assert "monthly cap of visits, all units together" in page


def test_a_visit_is_planned_and_dropped(street: Street) -> None:
    assert "鲜果时光" in street.get("") and "Never visited" in street.get("")
    assert "Nobody is due" in street.get("?kind=mall")
    street.get(f"plan/{street.shop.pk}/")
    street.post(f"plan/{street.shop.pk}/", {"kind": "joint", "why": "asked", "due_on": ""}, 422)
    street.post(f"plan/{street.shop.pk}/", {"kind": "joint", "why": "asked", "due_on": str(day_of(clock.now()))})
    (plan,) = street.rows(PlannedVisit)
    assert "The place asked for it" in street.get("")
    street.post(f"plans/{plan.pk}/drop", {"seen": "99"}, 422)
    street.post(f"plans/{plan.pk}/drop", {"seen": plan.journal_seq})
    assert street.rows(PlannedVisit)[0].ending == "dropped"
    assert "Drop" not in street.get("", street.looker)


def test_the_chain_stands_on_the_ticket(street: Street) -> None:
    street.post(f"new/?place={street.shop.pk}", street.paper(need_0="油烟直排"))
    (ticket,) = street.rows(Ticket)
    assert f"/d/lanting/visits/chain/{ticket.pk}" in street.browser.get(f"/d/lanting/tickets/{ticket.pk}/").content.decode()
    chain = street.get(f"chain/{ticket.pk}")
    assert "Found" in chain and "is planned by itself when it is handled" in chain
    with scope.scoped(street.actor):
        shop = Place.objects.get(pk=street.shop.pk)
        PlannedVisit(
            subdistrict_id=shop.subdistrict_id, place=shop, kind="return", why="ticket", ticket=ticket, question="油烟直排",
            due_on=day_of(clock.now()), laid_at=clock.now(),
        ).save(force_insert=True)  # fmt: skip
    assert "planned for" in street.get(f"chain/{ticket.pk}")
    page = street.get(f"new/?place={street.shop.pk}")
    assert f"effect_{ticket.pk}" in page and "never ticked for him" in page
    street.post(f"new/?place={street.shop.pk}", street.paper(**{f"effect_{ticket.pk}": "fixed"}))
    returned = next(each for each in street.rows(Visit) if each.return_ticket_id == ticket.pk)
    assert (returned.kind, returned.effect, returned.is_capped) == ("return", "fixed", False)
    assert "Fixed" in street.get(f"chain/{ticket.pk}") and "Fixed" in street.get(f"made/{returned.pk}/")


def test_the_cap_and_the_grid_days_are_set(street: Street) -> None:
    assert "No grid day yet" in street.get("settings/")
    street.post("settings/", {"then": "cap", "seen": "0", "cap-cap": "9"}, 422)
    street.post("settings/", {"then": "cap", "seen": "0", "cap-cap": "1"})
    page = street.post("settings/", {"then": "cap", "seen": "0", "cap-cap": "2"}, 409)
    assert 'name="cap-cap" value="2"' in page
    # Off by default, and the page says why.
    page = street.get("settings/")
    assert "send it to whoever made them" in page and not re.search(r'name="speech-is_on"[^>]*checked', page)
    street.post("settings/", {"then": "speech", "seen": "0", "speech-is_on": "on"}, 409)
    street.post("settings/", {"then": "speech", "seen": "1", "speech-is_on": "on"})
    assert re.search(r'name="speech-is_on"[^>]*checked', street.get("settings/"))
    street.post("settings/", {"then": "speech", "seen": "2"})
    today = day_of(clock.now())
    day = {"then": "day", "day-name": "网格日", "day-weekday": str(today.weekday()), "day-every_weeks": "1", "day-begins_at": "09:00"}
    street.post("settings/", {**day, "day-starts_on": ""}, 422)
    street.post("settings/", {**day, "day-starts_on": str(today), "day-theme": "用气安全"})
    assert "用气安全" in street.get("") and "用气安全" in street.get("settings/")
    found = re.search(r"\?day=([0-9a-f-]+)", street.get("settings/"))
    assert found and 'value="网格日"' in street.get(f"settings/?day={found[1]}")
    street.post(
        "settings/", {**day, "day_id": found[1], "seen": "1", "day-starts_on": str(today), "day-ends_on": str(today + timedelta(days=70))}
    )
    street.get("settings/", street.looker, 403)


def upload(*rows: Any) -> io.BytesIO:
    sent = io.BytesIO(book(survey=[HEAD, *rows]))
    sent.name = "单.xlsx"
    return sent


def test_a_workbook_is_published_or_says_what_is_wrong(street: Street) -> None:
    new = {"title": "消防", "code": "own_fire", "place_kinds": ["shop"]}
    page = street.post("checklists/import", {**new, "file": upload(("look", "a", "甲", "${a}"), ("barcode", "b", "乙"))}, 422)
    assert "Sheet survey, row 3" in page and "barcode" in page
    page = street.post("checklists/import", {**new, "file": upload(("start", "a", "甲"))}, 422)
    assert "Burden guard" in page
    page = street.post("checklists/import", {**new, "code": "No!", "file": upload(("look", "a", "甲"))}, 422)
    assert "is no name" in page
    street.post("checklists/import", {**new, "file": upload(("look", "a", "甲"))})
    assert "消防" in street.get("checklists/")
    where = f"checklists/import?checklist={street.whole.id}"
    assert "十看六问" in street.get(where)
    street.post(where, {"file": upload(("look", "a", "甲")), "remark": "短一些"})
    shown = street.get(f"checklists/{street.whole.id}/")
    assert "短一些" in shown and "Version 2" in shown
    assert "An earlier version" in street.get(f"checklists/{street.whole.id}/?version=1")
    answer = street.browser.get(f"{BASE}checklists/{street.whole.id}/file")
    assert set(read_book(io.BytesIO(answer.content), name="单.xlsx")) == {"survey", "choices", "settings"}
    street.get("checklists/", street.looker, 403)


def lines_of(page: str) -> dict[str, str]:
    """The fields of the list as the page shows them."""
    found = dict(re.findall(r'<input[^>]*name="([a-z_]+-\d+)" value="([^"]*)"', page))
    found |= dict.fromkeys(re.findall(r'<input type="checkbox" name="([a-z_]+-\d+)" checked', page), "on")
    for name, options in re.findall(r'<select[^>]*name="(kind-\d+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        found[name] = re.findall(r'value="([a-z]+)" selected', options)[0]
    return {**found, **dict(re.findall(r'name="(seen|lines|title)" value="([^"]*)"', page))}


def test_items_are_changed_as_a_list_and_published(street: Street) -> None:
    where = f"checklists/{street.whole.id}/edit"
    said: dict[str, Any] = {**lines_of(street.get(where)), "is_offered": "on", "place_kinds": ["shop"]}
    said["label-1"], said["remark"] = "消防器材", "说得更清楚"
    last = int(said["lines"]) - 1
    said[f"label-{last}"], said[f"place-{last}"] = "排水", "2"
    street.post(where, said)
    with scope.scoped(street.actor):
        (whole,) = lists.in_use(street.actor)
    assert [item.label for item in whole.body.items[:4]] == ["顺便看一眼，没看的不记", "消防器材", "用电", "排水"]
    assert (whole.number, whole.place_kinds) == (2, frozenset({"shop"}))
    page = street.post(where, {**said, "seen": "1", "label-1": "别的"}, 409)
    assert "别的" in page
    said |= lines_of(street.get(where))
    page = street.post(where, {**said, "required-1": "on"}, 422)
    assert "Burden guard, rule" in page
    page = street.post(where, {**said, "task_reason": "防汛", "task_until": "soon"}, 422)
    assert "is no day" in page
    until = str(day_of(clock.now()) + timedelta(days=7))
    street.post(where, {**said, "required-1": "on", "safety-1": "on", "task_reason": "防汛", "task_until": until})
    assert "防汛" in street.get(f"checklists/{street.whole.id}/")
    street.post("checklists/adopt", {})
    assert "餐饮用气" in street.get("checklists/")


def test_who_sees_nothing_is_told_so(street: Street, house: House) -> None:
    stranger = house.browser("nobody", may=["org.read"])
    for where in ("", "made/", "new/", "settings/", "checklists/"):
        street.get(where, stranger, 403)
    street.get(f"made/{UUID(int=street.shop.pk.int ^ 1)}/", status=404)
    street.post("checklists/adopt", {}, 403, street.looker)


def test_the_pages_cost_what_was_reviewed_however_long_they_are(street: Street) -> None:
    for number in range(2):
        street.post(f"new/?place={street.shop.pk}", street.paper(need_0=f"第{number}件"))
    with scope.scoped(street.actor):
        for number in range(5):
            street.add(f"小店{number}")
    (visit, _) = street.rows(Visit)
    found = {
        "visits": statements(street.browser, BASE),
        "visits_made": statements(street.browser, f"{BASE}made/"),
        "visit": statements(street.browser, f"{BASE}made/{visit.pk}/"),
        "visit_new": statements(street.browser, f"{BASE}new/?place={street.shop.pk}"),
        "checklists": statements(street.browser, f"{BASE}checklists/"),
    }
    assert found == {name: BUDGETS[name] for name in found}
