"""Campaigns on a phone: one's own targets and nobody else's, steps that arrive once, and two who stepped at the same time."""

from typing import Any

import pytest
from django.test import Client

from linli.campaigns.actions import campaigns, steps
from linli.campaigns.actions.steps import Step
from linli.kernel import journal, scope
from linli.kernel.ids import uuid7
from linli.places.actions import merging
from linli.sync.queries import conflicts
from tests.campaigns.drives import TODAY
from tests.desk.pages import Page
from tests.field.going import GOES, NAMES, Going
from tests.field.street import CENTRE, Street
from tests.field.test_visits import of


@pytest.fixture
def going(street: Street) -> Going:
    return Going(street)


def test_ones_own_targets_and_those_of_ones_group_go_along_and_no_others(going: Going) -> None:
    whole = going.phone.pulls()
    stranger = going.street.phone_of("zhao.min", going.street.town.wuye, GOES).pulls()
    blind = going.street.phone_of("gao.li", going.street.town.fangguan, [each for each in GOES if each != "campaigns.read"]).pulls()

    (plan,) = of(whole, "campaign").values()
    found = sorted(of(whole, "target").values(), key=lambda each: NAMES.index(each["name"]))
    assert (plan["name"], plan["kind"], plan["count"], plan["waits_for"]) == ("气改电 兰田", "drive", 4, "兰田变电站扩容")
    assert [each["key"] for each in plan["stages"]][:3] == ["contacted", "concerns", "agreed"] and plan["concerns"] == ["价", "电", "味"]
    assert [each["name"] for each in found] == list(NAMES)
    assert [each["team"] for each in found] == ["", "", "", "气改电专班"]
    assert all(each["may_step"] and each["lon"] and not each["is_done"] and each["stage"] == "" for each in found)
    # Places to go to lie on the phone even where they are not due.
    assert {each["place_id"] for each in found} <= set(of(whole, "place"))
    kit = {"campaign": "气改电 兰田", "services": ["用气安全"], "materials": [{"name": "告知信", "count": 1}]}
    assert [each["kit"] for each in of(whole, "place").values()] == [kit] * 4
    for other in (stranger, blind):
        assert of(other, "campaign") == of(other, "target") == {}


def test_a_step_arrives_once_and_is_told_to_who_owns_the_target(going: Going) -> None:
    cursor = going.phone.pulls()["cursor"]
    first = going.step("concerns", concern="电", note="怕跳闸", person_times=2, materials=1)
    # Offline the second was made of what the first had not yet become.
    second = going.step("agreed", after=[first["id"]])

    receipts = [going.phone.brings(first, second) for _ in range(2)]
    pulled = going.phone.pulls(cursor)

    assert receipts[0] == receipts[1]
    assert [receipts[0][each["id"]]["status"] for each in (first, second)] == ["applied", "applied"], receipts
    assert receipts[0][second["id"]]["result"] == {"target_id": str(going.target().pk), "stage": "agreed", "version": 2}
    assert [(each.stage, each.concern, each.note, each.on, each.person_times) for each in going.made()] == [
        ("concerns", "电", "怕跳闸", TODAY, 2),
        ("agreed", "", "", TODAY, 0),
    ]
    rows = {each["id"]: each for each in pulled["items"] if each["kind"] == "target"}
    row = rows[str(going.target().pk)]
    assert (row["version"], row["body"]["stage"], row["body"]["is_own_step"]) == (2, "agreed", True)
    assert {"campaign", "target"} <= set(pulled["whole"])


def test_what_the_rules_refuse_is_refused_in_the_receipt(going: Going) -> None:
    said: list[tuple[dict[str, Any], str]] = [
        (going.step("concerns"), "campaigns.which_concern"),
        (going.step("nowhere"), "campaigns.no_such_stage"),
        (going.step("looked_again"), "campaigns.not_there_yet"),
        (going.phone.says("campaign.step", {**going.step()["payload"]}), "field.bad_payload"),
        (going.step(materials=-1), "field.bad_payload"),
        (going.phone.says("campaign.step", {**going.step()["payload"], "target_id": str(uuid7())}, seen=0), "kernel.not_found"),
    ]
    receipts = going.phone.brings(*(command for command, _ in said))
    with scope.scoped(going.house):
        campaigns.end(going.house, going.drive.pk, seen=going.drive.journal_seq + 2)
    late = going.step()

    assert [receipts[command["id"]]["code"] for command, _ in said] == [code for _, code in said]
    assert going.phone.brings(late)[late["id"]]["code"] == "campaigns.is_over"
    assert going.made() == []


def test_who_may_not_step_there_leaves_no_conflict_either(going: Going) -> None:
    reader = going.street.phone_of("gao.li", going.street.town.wuye, [each for each in GOES if each != "campaigns.step"])
    said = going.step(phone=reader, seen=7)

    assert reader.brings(said)[said["id"]]["code"] == "kernel.not_allowed"
    assert going.street.conflicts() == []


def test_two_who_stepped_at_the_same_time_are_decided_by_a_person(going: Going) -> None:
    street = going.street
    target_id = going.target().pk
    with scope.scoped(going.house):
        steps.make_steps(going.house, going.drive.pk, [target_id], Step(stage="agreed", on=TODAY, note="当面同意"))
    said = going.step("concerns", concern="价", note="嫌贵")
    then = going.step("agreed", after=[said["id"]])
    lost = going.step(number=1, seen=3)

    receipts = going.phone.brings(said, then, lost)

    assert [receipts[each["id"]]["status"] for each in (said, then, lost)] == ["conflict"] * 3
    assert [each.stage for each in going.made()] == ["agreed"] and going.made(1) == []
    first, _, third = street.conflicts()
    (row,) = [each for each in of(going.phone.pulls(), "conflict").values() if each["command_id"] == said["id"]]
    assert (row["ticket_id"], row["name"], row["said"], row["state"]) == (None, "冒菜馆", "嫌贵", "open")
    street.account("chen.jie", street.town.centre.person_id, [*CENTRE, *GOES, "places.read"])
    browser = Client()
    browser.force_login(street.accounts["chen.jie"])
    where = f"/d/lanting/phones/conflicts/{first.pk}/"
    listed, shown, stale = (
        Page(browser.get(each)) for each in ("/d/lanting/phones/conflicts/", where, where.replace(str(first.pk), str(third.pk)))
    )
    assert listed.text.count("冒菜馆") == 2
    assert [each for each in ("气改电 兰田", "嫌贵", "价", "有顾虑", "当面同意", "已同意") if each not in shown.text] == []
    assert "Nobody has spoken to it yet" in stale.text and shown.inline == []
    assert browser.post(where, {"choice": "applied", "note": ""}).status_code == 303
    assert [each.stage for each in going.made()] == ["agreed", "concerns"]
    (settled, *_) = street.conflicts()
    with scope.scoped(going.house):
        decided = [each.verb for each in journal.story_of(settled)]
        assert list(conflicts.theirs(going.house, settled)) == []
    assert decided == ["conflict.step_kept", "conflict.settled"]
    # Who decides but does not step there is told so, and may leave it.
    street.account("wei.na", street.town.centre.person_id, [*CENTRE, "campaigns.read"])
    decider = Client()
    decider.force_login(street.accounts["wei.na"])
    offered = Page(decider.get(where.replace(str(first.pk), str(third.pk)), headers={"Accept-Language": "en"}))
    assert [each["value"] for each in offered.all("button", name="choice")] == ["left"] and "does not include it here" in offered.text
    # Who may not see campaigns sees nothing of it.
    assert Page(street.worker.browser.get("/d/lanting/phones/conflicts/")).text.count("冒菜馆") == 0


def test_a_round_counts_each_of_ones_own_by_its_visits(going: Going) -> None:
    (kept, gone, closed, _) = going.places
    going.start_round()
    with scope.scoped(going.house):
        merging.merge(going.house, gone, into_id=kept, why="同一家")
    cursor = going.phone.pulls()["cursor"]
    visit = {"visit_id": str(uuid7()), "place_id": str(kept), "kind": "routine", "outcome": "staff_only"}
    moved = {"visit_id": str(uuid7()), "place_id": str(closed), "kind": "routine", "outcome": "moved"}
    going.phone.brings(going.phone.says("visit.record", visit), going.phone.says("visit.record", moved))

    pulled = going.phone.pulls(cursor)

    found = [each for each in of(pulled, "target").values() if each["campaign_id"] != str(going.drive.pk)]
    assert "target" not in pulled["whole"]
    assert sorted((each["name"], each["outcome"], each["is_done"], each["is_over"]) for each in found) == [
        ("冒菜馆", "staff_only", True, True),
        ("小吃店", "moved", False, True),
        ("面馆", "staff_only", True, True),
    ]
    assert {each["place_id"] for each in found} == {str(kept), str(closed)}
