"""Partners are told what happened: once, signed, without a word of anybody, for as long as it takes, and never inside."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import override_settings

from linli.accounts import actions as accounts
from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.outbound import PAUSES, next_try, signs
from linli.notices.models import Notice
from linli.tickets.actions import aside, partners, webhooks
from linli.tickets.models import Ticket, Webhook, WebhookDelivery
from linli.tickets.queries import partners as partner_rows
from linli.tickets.queries import webhooks as queries
from linli.tickets.rules.partners import Quota, Right
from linli.tickets.rules.webhooks import Event
from tests import wire
from tests.exchange.conftest import Partner
from tests.tickets.town import reporter
from tests.wire import Asked, Said
from tests.work import as_worker, do_all

EVERY = [event.value for event in Event]


class Ear:
    """A partner's own server and its address in the house."""

    def __init__(self, partner: Partner, server: wire.Server) -> None:
        self.partner, self.server = partner, server
        self.says = Said()
        with scope.scoped(partner.operator):
            self.partner_id: UUID = partner_rows.by_name(partner.operator, "区平台").pk
            rights = [Right.CREATE, Right.READ_OWN, Right.HOOKS]
            partners.change_partner(partner.operator, self.partner_id, rights=rights, quota=Quota())
            self.hook, self.secret = webhooks.add_webhook(partner.operator, self.partner_id, address=server.address, events=EVERY)

    def collects(self, *, works: bool = True) -> None:
        """What the minute brings."""
        system = Actor.system("tickets.collect_news", self.partner.town.lanting)
        with as_worker(self.partner.town.database), scope.scoped(system):
            webhooks.collect(system)
        if works:
            do_all(self.partner.town.database)

    def heard(self) -> list[dict[str, Any]]:
        """The bodies that came, each with a good signature."""
        assert all(signs(self.secret, each.headers, each.body) for each in self.server.asked)
        return [json.loads(each.body) for each in self.server.asked]

    def rows(self) -> list[WebhookDelivery]:
        with scope.scoped(self.partner.town.house):
            return list(WebhookDelivery.objects.order_by("made_at", "pk"))


@pytest.fixture
def ear(partner: Partner) -> Iterator[Ear]:
    ears: list[Ear] = []

    def answer(asked: Asked) -> Said:
        return ears[0].says

    with wire.opened(answer) as server, override_settings(LINLI_OUTBOUND_ALLOW=(server.place,)):
        ears.append(Ear(partner, server))
        yield ears[0]


def test_what_a_partner_may_read_it_is_told_once_and_signed(ear: Ear) -> None:
    town = ear.partner.town
    number = ear.partner.sends({"words": "楼道堆物", "reporter": {"name": "林一", "phone": "10000000001"}}).json()["number"]
    town.ticket(reporter=reporter())
    with scope.scoped(town.house):
        ticket_id = Ticket.objects.values_list("pk", flat=True).get(number=number)
    town.does(town.centre, aside.withdraw, ticket_id, note="他不要了")
    ear.collects()
    ear.collects()
    first, second = ear.heard()
    assert (first["event"], first["service_request_id"], first["jurisdiction_id"]) == ("request.received", number, "lanting")
    assert (second["event"], second["status"], second["state"]) == ("request.put_aside", "closed", "withdrawn")
    assert set(first) == {"id", "event", "at", "jurisdiction_id", "service_request_id", "service_code", "status", "state", "is_own"}
    assert [each.headers["Linli-Event"] for each in ear.server.asked] == [first["id"], second["id"]]
    said = b"".join(each.body for each in ear.server.asked).decode()
    assert not any(word in said for word in ("林一", "10000000001", "他不要了", "楼道"))
    with town.database.connect("superuser") as superuser:
        (kept,) = superuser.execute("SELECT secret FROM webhook").fetchall()
    assert ear.secret.encode() not in bytes(kept[0])


def test_who_does_not_answer_is_asked_again_and_at_last_given_up(ear: Ear, hand: Any) -> None:
    town = ear.partner.town
    system = Actor.system("test", town.lanting)
    with scope.scoped(system):
        chief = accounts.create_account(system, login="chief", password="a quiet street", language="en")
        accounts.admit(system, chief.pk, permissions=["tickets.change_partners"])
    ear.says = Said(503, b"", {"Retry-After": "90"})
    ear.partner.sends({"words": "楼道堆物"})
    ear.collects()
    (row,) = ear.rows()
    assert (row.attempts, row.answer, row.state, row.due_at) == (1, "http_503", "waiting", hand.now + timedelta(seconds=90))
    ear.collects()
    assert len(ear.server.asked) == 1
    for pause in PAUSES:
        hand.now += max(pause, timedelta(seconds=90))
        ear.collects()
    (row,) = ear.rows()
    assert (row.state, row.attempts, len(ear.server.asked)) == ("dead", len(PAUSES) + 1, len(PAUSES) + 1)
    with scope.scoped(town.house):
        (alarm,) = Notice.objects.all()
        assert alarm.account_id == chief.pk and "区平台" in alarm.sentence and alarm.about == f"partner/{ear.partner_id}"
    ear.says = Said()
    with scope.scoped(ear.partner.operator):
        assert queries.standing(ear.partner.operator)[ear.hook.pk] == {"dead": 1}
        assert webhooks.send_again(ear.partner.operator, ear.hook.pk) == 1
    do_all(town.database)
    assert ear.rows()[0].state == "delivered" and len({each["id"] for each in ear.heard()}) == 1
    with pytest.raises(Refused, match="given up"), scope.scoped(ear.partner.operator):
        webhooks.send_again(ear.partner.operator, ear.hook.pk)
    hand.passes(days=31)
    with as_worker(town.database), scope.scoped(system):
        webhooks.forget_deliveries(system)
    assert ear.rows() == []


def test_many_events_go_one_after_the_other_and_a_test_is_one(ear: Ear) -> None:
    for number in range(3):
        ear.partner.sends({"words": "楼道堆物"}, f"k{number}")
    with scope.scoped(ear.partner.operator):
        webhooks.try_webhook(ear.partner.operator, ear.hook.pk)
        assert len(queries.deliveries(ear.partner.operator, ear.partner_id)) == 1
    ear.collects()
    events = [each["event"] for each in ear.heard()]
    assert sorted(events) == ["request.received"] * 3 + ["test"] and {row.attempts for row in ear.rows()} == {1}


def test_nothing_leads_inside_even_when_it_was_allowed_before(ear: Ear) -> None:
    ear.partner.sends({"words": "楼道堆物"})
    with override_settings(LINLI_OUTBOUND_ALLOW=()):
        ear.collects()
        assert (ear.rows()[0].answer, ear.server.asked) == ("not_https", [])
        for address in ("https://169.254.169.254/", "http://localhost/", "https://localhost:8443/", "https://127.0.0.1/", "x"):
            with pytest.raises(Refused) as refusal, scope.scoped(ear.partner.operator):
                webhooks.add_webhook(ear.partner.operator, ear.partner_id, address=address, events=EVERY)
            assert refusal.value.sentence.startswith("Address: "), address
        with scope.scoped(ear.partner.operator):
            hook, _ = webhooks.add_webhook(ear.partner.operator, ear.partner_id, address="https://localhost/", events=["request.closed"])
            webhooks.try_webhook(ear.partner.operator, hook.pk)
        do_all(ear.partner.town.database)
    assert [row.answer for row in ear.rows() if row.webhook_id == hook.pk] == ["inside"]


def test_who_was_stopped_or_may_not_be_told_hears_nothing(ear: Ear) -> None:
    operator = ear.partner.operator
    ear.partner.sends({"words": "楼道堆物"})
    with scope.scoped(operator):
        partners.change_partner(operator, ear.partner_id, rights=[Right.CREATE, Right.HOOKS], quota=Quota())
    ear.collects()
    assert ear.rows() == []
    with scope.scoped(operator):
        partners.change_partner(operator, ear.partner_id, rights=[Right.CREATE, Right.READ_OWN], quota=Quota())
    with pytest.raises(Refused, match="not given the right"), scope.scoped(operator):
        webhooks.add_webhook(operator, ear.partner_id, address="https://example.cn/", events=EVERY)
    ear.partner.sends({"words": "楼道堆物"}, "k2")
    ear.collects()
    assert ear.rows() == []
    ear.says = Said(500)
    with scope.scoped(operator):
        partners.change_partner(operator, ear.partner_id, rights=[Right.CREATE, Right.READ_OWN, Right.HOOKS], quota=Quota())
        for _ in range(4):
            webhooks.add_webhook(operator, ear.partner_id, address=ear.server.address, events=["request.closed"])
    for events, said in ((EVERY, "at most"), (["request.born"], "Events")):
        with pytest.raises(Refused, match=said), scope.scoped(operator):
            webhooks.add_webhook(operator, ear.partner_id, address=ear.server.address, events=events)
    ear.collects()
    assert [row.state for row in ear.rows()] == ["waiting"]
    with scope.scoped(operator):
        webhooks.end_webhook(operator, ear.hook.pk)
    assert [row.state for row in ear.rows()] == ["dead"]
    with pytest.raises(NotFound), scope.scoped(operator):
        webhooks.end_webhook(operator, ear.hook.pk)


def test_a_revoked_partner_is_told_nothing_more(ear: Ear, hand: Any) -> None:
    ear.says = Said(500)
    ear.partner.sends({"words": "楼道堆物"})
    ear.collects()
    with scope.scoped(ear.partner.operator):
        partners.revoke_partner(ear.partner.operator, "区平台")
    hand.passes(hours=1)
    ear.collects()
    assert [row.state for row in ear.rows()] == ["dead"]


def test_a_restore_begins_anew_and_sends_nothing_twice(ear: Ear) -> None:
    ear.partner.sends({"words": "楼道堆物"})
    ear.collects()
    with ear.partner.town.database.connect("superuser") as superuser:
        superuser.execute("UPDATE journal_entry SET xid = 0")
        superuser.execute("INSERT INTO journal_epoch (id, begun_at, cause) SELECT %s, now(), 'restore'", [str(WebhookDelivery().pk)])
    ear.collects()
    ear.partner.sends({"words": "又一件"}, "k2")
    ear.collects()
    assert len(ear.heard()) == 2


def test_what_is_too_much_for_one_look_is_read_in_the_next(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "CHUNK", 2)
    for number in range(3):
        ear.partner.sends({"words": "楼道堆物"}, f"k{number}")
    ear.collects(works=False)
    assert len(ear.rows()) == 2
    ear.collects()
    assert len(ear.heard()) == 3 == len({each["id"] for each in ear.heard()})
    with scope.scoped(ear.partner.town.house):
        assert Webhook.objects.get().mark_xid > 0


def test_the_pauses_grow_and_a_receiver_may_ask_for_more() -> None:
    assert [next_try(number, None) for number in range(1, len(PAUSES) + 1)] == list(PAUSES) == sorted(PAUSES)
    assert next_try(1, 3_600) == timedelta(hours=1) and next_try(len(PAUSES) + 1, None) is None
