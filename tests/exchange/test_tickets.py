"""What a partner hands in is taken down once, and every no names the field."""

import json
import threading
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devtools.openapi import documents
from linli.exchange import misread
from linli.kernel import scope
from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import uuid7
from linli.tickets.actions import partners
from linli.tickets.models import Partner as PartnerRow
from linli.tickets.models import PartnerReceipt, Reporter, Ticket
from linli.tickets.queries import partners as queries
from linli.tickets.queries.following import reporter_of
from linli.tickets.rules.partners import new_token
from tests.exchange.conftest import Partner

BODY: dict[str, Any] = {"words": "小区门口暴露垃圾没人清运", "place": {"lon": 121.4512, "lat": 31.2201, "address": "兰田路8号"}}
# One request of the machine door, everything included.
STATEMENTS = 16


def count(partner: Partner) -> int:
    with scope.scoped(partner.town.house):
        found: int = Ticket.objects.count()
        return found


def test_a_matter_becomes_a_ticket_with_class_and_clocks(partner: Partner) -> None:
    answer = partner.sends({**BODY, "reporter": {"name": "林一", "phone": "10000000001", "is_sms_only": True}, "outside_number": "P-7"})
    assert answer.status_code == 201, answer.content
    said = answer.json()
    row = partner.town.reload(said["id"])
    assert (row.number, row.state, row.channel, row.source) == (said["number"], "received", "api", "district_platform")
    assert row.item_code == said["class_code"] and row.is_item_set_by_machine and said["class_name"]
    assert (row.lon, row.outside_number, row.point_system) == (121.4512, "P-7", "wgs84")
    assert partner.town.running(row.pk) == {"acknowledge", "first_contact", "overall"}
    with scope.scoped(partner.town.house):
        who = reporter_of(partner.town.house, said["follow_code"])
        assert (who.ticket_id, who.is_sms_only) == (row.pk, True)
        (receipt,) = PartnerReceipt.objects.all()
        assert said["follow_code"] not in str(receipt.answer)


def test_what_lies_nearby_is_told_by_number_and_distance_alone(partner: Partner) -> None:
    first = partner.sends(BODY).json()
    (near,) = partner.sends({**BODY, "place": {"lon": 121.4513, "lat": 31.2201}}, "k2").json()["nearby"]
    assert near == {"number": first["number"], "distance_m": pytest.approx(9.5, abs=1), "is_open": True}


def test_a_point_of_a_map_of_here_is_brought_home(partner: Partner) -> None:
    said = partner.sends({**BODY, "place": {"lon": 121.4512, "lat": 31.2201, "system": "gcj02"}}).json()
    row = partner.town.reload(said["id"])
    assert row.point_system == "gcj02" and 0.001 < abs((row.lon or 0) - 121.4512) < 0.01


def test_no_degrees_at_all_are_no_point(partner: Partner) -> None:
    answer = partner.sends({**BODY, "place": {"lon": 0, "lat": 0.0, "address": "兰田路8号"}})
    with scope.scoped(partner.town.house):
        ticket = Ticket.objects.get(pk=answer.json()["id"])
    assert (ticket.lon, ticket.lat, ticket.point_system, ticket.address) == (None, None, "", "兰田路8号")


def test_a_named_class_is_a_persons_choice_and_must_exist(partner: Partner) -> None:
    said = partner.sends({"words": "有事", "class_code": "E0102"}).json()
    assert (said["class_code"], said["is_class_set_by_machine"], said["grid_id"], said["nearby"]) == ("E0102", False, None, [])
    assert partner.sends({"words": "有事"}, "k2").json()["class_code"] is None
    answer = partner.sends({"words": "有事", "class_code": "X"}, "k3")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "class_code")


def test_the_same_request_is_answered_the_same_and_done_once(partner: Partner) -> None:
    body = {**BODY, "reporter": {"phone": "10000000001"}}
    first, again = partner.sends(body), partner.sends(body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() and first.json()["follow_code"]
    other = partner.sends({**body, "words": "别的"})
    assert (other.status_code, other.json()["errors"][0]["field"]) == (409, "Idempotency-Key")
    assert count(partner) == 1


def test_the_same_request_twice_at_one_moment_is_one_ticket(partner: Partner) -> None:
    answers: list[Any] = []
    start = threading.Barrier(4)

    def send() -> None:
        start.wait()
        try:
            answers.append(partner.sends(BODY))
        finally:
            connection.close()

    hands = [threading.Thread(target=send) for _ in range(4)]
    for each in hands:
        each.start()
    for each in hands:
        each.join()
    assert {each.status_code for each in answers} == {201}
    assert len({each.json()["number"] for each in answers}) == count(partner) == 1


REFUSED: list[tuple[Any, dict[str, str], int, str]] = [
    ({"words": " "}, {}, 422, "words"),
    ({}, {}, 422, "words"),
    ({"words": "长" * 12_001}, {}, 422, "words"),
    ({"words": "a\x00b"}, {}, 422, "words"),
    ({"words": "a", "place": {"lon": 121.4}}, {}, 422, "place"),
    ({"words": "a", "place": {"lon": 721.4, "lat": 3}}, {}, 422, "place.lon"),
    ({"words": "a", "wards": "b"}, {}, 422, "wards"),
    ({"words": "a", "track": "slow"}, {}, 422, "track"),
    ({"words": "a", "said_at": "20177-01-01T00:00:00Z"}, {}, 422, "said_at"),
    ({"words": "a", "said_at": "2030-01-01T00:00:00Z"}, {}, 422, "said_at"),
    ({"words": "a", "said_at": "0001-01-01T00:00:00+14:00"}, {}, 422, "said_at"),
    ({"words": "a", "said_at": -62135596800}, {}, 422, "said_at"),
    ({"words": "a", "reporter": {"phone": "a\x00"}}, {}, 422, "reporter.phone"),
    ({"words": "a", "reporter": {"name": "林一", "is_sms_only": True}}, {}, 422, ""),
    ("{", {}, 400, ""),
    ({"words": "a"}, {"Idempotency-Key": ""}, 422, "Idempotency-Key"),
    ({"words": "a"}, {"Idempotency-Key": "k" * 81}, 422, "Idempotency-Key"),
    ({"words": "a"}, {"Authorization": ""}, 401, "Authorization"),
    ({"words": "a"}, {"Authorization": "Bearer x"}, 401, "Authorization"),
    ({"words": "a"}, {"Authorization": f"Bearer {new_token(uuid7())}"}, 401, "Authorization"),
]


def test_every_no_names_the_field_and_leaves_nothing(partner: Partner) -> None:
    for body, headers, status, field in REFUSED:
        answer = partner.sends(body, **headers)
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["field"]) == (status, field), (body, answer.content)
        assert error["message"] and error["code"]
    assert count(partner) == 0


MISREAD: list[tuple[Any, str]] = [
    ({}, "缺少这一项。请补上。"),
    ({"words": "a", "wards": "b"}, "没有这一项。改正名称，或删去。"),
    ({"words": 1}, "这里要写文字。"),
    ({"words": "长" * 12_001}, "这里最多 12000 个字。请缩短。"),
    ({"words": "a", "track": "slow"}, "只能是其中之一：'routine', 'hotline' or 'emergency'。"),
    ({"words": "a", "place": {"lon": "NaN", "lat": 31}}, "这里要写数字。"),
    ({"words": "a", "place": {"lon": 721.4, "lat": 3}}, "不能大于 180.0。"),
    ({"words": "a", "place": {"accuracy_m": -1}}, "不能小于 0.0。"),
    ({"words": "a", "said_at": "2026-01-01T00:00:00"}, "时间要带时区。写成 2026-11-24T08:30:00+08:00 这样。"),
    ({"words": "a", "said_at": "yesterday"}, "不是时间。写成 2026-11-24T08:30:00+08:00 这样。"),
    ({"words": "a", "is_answer_wanted": "perhaps"}, "只能是 true 或 false。"),
    ([], "这里要有带各项内容的对象。"),
    ("{", "内容不是 JSON，或没有发完整。以 UTF-8 完整发送。"),
]


def test_what_was_misread_is_said_in_the_callers_language(partner: Partner) -> None:
    for body, said in MISREAD:
        answer = partner.sends(body, **{"Accept-Language": "zh-CN"})
        assert [each["message"] for each in answer.json()["errors"]] == [said], body
    (error,) = partner.sends({}, **{"Accept-Language": "en"}).json()["errors"]
    assert error["message"] == "This field is missing. Add it."
    assert misread.sentence({"type": "of_tomorrow", "msg": "Something new"}) == "Something new"


def test_a_revoked_token_opens_nothing(partner: Partner) -> None:
    for name, source in (("区平台", "district_platform"), ("另一个", "nowhere"), (" ", "district_platform")):
        with pytest.raises(Refused), scope.scoped(partner.operator):
            partners.add_partner(partner.operator, name=name, source=source)
    with scope.scoped(partner.operator):
        partners.revoke_partner(partner.operator, "区平台")
    with pytest.raises(Refused), scope.scoped(partner.operator):
        partners.revoke_partner(partner.operator, "区平台")
    with scope.scoped(partner.operator):
        assert [each.revoked_at is not None for each in queries.partners(partner.operator)] == [True]
    assert partner.sends(BODY).status_code == 401
    with scope.scoped(partner.town.house):
        (row,) = PartnerRow.objects.all()
        assert partner.token not in str(row.__dict__)


def test_without_a_centre_it_says_try_later(partner: Partner) -> None:
    with partner.town.database.connect("superuser") as superuser:
        superuser.execute("UPDATE unit SET kind = 'office'")
    assert partner.sends(BODY).status_code == 503


def test_one_request_costs_few_statements(partner: Partner) -> None:
    partner.sends(BODY)
    seen: list[str] = []

    def note(execute: Any, statement: Any, parameters: Any, many: bool, context: Any) -> Any:
        seen.append(str(statement)[:90])
        return execute(statement, parameters, many, context)

    with connection.execute_wrapper(note):
        assert partner.sends({**BODY, "reporter": {"name": "林一"}}, "k2").status_code == 201
    assert len(seen) <= STATEMENTS, "\n".join(seen)


TEXT = st.text(max_size=60)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3))
FIELDS = st.sampled_from(["words", "matter", "track", "class_code", "place", "outside_number", "reporter", "is_answer_wanted", "said_at"])
SYSTEMS = st.sampled_from(["wgs84", "gcj02", "bd09", "x"])
DEGREES = {"lon": st.floats(-200, 200), "lat": st.floats(-100, 100)}
PLACES = st.fixed_dictionaries({}, optional={**DEGREES, "address": TEXT, "system": SYSTEMS})
PEOPLE = st.fixed_dictionaries({}, optional={"name": TEXT, "phone": TEXT})
ALMOST = st.fixed_dictionaries({"words": TEXT}, optional={"place": PLACES, "reporter": PEOPLE, "matter": TEXT, "outside_number": TEXT})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.dictionaries(FIELDS, JSON, max_size=5) | ALMOST | JSON, key=TEXT)
def test_nothing_anybody_sends_is_our_mistake(partner: Partner, body: Any, key: str) -> None:
    before = count(partner)
    answer = partner.sends(json.dumps(body), f"{uuid7()}{key}" if key.isascii() and key.isprintable() else str(uuid7()))
    assert answer.status_code in {201, 400, 422}, answer.content
    assert count(partner) - before == (answer.status_code == 201)


def test_the_committed_documents_are_the_doors(partner: Partner) -> None:
    from devtools.environment import ROOT

    for name, text in documents().items():
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == text
    with scope.scoped(partner.town.house):
        assert not Reporter.objects.exists()


def test_the_documents_name_the_header_as_proxies_let_it_through() -> None:
    """Most proxies drop a header whose name holds an underscore: with the name of our variable a repetition would be a second ticket."""
    texts = documents()
    for name in ("openapi.json", "open311.json"):
        assert '"name": "Idempotency-Key"' in texts[name]
        assert '"name": "idempotency_key"' not in texts[name]


def test_a_point_that_is_not_on_earth_opens_nothing(partner: Partner) -> None:
    """The form of the door refuses it before; whoever calls the action another way is refused here."""
    with pytest.raises(Refused) as refusal, scope.scoped(partner.operator):
        greeted = queries.greet(partner.operator, partner.token, "k1")
        partners.hand_in(partner.operator, greeted, partners.Matter(words="路灯不亮", point=(200.0, 31.2)), key="k1", body=b"{}")
    assert refusal.value.code == "tickets.point_is_nowhere"
    assert count(partner) == 0


def test_a_partner_that_is_not_there_is_not_found(partner: Partner) -> None:
    who = replace(partner.operator, permissions=partner.operator.permissions | {"tickets.change_partners"})
    with scope.scoped(who):
        for ask in (queries.get_for, queries.lock_for):
            with pytest.raises(NotFound):
                ask(who, uuid7())
        with pytest.raises(Refused, match="没有"):
            queries.by_name(who, "没有")
