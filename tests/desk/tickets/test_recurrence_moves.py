"""Answers to the city and looks again, by forms."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.kernel import clock
from linli.tickets.actions import handling
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.kinds import Verdict
from tests.desk.pages import Page
from tests.desk.tickets.office import MATTER, Office


def resolved(office: Office, **facts: Any) -> UUID:
    ticket_id = office.ticket(**facts)
    office.press("centre", ticket_id, "dispatch", lead=office.units["chengguan"], matter=MATTER)
    office.press("chengguan", ticket_id, "accept")
    office.does("chengguan", handling.resolve, ticket_id, outcome=Verdict.SOLVED, done="已清走")
    return ticket_id


def test_an_order_is_answered_to_the_city_first_and_shown_so(office: Office) -> None:
    order, ours = resolved(office, track=Track.HOTLINE), resolved(office)
    next_one = Page(office.browsers["centre"].get(office.at(order)))
    answered = office.press("centre", order, "answer-city", note="已反馈")
    refused = office.press("centre", ours, "answer-city", note="已反馈")
    page = Page(office.browsers["centre"].get(office.at(order))).text

    assert next_one.all("a", href=office.at(order, "answer-city"))
    assert (answered.status_code, refused.status_code) == (303, 422)
    assert "Answered, waiting for the city's call-back" in page
    assert office.row(order).answered_at is not None


def test_a_closed_ticket_is_looked_at_again_on_its_day(office: Office) -> None:
    stayed, back = resolved(office), resolved(office)
    today = timezone.localdate(clock.now())
    for ticket_id in (stayed, back):
        assert office.press("centre", ticket_id, "close", by="callback", verdict="solved").status_code == 303

    past = office.press("centre", stayed, "look-again-on", on=f"{today}")
    for ticket_id in (stayed, back):
        office.press("centre", ticket_id, "look-again-on", on=f"{today + timedelta(days=7)}")
    empty = office.press("centre", stayed, "looked-again", found="", note="现场良好")
    said = office.press("centre", stayed, "looked-again", found="stayed", note="现场良好")
    again = office.press("centre", back, "looked-again", found="back", note="又堆满了")

    assert (past.status_code, empty.status_code, said.status_code, again.status_code) == (422, 422, 303, 303)
    assert "Choose a later one" in Page(past).text
    assert (office.row(stayed).state, office.row(back).state) == ("closed", "in_progress")
