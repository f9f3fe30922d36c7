"""Who may know the reporter: never whom the complaint is about, whatever the post permits."""

from dataclasses import replace
from uuid import UUID

import pytest

from linli.kernel import clock, personal, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import uuid7
from linli.tickets.actions import aside, dispatching, handling
from linli.tickets.models import Reporter, Ticket
from linli.tickets.queries import faces, nearby, readers, replies, verifications
from linli.tickets.queries import tickets as queries
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.permissions import Permission
from tests.tickets.test_moves import in_hand
from tests.tickets.town import Town, reporter

WORDS = "我是三楼的，每天晚上都吵"


def with_everything(actor: Actor) -> Actor:
    """The same person with every permission there is, by mistake or by malice."""
    return replace(actor, permissions=frozenset(map(str, Permission)) | {"personal.search"}, request_id=uuid7())


def reporter_of(town: Town, ticket_id: UUID) -> Reporter:
    with scope.scoped(town.house):
        found: Reporter = Reporter.objects.select_related("ticket").get(ticket_id=ticket_id)
        return found


def test_a_firm_and_the_unit_complained_about_never_learn_who_reported(town: Town) -> None:
    ticket_id = in_hand(town, reporter=reporter(), words=WORDS, about_unit_id=town.units["fangguan"], source="12345", lon=121.4, lat=31.2)
    town.does(town.chengguan, handling.note_contact, ticket_id, Clock.FIRST_CONTACT, note="已联系三楼林女士")
    for name, knows in (("chengguan", True), ("fangguan", False), ("wuye", False)):
        who = with_everything(getattr(town, name))
        with scope.scoped(who):
            ticket = queries.get_for(who, ticket_id)
            face = faces.face_of(who, ticket)
            assert (face.knows_reporter, face.words, face.source) == ((True, WORDS, "12345") if knows else (False, "", ""))
            told = {name: value for entry in faces.story_for(who, ticket) for name, value in entry.facts.items()}
            assert ("words" in told, "已联系三楼林女士" in told.values()) == (knows, knows)
            (near,) = nearby.nearby(who, 121.4, 31.2, clock.now())
            assert near.words == (WORDS if knows else "")
            assert len(nearby.earlier(who, "10000000001", clock.now())) == knows
        if knows:
            with scope.scoped(who):
                assert len(queries.reporters_of(who, ticket)) == 1
        else:
            with pytest.raises(Refused, match="Your post"), scope.scoped(who):
                queries.reporters_of(who, ticket)


def test_the_unit_that_holds_it_may_call_the_reporter_at_once_and_nobody_else(town: Town) -> None:
    ticket_id = in_hand(town, reporter=reporter())
    row = reporter_of(town, ticket_id)
    holder = replace(town.chengguan, permissions=town.chengguan.permissions | {Permission.READ_REPORTER}, request_id=uuid7())
    for who, work in ((holder, row.ticket.stream), (town.chengguan, None), (town.centre, None), (with_everything(town.wuye), None)):
        with scope.scoped(who):
            assert readers.own_work(who, row) == work
    with scope.scoped(holder):
        assert personal.reveal(holder, personal.subjects.find(holder, "reporter", row.pk, "phone"), "phone").text == "10000000001"
        assert readers.own_work(holder, row.ticket) is None
    with pytest.raises(Refused, match="Your post"), scope.scoped(holder):
        personal.reveal(holder, row, "full_name")
    stranger = replace(town.fangguan, permissions=town.fangguan.permissions | {Permission.READ_REPORTER}, request_id=uuid7())
    for who in (town.chengguan, stranger, with_everything(town.wuye)):
        with pytest.raises(NotFound), scope.scoped(who):
            readers.reporter_for(who, row.pk)
    with pytest.raises(NotFound), scope.scoped(holder):
        readers.reporter_for(holder, town.lanting)
    town.does(town.centre, aside.withdraw, ticket_id, note="撤回")
    row = reporter_of(town, ticket_id)
    with scope.scoped(holder):
        assert readers.own_work(holder, row) is None


def test_what_was_merged_is_answered_by_what_stays(town: Town) -> None:
    stays = in_hand(town, about_unit_id=town.units["fangguan"])
    other = town.ticket(reporter=reporter())
    town.does(town.centre, aside.merge, other, stays, note="同一件")
    row = reporter_of(town, other)
    holder = replace(town.chengguan, permissions=town.chengguan.permissions | {Permission.READ_REPORTER}, request_id=uuid7())
    with scope.scoped(holder):
        assert readers.own_work(holder, row) == Ticket.objects.get(pk=stays).stream
        assert readers.reporter_for(holder, row.pk).pk == row.pk
    # About one of the two is about both.
    blamed = with_everything(town.fangguan)
    town.does(town.centre, dispatching.dispatch, town.ticket(), lead_unit_id=town.units["fangguan"])
    with scope.scoped(blamed):
        assert readers.own_work(blamed, row) is None
        with pytest.raises(NotFound):
            readers.reporter_for(blamed, row.pk)


def test_somebody_without_a_unit_knows_by_permission_alone(town: Town) -> None:
    ticket_id = town.ticket(reporter=reporter(), about_unit_id=town.units["fangguan"])
    for who, knows in ((town.house, True), (town.nobody, False), (replace(town.house, person_id=uuid7()), True)):
        with scope.scoped(who):
            assert readers.knows_reporter(who, Ticket.objects.get(pk=ticket_id)) is knows


def test_what_is_remembered_of_a_request_does_not_grow_without_end(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "REMEMBERED", 1)
    for name in ("wuye", "chengguan", "wuye"):
        who = with_everything(getattr(town, name))
        with scope.scoped(who):
            assert readers.knows_reporters(who) is (name == "chengguan")
            assert readers.own_unit(who) == town.units[name]


def test_calls_and_judgements_are_told_by_the_same_rule(town: Town) -> None:
    ticket_id = in_hand(town, reporter=reporter(), words=WORDS, about_unit_id=town.units["fangguan"])
    for name, knows in (("chengguan", True), ("fangguan", False), ("wuye", False)):
        who = with_everything(getattr(town, name))
        with scope.scoped(who):
            ticket = queries.get_for(who, ticket_id)
            assert (replies.begun(who, ticket).points != ()) is True
            assert any(WORDS[:4] in str(each) for each in replies.begun(who, ticket).points) is knows
        if knows:
            with scope.scoped(who):
                assert verifications.calls_of(who, ticket) == []
        else:
            with pytest.raises(Refused, match="Your post"), scope.scoped(who):
                verifications.calls_of(who, ticket)
