"""The rates of a month: beside those of the month before, for one unit, and nothing about reporters for who may not know them."""

import re
from datetime import timedelta
from uuid import UUID

import pytest

from linli.kernel import clock, scope
from linli.org.models import Person
from linli.org.rules.people import day_of
from linli.tickets.actions import dispatching
from linli.tickets.models import Ticket
from linli.tickets.rules.kinds import ReturnReason
from tests.desk.pages import Page
from tests.desk.test_query_counts import BUDGETS, statements
from tests.desk.tickets.office import Office

RATES = "/d/lanting/insight/rates/"


def shown(office: Office, login: str = "centre", asked: str = "") -> dict[str, list[str]]:
    """The rows of the table by rate: share with what it is of, the month before, what was left out."""
    answer = office.browsers[login].get(f"{RATES}{asked}")
    assert answer.status_code == 200
    assert Page(answer).inline == []
    rows = re.findall(r"<tr data-row>(.*?)</tr>", answer.content.decode(), re.DOTALL)
    cells = [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)] for row in rows
    ]
    return {re.sub(r" rate .*", "", first): others for first, *others in cells}


def months() -> tuple[str, str]:
    this = day_of(clock.now()).replace(day=1)
    return f"{this:%Y-%m}", f"{this - timedelta(days=1):%Y-%m}"


def in_the_month_before(office: Office, *ticket_ids: UUID) -> None:
    with scope.scoped(office.me):
        then = clock.now().replace(day=1) - timedelta(days=3)
        Ticket.objects.filter(pk__in=ticket_ids).update(received_at=then)


def test_a_share_stands_with_what_it_is_of_and_beside_the_month_before(office: Office) -> None:
    first, second, earlier = (office.ticket() for _ in range(3))
    office.ticket(reporter=None)
    for ticket_id in (first, second, earlier):
        office.does("centre", dispatching.dispatch, ticket_id, lead_unit_id=office.units["chengguan"])
    office.does("chengguan", dispatching.return_ticket, first, reason=ReturnReason.NOT_OURS, note="不归我们")
    in_the_month_before(office, earlier)

    found = shown(office)
    assert found["Return"] == ["50.0% 1 / 2 · 9% – 91%", "0.0% of 1", "Not that far yet 1"]
    assert found["Self-discovery"][:2] == ["33.3% 1 / 3 · 6% – 79%", "0.0% of 1"]
    assert found["Resolution"] == ["– 0 / 0", "– of 0", "Not that far yet 3"]
    this, before = months()
    assert shown(office, asked=f"?month={before}")["Return"][:2] == ["0.0% 0 / 1 · 0% – 79%", "– of 0"]
    unit = office.units["chengguan"]
    assert shown(office, asked=f"?month={this}&unit={unit}")["Return"][:2] == ["0.0% 0 / 1 · 0% – 79%", "0.0% of 1"]
    text = Page(office.browsers["centre"].get(f"{RATES}?month={this}&unit={office.units['fangguan']}")).text
    assert f"No ticket came in in {this}" in text


def test_who_may_not_know_reporters_reads_nothing_about_them(office: Office) -> None:
    office.ticket()
    assert {"Satisfaction", "Self-discovery"} <= set(shown(office))
    assert set(shown(office)) - set(shown(office, "director")) == {"Satisfaction", "Self-discovery"}
    assert "is for who may know them" in Page(office.browsers["director"].get(RATES)).text
    # Complaints about one's own unit tell neither, whatever the post permits.
    office.ticket(about_unit_id=office.units["centre"])
    assert shown(office)["Self-discovery"] == ["0.0% 0 / 1 · 0% – 79%", "– of 0", "Complaints about your own unit 1"]
    assert "Complaints about your own unit 1" in shown(office)["Satisfaction"][2]
    with scope.scoped(office.me):
        Person.objects.filter(pk=office.people["centre"].pk).update(unit_id=office.units["fangguan"])
    assert shown(office)["Self-discovery"][0].startswith("0.0% 0 / 2")


@pytest.mark.parametrize("login", ["chengguan", "wuye"])
def test_who_sees_some_tickets_only_is_refused(office: Office, login: str) -> None:
    assert office.browsers[login].get(RATES).status_code == 403


@pytest.mark.parametrize(
    "asked",
    ["?month=2000-01", "?month=x", "?month=", "?month=2026-13", "?unit=x", "?unit=%00", "?unit=01a20000-0000-7000-8000-000000000001"],
)
def test_an_address_that_no_page_wrote_is_not_found(office: Office, asked: str) -> None:
    assert office.browsers["centre"].get(f"{RATES}{asked}").status_code == 404


@pytest.mark.parametrize("how_many", [1, 6])
def test_the_page_costs_what_was_reviewed(office: Office, how_many: int) -> None:
    for _ in range(how_many):
        office.ticket()
    assert statements(office.browsers["centre"], RATES) == BUDGETS["rates"]
