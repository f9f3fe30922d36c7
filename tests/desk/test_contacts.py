"""One press on a masked number: the number where it stood, or the question why; nothing is shown without an entry."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from linli.accounts.models import Account
from linli.kernel import clock, journal, personal, scope
from linli.kernel.actor import Actor
from linli.kernel.ids import uuid7
from linli.org.models import Person
from tests.desk.house import CLERK, House
from tests.desk.pages import Page

PHONE, NAME = "138 0000 5678", "林小明"
SEER = (*CLERK, "org.read", "personal.reveal")
PART = {"HX-Request": "true"}


def person_of(house: House, code: str = "lanting", **values: Any) -> Person:
    known = {"full_name": NAME, "private_phone": PHONE, "kind": "representative", "joined_on": clock.now().date()}
    row = Person(subdistrict_id=house.subdistricts[code], **{**known, **values})
    with scope.scoped(Actor.system("test", row.subdistrict_id)):
        row.save(force_insert=True)
    return row


def where(person: Person, field: str = "private_phone", kind: str = "person", code: str = "lanting") -> str:
    return f"/d/{code}/contacts/{kind}/{person.pk}/{field}/reveal"


def entries(house: House, person: Person) -> list[journal.Told]:
    with scope.scoped(Actor.system("test", person.subdistrict_id)):
        return journal.story_of(Person.objects.get(pk=str(person.pk)))


@pytest.fixture
def person(house: House) -> Person:
    """A representative with a private number."""
    return person_of(house)


@pytest.fixture
def seer(house: House) -> Client:
    """Somebody whose post includes seeing masked values."""
    return house.browser("zhang.ning", may=SEER)


@pytest.fixture
def own_work() -> Iterator[set[str]]:
    """The logins that have open work with everybody, for this test."""
    logins: set[str] = set()

    def ask(actor: Actor, _: object) -> str | None:
        mine = Account.objects.filter(pk=actor.account_id or uuid7(), login__in=logins)
        return "ticket/1" if mine.exists() else None

    personal.own_work.register("person", ask)
    yield logins
    personal.own_work._ASKED["person"].remove(ask)


def test_looking_at_the_part_shows_the_mask_and_leaves_no_entry(house: House, person: Person, seer: Client) -> None:
    page = Page(seer.get(where(person)))
    assert "138****5678" in page.text and "5678" not in page.text.replace("138****5678", "")
    assert page.all("form", action=where(person)) and page.all("button", **{"aria-label": "Call Private phone"})
    assert page.inline == []
    assert entries(house, person) == []


def test_the_contact_of_ones_own_work_is_a_number_to_dial_at_once(house: House, person: Person, own_work: set[str]) -> None:
    own_work.add("zhang.ning")
    browser = house.browser("zhang.ning", may=(*CLERK, "org.read"))
    answer = browser.post(where(person), headers=PART)
    page = Page(answer)
    assert answer.status_code == 200
    assert page.all("a", href="tel:13800005678") and PHONE in page.text and "noted in the journal" in page.text
    assert "<html" not in answer.content.decode()
    (told,) = entries(house, person)
    assert (told.verb, told.reason, told.facts["work"]) == ("contact.revealed", "own_work", "ticket/1")


def test_anybody_else_is_asked_why_and_then_shown(house: House, person: Person, seer: Client) -> None:
    asked = seer.post(where(person), headers=PART)
    page = Page(asked)
    assert asked.status_code == 200 and not page.all("a", href="tel:13800005678")
    assert page.all("input", name="reason", autofocus="") and "Write why you need it" in page.text
    assert page.all("a", **{"hx-get": where(person)})
    assert entries(house, person) == []

    shown = Page(seer.post(where(person), {"reason": "核对排班"}, headers=PART))
    assert shown.all("a", href="tel:13800005678")
    (told,) = entries(house, person)
    assert (told.reason, told.facts["why"]) == ("said", "核对排班")


@pytest.mark.parametrize("reason", ["", "看", "看" * 201, "核对\x00排班"])
def test_a_reason_that_says_nothing_comes_back_with_what_was_typed(house: House, person: Person, seer: Client, reason: str) -> None:
    answer = seer.post(where(person), {"reason": reason}, headers=PART)
    page = Page(answer)
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == f"#contact-private_phone-{person.pk}"
    assert page.all("input", name="reason", value=reason, **{"aria-invalid": "true"})
    assert entries(house, person) == []


def test_without_a_script_the_same_steps_are_whole_pages(house: House, person: Person, seer: Client) -> None:
    asked, shown = Page(seer.post(where(person))), Page(seer.post(where(person), {"reason": "核对排班"}))
    assert asked.all("input", name="reason") and asked.all("html")
    assert shown.all("a", href="tel:13800005678") and shown.all("h1")
    assert (asked.inline, shown.inline) == ([], [])


def test_a_name_is_shown_as_text_and_an_empty_number_says_so(house: House, seer: Client) -> None:
    person = person_of(house, private_phone="")
    named = Page(seer.post(where(person, "full_name"), {"reason": "核对排班"}, headers=PART))
    assert NAME in named.text and not named.all("a")
    masked = Page(seer.get(where(person, "full_name"), headers=PART))
    assert "林*" in masked.text and masked.all("button", **{"aria-label": "Show Full name"})
    assert "not kept" in Page(seer.get(where(person), headers=PART)).text
    assert seer.post(where(person), {"reason": "核对排班"}, headers=PART).status_code == 422


def test_whose_post_does_not_include_it_sees_no_number_and_no_question(house: House, person: Person) -> None:
    browser = house.browser("li.si", may=(*CLERK, "org.read"))
    answer = browser.post(where(person), {"reason": "核对排班"}, headers=PART)
    assert answer.status_code == 403 and "5678" not in answer.content.decode()
    assert entries(house, person) == []


def test_what_is_not_there_or_not_ones_own_is_not_found(house: House, person: Person, seer: Client) -> None:
    theirs = person_of(house, "zhuxi")
    blind = house.browser("wang.wu", may=("personal.reveal",))
    missing = Person(pk=uuid7(), subdistrict_id=person.subdistrict_id)
    asked = [
        (seer, where(theirs)),
        (seer, where(missing)),
        (seer, where(person, "left_on")),
        (seer, where(person, kind="unit")),
        (blind, where(person)),
    ]
    for method in ("get", "post"):
        answers = [getattr(browser, method)(address) for browser, address in asked]
        assert [answer.status_code for answer in answers] == [404] * len(asked)
        assert len({Page(answer).text for answer in answers}) == 1
