"""The three stories play whatever the clock says when the street is laid: in the small hours and late in the evening."""

from datetime import datetime, time, timedelta

import pytest

from linli.config.street.laying import lay_streets
from linli.config.street.tickets import recent
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.scope import scoped
from linli.org.rules.people import ZONE
from linli.tickets.models import Ticket, TicketClock, UpkeepCheck
from tests.accounts.entrance import Entrance

SIXTH = [
    *("opened", "dispatched", "accepted", "contacted", "commitment_made", "commitment_taken_on", "commitment_ended"),
    *("resolved", "closed", "exclusion_asked", "exclusion_signed", "exclusion_decided"),
]
GARAGE = [
    *(
        "opened",
        "called_out",
        "call_answered",
        "call_answered",
        "call_passed_on",
        "call_answered",
        "dispatched",
        "accepted",
        "measure_taken",
        "contacted",
    ),
    *("reported_upward", "reported_upward", "contacted", "upkeep_planned", "hazard_ended", "resolved", "closed"),
]
COVER = [
    *("opened", "dispatched", "returned", "fallback_called", "measure_taken", "nobody_takes_it", "measure_taken", "duty_decided"),
    *("accepted", "hazard_ended", "resolved", "closed"),
]
QUICK = ["opened", "dispatched", "accepted", "resolved", "closed"]


def told(house: Actor, matter: str) -> list[list[str]]:
    """What is written of the tickets whose neutral words begin so, the first that came in first."""
    with scoped(house):
        tickets = Ticket.objects.filter(matter__startswith=matter).order_by("received_at")
        return [[entry.verb.removeprefix("ticket.") for entry in journal.story_of(ticket)] for ticket in tickets]


@pytest.mark.parametrize(("weekday", "at"), [(0, time(3, 0)), (3, time(22, 40))])
def test_the_three_stories_play_by_night(laid: Entrance, weekday: int, at: time) -> None:
    today = clock.now().astimezone(ZONE).date()
    now = datetime.combine(today + timedelta(days=weekday - today.weekday()), at, ZONE)

    with clock.told_by(lambda: now):
        # One ticket besides is enough to have the stories told.
        lay_streets(lambda local: recent(local)[:1])

    house = Actor.system("look", laid.lanting)
    assert told(house, "空调外机滴水") == [*[QUICK] * 5, SIXTH]
    assert told(house, "暴雨倒灌") == [GARAGE]
    assert told(house, "井盖") == [COVER, QUICK]
    with scoped(house):
        assert list(UpkeepCheck.objects.values_list("after_days", flat=True).order_by("after_days")) == [3, 7, 30]
        # Nothing is said to have happened later than it is.
        assert not TicketClock.objects.filter(stopped_at__gt=now).exists()
        garage = Ticket.objects.get(matter__startswith="暴雨倒灌")
    assert f"{garage.received_at.astimezone(ZONE):%H:%M}" == "22:40"
