"""Sessions: when they end, who sees them, who ends them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from allauth.usersessions.models import UserSession

from linli.kernel import clock
from tests.accounts.entrance import PASSWORD, Browser, Entrance

SESSIONS = "/account/sessions/"
NEW_PASSWORD = "another street at dawn"


@contextmanager
def later(**how_much: float) -> Iterator[None]:
    """The clock of the house, put forward."""
    with clock.told_by(lambda: datetime.now(UTC) + timedelta(**how_much)):
        yield


def test_an_hour_without_use_ends_it(entrance: Entrance) -> None:
    entrance.account("chen.jie")
    browser = Browser()
    browser.sign_in("chen.jie")

    with later(minutes=59):
        assert browser.is_signed_in()
    with later(minutes=118):
        assert browser.is_signed_in()
    with later(minutes=179):
        assert not browser.is_signed_in()
        assert "after an hour without use" in browser.client.get("/account/sign-in/").content.decode()
    # Ended is ended, also for a clock that is put back.
    assert not browser.is_signed_in()


def test_half_a_day_ends_it_however_busy(entrance: Entrance) -> None:
    entrance.account("chen.jie")
    browser = Browser()
    browser.sign_in("chen.jie")

    for minutes in range(50, 12 * 60, 50):
        with later(minutes=minutes):
            assert browser.is_signed_in()
    with later(hours=12):
        assert not browser.is_signed_in()


def test_a_new_sign_in_starts_both_clocks_anew(entrance: Entrance) -> None:
    entrance.account("chen.jie")
    browser = Browser()
    browser.sign_in("chen.jie")
    with later(hours=13):
        assert not browser.is_signed_in()
        browser.sign_in("chen.jie")
        assert browser.is_signed_in()
    with later(hours=13, minutes=50):
        assert browser.is_signed_in()


def test_signing_out_ends_the_session_in_the_house_too(entrance: Entrance) -> None:
    entrance.account("chen.jie")
    browser, thief = Browser(), Browser()
    browser.sign_in("chen.jie")
    thief.client.cookies["sessionid"] = browser.client.cookies["sessionid"].value
    assert thief.is_signed_in()

    browser.client.post("/account/sign-out/")

    assert not thief.is_signed_in()


def test_one_sees_and_ends_ones_own_sessions_only(entrance: Entrance) -> None:
    entrance.account("chen.jie")
    entrance.account("wang.li")
    here, there, stranger = Browser(), Browser("198.51.100.4"), Browser("203.0.113.9")
    here.sign_in("chen.jie")
    there.sign_in("chen.jie")
    stranger.sign_in("wang.li")
    listed = here.client.get(SESSIONS).content.decode()
    assert "198.51.100.4" in listed
    assert "203.0.113.9" not in listed

    theirs = UserSession.objects.get(ip="203.0.113.9")
    here.client.post(f"{SESSIONS}{theirs.pk}/end/")
    assert stranger.is_signed_in()

    mine = UserSession.objects.get(ip="198.51.100.4")
    here.client.post(f"{SESSIONS}{mine.pk}/end/")
    assert not there.is_signed_in()
    assert here.is_signed_in()


def test_signing_out_everywhere_else_leaves_this_one(entrance: Entrance) -> None:
    entrance.account("chen.jie")
    here, there = Browser(), Browser("198.51.100.4")
    here.sign_in("chen.jie")
    there.sign_in("chen.jie")
    here.client.post(SESSIONS)
    assert here.is_signed_in()
    assert not there.is_signed_in()


def test_a_new_password_ends_the_other_sessions(entrance: Entrance) -> None:
    entrance.account("chen.jie")
    here, there = Browser(), Browser("198.51.100.4")
    here.sign_in("chen.jie")
    there.sign_in("chen.jie")

    page = "/account/password/"
    here.client.post(page, {"oldpassword": "not the old one", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert there.is_signed_in()
    here.client.post(page, {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    assert here.is_signed_in()
    assert not there.is_signed_in()
    again = Browser()
    again.sign_in("chen.jie", NEW_PASSWORD)
    assert again.is_signed_in()


def test_the_account_s_language_wins_over_the_browser_s(entrance: Entrance) -> None:
    entrance.account("chen.jie", language="zh-hans")
    browser = Browser()
    assert browser.client.get("/account/sign-in/")["Content-Language"] == "en"
    browser.sign_in("chen.jie")
    assert browser.client.get(SESSIONS)["Content-Language"] == "zh-hans"

    browser.client.post("/account/language/", {"language": "en", "next": "/"})
    assert browser.client.get(SESSIONS)["Content-Language"] == "en"
    elsewhere = Browser()
    elsewhere.sign_in("chen.jie")
    assert elsewhere.client.get(SESSIONS)["Content-Language"] == "en"


def test_the_entrance_speaks_the_language_chosen_there(entrance: Entrance) -> None:
    browser = Browser()
    browser.client.post("/account/language/", {"language": "zh-hans", "next": "/account/sign-in/"})
    assert browser.client.get("/account/sign-in/")["Content-Language"] == "zh-hans"
    browser.client.post("/account/language/", {"language": "klingon", "next": "/account/sign-in/"})
    assert browser.client.get("/account/sign-in/")["Content-Language"] == "zh-hans"


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(entrance: Entrance) -> None:
    entrance.account("chen.jie")
    browser = Browser()
    browser.sign_in("chen.jie")
    cookie = browser.client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]
