"""`POST /field/<code>/sync`: what a phone brings, once and in order."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from linli.accounts import actions as accounts
from linli.accounts.models import Membership
from linli.field import syncing
from linli.kernel import clock, journal, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.notes.models import Note
from linli.org.models import Person, Post, PostHolding
from linli.sync.actions import conflicts, devices, visits
from linli.sync.payloads import VisitRecord
from linli.sync.queries import pulling
from linli.sync.rules.commands import Command
from linli.tickets.actions import catalogue, correcting, dispatching
from linli.tickets.actions.correcting import Correction
from linli.tickets.models import Ticket
from linli.tickets.rules.clocks import Track
from linli.visits.rules.kinds import Kind, Outcome
from tests import make, people
from tests.field.street import ORIGIN, Phone, Street


def note(phone: Phone, text: str = "三楼灯坏了", **facts: Any) -> dict[str, Any]:
    return phone.says("note.write", {"note_id": str(uuid7()), "text": text}, **facts)


def accept(phone: Phone, ticket: Ticket, **facts: Any) -> dict[str, Any]:
    return phone.says("ticket.accept", {"ticket_id": str(ticket.pk)}, **{"seen": ticket.journal_seq, **facts})


def notes(street: Street) -> list[Note]:
    with scope.scoped(street.town.house):
        return list(Note.objects.order_by("pk"))


def test_a_command_is_done_once_and_keeps_when_it_was_said(street: Street) -> None:
    said = note(street.worker, made_at=(clock.now() - timedelta(hours=5)).isoformat())

    receipt = street.worker.brings(said)[said["id"]]

    (written,) = notes(street)
    assert receipt["status"] == "applied" and receipt["result"] == {"note_id": str(written.pk)}
    assert written.title == "三楼灯坏了"
    with scope.scoped(street.town.house):
        (told,) = journal.story_of(written)
    assert told.made_at == clock.now() - timedelta(hours=5) and told.channel == "field"


def test_the_same_command_again_is_answered_the_same(street: Street) -> None:
    said = note(street.worker)

    first, *others = [street.worker.brings(said, said) for _ in range(3)]

    assert all(each == first for each in others)
    assert len(notes(street)) == 1


def test_another_text_under_the_same_number_is_said_so_and_stores_nothing(street: Street) -> None:
    said = note(street.worker)
    street.worker.brings(said)

    changed = {**said, "payload": {**said["payload"], "text": "别的话"}}
    answer = street.worker.asks("post", "lanting/sync", {"device_id": street.worker.id, "commands": [changed]})

    assert answer.status_code == 409
    assert answer.json()["receipts"][0]["status"] == "different"
    assert [each.text for each in notes(street)] == ["三楼灯坏了"]


def test_a_batch_is_done_in_the_order_of_the_phone(street: Street) -> None:
    ticket = street.dispatched()
    taken = accept(street.worker, ticket)
    done = street.worker.says(
        "ticket.finish",
        {"ticket_id": str(ticket.pk), "outcome": "solved", "done": "已清理"},
        after=[taken["id"]],
        seen=ticket.journal_seq,
    )

    receipts = street.worker.brings(done, taken)

    assert [each["status"] for each in receipts.values()] == ["applied", "applied"]
    assert street.town.reload(ticket.pk).state == "resolved"


def test_what_needs_an_earlier_one_waits_for_it_and_stores_nothing(street: Street) -> None:
    first = note(street.worker)
    second = note(street.worker, "再补一句", after=[first["id"]])

    assert street.worker.status(second) == "waiting"
    assert street.receipts() == {} and notes(street) == []
    assert street.worker.status(second, first) == "applied"
    assert len(notes(street)) == 2


def test_what_needs_a_refused_one_is_refused_with_its_reason(street: Street) -> None:
    first = note(street.worker, " ")
    second = note(street.worker, after=[first["id"]])

    receipts = street.worker.brings(first, second)

    assert receipts[first["id"]]["code"] == "kernel.empty"
    assert receipts[second["id"]]["code"] == "field.predecessor_refused"
    assert receipts[first["id"]]["message"] in receipts[second["id"]]["message"]
    assert street.worker.brings(second, first) == receipts
    assert notes(street) == []


def test_one_bad_command_keeps_no_other_from_its_turn(street: Street) -> None:
    bad = [
        street.worker.says("note.write", {"note_id": str(uuid7())}),
        street.worker.says("no.such_kind", {}),
        note(street.worker, "长" * 70_000),
        note(street.worker, "\x00"),
        note(street.worker, "\ud800"),
        note(street.worker, made_at=(clock.now() + timedelta(days=365)).isoformat()),
        note(street.worker, made_at=(clock.now() - timedelta(days=91)).isoformat()),
        street.worker.says("ticket.accept", {"ticket_id": str(uuid7())}, seen=1),
        street.worker.says("ticket.accept", {"ticket_id": str(uuid7())}),
    ]
    good = note(street.worker)

    receipts = street.worker.brings(*bad, good)

    assert [receipts[each["id"]]["code"] for each in bad] == [
        "field.bad_payload",
        "field.kind_unknown",
        "field.command_too_large",
        "kernel.nul",
        "kernel.bad_character",
        "field.made_in_the_future",
        "field.made_too_long_ago",
        "kernel.not_found",
        "field.bad_payload",
    ]
    assert all(receipts[each["id"]]["message"] for each in bad)
    assert receipts[good["id"]]["status"] == "applied"
    assert street.worker.brings(*bad, good) == receipts


def test_a_command_of_five_megabytes_gets_its_receipt_and_a_larger_batch_a_clear_no(street: Street) -> None:
    huge = note(street.worker, "a" * 5_000_000)

    receipt = street.worker.brings(huge)[huge["id"]]
    answer = street.worker.asks("post", "lanting/sync", {"device_id": street.worker.id, "commands": [note(street.worker, "a" * 9_000_000)]})

    assert receipt["code"] == "field.command_too_large" and "4883 KB" in receipt["message"]
    assert answer.status_code == 413 and answer.json()["errors"][0]["code"] == "field.batch_too_large"


def test_a_number_that_something_else_has_is_refused(street: Street) -> None:
    first = note(street.worker)
    again = street.worker.says("note.write", {**first["payload"], "text": "别的话"})

    assert street.worker.status(again, first) == "refused"
    assert street.receipts()[again["id"]].code == "field.id_used"
    assert [each.text for each in notes(street)] == ["三楼灯坏了"]


def test_a_ticket_of_another_subdistrict_does_not_exist(street: Street) -> None:
    make.subdistrict(street.town.database, "zhuxi", "竹溪街道")
    said = note(street.worker)

    answer = street.worker.asks("post", "zhuxi/sync", {"device_id": street.worker.id, "commands": [said]})

    assert answer.status_code == 404
    assert street.receipts() == {}


def test_who_works_here_no_longer_is_told_so_for_each_command_and_nothing_is_stored(street: Street) -> None:
    said = [note(street.worker), note(street.worker)]
    dismiss(street, "luo.yan")

    receipts = street.worker.brings(*said)

    assert {each["code"] for each in receipts.values()} == {"field.not_here_any_more"}
    assert {each["status"] for each in receipts.values()} == {"refused"}
    assert street.receipts() == {} and notes(street) == []


def dismiss(street: Street, login: str) -> None:
    street.hand.passes(minutes=1)
    system = Actor.system("test", street.town.lanting)
    with scope.scoped(system):
        membership = Membership.objects.get(account=street.accounts[login])
        accounts.end_membership(system, membership.pk)


def test_who_is_signed_out_is_told_so_and_nothing_else_happens(street: Street) -> None:
    said = note(street.worker)
    street.worker.browser.logout()

    answer = street.worker.asks("post", "lanting/sync", {"device_id": street.worker.id, "commands": [said]})

    assert answer.status_code == 401 and answer["Content-Type"].startswith("application/json")
    assert answer.json()["errors"][0]["code"] == "field.signed_out"
    assert street.receipts() == {}


def test_another_page_cannot_send_anything(street: Street) -> None:
    body = {"device_id": street.worker.id, "commands": [note(street.worker)]}

    assert street.worker.asks("post", "lanting/sync", body, Origin="https://elsewhere.example").status_code == 403
    assert street.worker.asks("post", "lanting/sync", body, Origin="null").status_code == 403
    assert street.worker.asks("post", "lanting/sync", body, Origin="").status_code == 403
    assert street.receipts() == {}
    assert street.worker.asks("post", "lanting/sync", body, Origin=ORIGIN).status_code == 200


def test_a_change_of_others_is_kept_for_a_person_and_overwrites_nothing(street: Street) -> None:
    ticket = street.dispatched()
    taken = accept(street.worker, ticket)
    street.colleague.brings(accept(street.colleague, ticket))

    receipt = street.worker.brings(taken)[taken["id"]]

    (conflict,) = street.conflicts()
    assert receipt["status"] == "conflict" and receipt["result"]["conflict_id"] == str(conflict.pk)
    assert (conflict.seen, conflict.current, conflict.state) == (ticket.journal_seq, ticket.journal_seq + 1, "open")
    assert street.town.story(ticket.pk).count("ticket.accepted") == 1
    assert street.worker.brings(taken)[taken["id"]] == receipt
    assert len(street.conflicts()) == 1


def test_what_follows_a_conflict_is_kept_with_it(street: Street) -> None:
    ticket = street.dispatched()
    taken = accept(street.worker, ticket)
    done = street.worker.says(
        "ticket.finish", {"ticket_id": str(ticket.pk), "outcome": "solved", "done": "已清理"}, after=[taken["id"]], seen=ticket.journal_seq
    )
    beside = note(street.worker, after=[taken["id"]])
    street.colleague.brings(accept(street.colleague, ticket))

    receipts = street.worker.brings(taken, done, beside)

    assert [each["status"] for each in receipts.values()] == ["conflict", "conflict", "applied"]
    assert [each.kind for each in street.conflicts()] == ["ticket.accept", "ticket.finish"]
    assert street.town.reload(ticket.pk).state == "in_progress"


def test_what_the_house_itself_did_meanwhile_is_no_conflict(street: Street) -> None:
    ticket = street.dispatched()
    house = Actor.system("test", street.town.lanting)
    with scope.scoped(house):
        journal.record(house, "ticket.nobody_takes_it", Ticket.objects.get(pk=ticket.pk), due_at=clock.now(), note="自动")

    assert street.worker.status(accept(street.worker, ticket)) == "applied"


def test_what_the_phone_itself_did_before_is_no_conflict_even_with_the_house_between(street: Street) -> None:
    ticket = street.dispatched()
    taken = accept(street.worker, ticket)
    street.worker.brings(taken)
    house = Actor.system("test", street.town.lanting)
    with scope.scoped(house):
        journal.record(house, "ticket.nobody_takes_it", Ticket.objects.get(pk=ticket.pk), due_at=clock.now(), note="自动")
    done = street.worker.says(
        "ticket.finish", {"ticket_id": str(ticket.pk), "outcome": "solved", "done": "已清理"}, after=[taken["id"]], seen=ticket.journal_seq
    )

    assert street.worker.status(done) == "applied"


def test_a_version_that_a_restored_house_does_not_have_is_a_conflict(street: Street) -> None:
    ticket = street.dispatched()

    assert street.worker.status(accept(street.worker, ticket, seen=ticket.journal_seq + 3)) == "conflict"


def test_a_corrected_ticket_is_a_conflict_too(street: Street) -> None:
    ticket = street.dispatched()
    street.town.does(street.town.centre, correcting.correct, ticket.pk, Correction(matter="楼道堆满纸箱"), seen=ticket.journal_seq)

    assert street.worker.status(accept(street.worker, ticket)) == "conflict"


def test_a_ticket_is_opened_under_the_number_of_the_phone(street: Street) -> None:
    ticket_id = str(uuid7())
    opened = street.worker.says("ticket.open", {"ticket_id": ticket_id, "words": "店门口积水", "matter": "门前积水"})

    receipt = street.worker.brings(opened)[opened["id"]]

    assert receipt["status"] == "applied" and receipt["result"]["ticket_id"] == ticket_id
    found = street.town.reload(receipt["result"]["ticket_id"])
    assert (found.number, found.source, found.channel) == (receipt["result"]["number"], "visit", "field")


def test_a_matter_settled_on_the_spot_is_a_closed_ticket(street: Street) -> None:
    said = {"ticket_id": str(uuid7()), "words": "灭火器过期", "matter": "灭火器过期", "on_spot_line": "当场换新"}
    opened = street.worker.says("ticket.open", said)

    assert street.worker.brings(opened)[opened["id"]]["result"]["state"] == "closed"


def test_half_a_point_is_refused(street: Street) -> None:
    opened = street.worker.says("ticket.open", {"ticket_id": str(uuid7()), "words": "店门口积水", "lon": 121.4})

    assert street.worker.brings(opened)[opened["id"]]["code"] == "tickets.point_is_nowhere"


def test_our_own_mistake_stores_nothing_and_stops_no_other(street: Street, monkeypatch: Any) -> None:
    from linli.notes import actions

    def broken(*known: object, **named: object) -> None:
        raise LookupError("a mistake")

    first, second = note(street.worker), accept(street.worker, street.dispatched())
    with monkeypatch.context() as there:
        there.setattr(actions, "write_note", broken)
        receipts = street.worker.brings(first, second)

    assert receipts[first["id"]]["code"] == "field.failed" and receipts[first["id"]]["status"] == "busy"
    assert receipts[second["id"]]["status"] == "applied"
    assert street.worker.status(first) == "applied"


def test_a_token_of_a_form_does_where_a_browser_names_no_origin(street: Street) -> None:
    body = {"device_id": street.worker.id, "commands": []}
    street.worker.browser.get("/d/lanting/phones/")
    token = street.worker.browser.cookies["csrftoken"].value

    assert street.worker.asks("post", "lanting/sync", body, Origin="", **{"X-CSRFToken": token}).status_code == 200
    assert street.worker.asks("post", "lanting/sync", body, Origin="", **{"X-CSRFToken": "0" * 32}).status_code == 403


def test_the_same_command_by_two_requests_at_once_is_done_once(street: Street) -> None:
    said, both = note(street.worker), Barrier(2)
    phones = [Phone(street.browser("luo.yan"), id=street.worker.id) for _ in range(2)]

    def bring(phone: Phone) -> dict[str, Any]:
        with ExitStack() as ending:
            ending.callback(connection.close)
            both.wait(10)
            return phone.brings(said)[said["id"]]

    for _ in range(3):
        with ThreadPoolExecutor(2) as hands:
            first, second = list(hands.map(bring, phones))
        assert first == second and first["status"] == "applied"
    assert len(notes(street)) == 1


def test_what_somebody_works_on_right_now_is_sent_again_later(street: Street) -> None:
    ticket = street.dispatched()
    taken = accept(street.worker, ticket)
    with street.town.database.connect("superuser") as superuser, superuser.transaction():
        superuser.execute("SELECT 1 FROM ticket WHERE id = %s FOR UPDATE", [ticket.pk])
        receipt = street.worker.brings(taken)[taken["id"]]

    assert (receipt["status"], receipt["code"]) == ("busy", "kernel.busy")
    assert street.receipts() == {} and street.worker.status(taken) == "applied"


def test_what_there_is_no_time_for_is_sent_again_later(street: Street, monkeypatch: Any) -> None:
    said = [note(street.worker), note(street.worker)]
    with monkeypatch.context() as there:
        there.setattr(syncing, "SECONDS_AT_MOST", 0.0)
        receipts = street.worker.brings(*said)

    assert {each["status"] for each in receipts.values()} == {"busy"} and street.receipts() == {}
    assert {each["status"] for each in street.worker.brings(*said).values()} == {"applied"}


def holds(street: Street, unit: str, *permissions: str, grid: Any = None) -> None:
    """Somebody of the unit holds a post, everywhere or in one grid."""
    with scope.scoped(street.town.house):
        here = {"subdistrict_id": street.town.lanting}
        post = Post(**here, code=unit, name=unit, permissions=list(permissions))
        post.save(force_insert=True)
        (person,) = Person.objects.filter(unit_id=street.town.units[unit])
        PostHolding(**here, post=post, person=person, grid=grid, valid_from=clock.now()).save(force_insert=True)


def test_who_administers_by_a_post_alone_sets_up_a_second_factor_first(street: Street) -> None:
    holds(street, "chengguan", "accounts.administer")

    answer = street.worker.asks("get", "lanting/pull")

    assert answer.status_code == 403 and answer.json()["errors"][0]["code"] == "field.second_factor_first"


def test_who_walks_in_one_grid_takes_matters_down_there(street: Street) -> None:
    grid = make.grid(people.clerk(street.town.lanting, ("org.read", "org.change_grids")))
    holds(street, "fangguan", "tickets.open", "tickets.read", grid=grid)
    street.account("he.xin", street.town.fangguan.person_id, ("org.read",))
    walker = street.phone_of("he.xin", street.town.fangguan)
    opened = walker.says("ticket.open", {"ticket_id": str(uuid7()), "words": "店门口积水"})

    receipt = walker.brings(opened)[opened["id"]]

    assert receipt["status"] == "applied"
    assert street.town.reload(receipt["result"]["ticket_id"]).grid_id == grid.pk


def test_who_walks_in_one_grid_writes_notes_too(street: Street) -> None:
    grid = make.grid(people.clerk(street.town.lanting, ("org.read", "org.change_grids")))
    holds(street, "fangguan", "notes.read", "notes.write", grid=grid)
    street.account("he.xin", street.town.fangguan.person_id, ("org.read",))
    walker = street.phone_of("he.xin", street.town.fangguan)
    note = walker.says("note.write", {"note_id": str(uuid7()), "text": "3 号楼新开一家店"})

    assert "notes.write" in walker.pulls()["me"]["permissions"]
    assert walker.brings(note)[note["id"]]["status"] == "applied"


def test_a_class_that_is_named_is_the_tickets(street: Street) -> None:
    editor = replace(street.town.house, permissions=frozenset({"catalogue.read", "catalogue.change"}))
    with scope.scoped(editor):
        catalogue.lay_preset(editor)
    opened = street.worker.says("ticket.open", {"ticket_id": str(uuid7()), "words": "消防通道堆物", "class_code": "E2101"})

    receipt = street.worker.brings(opened)[opened["id"]]

    found = street.town.reload(receipt["result"]["ticket_id"])
    assert found.item_code == "E2101" and not found.is_item_set_by_machine


def test_a_contact_is_noted(street: Street) -> None:
    ticket_id = street.town.ticket(track=Track.EMERGENCY)
    street.town.does(street.town.centre, dispatching.dispatch, ticket_id, lead_unit_id=street.town.units["chengguan"])
    ticket = street.town.reload(ticket_id)
    (pulled,) = [each for each in street.worker.pulls()["items"] if each["id"] == str(ticket_id)]
    there = street.worker.says("ticket.contact", {"ticket_id": str(ticket_id), "clock": "on_site", "note": "已到"}, seen=ticket.journal_seq)

    receipt = street.worker.brings(there)[there["id"]]

    assert "on_site" in pulled["body"]["running"] and {"accept", "contact"} <= set(pulled["body"]["may"])
    assert receipt["status"] == "applied", receipt
    assert "ticket.contacted" in street.town.story(ticket_id)


def test_the_house_itself_has_no_phone_and_no_conflict(street: Street) -> None:
    house, ticket = Actor.system("test", street.town.lanting), street.dispatched()
    said = Command(id=uuid7(), device_id=uuid7(), device_seq=1, kind="ticket.accept", payload={}, made_at=clock.now(), seen=1)
    with scope.scoped(house):
        assert pulling.own_grids(house) == frozenset()
        with pytest.raises(ValueError, match="moment"):
            visits.record(house, VisitRecord(visit_id=uuid7(), place_id=uuid7(), kind=Kind.ROUTINE, outcome=Outcome.MET))
    for act in (lambda: devices.register(house, label="x"), lambda: conflicts.keep(house, said, ticket)):
        with pytest.raises(Refused) as refused, scope.scoped(house):
            act()
        assert refused.value.code == "kernel.not_allowed"
