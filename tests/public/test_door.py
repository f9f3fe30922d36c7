"""The anonymous door: for everybody alike, from the address alone, with nothing kept on either side."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from linli.accounts import actions as accounts
from linli.config import doors
from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.public import errors
from tests.desk.pages import Page
from tests.public.street import PublicStreet

LIST = "/s/lanting/grids/"
Z1 = "/s/lanting/grids/Z1/"
MISSING = (
    *("/s/nowhere/grids/", "/s/nowhere/grids/Z1/", "/s/zhuxi/grids/", "/s/zhuxi/grids/Z1/"),
    *("/s/lanting/grids/Z9/", "/s/lanting/grids/X1/", "/s/lanting/"),
)


@pytest.mark.parametrize("address", [LIST, Z1])
def test_nothing_is_left_in_the_browser_and_caches_may_keep_the_page_a_minute(street: PublicStreet, passer: Client, address: str) -> None:
    answer = passer.get(address)

    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["Cache-Control"] == "public, max-age=60"
    assert not answer.has_header("Vary"), "the address says it all"
    assert not passer.cookies


@pytest.mark.parametrize("address", [LIST, Z1])
def test_somebody_who_is_signed_in_is_nobody_in_particular_here(street: PublicStreet, passer: Client, address: str) -> None:
    house = Actor.system("test", street.office.lanting)
    with scope.scoped(house):
        account = accounts.create_account(house, login="zhang.ning", password="a quiet street", language="en")
        accounts.admit(house, account.pk, permissions=["org.read"])
    staff = Client()
    staff.force_login(account)
    before = list(Session.objects.values_list("session_key", "session_data", "expire_date"))

    with CaptureQueriesContext(connection) as asked:
        answer = staff.get(address)

    assert answer.content == passer.get(address).content
    assert not answer.cookies
    assert not [each for each in asked.captured_queries if "session" in each["sql"] or "account" in each["sql"]]
    assert list(Session.objects.values_list("session_key", "session_data", "expire_date")) == before


def test_whatever_is_missing_gets_the_same_answer(street: PublicStreet, passer: Client) -> None:
    answers = [passer.get(address) for address in MISSING]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({frozenset(answer.headers.items()) for answer in answers}) == 1
    page = Page(answers[0])
    assert "没有这一页" in page.text
    assert page.all("a", href="tel:12345")
    assert "兰亭" not in page.text
    assert not answers[0].cookies


def test_an_address_of_the_desk_keeps_the_desks_own_answer(street: PublicStreet, passer: Client) -> None:
    assert "Not found" in Page(passer.get("/nothing/here")).text
    assert passer.get("/d/lanting/").status_code == 302


def test_the_language_stands_in_the_address_not_in_the_browser(street: PublicStreet, passer: Client) -> None:
    usual, english = passer.get(Z1), passer.get(f"{Z1}?lang=en")

    assert Page(usual).all("html", lang="zh-Hans")
    assert "谁负责" in Page(usual).text
    assert usual["Content-Language"] == "zh-Hans"
    assert Page(english).all("html", lang="en")
    assert "Who answers for this grid" in Page(english).text
    assert Page(usual).all("a", href="?lang=en")
    assert Page(english).all("a", href="?")


def test_large_type_is_a_link_that_the_next_page_carries_on(street: PublicStreet, passer: Client) -> None:
    usual, large = Page(passer.get(Z1)), Page(passer.get(f"{Z1}?lang=en&big=1"))

    assert usual.all("a", href="?big=1")
    assert not usual.all("body", **{"class": "elder"})
    assert large.all("body", **{"class": "elder"})
    assert large.all("a", href="/s/lanting/grids/W1/?lang=en&big=1")
    assert large.all("a", href="?big=1"), "back to Chinese, still large"
    assert large.all("a", href="?lang=en"), "back to the usual size, still English"


@pytest.mark.parametrize("address", [LIST, Z1, "/s/lanting/grids/Z9/"])
def test_no_script_no_inline_style_and_no_other_host(street: PublicStreet, passer: Client, address: str) -> None:
    answer = passer.get(address)
    page = Page(answer)

    assert page.inline == []
    assert not page.all("script")
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    links = [value for _, found in page.tags for name, value in found.items() if name in {"src", "href", "action"}]
    assert not [each for each in links if each.startswith(("http:", "https:", "//"))]


@pytest.mark.parametrize("how_many", [0, 12])
def test_a_page_costs_what_was_reviewed_however_large_the_street(street: PublicStreet, passer: Client, how_many: int) -> None:
    street.put_on_duty("李敏")
    for number in range(how_many):
        street.people[f"某{number}"] = street.office.person(f"某{number}", unit=street.committee, work_phone="021-5550-0300")
        street.give("Z1", "linker", f"某{number}")
    passer.get(Z1)

    costs = {}
    for address in (LIST, Z1):
        with CaptureQueriesContext(connection) as asked:
            passer.get(address)
        costs[address] = len(asked)

    # With the transaction's own three: begin, scope, commit.
    assert costs == {LIST: 7, Z1: 11}


def test_only_reading_is_answered(street: PublicStreet, passer: Client) -> None:
    assert passer.head(Z1).status_code == 200
    assert passer.post(Z1, {"address": "x"}).status_code == 405
    assert passer.put(LIST).status_code == 405


def test_a_grids_code_may_be_any_text(street: PublicStreet, passer: Client) -> None:
    with street.office.database.connect("superuser") as superuser:
        superuser.execute("UPDATE grid SET code = '一/2 号?' WHERE code = 'W2'")

    links = [found["href"] for found in Page(passer.get(LIST)).all("a") if "%E4%B8%80" in found["href"]]

    assert len(links) == 1
    assert "兰田二网格" in Page(passer.get(links[0])).text


def test_the_notice_on_paper_names_its_own_address(street: PublicStreet, passer: Client) -> None:
    assert "http://testserver/s/lanting/grids/Z1/ " in Page(passer.get(f"{Z1}?big=1")).text


def test_a_busy_database_is_said_in_the_public_style(street: PublicStreet, passer: Client) -> None:
    with street.office.database.connect("owner") as owner, owner.transaction():
        owner.execute("LOCK TABLE grid_extent IN ACCESS EXCLUSIVE MODE")
        inside = passer.get(f"{Z1}?lang=en")
    passer.raise_request_exception = False
    with street.office.database.connect("superuser") as superuser, superuser.transaction():
        superuser.execute("SET LOCAL lock_timeout = 0")
        superuser.execute("LOCK TABLE subdistrict IN ACCESS EXCLUSIVE MODE")
        before = passer.get(f"{Z1}?lang=en")

    for answer in (inside, before):
        assert answer.status_code == 503
        assert "Try again in a minute. If it cannot wait, call 12345." in Page(answer).text
    assert passer.get(Z1).status_code == 200


def test_our_own_mistake_is_said_at_the_door_where_it_happened() -> None:
    public = doors.server_error(RequestFactory().get("/s/lanting/grids/?lang=en"))
    desk = doors.server_error(RequestFactory().get("/d/lanting/"))

    assert (public.status_code, desk.status_code) == (500, 500)
    assert "If it cannot wait, call 12345." in Page(public).text
    assert "12345" not in Page(desk).text
    assert public["Cache-Control"] == "no-store"


def test_what_nobody_sends_is_refused_in_each_doors_words() -> None:
    asked = [RequestFactory().get(f"/{path}/lanting/?lang=en") for path in ("s", "d")]

    unread = [doors.bad_request(each, ValueError()) for each in asked]
    kept_out = [doors.forbidden(each, PermissionError()) for each in asked]

    assert [answer.status_code for answer in unread] == [400, 400]
    assert [answer.status_code for answer in kept_out] == [404, 403]
    assert [bool(re.search("12345|Nothing was kept", Page(answer).text)) for answer in (*unread, *kept_out)] == [True, False, True, False]
    assert errors.said(asked[0], 400, "That did not work", "Busy for a moment")["Content-Language"] == "en"
