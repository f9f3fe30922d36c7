"""An actor writes in one subdistrict, may read more, and may do what its posts include."""

from datetime import UTC, datetime

import pytest

from linli.kernel import clock
from linli.kernel.actor import Actor, Channel
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from tests import people


def test_an_actor_may_do_what_its_posts_include() -> None:
    clerk = people.clerk(uuid7(), {"notes.read"})
    clerk.require("notes.read")
    with pytest.raises(Refused) as refused:
        clerk.require("notes.write")
    assert refused.value.code == "kernel.not_allowed"


def test_the_house_itself_may_do_what_its_jobs_do() -> None:
    house = Actor.system("sweep", uuid7())
    assert house.is_system
    assert house.may("anything")
    assert house.job == "sweep"


def test_somebody_with_an_account_is_never_the_house() -> None:
    home = uuid7()
    assert not Actor(account_id=uuid7(), subdistrict_id=home, channel=Channel.JOB).may("notes.read")
    assert not Actor(account_id=None, subdistrict_id=home, channel=Channel.PUBLIC).may("notes.read")


def test_the_scope_is_the_own_subdistrict_and_what_may_be_read() -> None:
    home, other = uuid7(), uuid7()
    assert people.clerk(home).scope == {home}
    assert Actor(account_id=None, subdistrict_id=home, channel=Channel.API, readable=frozenset({other})).scope == {home, other}


def test_every_wish_has_an_identity_of_its_own() -> None:
    home = uuid7()
    assert people.clerk(home).request_id != people.clerk(home).request_id


def test_the_clock_is_told_by_the_test_and_then_goes_on() -> None:
    new_years_eve = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    before = clock.now()
    with clock.told_by(lambda: new_years_eve):
        assert clock.now() == new_years_eve
        with clock.told_by(lambda: before):
            assert clock.now() == before
        assert clock.now() == new_years_eve
    assert clock.now() >= before
    assert clock.now().tzinfo is UTC


def test_a_permission_for_one_grid_reaches_that_grid_and_those_below_it() -> None:
    home, grid, below, other = (uuid7() for _ in range(4))
    actor = Actor(account_id=uuid7(), subdistrict_id=home, channel=Channel.DESK, limits={"org.change_duties": frozenset({grid})})
    assert actor.may_in("org.change_duties", [below, grid])
    assert not actor.may("org.change_duties")
    actor.require_in("org.change_duties", [grid])
    for permission, line in (("org.change_duties", [other]), ("org.change_duties", []), ("notes.read", [grid])):
        with pytest.raises(Refused):
            actor.require_in(permission, line)
    assert people.clerk(home, {"notes.read"}).may_in("notes.read", [])
    assert actor.may_somewhere("org.change_duties") and people.clerk(home, {"notes.read"}).may_somewhere("notes.read")
    assert not actor.may_somewhere("notes.read")
