"""The first page as whoever handles tickets sees it: every number leads to its rows, and few statements make it."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.kernel import clock, scope
from linli.tickets.actions import callout_lists, callouts, handovers
from linli.tickets.rules.callouts import Called, Line
from linli.tickets.rules.clocks import Track
from tests.desk.house import READER
from tests.desk.pages import Page
from tests.desk.tickets.office import Office

# The page of a dispatcher; a clerk without tickets is counted in query_counts.json.
BUDGET = 19


def test_who_handles_tickets_sees_the_day_in_numbers_that_lead_to_their_rows(office: Office) -> None:
    late = office.ticket(track=Track.EMERGENCY, received_at=clock.now() - timedelta(hours=2))
    asked = office.ticket(is_answer_wanted=True)
    page = Page(office.browsers["centre"].get("/d/lanting/"))

    tiles = [found["href"] for found in page.all("a") if "?filter=" in found.get("href", "")]
    assert len(tiles) == 8
    for address in tiles:
        assert office.browsers["centre"].get(address).status_code == 200
    assert f"/d/lanting/tickets/{asked}/" in [found.get("href") for found in page.all("a")] or "Nobody waits for a call today" in page.text
    assert "No shift has been handed over yet" in page.text
    assert "三楼老林家" not in page.text
    assert office.row(late).track == "emergency"

    unit = Page(office.browsers["wuye"].get("/d/lanting/"))
    assert "Handover" not in unit.text
    assert "1" not in [word.strip() for word in unit.words if word.strip().isdigit()]
    assert not [
        found
        for found in Page(office.house.browser("gu.wen", may=READER).get("/d/lanting/")).all("a")
        if "?filter=" in found.get("href", "")
    ]


def test_who_is_to_be_called_without_neutral_words_is_not_named_by_a_number_twice(office: Office) -> None:
    ticket_id = office.ticket(matter="", is_answer_wanted=True, received_at=clock.now() - timedelta(days=9))

    page = Page(office.browsers["centre"].get("/d/lanting/"))
    assert "Neutral text still to be written" in page.text
    assert page.text.count(office.row(ticket_id).number) == 1


def test_who_is_called_out_sees_it_first_and_answers_there(office: Office) -> None:
    actor = office.actor("centre")
    with scope.scoped(actor):
        callout_lists.make_list(actor, class_code="", lines=[Line("物业", Called.PERSON, office.people["wuye"].pk)])
    ticket_id = office.ticket(track=Track.EMERGENCY, address="金沙雅苑")
    with scope.scoped(office.me):
        callouts.call_out(office.me, ticket_id)
    browser = office.browsers["wuye"]

    assert "You are called out for" in Page(browser.get("/d/lanting/")).text
    notice = Page(browser.get("/d/lanting/notices/")).all("form")
    look = next(found["action"] for found in notice if found.get("action", "").endswith("/read"))
    assert browser.post(look, {"then": "look"})["Location"] == f"/d/lanting/tickets/{ticket_id}/call/"
    assert browser.post(f"/d/lanting/tickets/{ticket_id}/call/answer").status_code == 303
    assert "You are called out for" not in Page(browser.get("/d/lanting/")).text


def test_the_state_of_the_handover_stands_on_the_first_page(office: Office) -> None:
    actor = office.actor("centre")
    mate = office.staff.person("陆晓", office._unit("centre"))
    office.staff.login("mate", mate, "tickets.read", "tickets.hand_over")
    with scope.scoped(actor):
        made = handovers.hand_over(actor)
    browser = office.house.signed_in("mate")

    assert "Waits for a colleague's signature" in Page(office.browsers["centre"].get("/d/lanting/")).text
    assert "Waits for your signature" in Page(browser.get("/d/lanting/")).text
    assert browser.post(f"/d/lanting/tickets/handover/{made.pk}/", {"note": ""}).status_code == 303
    assert "陆晓 took over at" in Page(browser.get("/d/lanting/")).text


def test_the_first_page_costs_the_same_however_many_tickets_wait(office: Office) -> None:
    browser, costs = office.browsers["centre"], []
    for many in (1, 6):
        for _ in range(many):
            office.ticket(is_answer_wanted=True, received_at=clock.now() - timedelta(days=4))
        browser.get("/d/lanting/")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get("/d/lanting/").status_code == 200
        costs.append(len(asked))
    assert costs == [BUDGET, BUDGET]
