"""Visits that were made: who sees which, of a place, of a ticket, and what the shift handed out last."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext

from linli.checklists.models import ChecklistVersion
from linli.checklists.queries import Whole, whole_of
from linli.checklists.rules.answers import Answered
from linli.checklists.rules.items import LISTED, Item, ItemKind, Seen
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.org.queries.reach import grids_below
from linli.places.models import Place
from linli.places.queries import places
from linli.tickets.models import Ticket
from linli.tickets.queries import tickets
from linli.tickets.rules.kinds import FROM_VISIT
from linli.tickets.rules.states import State
from linli.visits.models import PlannedVisit, Visit, VisitAnswer, VisitGiven, VisitNeed, VisitParticipant
from linli.visits.rules.kinds import Given
from linli.visits.rules.permissions import Permission

PAGE = 50
CHAIN_AT_MOST = 40
# More than any place has in years; a phone asks this for every place of its list.
ANSWERS_AT_MOST = 2_000


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The visits the actor may see: all, or those made in some grids."""
    found: OwnedQuerySet = Visit.objects.of(actor.subdistrict_id)
    if actor.may(Permission.READ):
        return found
    below = grids_below(actor, actor.limits.get(Permission.READ, frozenset()))
    return found.filter(grid_id__in=below) if below else found.none()


def may_look(actor: Actor) -> bool:
    """Whether the actor sees any visit at all."""
    return actor.may(Permission.READ) or Permission.READ in actor.limits


def get_for(actor: Actor, visit_id: UUID) -> Visit:
    """One visit with its place, if the actor may see it."""
    found: Visit | None = visible_to(actor).filter(pk=visit_id).select_related("place", "grid", "unit", "return_ticket").first()
    if found is None:
        raise NotFound
    return found


def latest(actor: Actor, *, before: UUID | None = None) -> Sequence[Visit]:
    """A page of visits, the latest first, after that one; one more than a page tells there is more."""
    found = visible_to(actor).select_related("place", "unit").order_by("-made_at", "-pk")
    if before is not None:
        mark = get_for(actor, before)
        found = found.filter(made_at__lte=mark.made_at).exclude(made_at=mark.made_at, pk__gte=mark.pk)
    return list(found[: PAGE + 1])


def of_place(actor: Actor, place: Place, *, limit: int = 20) -> Sequence[Visit]:
    """The visits to a place, and to what was merged into it, the latest first."""
    return of_ids(actor, places.family_of(actor, place), limit=limit)


def of_ids(actor: Actor, place_ids: Iterable[UUID], *, limit: int) -> Sequence[Visit]:
    """The visits to these places, the latest first; one statement."""
    found = visible_to(actor).filter(place_id__in=set(place_ids))
    return list(found.select_related("unit", "return_ticket").order_by("-made_at", "-pk")[:limit])


def plans_of_place(actor: Actor, place: Place) -> Sequence[PlannedVisit]:
    """What is planned there, the next first; for whoever sees the place."""
    return plans_of(actor, places.family_of(actor, place)) if may_look(actor) else []


def plans_of(actor: Actor, place_ids: Iterable[UUID]) -> Sequence[PlannedVisit]:
    """What is planned at these places, the next first; one statement."""
    rows = PlannedVisit.objects.of(actor.subdistrict_id).filter(place_id__in=set(place_ids), ended_at__isnull=True)
    return list(rows.select_related("place__grid", "unit", "ticket").order_by("due_on", "pk"))


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """An item as it was asked, and what was said."""

    label: str
    kind: str
    said: Answered
    # The words of a chosen option, or of what was seen.
    words: str
    is_safety: bool


@dataclass(frozen=True, slots=True)
class AnsweredList:
    """A checklist in the version that was shown, with what was touched."""

    whole: Whole
    answers: Sequence[AnsweredItem]


def answers_of(actor: Actor, visit: Visit) -> list[AnsweredList]:
    """What was said at a visit, by checklist, in the order of its items; one statement."""
    rows = VisitAnswer.objects.of(actor.subdistrict_id).filter(visit_id=visit.pk).select_related("version__checklist")
    by_version: dict[UUID, tuple[ChecklistVersion, dict[str, Answered]]] = {}
    for row in rows:
        by_version.setdefault(row.version_id, (row.version, {}))[1][row.item] = Answered(row.value, row.note)
    found = []
    for version, said in by_version.values():
        whole = whole_of(version.checklist, version)
        items = [item for item in whole.body.items if item.name in said]
        found.append(AnsweredList(whole, [_answered(item, said[item.name]) for item in items]))
    return sorted(found, key=lambda each: each.whole.title)


def _answered(item: Item, said: Answered) -> AnsweredItem:
    if item.kind is ItemKind.LOOK:
        words = gettext(Seen(said.value).words)
    elif item.kind in LISTED:
        labels = {option.name: option.label for option in item.options}
        words = "、".join(labels.get(name, name) for name in said.value.split())
    else:
        words = said.value
    return AnsweredItem(item.label, item.kind.value, said, words, item.is_safety)


@dataclass(frozen=True, slots=True)
class Need:
    """A ticket that a visit opened, as whoever reads the visit may see it; nothing of it for who does not see the ticket."""

    ticket_id: UUID
    number: str
    matter: str
    state: State
    is_on_spot: bool


def needs_of(actor: Actor, visit_ids: Iterable[UUID]) -> Mapping[UUID, list[Need]]:
    """The tickets that each of these visits opened and the actor sees; one statement."""
    seen = tickets.visible_to(actor).values("pk")
    rows = VisitNeed.objects.of(actor.subdistrict_id).filter(visit_id__in=set(visit_ids), ticket_id__in=seen)
    found: dict[UUID, list[Need]] = {}
    for row in rows.select_related("ticket").order_by("ticket__number"):
        ticket = row.ticket
        found.setdefault(row.visit_id, []).append(Need(ticket.pk, ticket.number, ticket.matter, State(ticket.state), row.is_on_spot))
    return found


def given_at(actor: Actor, visit: Visit, kind: Given) -> list[tuple[str, int]]:
    """What was given or handed out at a visit."""
    rows = VisitGiven.objects.of(actor.subdistrict_id).filter(visit_id=visit.pk, kind=kind.value).order_by("pk")
    return list(rows.values_list("name", "amount"))


def colleagues_at(actor: Actor, visit: Visit) -> list[UUID]:
    """Who went along by name."""
    rows = VisitParticipant.objects.of(actor.subdistrict_id).filter(visit_id=visit.pk).order_by("pk")
    return list(rows.values_list("person_id", flat=True))


def last_answers(actor: Actor, place: Place) -> Mapping[UUID, Mapping[str, Answered]]:
    """By checklist, what was last said to each item at a place; old answers count as far as nothing newer was said."""
    family = places.family_of(actor, place)
    rows = VisitAnswer.objects.of(actor.subdistrict_id).filter(visit__place_id__in=family).order_by("-visit__made_at", "-pk")
    found: dict[UUID, dict[str, Answered]] = {}
    for checklist_id, item, value, note in rows.values_list("version__checklist_id", "item", "value", "note")[:ANSWERS_AT_MOST]:
        found.setdefault(checklist_id, {}).setdefault(item, Answered(value, note))
    return found


def last_given(actor: Actor, on: date) -> tuple[list[str], list[tuple[str, int]]]:
    """The services and the things that the same person gave at the visit before on the same day: unchanged they cost no tap."""
    mine = Visit.objects.of(actor.subdistrict_id).filter(account_id=actor.account_id, visited_on=on)
    last = mine.order_by("-made_at", "-pk").first() if actor.account_id else None
    if last is None:
        return [], []
    rows = VisitGiven.objects.of(actor.subdistrict_id).filter(visit_id=last.pk).order_by("pk").values_list("kind", "name", "amount")
    given = list(rows)
    services = [name for kind, name, _ in given if kind == Given.SERVICE]
    return services, [(name, amount) for kind, name, amount in given if kind == Given.MATERIAL]


@dataclass(frozen=True, slots=True)
class Chain:
    """The three visits of a ticket 三访三办: where it was found, who went to see what became of it, and when somebody will."""

    found_at: Visit | None
    returns: Sequence[Visit]
    planned: PlannedVisit | None

    @property
    def is_empty(self) -> bool:
        """Whether no visit has to do with it."""
        return self.found_at is None and not self.returns and self.planned is None


def chain_of(actor: Actor, ticket: Ticket) -> Chain:
    """The chain of a ticket that the actor sees, as far as he sees visits."""
    if not may_look(actor):
        return Chain(None, (), None)
    seen = visible_to(actor).select_related("place", "unit")
    origin = seen.filter(pk=ticket.origin_id).first() if ticket.origin_kind == FROM_VISIT else None
    returns = list(seen.filter(return_ticket_id=ticket.pk).order_by("made_at", "pk")[:CHAIN_AT_MOST])
    planned = (
        PlannedVisit.objects.of(actor.subdistrict_id).filter(ticket_id=ticket.pk, ended_at__isnull=True).select_related("place", "unit")
    )
    return Chain(origin, returns, planned.first())
