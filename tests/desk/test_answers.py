"""The pages of the answer base, as those who write, review and read see them."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from linli.accounts.rules import Permission as AccountPermission
from linli.answers.models import AnswerVersion
from linli.answers.queries import answers as known
from linli.answers.rules.kinds import Audience
from linli.answers.rules.permissions import Permission
from linli.answers.rules.telling import EXPIRES
from linli.insight.actions import looking
from linli.insight.models import AnswerFinding
from linli.kernel import clock, scope
from linli.kernel.permissions import registered_permissions
from linli.kernel.sheets import write_xlsx
from linli.notices import actions as notices
from linli.org.actions import units
from linli.org.rules.people import day_of
from linli.org.rules.units import UnitWords
from tests.desk.answers_rows import in_force, written
from tests.desk.house import House
from tests.desk.insight_rows import LAMP, count_all, report
from tests.desk.pages import Page
from tests.desk.test_query_counts import BUDGETS, statements

ANSWERS = "/d/lanting/answers/"
NOW = clock.now()


class Sheet(Page):
    """A page with its source."""

    def __init__(self, answer: Any) -> None:
        super().__init__(answer)
        self.html: str = answer.content.decode()


class Desk:
    """兰亭 with a unit, who writes and who reviews answers, and who only reads them."""

    def __init__(self, house: House) -> None:
        self.house = house
        everything = sorted(set(registered_permissions()) - {AccountPermission.ADMINISTER})
        self.writer = house.browser("he.tian", may=everything)
        self.reviewer = house.browser("wu.yue", may=everything)
        self.reader = house.browser("zhang.ning", may=[Permission.READ])
        self.actor, self.chief = house.actor("he.tian"), house.actor("wu.yue")
        with scope.scoped(self.actor):
            self.unit = units.open_unit(self.actor, words=UnitWords("lvrong", "office", "绿化市容所", "绿容所", ""))

    def waits(self, **facts: Any) -> Any:
        with scope.scoped(self.actor):
            return written(self.actor, **facts)

    def holds(self, **facts: Any) -> Any:
        with scope.scoped(self.actor):
            return in_force(self.actor, self.chief, **facts)

    def see(self, address: str = "", browser: Client | None = None, status: int = 200) -> Sheet:
        answer = (browser or self.writer).get(ANSWERS + address)
        assert answer.status_code == status
        return Sheet(answer)

    def seen(self, answer: Any) -> str:
        with scope.scoped(self.actor):
            return str(known.get_for(self.actor, answer.pk).journal_seq)

    def typed(self, **change: str) -> dict[str, str]:
        today = day_of(clock.now())
        return {
            "question": "路灯不亮找谁修？",
            "wordings": "路灯坏了\n灯不亮",
            "answer": "拨打街道中心电话。",
            "source": "街道办事指南第3号",
            "link": "",
            "unit": str(self.unit.pk),
            "item_code": "",
            "audience": "public",
            "valid_from": today.isoformat(),
            "valid_until": (today + timedelta(days=100)).isoformat(),
            **change,
        }


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


def test_an_answer_is_written_on_one_page_and_somebody_else_reviews_it(desk: Desk) -> None:
    assert "No answer is in use yet" in desk.see().text and "Write the first one" not in desk.see("", desk.reader).text
    wrong = desk.writer.post(f"{ANSWERS}new", desk.typed(valid_until="2020-01-01"))
    assert wrong.status_code == 422 and "Choose a later one" in wrong.content.decode()
    assert desk.writer.post(f"{ANSWERS}new", desk.typed(unit="")).status_code == 422

    made = desk.writer.post(f"{ANSWERS}new", desk.typed())
    assert made.status_code == 303
    address = made["Location"].removeprefix(ANSWERS)
    assert "You wrote it, or a part of it" in desk.see(address).text
    assert "Look at it and decide" in desk.see(address, desk.reviewer).text
    assert "It is right: put it in force" not in desk.see(f"{address}decide").text

    page = desk.see(f"{address}decide", desk.reviewer)
    seen = re.search(r'name="seen" value="(\d+)"', page.html)
    assert seen is not None
    bare = desk.reviewer.post(f"{ANSWERS}{address}decide", {"act": "give_back", "why": "", "seen": seen[1]})
    assert bare.status_code == 422
    done = desk.reviewer.post(f"{ANSWERS}{address}decide", {"act": "review", "seen": seen[1]})
    assert done.status_code == 303 and done["Location"] == made["Location"]
    assert "路灯不亮找谁修？" in desk.see("", desk.reader).text and "绿容所" in desk.see(address, desk.reader).text
    assert "Reviewed and put in force" in desk.see(f"{address}journal").text


def test_a_draft_is_kept_and_the_next_one_follows_at_once(desk: Desk) -> None:
    kept = desk.writer.post(f"{ANSWERS}new", desk.typed(then="draft"))
    address = kept["Location"].removeprefix(ANSWERS)
    page = desk.see(address)
    assert "Hand it in for review" in page.text
    seen = re.search(r'name="seen" value="(\d+)"', page.html)
    assert seen is not None
    assert desk.writer.post(f"{ANSWERS}{address}hand-in", {"seen": seen[1]}).status_code == 303
    assert desk.writer.post(f"{ANSWERS}{address}hand-in", {"seen": seen[1]}).status_code == 409

    followed = desk.writer.post(f"{ANSWERS}new", desk.typed(question="另一个问题？", then="another"))
    assert followed["Location"].endswith("/new") and "Handed in. Here is the next one." in desk.see("new").text
    assert 'value="从工单来的问题"' in desk.see("new?question=从工单来的问题").html


def test_a_next_version_is_begun_from_the_one_in_force(desk: Desk) -> None:
    answer = desk.holds(item_code="9999")
    page = desk.see(f"{answer.pk}/edit")
    assert "路灯不亮找谁修？" in page.html and "9999" in page.html
    sent = desk.typed(answer="记下灯杆编号。", seen=desk.seen(answer), then="draft")
    assert desk.writer.post(f"{ANSWERS}{answer.pk}/edit", sent).status_code == 303
    shown = desk.see(f"{answer.pk}/").text
    assert "Version 1 holds meanwhile" in shown and "Other versions" in shown
    assert desk.writer.post(f"{ANSWERS}{answer.pk}/edit", sent).status_code == 409

    sent = desk.typed(answer="记下灯杆编号。", seen=desk.seen(answer))
    assert desk.writer.post(f"{ANSWERS}{answer.pk}/edit", sent).status_code == 303
    assert "which holds now" in desk.see(f"{answer.pk}/decide", desk.reviewer).text


def test_after_a_decision_the_next_one_that_waits_is_shown(desk: Desk) -> None:
    first, second = desk.waits(question="甲问题？"), desk.waits(question="乙问题？")
    done = desk.reviewer.post(f"{ANSWERS}{first.pk}/decide", {"act": "give_back", "why": "缺地点", "seen": desk.seen(first)})
    assert done["Location"] == f"{ANSWERS}{second.pk}/decide"
    assert "Given back" in desk.see(f"{first.pk}/").text
    dropped = desk.writer.post(f"{ANSWERS}{first.pk}/decide", {"act": "drop", "seen": desk.seen(first)})
    assert dropped["Location"] == f"{ANSWERS}{first.pk}/"
    desk.see(f"{first.pk}/decide", status=403)
    # What was dropped may be begun again.
    assert "甲问题？" in desk.see(f"{first.pk}/edit").html


def test_what_ends_soon_or_has_ended_says_so_and_is_taken_out(desk: Desk) -> None:
    today = day_of(clock.now())
    ending = desk.holds(question="快到期的问题？", valid_until=today + timedelta(days=3))
    assert "Days until it expires: 3" in desk.see(f"{ending.pk}/").text
    assert "快到期的问题？" in desk.see("?show=ending").text
    with scope.scoped(desk.actor):
        gone = today - timedelta(days=1)
        AnswerVersion.objects.of(desk.actor.subdistrict_id).filter(answer_id=ending.pk).update(valid_from=gone, valid_until=gone)
    assert "It has expired and is offered to nobody" in desk.see(f"{ending.pk}/").text
    assert "快到期的问题？" in desk.see("?show=expired").text and "None here" in desk.see("?show=ending").text
    sent = desk.typed(seen=desk.seen(ending), valid_until=(today + timedelta(days=90)).isoformat())
    assert desk.writer.post(f"{ANSWERS}{ending.pk}/edit", sent).status_code == 303
    assert "nothing is offered until this one is reviewed" in desk.see(f"{ending.pk}/").text
    out = desk.reviewer.post(f"{ANSWERS}{ending.pk}/decide", {"act": "withdraw", "why": "停办", "seen": desk.seen(ending)})
    assert out.status_code == 303


def test_the_list_is_narrowed_by_words_unit_class_and_audience(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.holds(question="甲问题？", audience=Audience.CLERKS)
    desk.holds(question="乙问题？", item_code="9999")
    for asked, there in {
        "?q=乙问题": "乙问题？",
        f"?unit={desk.unit.pk}": "甲问题？",
        "?class=9999": "乙问题？",
        "?for=clerks": "甲问题？",
        "?show=nonsense&unit=nonsense&for=nonsense": "甲问题？",
    }.items():
        assert there in desk.see(asked).text
    assert "乙问题？" not in desk.see("?for=clerks").text
    assert "No answer is like that" in desk.see("?q=没有这样的").text
    monkeypatch.setattr(known, "PAGE", 1)
    page = desk.see()
    following = re.search(r'href="([^"]*after=[^"]*)"', page.html)
    assert following is not None and "甲问题？" in page.text
    assert "乙问题？" in Sheet(desk.writer.get(following[1].replace("&amp;", "&"))).text


def test_a_file_is_looked_at_and_taken_over_and_leaves_as_it_came(desk: Desk) -> None:
    assert "Import answers" in desk.see("import").text
    headings = ["问题", "答复", "依据", "主管单位", "有效期至"]
    until = (day_of(clock.now()) + timedelta(days=90)).isoformat()
    rows = [["甲问题？", "答复一", "指南", "绿容所", until], ["乙问题？", "答复二", "指南", "没有这个单位", until]]

    def sends(lines: list[list[str]]) -> Sheet:
        file = SimpleUploadedFile("answers.xlsx", write_xlsx(headings, lines))
        return Sheet(desk.writer.post(f"{ANSWERS}import", {"file": file}))

    assert "1 rows cannot be taken over" in sends(rows).text
    page = sends(rows[:1])
    table = re.search(r"<textarea[^>]*>(.*?)</textarea>", page.html, re.DOTALL)
    assert table is not None
    taken = desk.writer.post(f"{ANSWERS}import", {"table": table[1].replace("&quot;", '"')})
    assert taken.status_code == 303 and "甲问题？" in desk.see("?show=waiting").text

    desk.holds(question="丙问题？")
    sheet = load_workbook(BytesIO(desk.reader.get(f"{ANSWERS}sheet.xlsx").content)).worksheets[0]
    assert sheet.cell(2, 1).value == "丙问题？" and sheet.max_row == 2
    bare = load_workbook(BytesIO(desk.reader.get(f"{ANSWERS}sheet.xlsx?template=1").content)).worksheets[0]
    assert bare.max_row == 1


@pytest.mark.parametrize("how_many", [1, 7])
def test_pages_cost_what_was_reviewed(desk: Desk, how_many: int) -> None:
    answers = [desk.holds(question=f"问题{number}？") for number in range(how_many)]
    waiting = desk.waits(question="待审问题？")
    costs = {
        "answers": statements(desk.writer, ANSWERS),
        "answers_found": statements(desk.writer, f"{ANSWERS}?q=问题"),
        "answer": statements(desk.writer, f"{ANSWERS}{answers[0].pk}/"),
        "answer_new": statements(desk.writer, f"{ANSWERS}new"),
        "answer_decide": statements(desk.reviewer, f"{ANSWERS}{waiting.pk}/decide"),
    }
    assert costs == {name: BUDGETS[name] for name in costs}


def test_a_question_in_the_search_finds_what_was_reviewed_and_nothing_that_is_over(desk: Desk) -> None:
    search = "/d/lanting/search?q={}"
    answer, expired = desk.holds(), desk.holds(question="路灯太亮找谁（旧）？")
    desk.waits(question="路灯晚上几点亮（待审）？")
    with scope.scoped(desk.actor):
        gone = day_of(clock.now()) - timedelta(days=1)
        AnswerVersion.objects.of(desk.actor.subdistrict_id).filter(answer_id=expired.pk).update(valid_from=gone, valid_until=gone)

    for asked in ("门口的路灯一直不亮，找谁修？", "路灯"):
        page = Sheet(desk.reader.get(search.format(asked)))
        assert "1 reviewed answer " in page.text and "绿容所" in page.text and "Both say" in page.text
        assert [each["href"] for each in page.all("a", **{"class": "ttl"})] == [f"{ANSWERS}{answer.pk}/"]
    for asked in ("2024061800123", "完全另外一件事", "路灯电费"):
        assert "reviewed answer" not in Sheet(desk.reader.get(search.format(asked))).text
    outsider = desk.house.browser("lu.yi", may=["notes.read"])
    assert "reviewed answer" not in Sheet(outsider.get(search.format("路灯不亮找谁修"))).text
    assert statements(desk.reader, search.format("路灯不亮")) == BUDGETS["search_answers"]


def asks(desk: Desk, words: str, begin: int, how_many: int = 3) -> None:
    """So many people ask it behind a card."""
    with scope.scoped(desk.actor):
        for number in range(how_many):
            report(desk.actor, desk.unit.pk, begin + number, f"{words}{'，谢谢' * number}", source="card")


def test_who_keeps_the_base_sees_what_was_asked_often_and_what_nothing_needed(desk: Desk) -> None:
    asked = f"{ANSWERS}asked"
    empty = desk.see("asked")
    assert "Nothing was asked by 3 people or more" in empty.text and "Once that goes back 30 days" in empty.text
    assert "stands here for who may read the tickets" in desk.see("asked", desk.reader).text
    asks(desk, "书院里的活动室晚上能不能开到九点，老人没有地方去", 1)
    asks(desk, LAMP, 20)
    lamp, idle = desk.holds(question=LAMP), desk.holds(question="养老金几号发？", answer="每月十五日发放。")
    with scope.scoped(desk.actor):
        AnswerVersion.objects.of(desk.actor.subdistrict_id).update(reviewed_at=NOW - timedelta(days=40))
        count_all(desk.actor)
        looking.look_answers_up(desk.actor)
    page = desk.see("asked")
    assert page.text.index("书院里的活动室") < page.text.index(LAMP[:14]) and "No answer" in page.text
    assert f"{ANSWERS}{lamp.pk}/" in page.html and f"{ANSWERS}{idle.pk}/" in page.html and "was near to no ticket" in page.text
    assert f"{ANSWERS}new?question=" in page.html and "林一" not in page.text and "138" not in page.text
    with scope.scoped(desk.actor):
        AnswerFinding.objects.bulk_create(
            AnswerFinding(subdistrict_id=desk.actor.subdistrict_id, answer_id=each.pk, found_on=NOW.date(), used_on=used)
            for each, used in ((lamp, None), (idle, NOW.date()))
        )
    assert "never stood in a signed reply" in desk.see("asked").text
    with scope.scoped(desk.actor):
        AnswerFinding.objects.update(used_on=NOW.date())
    assert "stood in a signed reply." in desk.see("asked").text
    assert desk.house.browser("lu.yi", may=["notes.read"]).get(asked).status_code == 403


@pytest.mark.parametrize("how_many", [3, 5])
def test_what_was_asked_costs_what_was_reviewed_however_much_it_was(desk: Desk, how_many: int) -> None:
    for number, place in enumerate(("甲山路", "乙水路", "丙石路")[: how_many - 2]):
        asks(desk, f"{place}上的路灯坏了半个月没人来修，晚上出门一片漆黑很不安全", 100 * number, how_many)
    for number in range(how_many):
        desk.holds(question=f"第{number}件事情怎么办？")
    with scope.scoped(desk.actor):
        AnswerVersion.objects.of(desk.actor.subdistrict_id).update(reviewed_at=NOW - timedelta(days=40))
        count_all(desk.actor)
        looking.look_answers_up(desk.actor)
    assert statements(desk.writer, f"{ANSWERS}asked") == BUDGETS["answers_asked"]


def test_the_notice_of_an_answer_leads_to_it(desk: Desk) -> None:
    answer = desk.holds()
    assert desk.actor.account_id is not None
    with scope.scoped(desk.actor):
        facts = {"question": "路灯不亮找谁修？", "day": "2027-06-30"}
        notices.tell(desk.actor, [desk.actor.account_id], kind=EXPIRES, about=answer.stream, cause_seq=1, facts=facts)
    found = re.search(r"/d/lanting/notices/[0-9a-f-]+/read", Sheet(desk.writer.get("/d/lanting/notices/")).html)
    assert found is not None
    assert desk.writer.post(found[0], {"then": "look"})["Location"] == f"{ANSWERS}{answer.pk}/"
