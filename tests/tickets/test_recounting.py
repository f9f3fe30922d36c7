"""What was counted by weekends alone is counted again when its year is entered; other clocks stay as they are."""

from datetime import UTC, date, datetime
from uuid import UUID

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.calendar import Day, queries
from linli.kernel.calendar import actions as calendars
from linli.kernel.calendar.recompute import count_waiting, holders
from linli.kernel.journal import story_of
from linli.tickets.actions import dispatching
from linli.tickets.models import Ticket, TicketClock
from linli.tickets.rules.clocks import Clock
from tests.tickets.town import Hand, Town

# A Wednesday: seven working days later the year is another one, and nobody has entered it.
DECEMBER = datetime(2026, 12, 30, 2, tzinfo=UTC)
NEW_YEAR = [Day(date(2027, 1, 1), False, "元旦"), Day(date(2027, 1, 4), False, "元旦")]


def _enter_2027(town: Town) -> int:
    """As the calendar's own job does it, which runs for the house after somebody published."""
    house = Actor.system("test", town.lanting)
    with scope.scoped(house):
        assert count_waiting(house) > 0
        base = queries.base_of(house)
        calendars.publish(house, region=base.region, seen=base.version, years={2027: NEW_YEAR}, hours=base.hours, remark="放假安排")
    with scope.scoped(house):
        return holders()["tickets.clocks"].recompute(house, queries.in_use(house))


def _clock(town: Town, ticket_id: UUID, kind: Clock) -> TicketClock:
    return next(row for row in town.clocks(ticket_id) if row.kind == kind and row.stopped_at is None)


def test_a_deadline_by_weekends_moves_when_the_year_is_entered_and_its_ticket_tells(town: Town, hand: Hand) -> None:
    hand.now = DECEMBER
    ticket_id = town.ticket()
    town.does(town.centre, dispatching.dispatch, ticket_id, lead_unit_id=town.units["chengguan"])
    town.does(town.chengguan, dispatching.accept, ticket_id)
    before = {kind: _clock(town, ticket_id, kind) for kind in (Clock.FIRST_CONTACT, Clock.FINISH, Clock.OVERALL)}
    assert [before[kind].is_provisional for kind in before] == [False, True, True]

    assert _enter_2027(town) == 2

    after = {kind: _clock(town, ticket_id, kind) for kind in before}
    assert after[Clock.FIRST_CONTACT].due_at == before[Clock.FIRST_CONTACT].due_at
    assert (after[Clock.FINISH].is_provisional, after[Clock.OVERALL].is_provisional) == (False, False)
    # Counted by hand: 12-31, 01-05, 06, 07, 08 (the first and the fourth are off), then 11 and 12.
    assert (after[Clock.FINISH].due_at.day, after[Clock.OVERALL].due_at.day) == (8, 12)
    assert (before[Clock.FINISH].due_at.day, before[Clock.OVERALL].due_at.day) == (6, 8)
    assert after[Clock.FINISH].next_look_at == after[Clock.FINISH].yellow_at
    with scope.scoped(town.house):
        ticket = Ticket.objects.get(pk=ticket_id)
        told = [entry.facts for entry in story_of(ticket) if entry.verb == "ticket.due_recomputed"]
    assert ticket.due_at == min(row.due_at for row in town.clocks(ticket_id) if row.stopped_at is None)
    assert {(each["clock"], each["after"][:10]) for each in told} == {("finish", "2027-01-08"), ("overall", "2027-01-12")}
    # Who counts again finds nothing left to move.
    with scope.scoped(town.house):
        assert holders()["tickets.clocks"].recompute(town.house, queries.in_use(town.house)) == 0
        assert [entry.verb for entry in story_of(Ticket.objects.get(pk=ticket_id))].count("ticket.due_recomputed") == 2


def test_what_is_cut_by_the_whole_time_stays_cut(town: Town, hand: Hand) -> None:
    hand.now = DECEMBER
    ticket_id = town.ticket()
    town.does(town.centre, dispatching.dispatch, ticket_id, lead_unit_id=town.units["chengguan"])
    hand.passes(days=7)
    town.does(town.chengguan, dispatching.accept, ticket_id)
    assert _clock(town, ticket_id, Clock.FINISH).is_cut

    _enter_2027(town)

    finish, overall = _clock(town, ticket_id, Clock.FINISH), _clock(town, ticket_id, Clock.OVERALL)
    assert (finish.due_at, finish.is_cut) == (overall.due_at, True)
