"""`GET /field/<code>/pull`: what a phone takes along, none skipped."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from linli.kernel import clock, scope
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.kernel.journal.sealing import new_epoch
from linli.org.models import Grid, Person, Post, PostHolding
from linli.places.actions.drafts import PlaceDraft
from linli.places.actions.places import add_places
from linli.places.rules.kinds import ContactPurpose, ContactRole, Kind
from linli.places.rules.words import ContactWords, Words
from linli.sync.rules import cursors
from linli.tickets.actions import dispatching
from linli.tickets.models import Ticket
from linli.tickets.rules.kinds import ReturnReason
from tests import make, people
from tests.field.street import Phone, Street
from tests.ground import TestDatabase, connect_as


def ids(pulled: dict[str, Any], kind: str = "ticket") -> set[str]:
    return {each["id"] for each in pulled["items"] if each["kind"] == kind}


def accept(phone: Phone, ticket: Ticket) -> dict[str, Any]:
    return phone.says("ticket.accept", {"ticket_id": str(ticket.pk)}, seen=ticket.journal_seq)


def test_the_first_pull_is_everything_and_the_next_what_changed(street: Street) -> None:
    one, other = street.dispatched("楼道堆物"), street.dispatched("路灯不亮")

    first = street.worker.pulls()
    nothing = street.worker.pulls(first["cursor"])
    street.worker.brings(accept(street.worker, one))
    second = street.worker.pulls(nothing["cursor"])

    assert first["is_full"] and ids(first) == {str(one.pk), str(other.pk)}
    assert not nothing["is_full"] and nothing["items"] == nothing["gone"] == nothing["whole"] == []
    assert ids(second) == {str(one.pk)}
    (row,) = second["items"]
    assert row["version"] == one.journal_seq + 1 and row["body"]["state"] == "in_progress" and "finish" in row["body"]["may"]


def test_what_is_no_longer_ones_own_is_let_go_of(street: Street) -> None:
    ticket = street.dispatched()
    first = street.worker.pulls()
    street.town.does(street.town.house, dispatching.return_ticket, ticket.pk, reason=ReturnReason.NOT_OURS, note="不归城管")

    assert street.worker.pulls(first["cursor"])["gone"] == [{"kind": "ticket", "id": str(ticket.pk)}]


def test_nothing_in_a_pull_tells_who_reported(street: Street) -> None:
    ticket = street.town.ticket(words="我是三楼林一，电话10000000001", matter="楼道堆物")
    street.town.does(street.town.centre, dispatching.dispatch, ticket, lead_unit_id=street.town.units["chengguan"])

    assert "林一" not in str(street.worker.pulls()) and "10000000001" not in str(street.worker.pulls())


def test_another_day_or_another_standing_is_told_everything_anew(street: Street) -> None:
    street.dispatched()
    first = street.worker.pulls()
    with scope.scoped(street.town.house):
        Person.objects.filter(unit_id=street.town.units["chengguan"]).update(unit_id=street.town.units["fangguan"])
    elsewhere = street.worker.pulls(first["cursor"])
    street.hand.passes(hours=24)
    street.worker.browser = street.browser("luo.yan")
    later = street.worker.pulls(elsewhere["cursor"])

    assert elsewhere["is_full"] and ids(elsewhere) == set()
    assert later["is_full"] and later["day"] > first["day"]


def test_after_a_restore_everything_is_told_anew(street: Street) -> None:
    ticket = street.dispatched()
    first = street.worker.pulls()
    restore(street.town.database)

    again = street.worker.pulls(first["cursor"])
    street.worker.brings(accept(street.worker, ticket))
    after = street.worker.pulls(again["cursor"])

    assert again["is_full"] and ids(again) == {str(ticket.pk)}
    assert not after["is_full"] and ids(after) == {str(ticket.pk)}


def restore(database: TestDatabase) -> None:
    """What the owner does when a backup has been read into another cluster."""
    connect_as(database.server, "owner", database.name)
    try:
        new_epoch()
    finally:
        connect_as(database.server, "web", database.name)


def test_who_commits_later_than_another_that_began_after_him_is_not_skipped(street: Street) -> None:
    one, other = street.dispatched("楼道堆物"), street.dispatched("路灯不亮")
    cursor = street.worker.pulls()["cursor"]
    began, may_end = Event(), Event()

    with ThreadPoolExecutor(1) as hands:
        early = hands.submit(accept_slowly, street, one.pk, began, may_end)
        assert began.wait(10)
        street.town.does(street.town.chengguan, dispatching.accept, other.pk)
        between = street.worker.pulls(cursor)
        may_end.set()
        early.result(10)
    after = street.worker.pulls(between["cursor"])

    # The one that began first holds the mark back: what came after it is told then, and told again.
    assert str(one.pk) not in ids(between)
    assert ids(between) | ids(after) == {str(one.pk), str(other.pk)} and str(one.pk) in ids(after)


def accept_slowly(street: Street, ticket_id: UUID, began: Event, may_end: Event) -> None:
    """A transaction that took its number early, and commits late."""
    with ExitStack() as ending:
        ending.callback(connection.close)
        with scope.scoped(street.town.chengguan):
            dispatching.accept(street.town.chengguan, ticket_id)
            began.set()
            may_end.wait(10)


def test_many_changes_come_in_several_parts(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    from linli.sync.queries import pulling

    monkeypatch.setattr(pulling, "NEWS_AT_A_TIME", 2)
    tickets = [street.dispatched() for _ in range(3)]
    cursor = street.worker.pulls()["cursor"]
    for each in tickets:
        street.worker.brings(accept(street.worker, each))

    told, parts, more = set[str](), 0, True
    while more and parts < 9:
        pulled = street.worker.pulls(cursor)
        told, cursor, more, parts = told | ids(pulled), pulled["cursor"], pulled["more"], parts + 1

    assert told == {str(each.pk) for each in tickets} and not more and parts > 1


def test_a_grid_and_the_places_in_it_go_along_with_masked_contacts(street: Street) -> None:
    house = people.clerk(street.town.lanting, ("org.read", "org.change_grids", "places.read", "places.change"))
    grid = make.grid(house)
    with scope.scoped(house):
        contact = ContactWords(role=ContactRole.IN_CHARGE, purpose=ContactPurpose.EVERYDAY, full_name="林一平", phone="10000000001")
        (place,) = add_places(house, [PlaceDraft(words=Words(name="鲜果时光"), kind=Kind.SHOP, grid_id=grid.pk, contacts=[contact])])
        assert not isinstance(place, Refused)
    street.account("he.xin", street.town.fangguan.person_id, ("org.read",))
    everywhere = street.phone_of("he.xin", street.town.fangguan).pulls()
    holds(street, grid)

    pulled = street.phone_of("he.xin", street.town.fangguan).pulls(everywhere["cursor"])

    assert ids(everywhere, "place") == set() and not body(everywhere, "grid")["is_mine"]
    assert pulled["is_full"] and ids(pulled, "place") == {str(place.pk)} and body(pulled, "grid")["is_mine"]
    told = body(pulled, "place")
    assert (told["name"], told["kind"], told["grid_id"]) == ("鲜果时光", "shop", str(grid.pk))
    assert [each["role"] for each in told["contacts"]] == ["in_charge"]
    assert "10000000001" not in str(pulled) and "林一平" not in str(pulled)


def body(pulled: dict[str, Any], kind: str) -> dict[str, Any]:
    (found,) = [each["body"] for each in pulled["items"] if each["kind"] == kind]
    told: dict[str, Any] = found
    return told


def holds(street: Street, grid: Grid) -> None:
    """Somebody walks in this grid from now on, and in no other."""
    with scope.scoped(street.town.house):
        here = {"subdistrict_id": street.town.lanting}
        post = Post(**here, code="walker", name="网格员", permissions=["places.read", "places.read_contacts"])
        post.save(force_insert=True)
        (person,) = Person.objects.filter(unit_id=street.town.units["fangguan"])
        PostHolding(**here, post=post, person=person, grid=grid, valid_from=clock.now()).save(force_insert=True)


def test_a_cursor_of_nobody_is_answered_like_none() -> None:
    for text in ("", "x", "e30", "W10", "bnVsbA", "WzEsIngiLDEsIiIsIjIwMjYtMTEtMjIiLCIiXQ", "WzIsIiIsMSwiIiwiIiwiIl0", "\ud800"):
        assert cursors.read(text) is None
    epoch, entry = uuid7(), uuid7()
    whole = cursors.Cursor(epoch, 7, entry, date(2026, 11, 23), "a")
    assert cursors.read(cursors.written(whole)) == whole


def test_a_first_contact_that_was_made_is_offered_no_more(street: Street) -> None:
    ticket = street.dispatched()
    street.worker.brings(accept(street.worker, ticket))
    (before,) = [each for each in street.worker.pulls()["items"] if each["kind"] == "ticket"]
    said = {"ticket_id": str(ticket.pk), "clock": "first_contact", "note": "电话联系"}
    assert street.worker.status(street.worker.says("ticket.contact", said, seen=before["version"])) == "applied"

    (after,) = [each for each in street.worker.pulls()["items"] if each["kind"] == "ticket"]
    assert ("contact" in before["body"]["may"], "contact" in after["body"]["may"]) == (True, False)
