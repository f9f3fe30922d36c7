"""A reporter's own door: reporting without an account, following by the code alone, judging the answer; and who guesses waits."""

import re
import time
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory, override_settings

from linli.accounts.origin import address_of
from linli.kernel import clock, files, scope
from linli.public import slowing
from linli.tickets.actions import aside, dispatching, handling
from linli.tickets.models import Reply, Reporter, Ticket, Verification
from linli.tickets.rules.kinds import Verdict
from tests import make
from tests.desk.pages import Page
from tests.kernel.files.test_pictures import SECRET, jpeg
from tests.tickets.conftest import hand, ring, town
from tests.tickets.town import Town, reporter

__all__ = ["hand", "ring", "town"]

START, REPORT, FOLLOW, JUDGE = (f"/s/lanting/case/{part}" for part in ("", "report/", "follow/", "judge/"))
CODE = re.compile(r"([2-9A-Z]{4})\s([2-9A-Z]{4})")


@pytest.fixture(autouse=True)
def street(town: Town) -> None:
    """The centre with its phone, a neighbour without one, and nobody waiting for real."""
    cache.clear()
    make.subdistrict(town.database, "zhuxi", "竹溪街道")
    with town.database.connect("superuser") as superuser:
        superuser.execute("UPDATE unit SET office_phone = '021-5550-0100' WHERE code = 'centre'")


def passer(**headers: Any) -> Client:
    """A browser that was never here."""
    return Client(HTTP_ACCEPT_LANGUAGE="en", **headers)


def sent(browser: Client, *, phone: str = "", by: str = "call", photos: tuple[Any, ...] = (), words: str = "路灯不亮") -> Any:
    """Every screen of a report, from the first to the last, as a browser without a script sends them."""
    answer = browser.get(REPORT + "?lang=en")
    carried: dict[str, Any] = {"form_id": Page(answer).value("form_id")}
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("what", "where", {"words": words}),
        ("where", "answer", {"address": "东门"}),
        ("answer", "photos", {"wants": by if phone else "code", "phone": phone}),
        ("photos", "send", {"photo": photos}),
    ]
    for here, to, said in steps:
        carried |= said
        answer = browser.post(REPORT + "?lang=en", {**carried, "here": here, "to": to})
    return answer


def code_of(answer: Any) -> str:
    found = CODE.search(Page(answer).text)
    assert found, Page(answer).text
    return "".join(found.groups())


def answered(town: Town, code: str, done: str = "已换灯") -> Ticket:
    """The case of this code is said to be done, with a signed reply."""
    with scope.scoped(town.house):
        ticket: Ticket = Ticket.objects.order_by("-received_at", "-number")[0]
    town.does(town.centre, dispatching.dispatch, ticket.pk, lead_unit_id=town.units["chengguan"], matter="路灯不亮")
    town.does(town.chengguan, dispatching.accept, ticket.pk)
    town.does(town.chengguan, handling.resolve, ticket.pk, outcome=Verdict.SOLVED, done=done)
    with scope.scoped(town.house):
        at = clock.now()
        Reply(
            subdistrict_id=town.lanting, ticket=ticket, round=0, unit_id=town.units["chengguan"], state="signed", outcome="solved",
            done=done, begun_at=at, submitted_at=at, head_signed_at=at, signed_at=at,
        ).save(force_insert=True)  # fmt: skip
    return ticket


def test_the_first_line_says_who_answers_until_when_and_what_becomes_of_it() -> None:
    for address in (START, REPORT, FOLLOW):
        text = Page(passer().get(address + "?lang=en")).text
        assert "城运中心 ( 021-5550-0100 ) answers you." in text
        assert "within one working day" in text
        assert "used for this matter alone" in text


def test_a_report_needs_one_answer_and_gives_a_code(town: Town) -> None:
    browser = passer()
    answer = sent(browser)
    code = code_of(answer)
    assert not browser.cookies
    assert answer["Cache-Control"] == "no-store"
    with scope.scoped(town.centre):
        (ticket,) = Ticket.objects.all()
        (who,) = Reporter.objects.all()
        assert (ticket.words, ticket.address, ticket.channel, ticket.is_answer_wanted) == ("路灯不亮", "东门", "public", False)
        # Nobody scanned a card.
        assert (ticket.source, ticket.origin_kind) == ("snapshot", "")
        assert (who.phone.plain(), who.full_name.plain()) == ("", "")
    seen = Page(browser.post(FOLLOW + "?lang=en", {"code": code.lower()}))
    assert "We have it" in seen.text
    assert ticket.number in seen.text
    for hidden in ("路灯", "东门"):
        assert hidden not in seen.text


def test_who_wants_a_call_leaves_a_phone_and_sent_twice_it_is_one_report(town: Town) -> None:
    browser = passer()
    answer = sent(browser, phone="10000000001")
    assert "within one working day" in Page(answer).text
    form_id = "0123456789abcdef0123456789abcdef"
    whole = {"form_id": form_id, "words": "井盖响", "address": "", "wants": "code", "phone": "10000000002", "here": "photos", "to": "send"}
    codes = {code_of(browser.post(REPORT, whole)) for _ in range(2)}
    assert len(codes) == 1
    with scope.scoped(town.centre):
        assert Ticket.objects.count() == 2
        # A phone that is not to be called is not kept.
        assert sorted(who.phone.plain() for who in Reporter.objects.all()) == ["", "10000000001"]


def test_pictures_that_are_too_large_together_are_refused_in_the_words_of_this_door(town: Town) -> None:
    answer = passer().generic("POST", REPORT, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(30 * 1024 * 1024))
    assert (answer.status_code, answer["Connection"], answer["Cache-Control"]) == (413, "close", "no-store")
    assert "返回上一页，少传几张" in Page(answer).text
    assert "工作台" not in Page(answer).text


def test_who_goes_back_and_writes_something_else_has_reported_both(town: Town) -> None:
    form_id = "0123456789abcdef0123456789abcdef"
    whole = {"form_id": form_id, "words": "井盖响", "address": "", "wants": "code", "phone": "", "here": "photos", "to": "send"}
    typed = [whole, {**whole, "words": "路灯不亮"}, {**whole, "address": "兰田路8号"}, {**whole, "wants": "call", "phone": "10000000002"}]
    codes = [code_of(passer().post(REPORT, each)) for each in (*typed, *typed)]
    assert codes[:4] == codes[4:]
    assert len(set(codes)) == 4
    with scope.scoped(town.centre):
        assert Ticket.objects.filter(words="路灯不亮").exists()


def test_who_wants_a_text_message_is_written_to_and_not_called(town: Town) -> None:
    assert "text message; nobody calls" in Page(sent(passer(), phone="10000000001", by="text")).text
    with scope.scoped(town.centre):
        (who,) = Reporter.objects.all()
        assert (who.phone.plain(), who.is_sms_only, who.is_answer_wanted) == ("10000000001", True, True)


@pytest.mark.parametrize(
    ("here", "said", "sentence"),
    [
        ("what", {"words": "  "}, "What happened"),
        ("what", {"words": "路" * 12_001}, "12000"),
        ("where", {"words": "路灯", "address": "东" * 201}, "200"),
        ("answer", {"words": "路灯", "wants": ""}, "Choose one: "),
        ("answer", {"words": "路灯", "wants": "call", "phone": "12345"}, "too short"),
        ("answer", {"words": "路灯", "wants": "call", "phone": ""}, "Phone"),
        ("answer", {"words": "路灯", "wants": "text", "phone": "12345"}, "too short"),
        ("photos", {"words": "", "wants": "code"}, "What happened"),
    ],
)
def test_a_refused_screen_comes_back_with_what_was_typed(town: Town, here: str, said: dict[str, str], sentence: str) -> None:
    answer = passer().post(REPORT + "?lang=en", {**said, "here": here, "to": "send"})
    assert answer.status_code == 422
    assert sentence in Page(answer).text
    assert Page(answer).value("here") == ("what" if here == "photos" else here)
    if said["words"].strip():
        assert said["words"] in answer.content.decode()
    with scope.scoped(town.centre):
        assert not Ticket.objects.exists()


def test_going_back_loses_nothing_and_checks_nothing() -> None:
    said = {"words": "路灯不亮", "address": "东门", "wants": "call", "phone": "", "here": "answer", "to": "where"}
    page = Page(passer().post(REPORT + "?lang=en", said))
    assert page.value("address") == "东门"
    assert page.all("input", name="words", value="路灯不亮")
    assert "Question 2 of 4" in page.text
    again = Page(passer().post(REPORT + "?lang=en", {"words": "路灯不亮", "here": "what", "to": "nowhere"}))
    assert "Question 1 of 4" in again.text


def test_pictures_are_kept_as_they_were_seen_anew(town: Town) -> None:
    photos = tuple(SimpleUploadedFile(f"IMG_{number}.jpg", jpeg().getvalue(), "image/jpeg") for number in range(2))
    code_of(sent(passer(), photos=photos))
    with scope.scoped(town.centre):
        (ticket,) = Ticket.objects.all()
        stored = files.of(ticket)
        assert [(each.name, each.media_type, each.purpose) for each in stored] == [
            ("1.jpg", "image/jpeg", "report"),
            ("2.jpg", "image/jpeg", "report"),
        ]
        assert SECRET.encode() not in b"".join(files.open_for(town.centre, stored[0].pk).content)


@pytest.mark.parametrize("count", [1, 4])
def test_what_is_no_picture_or_too_many_keeps_the_report_on_the_screen(town: Town, count: int) -> None:
    content = b"<svg/>" if count == 1 else jpeg().getvalue()
    answer = sent(passer(), photos=tuple(SimpleUploadedFile(f"{number}.jpg", content, "image/jpeg") for number in range(count)))
    assert answer.status_code == 422
    assert Page(answer).all("input", name="words", value="路灯不亮")
    with scope.scoped(town.centre):
        assert not Ticket.objects.exists()


def test_the_reporter_judges_question_by_question(town: Town) -> None:
    browser = passer()
    code = code_of(sent(browser))
    answered(town, code, done="3号楼王阿姨门口已换灯")
    seen = Page(browser.post(FOLLOW + "?lang=en", {"code": code}))
    assert "＿＿号楼＿＿阿姨门口已换灯" in seen.text
    assert seen.all("button", name="verdict", value="not_solved")
    said = {"code": code, "verdict": "not_solved"}
    assert Page(browser.post(JUDGE, said)).all("button", name="grade", value="fair")
    said["grade"] = "dissatisfied"
    assert Page(browser.post(JUDGE, said)).all("textarea", name="reason")
    over = browser.post(JUDGE + "?lang=en", {**said, "reason": "坏" * 2_001})
    assert over.status_code == 422
    done = Page(browser.post(JUDGE + "?lang=en", {**said, "reason": "还是不亮"}))
    assert "It goes back to be finished." in done.text
    with scope.scoped(town.centre):
        assert [(each.verdict, each.grade, each.note) for each in Verification.objects.all()] == [
            ("not_solved", "dissatisfied", "还是不亮")
        ]


def test_a_satisfied_word_closes_and_is_said_once(town: Town) -> None:
    browser = passer()
    code = code_of(sent(browser))
    assert Page(browser.post(JUDGE + "?lang=en", {"code": code})).text.count("Is it solved?") == 1
    ticket = answered(town, code)
    done = Page(browser.post(JUDGE + "?lang=en", {"code": code, "verdict": "solved", "grade": "satisfied"}))
    assert "The case is closed" in done.text
    assert town.reload(ticket.pk).verified_by_kind == "reporter"
    assert browser.post(JUDGE, {"code": code, "verdict": "solved", "grade": "satisfied"}).status_code == 422
    again = Page(browser.post(FOLLOW + "?lang=en", {"code": code})).text
    assert "You have judged this answer." in again
    # A word cannot be said twice here, so it is said where one can still be heard.
    assert "Call us within 30 days" in again


def test_after_a_merge_everybody_still_follows_his_own(town: Town) -> None:
    one, two = town.opened(reporter=reporter()), town.opened(reporter=reporter("10000000002"))
    town.does(town.centre, aside.merge, two.ticket.pk, one.ticket.pk, note="同一件")
    text = Page(passer().post(FOLLOW + "?lang=en", {"code": two.follow_code})).text
    assert "2611-0002" in text
    assert "2611-0001" not in text
    assert "handled as one" in text


def test_a_wrong_code_and_one_of_elsewhere_get_the_same_answer_to_the_byte(town: Town) -> None:
    code = town.opened(reporter=reporter()).follow_code
    typed = ["ZZZZZZZZ", "", "x" * 5_000, "路灯", code[:-1], f"{code[:-1]}{'2' if code[-1] != '2' else '3'}", "\x00"]
    with override_settings(LINLI_SLOW_SECONDS=0):
        answers = [passer().post(FOLLOW, {"code": each}) for each in typed]
        answers.append(passer().post(JUDGE.replace("judge", "follow"), {}))
    assert {answer.status_code for answer in answers} == {422}
    assert len({answer.content for answer in answers}) == 1
    judged = passer().post(JUDGE, {"code": "ZZZZZZZZ", "verdict": "solved"})
    assert judged.status_code == 422
    assert passer().post("/s/zhuxi/case/follow/", {"code": code}).status_code == 404


def test_after_five_wrong_tries_every_answer_waits_the_right_one_too(town: Town) -> None:
    code = town.opened(reporter=reporter()).follow_code
    guesser, other = passer(REMOTE_ADDR="192.0.2.7"), passer(REMOTE_ADDR="192.0.2.8")

    def seconds(browser: Client, typed: str) -> float:
        began = time.perf_counter()
        browser.post(FOLLOW, {"code": typed})
        return time.perf_counter() - began

    with override_settings(LINLI_SLOW_SECONDS=0.5):
        for _ in range(slowing.SLOW_AFTER):
            guesser.post(FOLLOW, {"code": "ZZZZZZZZ"})
        assert seconds(guesser, "YYYYYYYY") > 0.5
        assert seconds(guesser, code) > 0.5
        assert seconds(other, code) < 0.5
    with override_settings(LINLI_SLOW_SECONDS=0):
        numbers = [guesser.post(FOLLOW, {"code": "ZZZZZZZZ"}).status_code for _ in range(slowing.NO_MORE_AFTER)]
        stopped = guesser.post(FOLLOW + "?lang=en", {"code": code})
    assert (numbers[0], numbers[-1], stopped.status_code, stopped["Retry-After"]) == (422, 429, 429, "900")
    assert "call 12345" in Page(stopped).text


def test_many_who_guess_together_are_slowed_down_together() -> None:
    for number in range(slowing.SLOW_AFTER_TOGETHER):
        slowing.note_wrong(RequestFactory().get("/", REMOTE_ADDR=f"192.0.2.{number}"), "lanting")
    with override_settings(LINLI_SLOW_SECONDS=0.3):
        began = time.perf_counter()
        slowing.slow_down(RequestFactory().get("/", REMOTE_ADDR="198.51.100.1"), "lanting")
        assert time.perf_counter() - began > 0.3


def test_nobody_waits_behind_those_who_wait_already() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.9")
    for _ in range(slowing.SLOW_AFTER):
        slowing.note_wrong(request, "lanting")
    taken = [slowing.WAITING.acquire(blocking=False) for _ in range(slowing.WAIT_AT_MOST)]
    try:
        assert all(taken)
        with pytest.raises(slowing.TooMany):
            slowing.slow_down(request, "lanting")
    finally:
        for _ in taken:
            slowing.WAITING.release()


def test_who_reports_all_the_time_is_asked_to_call(town: Town) -> None:
    browser = passer()
    answers = [sent(browser, words=f"第{number}件") for number in range(slowing.REPORTS_AT_MOST + 1)]
    assert [each.status_code for each in answers] == [200] * slowing.REPORTS_AT_MOST + [429]
    # As long as the first one is counted, and no shorter.
    assert answers[-1]["Retry-After"] == str(slowing.REPORT_WINDOW_SECONDS)
    assert "within an hour" in Page(answers[-1]).text


def test_where_nobody_takes_reports_there_is_no_such_page() -> None:
    missing = {passer().get(f"/s/{where}/case/{part}").content for where in ("zhuxi", "nowhere") for part in ("", "report/", "follow/")}
    assert len(missing) == 1


def test_an_address_is_what_our_own_proxy_saw() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.66, 192.0.2.5")
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        assert address_of(request) == "192.0.2.5"
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=0):
        assert address_of(request) == "127.0.0.1"
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=5):
        assert address_of(request) == "127.0.0.1"


def test_no_screen_has_a_script_or_type_below_what_old_eyes_read() -> None:
    for address in (START, REPORT, FOLLOW):
        page = Page(passer().get(address))
        assert not page.all("script")
        assert not page.inline
