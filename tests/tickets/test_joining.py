"""A reporter more instead of a ticket more, what is handed in, and everything that one call does in one write."""

from io import BytesIO

import pytest

from linli.kernel import files, scope
from linli.kernel.errors import NotFound, Refused
from linli.tickets.actions import aside, joining, taking_down
from linli.tickets.actions.joining import Report
from linli.tickets.actions.taking_down import Enclosure, Handing, OnSpot
from linli.tickets.models import Assist, Reporter, Ticket
from linli.tickets.queries import faces
from linli.tickets.queries import tickets as queries
from linli.tickets.rules.states import State
from tests.tickets.town import Town, reporter

REPORT = Report(source="call", reporter=reporter("10000000002"), words="又堆满了", is_answer_wanted=True)


def test_another_reporter_joins_an_open_ticket_and_has_a_code_of_his_own(town: Town) -> None:
    opened = town.opened(reporter=reporter())
    ticket_id = opened.ticket.pk

    joined = town.does(town.centre, joining.join_report, ticket_id, REPORT)

    assert joined.follow_code != opened.follow_code
    ticket = town.reload(ticket_id)
    assert ticket.is_answer_wanted
    with scope.scoped(town.centre):
        assert [str(each.phone) for each in queries.reporters_of(town.centre, ticket)] == ["100****0001", "100****0002"]
        told = faces.story_for(town.centre, ticket)
    assert [(each.verb, each.facts.get("words")) for each in told] == [
        ("ticket.opened", "楼道里堆满纸箱"),
        ("ticket.reporter_joined", "又堆满了"),
    ]
    with scope.scoped(town.wuye):
        assert [each.verb for each in faces.story_for(town.wuye, ticket)] == ["ticket.opened"]


def test_somebody_who_wants_no_answer_changes_nothing_on_the_ticket(town: Town) -> None:
    ticket_id = town.ticket()
    town.does(town.centre, joining.join_report, ticket_id, Report(source="call", reporter=reporter()))
    assert not town.reload(ticket_id).is_answer_wanted
    town.does(town.centre, joining.join_report, ticket_id, REPORT)
    town.does(town.centre, joining.join_report, ticket_id, REPORT)
    with scope.scoped(town.house):
        assert Reporter.objects.filter(ticket_id=ticket_id).count() == 3


def test_nobody_joins_what_is_over_or_not_his_to_see(town: Town) -> None:
    ticket_id = town.ticket()
    with pytest.raises(NotFound):
        town.does(town.nobody, joining.join_report, ticket_id, REPORT)
    town.does(town.centre, aside.withdraw, ticket_id, note="不用了")
    with pytest.raises(Refused, match="as a new one"):
        town.does(town.centre, joining.join_report, ticket_id, REPORT)
    with scope.scoped(town.house):
        assert not Reporter.objects.exists()


def test_one_call_is_taken_down_with_its_picture_and_dispatched_in_one_write(town: Town) -> None:
    assists = [town.units["fangguan"]]
    handing = Handing(lead_unit_id=town.units["chengguan"], assist_unit_ids=assists, basis="#12")
    with scope.scoped(town.centre):
        opened = taking_down.take_down(
            town.centre, town.draft(reporter=reporter()), handing=handing, enclosures=[Enclosure("现场.txt", BytesIO("满了".encode()))]
        )
        (stored,) = files.of(opened.ticket)
        assert list(Assist.objects.values_list("unit_id", flat=True)) == assists
    assert (stored.name, opened.ticket.state, len(opened.follow_code)) == ("现场.txt", State.DISPATCHED, 8)
    assert town.story(opened.ticket.pk) == ["ticket.opened", "ticket.file_attached", "ticket.dispatched"]


def test_what_is_settled_within_the_call_is_closed_in_the_same_write(town: Town) -> None:
    with scope.scoped(town.centre):
        opened = taking_down.take_down(town.centre, town.draft(), on_spot=OnSpot(line="电话里讲清楚了"))
    assert opened.ticket.state == State.CLOSED
    with scope.scoped(town.centre):
        assert taking_down.take_down(town.centre, town.draft()).ticket.state == State.RECEIVED


def test_where_the_second_step_is_refused_nothing_is_taken_down(town: Town) -> None:
    wanted = OnSpot(line="讲清楚了")
    with pytest.raises(Refused, match="asked for an answer"), scope.scoped(town.centre):
        taking_down.take_down(town.centre, town.draft(is_answer_wanted=True), on_spot=wanted)
    with pytest.raises(Refused, match="unit"), scope.scoped(town.centre):
        taking_down.take_down(town.centre, town.draft(), handing=Handing(lead_unit_id=town.lanting))
    with scope.scoped(town.house):
        assert not Ticket.objects.exists()
