"""The search box with tickets in it."""

from tests.desk.pages import Page
from tests.desk.tickets.office import WORDS, Office

SEARCH = "/d/lanting/search"


def test_the_box_finds_tickets_and_offers_the_end_of_a_number(office: Office) -> None:
    ticket_id = office.ticket(address="岚皋西路 41 号")
    number = office.row(ticket_id).number

    by_place = Page(office.browsers["centre"].get(SEARCH, {"q": "岚皋"}))
    by_end = Page(office.browsers["centre"].get(SEARCH, {"q": number[-4:]}))

    assert (
        "1 ticket" in by_place.text
        and f"#{number}" in by_place.text
        and office.at(ticket_id) in {each["href"] for each in by_place.all("a")}
    )
    # Whoever may not search by digits is not offered it.
    assert "end of a reporter" not in by_end.text and f"#{number}" in by_end.text
    assert office.browsers["centre"].post(f"{SEARCH}/tail", {"q": "0001"}).status_code == 403


def test_the_end_of_a_phone_number_is_asked_for_by_a_press_and_counted(office: Office) -> None:
    ticket_id = office.ticket()
    clerk = office.house.browser("he.qing", may=("tickets.read", "tickets.read_reporter", "personal.search"))

    offered = Page(clerk.get(SEARCH, {"q": "0001"}))
    found = Page(clerk.post(f"{SEARCH}/tail", {"q": "0001"}))
    nothing = Page(clerk.post(f"{SEARCH}/tail", {"q": "8888"}))

    assert offered.all("form", action=f"{SEARCH}/tail") and "19 such searches left" in found.text
    assert office.at(ticket_id) in {each["href"] for each in found.all("a")}
    assert "No ticket’s reporter has a number that ends with 8888." in nothing.text and "18 such" in nothing.text
    assert clerk.post(f"{SEARCH}/tail", {"q": "12"}).status_code == 422
    nobody = office.house.browser("lu.ming", may=("notes.read",))
    assert WORDS not in Page(nobody.get(SEARCH, {"q": "老林"})).text
