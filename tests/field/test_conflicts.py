"""What two people changed: kept, shown once, decided by a person at the desk."""

from dataclasses import replace
from typing import Any

from django.test import Client

from linli.kernel import journal, scope
from linli.kernel.actor import Actor
from linli.sync.models import Conflict
from linli.sync.queries import conflicts
from linli.tickets.models import Ticket
from tests import make, people
from tests.desk.pages import Page
from tests.field.street import CENTRE, Street

LIST = "/d/lanting/phones/conflicts/"


def overtaken(street: Street, kind: str = "ticket.accept", **facts: Any) -> Ticket:
    """A ticket that both phones changed."""
    ticket = street.dispatched()
    street.colleague.brings(street.colleague.says("ticket.accept", {"ticket_id": str(ticket.pk)}, seen=ticket.journal_seq))
    street.worker.brings(street.worker.says(kind, {"ticket_id": str(ticket.pk), **facts}, seen=ticket.journal_seq))
    return ticket


def centre(street: Street) -> Client:
    street.account("chen.jie", street.town.centre.person_id, CENTRE)
    browser = Client()
    browser.force_login(street.accounts["chen.jie"])
    return browser


def page_of(street: Street) -> str:
    return f"{LIST}{street.conflicts()[0].pk}/"


def test_each_conflict_is_listed_once_with_both_versions(street: Street) -> None:
    overtaken(street, "ticket.finish", outcome="solved", done="已清理")
    browser = centre(street)

    listed, shown = browser.get(LIST), browser.get(page_of(street))

    assert Page(listed).text.count("楼道堆物") == 1 and "Waits for a decision" in Page(listed).text
    text = Page(shown).text
    assert [each for each in ("已清理", "Solved", "Being handled", "Accepted", "saw version 2") if each not in " ".join(text.split())] == []
    assert Page(shown).inline == []


def test_who_handles_in_some_grids_decides_there(street: Street) -> None:
    ticket = overtaken(street, "ticket.finish", outcome="solved", done="已清理")
    grid = make.grid(people.clerk(street.town.lanting, ("org.read", "org.change_grids")))
    below = replace(street.town.centre, permissions=frozenset(), limits={"tickets.resolve": frozenset({grid.pk})})

    def conflict() -> Conflict:
        found: Conflict = Conflict.objects.select_related("ticket", "target").get()
        return found

    with scope.scoped(street.town.house):
        assert not conflicts.may_apply(below, conflict())
        Ticket.objects.filter(pk=ticket.pk).update(grid_id=grid.pk)
        assert conflicts.may_apply(below, conflict())
        assert not conflicts.may_apply(replace(below, limits={}), conflict())


def test_a_person_lets_the_phones_word_stand_after_all(street: Street) -> None:
    ticket = overtaken(street, "ticket.finish", outcome="solved", done="已清理")
    browser, where = centre(street), page_of(street)

    answer = browser.post(where, {"choice": "applied", "note": ""})

    assert answer.status_code == 303 and street.town.reload(ticket.pk).state == "resolved"
    with scope.scoped(street.town.house):
        told = journal.story_of(Ticket.objects.get(pk=ticket.pk))[-1]
        (conflict,) = Conflict.objects.all()
        decided = journal.story_of(conflict)
    assert (told.verb, told.account_id) == ("ticket.resolved", street.accounts["chen.jie"].pk)
    assert told.made_at == conflict.made_at and told.facts["done"] == "已清理"
    assert [(each.verb, each.reason) for each in decided] == [("conflict.kept", ""), ("conflict.settled", "applied")]
    (row,) = [each for each in street.worker.pulls()["items"] if each["kind"] == "conflict"]
    assert row["body"]["state"] == "applied"


def test_a_person_leaves_it_as_it_stands_and_says_why(street: Street) -> None:
    ticket = overtaken(street)
    browser, where = centre(street), page_of(street)

    silent = browser.post(where, {"choice": "left", "note": ""})
    answer = browser.post(where, {"choice": "left", "note": "同事已签收"})
    again = browser.post(where, {"choice": "applied", "note": ""})

    assert (silent.status_code, answer.status_code, again.status_code) == (422, 303, 422)
    assert street.town.story(ticket.pk).count("ticket.accepted") == 1
    (conflict,) = street.conflicts()
    assert (conflict.state, conflict.note, conflict.settled_by_account_id) == ("left", "同事已签收", street.accounts["chen.jie"].pk)
    assert "同事已签收" in Page(browser.get(where)).text


def test_what_the_rules_refuse_even_now_stays_open_and_says_so(street: Street) -> None:
    overtaken(street)
    browser, where = centre(street), page_of(street)

    answer = browser.post(where, {"choice": "applied", "note": "先试试"})

    assert answer.status_code == 422 and "先试试" in answer.content.decode()
    assert [each.state for each in street.conflicts()] == ["open"]


def test_the_one_who_said_it_sees_it_and_does_not_decide(street: Street) -> None:
    overtaken(street)
    own, other = street.worker.browser, street.colleague.browser

    assert "楼道堆物" in Page(own.get(LIST)).text and "Do what the phone said" not in Page(own.get(page_of(street))).text
    assert "楼道堆物" not in Page(other.get(LIST)).text and other.get(page_of(street)).status_code == 404
    street.account("zhao.min", street.town.chengguan.person_id)
    stranger = Client()
    stranger.force_login(street.accounts["zhao.min"])
    assert stranger.get(page_of(street)).status_code == 404
    assert stranger.post(page_of(street), {"choice": "applied"}).status_code == 404
    own_client = Client()
    own_client.force_login(street.accounts["luo.yan"])
    assert own_client.post(page_of(street), {"choice": "applied"}).status_code == 403
    assert [each.state for each in street.conflicts()] == ["open"]


def test_a_ticket_that_one_sees_no_longer_takes_its_conflict_along(street: Street) -> None:
    ticket = overtaken(street)
    with scope.scoped(street.town.house):
        Ticket.objects.filter(pk=ticket.pk).update(holder_unit_id=street.town.units["fangguan"], lead_unit_id=street.town.units["fangguan"])

    assert street.worker.browser.get(page_of(street)).status_code == 404


def test_phones_are_listed_and_a_lost_one_revoked(street: Street) -> None:
    page = Page(street.worker.browser.get("/d/lanting/phones/"))
    assert page.text.count("Android · Chrome") == 1

    browser = street.browser("luo.yan")
    browser.handler.enforce_csrf_checks = False
    assert browser.post(f"/d/lanting/phones/{street.worker.id}/revoke").status_code == 303
    assert street.worker.asks("get", "lanting/pull").status_code == 403
    assert "revoked" in Page(browser.get("/d/lanting/phones/")).text
    assert browser.post(f"/d/lanting/phones/{street.colleague.id}/revoke").status_code == 404


def test_a_page_of_conflicts_goes_on_after_the_last_one_shown(street: Street) -> None:
    overtaken(street)
    overtaken(street)
    whole = Actor.system("test", street.town.house.subdistrict_id)
    with scope.scoped(whole):
        newest, oldest = conflicts.listed(whole)
        assert [each.pk for each in conflicts.listed(whole, before=newest.pk)] == [oldest.pk]
