"""The demo street's duty list and tickets: made up, busy on every day, laid through the real actions."""

import re
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from linli.campaigns.models import Campaign
from linli.campaigns.queries import targets
from linli.config.street import plan
from linli.config.street.duty_list import duty_list
from linli.config.street.laying import lay_streets
from linli.config.street.laying.places import Places
from linli.config.street.ticket_model import working_day
from linli.config.street.tickets import cases, recent
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.journal import audit, check
from linli.kernel.models import Subdistrict
from linli.kernel.scope import scoped
from linli.org.rules.people import ZONE
from linli.tickets.models import DutyLine, Reporter, Ticket, TicketClock
from linli.tickets.queries import tickets as queries
from linli.tickets.rules.kinds import Level
from linli.tickets.rules.states import OPEN, State
from tests.accounts.entrance import Entrance
from tests.ground import connect_as

SUNDAY = datetime(2026, 11, 22, 15, 30, tzinfo=ZONE)


@pytest.mark.parametrize("days", [-9, -5, -1, 0, 1, 4, 11])
def test_working_days_are_weekdays_counted_one_by_one(days: int) -> None:
    for begin in (date(2026, 11, 20) + timedelta(days=each) for each in range(7)):
        found = working_day(begin, days)
        between = [min(begin, found) + timedelta(days=each) for each in range(abs((found - begin).days) + 1)]
        weekdays = [each for each in between if each.weekday() < 5 and each != begin]
        assert len(weekdays) == abs(days) and (found.weekday() < 5 or days == 0)


def test_every_line_of_the_duty_list_names_what_stands_and_no_place_twice() -> None:
    units, grids = {each.code for each in plan().units}, {each.code for each in plan().grids}
    placed = Counter((line.class_code, grid) for line in duty_list() for grid in line.grids or ("",))
    assert set(placed.values()) == {1} and sum(placed.values()) >= 60
    for line in duty_list():
        assert {line.unit, *line.assists} <= units and grids >= set(line.grids)
    assert not {"C0114", "C0206"} & {line.class_code for line in duty_list()}


def test_the_tickets_are_of_the_last_month_with_reporters_nobody_is_and_places_that_are_there() -> None:
    found, places = recent(SUNDAY), Places(plan())
    units, people = {each.code for each in plan().units}, {each.code for each in plan().people}
    names = {each.name for each in plan().people}
    assert len(found) >= 60 and len({case.key for case in found}) == len(found)
    assert all(timedelta(0) < SUNDAY - case.received < timedelta(days=32) for case in found)
    for case in found:
        assert case.taken_by in people and {case.about, ""} <= units | {""}
        assert case.caller is None or (re.fullmatch(r"1350000\d{4}", case.caller.phone) and case.caller.name not in names)
        moments = [step.moment(case.received) for step in case.steps]
        assert moments == sorted(moments) and all(case.received < each for each in moments)
    assert sum(places.point(case.place) is None for case in found) <= 3
    assert {case.track for case in found} == {"routine", "hotline", "emergency"}


def test_the_tickets_went_through_the_real_actions_and_stand_in_every_state(laid: Entrance) -> None:
    lay_streets(recent)

    actor = Actor.system("look", laid.lanting)
    with scoped(actor):
        found = list(Ticket.objects.of(laid.lanting).select_related("grid"))
        states = Counter(State(each.state) for each in found)
        late = queries.queue(actor, queries.Wanted(due_before=clock.now()))
        assert DutyLine.objects.of(laid.lanting).count() >= 60
        assert Reporter.objects.of(laid.lanting).count() > 20
        running = {row.ticket_id: row.due_at for row in TicketClock.objects.of(laid.lanting).filter(stopped_at=None).order_by("-due_at")}
    assert {each.level for each in found} == set(Level)
    assert set(states) == set(State) and min(states.values()) >= 1
    assert sum(states[each] for each in OPEN) >= 30 and len(late) >= 5
    assert {each.pk: each.due_at for each in found if each.due_at} == running
    assert any(each.returns == 1 for each in found) and any(each.reworks for each in found) and any(each.measure for each in found)
    assert sum(each.grid is None for each in found) <= 3

    lay_streets(recent)
    with scoped(actor):
        assert Ticket.objects.of(laid.lanting).count() == len(found)

    public = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    connect_as(laid.database.server, "auditor", laid.database.name)
    try:
        reports = audit.verify(check.read_keys(public), {})
    finally:
        connect_as(laid.database.server, "web", laid.database.name)
    assert [line for each in reports for line in each.faults] == []


def test_the_quarter_behind_is_the_same_on_every_machine_and_names_what_stands() -> None:
    found, places, people = cases(SUNDAY), Places(plan()), {each.name for each in plan().people}
    assert found == cases(SUNDAY) and len(found) >= 400 and len({case.key for case in found}) == len(found)
    assert all(timedelta(0) < SUNDAY - case.received < timedelta(days=100) for case in found)
    assert min(case.received for case in found) < SUNDAY - timedelta(days=80)
    known = {case.key: case for case in found}
    for case in found:
        assert places.point(case.place) is not None or case in recent(SUNDAY)
        assert case.caller is None or (re.fullmatch(r"1350000\d{4}", case.caller.phone) and case.caller.name not in people)
        moments = [step.moment(case.received) for step in case.steps]
        assert moments == sorted(moments) and all(case.received < each for each in moments)
        assert all(step.about in known for step in case.steps if step.deed == "merge")


def test_the_drive_goes_to_every_living_shop_and_stands_in_every_stage(laid: Entrance) -> None:
    lay_streets(lambda local: recent(local)[:1])
    actor = Actor.system("test", Subdistrict.objects.get(code="lanting").pk)
    with scoped(actor):
        campaign = Campaign.objects.get()
        stages = targets.by_stage(actor, campaign)

    assert campaign.denominator == 120 and campaign.waits_for and campaign.waits_until
    assert all(number for _stage, number in stages)
