"""The desk's pages of contact cards: the list, sheets of stickers, binding, exchanging, withdrawing, the dossier and the search."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from linli.kernel import clock, scope
from linli.kernel.actor import Actor, Channel
from linli.org.actions import duties
from linli.org.rules.permissions import Permission as OrgPermission
from linli.places.actions import cards as actions
from linli.places.actions.drafts import PlaceDraft
from linli.places.actions.places import add_place
from linli.places.models import ContactCard
from linli.places.rules.cards import shown
from linli.places.rules.kinds import Kind
from linli.places.rules.permissions import Permission
from linli.places.rules.words import Words
from linli.tickets.actions import following
from tests import make
from tests.desk.house import House
from tests.desk.test_query_counts import BUDGETS, statements
from tests.desk.tickets.office import Office

MAY = [*Permission, OrgPermission.READ, "tickets.read"]
PLACES = "/d/lanting/places/"


class Street:
    """An office with a grid, two shops, a keeper, and somebody who only reads."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.office = Office(house)
        self.person = self.office.people["centre"]
        self.office.staff.login("keeper", self.person, *map(str, MAY))
        self.browser = house.signed_in("keeper")
        self.actor: Actor = house.actor("keeper")
        self.system = Actor.system("test", self.actor.subdistrict_id)
        self.shops = [self.add(name, number) for number, name in enumerate(("鲜果时光", "王记冒菜"))]

    def add(self, name: str, number: int) -> UUID:
        with scope.scoped(self.system):
            return add_place(self.system, PlaceDraft(kind=Kind.SHOP, words=Words(name=name, address=f"岚皋西路{27 + number}号"))).pk

    def get(self, where: str, browser: Client | None = None, status: int = 200) -> str:
        answer = (browser or self.browser).get(where if where.startswith("/") else PLACES + where)
        assert answer.status_code == status, answer.content.decode()[:1500]
        return answer.content.decode()

    def post(self, where: str, status: int = 303, **said: Any) -> Any:
        answer = self.browser.post(PLACES + where, said)
        assert answer.status_code == status, re.findall(r'class="(?:err|note-bar stop)".*', answer.content.decode())[:5]
        return answer

    def cards(self) -> list[ContactCard]:
        with scope.scoped(self.system):
            return list(ContactCard.objects.order_by("pk"))

    def ask(self, code: str) -> None:
        passer = Actor(account_id=None, subdistrict_id=self.actor.subdistrict_id, channel=Channel.PUBLIC)
        with scope.scoped(passer):
            following.report(passer, following.Report(words="门口路灯不亮", card_code=code))


@pytest.fixture
def street(house: House) -> Street:
    return Street(house)


def test_a_sheet_of_blank_cards_is_made_printed_and_one_is_bound_exchanged_and_withdrawn(street: Street) -> None:
    first, second = street.shops
    assert "No contact cards yet" in street.get("cards/")
    assert "0" in street.post("cards/new", 422, number="0").content.decode()
    printed = street.post("cards/new", number="22")["Location"]
    sheets = street.get(printed)
    made = street.cards()
    assert sheets.count('class="stickers"') == 2 and sheets.count('class="sticker"') == sheets.count("<svg viewBox") == 22
    assert all(shown(card.code) in sheets for card in made) and "联心卡" in sheets and "/s/lanting/card/" in sheets
    card = made[0]

    assert "王记冒菜" in street.get(f"cards/{card.pk}/bind?q=王记") and "No place is found" in street.get(f"cards/{card.pk}/bind?q=没有")
    form = street.get(f"{second}/card?code={card.code}")
    assert f'value="{card.code}"' in form
    assert "no code of a contact card" in street.post(f"{second}/card", 422, code="K7Q").content.decode()
    street.post(f"{second}/card", code=card.code)
    street.ask(card.code)
    dossier = street.get(f"{second}/")
    assert shown(card.code) in dossier and "1 question came through it" in dossier and "No card hangs here yet" in street.get(f"{first}/")

    street.post(f"cards/{card.pk}/replace", 422, reason="lost", code=card.code)
    street.post(f"cards/{card.pk}/replace", reason="damaged", code="")
    new = street.cards()[-1]
    assert shown(new.code) in street.get(f"{second}/") and "Replaced by" in street.get("cards/?state=withdrawn")
    street.post(f"cards/{new.pk}/withdraw", 422, reason="eaten")
    street.post(f"cards/{new.pk}/withdraw", reason="not_wanted")
    assert "The place wants none" in street.get(f"{second}/")
    assert "Contact card withdrawn" in street.get(f"cards/{new.pk}/journal")
    street.post(f"cards/{made[1].pk}/withdraw", reason="misprinted")
    assert "Nothing to print" in street.get("cards/print?state=withdrawn")
    assert street.get("cards/?state=burnt", status=404) and street.get("cards/?grid=x", status=404)


def test_places_without_a_card_get_one_each_by_the_filters_of_their_list(street: Street) -> None:
    conditions = "text=鲜果"
    offered = street.get(f"cards/for?{conditions}")
    assert "鲜果时光" in offered and "王记冒菜" not in offered and "1 card, bound from the beginning" in offered
    assert "Without a contact card" in street.get("") and "Cards for these places" in street.get("")
    printed = street.post(f"cards/for?{conditions}")["Location"]
    assert "鲜果时光" in street.get(printed)
    again = street.post(f"cards/for?place={street.shops[0]}", 422).content.decode()
    assert "Each of these places has a card" in again
    street.post(f"cards/for?place={street.shops[1]}")
    assert "Each of these places has a card" in street.get("cards/for")
    (card, _) = street.cards()
    assert street.get(f"cards/print?card={card.pk}").count('class="sticker"') == 1
    assert "鲜果时光" in street.get(f"/d/lanting/search?q={card.code}") and "鲜果时光" in street.get("cards/?state=bound")
    assert "鲜果时光" not in street.get(f"/d/lanting/search?q={card.code[:-1]}")


def test_a_card_of_a_person_is_bound_to_who_stands_on_a_notice(street: Street) -> None:
    grid = make.grid(street.system)
    with scope.scoped(street.system):
        (role, *_) = [each for each in duties.lay_default_roles(street.system) if each.is_public]
        duties.give_duty(
            street.system, duties.DutyDraft(grid_id=grid.pk, role_id=role.pk, person_id=street.person.pk, valid_from=clock.now())
        )
        (card,) = actions.make_cards(street.system, 1)
    form = street.get(f"cards/{card.pk}/bind")
    assert role.name in form and grid.name in form
    assert "A card belongs to a place, or to a person" in street.post(f"cards/{card.pk}/bind", 422, person="").content.decode()
    street.post(f"cards/{card.pk}/bind", person=str(street.person.pk))
    assert "of a person" in street.get("cards/")
    street.ask(card.code)
    assert f"/d/lanting/places/cards/{card.pk}/journal" in street.get(f"/d/lanting/search?q={card.code}")
    street.post(f"cards/{card.pk}/withdraw", reason="person_left")


def test_who_may_not_is_refused_and_reads(street: Street) -> None:
    with scope.scoped(street.system):
        hung, *_ = actions.make_for_places(street.system, [street.shops[0]])
        (blank,) = actions.make_cards(street.system, 1)
    reader = street.house.browser("reader", may=["places.read"])
    page = street.get("cards/", reader)
    assert "鲜果时光" in page and "Make contact cards" not in page and "Exchange it" not in page
    for where in (
        "cards/new",
        "cards/for",
        f"cards/{blank.pk}/bind",
        f"cards/{blank.pk}/withdraw",
        f"cards/{hung.pk}/replace",
        f"{street.shops[1]}/card",
    ):
        assert street.get(where, reader, status=403)
    stranger = street.house.browser("stranger.too", may=["notes.read"])
    for where in ("cards/", "cards/print"):
        assert street.get(where, stranger, status=403)
    assert street.get(f"cards/{hung.pk}/journal", stranger, status=404)


@pytest.mark.parametrize("how_many", [1, 6])
def test_the_pages_cost_what_was_reviewed_however_many_cards_there_are(street: Street, how_many: int) -> None:
    with scope.scoped(street.system):
        actions.make_for_places(street.system, street.shops)
        card, *_ = actions.make_cards(street.system, how_many)
    where = {
        "places_cards": "cards/",
        "places_cards_print": "cards/print",
        "places_cards_for": "cards/for",
        "card_bind": f"cards/{card.pk}/bind",
    }
    costs = {name: statements(street.browser, PLACES + address) for name, address in where.items()}
    assert costs == {name: BUDGETS[name] for name in costs}
