"""Two who decide upon one form, and two sheets of the same shop that come back at once: one after the other, nothing lost."""

from functools import partial

import pytest

from linli.forms.actions import registry as actions
from linli.forms.actions import sweeping
from linli.forms.rules.kinds import FormState
from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Stale
from tests.forms.registry import Registry
from tests.forms.test_sweeping import LAST, on
from tests.places.conftest import ring
from tests.places.conftest import street as laid
from tests.places.street import Street
from tests.races.crowd import failures, together

__all__ = ["laid", "ring"]


@pytest.fixture
def registry(laid: Street) -> Registry:
    return Registry(laid)


def test_two_who_decide_decide_once(registry: Registry) -> None:
    form = registry.propose()
    seen, does = registry.seen(form), registry.street.does

    outcomes = together(
        partial(does, registry.approver, actions.approve, form.pk, seen=seen),
        partial(does, registry.approver, actions.refuse, form.pk, seen=seen, why="重复"),
    )

    (raised,) = failures(outcomes)
    assert isinstance(raised, Stale)
    assert registry.reload(form).state in {FormState.APPROVED, FormState.REFUSED}
    assert len(registry.street.story(form)) == 3


def test_two_sweeps_at_once_let_it_drop_out_once(registry: Registry) -> None:
    form, house = registry.on_the_list(), Actor.system("forms.sweep", registry.street.lanting)

    def sweep() -> object:
        with scope.scoped(house):
            return sweeping.expire_due(house)

    with clock.told_by(lambda: on(LAST.replace(month=7))):
        together(sweep, sweep)

    assert registry.street.story(form).count("form.expired") == 1


def test_two_sheets_of_one_shop_leave_one_row(registry: Registry) -> None:
    form = registry.on_the_list("商铺名称\n经营面积")
    sheets = [f"商铺名称,经营面积\n冒菜馆,{area}\n".encode() for area in (80, 90)]

    outcomes = together(*(partial(registry.bring, form, content, name="x.csv") for content in sheets))

    assert failures(outcomes) == []
    assert registry.answers(form)[registry.west[0].pk]["经营面积"] in {"80", "90"}
