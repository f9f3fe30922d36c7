"""Two hundred orders in, worked, answered, returned, extended, called back: both ledgers agree, and repeating changes nothing."""

from typing import Any

from linli.hotline.actions import orders as ordering
from linli.hotline.models import HotlineFile
from linli.hotline.rules.kinds import OrderReturn
from linli.kernel import scope
from linli.tickets.actions import dispatching, extending, handling
from linli.tickets.actions.dispatching import Order
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.kinds import ExtensionReason, Verdict
from linli.tickets.rules.states import State
from tests.hotline.district import District
from tests.hotline.office import Office, read_back


def numbers(first: int, last: int) -> list[str]:
    return [f"QX20261123{each:06d}" for each in range(first, last + 1)]


def works(office: Office, keys: list[str]) -> None:
    """Dispatched to the outpost and taken on there."""
    known, town = office.orders(), office.town
    ids = [known[key].ticket_id for key in keys]
    with scope.scoped(town.centre):
        given = [Order(ticket_id=each, lead_unit_id=town.units["chengguan"]) for each in ids]
        assert not [each for each in dispatching.dispatch_many(town.centre, given) if isinstance(each, Exception)]
    with scope.scoped(town.chengguan):
        assert not [each for each in dispatching.accept_many(town.chengguan, ids) if isinstance(each, Exception)]


def resolves(office: Office, keys: list[str], done: str = "已清理，楼道畅通") -> None:
    known, town = office.orders(), office.town
    with scope.scoped(town.chengguan):
        for key in keys:
            handling.resolve(town.chengguan, known[key].ticket_id, outcome=Verdict.SOLVED, done=done)


def told(office: Office, district: District, made: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    """The district takes our files over."""
    states = {"receipt": "处理中", "first_contact": "处理中", "return_asked": "退单审核", "extension_asked": "处理中", "replied": "待回访"}
    return {kind: district.reads(office.content(file), states[kind]) for kind, file in made.items()}


RETURNED, EXTENDED, ANSWERED = numbers(1, 10), numbers(11, 25), numbers(26, 65)
AGAIN = set(ANSWERED[:10])


def takes_two_hundred(office: Office, district: District) -> bytes:
    """One corrupted row is named and the rest done; the same file changes nothing; the corrected one brings what was missing."""
    sent = district.sends(200, broken=57)
    first = office.takes(sent)
    assert (first.kind, first.rows, first.created, first.duplicate, first.refused) == ("orders", 200, 199, 0, 1)
    ((row, outcome, _, reason),) = office.rows(first)
    assert (row, outcome) == (59, "refused")
    assert "办结截止" in reason
    assert "下周五" in reason

    before = office.everything()
    again = office.takes(sent)
    assert (again.created, again.duplicate, again.refused) == (0, 199, 1)
    assert office.everything() == before
    mended = office.takes(district.sends(200))
    assert (mended.created, mended.duplicate, mended.refused) == (1, 199, 0)
    order = office.order(numbers(1, 1)[0])
    assert order.ticket.track == "hotline"
    assert order.ticket.outside_number == order.number
    assert order.due_at is not None
    assert order.due_at != order.ticket.due_at
    return sent


def does_the_work(office: Office) -> None:
    """Ten go back, fifteen need more time, forty are done, ten of them after a call."""
    town = office.town
    works(office, numbers(11, 200))
    known = office.orders()
    with scope.scoped(office.clerk):
        for key in RETURNED:
            ordering.sign_return(office.clerk, known[key].ticket_id, reason=OrderReturn.NOT_OURS, note="该地址在竹溪街道")
    with scope.scoped(town.chengguan):
        for key in EXTENDED:
            extending.ask_extension(town.chengguan, known[key].ticket_id, amount=3, reason=ExtensionReason.COMPLEX, note="要请鉴定机构")
        for key in ANSWERED[:10]:
            handling.note_contact(town.chengguan, known[key].ticket_id, Clock.FIRST_CONTACT, note="已电话联系来电人")
    office.hand.passes(hours=4)
    resolves(office, ANSWERED)


def tells_the_district(office: Office, district: District) -> None:
    """Every step goes out once, in their columns; what is answered waits for their call-back."""
    made = office.makes()
    rows = {kind: file.rows for kind, file in made.items()}
    assert rows == {"receipt": 190, "first_contact": 10, "return_asked": 10, "extension_asked": 15, "replied": 40}
    seen = told(office, district, made)
    reply = seen["replied"][0]
    assert list(reply)[:2] == ["工单编号", "是否先行联系"]
    assert (reply["处理结果"], reply["处理情况"]) == ("已解决", "已清理，楼道畅通")
    assert seen["return_asked"][0]["退单原因"] == "不在本街道范围"
    assert seen["extension_asked"][0]["延期工作日"] == "3"
    ticket = office.order(ANSWERED[0]).ticket
    assert ticket.answered_at is not None
    assert ticket.state == State.RESOLVED


def hears_the_district(office: Office, district: District) -> dict[str, bytes]:
    """Their results close or send back, their answers take back or give more time."""
    office.hand.passes(hours=3)
    files = {
        "results": district.results(ANSWERED, again=AGAIN),
        "returns": district.return_answers({key: key not in RETURNED[8:] for key in RETURNED}),
        "extensions": district.extension_answers({key: key not in EXTENDED[10:] for key in EXTENDED}),
    }
    for kind, content in files.items():
        taken = office.takes(content, f"{kind}.xlsx")
        assert (taken.kind, taken.refused, taken.duplicate) == (kind, 0, 0)
        assert office.rows(taken) == []
    states = {key: each.ticket.state for key, each in office.orders().items()}
    assert {states[key] for key in ANSWERED if key not in AGAIN} == {State.CLOSED}
    assert {states[key] for key in AGAIN} == {State.IN_PROGRESS}
    assert {states[key] for key in RETURNED[:8]} == {State.WITHDRAWN}
    assert {states[key] for key in RETURNED[8:]} == {State.RECEIVED}
    return files


def does_it_again(office: Office, district: District) -> tuple[HotlineFile, bytes]:
    """What was not good enough is done, answered and found good."""
    resolves(office, sorted(AGAIN), done="剩下的一半也清了")
    works(office, RETURNED[8:])
    office.hand.passes(minutes=30)
    made = office.makes()
    assert {kind: file.rows for kind, file in made.items()} == {"receipt": 2, "replied": 10}
    told(office, district, made)
    office.hand.passes(hours=20)
    last = district.results(sorted(AGAIN), at="2026-11-24 10:00:00")
    assert office.takes(last, "results-2.xlsx").created == 10
    return made["replied"], last


def test_two_hundred_orders_and_both_ledgers_agree(office: Office) -> None:
    district = District()
    sent = takes_two_hundred(office, district)
    does_the_work(office)
    tells_the_district(office, district)
    files = hears_the_district(office, district)
    replied, last = does_it_again(office, district)

    office.hand.passes(minutes=5)
    listed = office.takes(district.lists(), "list.xlsx")
    assert (listed.kind, listed.rows) == ("list", 200)
    sheet = office.sheet()
    assert list(sheet.differences) == []
    assert sheet.agreeing == 200
    assert {each.state for each in office.orders().values()} == {"closed", "returned", "in_hand"}

    # Every file of theirs once more, and ours byte for byte.
    before, kept = office.everything(), office.content(replied)
    for name, content in {**files, "orders": sent, "last": last, "list": district.lists()}.items():
        repeated = office.takes(content, f"{name}.xlsx")
        assert (repeated.created, repeated.refused) in {(0, 0), (0, 1), (200, 0)}, name
    assert office.everything() == before
    assert list(office.sheet().differences) == []
    office.saved("[in orders]\nnumber = 编号\nwords = 内容", sender_id=office.sender_id, seen=1)
    assert office.content(replied) == kept
    assert read_back(kept)[0]["处理情况"] == "剩下的一半也清了"
