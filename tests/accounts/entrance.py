"""Going in and out as a person does: with a browser, a login, a password, an authenticator app."""

import time
from collections.abc import Iterable
from typing import cast
from uuid import UUID

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client

from linli.accounts import actions
from linli.accounts.models import Account, Membership
from linli.kernel import scope
from linli.kernel.actor import Actor
from tests import make
from tests.ground import TestDatabase

PASSWORD = "a quiet street at dusk"
SIGN_IN = "/account/sign-in/"
SET_UP_APP = "/account/second-factor/app/activate/"
HOME = "/account/sessions/"


class Entrance:
    """One empty house and the people who come to it."""

    def __init__(self, database: TestDatabase) -> None:
        self.database = database
        self.lanting = make.subdistrict(database, "lanting")
        self.zhuxi = make.subdistrict(database, "zhuxi", "竹溪街道")

    def account(self, login: str, *, is_demo: bool = False, language: str = "en") -> Account:
        """Somebody who may sign in."""
        with scope.scoped(self.house(self.lanting)):
            return actions.create_account(self.house(self.lanting), login=login, password=PASSWORD, is_demo=is_demo, language=language)

    def member(self, account: Account, subdistrict_id: UUID, permissions: Iterable[str] = ()) -> Membership:
        """Let the account work there."""
        with scope.scoped(self.house(subdistrict_id)):
            return actions.admit(self.house(subdistrict_id), account.pk, permissions=permissions)

    def mark_as_demo(self) -> None:
        """What only the owner may do."""
        with self.database.connect("owner") as owner:
            owner.execute("INSERT INTO demo_mark (id, made_at) VALUES (1, now())")

    @staticmethod
    def house(subdistrict_id: UUID) -> Actor:
        """The house itself."""
        return Actor.system("test", subdistrict_id)


class Browser:
    """A browser with its own cookies at an address of its own."""

    def __init__(self, address: str = "192.0.2.7", host: str = "testserver", *, forwarded: bool = False) -> None:
        said = {"Accept-Language": "en", **({"X-Forwarded-For": "127.0.0.1"} if forwarded else {})}
        self.client = Client(headers=said, REMOTE_ADDR=address, HTTP_HOST=host)

    def sign_in(self, login: str, password: str = PASSWORD) -> HttpResponse:
        """Fill in the sign-in page."""
        return cast(HttpResponse, self.client.post(SIGN_IN, {"login": login, "password": password}))

    def is_signed_in(self) -> bool:
        """Whether a page for signed-in people opens, or leads to a set-up instead of the sign-in page."""
        answer = self.client.get(HOME)
        return not (answer.status_code == 302 and answer["Location"].startswith(SIGN_IN))

    def set_up_app(self, password: str = PASSWORD) -> str:
        """Set up the authenticator app and return its secret."""
        answer = self.client.get(SET_UP_APP)
        if answer.status_code == 302:
            self.client.post(answer["Location"], {"password": password})
            answer = self.client.get(SET_UP_APP)
        secret: str = answer.context["form"].secret
        done = self.client.post(SET_UP_APP, {"code": code_of(secret)})
        assert done.status_code == 302, done.content.decode()
        return secret


def code_of(secret: str, *, periods_ago: int = 0) -> str:
    """What the app shows."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 - periods_ago))


def words(answer: HttpResponse) -> str:
    """The page without what differs by chance."""
    return "\n".join(line for line in answer.content.decode().splitlines() if "csrfmiddlewaretoken" not in line)
