"""What the posts that a subdistrict begins with may do to tickets, everywhere or in some grids only."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from linli.kernel import scope
from linli.kernel.errors import Refused
from linli.kernel.permissions import registered_permissions
from linli.org.models import Grid
from linli.org.rules import posts
from linli.tickets.actions import intake
from linli.tickets.rules.permissions import Permission
from tests.tickets.town import Town

P = Permission


def of(code: str) -> frozenset[str]:
    return posts.permissions_of(next(post for post in posts.TEMPLATE if post.code == code))


def test_who_may_be_complained_about_never_learns_who_complained() -> None:
    for code in ("property_handler", "committee"):
        assert P.READ_REPORTER not in of(code) and P.READ not in of(code)
        assert of(code) >= {P.READ_OWN, P.ACCEPT, P.RETURN, P.HANDLE, P.RESOLVE}


def test_the_doer_does_not_dispatch_and_the_dispatcher_neither_signs_nor_closes() -> None:
    assert not of("unit_head") & {P.DISPATCH, P.READ, P.DEFER} and P.RETURN in of("unit_head")
    assert P.RETURN not in of("unit_handler") and P.RESOLVE not in of("unit_handler")
    assert not of("dispatcher") & {P.RESOLVE, P.VERIFY, P.DEFER, P.VOID}
    assert of("callback") >= {P.READ, P.READ_REPORTER, P.VERIFY, P.REOPEN} and P.HANDLE not in of("callback")
    assert of("deputy_director") >= {P.DEFER, P.VOID} and P.DISPATCH not in of("deputy_director")


def test_every_ticket_permission_is_in_some_post_besides_the_administrators() -> None:
    given = {permission for post in posts.TEMPLATE if post.code != "administrator" for permission in posts.permissions_of(post)}
    assert {str(each) for each in P} <= given <= set(registered_permissions())


def test_a_post_that_the_template_does_not_have_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="no post street_sweeper"):
        posts.grant({"street_sweeper": ["tickets.read"]})


def test_a_post_for_one_grid_opens_and_changes_tickets_there_and_nowhere_else(town: Town) -> None:
    begun = datetime(2020, 1, 1, tzinfo=UTC)
    with scope.scoped(town.house):
        here, elsewhere = (
            Grid(subdistrict_id=town.lanting, code=code, name=code, kind="micro", valid_from=begun, valid_until=None)
            for code in ("W1", "W2")
        )
        Grid.objects.bulk_create([here, elsewhere])
    limits = {str(each): frozenset({here.pk}) for each in (P.READ, P.OPEN)}
    worker = replace(town.nobody, permissions=frozenset(), limits=limits)
    with scope.scoped(worker):
        assert intake.open_ticket(worker, town.draft(grid_id=here.pk)).ticket.number
    for grid_id in (elsewhere.pk, None):
        with pytest.raises(Refused, match="Your post"), scope.scoped(worker):
            intake.open_ticket(worker, town.draft(grid_id=grid_id))
    with pytest.raises(Refused, match="Your post"), scope.scoped(worker):
        intake.open_tickets(worker, [])
