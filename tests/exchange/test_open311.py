"""GeoReport v2: the same matter by another protocol, read by whom it may be, in JSON and in XML."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from defusedxml import ElementTree
from django.test import Client

from linli.kernel import scope
from linli.tickets.actions import partners
from linli.tickets.models import Partner as PartnerRow
from linli.tickets.models import PartnerCall, PartnerUsage, Ticket
from linli.tickets.queries import partners as queries
from linli.tickets.rules.partners import Quota, Right
from tests.exchange.conftest import Partner
from tests.tickets.town import reporter
from tests.work import as_worker

PLACED = {"lat": "31.2201", "long": "121.4512", "address_string": "兰田路8号302室", "description": "小区门口暴露垃圾没人清运"}
HERE = "/open311/v2"


def reads(partner: Partner, path: str, **asked: str) -> Any:
    """What the door answers a GET."""
    client = Client(raise_request_exception=False)
    return client.get(f"{HERE}/{path}", asked, headers={"Authorization": f"Bearer {partner.token}", "Accept-Language": "en"})


def sends(partner: Partner, said: Any, form: str = "json", kind: str = "application/x-www-form-urlencoded", **headers: str) -> Any:
    """What the door answers a POST."""
    body = urlencode(said) if isinstance(said, dict) and kind.endswith("urlencoded") else said
    given = {"Authorization": f"Bearer {partner.token}", "Accept-Language": "en", **headers}
    return Client(raise_request_exception=False).post(f"{HERE}/requests.{form}", body, content_type=kind, headers=given)


def another(partner: Partner, name: str, *rights: Right, quota: Quota | None = None) -> Partner:
    with scope.scoped(partner.operator):
        _, token = partners.add_partner(partner.operator, name=name, source="district_platform", rights=rights, quota=quota or Quota())
    return replace(partner, token=token)


def number_of(answer: Any) -> str:
    assert answer.status_code == 201, answer.content
    (row,) = answer.json()
    return str(row["service_request_id"])


def test_services_are_the_catalogue_and_one_for_the_rest(partner: Partner) -> None:
    rows = reads(partner, "services.json").json()
    assert {"E0102", "other"} <= {row["service_code"] for row in rows}
    assert all(row["metadata"] is False and row["type"] == "realtime" and row["service_name"] for row in rows)
    root = ElementTree.fromstring(reads(partner, "services.xml").content)
    assert (root.tag, len(root)) == ("services", len(rows))
    assert root.find("service/service_code") is not None
    assert reads(partner, "services/E0102.json").json() == {"service_code": "E0102", "attributes": []}
    assert ElementTree.fromstring(reads(partner, "services/E0102.xml").content).findtext("service_code") == "E0102"
    assert reads(partner, "services/X.json").status_code == 404
    assert reads(partner, "services.txt").json() == [{"code": 404, "description": "There is .json and .xml. Ask for one of them."}]


def test_a_form_becomes_a_ticket_and_is_read_back_in_both_forms(partner: Partner) -> None:
    number = number_of(sends(partner, {**PLACED, "service_code": "other", "first_name": "一", "last_name": "林", "phone": "10000000001"}))
    with scope.scoped(partner.town.house):
        row = Ticket.objects.get(number=number)
        (who,) = row.reporters.all()
        assert (row.source, row.channel, row.lon, row.words) == ("district_platform", "api", 121.4512, PLACED["description"])
        assert (who.full_name.plain(), who.phone.plain()) == ("林一", "10000000001")
    (seen,) = reads(partner, f"requests/{number}.json").json()
    assert (seen["status"], seen["lat"], seen["address"]) == ("open", 31.2201, PLACED["address_string"])
    assert seen["description"] == PLACED["description"] and seen["expected_datetime"] > seen["requested_datetime"]
    read = ElementTree.fromstring(reads(partner, f"requests/{number}.xml").content)
    assert read.tag == "service_requests" and read.findtext("request/service_request_id") == number
    for answer in (reads(partner, f"requests/{number}.json"), reads(partner, "requests.xml")):
        assert "林一" not in answer.content.decode() and "10000000001" not in answer.content.decode()


def test_json_and_xml_bodies_are_read_alike(partner: Partner) -> None:
    first = number_of(sends(partner, '{"service_code": "E0102", "lat": 31.2201, "long": 121.4512, "flag": true}', kind="application/json"))
    xml = "<request><service_code>E0102</service_code><address_string>兰田路8号</address_string><first_name>Ann</first_name></request>"
    answer = sends(partner, xml, form="xml", kind="text/xml")
    assert answer.status_code == 201 and answer["Content-Type"] == "text/xml; charset=utf-8"
    second = ElementTree.fromstring(answer.content).findtext("request/service_request_id")
    rows = reads(partner, "requests.json", service_request_id=f"{first},{second}").json()
    assert {row["service_code"] for row in rows} == {"E0102"} and len(rows) == 2
    # Without a description the class says what it is.
    assert all(row["description"] == row["service_name"] for row in rows)


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><request><description>&c;</description></request>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><request><description>&b;</description></request>'
UNREADABLE = [
    (BOMB, "text/xml"),
    (OUTSIDE, "application/xml"),
    ("<request>", "text/xml"),
    ("[1]", "application/json"),
    ("{", "application/json"),
    ("[" * 100_000, "application/json"),
    ("a", "text/plain"),
    ("--x\r\n", "multipart/form-data; boundary="),
]


def test_what_cannot_be_read_is_said_and_nothing_is_fetched(partner: Partner) -> None:
    for body, kind in UNREADABLE:
        answer = sends(partner, body, kind=kind)
        assert (answer.status_code, answer.json()[0]["code"]) == (400, 400), (body[:40], answer.content)


REFUSED: list[tuple[dict[str, str], int, str]] = [
    ({**PLACED}, 400, "service_code"),
    ({**PLACED, "service_code": "X"}, 404, ""),
    ({"service_code": "other", "description": "a"}, 400, "address_string"),
    ({**PLACED, "service_code": "other", "lat": "x"}, 400, "lat, long"),
    ({**PLACED, "service_code": "other", "lat": ""}, 400, "lat, long"),
    ({**PLACED, "service_code": "other", "lat": "91"}, 400, "lat, long"),
    ({**PLACED, "service_code": "other", "jurisdiction_id": "zhuxi"}, 404, "jurisdiction_id"),
]


def test_every_no_names_the_field(partner: Partner) -> None:
    for said, status, field in REFUSED:
        answer = sends(partner, said)
        assert answer.status_code == status and field in answer.json()[0]["description"], answer.content
    for asked, field in (
        ({"status": "done"}, "status"),
        ({"start_date": "yesterday"}, "start_date"),
        ({"end_date": "2026-11-01T00:00:00"}, "end_date"),
        ({"end_date": "2026-13-01T00:00:00Z"}, "end_date"),
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-11-01T00:00:00Z"}, "start_date"),
        ({"start_date": "2026-11-01T00:00:00Z", "end_date": "2026-10-01T00:00:00Z"}, "start_date"),
        ({"service_code": "a\x00"}, "service_code"),
        ({"service_request_id": ",".join(["1"] * 101)}, "service_request_id"),
    ):
        answer = reads(partner, "requests.json", **asked)
        assert answer.status_code == 400 and field in answer.json()[0]["description"], answer.content
    assert reads(partner, "requests.json", jurisdiction_id="zhuxi").status_code == 404
    assert reads(partner, "requests.json", jurisdiction_id="lanting").status_code == 200
    assert sends(partner, {**PLACED, "service_code": "other"}, **{"Idempotency-Key": "k" * 81}).status_code == 400


def test_the_filters_of_the_specification(partner: Partner) -> None:
    numbers = [number_of(sends(partner, {**PLACED, "service_code": code})) for code in ("E0102", "other")]
    with partner.town.database.connect("superuser") as superuser:
        superuser.execute("UPDATE ticket SET received_at = received_at - interval '80 days' WHERE number = %s", [numbers[0]])
        superuser.execute("UPDATE ticket SET item_code = NULL, item_version = NULL WHERE number = %s", [numbers[1]])

    def found(**asked: str) -> list[str]:
        return [row["service_request_id"] for row in reads(partner, "requests.json", **asked).json()]

    day = (datetime(2026, 11, 23, tzinfo=UTC) - timedelta(days=10)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert found() == [numbers[1], numbers[0]]
    assert found(start_date=day) == [numbers[1]] and found(end_date=day) == [numbers[0]]
    assert found(start_date=day.replace("Z", "+08:00"), end_date="2026-12-01T00:00:00Z") == [numbers[1]]
    assert found(service_code="E0102") == [numbers[0]] and found(service_code="other") == [numbers[1]]
    assert found(status="open") == [numbers[1], numbers[0]] and found(status="closed") == []
    assert found(service_request_id=numbers[0], status="closed") == [numbers[0]]


def test_a_partner_reads_its_own_and_another_only_the_neutral_list(partner: Partner) -> None:
    number = number_of(sends(partner, {**PLACED, "service_code": "other", "first_name": "一", "last_name": "林"}))
    visited = partner.town.ticket(lon=121.4512, lat=31.2201, address="兰田路9号1室", reporter=reporter())
    about = partner.town.ticket(about_unit_id=partner.town.units["wuye"])
    stranger = another(partner, "生人", Right.CREATE, Right.READ_OWN)
    listed = another(partner, "大屏", Right.READ_LIST)
    blind = another(partner, "只交", Right.CREATE)
    assert [row["service_request_id"] for row in reads(partner, "requests.json").json()] == [number]
    assert reads(stranger, "requests.json").json() == []
    assert reads(stranger, f"requests/{number}.json").status_code == 404
    assert reads(blind, "requests.json").status_code == 403 and sends(listed, PLACED).status_code == 403
    rows = {row["service_request_id"]: row for row in reads(listed, "requests.json").json()}
    hidden = {partner.town.reload(each).number: each for each in (visited, about)}
    assert set(rows) == {number, partner.town.reload(visited).number}
    assert {row["description"] for row in rows.values()} == {""} == {row["address"] for row in rows.values()}
    assert {row["lat"] for row in rows.values()} == {31.22}
    for each in hidden:
        assert reads(partner, f"requests/{each}.json").status_code == 404
    both = another(partner, "两样", Right.READ_LIST, Right.READ_OWN)
    assert {row["address"] for row in reads(both, "requests.json").json()} == {""}


def test_states_are_open_or_closed_with_a_note(partner: Partner) -> None:
    number = number_of(sends(partner, {**PLACED, "service_code": "other"}))
    with scope.scoped(partner.town.house):
        ticket_id = Ticket.objects.values_list("pk", flat=True).get(number=number)
    from linli.tickets.actions import aside

    partner.town.does(partner.town.centre, aside.withdraw, ticket_id, note="他不要了")
    (row,) = reads(partner, "requests.json").json()
    assert (row["status"], row["status_notes"]) == ("closed", "Taken back by the reporter.")
    assert row["expected_datetime"] is None and "他不要了" not in str(row)


def test_the_same_key_is_the_same_request_and_tells_its_number(partner: Partner) -> None:
    said, key = {**PLACED, "service_code": "other"}, {"Idempotency-Key": "k-1"}
    first, again = sends(partner, said, **key), sends(partner, said, form="xml", **key)
    assert number_of(first) == ElementTree.fromstring(again.content).findtext("request/service_request_id")
    assert sends(partner, {**said, "description": "别的"}, **key).status_code == 409
    assert reads(partner, "tokens/k-1.json").json() == [{"service_request_id": number_of(first), "token": "k-1"}]
    assert reads(partner, "tokens/k-2.xml").status_code == 404


def test_the_token_may_come_in_three_ways(partner: Partner) -> None:
    said = {**PLACED, "service_code": "other", "api_key": partner.token}
    assert Client().post(f"{HERE}/requests.json", urlencode(said), content_type="application/x-www-form-urlencoded").status_code == 201
    basic = base64.b64encode(f"anybody:{partner.token}".encode()).decode()
    for header, status in ((f"Basic {basic}", 200), ("Basic ###", 403), ("Bearer x", 403), ("Digest x", 403), ("", 403)):
        assert Client().get(f"{HERE}/services.json", headers={"Authorization": header}).status_code == status


def test_a_quota_is_kept_told_and_over_with_the_minute(partner: Partner, hand: Any) -> None:
    few = another(partner, "少", Right.CREATE, Right.READ_OWN, quota=Quota(per_minute=2, per_day=3))
    assert [reads(few, "services.json").status_code for _ in range(3)] == [200, 200, 429]
    answer = few.sends({"words": "a"})
    assert answer.status_code == 429 and 1 <= int(answer["Retry-After"]) <= 61 and "2 calls" in answer.json()["errors"][0]["message"]
    hand.passes(minutes=1)
    assert [reads(few, "services.json").status_code, reads(few, "services.xml").status_code] == [200, 429]
    assert int(reads(few, "services.xml")["Retry-After"]) > 3_600
    hand.passes(days=1)
    assert reads(few, "services.json").status_code == 200
    assert reads(partner, "services.json").status_code == 200


def test_every_call_is_noted_without_what_was_said(partner: Partner, hand: Any) -> None:
    partner.sends({"words": "楼道堆物"})
    partner.sends({"words": "楼道堆物", "class_code": "X"}, "k2")
    reads(partner, "requests/none.json")
    with scope.scoped(partner.operator):
        (row,) = queries.partners(partner.operator)
        log = [(each.what, each.status) for each in queries.calls(partner.operator, row.pk)]
        assert log == [("GET request", 404), ("POST /api/v1/tickets", 422), ("POST /api/v1/tickets", 201)]
        assert queries.calls(partner.operator, row.pk, before=queries.calls(partner.operator, row.pk)[0].pk)[0].status == 422
        assert queries.used(partner.operator)[row.pk].minute == 3 == queries.used(partner.operator)[row.pk].day
    hand.passes(days=91)
    system = partner.town.house.system("test", partner.town.lanting)
    with as_worker(partner.town.database), scope.scoped(system):
        partners.forget_calls(system)
    with scope.scoped(partner.town.house):
        assert not PartnerCall.objects.exists() and not PartnerUsage.objects.exists()


def test_a_new_token_opens_and_the_old_one_for_a_day_more(partner: Partner, hand: Any) -> None:
    with scope.scoped(partner.operator):
        row, token = partners.rotate_token(partner.operator, queries.by_name(partner.operator, "区平台").pk)
    assert token not in str(row.__dict__)
    assert reads(partner, "services.json").status_code == 200 == reads(replace(partner, token=token), "services.json").status_code
    hand.passes(hours=25)
    assert (reads(partner, "services.json").status_code, reads(replace(partner, token=token), "services.json").status_code) == (403, 200)
    with scope.scoped(partner.operator):
        partners.change_partner(partner.operator, row.pk, rights=[Right.READ_OWN], quota=Quota(5, 50))
        kept = PartnerRow.objects.get(pk=row.pk)
        assert (kept.permissions, kept.per_minute, kept.per_day) == (["partners.read_own"], 5, 50)


def test_an_address_of_a_picture_and_an_email_are_kept_and_nothing_is_fetched(partner: Partner) -> None:
    said = {**PLACED, "service_code": "other", "email": "lin@example.cn", "media_url": "http://127.0.0.1:9/p.jpg"}
    number = number_of(sends(partner, said))
    with scope.scoped(partner.town.house):
        row = Ticket.objects.get(number=number)
        (who,) = row.reporters.all()
        assert (row.media_url, who.email.plain(), who.email.masked(), who.phone.plain()) == (
            said["media_url"],
            "lin@example.cn",
            "****",
            "",
        )
    # Who handed it in reads its own address again; nobody outside reads whose it is.
    answer = reads(partner, f"requests/{number}.json")
    assert answer.json()[0]["media_url"] == said["media_url"] and "lin@example.cn" not in answer.content.decode()
    lister = another(partner, "市平台", Right.READ_LIST)
    assert reads(lister, f"requests/{number}.json").json()[0]["media_url"] == ""
    for wrong in ({"media_url": "javascript:alert(1)"}, {"media_url": f"http://a.cn/{'a' * 500}"}, {"email": "nobody at home"}):
        assert sends(partner, {**PLACED, "service_code": "other", **wrong}).status_code == 400
