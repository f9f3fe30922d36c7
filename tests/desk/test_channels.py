"""The pages about how people are told: a channel is named once and shown to nobody, chosen for a unit or oneself, and watched."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from linli.accounts.models import Account, Membership
from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.notices.models import Carrier, NoticeChoice, NoticeDelivery
from linli.org.models import Person, Unit
from tests.desk.house import House
from tests.desk.test_query_counts import BUDGETS, statements
from tests.tickets.conftest import PASSPHRASE, ring

__all__ = ["ring"]
HERE = "/d/lanting/channels/"
ROBOT = {"name": "物业群", "kind": "wecom", "address": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k-1"}


@pytest.fixture
def chief(house: House, ring: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    shutil.copytree(ring, settings.LINLI_HOME, dirs_exist_ok=True)
    browser = house.browser("ma.chief", may=("notices.change_channels", "org.read"))
    with scope.scoped(system(house)):
        home, begun = house.subdistricts["lanting"], datetime(2020, 1, 1, tzinfo=UTC)
        unit = Unit(subdistrict_id=home, code="wuye", name="竹苑物业", short_name="竹苑物业", kind="property_firm", valid_from=begun)
        unit.save(force_insert=True)
        person = Person(subdistrict_id=home, kind="staff", unit_id=unit.pk, joined_on=begun.date())
        person.full_name = "张宁"
        person.save(force_insert=True)
        Membership.objects.filter(account__login="ma.chief").update(person_id=person.pk)
    return browser


def system(house: House) -> Actor:
    return Actor.system("test", house.subdistricts["lanting"])


def test_from_the_name_of_a_channel_to_its_end(house: House, chief: Client) -> None:
    page = chief.get(HERE).content.decode()
    assert "None yet" in page and "Nobody chose yet" in page and "Nothing has gone out yet" in page
    for wrong, says in (({"address": "http://10.0.0.1/"}, "only https"), ({"name": ""}, "required"), ({"kind": "sms"}, "needs it")):
        answer = chief.post(f"{HERE}new", {**ROBOT, **wrong})
        assert answer.status_code == 422 and says in answer.content.decode(), wrong
    assert chief.post(f"{HERE}new", ROBOT).status_code == 303
    assert "already" in chief.post(f"{HERE}new", ROBOT).content.decode()
    assert chief.post(f"{HERE}new", {**ROBOT, "name": "短信", "kind": "sms", "secret": "s"}).status_code == 303
    page = chief.get(HERE).content.decode()
    assert "物业群" in page and "k-1" not in page and "qyapi.weixin.qq.com" in page
    with scope.scoped(system(house)):
        carrier, texts = Carrier.objects.get(name="物业群"), Carrier.objects.get(name="短信")
        unit = Unit.objects.get()
    own = f"{HERE}for/unit?unit={unit.pk}"
    assert "How 竹苑物业 is told" in chief.get(own).content.decode()
    quiet = {"by_mail": "on", "carrier": str(carrier.pk), "quiet_from": "21:00"}
    assert "Quiet hours" in chief.post(own, quiet).content.decode()
    assert chief.post(own, {**quiet, "quiet_until": "07:00", "by_sms": "on", "is_digest": "on"}).status_code == 303
    assert chief.post(f"{HERE}for/street", {"by_mail": "on"}).status_code == 303
    assert chief.post("/d/lanting/notices/how", {"is_digest": "on"}).status_code == 303
    assert "How I am told" in chief.get("/d/lanting/notices/how").content.decode()
    page = chief.get(HERE).content.decode()
    assert "Quiet 21:00–07:00" in page and "张宁" in page and "The subdistrict" in page
    for wrong_one in ("for/house", f"for/unit?unit={carrier.pk}"):
        assert chief.get(f"{HERE}{wrong_one}").status_code == 404
    assert "Choose a robot" in chief.post(f"{HERE}{texts.pk}", {"then": "try"}, follow=True).content.decode()
    assert "test is on its way" in chief.post(f"{HERE}{carrier.pk}", {"then": "try"}, follow=True).content.decode()
    assert chief.post(f"{HERE}{carrier.pk}", {"then": "x"}).status_code == 404
    with scope.scoped(system(house)):
        NoticeDelivery.objects.update(state="dead", ended_at=clock.now(), answer="errcode_93000")
        row = NoticeDelivery.objects.get()
    assert "errcode_93000" in chief.get(HERE).content.decode()
    for says in ("goes again", "was not given up"):
        assert says in chief.post(f"{HERE}messages/{row.pk}/again", follow=True).content.decode()
    assert "Ended" in chief.post(f"{HERE}{carrier.pk}", {"then": "end"}, follow=True).content.decode()
    with scope.scoped(system(house)):
        assert {each.carrier_id for each in NoticeChoice.objects.all()} == {None}
    assert statements(chief, HERE) == BUDGETS["channels"]


def test_a_login_without_a_person_is_told_so(house: House, chief: Client) -> None:
    clerk = house.browser("wang.fang")
    assert Account.objects.filter(login="wang.fang").exists()
    answer = clerk.get("/d/lanting/notices/how")
    assert answer.status_code == 422 and "Nobody has said which person" in answer.content.decode()
    assert clerk.get(HERE).status_code == 403
