"""From a move to a letter to the ticket: who is written to, what the letter says, and what its link opens."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client, override_settings

from linli.accounts import actions as accounts
from linli.kernel import clock, jobs, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.jobs import queries as job_rows
from linli.notices import actions as notices
from linli.notices import queries
from linli.notices.models import Notice, WayIn
from linli.org.models import Person, Unit
from linli.tickets.actions import dispatching, intake, supervision
from linli.tickets.actions.intake import ReporterDraft, TicketDraft
from linli.tickets.models import Ticket
from tests import post_office
from tests.desk.house import House
from tests.kernel.calendar.conftest import lay_down
from tests.tickets.conftest import PASSPHRASE, ring

__all__ = ["ring"]
UNIT = ("tickets.read_own", "tickets.accept", "tickets.handle", "tickets.resolve", "tickets.return")
CENTRE = ("tickets.read", "tickets.read_reporter", "tickets.open", "tickets.dispatch", "tickets.call", "tickets.handle")
SECRETS = ("林一", "10000000001", "三天没人管", "visit")


@dataclass
class Street:
    """The centre, a firm, somebody in each, and one ticket."""

    house: House
    lanting: UUID
    centre: Actor
    units: dict[str, UUID] = field(default_factory=dict)

    def open(self) -> Ticket:
        draft = TicketDraft(
            intake_unit_id=self.units["centre"],
            source="visit",
            words="三天没人管",
            matter="楼道堆物",
            reporter=ReporterDraft(full_name="林一", phone="10000000001"),
            about_unit_id=self.units["wuye"],
        )
        with scope.scoped(self.centre):
            return intake.open_ticket(self.centre, draft).ticket

    def dispatch(self, ticket: Ticket) -> None:
        with scope.scoped(self.centre):
            dispatching.dispatch(self.centre, ticket.pk, lead_unit_id=self.units["wuye"], note="区里点名")

    def notices(self, **wanted: Any) -> list[Notice]:
        with scope.scoped(Actor.system("test", self.lanting)):
            return list(Notice.objects.of(self.lanting).filter(**wanted).order_by("pk"))


@pytest.fixture
def street(house: House, ring: Path, monkeypatch: pytest.MonkeyPatch) -> Street:
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    shutil.copytree(ring, settings.LINLI_HOME, dirs_exist_ok=True)
    lay_down(house.database)
    lanting = house.subdistricts["lanting"]
    system = Actor.system("test", lanting)
    street = Street(house, lanting, system)
    with scope.scoped(system):
        for code, name, kind in (("centre", "城运中心", "ops_center"), ("wuye", "竹苑物业", "property_firm")):
            begun = datetime(2020, 1, 1, tzinfo=UTC)
            unit = Unit(subdistrict_id=lanting, code=code, name=name, short_name=name, kind=kind, valid_from=begun)
            unit.save(force_insert=True)
            street.units[code] = unit.pk
    _hire(street, "zhang.ning", "centre", "", CENTRE)
    _hire(street, "wang.jun", "wuye", "wuye@lanting.example", UNIT)
    _hire(street, "li.min", "wuye", "", UNIT)
    street.centre = house.actor("zhang.ning")
    return street


def _hire(street: Street, login: str, unit: str, address: str, may: tuple[str, ...]) -> None:
    system = Actor.system("test", street.lanting)
    with scope.scoped(system):
        person = Person(subdistrict_id=street.lanting, kind="staff", unit_id=street.units[unit], joined_on=date(2020, 1, 1))
        person.full_name, person.email = "王军", address
        person.save(force_insert=True)
        account = accounts.create_account(system, login=login, password="a quiet street", language="zh-hans")
        accounts.admit(system, account.pk, permissions=may, person_id=person.pk)


@pytest.fixture
def office() -> Iterator[post_office.PostOffice]:
    with post_office.opened() as opened, mailing(opened.port):
        yield opened


def mailing(port: int) -> override_settings:
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return override_settings(EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, LINLI_MAIL_FROM="linli@lanting.example")


def token_in(letter: Any) -> str:
    found = re.search(r"/d/lanting/way-in/(\S+)", letter.get_content())
    assert found is not None
    return found[1]


def test_a_dispatch_is_told_in_the_house_and_by_letter_and_says_nothing_of_who_reported(street: Street, office: Any) -> None:
    ticket = street.open()
    street.dispatch(ticket)
    street.house.work()

    # Both people of the firm read it at their desks; who dispatched does not, and only one has an address.
    told = street.notices(kind="ticket.dispatched")
    assert len(told) == 2
    (letter,) = office.letters
    assert (letter["To"], letter["From"]) == ("wuye@lanting.example", "linli@lanting.example")
    assert ticket.number in letter["Subject"]
    assert "兰亭街道" in letter["Subject"]
    assert [bool(each.mailed_at) for each in told].count(True) == 1
    for secret in SECRETS:
        assert secret not in letter.as_string() + letter.get_content() + "".join(each.sentence for each in told)

    # The same job once more tells nobody twice.
    with scope.scoped(Actor.system("test", street.lanting)):
        jobs.queue("tickets.tell", Ticket.objects.get(pk=ticket.pk), after=1)
    street.house.work()
    assert (len(street.notices(kind="ticket.dispatched")), len(office.letters)) == (2, 1)


def test_a_link_opens_the_ticket_once_and_nothing_else_of_the_house(street: Street, office: Any) -> None:
    ticket = street.open()
    street.dispatch(ticket)
    street.house.work()
    where = f"/d/lanting/way-in/{token_in(office.letters[0])}"
    browser = street.house.stranger()

    # A program that reads letters follows the link, and uses nothing up.
    assert (browser.get(where).status_code, "_auth_user_id" in browser.session) == (200, False)
    answer = browser.post(where)
    assert (answer.status_code, answer["Location"]) == (303, f"/d/lanting/tickets/{ticket.pk}/")
    page = browser.get(answer["Location"])
    assert page.status_code == 200
    for secret in SECRETS:
        assert secret not in page.content.decode()
    for address in ("/", "/account/", "/account/password/", "/account/second-factor/", "/d/lanting/", "/d/lanting/org/"):
        closed = browser.get(address)
        assert closed.status_code == 403, address
        # The way out leads where such a session may go.
        assert 'action="/d/lanting/tickets/mine"' in closed.content.decode(), address
    assert browser.get("/d/lanting/tickets/mine").status_code == 200
    for nowhere in ('href="/d/lanting/"', 'href="/d/lanting/calendar/"', 'href="/account/"', 'action="/d/lanting/search"'):
        assert nowhere not in page.content.decode(), nowhere
    # What needs a signature needs a password.
    do = f"/d/lanting/tickets/{ticket.pk}/do"
    assert (browser.get(f"{do}/return/").status_code, browser.get(f"{do}/accept/").status_code) == (403, 200)
    assert browser.get("/d/zhuxi/tickets/").status_code == 404

    assert street.house.stranger().post(where).status_code == 404
    assert street.house.stranger().get(where).status_code == 404
    assert street.house.stranger().get("/d/nowhere/way-in/abc").status_code == 404


def test_who_is_signed_in_already_keeps_all_he_may(street: Street, office: Any) -> None:
    ticket = street.open()
    street.dispatch(ticket)
    street.house.work()
    browser = street.house.signed_in("wang.jun")
    assert browser.post(f"/d/lanting/way-in/{token_in(office.letters[0])}", headers={"host": "localhost"}).status_code == 303
    assert browser.get("/account/").status_code == 200


def test_a_link_ends_after_a_week_and_with_the_account(street: Street, office: Any) -> None:
    street.dispatch(street.open())
    street.house.work()
    where = f"/d/lanting/way-in/{token_in(office.letters[0])}"
    with scope.scoped(Actor.system("test", street.lanting)):
        made = WayIn.objects.of(street.lanting).get()
    with clock.told_by(lambda: made.expires_at):
        assert street.house.stranger().get(where).status_code == 404
    # Never over a line on which others listen.
    assert Client(HTTP_HOST="localhost", REMOTE_ADDR="10.0.0.9").post(where).status_code == 404
    TOTP.activate(_account("wang.jun"), generate_totp_secret())
    assert street.house.stranger().post(where).status_code == 404


def test_of_two_who_press_at_once_one_gets_in(street: Street, office: Any) -> None:
    street.dispatch(street.open())
    street.house.work()
    token, house = token_in(office.letters[0]), Actor.system("test", street.lanting)
    with scope.scoped(house):
        notices.use_way_in(house, token)
    with pytest.raises(Refused, match="was used or has expired"), scope.scoped(house):
        notices.use_way_in(house, token)
    with scope.scoped(house):
        letter = queries.Letter(Notice(), "wuye@lanting.example", "en", False)
        assert "wuye" not in repr(letter)


def _account(login: str) -> Any:
    from linli.accounts.models import Account

    return Account.objects.get(login=login)


def test_who_administers_or_has_a_second_factor_gets_a_letter_without_a_link(street: Street, office: Any) -> None:
    TOTP.activate(_account("wang.jun"), generate_totp_secret())
    _hire(street, "he.tian", "wuye", "jia@lanting.example", (*UNIT, "accounts.administer"))
    street.dispatch(street.open())
    street.house.work()
    assert sorted(letter["To"] for letter in office.letters) == ["jia@lanting.example", "wuye@lanting.example"]
    for letter in office.letters:
        assert "way-in" not in letter.get_content()
        assert "/d/lanting/notices/" in letter.get_content()


def test_a_post_office_that_is_away_keeps_nobody_and_the_letter_waits(street: Street) -> None:
    with post_office.opened() as closed:
        port = closed.port
    with mailing(port):
        ticket = street.open()
        street.dispatch(ticket)
        street.house.work()
        assert len(street.notices(kind="ticket.dispatched")) == 2
        assert street.notices(mailed_at__isnull=False) == []
        with scope.scoped(Actor.system("test", street.lanting)):
            (waiting,) = [each for each in job_rows.page(Actor.system("test", street.lanting)) if each.name == "notices.mail"]
            assert WayIn.objects.of(street.lanting).count() == 0
        assert (waiting.attempts, "ConnectionRefused" in waiting.said) == (1, True)

        with post_office.opened(port) as back:
            _due_now(street)
            street.house.work()
            assert len(back.letters) == 1
    assert len(street.notices(mailed_at__isnull=False)) == 1


def _due_now(street: Street) -> None:
    """Ten seconds go by."""
    with street.house.database.connect("superuser") as superuser:
        superuser.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE task_name = 'notices.mail' AND status = 'todo'")


def test_without_a_post_office_nothing_waits(street: Street) -> None:
    street.dispatch(street.open())
    street.house.work()
    with scope.scoped(Actor.system("test", street.lanting)):
        assert [each.name for each in job_rows.page(Actor.system("test", street.lanting)) if each.name == "notices.mail"] == []


def test_a_letter_is_not_written_to_who_lost_the_address_meanwhile(street: Street, office: Any) -> None:
    ticket = street.open()
    street.dispatch(ticket)
    with scope.scoped(Actor.system("test", street.lanting)):
        jobs.queue("tickets.tell", Ticket.objects.get(pk=ticket.pk), after=0)
    with scope.scoped(street.centre):
        supervision.nudge(street.centre, ticket.pk)
    street.house.work()
    assert len(office.letters) == 2
    with scope.scoped(Actor.system("test", street.lanting)):
        person = Person.objects.of(street.lanting).get(email__present=True)
        person.email = ""
        person.save(update_fields=["email"])
        notice = Notice.objects.of(street.lanting).exclude(mailed_at__isnull=True)[0]
        Notice.objects.of(street.lanting).update(mailed_at=None)
        jobs.queue_for_subdistrict("notices.mail", street.lanting, notice_id=notice.pk)
    street.house.work()
    assert len(office.letters) == 2
