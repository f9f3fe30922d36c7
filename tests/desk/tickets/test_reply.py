"""Replies, calls back, looks and exclusions as people at their desks do them."""

from typing import Any
from uuid import UUID

import pytest

from linli.desk.tickets.moves_verification import OFFERS
from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.tickets.actions import dispatching, phrases, sampling
from linli.tickets.actions.intake import ItemDraft
from linli.tickets.models import Exclusion, Phrase, Reply, Sample, Verification
from linli.tickets.rules.phrases import Node
from tests.desk.pages import Page
from tests.desk.tickets.office import WORDS, Office

WHOLE = {
    "has_looked": "yes", "looked_at_0": "2026-11-20", "looked_at_1": "10:00", "fact_finding": "true", "fact_note": "一楼有纸箱",
    "claim_finding": "reasonable", "claim_note": "影响通行", "outcome": "solved", "done": "已清走", "is_public": "yes",
    "responsibility": "ours", "point-0": "已清",
}  # fmt: skip


def in_hand(office: Office, **facts: Any) -> UUID:
    ticket_id = office.ticket(**facts)
    office.does("centre", dispatching.dispatch, ticket_id, lead_unit_id=office.units["chengguan"])
    office.does("chengguan", dispatching.accept, ticket_id)
    return ticket_id


def written(office: Office, **said: str) -> dict[str, str]:
    person = str(office.people["chengguan"].pk)
    return {**WHOLE, "signed_as_unit_id": str(office.units["chengguan"]), "responsible_person_id": person, **said}


def write(office: Office, ticket_id: UUID, then: str, *, seen: int = 0, **said: str) -> Any:
    return office.browsers["chengguan"].post(office.at(ticket_id, "reply"), {**written(office, **said), "seen": str(seen), "then": then})


def reply(office: Office, ticket_id: UUID) -> Reply:
    with scope.scoped(office.me):
        found: Reply = Reply.objects.get(ticket_id=ticket_id)
        return found


def test_a_draft_keeps_what_was_typed_and_says_what_is_missing(office: Office) -> None:
    ticket_id = in_hand(office)
    page = Page(office.browsers["chengguan"].get(office.at(ticket_id, "reply")))
    assert page.inline == []
    assert "Nothing written yet" in page.text
    # Who may not know the reporter is asked nothing about him.
    assert not page.all("textarea", name="first_call")
    assert WORDS not in page.text
    assert page.all("a", href=office.at(ticket_id)), "back to the ticket"
    assert write(office, ticket_id, "draft", fact_note="").status_code == 303
    page = Page(office.browsers["chengguan"].get(office.at(ticket_id, "reply")))
    assert "Being written" in page.text
    assert "What was found" in page.text
    refused = write(office, ticket_id, "submit", seen=1, fact_note="", **{"point-0": ""})
    assert refused.status_code == 422
    assert Page(refused).text.count("Still missing") == 3
    assert "The reply still lacks: 2" in Page(refused).text
    assert (reply(office, ticket_id).state, reply(office, ticket_id).done) == ("draft", "已清走")


def test_who_took_it_in_itself_is_asked_who_verifies_when_signing_at_once(office: Office) -> None:
    ticket_id = in_hand(office, intake_unit_id=office.units["chengguan"])

    answer = write(office, ticket_id, "sign")
    assert (answer.status_code, answer["Location"]) == (303, office.at(ticket_id, "sign-reply"))
    assert Page(office.browsers["chengguan"].get(answer["Location"])).all("select", name="verifier")
    assert office.press("chengguan", ticket_id, "sign-reply", verifier=office.units["fangguan"]).status_code == 303
    assert (office.row(ticket_id).state, office.row(ticket_id).holder_unit_id) == ("resolved", office.units["fangguan"])


def test_the_head_signs_from_the_ticket_and_it_is_handled(office: Office) -> None:
    ticket_id = in_hand(office)
    assert write(office, ticket_id, "submit").status_code == 303
    page = Page(office.browsers["chengguan"].get(office.at(ticket_id)))
    assert page.all("a", href=office.at(ticket_id, "sign-reply"))
    assert not page.all("a", href=office.at(ticket_id, "reply"))
    shown = Page(office.browsers["chengguan"].get(office.at(ticket_id, "reply")))
    assert "Waiting for the unit's head" in shown.text
    assert "已清走" in shown.text
    assert not shown.all("textarea")
    assert "已清走" in Page(office.browsers["chengguan"].get(office.at(ticket_id, "sign-reply"))).text
    assert office.press("chengguan", ticket_id, "sign-reply").status_code == 303
    assert office.row(ticket_id).state == "resolved"
    # It is the verifying unit's now.
    assert write(office, ticket_id, "draft", seen=2).status_code == 403


def test_a_head_who_writes_himself_signs_at_once_and_may_have_given_it_back(office: Office) -> None:
    first, second = in_hand(office), in_hand(office)
    assert write(office, first, "sign").status_code == 303
    assert office.row(first).state == "resolved"
    write(office, second, "submit")
    assert office.press("chengguan", second, "give-reply-back", note="写清楚时间").status_code == 303
    assert reply(office, second).state == "draft"
    overtaken = write(office, second, "draft", seen=1, done="另写")
    assert overtaken.status_code == 409
    assert "Now it says: 已清走" in Page(overtaken).text


def test_who_knows_the_reporter_answers_him_and_a_low_grade_goes_to_the_deputy_director(office: Office) -> None:
    office.staff.login(
        "knowing", office.people["chengguan"], "tickets.read_own", "tickets.handle", "tickets.resolve", "tickets.read_reporter"
    )
    office.staff.login("deputy", office.people["director"], "tickets.read", "tickets.countersign", "tickets.read_reporter")
    browsers = {login: office.house.signed_in(login) for login in ("knowing", "deputy")}
    ticket_id = in_hand(office, is_answer_wanted=True)
    person = str(office.people["chengguan"].pk)
    contact = {"has_contacted": "yes", "contacted_by_person_id": person, "contacted_at_0": "2026-11-20", "contacted_at_1": "09:00"}
    answer = {"answer_way": "phone", "answered_at_0": "2026-11-20", "answered_at_1": "11:00", "answer_points": "已告知"}
    low = {"grade": "dissatisfied", "grade_reason": "来得晚", "first_call": "已说明", "point-0": "已清"}
    sent = {**written(office), **contact, **answer, **low, "seen": "0", "then": "sign"}
    assert browsers["knowing"].post(office.at(ticket_id, "reply"), sent).status_code == 303
    assert (reply(office, ticket_id).state, office.row(ticket_id).state) == ("countersigning", "in_progress")
    shown = Page(browsers["knowing"].get(office.at(ticket_id, "reply"))).text
    for words in ("已告知", "By phone", "Dissatisfied", "来得晚", "yes"):
        assert words in shown
    seen = {"seen": str(office.row(ticket_id).journal_seq)}
    assert "Somebody is not content" in Page(browsers["deputy"].get(office.at(ticket_id))).text
    assert browsers["deputy"].post(office.at(ticket_id, "send-reply-back"), {**seen, "note": "先上门"}).status_code == 303
    kept = {**sent, "seen": str(reply(office, ticket_id).journal_seq)}
    browsers["knowing"].post(office.at(ticket_id, "reply"), kept)
    seen = {"seen": str(office.row(ticket_id).journal_seq)}
    assert browsers["deputy"].post(office.at(ticket_id, "countersign-reply"), seen).status_code == 303
    assert office.row(ticket_id).state == "resolved"


def test_a_unit_that_assists_reads_the_reply_and_is_offered_nothing_that_would_be_refused(office: Office) -> None:
    ticket_id = office.ticket()
    helper = office.units["wuye"]
    office.does("centre", dispatching.dispatch, ticket_id, lead_unit_id=office.units["chengguan"], assist_unit_ids=[helper])
    office.does("chengguan", dispatching.accept, ticket_id)
    address = office.at(ticket_id, "reply")
    empty = Page(office.browsers["wuye"].get(address))
    assert "Nothing written yet" in empty.text
    assert not empty.all("textarea") and not empty.all("button", name="then")
    write(office, ticket_id, "draft")
    shown = Page(office.browsers["wuye"].get(address))
    assert "已清走" in shown.text and not shown.all("button", name="then")
    assert office.browsers["wuye"].post(address, {**written(office), "seen": "1", "then": "draft"}).status_code == 403
    for login in ("chengguan", "centre"):
        assert Page(office.browsers[login].get(address)).all("button", name="then"), login


def test_the_last_one_like_it_begins_the_next_and_phrases_stand_beside(office: Office) -> None:
    item = ItemDraft(code="0507", version=1)
    first = in_hand(office, item=item)
    write(office, first, "sign", done="3号楼王阿姨处已清")
    head = office.actor("chengguan")
    with scope.scoped(head):
        phrases.add_phrase(head, node=Node.DONE, text="已现场处置完毕", unit_id=office.units["chengguan"])
    second = in_hand(office, item=item)
    address = office.at(second, "reply")
    page = Page(office.browsers["chengguan"].get(address))
    assert "The last one like it" in page.text
    assert "已现场处置完毕" in page.text
    begun = Page(office.browsers["chengguan"].get(address + "?like=1"))
    assert "＿＿号楼＿＿阿姨处已清" in begun.text
    bare = in_hand(office)
    assert "The last one like it" not in Page(office.browsers["chengguan"].get(office.at(bare, "reply") + "?like=1")).text


def resolved(office: Office) -> UUID:
    ticket_id = in_hand(office)
    write(office, ticket_id, "sign")
    return ticket_id


def test_the_script_of_a_call_back_is_read_from_above_to_below(office: Office) -> None:
    ticket_id = resolved(office)
    page = Page(office.browsers["centre"].get(office.at(ticket_id, "callback")))
    for question in ("1 · Did somebody answer?", "3 · Is the matter solved?", "Attempt 1; after 3 in vain"):
        assert question in page.text
    for _ in range(2):
        assert office.press("centre", ticket_id, "callback", result="no_answer").status_code == 303
    contradiction = office.press("centre", ticket_id, "callback", result="no_answer", verdict="solved")
    assert contradiction.status_code == 422
    answers = {"result": "reached", "was_contacted": "yes", "verdict": "explained", "grade": "mostly", "manner": "satisfied"}
    assert office.press("centre", ticket_id, "callback", **answers).status_code == 303
    assert (office.row(ticket_id).state, office.row(ticket_id).verdict) == ("closed", "explained")
    with scope.scoped(office.me):
        assert [(each.grade, each.manner, each.was_contacted) for each in Verification.objects.all()] == [("mostly", "satisfied", True)]
    assert not Page(office.browsers["chengguan"].get(office.at(ticket_id))).all("a", href=office.at(ticket_id, "callback"))


def test_another_unit_is_asked_to_look_and_says_what_it_saw(office: Office) -> None:
    ticket_id = resolved(office)
    assert office.press("centre", ticket_id, "hand-check", unit=office.units["fangguan"], note="看一楼").status_code == 303
    assert office.press("fangguan", ticket_id, "check", verdict="not_solved", note="还有两箱").status_code == 303
    assert office.row(ticket_id).state == "in_progress"


def test_an_exclusion_is_asked_on_the_ticket_and_signed_by_two(office: Office) -> None:
    ticket_id = resolved(office)
    office.press("centre", ticket_id, "check", verdict="solved", note="已清")
    office.staff.login("asker", office.people["chengguan"], "tickets.read", "tickets.handle")
    asker = office.house.signed_in("asker")
    said = {"reason": "unreasonable", "evidence": "测温记录", "seen": str(office.row(ticket_id).journal_seq)}
    assert asker.post(office.at(ticket_id, "exclude"), said).status_code == 303
    with scope.scoped(office.me):
        exclusion = Exclusion.objects.get(ticket_id=ticket_id)
    office.staff.login("second", office.people["fangguan"], "tickets.read", "tickets.exclude")
    listed, one = "/d/lanting/tickets/exclusions/", f"/d/lanting/tickets/exclusions/{exclusion.pk}/"
    second = office.house.signed_in("second")
    assert "城管中队" in Page(second.get(listed)).text
    assert "测温记录" in Page(second.get(one)).text
    assert second.post(one, {"decision": "yes", "note": "证据充分"}).status_code == 303
    assert "one signature of two" in Page(second.get(listed)).text
    assert second.post(one, {"decision": "yes", "note": "再签"}).status_code == 422
    assert office.browsers["centre"].post(one, {"decision": "yes", "note": "同意"}).status_code == 303
    assert "No exclusion waits" in Page(second.get(listed)).text


def test_a_drawn_ticket_is_looked_at_by_another_unit(office: Office) -> None:
    ticket_id = office.ticket(reporter=None)
    office.does("centre", dispatching.close_on_spot, ticket_id, line="好了")
    job = Actor.system("tickets.draw_sample", office.me.subdistrict_id)
    with scope.scoped(job):
        (sample,) = sampling.draw(job, per_ten_thousand=10_000)
    listed, one = "/d/lanting/tickets/samples/", f"/d/lanting/tickets/samples/{sample.pk}/"
    assert "Nothing is drawn" in Page(office.browsers["centre"].get(listed)).text
    assert office.browsers["centre"].get(one).status_code == 404
    assert office.row(ticket_id).number in Page(office.browsers["fangguan"].get(listed)).text
    assert office.browsers["fangguan"].post(one, {"is_right": "no", "note": ""}).status_code == 422
    assert office.browsers["fangguan"].post(one, {"is_right": "no", "note": "还堆着"}).status_code == 303
    assert office.row(ticket_id).recurrences == 1
    with scope.scoped(office.me):
        assert Sample.objects.get().is_right is False


def test_phrases_are_added_changed_and_removed(office: Office) -> None:
    listed = "/d/lanting/tickets/phrases/"
    head, dispatcher = office.browsers["chengguan"], office.browsers["centre"]
    assert "No phrases yet" in Page(head.get(listed)).text
    assert head.post(listed, {"node": "done", "text": "已责令清理"}).status_code == 303
    assert head.post(listed, {"node": "done", "text": "已责令清理"}).status_code == 422
    assert dispatcher.post(listed, {"node": "done", "text": "已现场处置完毕", "for_all": "on"}).status_code == 303
    with scope.scoped(office.me):
        own, common = Phrase.objects.get(text="已责令清理"), Phrase.objects.get(text="已现场处置完毕")
    assert (own.unit_id, common.unit_id) == (office.units["chengguan"], None)
    assert head.get(f"{listed}{common.pk}/").status_code == 403
    assert Page(head.get(f"{listed}{own.pk}/")).value("text") == "已责令清理"
    assert head.post(f"{listed}{own.pk}/", {"text": "已责令三日内清理", "seen": "0"}).status_code == 409
    assert head.post(f"{listed}{own.pk}/", {"text": "已责令三日内清理", "seen": "1"}).status_code == 303
    assert head.post(f"{listed}{own.pk}/remove").status_code == 303
    assert "已责令" not in Page(head.get(listed)).text


def test_the_reply_is_no_move_but_a_page(office: Office) -> None:

    offer = next(each for each in OFFERS if each.slug == "reply")
    with pytest.raises(NotFound):
        offer.run(office.me, office.me.subdistrict_id, None)


def test_a_phrase_is_pressed_into_the_field_it_is_for(office: Office) -> None:
    ticket_id, head = in_hand(office), office.actor("chengguan")
    with scope.scoped(head):
        for node, text in ((Node.DONE, "已现场处置完毕"), (Node.RETURN, "不在职责内")):
            phrases.add_phrase(head, node=node, text=text, unit_id=office.units["chengguan"])
    waiting = office.ticket()
    office.does("centre", dispatching.dispatch, waiting, lead_unit_id=office.units["chengguan"])
    browser = office.browsers["chengguan"]

    written, handed_back, accepted = (
        Page(browser.get(office.at(*at))) for at in ((ticket_id, "reply"), (waiting, "return"), (waiting, "accept"))
    )

    assert [each["data-into"] for each in written.all("button", type="button") if "data-into" in each] == ["done"]
    assert len(written.all("textarea", name="done")) == 1
    assert len(handed_back.all("button", **{"data-into": "note"})) == 1
    assert "不在职责内" in handed_back.text
    assert "已现场处置完毕" not in accepted.text


def test_a_draft_is_looked_at_and_advice_stands_beside_it_without_keeping_anybody(office: Office) -> None:
    ticket_id = in_hand(office)
    shown = Page(office.browsers["chengguan"].get(office.at(ticket_id, "reply"))).text
    assert "Before you hand it on" not in shown
    assert write(office, ticket_id, "draft", done="已闭环").status_code == 303
    shown = Page(office.browsers["chengguan"].get(office.at(ticket_id, "reply"))).text
    assert "Before you hand it on" in shown and "No basis is named." in shown and "Say “办完” instead." in shown
    # It is handed on all the same.
    assert write(office, ticket_id, "sign", seen=reply(office, ticket_id).journal_seq, done="已闭环").status_code == 303
