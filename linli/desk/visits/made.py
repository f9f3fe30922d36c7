"""Visits that were made: the list, one visit with everything said there, and the chain of a ticket."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.naming import names_for
from linli.desk.paging import one_page, parse_mark
from linli.desk.places.dossier import Asked, section
from linli.desk.visits.frame import require_reader, visits_page
from linli.kernel import clock
from linli.org.rules.people import day_of
from linli.places.queries import places
from linli.tickets.queries import tickets
from linli.tickets.rules.states import state_word
from linli.visits.queries import standing
from linli.visits.queries import visits as queries
from linli.visits.rules.kinds import Effect, Given, Kind, Outcome, Why
from linli.visits.rules.permissions import Permission

# Visits in a dossier.
SHOWN: Final = 10
# How each outcome looks: met, seen, nobody, gone.
SHAPES = {Outcome.MET: "ok", Outcome.STAFF_ONLY: "ok", Outcome.COME_LATER: "watch", Outcome.DECLINED: "watch", Outcome.NOT_OPEN: "none"}


@dataclass(frozen=True, slots=True)
class Row:
    """A visit as lists show it."""

    visit: Any
    kind: str
    outcome: str
    shape: str
    effect: str
    who: str


def rows_of(found: Any) -> list[Row]:
    """Visits in words, with who wrote them down."""
    names = names_for([visit.account_id for visit in found], person_ids=[visit.person_id for visit in found])
    return [
        Row(
            visit=visit,
            kind=gettext(Kind(visit.kind).words),
            outcome=gettext(Outcome(visit.outcome).words),
            shape=SHAPES.get(Outcome(visit.outcome), "act"),
            effect=gettext(Effect(visit.effect).words) if visit.effect else "",
            who=names.of_id.get(visit.person_id, "") or names.of_account.get(visit.account_id, ""),
        )
        for visit in found
    ]


@require_safe
@staff_page
def list_made(request: StaffRequest) -> HttpResponse:
    """The visits made, the latest first."""
    require_reader(request.actor)
    before = parse_mark(request.GET.get("before"))
    found, after = one_page(queries.latest(request.actor, before=before), queries.PAGE)
    return visits_page(
        request,
        "made.html",
        tab_on="visits_made",
        rows=rows_of(found),
        after=after,
        is_later=before is not None,
        may_record=request.actor.may(Permission.RECORD) or Permission.RECORD in request.actor.limits,
    )


@require_safe
@staff_page
def show_visit(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """One visit: whom one met, what was said, left and needed."""
    require_reader(request.actor)
    visit = queries.get_for(request.actor, visit_id)
    needs = queries.needs_of(request.actor, [visit.pk]).get(visit.pk, [])
    colleagues = queries.colleagues_at(request.actor, visit)
    (row,) = rows_of([visit])
    return visits_page(
        request,
        "show.html",
        tab_on="visits_made",
        visit=visit,
        row=row,
        may_open_place=places.visible_to(request.actor).filter(pk=visit.place_id).exists(),
        lists=queries.answers_of(request.actor, visit),
        needs=[(need, state_word(need.state)) for need in needs],
        services=queries.given_at(request.actor, visit, Given.SERVICE),
        materials=queries.given_at(request.actor, visit, Given.MATERIAL),
        colleagues=list(names_for([], person_ids=colleagues).of_id.values()),
    )


@require_safe
@staff_page
def show_chain(request: StaffRequest, ticket_id: UUID) -> HttpResponse:
    """The three visits of a ticket 三访三办, as a part of its page."""
    ticket = tickets.get_for(request.actor, ticket_id)
    chain = queries.chain_of(request.actor, ticket)
    found = [visit for visit in (chain.found_at, *chain.returns) if visit is not None]
    rows = rows_of(found)
    return page(
        request,
        "desk/visits/chain.html",
        current="tickets",
        ticket=ticket,
        found_at=rows[0] if chain.found_at is not None else None,
        returns=rows[1:] if chain.found_at is not None else rows,
        planned=chain.planned,
        is_empty=chain.is_empty,
        code=request.place.code,
    )


@section(20, "visits", "desk/visits/dossier.html")
def visits_of(asked: Asked) -> Mapping[str, Any] | None:
    """The last visits, what is planned, and how far the month is used up; nothing for who sees no visit."""
    actor = asked.actor
    if not queries.may_look(actor):
        return None
    planned = queries.plans_of(actor, asked.ids)
    today = day_of(clock.now())
    return {
        "rows": rows_of(queries.of_ids(actor, asked.ids, limit=SHOWN)),
        "planned": [(plan, gettext(Kind(plan.kind).words), gettext(Why(plan.why).words)) for plan in planned],
        "allowance": standing.allowance_of(actor, asked.face.id, today),
        "cap": standing.cap_of(actor),
        "code": asked.code,
        "place_id": asked.face.id,
        "may_record": actor.may(Permission.RECORD) or Permission.RECORD in actor.limits,
        "may_plan": actor.may(Permission.PLAN) or Permission.PLAN in actor.limits,
    }


urlpatterns = [
    path("made/", list_made, name="visits_made"),
    path("made/<uuid:visit_id>/", show_visit, name="visit"),
    path("chain/<uuid:ticket_id>", show_chain, name="visit_chain"),
]
