"""The page of a ticket: the story, the steps, the clocks, what is next, and what nobody else may know."""

from datetime import timedelta
from io import BytesIO

import docx
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.kernel import clock, files, scope
from linli.tickets.actions import dispatching, handling, redispatching
from linli.tickets.actions.intake import ItemDraft
from linli.tickets.queries.whole import KIN_SHOWN
from linli.tickets.rules.kinds import Measure
from tests.desk.pages import Page
from tests.desk.tickets.office import MATTER, WORDS, Office
from tests.kernel.files.test_pictures import jpeg


def test_the_page_tells_the_story_the_clocks_and_the_one_next_action(office: Office) -> None:
    ticket_id = office.ticket(address="兰亭路 8 弄 3 号", is_answer_wanted=True)
    received = Page(office.browsers["centre"].get(office.at(ticket_id)))
    office.press("centre", ticket_id, "dispatch", lead=office.units["chengguan"], matter=MATTER, basis="清单 #37")

    page = Page(office.browsers["centre"].get(office.at(ticket_id)))

    assert received.all("a", href=office.at(ticket_id, "dispatch"), **{"data-key": "Enter"})
    assert page.inline == []
    for words in (MATTER, WORDS, "Taken down", "Dispatched", "兰亭路 8 弄 3 号", "清单 #37", "Wants an answer", "张宁"):
        assert words in page.text
    # The dispatcher waits for the unit and is not offered its step first.
    assert not page.all("button", **{"data-key": "Enter"})
    assert "城管中队" in page.text


def test_a_unit_reads_the_matter_and_no_sign_of_who_reported(office: Office) -> None:
    first = office.ticket(outside_number="SH26110001", is_answer_wanted=True, about_unit_id=office.units["wuye"])
    second = office.ticket(words="五楼也说楼道堵了", matter=MATTER)
    office.press("centre", second, "merge", into=office.row(first).number, note="同一件")
    office.press("centre", first, "dispatch", lead=office.units["chengguan"], assists=[office.units["wuye"]], matter=MATTER)

    pages = [
        office.browsers["wuye"].get(office.at(first)),
        office.browsers["wuye"].get(office.at(first, "promise")),
        office.browsers["wuye"].get("/d/lanting/tickets/mine"),
    ]
    slip = office.browsers["centre"].get(f"{office.at(first)}slip.docx")
    paper = text_of(slip.content)

    centre = Page(office.browsers["centre"].get(office.at(first))).text
    assert all(each in centre for each in (WORDS, "SH26110001", office.row(second).number, "林*", "100****0001"))
    assert [each.status_code for each in pages] == [200, 200, 200]
    for told in [*(Page(each).text for each in pages), paper]:
        for secret in (WORDS, "五楼", "SH26110001", office.row(second).number, "林", "****", "Wants an answer", "Another one merged"):
            assert secret not in told, secret
    assert MATTER in paper
    assert "城管中队" in paper
    assert office.browsers["wuye"].get(f"{office.at(second)}slip.docx").status_code == 404


def test_the_story_tells_codes_in_words_and_only_what_a_correction_changed(office: Office) -> None:
    ticket_id = office.ticket(address="兰亭路 8 弄", has_open_hazard=True)
    office.does("centre", handling.take_measure, ticket_id, measure=Measure.FENCED, unit_id=office.units["centre"], note="围栏已放")
    office.press("centre", ticket_id, "correct", matter=MATTER, address="兰亭路 18 弄")

    story = Page(office.browsers["centre"].get(office.at(ticket_id))).text.split("Taken down", 2)[1]
    corrected = story.split("Corrected")[1].split("Made safe for now")[0]
    assert "Address 兰亭路 18 弄" in corrected
    assert "What was changed Address" in corrected
    assert MATTER not in corrected
    assert "Measure Fenced" in story


def test_many_that_were_merged_one_after_the_other_are_one_line(office: Office) -> None:
    kept = office.ticket()
    numbers = []
    for _ in range(3):
        same = office.ticket(words="楼道又堵了")
        numbers.append(office.row(same).number)
        office.press("centre", same, "merge", into=office.row(kept).number, note="同一件")

    page = Page(office.browsers["centre"].get(office.at(kept)))
    assert page.text.count("Another one merged into this") == 1
    assert f"Number {'、'.join(numbers)}" in page.text


def test_why_a_unit_leads_is_said_by_what_made_it_lead(office: Office) -> None:
    ticket_id = office.ticket(item=ItemDraft(code="C0114", version=1, is_life_safety=False))
    office.press("centre", ticket_id, "dispatch", lead=office.units["chengguan"], matter=MATTER, note="先问城管")
    office.does("chengguan", dispatching.accept, ticket_id)
    office.does("centre", redispatching.redispatch, ticket_id, lead_unit_id=office.units["fangguan"], note="图上是房管的")

    side = Page(office.browsers["centre"].get(office.at(ticket_id))).text.split("Why 房管办")[1]
    assert "图上是房管的" in side
    assert "先问城管" not in side


def test_the_working_of_a_deadline_says_whose_rule_it_is_to_who_may_know_the_door(office: Office) -> None:
    ticket_id = office.ticket()
    office.press("centre", ticket_id, "dispatch", lead=office.units["wuye"], matter=MATTER)
    version = office.row(ticket_id).plan["version"]

    assert f"clock plan, version {version}" in Page(office.browsers["centre"].get(office.at(ticket_id))).text
    assert "clock plan" not in Page(office.browsers["wuye"].get(office.at(ticket_id))).text


def test_the_paper_shows_how_much_time_each_clock_was_given(office: Office) -> None:
    slip = office.browsers["centre"].get(f"{office.at(office.ticket())}slip.docx")
    assert "Add：" in text_of(slip.content)


def test_who_handles_what_it_took_in_itself_is_not_named_as_who_verifies_it(office: Office) -> None:
    ticket_id = office.ticket()
    office.does("centre", dispatching.handle_here, ticket_id)

    page = Page(office.browsers["centre"].get(office.at(ticket_id)))
    assert "verified by another unit" in page.text
    assert "verified by 城运中心" not in page.text
    assert "Verifies another unit apart from who handles it" in page.text


def test_only_the_deliberation_is_said_to_be_not_needed(office: Office) -> None:
    kept, same = office.ticket(), office.ticket(words="楼道又堵了")
    office.press("centre", same, "merge", into=office.row(kept).number, note="同一件")
    text = Page(office.browsers["centre"].get(office.at(same))).text
    assert "Handled no such step" in text
    assert "Handled not needed" not in text


def test_of_many_that_say_the_same_the_latest_are_shown_and_the_rest_for_a_press_and_for_the_firm_none(office: Office) -> None:
    kept = office.ticket(about_unit_id=office.units["wuye"])
    same = [office.ticket(words="楼道又堵了") for _ in range(KIN_SHOWN + 1)]
    for each in same:
        office.press("centre", each, "merge", into=office.row(kept).number, note="同一件")
    office.press("centre", kept, "dispatch", lead=office.units["chengguan"], assists=[office.units["wuye"]], matter=MATTER)
    numbers = [office.row(each).number for each in same]

    first, everything, firm = (
        Page(office.browsers[who].get(f"{office.at(kept)}{asked}"))
        for who, asked in (("centre", ""), ("centre", "?kin=all"), ("wuye", "?kin=all"))
    )

    assert "and 1 more" in first.text
    # Below those who reported, and below the tickets.
    assert len(first.all("a", href="?kin=all")) == 2
    assert [bool(first.all("a", href=office.at(each))) for each in same] == [False] + [True] * KIN_SHOWN
    assert all(everything.all("a", href=office.at(each)) for each in same)
    assert not everything.all("a", href="?kin=all")
    assert not any(number in firm.text for number in numbers)
    assert not firm.all("a", href="?kin=all")


def test_the_reporter_is_called_by_one_press_on_ones_own_ticket_and_for_a_reason_elsewhere(office: Office) -> None:
    ticket_id = office.ticket()
    action = next(
        form["action"] for form in Page(office.browsers["centre"].get(office.at(ticket_id))).all("form") if "/phone/" in form["action"]
    )

    own = office.browsers["centre"].post(action)
    office.press("centre", ticket_id, "dispatch", lead=office.units["chengguan"], matter=MATTER)
    elsewhere = office.browsers["centre"].post(action)
    unit = office.browsers["chengguan"].post(action)

    assert "10000000001" in Page(own).text
    assert "10000000001" not in Page(elsewhere).text
    assert unit.status_code == 404


def test_what_the_unit_sees_on_its_own_page_can_be_done_from_there(office: Office) -> None:
    ticket_id = office.ticket()
    office.press("centre", ticket_id, "dispatch", lead=office.units["chengguan"], matter=MATTER)
    mine = "/d/lanting/tickets/mine"

    page = Page(office.browsers["chengguan"].get(mine))
    accepted = office.press("chengguan", ticket_id, "accept", **{"from": "mine"})
    after = Page(office.browsers["chengguan"].get(mine))
    contacted = office.press("chengguan", ticket_id, "contacted", owed="first_contact", note="打过电话", **{"from": "mine"})
    empty = Page(office.browsers["fangguan"].get(mine))

    assert page.all("form", action=office.at(ticket_id, "accept"))
    assert (accepted.status_code, accepted["Location"]) == (303, mine)
    assert after.all("form", action=office.at(ticket_id, "contacted"))
    assert (contacted.status_code, contacted["Location"]) == (303, mine)
    assert "Nothing is open for your unit" in empty.text


def test_a_proposal_stands_on_the_page_of_the_unit_it_is_for(office: Office) -> None:
    ticket_id = office.ticket()
    due = timezone.localtime(clock.now() + timedelta(hours=3))
    said = {"unit": office.units["wuye"], "what": "清走纸箱", "due_at_0": f"{due:%Y-%m-%d}", "due_at_1": f"{due:%H:%M}"}
    office.press("centre", ticket_id, "promise", **said)

    page = Page(office.browsers["wuye"].get("/d/lanting/tickets/mine"))
    commitment = page.all("input", name="commitment")[0]["value"]
    taken = office.press("wuye", ticket_id, "take-on", commitment=commitment, **{"from": "mine"})
    story = Page(office.browsers["centre"].get(office.at(ticket_id)))

    assert "清走纸箱" in page.text
    assert taken.status_code == 303
    assert "清走纸箱" in story.text
    assert "What you promised" in Page(office.browsers["wuye"].get("/d/lanting/tickets/mine")).text


def test_a_long_story_is_read_page_by_page_for_the_same_number_of_statements(office: Office) -> None:
    short, long = office.ticket(), office.ticket()
    for number in range(60):
        office.does("centre", handling.take_measure, long, measure=Measure.FENCED, unit_id=office.units["centre"], note=f"第 {number} 次")

    newest = Page(office.browsers["centre"].get(office.at(long)))
    (link,) = [each for each in newest.all("a") if each.get("href", "").startswith("?before=")]
    older = Page(office.browsers["centre"].get(office.at(long) + link["href"]))
    counts = {name: asked_of(office, office.at(each)) for name, each in (("short", short), ("long", long))}
    office.press("centre", short, "dispatch", lead=office.units["chengguan"], matter=MATTER)
    counts["unit"] = asked_of(office, office.at(short), "chengguan")

    assert "第 59 次" in newest.text
    assert "第 1 次" not in newest.text
    assert office.browsers["centre"].get(f"{office.at(long)}?before=nowhere").status_code == 404
    assert "第 1 次" in older.text
    assert WORDS in older.text
    assert counts == {"short": 10, "long": 10, "unit": 10}


def test_one_walks_through_the_list_and_finds_what_is_nearby(office: Office) -> None:
    point = {"lon": 121.41, "lat": 31.25}
    first, second = office.ticket(**point), office.ticket(words="楼道里堆满纸箱", **point)
    centre = office.browsers["centre"]

    after = centre.get(f"{office.at(first)}step/after")
    before = centre.get(f"{office.at(second)}step/before")
    stays = centre.get(f"{office.at(second)}step/after")
    near = Page(centre.get(f"{office.at(first)}near"))

    assert after["Location"] == office.at(second)
    assert before["Location"] == office.at(first)
    assert stays["Location"] == office.at(second)
    assert office.row(second).number in near.text
    assert "same place" in near.text
    assert centre.get(f"{office.at(first)}step/aside").status_code == 404


def test_what_may_be_the_same_stands_before_what_only_lies_nearer_and_says_why(office: Office) -> None:
    point = {"lon": 121.41, "lat": 31.25}
    first = office.ticket(matter="楼道里给电动车充电，线拉到门外", **point)
    same = office.ticket(matter="又有人在楼道里给电动车充电", lon=121.4108, lat=31.25)
    for matter in ("路灯坏了", "树枝太低", "井盖响", "绿地积水", "喇叭太吵", "垃圾没收"):
        office.ticket(words=matter, matter=matter, **point)

    near = Page(office.browsers["centre"].get(f"{office.at(first)}near"))
    assert near.text.index(office.row(same).number) < near.text.index("same place")
    assert "both say" in near.text and "给电动车充电" in near.text
    assert near.all("a", href=f"{office.at(first)}do/merge/?into={office.row(same).number}")


def test_files_are_handed_out_with_the_ticket_and_not_beside_it(office: Office) -> None:
    ticket_id, other = office.ticket(), office.ticket()
    upload = SimpleUploadedFile("清洗单.txt", "滤芯已换".encode())

    sent = office.press("centre", ticket_id, "attach", file=upload)
    page = Page(office.browsers["centre"].get(office.at(ticket_id)))
    address = next(link["href"] for link in page.all("a") if "/files/" in link["href"])
    fetched = office.browsers["centre"].get(address)

    assert sent.status_code == 303
    assert "清洗单.txt" in page.text
    assert fetched.getvalue().decode() == "滤芯已换"
    assert office.browsers["centre"].get(address.replace(str(ticket_id), str(other))).status_code == 404
    assert office.browsers["wuye"].get(address).status_code == 404
    assert office.press("centre", ticket_id, "attach").status_code == 422
    # Of a picture only what it shows is kept, here as in the form for a new ticket.
    assert office.press("centre", other, "attach", file=SimpleUploadedFile("在家.JPEG", jpeg().getvalue())).status_code == 303
    row = office.row(other)
    with scope.scoped(office.me):
        (stored,) = files.of(row)
        content = b"".join(files.open_for(office.me, stored.pk).content)
    assert (stored.name, b"Exif" in jpeg().getvalue(), b"Exif" in content) == ("在家.jpg", True, False)


def asked_of(office: Office, address: str, login: str = "centre") -> int:
    """How often the page asks the database something; opening and closing transactions asks nothing."""
    browser = office.browsers[login]
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return sum(not each["sql"].startswith(("BEGIN", "COMMIT", "SET LOCAL")) for each in asked)


def text_of(content: bytes) -> str:
    """Everything a reader of the Word document sees, in tables and foot too."""
    document = docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    foot = [line.text for section in document.sections for line in section.footer.paragraphs]
    return "\n".join([*(line.text for line in document.paragraphs), *cells, *foot])
