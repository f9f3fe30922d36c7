"""The table of duties and its two forms."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from linli.accounts import queries as accounts
from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.org.actions import duties, people, posts, units
from linli.org.models import Duty, DutyRole, Grid, GridExtent, Person
from linli.org.rules.people import PersonWords
from linli.org.rules.posts import PostWords
from linli.org.rules.units import UnitWords
from tests.desk.house import CLERK, READER, House, signed_in
from tests.desk.pages import Page

MAY = (*CLERK, "org.read", "org.change_duties")
LIST = "/d/lanting/org/duties/"
GIVE = "/d/lanting/org/duties/give"


class Street:
    """One micro-grid, two colleagues, the usual roles."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.actor = Actor.system("test", house.subdistricts["lanting"])
        begin = clock.now() - timedelta(days=9)
        with scope.scoped(self.actor):
            unit = units.open_unit(self.actor, words=UnitWords(code="A1", kind="office", name="营商办"), parent_id=None)
            self.grid = Grid(subdistrict_id=self.actor.subdistrict_id, code="G1", name="兰田一", kind="micro", valid_from=begin)
            self.grid.save(force_insert=True)
            GridExtent(subdistrict_id=self.actor.subdistrict_id, grid=self.grid, members=["兰田公寓"], valid_from=begin).save(
                force_insert=True
            )
            self.roles: dict[str, DutyRole] = {role.code: role for role in duties.lay_default_roles(self.actor)}
            self.zhang, self.wang = (
                people.create_person(self.actor, words=PersonWords(full_name=name, unit_id=unit.pk, work_phone=phone))
                for name, phone in (("张宁", "021-5550-0101"), ("王芳", "021-5550-0102"))
            )

    def give(self, person: Person, role: str = "responsible", days: int = 3) -> Duty:
        """A duty that began some days ago."""
        draft = duties.DutyDraft(
            grid_id=self.grid.pk, role_id=self.roles[role].pk, person_id=person.pk, valid_from=clock.now() - timedelta(days=days)
        )
        with scope.scoped(self.actor):
            return duties.give_duty(self.actor, draft)

    def form(self, person: Person, role: str = "responsible", **words: str) -> dict[str, str]:
        """What the form sends."""
        return {
            "grid": str(self.grid.pk),
            "role": str(self.roles[role].pk),
            "person": str(person.pk),
            "valid_from": clock.now().astimezone().date().isoformat(),
            **words,
        }

    def held(self) -> list[tuple[UUID, bool]]:
        """Who was ever named, and whether it is over."""
        with scope.scoped(self.actor):
            rows = Duty.objects.of(self.actor.subdistrict_id).order_by("valid_from")
            return [(row.person_id, row.valid_until is not None) for row in rows]


@pytest.fixture
def street(house: House) -> Street:
    return Street(house)


@pytest.fixture
def browser(house: House) -> Client:
    return house.browser("zhang.ning", may=MAY)


def words(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    page = Page(answer)
    assert page.inline == []
    return " ".join(" ".join(page.words).split())


def test_a_gap_stands_in_the_table_until_somebody_is_named(street: Street, browser: Client) -> None:
    said = words(browser, LIST)
    assert "2 places without anybody" in said
    assert said.count("never had anybody") == 2

    assert browser.post(GIVE, street.form(street.zhang)).status_code == 303

    said = words(browser, LIST)
    assert "1 place without anybody" in said
    assert "张宁" in said
    assert "021-5550-0101" in said


def test_only_the_gaps_can_be_shown_and_none_is_good_news(street: Street, browser: Client) -> None:
    street.give(street.zhang)
    assert "兰田一" in words(browser, f"{LIST}?show=gaps")
    street.give(street.zhang, "worker")
    said = words(browser, f"{LIST}?show=gaps")
    assert "Every grid has somebody in each role it must have." in said
    assert "兰田一" not in said


def test_the_table_shows_how_it_was_on_another_day(street: Street, browser: Client) -> None:
    street.give(street.zhang, days=3)
    before = (clock.now() - timedelta(days=5)).date().isoformat()
    assert "张宁" in words(browser, LIST)
    assert "张宁" not in words(browser, f"{LIST}?on={before}")
    assert browser.get(f"{LIST}?on=2026-13-45").status_code == 422


def test_grids_that_need_nobody_and_have_nobody_are_shown_on_demand(street: Street, browser: Client) -> None:
    begin = clock.now() - timedelta(days=9)
    with scope.scoped(street.actor):
        tower = Grid(subdistrict_id=street.actor.subdistrict_id, code="B1", name="兰田大厦", kind="building", valid_from=begin)
        tower.save(force_insert=True)
        GridExtent(subdistrict_id=street.actor.subdistrict_id, grid=tower, members=["兰田大厦"], valid_from=begin).save(force_insert=True)
    said = words(browser, LIST)
    assert "兰田大厦" not in said
    assert "联络员" not in said
    assert "Also grids without duties 1" in said
    assert "兰田大厦" in words(browser, f"{LIST}?show=all")
    before = (clock.now() - timedelta(days=20)).date().isoformat()
    assert "No grids yet" in words(browser, f"{LIST}?on={before}")


def test_without_grids_the_page_says_where_to_begin(house: House) -> None:
    assert "Draw or import the grids first." in words(house.browser("zhang.ning", may=MAY), LIST)


def test_a_second_responsible_person_is_refused_and_the_form_comes_back_as_typed(street: Street, browser: Client) -> None:
    street.give(street.zhang)

    answer = browser.post(GIVE, street.form(street.wang, note="轮岗"))

    page = Page(answer)
    assert answer.status_code == 422
    assert "张宁" in " ".join(page.words)
    assert page.value("note") == "轮岗"
    assert street.held() == [(street.zhang.pk, False)]


def test_handing_over_replaces_the_person(street: Street, browser: Client) -> None:
    street.give(street.zhang)
    assert browser.post(GIVE, street.form(street.wang, is_hand_over="on")).status_code == 303
    assert street.held() == [(street.zhang.pk, True), (street.wang.pk, False)]


@pytest.mark.parametrize(
    "broken", [{"grid": ""}, {"person": "nobody"}, {"valid_from": "2026-13-01"}, {"valid_until": "soon"}, {"note": "x" * 201}]
)
def test_what_is_missing_or_wrong_is_said_beside_its_field(street: Street, browser: Client, broken: dict[str, str]) -> None:
    answer = browser.post(GIVE, {**street.form(street.zhang), **broken})
    assert answer.status_code == 422
    assert Page(answer).all("p", **{"class": "err"})
    assert street.held() == []


def test_the_link_beside_a_gap_fills_the_form(street: Street, browser: Client) -> None:
    page = Page(browser.get(f"{GIVE}?grid={street.grid.pk}&role={street.roles['responsible'].pk}"))
    chosen = [option["value"] for option in page.all("option") if "selected" in option]
    assert chosen[:2] == [str(street.grid.pk), str(street.roles["responsible"].pk)]


def test_a_duty_ends_with_a_remark(street: Street, browser: Client) -> None:
    duty = street.give(street.zhang)
    where = f"{LIST}{duty.pk}/end"
    assert "张宁" in words(browser, where)
    today = clock.now().astimezone().date().isoformat()

    assert browser.post(where, {"until": "no day"}).status_code == 422
    assert browser.post(where, {"until": "2020-01-01"}).status_code == 422
    assert browser.post(where, {"until": today, "note": "调岗"}).status_code == 303

    assert street.held() == [(street.zhang.pk, True)]
    assert "since" in words(browser, LIST)


def test_who_may_only_look_sees_no_way_to_change(street: Street, house: House) -> None:
    street.give(street.zhang)
    looker = house.browser("li.kan", may=(*CLERK, "org.read"))
    page = Page(looker.get(LIST))
    assert not [link for link in page.all("a") if "give" in link.get("href", "") or link.get("href", "").endswith("/end")]
    assert looker.get(GIVE).status_code == 403
    assert looker.post(GIVE, street.form(street.wang)).status_code == 403
    assert house.browser("chen.wai", may=READER).get(LIST).status_code == 403
    assert street.held() == [(street.zhang.pk, False)]


def test_who_keeps_one_grid_is_offered_that_grid_alone(street: Street, house: House) -> None:
    with scope.scoped(street.actor):
        other = Grid(subdistrict_id=street.actor.subdistrict_id, code="G2", name="兰田二", kind="micro", valid_from=street.grid.valid_from)
        other.save(force_insert=True)
        extent = GridExtent(subdistrict_id=street.actor.subdistrict_id, grid=other, members=["兰田二村"], valid_from=street.grid.valid_from)
        extent.save(force_insert=True)
        post = posts.create_post(street.actor, words=PostWords("微网格长", frozenset({"org.change_duties"})))
        posts.give_post(street.actor, street.wang.pk, post.pk, grid_id=street.grid.pk)
    account = house.account("wang.fang", may=("org.read",))
    with scope.scoped(street.actor):
        (member,) = [each for each in accounts.members(street.actor) if each.login == "wang.fang"]
        people.link_membership(street.actor, member.membership_id, street.wang.pk)
    browser = signed_in(account)

    page = Page(browser.get(GIVE))
    offered = {option["value"] for option in page.all("option")}
    assert str(street.grid.pk) in offered
    assert str(other.pk) not in offered
    assert browser.post(GIVE, street.form(street.zhang)).status_code == 303
    assert browser.post(GIVE, {**street.form(street.zhang), "grid": str(other.pk)}).status_code == 422
    shown = Page(browser.get(LIST))
    assert not [link for link in shown.all("a") if f"grid={other.pk}" in link.get("href", "")]
    assert [link for link in shown.all("a") if f"grid={street.grid.pk}" in link.get("href", "")]
