"""Who is told of which move: the people of the unit concerned who may do what comes next, and nobody of who did it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from linli.kernel import clock, scope
from linli.notices.models import Notice
from linli.tickets.actions import dispatching, extending, handling, intake, nobody, parties, supervision, sweeping, verifying
from linli.tickets.actions.intake import TicketDraft
from linli.tickets.actions.parties import MeetingDecision, Position, Promise
from linli.tickets.models import TicketClock
from linli.tickets.rules.kinds import ExtensionReason, MeetingReason, ReturnReason, Verdict, VerifiedBy
from tests.desk.tickets.office import WORDS, Office


def told(office: Office) -> dict[str, set[str]]:
    """What each desk has been told since it was last asked, by login."""
    office.house.work()
    with scope.scoped(office.me):
        rows = list(Notice.objects.all())
        Notice.objects.all().update(kind="note.written", facts={"author": "", "title": ""})
    logins = {office.actor(login).account_id: login for login in office.browsers}
    found: dict[str, set[str]] = {}
    for row in rows:
        if row.kind.startswith("ticket."):
            assert WORDS not in row.sentence
            assert "林" not in row.sentence
            found.setdefault(logins[row.account_id], set()).add(row.sentence)
    return found


def short(office: Office, ticket_id: UUID, found: dict[str, set[str]]) -> dict[str, set[str]]:
    """The sentences without number and moment."""
    number = office.row(ticket_id).number
    return {login: {each.replace(number, "#").split(" Due:")[0] for each in sentences} for login, sentences in found.items()}


def does(office: Office, login: str, action: Any, ticket_id: UUID, *known: Any, **facts: Any) -> dict[str, set[str]]:
    office.does(login, action, ticket_id, *known, **facts)
    return short(office, ticket_id, told(office))


def test_each_step_of_a_ticket_is_told_to_who_acts_next(office: Office) -> None:
    ticket_id = office.ticket()
    lead, helper = office.units["wuye"], office.units["chengguan"]
    assert told(office) == {}

    found = does(office, "centre", dispatching.dispatch, ticket_id, lead_unit_id=lead, assist_unit_ids=[helper])
    assert found == {"wuye": {"Ticket # is given to 竹苑物业."}, "chengguan": {"城管中队 is asked to help with ticket #."}}
    found = does(office, "wuye", dispatching.return_ticket, ticket_id, reason=ReturnReason.NOT_OURS, note="不是")
    assert found == {"centre": {"竹苑物业 handed ticket # back."}}
    does(office, "centre", dispatching.dispatch, ticket_id, lead_unit_id=lead)
    assert does(office, "wuye", dispatching.accept, ticket_id) == {}
    promise = Promise(unit_id=helper, what="拍照", due_at=clock.now() + timedelta(days=1))
    found = does(office, "wuye", parties.make_commitment, ticket_id, promise)
    assert found == {"chengguan": {"城管中队 is asked for a part of ticket #, or promised it."}}
    found = does(office, "centre", supervision.nudge, ticket_id, note="快")
    assert found == {"wuye": {"竹苑物业 is reminded of ticket #."}}


def test_a_meeting_a_resolution_and_a_rework_are_told(office: Office) -> None:
    ticket_id, lead = office.ticket(), office.units["wuye"]
    does(office, "centre", dispatching.dispatch, ticket_id, lead_unit_id=lead)
    does(office, "wuye", dispatching.accept, ticket_id)
    # Who called the meeting knows it.
    assert does(office, "centre", parties.call_meeting, ticket_id, reason=MeetingReason.SEVERAL_PARTIES, note="几家") == {}
    there = [Position(unit_id=lead, said="")]
    agreed = MeetingDecision(decision="物业清", lead_unit_id=lead, positions=there, assist_unit_ids=[office.units["chengguan"]])
    found = does(office, "centre", parties.decide, ticket_id, agreed)
    assert found["wuye"] == {"A meeting decided that 竹苑物业 leads ticket #."}
    assert found["chengguan"] == {"城管中队 is asked to help with ticket #."}
    does(office, "wuye", dispatching.accept, ticket_id)
    found = does(office, "wuye", handling.resolve, ticket_id, outcome=Verdict.SOLVED, done="好了")
    assert found == {"centre": {"Ticket # is said to be done. 城运中心 verifies it."}}
    found = does(office, "centre", verifying.rework, ticket_id, by=VerifiedBy.UNIT, note="没好")
    assert found == {"wuye": {"Ticket # came back to 竹苑物业 to be finished."}}


def test_a_unit_called_to_make_it_safe_and_a_clock_that_turns_are_told(office: Office) -> None:
    ticket_id, lead = office.ticket(has_open_hazard=True), office.units["wuye"]
    found = does(office, "centre", nobody.call_fallback, ticket_id, unit_id=office.units["chengguan"], note="先围起来")
    assert found == {"chengguan": {"城管中队 is called to make ticket # safe at once."}}
    does(office, "centre", dispatching.dispatch, ticket_id, lead_unit_id=lead)
    with scope.scoped(office.me):
        due = clock.now() - timedelta(minutes=5)
        TicketClock.objects.filter(ticket_id=ticket_id, kind="accept").update(start_at=due, due_at=due, yellow_at=due, next_look_at=due)
        sweeping.sweep(office.me)
    found = told(office)
    assert set(found) == {"wuye"}
    assert "is late: acceptance was due" in "".join(found["wuye"])


def test_more_time_is_told_to_who_asked(office: Office) -> None:
    ticket_id = office.ticket()
    does(office, "centre", dispatching.dispatch, ticket_id, lead_unit_id=office.units["wuye"])
    does(office, "wuye", dispatching.accept, ticket_id)
    office.does("wuye", extending.ask_extension, ticket_id, reason=ExtensionReason.MATERIAL, amount=1, note="等材料")
    found = does(office, "centre", extending.decide_extension, ticket_id, is_granted=False, note="不行")
    assert found == {"wuye": {"It was decided whether ticket # gets more time."}}


def test_what_lies_days_back_is_no_news(office: Office) -> None:
    ticket_id, centre, lead = office.ticket(), office.actor("centre"), office.units["wuye"]
    with clock.told_by(lambda: datetime.now(UTC) - timedelta(days=4)), scope.scoped(centre):
        old = intake.open_ticket(centre, TicketDraft(intake_unit_id=office.units["centre"], source="visit", matter="楼道堆物")).ticket
        dispatching.dispatch(centre, old.pk, lead_unit_id=lead)
    assert told(office) == {}
    assert does(office, "centre", dispatching.dispatch, ticket_id, lead_unit_id=lead) != {}
