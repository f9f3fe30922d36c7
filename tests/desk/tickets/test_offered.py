"""Reviewed answers beside a reply and beside what is being taken down: told with source, end and unit, put in only when pressed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from linli.answers.models import AnswerVersion
from linli.answers.rules.kinds import Audience
from linli.answers.rules.permissions import Permission
from linli.kernel import clock, scope
from linli.kernel.ids import uuid7
from linli.kernel.permissions import registered_permissions
from linli.org.rules.people import day_of
from linli.tickets.actions import catalogue
from tests.desk.answers_rows import in_force, written
from tests.desk.pages import Page
from tests.desk.tickets.office import Office
from tests.desk.tickets.test_reply import in_hand
from tests.desk.tickets.test_reply import written as reply_written

LOOK = "/d/lanting/tickets/new/look"
QUESTION, TEXT = "楼道里堆了杂物找谁清理？", "先请物业三日内清走；不清的由城管中队处理。"


class Base:
    """An office whose handlers read the answer base, and one answer about heaps in corridors."""

    def __init__(self, office: Office) -> None:
        self.office = office
        writer = replace(office.me, person_id=uuid7(), permissions=frozenset(registered_permissions()))
        self.writer, self.reviewer = writer, replace(writer, person_id=uuid7())
        may = ("tickets.read", "tickets.handle", "tickets.resolve", "tickets.read_reporter", "tickets.open", Permission.READ.value)
        office.staff.login("knowing", office.people["chengguan"], *may)
        self.browser: Client = office.house.signed_in("knowing")

    def answer(self, **facts: Any) -> Any:
        said = {"question": QUESTION, "answer": TEXT, "source": "《上海市消防条例》", "audience": Audience.CLERKS, **facts}
        with scope.scoped(self.writer):
            return in_force(self.writer, self.reviewer, **said)

    def waits(self) -> None:
        with scope.scoped(self.writer):
            written(self.writer, question=QUESTION, answer=TEXT)


@pytest.fixture
def base(office: Office) -> Base:
    return Base(office)


def test_a_reply_is_offered_what_was_reviewed_and_begins_with_it_when_asked(base: Base) -> None:
    answer = base.answer()
    ticket_id = in_hand(base.office, matter="3号楼楼道里堆杂物", words="楼道里有人堆杂物，找谁清理")
    address = base.office.at(ticket_id, "reply")

    page = Page(base.browser.get(address))
    for words in ("Reviewed answers", QUESTION, "《上海市消防条例》", "Both say:", "楼道里"):
        assert words in page.text
    assert page.all("a", href=f"{address}?answer={answer.pk}") and TEXT not in _typed(base.browser, address, "answer_points")

    begun = f"{address}?answer={answer.pk}"
    assert TEXT in _typed(base.browser, begun, "answer_points")
    assert "Basis: 《上海市消防条例》" in _typed(base.browser, begun, "claim_note")
    assert TEXT not in _typed(base.browser, f"{address}?answer={uuid7()}", "answer_points")
    # What stands there is kept.
    sent = {"claim_note": "影响通行", "seen": "0", "then": "draft"}
    assert base.browser.post(address, sent).status_code == 303
    assert "影响通行" in _typed(base.browser, begun, "claim_note") and TEXT in _typed(base.browser, begun, "answer_points")


def _typed(browser: Client, address: str, name: str) -> str:
    source = browser.get(address).content.decode()
    return source.partition(f'name="{name}"')[2].partition("</textarea>")[0]


def test_nobody_is_offered_what_waits_has_expired_or_is_not_his_to_read(base: Base) -> None:
    ticket_id = in_hand(base.office, matter="楼道里堆了杂物，谁来清理", words="楼道里堆了杂物，谁来清理")
    address = base.office.at(ticket_id, "reply")
    base.waits()
    assert "Reviewed answers" not in Page(base.browser.get(address)).text
    today = day_of(clock.now())
    answer = base.answer(question="楼道杂物谁来清理？", valid_from=today, valid_until=today)
    assert "楼道杂物谁来清理？" in Page(base.browser.get(address)).text
    assert "Reviewed answers" not in Page(base.office.browsers["chengguan"].get(address)).text
    with scope.scoped(base.writer):
        gone = today - timedelta(days=1)
        AnswerVersion.objects.of(answer.subdistrict_id).filter(answer_id=answer.pk).update(valid_from=gone, valid_until=gone)
    assert "Reviewed answers" not in Page(base.browser.get(address)).text
    assert "楼道杂物谁来清理？" not in Page(base.browser.get(f"{address}?answer={answer.pk}")).text


def test_while_a_call_is_taken_down_an_answer_is_there_to_be_read_out(base: Base) -> None:
    base.answer()

    def looks(words: str) -> Page:
        return Page(base.browser.post(LOOK, {"words": words, "source": "call"}, headers={"HX-Request": "true"}))

    page = looks("楼道里堆了杂物，找谁清理")
    assert "Can be answered at once" in page.text and TEXT in page.text and page.inline == []
    assert page.all("button", **{"data-into": "line"})
    assert "Answered from the answer base: 楼道里堆了杂物找谁清理？ (《上海市消防条例》)" in page.text
    assert "Can be answered at once" not in looks("公交车总是不来").text


def test_beside_danger_what_can_be_said_comes_after_the_class_and_settles_nothing(base: Base) -> None:
    base.answer(question="楼道里能给电动车充电吗？")
    with scope.scoped(base.writer):
        catalogue.lay_preset(base.writer)
    sent = {"words": "楼道里又有人给电动车充电", "source": "call", "item": "E2102"}
    page = Page(base.browser.post(LOOK, sent, headers={"HX-Request": "true"}))

    assert "What can be said at once" in page.text and "Can be answered at once" not in page.text and TEXT in page.text
    assert not page.all("button", **{"data-into": "line"})
    whole = base.browser.post(LOOK, sent).content.decode()
    assert whole.index('id="unit"') > whole.index('id="answers"') and "What can be said" in whole.partition('id="answers-after"')[2]


def signed(base: Base) -> Any:
    """A ticket whose reply is signed."""
    ticket_id = in_hand(base.office, matter="3号楼302室门口堆了杂物", words="楼道里有人堆杂物，找谁清理")
    typed = {**reply_written(base.office, done="已请物业三日内清走，联系人13812345678。"), "seen": "0", "then": "sign"}
    assert base.office.browsers["chengguan"].post(base.office.at(ticket_id, "reply"), typed).status_code == 303
    return ticket_id


def test_a_signed_reply_is_where_an_answer_begins_without_whose_it_was(base: Base) -> None:
    ticket_id = signed(base)
    link = f"/d/lanting/answers/new?ticket={ticket_id}"
    assert not Page(base.browser.get(base.office.at(ticket_id, "reply"))).all("a", href=link), "who may not write answers is not asked to"
    base.office.staff.login("writing", base.office.people["chengguan"], *sorted(set(registered_permissions()) - {"accounts.administer"}))
    browser = base.office.house.signed_in("writing")
    assert Page(browser.get(base.office.at(ticket_id, "reply"))).all("a", href=link)

    page = browser.get(link)
    source = page.content.decode()
    assert "已请物业三日内清走" in source and "门口堆了杂物" in source and "Take out what is of that ticket alone" in source
    typed = "".join(_typed(browser, link, name) for name in ("question", "answer"))
    assert "13812345678" not in source and "302" not in typed
    for other in (in_hand(base.office), uuid7(), "x"):
        assert browser.get(f"/d/lanting/answers/new?ticket={other}").status_code == 404
