"""The queue as its readers see it: lines, filters, keys, the way on, and nothing of who complained."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.desk.frame import counted_words
from linli.kernel import clock
from linli.tickets.actions import aside, dispatching, handling, parties
from linli.tickets.queries import queue as queries
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.kinds import Measure, MeetingReason, ReturnReason, Verdict
from tests.desk.pages import Page
from tests.desk.test_query_counts import BUDGETS
from tests.desk.tickets.office import MATTER, WORDS, Office

QUEUE = "/d/lanting/tickets/"
BESIDE = {
    f"{QUEUE}{name}"
    for name in (
        *("mine", "supervision/", "handover/", "merges/", "upkeep/"),
        *("samples/", "exclusions/", "phrases/", "callouts/"),
    )
}


def look(office: Office, login: str = "centre", query: str = "") -> Page:
    answer = office.browsers[login].get(QUEUE + query)
    assert answer.status_code == 200
    page = Page(answer)
    assert page.inline == []
    return page


def lines(page: Page) -> list[str]:
    return [each["href"] for each in page.all("a") if "data-open" in each]


def links(page: Page, *, key: str) -> list[str]:
    return [each["href"] for each in page.all("a", **{"data-key": key})]


def at(office: Office, ticket_id: UUID) -> str:
    return office.at(ticket_id)


def test_every_line_says_what_is_next_and_offers_it_by_a_key(office: Office) -> None:
    received, given = office.ticket(address="兰亭路 8 弄"), office.ticket(matter="路灯不亮", track=Track.EMERGENCY)
    office.does("centre", dispatching.dispatch, given, lead_unit_id=office.units["chengguan"])

    page = look(office)

    assert set(lines(page)) == {at(office, received), at(office, given)}
    assert links(page, key="d") == [office.at(received, "dispatch")]
    assert links(page, key="a") == [office.at(given, "accept")] and links(page, key="r") == [office.at(given, "return")]
    for words in (MATTER, "兰亭路 8 弄", "路灯不亮", "Emergency", "not accepted yet", "城管中队", "2 tickets", "min left"):
        assert words in page.text
    assert [each for each in page.all("a", **{"aria-current": "page"}) if each["href"] == QUEUE]


def test_a_unit_sees_its_own_and_nothing_of_who_complained(office: Office) -> None:
    hidden = office.ticket(matter="", words="三楼老林家说有味道", track=Track.HOTLINE)
    given = office.ticket(track=Track.HOTLINE, matter="楼道有异味")
    office.does("centre", dispatching.dispatch, given, lead_unit_id=office.units["wuye"])

    page, centre = look(office, "wuye"), look(office)

    assert lines(page) == [at(office, given)]
    for secret in (WORDS, "林一", "12345", "Hotline", "老林"):
        assert secret not in page.text
    assert "12345" in centre.text and "老林" in centre.text and at(office, hidden) in lines(centre)
    # Neither does a filter tell it.
    assert lines(look(office, "wuye", "?track=hotline")) == [at(office, given)]


def test_states_are_told_apart_by_shape_and_word(office: Office) -> None:
    meeting, deferred, late, danger, done = (office.ticket(matter=f"第 {number} 件") for number in range(5))
    office.does("centre", parties.call_meeting, meeting, reason=MeetingReason.NOBODY_TAKES_IT, note="没有承接单位")
    office.does("centre", parties.call_meeting, deferred, reason=MeetingReason.SEVERAL_PARTIES, note="三家一起")
    office.does("centre", handling.take_measure, danger, measure=Measure.FENCED, unit_id=office.units["wuye"], note="围上")
    for unit, ticket_id in (("chengguan", late), ("fangguan", done)):
        office.does("centre", dispatching.dispatch, ticket_id, lead_unit_id=office.units[unit])
    office.does("chengguan", dispatching.return_ticket, late, reason=ReturnReason.NOT_OURS, note="不归")
    office.does("fangguan", dispatching.accept, done)
    office.does("fangguan", handling.resolve, done, outcome=Verdict.SOLVED, done="修好")

    page = look(office)

    for words in (
        "No unit takes it",
        "Not settled",
        "Meeting",
        "Danger",
        "done by 房管办",
        "Let the duty chief decide",
        "Prepare the meeting",
    ):
        assert words in page.text
    assert {shape for each in page.all("i") for shape in each.get("class", "").split() if shape.startswith("sh-")} >= {"sh-act", "sh-ok"}

    old = office.ticket(matter="旧事", received_at=clock.now() - timedelta(days=40))
    office.does("centre", dispatching.dispatch, old, lead_unit_id=office.units["fangguan"])
    overdue = look(office, query="?filter=stuck")
    assert lines(overdue) == [at(office, old)] and "late by" in overdue.text and "Urge to accept" in overdue.text


def test_filters_are_addresses_that_take_in_and_leave_out(office: Office) -> None:
    ticket_id = office.ticket()
    centre = office.units["centre"]

    plain, chosen = look(office), look(office, query=f"?unit={centre}&filter=verify")

    assert [each["href"] for each in plain.all("a") if each["href"] == f"?unit={centre}"]
    assert [each["href"] for each in chosen.all("a", **{"aria-current": "true"})] == ["?filter=verify", "?"]
    assert "No ticket fits these filters" in chosen.text
    both = look(office, query="?state=received&state=closed")
    assert lines(both) == [at(office, ticket_id)] and "Newest first" in both.text and "2 chosen" in both.text
    assert lines(look(office, query="?sort=newest")) == [at(office, ticket_id)]


def test_a_closed_ticket_has_a_line_without_a_clock(office: Office) -> None:
    ticket_id = office.ticket()
    office.does("centre", dispatching.close_on_spot, ticket_id, line="当场清掉")
    page = look(office, query="?state=closed")
    assert lines(page) == [at(office, ticket_id)] and "Closed" in page.text


def test_the_next_page_begins_where_this_one_ends(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    made = {at(office, office.ticket()) for _ in range(3)}
    monkeypatch.setattr("linli.desk.tickets.queue.PAGE", 2)

    first = look(office)
    (onward,) = links(first, key="]")
    second = look(office, query=onward)

    assert len(lines(first)) == 2 and len(lines(second)) == 1
    assert set(lines(first) + lines(second)) == made
    assert "To the beginning" in second.text and links(second, key="]") == []


@pytest.mark.parametrize("query", ["?after=nonsense", "?state=nowhere", "?unit=7", "?filter=everything"])
def test_an_address_that_no_page_has_written_leads_nowhere(office: Office, query: str) -> None:
    assert office.browsers["centre"].get(QUEUE + query).status_code == 404


def test_who_sees_no_ticket_has_no_queue(office: Office) -> None:
    nobody = office.house.browser("he.qing", may=("notes.read",))
    assert nobody.get(QUEUE).status_code == 403
    assert QUEUE not in {each["href"] for each in Page(nobody.get("/d/lanting/")).all("a")}
    empty = look(office)
    assert "No ticket is open" in empty.text


def test_a_count_beyond_the_bound_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [counted_words(number) for number in (None, 0, 7, 1000, 1001)] == ["", "", "7", "1000", "1,000+"]
    monkeypatch.setattr(queries, "COUNTED_AT_MOST", 1)
    assert counted_words(1001) == "1,000+"


@pytest.mark.parametrize("login", ["centre", "wuye"])
def test_the_queue_costs_what_was_reviewed(office: Office, login: str) -> None:
    def cost() -> list[str]:
        with CaptureQueriesContext(connection) as seen:
            look(office, login)
        return [query["sql"] for query in seen]

    for number in range(2):
        about = office.units["wuye"] if number else None
        ticket_id = office.ticket(about_unit_id=about)
        office.does("centre", dispatching.dispatch, ticket_id, lead_unit_id=office.units["wuye"], note="只有他们能开门")
    look(office, login)
    kept = cost()
    office.ticket()
    before = cost()
    office.ticket()
    after = cost()
    # Where nothing has happened since, the counts are not taken anew.
    assert len(kept) == len(before) - 1
    # Opening and closing the scope reads nothing.
    asking = [text for text in after if text.split()[0] not in {"BEGIN", "COMMIT", "SET"}]
    assert len(after) == len(before) == BUDGETS["tickets"], after
    assert len(asking) <= 12


def test_what_stands_beside_the_queue_opens_and_is_offered_to_who_may_open_it(office: Office) -> None:
    found = {
        login: [each["href"] for each in look(office, login).all("a") if each.get("href", "").startswith(QUEUE) and each["href"] in BESIDE]
        for login in ("centre", "wuye")
    }

    assert set(found["centre"]) == BESIDE - {f"{QUEUE}mine"}
    assert set(found["wuye"]) == {f"{QUEUE}{name}" for name in ("mine", "supervision/", "phrases/", "samples/", "upkeep/")}
    for login, addresses in found.items():
        assert [office.browsers[login].get(address).status_code for address in addresses] == [200] * len(addresses)
        today = Page(office.browsers[login].get("/d/lanting/"))
        assert set(addresses) <= {each.get("href") for each in today.all("a")}


def test_what_was_put_aside_is_brought_back_by_a_key(office: Office) -> None:
    ticket_id = office.ticket()
    office.does("centre", aside.withdraw, ticket_id, note="报事人撤回")

    (address,) = links(look(office, query="?state=withdrawn"), key="u")

    assert office.browsers["centre"].get(address).status_code == 200
    assert links(look(office, "wuye", query="?state=withdrawn"), key="u") == []
