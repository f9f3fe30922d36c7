"""Signing in: who gets in, who does not, and what the answer gives away."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connections
from django.test import override_settings

from linli.accounts import queries
from linli.accounts.models import Account
from linli.kernel import scope
from linli.kernel.errors import NotFound
from linli.kernel.ids import uuid7
from tests.accounts.entrance import PASSWORD, Browser, Entrance, words

WRONG = "something else entirely"


def test_the_right_password_opens_and_the_wrong_one_does_not(entrance: Entrance) -> None:
    entrance.account("chen.jie")
    browser = Browser()

    browser.sign_in("chen.jie", WRONG)
    assert not browser.is_signed_in()
    browser.sign_in("Chen.Jie")
    assert browser.is_signed_in()


def test_unknown_and_wrong_answer_alike(entrance: Entrance) -> None:
    entrance.account("chen.jie")

    wrong, unknown = Browser().sign_in("chen.jie", WRONG), Browser().sign_in("nobody00", WRONG)

    assert wrong.status_code == unknown.status_code
    assert words(wrong).replace("chen.jie", "?") == words(unknown).replace("nobody00", "?")


def test_unknown_and_wrong_take_the_same_work(entrance: Entrance) -> None:
    with override_settings(PASSWORD_HASHERS=["tests.accounts.test_sign_in.Counting"]):
        entrance.account("chen.jie")
        wrong, unknown = _rounds("chen.jie"), _rounds("nobody00")
    assert wrong == unknown >= Counting.iterations


class Counting(PBKDF2PasswordHasher):
    """Counts its rounds: they are what a sign-in takes its time for, and no clock of a busy machine is asked."""

    iterations = 2_000
    rounds = 0

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """Django's, counted."""
        Counting.rounds += iterations or self.iterations
        return super().encode(password, salt, iterations)


def _rounds(login: str) -> int:
    before = Counting.rounds
    Browser().sign_in(login, WRONG)
    return Counting.rounds - before


def test_five_wrong_tries_close_the_account_from_everywhere(entrance: Entrance) -> None:
    entrance.account("chen.jie")
    entrance.account("wang.li")
    for number in range(5):
        Browser(f"192.0.2.{number}").sign_in("chen.jie", WRONG)

    other, same = Browser("198.51.100.1"), Browser("198.51.100.1")
    other.sign_in("wang.li")
    same.sign_in("chen.jie")

    assert other.is_signed_in()
    assert not same.is_signed_in()


def test_four_wrong_tries_leave_it_open(entrance: Entrance) -> None:
    entrance.account("chen.jie")
    browser = Browser()
    for _ in range(4):
        browser.sign_in("chen.jie", WRONG)
    browser.sign_in("chen.jie")
    assert browser.is_signed_in()


def test_an_unknown_login_is_locked_out_in_the_same_words(entrance: Entrance) -> None:
    entrance.account("chen.jie")
    answers = {}
    for login in ("chen.jie", "nobody00"):
        for number in range(5):
            Browser(f"192.0.2.{number}").sign_in(login, WRONG)
        answers[login] = words(Browser("198.51.100.9").sign_in(login)).replace(login, "?")
    assert answers["chen.jie"] == answers["nobody00"]
    assert "Wrong too often" in answers["chen.jie"]


def test_an_address_that_tries_many_accounts_is_closed(entrance: Entrance) -> None:
    entrance.account("chen.jie")
    attacker, office = Browser("203.0.113.5"), Browser("198.51.100.1")
    for number in range(20):
        attacker.sign_in(f"guess{number:03}", WRONG)

    attacker.sign_in("chen.jie")
    office.sign_in("chen.jie")

    assert not attacker.is_signed_in()
    assert office.is_signed_in()


def test_simultaneous_tries_on_connections_of_their_own_are_all_counted(entrance: Entrance) -> None:
    entrance.account("chen.jie")

    def attempt(number: int) -> bool:
        try:
            answer = Browser(f"192.0.2.{number}").sign_in("chen.jie", WRONG)
            return "is not right" in answer.content.decode()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        looked_at = list(pool.map(attempt, range(16)))

    # Never more than five guesses reach the password; a try that could not get its turn is refused, not let through.
    assert 1 <= sum(looked_at) <= 5


def test_the_counters_are_in_the_database_where_every_process_sees_them(entrance: Entrance) -> None:
    Browser().sign_in("chen.jie", WRONG)
    with entrance.database.connect("superuser") as superuser:
        rows = superuser.execute("SELECT count(*) FROM django_cache WHERE cache_key LIKE '%%login_failed%%'").fetchone()
    assert rows == (2,)


def test_a_closed_account_does_not_open(entrance: Entrance) -> None:
    account, browser = entrance.account("chen.jie"), Browser()
    browser.sign_in("chen.jie")
    assert browser.is_signed_in()

    Account.objects.filter(pk=account.pk).update(is_active=False)

    assert not browser.is_signed_in()
    Browser().sign_in("chen.jie")
    assert not browser.is_signed_in()


@pytest.mark.parametrize("path", ["/account/signup/", "/account/sign-up/", "/account/password/reset/", "/account/email/"])
def test_nobody_registers_or_resets_by_mail(entrance: Entrance, path: str) -> None:
    assert Browser().client.get("/account/sign-in/").status_code == 200
    assert Browser().client.get(path).status_code == 404


def test_demo_logins_open_on_this_machine_in_a_marked_database_only(entrance: Entrance) -> None:
    entrance.account("demo-clerk", is_demo=True)
    unmarked = Browser("127.0.0.1", "localhost:8000")
    unmarked.sign_in("demo-clerk")
    assert not unmarked.is_signed_in()

    entrance.mark_as_demo()
    for refused in (
        Browser("192.0.2.7", "localhost:8000"),
        Browser("127.0.0.1", "testserver"),
        Browser("127.0.0.1", "localhost:8000", forwarded=True),
    ):
        refused.sign_in("demo-clerk")
        assert not refused.is_signed_in()

    marked = Browser("127.0.0.1", "localhost:8000")
    marked.sign_in("demo-clerk", PASSWORD)
    assert marked.is_signed_in()


def test_a_demo_session_taken_elsewhere_ends(entrance: Entrance) -> None:
    entrance.account("demo-clerk", is_demo=True)
    entrance.mark_as_demo()
    here, elsewhere = Browser("127.0.0.1", "localhost:8000"), Browser("192.0.2.7", "localhost:8000")
    here.sign_in("demo-clerk")
    assert here.is_signed_in()

    elsewhere.client.cookies = here.client.cookies

    assert not elsewhere.is_signed_in()


def test_a_letter_opens_the_house_for_nobody_who_left(entrance: Entrance) -> None:
    account_id = entrance.account("chen.jie").pk
    with scope.scoped(entrance.house(entrance.lanting)):
        assert queries.account_for_letter(account_id).login == "chen.jie"
        with pytest.raises(NotFound):
            queries.account_for_letter(uuid7())
    assert queries.signed_in(uuid7()) is None
