"""The first start: one administrator by a link that works once, and no password that anybody could know beforehand."""

import logging
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import cast

import pytest
from django.db import connections
from django.http import HttpResponse

from linli.accounts import actions, demo, queries
from linli.accounts.models import Account
from linli.config.logs import Discreet
from linli.kernel import clock
from linli.kernel.errors import NotFound, Refused
from tests import people
from tests.accounts.entrance import PASSWORD, SET_UP_APP, SIGN_IN, Browser, Entrance
from tests.ground import connect_as

AsOwner = Callable[[Callable[[], str]], str]
ROOT = Path(__file__).parent.parent.parent
WISH = {"login": "zhou.min", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def as_owner(entrance: Entrance) -> AsOwner:
    """Do what the operator's command does, as the role it does it in."""

    def do(work: Callable[[], str]) -> str:
        connect_as(entrance.database.server, "owner", entrance.database.name)
        try:
            return work()
        finally:
            connect_as(entrance.database.server, "web", entrance.database.name)

    return do


def _here() -> Browser:
    return Browser("127.0.0.1", "localhost:8000")


def _open(browser: Browser, token: str, wish: dict[str, str] | None = None, *, secure: bool = False) -> HttpResponse:
    path = f"/account/set-up/{token}/"
    if wish is None:
        return cast(HttpResponse, browser.client.get(path, secure=secure))
    return cast(HttpResponse, browser.client.post(path, wish, secure=secure))


def test_the_link_makes_the_administrator_who_then_sets_up_the_second_factor(entrance: Entrance, as_owner: AsOwner) -> None:
    token, browser = as_owner(actions.make_setup_link), _here()
    assert _open(browser, token).status_code == 200
    assert _open(browser, token, WISH).status_code == 302

    assert browser.client.get("/account/sessions/")["Location"] == SET_UP_APP
    # The password was typed a moment ago; the set-up opens at once.
    assert browser.client.get(SET_UP_APP).status_code == 200
    browser.set_up_app()
    assert browser.client.get("/account/sessions/").status_code == 200
    account = Account.objects.get(login="zhou.min")
    assert people.at_the_desk(account.pk).may("accounts.administer")
    assert people.at_the_desk(account.pk, "zhuxi").may("notices.read") is False


def test_used_twice_it_is_gone(entrance: Entrance, as_owner: AsOwner) -> None:
    token = as_owner(actions.make_setup_link)
    assert _open(_here(), token, WISH).status_code == 302
    assert _open(_here(), token).status_code == 404
    assert _open(_here(), token, {**WISH, "login": "second.one"}).status_code == 404
    assert list(Account.objects.values_list("login", flat=True)) == ["zhou.min"]


def test_used_twice_at_once_it_makes_one(entrance: Entrance, as_owner: AsOwner) -> None:
    token = as_owner(actions.make_setup_link)

    def use(number: int) -> int:
        try:
            return _open(_here(), token, {**WISH, "login": f"zhou.min{number}"}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(use, range(4)))
    assert answers == [302, 404, 404, 404]
    assert Account.objects.count() == 1


def test_after_a_day_it_is_gone(entrance: Entrance, as_owner: AsOwner) -> None:
    token = as_owner(actions.make_setup_link)
    with clock.told_by(lambda: datetime.now(UTC) + timedelta(hours=25)):
        assert _open(_here(), token).status_code == 404
        with pytest.raises(Refused, match="has expired"):
            actions.use_setup_link(token, login="zhou.min", password=PASSWORD)
    assert _open(_here(), token).status_code == 200


def test_a_newer_link_ends_the_older(entrance: Entrance, as_owner: AsOwner) -> None:
    older, newer = as_owner(actions.make_setup_link), as_owner(actions.make_setup_link)
    assert _open(_here(), older).status_code == 404
    assert _open(_here(), newer).status_code == 200


def test_where_there_is_an_administrator_it_does_nothing(entrance: Entrance, as_owner: AsOwner) -> None:
    token = as_owner(actions.make_setup_link)
    account = entrance.account("zhou.min")
    assert _open(_here(), token).status_code == 200
    Account.objects.filter(pk=account.pk).update(is_house_administrator=True)

    assert _open(_here(), token).status_code == 404
    with pytest.raises(Refused, match="not needed any more"):
        actions.use_setup_link(token, login="second.one", password=PASSWORD)
    with pytest.raises(Refused, match="administrator already"):
        as_owner(actions.make_setup_link)


def test_it_does_not_travel_in_the_clear(entrance: Entrance, as_owner: AsOwner) -> None:
    token = as_owner(actions.make_setup_link)
    assert _open(Browser("192.0.2.7", "testserver"), token).status_code == 404
    assert _open(Browser("192.0.2.7", "testserver"), token, WISH).status_code == 404
    assert not Account.objects.exists()
    assert _open(Browser("192.0.2.7", "testserver"), token, WISH, secure=True).status_code == 302


def test_a_wrong_token_and_a_bad_wish_make_nobody(entrance: Entrance, as_owner: AsOwner) -> None:
    token = as_owner(actions.make_setup_link)
    assert _open(_here(), "x" * 43, WISH).status_code == 404
    for wish in ({**WISH, "again": "different"}, {**WISH, "login": "A B"}, {**WISH, "password": "short", "again": "short"}, {}):
        assert _open(_here(), token, wish).status_code == 422
    assert not Account.objects.exists()
    assert _open(_here(), token, WISH).status_code == 302


def test_the_database_does_not_hold_the_token(entrance: Entrance, as_owner: AsOwner) -> None:
    token = as_owner(actions.make_setup_link)
    with entrance.database.connect("superuser") as superuser:
        stored = str(superuser.execute("SELECT one_time_link::text FROM one_time_link").fetchall())
    assert queries.digest_of(token) in stored
    assert token not in stored


def test_a_password_link_sets_the_password_of_its_account(entrance: Entrance, as_owner: AsOwner) -> None:
    entrance.account("chen.jie")
    signed_in, new = Browser(), "plum rain over roofs"
    signed_in.sign_in("chen.jie")
    token = as_owner(lambda: actions.make_password_link("Chen.Jie"))

    assert b"chen.jie" in _open(_here(), token).content
    done = _open(_here(), token, {"password": new, "again": new})

    assert (done.status_code, done["Location"]) == (302, SIGN_IN)
    assert not signed_in.is_signed_in()
    old, fresh = Browser("198.51.100.1"), Browser()
    old.sign_in("chen.jie")
    fresh.sign_in("chen.jie", new)
    assert (old.is_signed_in(), fresh.is_signed_in()) == (False, True)
    assert _open(_here(), token).status_code == 404


def test_a_password_link_makes_no_administrator(entrance: Entrance, as_owner: AsOwner) -> None:
    entrance.account("chen.jie")
    token = as_owner(lambda: actions.make_password_link("chen.jie"))
    with pytest.raises(Refused, match="has been used"):
        actions.use_setup_link(token, login="zhou.min", password=PASSWORD)
    with pytest.raises(NotFound):
        as_owner(lambda: actions.make_password_link("nobody"))
    first = as_owner(actions.make_setup_link)
    with pytest.raises(Refused, match="has been used"):
        actions.use_password_link(first, password=PASSWORD)


def test_a_demo_is_never_made_of_a_house_in_use(entrance: Entrance, as_owner: AsOwner) -> None:
    entrance.account("chen.jie")

    def lay_out() -> str:
        demo.lay_out()
        return ""

    with pytest.raises(Refused, match="cannot become a demo"):
        as_owner(lay_out)
    with pytest.raises(Refused, match="not marked as a demo"):
        as_owner(lambda: str(demo.give_passwords(to_everybody=True)))
    assert not queries.is_demo_database()


# A password that stands in the code would be everybody's.
_LITERAL = re.compile(r"""password\s*(?::\s*\w+\s*)?=\s*["'][^"'{]{4,}["']""", re.IGNORECASE)


def test_no_default_password_stands_in_the_tree() -> None:
    assert _LITERAL.search('DEMO_PASSWORD = "linli123"')
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for folder in ("linli", "devtools")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if _LITERAL.search(line)
    ]
    assert found == []


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the house's own handler writes."""
    [handler] = [each for each in logging.getLogger().handlers if any(isinstance(one, Discreet) for one in each.filters)]
    assert isinstance(handler, logging.StreamHandler)
    written = StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def test_a_link_that_still_works_never_stands_in_the_log(entrance: Entrance, as_owner: AsOwner, log: StringIO) -> None:
    token, elsewhere = as_owner(actions.make_setup_link), Browser()
    assert _open(elsewhere, token).status_code == 404
    assert _open(_here(), token, {"login": "zhou.min", "password": "short", "again": "short"}).status_code == 422
    assert _open(_here(), "1" * 9000).status_code == 404

    said = log.getvalue()
    assert said.count("/account/set-up/…/") == 3
    assert token not in said
    assert max(map(len, said.splitlines())) < 1000
    assert _open(_here(), token).status_code == 200


def test_an_address_without_end_is_cut_in_the_log(entrance: Entrance, log: StringIO) -> None:
    assert _here().client.get("/nowhere/" + "x" * 9000).status_code == 404
    assert "/nowhere/xxx" in log.getvalue()
    assert max(map(len, log.getvalue().splitlines())) < 1000
