"""The pages about partners: a token is shown once, rights and addresses are given by who may, and what did not arrive is sent again."""

import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.ids import uuid7
from linli.tickets.actions import partners as actions
from linli.tickets.models import Partner, Webhook, WebhookDelivery
from linli.tickets.rules.partners import subdistrict_of
from tests.desk.house import House
from tests.desk.test_query_counts import BUDGETS, statements
from tests.tickets.conftest import PASSPHRASE, ring

__all__ = ["ring"]
HERE = "/d/lanting/partners/"
RIGHTS = ["tickets.open", "partners.read_own", "partners.webhooks"]
ASKED = {"name": "区平台", "source": "district_platform", "rights": RIGHTS, "per_minute": "60", "per_day": "600"}


@pytest.fixture
def chief(house: House, ring: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    shutil.copytree(ring, settings.LINLI_HOME, dirs_exist_ok=True)
    return house.browser("ma.chief", may=("tickets.change_partners", "notes.read"))


def system(house: House) -> Actor:
    return Actor.system("test", house.subdistricts["lanting"])


def secret_of(page: str) -> str:
    found = re.search(r"readonly>([^<]+)</textarea>", page)
    assert found is not None
    return found[1]


def test_from_the_first_token_to_the_last_step(house: House, chief: Client) -> None:
    assert "No partner yet" in chief.get(HERE).content.decode()
    wrong = chief.post(f"{HERE}new", {**ASKED, "per_day": "0", "rights": []})
    assert wrong.status_code == 422 and "区平台" in wrong.content.decode()
    token = secret_of(chief.post(f"{HERE}new", ASKED).content.decode())
    assert subdistrict_of(token) == house.subdistricts["lanting"]
    taken = chief.post(f"{HERE}new", ASKED)
    assert taken.status_code == 422 and "already" in taken.content.decode()
    with scope.scoped(system(house)):
        partner = Partner.objects.get()
        assert (partner.per_minute, partner.permissions) == (60, RIGHTS)
        actions.note_call(system(house), partner.pk, "GET requests", 200)
    own = f"{HERE}{partner.pk}/"
    page = chief.get(own).content.decode()
    assert token not in page and "GET requests" in page and "1 of 600 today" in page and "Nowhere yet" in page

    inside = chief.post(f"{own}addresses/new", {"address": "https://169.254.169.254/", "events": ["request.closed"]})
    assert inside.status_code == 422 and "lies inside" in inside.content.decode()
    address = {"address": "https://example.cn/take", "events": ["request.closed"]}
    secret = secret_of(chief.post(f"{own}addresses/new", address).content.decode())
    with scope.scoped(system(house)):
        hook = Webhook.objects.get()
        now, said = clock.now(), {"state": "dead", "attempts": 8, "answer": "http_500"}
        row = {"subdistrict_id": hook.subdistrict_id, "webhook_id": hook.pk, "event_id": uuid7(), "event": "request.closed", "body": "{}"}
        WebhookDelivery(**row, **said, made_at=now, due_at=now, ended_at=now).save(force_insert=True)
    page = chief.get(own).content.decode()
    assert secret not in page and "1 given up" in page and "http_500 × 8" in page
    for then, says in (("again", "on its way again"), ("again", "Nothing was given up"), ("try", "test event"), ("end", "Stopped")):
        assert says in chief.post(f"{own}addresses/{hook.pk}", {"then": then}, follow=True).content.decode()
    assert chief.post(f"{own}addresses/{hook.pk}", {"then": "x"}).status_code == 404

    changed = {"rights": ["partners.read_list"], "per_minute": "5", "per_day": "50"}
    assert chief.post(f"{own}edit", changed).status_code == 303
    assert chief.post(f"{own}edit", {**changed, "rights": ["x"]}).status_code == 422
    assert "was not given the right" in chief.get(own).content.decode()
    assert secret_of(chief.post(f"{own}token").content.decode()) != token
    assert chief.post(f"{own}revoke").status_code == 303
    assert "revoked" in chief.get(HERE).content.decode() and "revoked" in chief.get(own).content.decode()
    assert chief.post(f"{own}revoke").status_code in {404, 422}
    with scope.scoped(system(house)):
        assert Partner.objects.get().revoked_at is not None


def test_the_pages_cost_what_was_reviewed(house: House, chief: Client) -> None:
    for number in range(3):
        chief.post(f"{HERE}new", {**ASKED, "name": f"平台{number}"})
    with scope.scoped(system(house)):
        partner = Partner.objects.order_by("pk")[0]
    costs = {"partners": statements(chief, HERE), "partner": statements(chief, f"{HERE}{partner.pk}/")}
    assert costs == {name: BUDGETS[name] for name in costs}


def test_the_alarm_leads_to_the_partner(house: House, chief: Client) -> None:
    from linli.accounts.models import Account
    from linli.notices import actions as notices
    from linli.notices.models import Notice

    chief.post(f"{HERE}new", ASKED)
    account = Account.objects.get(login="ma.chief")
    with scope.scoped(system(house)):
        partner = Partner.objects.get()
        facts = {"partner": "区平台", "attempts": "8"}
        notices.tell(system(house), [account.pk], kind="webhook.dead", about=partner.stream, cause_seq=1, facts=facts)
        notice = Notice.objects.get()
    answer = chief.post(f"/d/lanting/notices/{notice.pk}/read", {"then": "look"})
    assert answer["Location"] == f"{HERE}{partner.pk}/"
