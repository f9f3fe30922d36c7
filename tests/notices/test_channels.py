"""From a notice to the phone and the group: by the way that was chosen, at the hour that was chosen, once, and until it went."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import override_settings

from linli.accounts import actions as accounts
from linli.kernel import clock, scope
from linli.kernel.actor import Actor, Channel
from linli.kernel.errors import NotFound, Refused
from linli.notices.actions import carriers, channels
from linli.notices.actions.carriers import CarrierDraft
from linli.notices.models import Carrier, Notice, NoticeChoice, NoticeDelivery
from linli.notices.queries import channels as queries
from linli.notices.rules import CarrierKind, Choice, Subject
from linli.org.models import Person, Unit
from tests import make, post_office, wire
from tests.ground import TestDatabase
from tests.tickets.conftest import PASSPHRASE, hand, ring
from tests.tickets.town import Hand
from tests.wire import Asked, Said
from tests.work import as_worker, do_all

__all__ = ["hand", "ring"]
OK = json.dumps({"errcode": 0, "code": "OK"}).encode()
QUIET = Choice(by_sms=True, quiet_from=time(21), quiet_until=time(7))


@dataclass
class Street:
    """A unit with two people, one of them the chief of the channels."""

    database: TestDatabase
    home: UUID
    hand: Hand
    server: wire.Server
    says: list[Said] = field(default_factory=list)
    unit_id: UUID | None = None
    people: dict[str, UUID] = field(default_factory=dict)
    accounts: dict[str, UUID] = field(default_factory=dict)

    def answer(self, asked: Asked) -> Said:
        return self.says[0] if self.says else Said(200, OK)

    @property
    def house(self) -> Actor:
        return Actor.system("test", self.home)

    def chief(self, login: str = "chief") -> Actor:
        may = frozenset({"notices.change_channels"}) if login == "chief" else frozenset[str]()
        return Actor(
            account_id=self.accounts[login], person_id=self.people[login], subdistrict_id=self.home, channel=Channel.DESK, permissions=may
        )

    def tell(self, seq: int = 1, *, readers: tuple[str, ...] = ("chief", "clerk"), is_urgent: bool = False) -> None:
        with scope.scoped(self.house):
            channels.tell_by_all_ways(
                self.house,
                [self.accounts[each] for each in readers],
                kind="ticket.turned_red",
                about="ticket/01a20000-0000-7000-8000-000000000001",
                cause_seq=seq,
                facts={"number": f"2611-000{seq}", "unit": "竹苑物业", "clock": "accept", "due": "11-24 10:30"},
                unit_id=self.unit_id,
                is_urgent=is_urgent,
            )

    def works(self) -> None:
        """What the minute brings."""
        with as_worker(self.database), scope.scoped(self.house):
            channels.send_due(self.house)
        do_all(self.database)

    def rows(self) -> list[tuple[str, str, str]]:
        with scope.scoped(self.house):
            return [(row.way, row.state, row.answer) for row in NoticeDelivery.objects.order_by("made_at", "pk")]

    def carrier(self, kind: CarrierKind, name: str = "群") -> UUID:
        draft = CarrierDraft(name=name, kind=kind, address=self.server.address, secret="s", user="u", signature="g", template="t")
        with scope.scoped(self.chief()):
            return carriers.add_carrier(self.chief(), draft).pk

    def choose(self, subject: Subject, subject_id: UUID, choice: Choice, carrier_id: UUID | None = None) -> None:
        with scope.scoped(self.chief()):
            carriers.choose(self.chief(), subject, subject_id, choice, carrier_id=carrier_id)

    def heard(self) -> list[dict[str, Any]]:
        return [json.loads(each.body) for each in self.server.asked]


@pytest.fixture
def street(database: TestDatabase, ring: Path, hand: Hand, monkeypatch: pytest.MonkeyPatch) -> Iterator[Street]:
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    shutil.copytree(ring, settings.LINLI_HOME, dirs_exist_ok=True)
    made: list[Street] = []

    def answer(asked: Asked) -> Said:
        return made[0].answer(asked)

    with wire.opened(answer) as server, override_settings(LINLI_OUTBOUND_ALLOW=(server.place,)):
        made.append(Street(database, make.subdistrict(database, "lanting", "兰亭街道"), hand, server))
        _people(made[0])
        yield made[0]


def _people(street: Street) -> None:
    house = street.house
    with scope.scoped(house):
        begun = datetime(2020, 1, 1, tzinfo=UTC)
        unit = Unit(subdistrict_id=street.home, code="wuye", name="竹苑物业", short_name="竹苑物业", kind="property_firm", valid_from=begun)
        unit.save(force_insert=True)
        street.unit_id = unit.pk
        for login, phone in (("chief", "10000000001"), ("clerk", "")):
            person = Person(subdistrict_id=street.home, kind="staff", unit_id=unit.pk, joined_on=begun.date())
            person.full_name, person.private_phone, person.email = "张宁", phone, f"{login}@lanting.example"
            person.save(force_insert=True)
            account = accounts.create_account(house, login=login, password="a quiet street", language="en")
            may = ["notices.change_channels"] if login == "chief" else ["notes.read"]
            accounts.admit(house, account.pk, permissions=may, person_id=person.pk)
            street.people[login], street.accounts[login] = person.pk, account.pk


def test_the_group_is_told_once_for_all_its_people(street: Street) -> None:
    assert street.unit_id is not None
    street.choose(Subject.UNIT, street.unit_id, Choice(by_mail=False), street.carrier(CarrierKind.WECOM))
    for _ in range(2):
        street.tell()
    street.works()
    (said,) = street.heard()
    assert said["text"]["content"].startswith("【兰亭街道】") and "2611-0001" in said["text"]["content"]
    assert street.rows() == [("group", "delivered", "errcode_0")]
    with scope.scoped(street.house):
        assert Notice.objects.count() == 2
    with scope.scoped(street.house):
        kept = Carrier.objects.get()
        assert street.server.address.encode() not in bytes(kept.address) and kept.host == "127.0.0.1"
    # Nothing of a person leaves by it.
    assert not any(word in str(street.heard()) for word in ("张宁", "10000000001"))


def test_a_text_goes_to_whoever_chose_it_and_has_a_number(street: Street) -> None:
    street.carrier(CarrierKind.SMS)
    street.choose(Subject.STREET, street.home, Choice(by_mail=False, by_sms=True))
    street.tell()
    street.works()
    (said,) = street.heard()
    assert said["to"] == "10000000001" and "竹苑物业" in said["text"]
    assert sorted(street.rows()) == [("sms", "dead", "no_address"), ("sms", "delivered", "code_OK")]


def test_at_night_it_waits_and_what_is_urgent_goes(street: Street) -> None:
    street.carrier(CarrierKind.SMS)
    street.choose(Subject.PERSON, street.people["chief"], replace(QUIET, by_mail=False))
    street.hand.passes(hours=13)
    street.tell(1, readers=("chief",))
    street.tell(2, readers=("chief",))
    street.tell(3, readers=("chief",), is_urgent=True)
    street.works()
    assert ["2611-0003" in each["text"] for each in street.heard()] == [True]
    street.hand.passes(hours=9)
    street.works()
    street.works()
    (_, morning) = street.heard()
    assert "2611-0002" in morning["text"] and "2" in morning["text"]
    assert [row[1] for row in street.rows()] == ["delivered"] * 3


def test_one_letter_in_the_morning_with_everything(street: Street) -> None:
    street.choose(Subject.PERSON, street.people["clerk"], Choice(is_digest=True))
    with (
        post_office.opened() as office,
        override_settings(
            LINLI_MAIL_FROM="street@linli.example",
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=office.port,
            EMAIL_USE_TLS=False,
        ),
    ):
        for seq in (1, 2):
            street.tell(seq, readers=("clerk",))
        street.works()
        assert office.letters == []
        street.hand.now = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
        office.refuses = True
        street.works()
        assert [row[1] for row in street.rows()] == ["waiting"] * 2
        office.refuses = False
        street.works()
        street.works()
        (letter,) = office.letters
        text = letter.get_content()
        assert letter["Subject"] == "[兰亭街道] 2 notices" and "2611-0001" in text and "2611-0002" in text
        assert text.count("/way-in/") == 1
    assert [row[1] for row in street.rows()] == ["delivered"] * 2
    with scope.scoped(street.house):
        assert all(each.mailed_at for each in Notice.objects.all())


def test_a_letter_at_once_is_seen_and_tried_again(street: Street) -> None:
    with (
        post_office.opened() as office,
        override_settings(
            LINLI_MAIL_FROM="street@linli.example",
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=office.port,
            EMAIL_USE_TLS=False,
        ),
    ):
        street.tell(readers=("clerk",))
        do_all(street.database)
        assert len(office.letters) == 1 and street.rows() == [("mail", "delivered", "")]
        office.refuses = True
        street.tell(2, readers=("clerk",))
        do_all(street.database)
        for _ in range(8):
            street.hand.passes(hours=3, minutes=1)
            with as_worker(street.database), scope.scoped(street.house):
                channels.send_due(street.house)
        assert street.rows()[1] == ("mail", "dead", "no_post_office")
        with scope.scoped(street.house):
            assert Notice.objects.filter(kind="carrier.dead", account_id=street.accounts["chief"]).count() == 1


def test_who_is_busy_is_asked_again_and_who_says_never_is_not(street: Street) -> None:
    assert street.unit_id is not None
    street.choose(Subject.STREET, street.home, Choice(by_mail=False), street.carrier(CarrierKind.DINGTALK))
    street.says = [Said(200, b'{"errcode": 130101}')]
    street.tell()
    street.works()
    assert street.rows() == [("group", "waiting", "errcode_130101")] and len(street.server.asked) == 1
    street.hand.passes(seconds=61)
    street.says = [Said(200, b'{"errcode": 310000}')]
    street.works()
    assert street.rows() == [("group", "dead", "errcode_310000")]
    with scope.scoped(street.chief()):
        (row,) = queries.deliveries(street.chief())
        (alarm,) = Notice.objects.filter(kind="carrier.dead")
        assert "群" in alarm.sentence and alarm.account_id == street.accounts["chief"]
    street.says = []
    with scope.scoped(street.chief()):
        carriers.send_again(street.chief(), row.pk)
    street.works()
    assert street.rows() == [("group", "delivered", "errcode_0")]
    with pytest.raises(Refused, match="not given up"), scope.scoped(street.chief()):
        carriers.send_again(street.chief(), row.pk)
    street.hand.passes(days=31)
    with as_worker(street.database), scope.scoped(street.house):
        channels.forget_deliveries(street.house)
    assert street.rows() == []


def test_what_is_held_for_somebody_who_left_is_given_up(street: Street) -> None:
    street.carrier(CarrierKind.SMS)
    street.choose(Subject.PERSON, street.people["clerk"], QUIET)
    street.hand.passes(hours=13)
    with override_settings(LINLI_MAIL_FROM="street@linli.example"):
        street.tell(readers=("clerk",))
    with scope.scoped(street.house):
        Person.objects.filter(pk=street.people["clerk"]).update(left_on=clock.now().date())
    street.hand.passes(hours=9)
    street.works()
    assert sorted(street.rows()) == [("mail", "dead", "no_address"), ("sms", "dead", "no_address")]
    with scope.scoped(street.house):
        for act in (channels.mail_digest, channels.deliver_digest):
            act(street.house, street.accounts["clerk"])


def test_a_channel_is_named_tried_and_ended(street: Street) -> None:
    group, texts = street.carrier(CarrierKind.WEBHOOK), street.carrier(CarrierKind.ALIYUN, "短信")
    street.choose(Subject.STREET, street.home, Choice(by_mail=False), group)
    kind, good = CarrierKind.WECOM, "https://example.cn/"
    for draft, said in (
        (CarrierDraft(name="群", kind=kind, address=good), "already"),
        (CarrierDraft(name=" ", kind=kind, address=good), "Name"),
        (CarrierDraft(name="x", kind=CarrierKind.WECOM, address="https://127.0.0.1/"), "Address"),
        (CarrierDraft(name="x", kind=CarrierKind.SMS, address="https://example.cn/"), "Secret"),
        (CarrierDraft(name="x", kind=CarrierKind.ALIYUN, address="https://example.cn/", user="u", secret="s", signature="g"), "Template"),
    ):
        with pytest.raises(Refused, match=said), scope.scoped(street.chief()):
            carriers.add_carrier(street.chief(), draft)
    for act in (
        lambda: carriers.try_carrier(street.chief(), texts),
        lambda: carriers.choose(street.chief(), Subject.STREET, street.home, Choice(), carrier_id=texts),
    ):
        with pytest.raises(Refused, match="Group"), scope.scoped(street.chief()):
            act()
    with scope.scoped(street.chief()):
        carriers.try_carrier(street.chief(), group)
    street.works()
    assert "test of the channel" in street.heard()[0]["text"] or "测试" in street.heard()[0]["text"]
    street.tell(7)
    with scope.scoped(street.chief()):
        carriers.end_carrier(street.chief(), group)
        assert [each.name for each in queries.carriers(street.chief())] == ["短信"]
        assert [each.carrier_id for each in queries.choices(street.chief())] == [None]
    street.works()
    assert street.rows()[-1] == ("group", "dead", "ended")
    with pytest.raises(NotFound), scope.scoped(street.chief()):
        carriers.end_carrier(street.chief(), group)


def test_everybody_chooses_for_himself_and_for_nobody_else(street: Street) -> None:
    clerk = street.chief("clerk")
    with scope.scoped(clerk):
        carriers.choose(clerk, Subject.PERSON, street.people["clerk"], Choice(is_digest=True))
        carriers.choose(clerk, Subject.PERSON, street.people["clerk"], QUIET)
        assert queries.as_choice(NoticeChoice.objects.get()) == QUIET
    for subject, subject_id in ((Subject.PERSON, street.people["chief"]), (Subject.STREET, street.home)):
        with pytest.raises(Refused), scope.scoped(clerk):
            carriers.choose(clerk, subject, subject_id, Choice())
    with pytest.raises(Refused, match="Quiet"), scope.scoped(clerk):
        carriers.choose(clerk, Subject.PERSON, street.people["clerk"], Choice(quiet_from=time(1)))
    for read in (queries.carriers, queries.choices, queries.deliveries):
        with pytest.raises(Refused), scope.scoped(clerk):
            read(clerk)


def test_a_message_that_is_not_there_any_more_is_left_alone(street: Street) -> None:
    with scope.scoped(street.house):
        channels.deliver(street.house, street.home)
    assert street.server.asked == []
