"""The pages about campaigns, as those who run and walk them see them."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import docx
import pytest
from django.test import Client

from linli.accounts.rules import Permission as AccountPermission
from linli.campaigns.actions import campaigns as actions
from linli.campaigns.models import Campaign, CampaignTarget
from linli.campaigns.rules.kinds import CampaignKind
from linli.campaigns.rules.permissions import Permission
from linli.kernel import clock, scope
from linli.kernel.ids import uuid7
from linli.kernel.permissions import registered_permissions
from linli.org.rules.people import day_of
from linli.visits.actions import visits
from linli.visits.actions.drafts import VisitDraft
from linli.visits.rules.kinds import Kind, Outcome
from tests import make
from tests.desk.campaign_rows import plan_of, shops, started, step_all
from tests.desk.house import House
from tests.desk.org.staff import Staff
from tests.desk.pages import Page
from tests.desk.test_query_counts import BUDGETS, statements

CAMPAIGNS = "/d/lanting/campaigns/"


class Desk:
    """兰亭 with shops, who runs campaigns and who only reads them."""

    def __init__(self, house: House, how_many: int = 4) -> None:
        self.house = house
        self.head = house.browser("he.tian", may=sorted(set(registered_permissions()) - {AccountPermission.ADMINISTER}))
        self.reader = house.browser("zhang.ning", may=[Permission.READ, "places.read"])
        self.actor = house.actor("he.tian")
        make.grid(self.actor)
        with scope.scoped(self.actor):
            self.places = shops(self.actor, how_many)

    def start(self, kind: CampaignKind, **facts: Any) -> Campaign:
        with scope.scoped(self.actor):
            campaign: Campaign = started(self.actor, plan_of(kind, **facts))
            return campaign

    def visit(self, place_id: UUID, outcome: Outcome = Outcome.MET) -> None:
        with scope.scoped(self.actor):
            draft = VisitDraft(id=uuid7(), place_id=place_id, kind=Kind.ROUTINE, outcome=outcome, made_at=clock.now())
            visits.record_visits(self.actor, [draft])

    def targets(self, campaign: Campaign) -> list[CampaignTarget]:
        with scope.scoped(self.actor):
            return list(CampaignTarget.objects.filter(campaign=campaign).order_by("name"))

    def see(self, address: str, browser: Client | None = None, status: int = 200) -> Page:
        answer = (browser or self.head).get(CAMPAIGNS + address)
        assert answer.status_code == status
        return Page(answer)


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


def test_a_drive_is_prepared_its_places_counted_and_started(desk: Desk) -> None:
    assert "No campaign yet" in desk.see("").text
    today = day_of(clock.now())
    form = {
        "name": "气改电",
        "kind": "drive",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=20)).isoformat(),
        "stages": "已联系 = contacted\n已完成 = done",
        "concerns": "价\n电",
        "hold_days": "30",
    }
    wrong = desk.head.post(f"{CAMPAIGNS}new", {**form, "ends_on": today.isoformat()})
    assert wrong.status_code == 422 and "is no span for a campaign" in wrong.content.decode()
    answer = desk.head.post(f"{CAMPAIGNS}new", form)
    (found,) = re.findall(r"campaigns/([0-9a-f-]{36})/start", answer["Location"])
    assert "Choose places" in desk.see(f"{found}/").text
    # To start a campaign is no point in time.
    chinese = desk.house.browser("zheng.qi", may=(Permission.READ, Permission.RUN, "places.read", "org.read"), language="zh-hans")
    assert "启动 Ctrl" in Page(chinese.get(f"{CAMPAIGNS}{found}/start")).text

    counted = desk.head.post(f"{CAMPAIGNS}{found}/start", {"kind": "restaurant", "tags": ""})
    assert "4 places are in it" in counted.content.decode()
    none = desk.head.post(f"{CAMPAIGNS}{found}/start", {"kind": "school", "seen": "1", "start": "1"})
    assert none.status_code == 409 and "1 to 20000 places, this choice has 0" in none.content.decode()
    assert desk.head.post(f"{CAMPAIGNS}{found}/start", {"kind": "restaurant", "seen": "1", "start": "1"}).status_code == 303
    assert "Nobody has spoken to it yet" in desk.see(f"{found}/").text


@pytest.mark.parametrize(("kind", "work"), [(CampaignKind.ROUND, "visits.record"), (CampaignKind.DRIVE, "campaigns.step")])
def test_before_the_start_it_is_said_which_places_lie_outside_ones_own_grids(desk: Desk, kind: CampaignKind, work: str) -> None:
    with scope.scoped(desk.actor):
        draft = actions.draft(desk.actor, plan_of(kind))
    other = Staff(desk.house).grid("G9", "别处网格")
    everywhere = (Permission.READ, Permission.RUN, "places.read", "org.read")
    maker = Staff(desk.house).bound("zhou.yi", other, work, everywhere=everywhere)
    where = f"{draft.pk}/start"

    shown = desk.see(where, maker).text
    assert "4 places lie outside your own grids:" in shown and "兰田综合网格 3、in no grid 1" in shown
    assert "Tick your own grids alone" in shown
    # Counted anew with every tick, and never more than said: who starts all the same may.
    ticked = Page(maker.post(CAMPAIGNS + where, {"grid": str(other.pk)}))
    assert "outside your own grids" not in ticked.text and ticked.all("div", id="beyond")
    # Whoever works everywhere is told nothing, nor is who does no such work himself.
    idle = desk.house.browser("fang.zhi", may=everywhere)
    assert all("outside your own grids" not in desk.see(where, browser).text for browser in (desk.head, idle))
    assert maker.post(CAMPAIGNS + where, {"seen": "1", "start": "1"}).status_code == 303

    with scope.scoped(desk.actor):
        shops(desk.actor, 2)
    assert "1 place lies outside your own grids: 兰田综合网格 1" in desk.see(f"{draft.pk}/add", maker).text


def test_a_round_shows_how_far_it_is_and_why_not_further(desk: Desk) -> None:
    campaign = desk.start(CampaignKind.ROUND)
    desk.visit(desk.places[0])
    desk.visit(desk.places[1], Outcome.STAFF_ONLY)
    desk.visit(desk.places[2], Outcome.NOT_OPEN)

    shown = desk.see(f"{campaign.pk}/", desk.reader).text

    assert "50.0%" in shown and "2 / 4" in shown
    assert "1 where the one in charge was met, 1 where staff only." in shown
    assert "2 places not reached, and why" in shown and "Not open now" in shown and "Not gone to" in shown
    assert "Outside every grid" in shown and "without an owner" in shown
    assert "Not open now" in desk.see(f"{campaign.pk}/places/?outcome=not_open").text
    assert "1 in this list" in desk.see(f"{campaign.pk}/places/?outcome=none").text
    assert "2 in this list" in desk.see(f"{campaign.pk}/places/?open=1&owner=none").text
    assert "2 with a point" in desk.see(f"{campaign.pk}/map").text
    target = next(each for each in desk.targets(campaign) if each.place_id == desk.places[2])
    assert "Not open now" in desk.see(f"{campaign.pk}/places/{target.pk}/").text
    desk.see(f"{campaign.pk}/places/{uuid7()}/", status=404)


def test_a_drive_goes_on_door_by_door(desk: Desk) -> None:
    campaign = desk.start(CampaignKind.DRIVE)
    first, second, *_rest = desk.targets(campaign)
    step = {"stage": "concerns", "on": day_of(clock.now()).isoformat(), "concern": "电", "note": "怕跳闸", "materials": "2"}

    assert desk.head.post(f"{CAMPAIGNS}{campaign.pk}/places/steps", {**step, "target": [first.pk, second.pk]}).status_code == 303
    assert "2 places went on." in desk.see(f"{campaign.pk}/places/").text
    refused = desk.head.post(f"{CAMPAIGNS}{campaign.pk}/places/steps", {**step, "stage": "looked_again", "target": [first.pk]}, follow=True)
    assert "comes after" in refused.content.decode()
    unsaid = desk.head.post(f"{CAMPAIGNS}{campaign.pk}/places/steps", {**step, "concern": "", "target": [second.pk]})
    assert unsaid.status_code == 422 and "Say which concern" in unsaid.content.decode()
    assert Page(unsaid).all("input", value=str(second.pk), checked="") and not Page(unsaid).all("input", value=str(first.pk), checked="")
    assert desk.head.post(f"{CAMPAIGNS}{campaign.pk}/places/steps", {"target": [first.pk]}).status_code == 422
    shown = desk.see(f"{campaign.pk}/", desk.reader).text
    assert "电" in shown and "变电站扩容" in shown and "0 / 4" in shown
    assert "怕跳闸" in desk.see(f"{campaign.pk}/places/{first.pk}/").text
    assert "2 in this list" in desk.see(f"{campaign.pk}/places/?concern=电&stage=concerns").text
    assert desk.reader.post(f"{CAMPAIGNS}{campaign.pk}/places/steps", {**step, "target": [first.pk]}).status_code == 403


def test_somebody_answers_for_what_is_ticked(desk: Desk) -> None:
    campaign = desk.start(CampaignKind.ROUND)
    (target, *_rest) = desk.targets(campaign)
    address = f"{CAMPAIGNS}{campaign.pk}/places/owner"

    nobody = desk.head.post(address, {"target": [target.pk]}, follow=True)
    assert "A target has one owner" in nobody.content.decode()
    assert "nobody" in desk.see(f"{campaign.pk}/places/").text


def test_later_places_are_offered_and_counted_apart(desk: Desk) -> None:
    campaign = desk.start(CampaignKind.ROUND)
    assert "Nothing new" in desk.see(f"{campaign.pk}/add").text
    with scope.scoped(desk.actor):
        newcomer, _outside = shops(desk.actor, 2)

    assert "小店0" in desk.see(f"{campaign.pk}/add").text
    assert desk.head.post(f"{CAMPAIGNS}{campaign.pk}/add", {"place": [newcomer]}).status_code == 303
    assert "1 came later and are counted apart, 0 of them visited." in desk.see(f"{campaign.pk}/").text


def test_the_plan_is_changed_and_the_campaign_ended(desk: Desk) -> None:
    campaign = desk.start(CampaignKind.DRIVE)
    form = re.sub(r"\s+", " ", desk.see(f"{campaign.pk}/edit").text)
    assert "气改电" not in form and "变电站扩容" in desk.head.get(f"{CAMPAIGNS}{campaign.pk}/edit").content.decode()
    plan = plan_of(CampaignKind.DRIVE)
    said = {
        "name": "改名",
        "kind": "drive",
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "stages": "\n".join(f"{each.title} = {each.meaning}" for each in plan.stages),
        "concerns": "价",
        "hold_days": "30",
    }
    stale = desk.head.post(f"{CAMPAIGNS}{campaign.pk}/edit", {**said, "seen": "1"})
    assert stale.status_code == 409 and "Now it says: drive" in stale.content.decode()
    assert desk.head.post(f"{CAMPAIGNS}{campaign.pk}/edit", {**said, "seen": "2"}).status_code == 303
    assert desk.head.post(f"{CAMPAIGNS}{campaign.pk}/end", {"seen": "3"}).status_code == 303
    assert "Ended" in desk.see(f"{campaign.pk}/").text
    assert "改名" in desk.see("").text


def test_the_report_says_what_the_page_says(desk: Desk) -> None:
    tour, drive = desk.start(CampaignKind.ROUND), desk.start(CampaignKind.DRIVE)
    desk.visit(desk.places[0])
    with scope.scoped(desk.actor):
        step_all(desk.actor, drive, "concerns", concern="价")
        draft = actions.draft(desk.actor, plan_of(CampaignKind.ROUND, name="草稿"))

    written = {kind: words_of(desk.head.get(f"{CAMPAIGNS}{each.pk}/report")) for kind, each in (("tour", tour), ("drive", drive))}

    assert "1 / 4 (25.0%)" in written["tour"] and "Solved in the block" in written["tour"] and "Not gone to" in written["tour"]
    assert "有顾虑" in written["drive"] and "变电站扩容" in written["drive"] and "At the pace" not in written["drive"]
    assert desk.head.get(f"{CAMPAIGNS}{draft.pk}/report").status_code == 404


def words_of(answer: Any) -> str:
    document = docx.Document(BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


def test_who_may_not_see_campaigns_finds_none(desk: Desk) -> None:
    campaign = desk.start(CampaignKind.ROUND)
    outsider = desk.house.browser("wang.fang", may=["notes.read"])
    desk.see("", outsider, status=403)
    desk.see(f"{campaign.pk}/", outsider, status=404)
    assert desk.reader.post(f"{CAMPAIGNS}{campaign.pk}/end", {"seen": "2"}).status_code == 403


@pytest.mark.parametrize("how_many", [3, 9])
def test_the_pages_cost_what_was_reviewed(house: House, how_many: int) -> None:
    desk = Desk(house, how_many)
    tour, drive = desk.start(CampaignKind.ROUND), desk.start(CampaignKind.DRIVE)
    for place_id in desk.places:
        desk.visit(place_id)
    pages = {"": "campaigns", f"{tour.pk}/": "campaign_round", f"{drive.pk}/": "campaign_drive", f"{tour.pk}/places/": "campaign_targets"}
    costs = {name: statements(desk.head, CAMPAIGNS + page) for page, name in pages.items()}
    assert costs == {name: BUDGETS[name] for name in costs}
