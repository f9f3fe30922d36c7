"""A place with a visit, a plan and a checklist, for the matrix of addresses."""

from typing import Any

from linli.checklists import actions as checklists
from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.ids import uuid7
from linli.org.rules.people import day_of
from linli.places.actions import places
from linli.places.actions.drafts import PlaceDraft
from linli.places.rules.kinds import Kind as PlaceKind
from linli.places.rules.words import Words
from linli.visits.actions import planning, routes, shifts, visits
from linli.visits.actions.drafts import VisitDraft
from linli.visits.actions.planning import PlanDraft
from linli.visits.actions.routes import RouteDraft
from linli.visits.actions.shifts import ShiftsDraft
from linli.visits.rules.kinds import Kind, Outcome, Why
from linli.visits.rules.patrols import Part, RouteKind, RouteWords


def a_visit_and_its_lists(actor: Actor) -> dict[str, Any]:
    """Ids by the names that addresses give them."""
    with scope.scoped(actor):
        shop = places.add_place(actor, PlaceDraft(kind=PlaceKind.SHOP, words=Words(name="试走的店", address=""), spot=None))
        draft = VisitDraft(id=uuid7(), place_id=shop.pk, kind=Kind.ROUTINE, outcome=Outcome.MET, made_at=clock.now())
        visit = visits.record_visit(actor, draft)
        plan = planning.plan_visit(actor, PlanDraft(place_id=shop.pk, kind=Kind.JOINT, due_on=day_of(clock.now()), why=Why.ASKED))
        made = checklists.take_over(actor)
        route = routes.set_route(actor, RouteDraft(words=RouteWords(name="试走的路线", kind=RouteKind.LOOK)))
        day = day_of(clock.now())
        (shift,) = shifts.plan_shifts(actor, ShiftsDraft(route_id=route.pk, part=Part.MORNING, days=[day]))
    checklist_id = made[0].pk if made else uuid7()
    patrol = {"route_id": route.pk, "patrol_id": shift.pk}
    return {**patrol, "place_id": shop.pk, "visit_id": visit.pk, "plan_id": plan.pk, "checklist_id": checklist_id}
