"""Moves between units and signatures about time: asked by one, signed by another, refused beside the field."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from linli.kernel import clock
from tests.desk.pages import Page
from tests.desk.tickets.office import MATTER, Office


def dispatched(office: Office, **facts: Any) -> Any:
    ticket_id = office.ticket(**facts)
    office.press("centre", ticket_id, "dispatch", lead=office.units["chengguan"], matter=MATTER)
    return ticket_id


def handled(office: Office, **facts: Any) -> Any:
    ticket_id = dispatched(office, **facts)
    office.press("chengguan", ticket_id, "accept")
    return ticket_id


def codes(*answers: Any) -> list[int]:
    return [each.status_code for each in answers]


def test_a_unit_objects_and_another_is_given_it_or_takes_it_one_level_up(office: Office) -> None:
    objected, given, raised = dispatched(office), handled(office), handled(office)
    said = {"reason": "other_duty", "better": office.units["fangguan"], "note": "清单写的是房管"}

    done = [
        office.press("chengguan", objected, "object", **said),
        office.press("centre", given, "redispatch", lead=office.units["fangguan"], note="房管更合适"),
        office.press("chengguan", raised, "escalate", lead=office.units["fangguan"], tried="上门两次无人"),
    ]
    same = office.press("centre", handled(office), "redispatch", lead=office.units["chengguan"], note="还是它")
    story = Page(office.browsers["centre"].get(office.at(given))).text

    assert codes(*done) == [303] * 3
    assert [office.row(each).state for each in (objected, given, raised)] == ["deliberating", "dispatched", "dispatched"]
    assert same.status_code == 422
    assert "房管更合适" in story
    assert "城管中队" in story


def test_what_no_unit_takes_is_decided_by_the_duty_chief_or_a_meeting(office: Office) -> None:
    decided, contested = office.ticket(has_open_hazard=True), office.ticket()

    unsafe = office.press("centre", decided, "nobody", note="三家都说不是自己的")
    nobody_named = office.press("centre", decided, "call-fallback")
    sent = office.press("centre", decided, "call-fallback", unit=office.units["wuye"])
    safe = office.press("centre", decided, "make-safe", measure="fenced", unit=office.units["wuye"])
    asked = office.press("centre", decided, "nobody", note="三家都说不是自己的")
    chief = office.browsers["centre"].get(office.at(decided))
    told = office.press("centre", decided, "decide-duty", lead=office.units["fangguan"], note="产权在房管", basis="清单新增")
    office.press("centre", contested, "nobody", note="没人认")
    meeting = office.press("centre", contested, "contest", note="有争议")

    assert (unsafe.status_code, nobody_named.status_code) == (422, 422)
    assert codes(sent, safe, asked, told, meeting) == [303] * 5
    assert Page(chief).all("a", href=office.at(decided, "decide-duty"), **{"data-key": "Enter"})
    assert office.row(decided).state == "dispatched"
    assert office.row(contested).state == "deliberating"


def test_more_time_a_pause_and_help_are_asked_by_the_unit_and_signed_by_another(office: Office) -> None:
    ticket_id = handled(office)
    until = timezone.localtime(clock.now() + timedelta(days=2))
    pause = {"reason": "waiting", "until_0": f"{until:%Y-%m-%d}", "until_1": f"{until:%H:%M}", "note": "报事人出差"}

    help_asked = office.press("chengguan", ticket_id, "ask-assist", unit=office.units["wuye"], reason="means", note="要人手")
    help_given = office.press("centre", ticket_id, "sign-assist", granted="yes", note="同意")
    more = office.press("chengguan", ticket_id, "ask-extension", amount="1", reason="material", note="配件在路上")
    more_given = office.press("centre", ticket_id, "sign-extension", granted="yes", note="同意")
    paused = office.press("chengguan", ticket_id, "ask-pause", **pause)
    own = office.press("centre", ticket_id, "sign-pause", granted="yes", note="同意")
    pause_given = office.press("director", ticket_id, "sign-pause", granted="yes", note="同意")
    page = Page(office.browsers["chengguan"].get(office.at(ticket_id)))
    ended = office.press("chengguan", ticket_id, "end-pause", note="联系上了")

    assert codes(help_asked, help_given, paused, pause_given, ended) == [303] * 5
    assert more.status_code in {303, 422}
    assert more_given.status_code == more.status_code
    assert own.status_code == 422
    assert page.all("a", href=office.at(ticket_id, "end-pause"))
    assert "竹苑物业" in page.text


def test_a_correction_overtaken_by_another_shows_what_stands_there_now(office: Office) -> None:
    ticket_id = office.ticket()
    seen = str(office.row(ticket_id).journal_seq)
    first = office.press("centre", ticket_id, "correct", matter="一楼楼道堆物", address="")

    said = {"seen": seen, "matter": "二楼楼道堆物", "address": ""}
    stale = office.browsers["centre"].post(office.at(ticket_id, "correct"), said)
    again = office.browsers["centre"].post(office.at(ticket_id, "correct"), {**said, "seen": Page(stale).value("seen")})
    nothing = office.press("centre", ticket_id, "correct", matter="二楼楼道堆物", address="")

    assert codes(first, stale, again, nothing) == [303, 409, 303, 422]
    assert "Now it says: 一楼楼道堆物" in Page(stale).text
    assert office.row(ticket_id).matter == "二楼楼道堆物"


def test_a_ticket_is_split_into_parts_that_it_waits_for(office: Office) -> None:
    ticket_id = office.ticket()

    split = office.press("centre", ticket_id, "split", parts="清走一楼纸箱\n疏通消防通道")
    too_many = office.press("centre", ticket_id, "split", parts="\n".join(f"第 {number} 处" for number in range(40)))
    page = Page(office.browsers["centre"].get(office.at(ticket_id))).text

    assert codes(split, too_many) == [303, 422]
    assert "疏通消防通道" in page
    assert "a part" in page
