"""Behind a contact card's code: who answers, one form, a ticket about the place, and nothing else; a card that answers nobody says so."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.answers.rules.kinds import Audience
from linli.kernel import clock, files, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.kernel.permissions import registered_permissions
from linli.org.actions import duties
from linli.places.actions import cards
from linli.places.actions.drafts import PlaceDraft
from linli.places.actions.places import add_place
from linli.places.models import ContactCard, Place
from linli.places.rules.cards import Withdrawal, shown
from linli.places.rules.kinds import Kind
from linli.places.rules.words import ContactWords, Spot, Words
from linli.public import slowing
from linli.tickets.actions import following
from linli.tickets.models import Reporter, Ticket
from tests import make
from tests.desk.answers_rows import in_force
from tests.desk.pages import Page
from tests.kernel.files.test_pictures import jpeg
from tests.tickets.conftest import hand, ring, town
from tests.tickets.town import Town

__all__ = ["hand", "ring", "town"]

SPOT = Spot(lon=121.4020, lat=31.2020)
CODE = re.compile(r"([2-9A-Z]{4})\s([2-9A-Z]{4})")
WORDS = "门口的路灯不亮，谁来修？"


class Door:
    """The shop at the corner with its card, and a passer-by with a phone."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.house = Actor.system("test", town.lanting)
        self.grid = make.grid(self.house)
        self.place = self.add("鲜果时光")
        self.passer = Client(headers={"Accept-Language": "en"})
        (self.card,) = self.does(cards.make_for_places, [self.place.pk])

    def add(self, name: str) -> Place:
        reached = [ContactWords(full_name="林国强", phone="021-5550-0303")]
        draft = PlaceDraft(words=Words(name=name, address="岚皋西路27号"), kind=Kind.SHOP, spot=SPOT, contacts=reached)
        with scope.scoped(self.house):
            return add_place(self.house, draft)

    def does(self, action: Any, *known: Any, **facts: Any) -> Any:
        with scope.scoped(self.house):
            return action(self.house, *known, **facts)

    def speaks(self, person: str) -> Any:
        """Let somebody answer for the grid in a public role."""
        person_id = self.town.fangguan.person_id
        assert person_id is not None
        with scope.scoped(self.house):
            role = next(each for each in duties.lay_default_roles(self.house) if each.code == person)
            duties.give_duty(
                self.house, duties.DutyDraft(grid_id=self.grid.pk, role_id=role.pk, person_id=person_id, valid_from=clock.now())
            )
        return person_id, role.name

    def address(self, code: str = "") -> str:
        return f"/s/lanting/card/{code or self.card.code}/?lang=en"

    def asks(self, code: str = "", **said: Any) -> Any:
        return self.passer.post(self.address(code), {"words": WORDS, **said})

    def tickets(self) -> list[Ticket]:
        with scope.scoped(self.house):
            return list(Ticket.objects.order_by("pk"))


@pytest.fixture
def door(town: Town) -> Door:
    cache.clear()
    with town.database.connect("superuser") as superuser:
        superuser.execute("UPDATE unit SET office_phone = '021-5550-0100' WHERE code = 'centre'")
    return Door(town)


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", jpeg().getvalue(), "image/jpeg")


def text(answer: Any) -> str:
    content: str = answer.content.decode()
    return content


def test_the_page_says_whose_card_it_is_who_answers_and_nothing_else_of_the_place(door: Door) -> None:
    before = text(door.passer.get(door.address()))
    assert "(<a" in before and "021-5550-0100" in before
    _, role = door.speaks("worker")
    door.asks()
    answer = door.passer.get(door.address(door.card.code.lower()))
    page = text(answer)
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store" and not answer.cookies
    assert "鲜果时光" in page and shown(door.card.code) in page and role in page
    for private in ("林国强", "林*", "021-5550-0303", "岚皋西路", WORDS, str(door.place.pk), str(door.card.pk), door.tickets()[0].number):
        assert private not in page
    assert "<script" not in page
    assert "联心卡" in text(door.passer.get(door.address().replace("?lang=en", "")))


def test_what_is_asked_becomes_a_ticket_about_the_place_once_and_is_followed_by_its_code(door: Door) -> None:
    form_id = re.findall(r'name="form_id" value="(\w{32})"', text(door.passer.get(door.address())))[0]
    first = door.asks(form_id=form_id, phone="10000000011", photo=picture())
    again = door.asks(form_id=form_id, phone="10000000011")
    (ticket,) = door.tickets()
    code = "".join(CODE.findall(Page(first).text)[0])
    assert ticket.number in text(first) and code == "".join(CODE.findall(Page(again).text)[0])
    assert "We call you" in text(first)
    assert (ticket.source, ticket.origin_kind, ticket.origin_id) == ("card", "contact_card", door.card.pk)
    assert (ticket.place_id, ticket.grid_id, ticket.address, ticket.lon) == (door.place.pk, door.grid.pk, "岚皋西路27号", SPOT.lon)
    with scope.scoped(door.house):
        assert len(list(files.of(ticket))) == 1
        assert Reporter.objects.get().is_answer_wanted
    followed = text(door.passer.post("/s/lanting/case/follow/?lang=en", {"code": code}))
    assert ticket.number in followed and "鲜果时光" not in followed


def test_a_refused_form_comes_back_with_what_was_typed_and_writes_nothing(door: Door) -> None:
    short = door.asks(phone="12")
    assert short.status_code == 422 and WORDS in text(short) and "too short" in text(short)
    empty = door.asks(words=" ", phone="021-5550-0000")
    assert empty.status_code == 422 and "021-5550-0000" in text(empty)
    many = door.asks(photo=[picture() for _ in range(4)])
    assert many.status_code == 422 and WORDS in text(many)
    assert not door.tickets()


def test_a_card_that_answers_nobody_says_so_and_shows_the_way_out(door: Door) -> None:
    (blank,) = door.does(cards.make_cards, 1)
    zhuxi = Actor.system("test", make.subdistrict(door.town.database, "zhuxi", "竹溪街道"))
    with scope.scoped(zhuxi):
        (theirs,) = cards.make_cards(zhuxi, 1)
    old = door.card.code
    door.does(cards.replace, door.card.pk, reason=Withdrawal.LOST)
    for code, status, sentence in (
        (blank.code, 200, "belongs to no place yet"),
        (old, 200, "exchanged or taken back"),
        (theirs.code, 404, "No card of this subdistrict"),
        ("ABC", 404, "No card of this subdistrict"),
        ("%20", 404, "No card of this subdistrict"),
    ):
        for answer in (door.passer.get(door.address(code)), door.asks(code)):
            assert answer.status_code == status and sentence in text(answer), code
            assert "/s/lanting/case/report/" in text(answer) and "鲜果时光" not in text(answer)
        # What was typed into a form that lay open goes on to the street's own.
        onward = {name: Page(answer).value(name) for name in ("words", "here", "form_id")}
        assert onward["words"] == WORDS
        assert "Where?" in text(door.passer.post("/s/lanting/case/report/?lang=en", {**onward, "to": "where"}))
    assert not door.tickets()


def test_a_card_of_a_person_names_him_while_a_public_notice_does(door: Door) -> None:
    (alone,) = door.does(cards.make_cards, 1)
    person_id, role = door.speaks("worker")
    door.does(cards.bind, alone.code, person_id=person_id)
    page = text(door.passer.get(door.address(alone.code)))
    assert f"<h1>{role} " in page and "Where, if it is about a place" in page
    door.asks(alone.code, address="兰亭路 3 号")
    (ticket,) = door.tickets()
    assert (ticket.address, ticket.place_id, ticket.origin_id) == ("兰亭路 3 号", None, alone.pk)
    with door.town.database.connect("superuser") as superuser:
        superuser.execute("UPDATE duty SET valid_from = valid_from - interval '2 days', valid_until = valid_from - interval '1 day'")
    over = text(door.passer.get(door.address(alone.code)))
    assert role not in over and "021-5550-0100" in over


def test_who_cannot_scan_types_the_code(door: Door) -> None:
    where = "/s/lanting/card/?lang=en"
    assert door.passer.get(where).status_code == 200
    typed = f"{door.card.code[:3].lower()} {door.card.code[3:]}"
    found = door.passer.post(where, {"code": typed})
    assert found.status_code == 302 and found["Location"] == door.address()
    wrong = door.passer.post(where, {"code": "K7Q"})
    assert wrong.status_code == 422 and 'value="K7Q"' in text(wrong)
    assert door.passer.get("/s/nowhere/card/").status_code == 404


def test_who_asks_all_the_time_is_asked_to_call_and_without_a_centre_there_is_no_form(door: Door) -> None:
    for _ in range(slowing.REPORTS_AT_MOST):
        assert door.asks(words="").status_code == 422
    assert door.asks().status_code == 429
    with door.town.database.connect("superuser") as superuser:
        superuser.execute("UPDATE unit SET valid_until = now() - interval '300 days', valid_from = now() - interval '400 days'")
    assert door.passer.get(door.address()).status_code == door.passer.get("/s/lanting/card/").status_code == 404


def test_a_card_exchanged_while_the_form_was_sent_is_refused_by_the_action_itself(door: Door) -> None:
    door.does(cards.withdraw, door.card.pk, reason=Withdrawal.DAMAGED)
    for code in (door.card.code, "ABC"):
        with pytest.raises(Refused) as refusal:
            door.does(following.report, following.Report(words=WORDS, card_code=code))
        assert refusal.value.code == "tickets.card_answers_nobody"
    with scope.scoped(door.house):
        assert ContactCard.objects.count() == 1 and not Ticket.objects.exists()


def answered(door: Door, **facts: Any) -> Any:
    """An answer about lamps that everybody may read."""
    writer = replace(door.house, account_id=uuid7(), person_id=uuid7(), permissions=frozenset(registered_permissions()))
    with scope.scoped(door.house):
        return in_force(writer, replace(writer, person_id=uuid7()), **facts)


def test_who_asks_sees_first_what_is_answered_already_and_nothing_is_kept(door: Door) -> None:
    answered(door)
    page = Page(door.asks())

    for words in ("Does this answer it?", "记下灯杆编号", "街道办事指南第3号", "Send it all the same", "Nothing was sent"):
        assert words in page.text
    assert page.inline == [] and door.tickets() == [] and WORDS in page.text
    with scope.scoped(door.house):
        assert not Reporter.objects.exists()

    sent = door.asks(sure=page.value("sure"), form_id=page.value("form_id"))
    assert CODE.search(Page(sent).text) and len(door.tickets()) == 1


def test_what_is_far_for_staff_only_or_comes_with_a_picture_is_sent_at_once(door: Door) -> None:
    answered(door)
    assert CODE.search(Page(door.asks(words="公交车总是不来")).text)
    photo = SimpleUploadedFile("lamp.jpg", jpeg().getvalue(), content_type="image/jpeg")
    assert CODE.search(Page(door.asks(photo=photo)).text)
    assert len(door.tickets()) == 2
    # A card that answers nobody says so, whatever is asked.
    assert "No card of this subdistrict" in Page(door.asks("2222222")).text


def test_answers_for_staff_only_are_not_shown_to_who_passes_by(door: Door) -> None:
    answered(door, audience=Audience.CLERKS)
    assert CODE.search(Page(door.asks()).text)


def test_an_empty_question_is_still_refused_by_its_field(door: Door) -> None:
    answered(door)
    assert door.asks(words=" ").status_code == 422
