"""Taking a matter down at the desk: saved, dispatched or settled in one step, joined to another, given back when refused."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.kernel import clock, files, journal, scope
from linli.kernel.ids import uuid7
from linli.places.actions.drafts import PlaceDraft
from linli.places.actions.places import add_places
from linli.places.models import Place
from linli.places.rules.kinds import Kind
from linli.places.rules.words import Words
from linli.tickets.actions import aside, catalogue, dispatch, dispatching, handling, joining
from linli.tickets.actions.intake import ReporterDraft
from linli.tickets.actions.joining import Report
from linli.tickets.models import Reporter, Ticket
from linli.tickets.rules.duty_list import LineDraft
from linli.tickets.rules.kinds import Verdict
from linli.tickets.rules.states import State
from tests.desk.pages import Page
from tests.desk.tickets.office import CENTRE, Office
from tests.kernel.files.test_pictures import jpeg

NEW, LOOK = "/d/lanting/tickets/new/", "/d/lanting/tickets/new/look"
BIKE, HEAP = "E0506", "E2101"
SAID = {"words": "共享单车堵住大门", "address": "兰田路8号", "phone": "10000000001", "full_name": "林一", "answer": "yes", "source": "call"}


@pytest.fixture
def laid(office: Office) -> Office:
    """With a catalogue and one line of the duty list."""
    with scope.scoped(office.me):
        catalogue.lay_preset(office.me)
        dispatch.add_line(office.me, LineDraft(class_code=BIKE, unit_id=office.units["chengguan"], valid_from=clock.now()))
    return office


def send(office: Office, login: str = "centre", *, partial: bool = False, **said: Any) -> Any:
    headers = {"HX-Request": "true"} if partial else {}
    return office.browsers[login].post(NEW, {"key": "a", **SAID, **said}, headers=headers)


def tickets(office: Office) -> list[Ticket]:
    with scope.scoped(office.me):
        return list(Ticket.objects.order_by("received_at", "pk"))


def looked(office: Office, login: str = "centre", **said: Any) -> Page:
    answer = office.browsers[login].post(LOOK, {**SAID, **said}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return Page(answer)


def test_the_empty_page_asks_for_nothing_but_the_words(laid: Office) -> None:
    seen = Page(laid.browsers["centre"].get(NEW))

    assert seen.inline == []
    assert len(seen.all("textarea", name="words")) == 1
    assert [each["value"] for each in seen.all("input", name="source")] == ["call", "visit", "hotline"]
    assert "Write the first words" in seen.text


def test_major_classes_of_one_name_are_told_apart_wherever_a_class_is_chosen(laid: Office) -> None:
    writer = laid.house.browser("duty-list", may=("duty_list.change", "duty_list.propose", "catalogue.read", "tickets.read"))
    for browser, where in ((laid.browsers["centre"], NEW), (writer, "/d/lanting/tickets/duty-list/new")):
        groups = [each["label"] for each in Page(browser.get(where)).all("optgroup")]
        assert len(set(groups)) == len(groups)
        assert {"市容环境 (Component)", "市容环境 (Event)", "街面秩序"} <= set(groups)


def test_the_filters_of_lists_tell_them_apart_too(laid: Office) -> None:
    browser = laid.house.browser("reads", may=("tickets.read", "catalogue.read"))
    for where in ("/d/lanting/tickets/", "/d/lanting/insight/hot/"):
        seen = Page(browser.get(where)).text
        assert seen.count("市容环境 (Component)") == seen.count("市容环境 (Event)") == 1


def test_what_another_page_hands_over_stands_in_the_form(laid: Office) -> None:
    seen = Page(laid.browsers["centre"].get(NEW, {"address": "兰田路8号", "words": "单车"}))
    assert seen.value("address") == "兰田路8号"


def test_a_place_is_offered_by_what_stands_under_where_and_is_the_tickets(laid: Office) -> None:
    shop, other = shops(laid, "鲜果时光", "王记冒菜")
    seen = looked(laid, "keeper", address="鲜果")
    assert [each["value"] for each in seen.all("input", name="place")] == ["", str(shop.pk)]
    # What was chosen stays, whatever is typed after it.
    kept = looked(laid, "keeper", address="兰田路8号", place=str(shop.pk))
    assert [each["value"] for each in kept.all("input", name="place") if "checked" in each] == [str(shop.pk)]
    assert looked(laid, "keeper", address="鲜").all("input", name="place") == looked(laid, address="鲜果").all("input", name="place") == []
    begun = Page(laid.browsers["keeper"].get(NEW, {"place": str(other.pk)}))
    assert begun.value("address") == "岚皋西路27号" and [each["value"] for each in begun.all("input", name="place")] == [
        "",
        str(other.pk),
        str(shop.pk),
    ]
    assert Page(laid.browsers["keeper"].get(NEW, {"place": "none"})).all("input", name="place") == []

    send(laid, "keeper", address="", place=str(shop.pk))
    assert "There is no such place" in send(laid, "keeper", key="b", place=str(uuid7())).content.decode()

    (ticket,) = tickets(laid)
    assert (ticket.place_id, ticket.address) == (shop.pk, "岚皋西路27号")


def shops(office: Office, *names: str) -> list[Place]:
    """Shops that somebody at the centre sees, who takes tickets down."""
    office.browsers["keeper"] = office.house.browser("keeper", may=[*CENTRE, "places.read", "places.change"])
    keeper = office.actor("keeper")
    with scope.scoped(keeper):
        drafts = [PlaceDraft(words=Words(name=name, address="岚皋西路27号"), kind=Kind.SHOP) for name in names]
        return [found for found in add_places(keeper, drafts) if isinstance(found, Place)]


def test_while_one_writes_class_unit_times_and_known_matters_appear(laid: Office) -> None:
    laid.ticket(address="兰田路8号", words="单车堵门", matter="单车堵门")

    seen = looked(laid)

    assert "非机动车乱停放" in seen.text
    assert "城管中队" in seen.text
    assert "This caller's matters" in seen.text
    assert "same address" in seen.text
    assert len(seen.all("button", name="join")) == 1
    assert {each.get("hx-swap-oob") for each in seen.all("div", id="classes")} == {"true"}
    assert seen.all("input", name="item", value=BIKE)[0].get("checked") == ""


def test_where_only_the_class_is_likely_it_is_said_and_its_minor_classes_are_ready(laid: Office) -> None:
    seen = looked(laid, words="墙上贴满了小纸片")

    assert "Probably “宣传广告”; which minor class is not sure" in seen.text
    assert "Event" in seen.text and "learnt from shipped examples" in seen.text
    offered = seen.all("input", name="item")
    assert [each.get("data-alt") for each in offered] == [f"Digit{number}" for number in range(1, 6)]
    assert not any("checked" in each for each in offered) and "more minor class" not in seen.text
    assert seen.all("ul", **{"aria-describedby": "likely-class"}) and len(seen.all("li", id="likely-class")) == 1
    # One of them is dangerous: it stands first and is marked.
    assert (offered[0]["value"], "Danger to life" in seen.text) == ("E0205", True)

    chosen = looked(laid, words="墙上贴满了小纸片", item="E0201", item_by="hand")
    assert [each["value"] for each in chosen.all("input", name="item")] == [each["value"] for each in offered]
    assert [each["value"] for each in chosen.all("input", name="item") if "checked" in each] == ["E0201"]
    send(laid, words="墙上贴满了小纸片", item="E0201", item_by="hand", then="save")
    assert [each.item_code for each in tickets(laid)] == ["E0201"]


def test_of_a_class_with_many_minor_ones_the_others_are_told_of_and_numbers_end_at_nine(laid: Office) -> None:
    seen = looked(laid, words="地上的盖子坏了")
    assert "30 more minor classes of it stand in the list below." in seen.text
    assert len(seen.all("input", name="item")) == 8
    # One that a person took from the list stands beside them; with two more, nobody has ten keys.
    more = looked(laid, words="地上的盖子坏了", item_more=BIKE)
    assert [each.get("data-alt") for each in more.all("input", name="item")][-1] == "Digit9"
    laid.browsers["chinese"] = laid.house.browser("chinese", may=CENTRE, language="zh-hans")
    assert "很可能是『公用设施』，哪一小类拿不准" in looked(laid, "chinese", words="地上的盖子坏了").text


def test_who_may_not_know_reporters_is_told_nothing_of_the_caller(laid: Office) -> None:
    laid.ticket()
    browser = laid.house.browser("wang.fang", may=("tickets.open", "tickets.read", "org.read"))
    answer = browser.post(LOOK, SAID)
    assert answer.status_code == 200
    assert "caller's matters" not in Page(answer).text
    assert browser.get(NEW).status_code == 200
    assert laid.browsers["chengguan"].get(NEW).status_code == 403
    assert laid.browsers["chengguan"].post(LOOK, SAID).status_code == 403


def test_saved_it_waits_for_dispatch_and_the_code_is_told_once(laid: Office) -> None:
    answer = send(laid, then="save")

    (ticket,) = tickets(laid)
    assert (ticket.state, ticket.words, ticket.matter, ticket.source) == (State.RECEIVED, SAID["words"], SAID["words"], "call")
    assert (ticket.item_code, ticket.is_answer_wanted, ticket.is_item_set_by_machine) == (BIKE, True, False)
    assert f"#{ticket.number}" in Page(answer).text
    with scope.scoped(laid.me):
        assert str(Reporter.objects.get().phone) == "100****0001"
    again = send(laid, then="save")
    assert (again.status_code, again["Location"]) == (303, laid.at(ticket.pk))
    assert len(tickets(laid)) == 1


def test_saved_and_dispatched_in_one_step_with_its_picture(laid: Office) -> None:
    picture = SimpleUploadedFile("现场.txt", "满了".encode())
    answer = send(laid, then="dispatch", matter="单车堵门", files=picture, partial=True)

    (ticket,) = tickets(laid)
    assert (ticket.state, ticket.lead_unit_id, ticket.matter) == (State.DISPATCHED, laid.units["chengguan"], "单车堵门")
    assert answer["HX-Retarget"] == "#page"
    with scope.scoped(laid.me):
        assert [each.name for each in files.of(ticket)] == ["现场.txt"]


def test_who_wants_texts_only_is_written_to_and_never_called(laid: Office) -> None:
    assert "leave a number" in send(laid, answer="sms", phone="").content.decode()
    assert send(laid, answer="sms").status_code == 200
    (row,) = tickets(laid)
    with scope.scoped(laid.me):
        assert row.is_answer_wanted and row.reporters.get().is_sms_only
    centre = laid.browsers["centre"]
    page = Page(centre.get(laid.at(row.pk)))
    assert "Text messages only, do not call" in page.text and "Write a text" in page.text
    (form,) = [each for each in page.all("form") if "/phone/reveal" in each.get("action", "")]
    shown = centre.post(form["action"], {"reason": "核对地址"}).content.decode()
    assert 'href="sms:10000000001"' in shown and "tel:" not in shown


def test_the_script_of_a_call_is_sent_as_a_text_to_who_wants_texts(laid: Office) -> None:
    send(laid, answer="sms")
    (row,) = tickets(laid)
    laid.does("centre", dispatching.dispatch, row.pk, lead_unit_id=laid.units["chengguan"])
    laid.does("chengguan", dispatching.accept, row.pk)
    laid.does("chengguan", handling.resolve, row.pk, outcome=Verdict.SOLVED, done="移走了")
    assert "Do not call." in told_of_call(laid, row.pk)
    # Where another caller may be called, one calls.
    other = ReporterDraft(phone="10000000002")
    joined = laid.does("centre", joining.join_report, row.pk, Report(source="call", reporter=other))
    assert "Do not call." not in told_of_call(laid, row.pk) and "1 · Did somebody answer?" in told_of_call(laid, row.pk)
    with scope.scoped(laid.me):
        joined.ticket.reporters.filter(is_sms_only=False).update(is_sms_only=True)
    said = {"result": "reached", "verdict": "solved", "grade": "satisfied"}
    assert laid.press("centre", row.pk, "callback", **said).status_code == 303
    with scope.scoped(laid.me):
        (told,) = [each for each in journal.story_of(Ticket.objects.get()) if each.verb == "ticket.called"]
    assert told.facts["is_by_text"] is True


def told_of_call(office: Office, ticket_id: UUID) -> str:
    return str(office.browsers["centre"].get(office.at(ticket_id, "callback")).content.decode())


def test_of_a_picture_only_what_it_shows_is_kept(laid: Office) -> None:
    assert b"Exif" in jpeg().getvalue()
    send(laid, files=SimpleUploadedFile("在家.JPEG", jpeg().getvalue()))

    (ticket,) = tickets(laid)
    with scope.scoped(laid.me):
        (stored,) = files.of(ticket)
        content = b"".join(files.open_for(laid.me, stored.pk).content)
    assert (stored.name, stored.media_type, b"Exif" in content) == ("在家.jpg", "image/jpeg", False)
    assert send(laid, files=SimpleUploadedFile("a.jpg", jpeg().getvalue()[:200]), key="b").status_code == 422


def test_another_unit_and_another_class_win_over_what_is_proposed(laid: Office) -> None:
    said: dict[str, Any] = {
        "then": "dispatch",
        "lead": laid.units["fangguan"],
        "item_more": "E2110",
        "source_more": "wechat",
        "track": "hotline",
    }
    send(laid, **said, outside_number="HL-1", answer="no", phone="", full_name="")

    (ticket,) = tickets(laid)
    assert (ticket.lead_unit_id, ticket.item_code, ticket.source) == (laid.units["fangguan"], "E2110", "wechat")
    assert (ticket.track, ticket.outside_number, ticket.is_answer_wanted) == ("hotline", "HL-1", False)
    with scope.scoped(laid.me):
        assert not Reporter.objects.exists()


def test_settled_within_the_call_it_is_closed_in_the_same_step(laid: Office) -> None:
    assert send(laid, then="on_spot", line="请门卫挪开了").status_code == 422
    assert tickets(laid) == []
    send(laid, then="on_spot", line="请门卫挪开了", agreed="on")
    (ticket,) = tickets(laid)
    assert ticket.state == State.CLOSED


@pytest.mark.parametrize("then", ["save", "dispatch"])
def test_what_was_settled_within_the_call_is_never_dropped_by_another_button(laid: Office, then: str) -> None:
    answer = send(laid, then=then, line="请门卫挪开了")

    page = Page(answer)
    assert answer.status_code == 422
    assert "Close it on the spot by the button below" in page.text
    assert page.value("line") == "请门卫挪开了"
    assert tickets(laid) == []
    assert send(laid, then=then, line="").status_code == 200


def test_a_class_of_danger_opens_a_hazard_until_somebody_says_it_is_over(laid: Office) -> None:
    send(laid, words="楼道堆物，消防通道走不过去", then="save")
    send(laid, words="楼道堆物，消防通道走不过去", then="save", is_safe_now="on", key="b")

    first, second = tickets(laid)
    assert (first.item_code, first.is_life_safety, first.has_open_hazard) == (HEAP, True, True)
    assert (second.is_life_safety, second.has_open_hazard) == (True, False)


def test_over_a_danger_nobody_passes_without_saying_so(laid: Office) -> None:
    said: dict[str, Any] = {"words": "楼道堆物，消防通道走不过去", "item_by": "hand", "item": BIKE}

    refused = send(laid, **said)

    assert refused.status_code == 422
    assert "The words tell of danger to life" in Page(refused).text
    assert "楼道堆物，消防通道走不过去" in Page(refused).text
    assert tickets(laid) == []
    send(laid, **said, no_danger="on")
    (ticket,) = tickets(laid)
    assert (ticket.item_code, ticket.has_open_hazard) == (BIKE, False)


REFUSED: list[tuple[Mapping[str, Any], str]] = [
    ({"words": " "}, "empty"),
    ({"words": "长" * 12_001}, "12000"),
    ({"words": "说不清", "then": "dispatch"}, "Nobody is named"),
    ({"point": "somewhere"}, "longitude"),
    ({"point": "121.4"}, "longitude"),
    ({"point": "nan, nan"}, "longitude"),
    ({"phone": "1" * 41}, "40"),
    ({"about_unit": "x"}, "x"),
]


@pytest.mark.parametrize(("said", "words"), REFUSED)
def test_what_cannot_be_comes_back_with_everything_that_was_typed(laid: Office, said: Mapping[str, Any], words: str) -> None:
    answer = send(laid, **{"then": "save", **said})

    seen = Page(answer)
    assert answer.status_code == 422
    assert words in seen.text
    assert seen.value("address") == SAID["address"]
    assert tickets(laid) == []


def test_the_unit_complained_about_leads_only_for_a_written_reason(laid: Office) -> None:
    said: dict[str, Any] = {"then": "dispatch", "about_unit": laid.units["chengguan"]}
    assert "write down why" in Page(send(laid, **said)).text
    send(laid, **said, note="只有它有钥匙")
    (ticket,) = tickets(laid)
    assert (ticket.about_unit_id, ticket.lead_unit_id) == (laid.units["chengguan"], laid.units["chengguan"])


def test_a_point_is_stored_as_measured_in_the_right_system(laid: Office) -> None:
    send(laid, point="31.2391，121.4372", point_system="wgs84")
    send(laid, point="121.4372 31.2391", point_system="gcj02", key="b")
    first, second = tickets(laid)
    assert (first.lon, first.lat, first.point_system) == (121.4372, 31.2391, "wgs84")
    assert 0.003 < 121.4372 - (second.lon or 0) < 0.006


def test_the_caller_joins_what_is_known_instead(laid: Office) -> None:
    ticket_id = laid.ticket()

    answer = send(laid, join=str(ticket_id), files=SimpleUploadedFile("照片.txt", "又一张".encode()))

    assert "The caller was added" in Page(answer).text
    assert laid.verbs(ticket_id) == ["ticket.opened", "ticket.reporter_joined", "ticket.file_attached"]
    assert len(tickets(laid)) == 1
    laid.does("centre", aside.withdraw, ticket_id, note="不用了")
    refused = send(laid, join=str(ticket_id), key="b")
    assert (refused.status_code, "as a new one" in Page(refused).text) == (422, True)
    assert send(laid, join="never", key="b").status_code == 404


def test_too_many_files_are_refused_and_nothing_is_taken_down(laid: Office) -> None:
    many = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(7)]
    answer = laid.browsers["centre"].post(NEW, {"key": "a", **SAID, "files": many})
    assert (answer.status_code, tickets(laid)) == (422, [])
    bad = send(laid, files=SimpleUploadedFile("a.exe", b"MZ\x90\x00"))
    assert (bad.status_code, tickets(laid)) == (422, [])


def test_signed_out_the_words_are_given_back_and_nothing_is_lost(laid: Office) -> None:
    browser = laid.house.stranger()
    answer = browser.post(NEW, SAID, headers={"HX-Request": "true"})
    whole = browser.post(NEW, SAID)
    assert (answer.status_code, whole.status_code) == (401, 401)
    assert "still here" in Page(answer).text
    assert SAID["words"] in Page(whole).text


def test_a_class_that_nobody_offers_and_a_nul_are_no_error_of_ours(laid: Office) -> None:
    assert (
        "Perhaps the same matter"
        in looked(laid, words="a\x00b", item="Z" * 99, item_by="hand", track="never", point="x", phone="1\x00").text
    )
    assert send(laid, item_more="Z99").status_code == 422
    assert send(laid, words="a\x00b").status_code == 422


def test_what_the_words_name_is_offered_to_empty_fields_and_never_filled_in(laid: Office) -> None:
    words = "我住在青石路12弄3号，电话13800001234，昨天锦华物业收了2000元"
    seen = looked(laid, words=words, address="", phone="")
    assert [each["data-into"] for each in seen.all("button") if "data-into" in each] == ["address", "address", "phone"]
    for told in ("Where 青石路12弄3号", "Where 锦华物业", "Phone 13800001234"):
        assert told in seen.text
    assert "Amount of money 2000元" in seen.text and "When 昨天" in seen.text
    other = looked(laid, words=words)
    assert [each for each in other.all("button") if "data-into" in each] == []
    assert "2000元" in other.text
    assert "press what belongs" not in looked(laid, words="路灯不亮").text
    assert [each["data-into"] for each in looked(laid, words="三号楼二单元漏水", address="").all("button") if "data-into" in each] == [
        "address"
    ]

    assert send(laid, words=words, address="", then="save").status_code == 200
    (ticket,) = tickets(laid)
    assert (ticket.address, ticket.words) == ("", words)
