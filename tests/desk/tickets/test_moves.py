"""Every move through its form: the right persona does it, the wrong one cannot, the stale form is shown what happened."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from linli.kernel import clock
from linli.tickets.actions import dispatching, handling
from linli.tickets.models import Ticket
from linli.tickets.rules.kinds import Verdict
from linli.tickets.rules.permissions import Permission
from tests.desk.pages import Page
from tests.desk.tickets.office import Office


def later(**span: int) -> Any:
    return timezone.localtime(clock.now() + timedelta(**span))


def set_assists(actor: Any, ticket_id: Any, unit_ids: Any) -> None:
    dispatching.set_assists(actor, Ticket.objects.get(pk=ticket_id), unit_ids)


def dispatched(office: Office, **facts: Any) -> Any:
    ticket_id = office.ticket(**facts)
    office.does("centre", dispatching.dispatch, ticket_id, lead_unit_id=office.units["chengguan"])
    return ticket_id


def handled(office: Office, **facts: Any) -> Any:
    ticket_id = dispatched(office, **facts)
    office.does("chengguan", dispatching.accept, ticket_id)
    return ticket_id


def test_the_dispatcher_gives_it_to_a_unit_which_accepts_by_one_press(office: Office) -> None:
    ticket_id = office.ticket()

    asked = office.browsers["centre"].get(office.at(ticket_id, "dispatch"))
    sent = office.press("centre", ticket_id, "dispatch", lead=office.units["chengguan"], matter="楼道堆物", assists=[office.units["wuye"]])
    accepted = office.press("chengguan", ticket_id, "accept")

    assert asked.status_code == 200
    assert "楼道堆物，影响通行" in Page(asked).text
    assert (sent.status_code, sent["Location"]) == (303, office.at(ticket_id))
    assert accepted.status_code == 303
    assert office.row(ticket_id).state == "in_progress"


def test_a_stale_form_is_given_back_with_what_happened_and_goes_through_when_pressed_again(office: Office) -> None:
    ticket_id = office.ticket()
    seen = office.row(ticket_id).journal_seq
    office.does("centre", dispatching.dispatch, ticket_id, lead_unit_id=office.units["chengguan"])
    office.does("chengguan", dispatching.accept, ticket_id)

    said = {"seen": str(seen), "reason": "several_parties", "note": "两家都要到场"}
    stale = office.browsers["centre"].post(office.at(ticket_id, "call-meeting"), said)

    assert stale.status_code == 409
    assert "Accepted" in Page(stale).text
    assert "两家都要到场" in Page(stale).text
    assert office.row(ticket_id).state == "in_progress"
    again = {**said, "seen": Page(stale).value("seen")}
    assert office.browsers["centre"].post(office.at(ticket_id, "call-meeting"), again).status_code == 303


def test_several_parties_promise_and_keep_and_only_then_it_is_done_and_verified(office: Office) -> None:
    ticket_id = handled(office)
    due = later(hours=2)
    promise = {"unit": office.units["wuye"], "what": "清走纸箱", "due_at_0": f"{due:%Y-%m-%d}", "due_at_1": f"{due:%H:%M}"}

    contacted = office.press("chengguan", ticket_id, "contacted", owed="first_contact", note="已电话联系")
    proposed = office.press("chengguan", ticket_id, "promise", **promise)
    commitment = Page(office.browsers["wuye"].get(office.at(ticket_id, "take-on"))).all("option")[-1]["value"]
    taken = office.press("wuye", ticket_id, "take-on", commitment=commitment)
    kept = office.press("wuye", ticket_id, "end-promise", commitment=commitment, ending="kept", note="已清走")
    office.does("chengguan", handling.resolve, ticket_id, outcome=Verdict.SOLVED, done="楼道已清空")
    own = office.press("chengguan", ticket_id, "close", by="unit", verdict="solved")
    closed = office.press("centre", ticket_id, "close", by="callback", verdict="solved", note="报事人满意")

    assert [each.status_code for each in (contacted, proposed, taken, kept, closed)] == [303] * 5
    assert own.status_code in {404, 422}
    assert office.row(ticket_id).state == "closed"


def test_a_meeting_is_written_down_with_who_was_there_and_a_promise_of_who_was_not(office: Office) -> None:
    ticket_id = handled(office)
    due = later(days=1)
    said = {
        "decision": "物业每周清一次",
        "lead": office.units["chengguan"],
        "options": "清理\n加装储物柜",
        "party_0": office.units["chengguan"],
        "said_0": "可以到场",
        "present_0": "on",
        "party_1": office.units["wuye"],
        "unit_0": office.units["wuye"],
        "what_0": "每周清一次",
        "due_0_0": f"{due:%Y-%m-%d}",
        "due_0_1": f"{due:%H:%M}",
    }

    called = office.press("centre", ticket_id, "call-meeting", reason="several_parties", note="要物业一起")
    asked = office.browsers["centre"].get(office.at(ticket_id, "decide"))
    half = office.press("centre", ticket_id, "decide", **{**said, "what_0": ""})
    absent = office.press("centre", ticket_id, "decide", **{**said, "lead": office.units["fangguan"]})
    decided = office.press("centre", ticket_id, "decide", **said)

    assert (called.status_code, asked.status_code, decided.status_code) == (303, 200, 303)
    assert half.status_code == absent.status_code == 422
    assert "clear the row" in Page(half).text
    assert "did not take part" in Page(absent).text
    assert "物业每周清一次" in Page(absent).text
    assert office.row(ticket_id).state == "dispatched"
    assert office.verbs(ticket_id)[-2:] == ["ticket.decided", "ticket.commitment_made"]


def test_waiting_and_annulling_are_signed_by_somebody_else(office: Office) -> None:
    ticket_id, mistake = handled(office), office.ticket(reporter=None)
    day = later(days=20)

    asked = office.press("chengguan", ticket_id, "ask-deferral", reason="money", review_on=f"{day:%Y-%m-%d}", note="等预算")
    shown = office.browsers["director"].get(office.at(ticket_id, "sign-deferral"))
    signed = office.press("director", ticket_id, "sign-deferral", granted="yes", note="同意")
    resumed = office.press("chengguan", ticket_id, "resume", note="预算到了")
    wrong = office.press("centre", mistake, "ask-void", note="试写的")
    void = office.press("director", mistake, "sign-void", granted="yes", note="同意")
    back = office.press("centre", mistake, "undo", note="其实有事")

    assert [each.status_code for each in (asked, signed, resumed, wrong, void, back)] == [303] * 6
    assert "等预算" in Page(shown).text
    assert office.row(ticket_id).state == "in_progress"
    assert office.row(mistake).state == "received"


def test_a_danger_is_made_safe_before_it_may_wait(office: Office) -> None:
    ticket_id = handled(office, has_open_hazard=True)

    refused = office.press("centre", ticket_id, "call-meeting", reason="several_parties", note="谁来管")
    safe = office.press("chengguan", ticket_id, "make-safe", measure="fenced", unit=office.units["chengguan"], note="围起来了")
    called = office.press("centre", ticket_id, "call-meeting", reason="several_parties", note="谁来管")
    over = office.press("centre", ticket_id, "danger-over", note="已换好")

    assert refused.status_code == 422
    assert "谁来管" in Page(refused).text
    assert [each.status_code for each in (safe, called, over)] == [303] * 3


def test_a_ticket_is_merged_by_number_told_elsewhere_withdrawn_or_settled_in_one_line(office: Office) -> None:
    kept, merged, elsewhere, taken_back, spot, here, returned = (
        office.ticket(),
        office.ticket(),
        office.ticket(),
        office.ticket(),
        office.ticket(is_answer_wanted=True),
        office.ticket(),
        dispatched(office),
    )
    number = office.row(kept).number

    nowhere = office.press("centre", merged, "merge", into="2611-9999", note="同一件")
    into = office.press("centre", merged, "merge", into=f"#{number}", note="同一件")
    told = office.press("centre", elsewhere, "redirect", reason="legal_route", route="可向法院起诉")
    withdrawn = office.press("centre", taken_back, "withdraw", note="报事人不办了")
    not_agreed = office.press("centre", spot, "settle", line="当场挪开")
    settled = office.press("centre", spot, "settle", line="当场挪开", has_reporter_agreed="on")
    reopened = office.press("centre", spot, "reopen", note="又堆上了", is_recurrence="on")
    handled_here = office.press("centre", here, "handle-here", matter="楼道堆物")
    handed_back = office.press("chengguan", returned, "return", reason="not_ours", note="属物业职责")

    assert nowhere.status_code == 422
    assert "2611-9999" in Page(nowhere).text
    assert not_agreed.status_code == 422
    done = (into, told, withdrawn, settled, reopened, handled_here, handed_back)
    assert [each.status_code for each in done] == [303] * 7
    # Who gave it away sees it no longer, and is not sent to a page that does not exist for him.
    assert handed_back["Location"] != office.at(returned)


@pytest.mark.parametrize("login", ["fangguan", "wuye"])
def test_who_has_nothing_to_do_with_it_finds_no_move_of_it(office: Office, login: str) -> None:
    ticket_id = dispatched(office)
    assert {office.press(login, ticket_id, slug).status_code for slug in ("accept", "return", "contacted", "nothing")} == {404}


def test_a_move_that_ones_post_does_not_include_is_not_done(office: Office) -> None:
    ticket_id = handled(office)
    office.does("centre", set_assists, ticket_id, [office.units["wuye"]])

    denied = [office.press("wuye", ticket_id, slug, note="x", into="1") for slug in ("merge", "withdraw", "call-meeting", "sign-deferral")]
    not_holder = office.press("wuye", ticket_id, "contacted", owed="first_contact", note="打过电话")
    too_late = office.browsers["centre"].get(office.at(ticket_id, "dispatch"))

    assert [each.status_code for each in denied] == [403] * 4
    assert not_holder.status_code == 403
    assert too_late.status_code == 422
    assert office.browsers["centre"].get(office.at(ticket_id, "nothing")).status_code == 404
    assert not office.actor("wuye").may(Permission.MERGE)
