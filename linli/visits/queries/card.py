"""The preparation card 四带: what one brings to a visit 带上级精神、带感情责任、带任务清单、带初心实干."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from linli.checklists import queries as checklists
from linli.checklists.queries import Whole
from linli.checklists.rules.answers import prefilled
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.org.queries import duties
from linli.org.rules.people import day_of
from linli.places.models import Place
from linli.places.queries import places
from linli.tickets.queries import tickets
from linli.tickets.rules.kinds import codes
from linli.tickets.rules.states import OPEN
from linli.visits.models import Visit, VisitNeed
from linli.visits.queries import due_list, standing, visits
from linli.visits.queries.due_list import DueVisit, planned_face
from linli.visits.rules.cap import Allowance

OPEN_AT_MOST = 10


@dataclass(frozen=True, slots=True)
class Owed:
    """An open ticket that a visit here opened: what was promised and is not done yet."""

    ticket_id: UUID
    number: str
    matter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What to know and bring: the theme of the day; who answers and what is owed; what to ask; what can be done at once."""

    # 带精神: what everybody goes out for on that day.
    themes: Sequence[str]
    # 带责任: when somebody was here last and what was said; what is owed; who answers for the grid.
    last: Visit | None
    owed: Sequence[Owed]
    responsible: Sequence[tuple[str, UUID]]
    # 带清单: what was promised to be asked, and the lists offered here with the facts of last time.
    asked: Sequence[DueVisit]
    lists: Sequence[Whole]
    facts: Mapping[UUID, Mapping[str, str]]
    # 带实干: what was given and handed out on the visit before.
    services: Sequence[str]
    materials: Sequence[tuple[str, int]]
    allowance: Allowance
    cap: int

    def as_json(self) -> dict[str, Any]:
        """The card as a phone keeps it."""
        return {
            "themes": list(self.themes),
            "last": _last(self.last),
            "owed": [{"ticket_id": str(each.ticket_id), "number": each.number, "matter": each.matter} for each in self.owed],
            "asked": [
                {"kind": each.kind.value, "due_on": each.due_on.isoformat(), "question": each.question, "ticket_id": _id(each.ticket_id)}
                for each in self.asked
            ],
            "facts": {str(checklist_id): dict(said) for checklist_id, said in self.facts.items()},
            "services": list(self.services),
            "materials": [{"name": name, "count": amount} for name, amount in self.materials],
            "used": self.allowance.used,
            "cap": self.cap,
        }


def preparation(actor: Actor, place_id: UUID, on: date | None = None) -> Preparation:
    """The card for one place that the actor sees."""
    place, day = places.get_for(actor, place_id), on or day_of(clock.now())
    made = visits.of_place(actor, place, limit=1)
    lists = checklists.offered_at(actor, place.kind)
    said = visits.last_answers(actor, place) if lists else {}
    services, materials = visits.last_given(actor, day)
    return Preparation(
        themes=[plan.theme or plan.name for plan in due_list.grid_days_on(due_list.grid_days(actor), day)],
        last=made[0] if made else None,
        owed=_owed(actor, place),
        responsible=_responsible(actor, place),
        asked=[planned_face(row) for row in visits.plans_of_place(actor, place)],
        lists=lists,
        facts={whole.id: facts for whole in lists if (facts := prefilled(whole.items_on(day), said.get(whole.id, {})))},
        services=services,
        materials=materials,
        allowance=standing.allowance_of(actor, place.pk, day),
        cap=standing.cap_of(actor),
    )


def _owed(actor: Actor, place: Place) -> list[Owed]:
    opened = VisitNeed.objects.of(actor.subdistrict_id).filter(visit__place_id__in=places.family_of(actor, place)).values("ticket_id")
    rows = tickets.visible_to(actor).filter(pk__in=opened, state__in=codes(OPEN)).order_by("due_at", "pk")
    return [Owed(*each) for each in rows.values_list("pk", "number", "matter")[:OPEN_AT_MOST]]


def _responsible(actor: Actor, place: Place) -> list[tuple[str, UUID]]:
    """Who answers for the grid of the place, by role."""
    if place.grid_id is None:
        return []
    held = duties.held(actor, clock.now(), grid_ids=[place.grid_id])
    return [(each.role.name, each.person_id) for each in held]


def _last(visit: Visit | None) -> dict[str, Any] | None:
    if visit is None:
        return None
    return {"visited_on": visit.visited_on.isoformat(), "kind": visit.kind, "outcome": visit.outcome, "note": visit.note}


def _id(value: UUID | None) -> str | None:
    return None if value is None else str(value)
