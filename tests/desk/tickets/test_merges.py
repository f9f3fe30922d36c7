"""Tickets of a list that repeat an open one word for word: merged or kept apart by one press, and told to nobody who may not know."""

import pytest

from linli.kernel import scope
from linli.tickets.actions import aside, catalogue, dispatching
from linli.tickets.models import MergeProposal, Ticket
from linli.tickets.queries.faces import story_for
from tests.desk.pages import Page
from tests.desk.tickets.lists import row
from tests.desk.tickets.office import Office
from tests.desk.tickets.test_files import taken

MERGES = "/d/lanting/tickets/merges/"


@pytest.fixture
def street(office: Office) -> Office:
    with scope.scoped(office.me):
        catalogue.lay_preset(office.me)
    taken(office, row("A1"), row("A2"), row("A3"))
    return office


def pairs(office: Office) -> list[tuple[str, str]]:
    with scope.scoped(office.me):
        found = MergeProposal.objects.filter(decided_at__isnull=True).select_related("ticket", "into")
        return sorted((each.ticket.outside_number, each.into.outside_number) for each in found)


def presses(office: Office, then: str, login: str = "centre") -> int:
    with scope.scoped(office.me):
        first = MergeProposal.objects.filter(decided_at__isnull=True).order_by("ticket__outside_number").first()
    assert first is not None
    answer = office.browsers[login].post(f"{MERGES}{first.pk}/decide", {"then": then})
    return int(answer.status_code)


def verbs_told(office: Office, login: str, ticket: Ticket) -> set[str]:
    actor = office.actor(login)
    with scope.scoped(actor):
        return {each.verb for each in story_for(actor, ticket)}


def test_what_repeats_an_open_ticket_waits_for_a_person_and_one_press_decides(street: Office) -> None:
    (merged, stays), (apart, same) = pairs(street)
    assert {merged, apart, stays} == {"A1", "A2", "A3"} and same == stays
    page = Page(street.browsers["centre"].get(MERGES))
    assert page.inline == [] and len(page.all("button", value="merge")) == 2
    assert MERGES in [each["href"] for each in Page(street.browsers["centre"].get("/d/lanting/tickets/")).all("a")]

    assert presses(street, "merge") == 303
    with scope.scoped(street.me):
        joined = Ticket.objects.select_related("merged_into").get(outside_number=merged)
        assert joined.merged_into is not None
        assert (joined.state, joined.merged_into.outside_number) == ("merged", stays)
    assert presses(street, "apart") == 303
    with scope.scoped(street.me):
        kept = Ticket.objects.get(outside_number=apart)
    assert kept.state != "merged" and street.verbs(kept.pk)[-1] == "ticket.kept_apart"
    assert pairs(street) == [] and "Nothing is proposed" in street.browsers["centre"].get(MERGES).content.decode()


def test_what_is_over_is_proposed_no_more_and_decided_twice_is_not_found(street: Office) -> None:
    with scope.scoped(street.me):
        first = MergeProposal.objects.order_by("ticket__outside_number").first()
    assert first is not None and presses(street, "apart") == 303
    again = street.browsers["centre"].post(f"{MERGES}{first.pk}/decide", {"then": "merge"})
    assert again.status_code == 404
    ((_, stays),) = pairs(street)
    with scope.scoped(street.me):
        earlier = Ticket.objects.get(outside_number=stays)
    assert presses(street, "merge", login="wuye") == 403
    street.does("centre", aside.withdraw, earlier.pk, note="报错了")
    assert presses(street, "merge") == 422 and len(pairs(street)) == 1
    assert "Nothing is proposed" in street.browsers["centre"].get(MERGES).content.decode()


def test_nobody_complained_about_reads_that_somebody_said_the_same(street: Office) -> None:
    ((number, _), _other) = pairs(street)
    with scope.scoped(street.me):
        later = Ticket.objects.get(outside_number=number)
    street.does("centre", dispatching.dispatch, later.pk, lead_unit_id=street.units["wuye"], matter="垃圾没有清运")
    told = {login: verbs_told(street, login, later) for login in ("wuye", "centre")}
    assert "ticket.merge_proposed" in told["centre"] and not told["wuye"] & {"ticket.merge_proposed", "ticket.kept_apart"}
    assert "ticket.dispatched" in told["wuye"]
    assert street.browsers["wuye"].get(MERGES).status_code == 403
