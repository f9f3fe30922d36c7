"""Each way out against a server on this machine that speaks the published protocol: what it takes, what it refuses, and when it is busy."""

import base64
import hashlib
import hmac
import json
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings

from linli.kernel.ids import uuid7
from linli.kernel.outbound import asking, signs
from linli.notices.carriers import Account, Message, Outcome, carrier_for
from linli.notices.rules import CarrierKind
from tests import wire
from tests.wire import Asked, Said

AT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
SECRET = "SEC-of-the-tests"


def message(text: str = "【兰亭街道】工单 2611-0001 派给竹苑物业") -> Message:
    return Message(uuid7(), text, AT, phone="10000000001")


def said(**answer: Any) -> Said:
    return Said(200, json.dumps(answer).encode(), {"Content-Type": "application/json"})


@contextmanager
def there(answer: Callable[[Asked], Said]) -> Iterator[wire.Server]:
    with wire.opened(answer) as server, override_settings(LINLI_OUTBOUND_ALLOW=(server.place,)):
        yield server


class WeCom:
    """A robot's group: the key in the address, a text of 2048 bytes, twenty a minute."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def __call__(self, asked: Asked) -> Said:
        if urllib.parse.parse_qs(urllib.parse.urlsplit(asked.path).query).get("key") != ["k-1"]:
            return said(errcode=93000, errmsg="invalid webhook url")
        body = json.loads(asked.body)
        if asked.method != "POST" or body.get("msgtype") != "text":
            return said(errcode=40008, errmsg="invalid message type")
        content = body["text"]["content"]
        if not content or len(content.encode()) > 2048:
            return said(errcode=44004, errmsg="content size out of limit")
        if len(self.heard) >= 20:
            return said(errcode=45009, errmsg="api freq out of limit")
        self.heard.append(content)
        return said(errcode=0, errmsg="ok")


def test_wecom_takes_twenty_a_minute_and_says_what_is_wrong() -> None:
    robot, wecom = WeCom(), carrier_for(CarrierKind.WECOM)
    with there(robot) as server:
        own = Account(f"{server.address}?key=k-1")
        assert wecom.send(own, message("楼" * 3_000)) == Outcome("errcode_0", is_delivered=True)
        assert len(robot.heard[0].encode()) <= 2048
        outcomes = [wecom.send(own, message()) for _ in range(20)]
        assert [each.is_delivered for each in outcomes] == [True] * 19 + [False]
        assert outcomes[-1] == Outcome("errcode_45009", retry_after_s=60)
        assert wecom.send(Account(f"{server.address}?key=x"), message()) == Outcome("errcode_93000", is_final=True)
        assert wecom.send(own, message("")).is_final


class DingTalk:
    """A robot with 加签: the timestamp within an hour, the mark of it with the secret."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.now = AT

    def __call__(self, asked: Asked) -> Said:
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(asked.path).query)
        if query.get("access_token") != ["t-1"]:
            return said(errcode=300001, errmsg="token is not exist")
        moment = query.get("timestamp", ["0"])[0]
        wanted = base64.b64encode(hmac.new(SECRET.encode(), f"{moment}\n{SECRET}".encode(), hashlib.sha256).digest()).decode()
        if query.get("sign") != [wanted] or abs(self.now.timestamp() * 1_000 - int(moment)) > 3_600_000:
            return said(errcode=310000, errmsg="sign not match")
        body = json.loads(asked.body)
        if len(self.heard) >= 20:
            return said(errcode=130101, errmsg="send too fast, exceed 20 times per minute")
        self.heard.append(body["text"]["content"])
        return said(errcode=0, errmsg="ok")


def test_dingtalk_checks_the_mark_and_its_hour() -> None:
    robot, dingtalk = DingTalk(), carrier_for(CarrierKind.DINGTALK)
    with there(robot) as server:
        own = Account(f"{server.address}?access_token=t-1", secret=SECRET)
        assert dingtalk.send(own, message()).is_delivered and robot.heard == [message().text]
        for wrong in (Account(own.address, secret="another"), Account(own.address)):
            assert dingtalk.send(wrong, message()) == Outcome("errcode_310000", is_final=True)
        assert dingtalk.send(Account(f"{server.address}?access_token=x", secret=SECRET), message()).code == "errcode_300001"
        robot.heard += ["x"] * 20
        assert dingtalk.send(own, message()) == Outcome("errcode_130101", retry_after_s=60)
        robot.now = AT + timedelta(hours=2)
        assert dingtalk.send(own, message()).is_final
        assert dingtalk.send(Account(server.address, secret=SECRET), message()).code == "errcode_300001"


class Aliyun:
    """SendSms of 2017-05-25 with the RPC signature, worked out as its document says."""

    def __init__(self) -> None:
        self.code = "OK"
        self.heard: list[dict[str, str]] = []

    def __call__(self, asked: Asked) -> Said:
        pairs = dict(urllib.parse.parse_qsl(asked.body.decode(), keep_blank_values=True))
        mark = pairs.pop("Signature")

        def quoted(text: str) -> str:
            return urllib.parse.quote_plus(text).replace("+", "%20").replace("*", "%2A").replace("%7E", "~")

        query = "&".join(f"{quoted(name)}={quoted(pairs[name])}" for name in sorted(pairs))
        text = f"{asked.method}&{quoted('/')}&{quoted(query)}"
        wanted = base64.b64encode(hmac.new(f"{SECRET}&".encode(), text.encode(), hashlib.sha1).digest()).decode()
        if mark != wanted:
            return Said(400, json.dumps({"Code": "SignatureDoesNotMatch", "Message": "x", "RequestId": "r"}).encode())
        self.heard.append(pairs)
        return Said(200, json.dumps({"Code": self.code, "Message": "x", "RequestId": "r"}).encode())


def test_aliyun_is_signed_and_its_codes_are_told_apart() -> None:
    service, aliyun = Aliyun(), carrier_for(CarrierKind.ALIYUN)
    with there(service) as server:
        own = Account(f"http://{server.place}/", user="key-id", secret=SECRET, signature="兰亭街道", template="SMS_1")
        assert aliyun.send(own, message()) == Outcome("OK", is_delivered=True)
        (pairs,) = service.heard
        assert (pairs["Action"], pairs["Version"], pairs["PhoneNumbers"]) == ("SendSms", "2017-05-25", "10000000001")
        assert json.loads(pairs["TemplateParam"])["text"].startswith("【兰亭街道】") and pairs["Timestamp"] == "2026-11-23T01:30:00Z"
        assert aliyun.send(Account(own.address, "key-id", "wrong"), message()) == Outcome("SignatureDoesNotMatch", is_final=True)
        outcome = Outcome("")
        for code, is_final, wait in (
            ("isv.BUSINESS_LIMIT_CONTROL", False, 60),
            ("Throttling.User", False, 60),
            ("isv.MOBILE_NUMBER_ILLEGAL", True, None),
            ("isv.SOMETHING_NEW", False, None),
        ):
            service.code = code
            outcome = aliyun.send(own, message())
            assert (outcome.is_delivered, outcome.is_final, outcome.retry_after_s) == (False, is_final, wait), code
        assert outcome.code == "code_unknown"


def test_a_gateway_of_ones_own_and_a_units_system_check_the_signature() -> None:
    answers = iter(
        [said(code="OK"), said(code="BAD_PHONE"), Said(429, b'{"code": "BUSY"}', {"Retry-After": "30"}), said(code="<script>"), said()]
    )
    gateway, hook = carrier_for(CarrierKind.SMS), carrier_for(CarrierKind.WEBHOOK)
    with there(lambda asked: next(answers, Said())) as server:
        own = Account(server.address, user="street", secret=SECRET, template="T1")
        assert [gateway.send(own, message()) for _ in range(5)] == [
            Outcome("code_OK", is_delivered=True),
            Outcome("code_BAD_PHONE", is_final=True),
            Outcome("code_BUSY", retry_after_s=30),
            Outcome("unreadable"),
            Outcome("unreadable"),
        ]
        assert hook.send(own, message()).is_delivered
        assert all(signs(SECRET, each.headers, each.body) for each in server.asked)
        first, last = json.loads(server.asked[0].body), json.loads(server.asked[-1].body)
        assert (first["to"], first["template"], server.asked[0].headers["Linli-User"]) == ("10000000001", "T1", "street")
        assert set(last) == {"id", "event", "at", "text"} and server.asked[-1].headers["Linli-Event"] == last["id"]


EVERY = list(CarrierKind)


@pytest.mark.parametrize("kind", EVERY)
def test_whatever_a_server_does_is_an_outcome_and_never_an_error(kind: CarrierKind, monkeypatch: pytest.MonkeyPatch) -> None:
    carrier, own = carrier_for(kind), {"user": "u", "secret": SECRET, "signature": "s", "template": "t"}
    bodies = (
        Said(500, b"oops"),
        Said(200, b"<html>"),
        Said(200, b"[1]"),
        Said(200, b'{"errcode": "x", "Code": 1, "code": 2}'),
        Said(302, b""),
    )
    monkeypatch.setattr(asking, "SECONDS", 0.3)
    for answer in bodies:
        with there(lambda asked, answer=answer: answer) as server:  # type: ignore[misc]
            outcome = carrier.send(Account(server.address, **own), message())
            assert not outcome.is_final and (not outcome.is_delivered or kind is CarrierKind.WEBHOOK), answer
    with there(lambda asked: Said()) as gone:
        pass
    assert carrier.send(Account(gone.address, **own), message()).code == "not_https"
    with override_settings(LINLI_OUTBOUND_ALLOW=(gone.place,)):
        assert carrier.send(Account(gone.address, **own), message()).code == "refused"
    assert carrier.send(Account("https://169.254.169.254/", **own), message()).code == "inside"
