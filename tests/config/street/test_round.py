"""The visit round of the size that streets report: its plan adds up, and its page prints those figures."""

from collections import Counter

from linli.campaigns.models import Campaign
from linli.campaigns.queries import figures
from linli.campaigns.rules.opinions import Progress, Went
from linli.config.street import round as plan
from linli.config.street.laying import lay_streets
from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.models import Subdistrict
from linli.visits.rules.kinds import VISITED, Outcome
from tests.accounts.entrance import Entrance


def test_the_plan_adds_up_to_what_is_reported() -> None:
    calls, shops = plan.calls(), plan.shops()
    visited = {each.shop for each in calls if each.outcome in VISITED}

    assert len(shops) == len({(each.name, each.address) for each in shops}) == plan.TARGETS + plan.LATER
    assert len({shop for shop in visited if shop < plan.TARGETS}) == 2_430
    assert len({shop for shop in visited if shop >= plan.TARGETS}) == plan.LATER_VISITED
    assert sum(each.helpers for each in calls) == plan.HELPERS
    assert sum(each.services for each in calls) == plan.SERVICES
    assert sum(each.materials for each in calls) == plan.MATERIALS
    assert Counter(each.day for each in calls).keys() <= set(range(21))


def test_the_report_prints_figures_of_that_size(laid: Entrance) -> None:
    lay_streets(has_round=True)
    lay_streets(has_round=True)

    actor = Actor.system("test", Subdistrict.objects.get(code="zhuxi").pk)
    with scope.scoped(actor):
        found = figures.of_round(actor, Campaign.objects.get(), clock.now())
    cover = found.coverage
    assert (cover.share.done, cover.whole, cover.met, cover.staff_only, cover.to_go) == (2_430, 2_780, 2_118, 312, 286)
    assert cover.reasons[Outcome.NOT_OPEN] == 152 and cover.reasons[None] == 97
    assert (found.handed.person_times, found.handed.services, found.handed.materials) == (990, 2_500, 7_500)
    assert (found.later.done, found.later.whole, found.pace.left, found.pace.ahead) == (21, 38, 350, 268)
    assert (found.opinions.row(Went.BLOCK), found.opinions.row(Went.SUBDISTRICT)) == ([5, 0, 0], [2, 3, 1])
    assert found.opinions.column(Progress.SOLVED) == 7
