"""A round as its visits tell it: any visit to a target within the campaign's days counts, whoever made it and for whatever reason."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Sum

from linli.campaigns.models import Campaign, CampaignTarget
from linli.campaigns.queries import campaigns, targets
from linli.campaigns.queries.targets import Handed
from linli.campaigns.rules.coverage import Reached, Seen, reached
from linli.campaigns.rules.kinds import CampaignKind
from linli.campaigns.rules.opinions import CrossTable, cross_table
from linli.kernel.actor import Actor
from linli.kernel.scope.models import OwnedQuerySet
from linli.places.queries import places
from linli.tickets.models import Ticket
from linli.tickets.rules.kinds import FROM_VISIT, Level
from linli.tickets.rules.states import State
from linli.visits.models import Visit, VisitGiven
from linli.visits.rules.kinds import Given, Outcome


@dataclass(frozen=True, slots=True)
class TargetNow:
    """A target of a round and what it counts as."""

    target: CampaignTarget
    reached: Reached


@dataclass(frozen=True, slots=True)
class Spot:
    """An open target and where it is, in WGS-84."""

    row: TargetNow
    lon: float
    lat: float


def standing(actor: Actor, campaign: Campaign) -> Sequence[TargetNow]:
    """Every target, by name, with what its visits made of it; three statements whatever their number."""
    return round_of(actor, campaign).rows


@dataclass(frozen=True, slots=True)
class Round:
    """A round as it was read, once for everything that is counted of it."""

    rows: Sequence[TargetNow]
    # The visits that count, with how many people went.
    people: Mapping[UUID, int]


def round_of(actor: Actor, campaign: Campaign) -> Round:
    """Its targets and the visits that count."""
    rows = list(targets.of(actor, campaign).select_related("grid", "owner_person", "owner_team").order_by("name", "pk"))
    named = [row.place_id for row in rows]
    stays = _stays(actor, named)
    seen: dict[UUID, list[Seen]] = defaultdict(list)
    people: dict[UUID, int] = {}
    columns = ("pk", "place_id", "outcome", "visited_on", "made_at", "people")
    for visit_id, place_id, outcome, on, at, number in _visits(actor, campaign, named, stays).values_list(*columns):
        seen[stays.get(place_id, place_id)].append(Seen(Outcome(outcome), on, at))
        people[visit_id] = number
    return Round([TargetNow(row, reached(seen[stays.get(row.place_id, row.place_id)])) for row in rows], people)


def rows_of(actor: Actor, campaign: Campaign) -> Sequence[TargetNow]:
    """Every target, by name; those of a drive stand by their stages, whoever visited meanwhile."""
    if campaign.kind == CampaignKind.ROUND:
        return standing(actor, campaign)
    rows = targets.of(actor, campaign).select_related("grid", "owner_person", "owner_team").order_by("name", "pk")
    return [TargetNow(row, Reached()) for row in rows]


def open_spots(actor: Actor, campaign: Campaign) -> Sequence[Spot]:
    """The targets still open whose place has a point, those of the denominator and later ones, by name."""
    ends = campaigns.ends_of(campaign)
    rows = [row for row in rows_of(actor, campaign) if not row.reached.is_visited and row.target.stage not in ends]
    faces = places.faces(actor, (row.target.place_id for row in rows))
    found = []
    for row in rows:
        face = faces.get(row.target.place_id)
        if face is not None and face.lon is not None and face.lat is not None:
            found.append(Spot(row, face.lon, face.lat))
    return found


def visits_to(actor: Actor, campaign: Campaign, target: CampaignTarget) -> Sequence[Visit]:
    """The visits to one target that count, the latest first."""
    ends = places.stays_in(actor, [target.place_id])
    return list(_visits(actor, campaign, [target.place_id], ends).order_by("-made_at", "-pk"))


def handed(actor: Actor, found: Round) -> Handed:
    """Of the visits that count: the person-times of those who came along 协同力量, the services given, the things handed out."""
    # Named one by one: a fresh database knows nothing of its tables yet, and would walk through one for each row of another.
    rows = VisitGiven.objects.of(actor.subdistrict_id).filter(visit_id__in=list(found.people))
    given = dict(rows.values_list("kind").annotate(number=Sum("amount")).values_list("kind", "number"))
    # Whoever writes a visit down is among its people, and is not the joint force.
    along = sum(number - 1 for number in found.people.values())
    return Handed(along, given.get(Given.SERVICE.value, 0), given.get(Given.MATERIAL.value, 0))


def opinions(actor: Actor, found: Round) -> CrossTable:
    """The tickets that came of the visits that count, by who took them on and how far they are."""
    born = Ticket.objects.of(actor.subdistrict_id).filter(origin_kind=FROM_VISIT, origin_id__in=list(found.people))
    rows = born.values_list("level", "state").annotate(number=Count("pk")).values_list("level", "state", "number")
    return cross_table((Level(level), State(state), number) for level, state, number in rows)


def _visits(actor: Actor, campaign: Campaign, named: Sequence[UUID], stays: Mapping[UUID, UUID]) -> OwnedQuerySet:
    # Named one by one here and below, not by a join: a database that knows nothing of its tables yet takes seconds for that.
    found: OwnedQuerySet = Visit.objects.of(actor.subdistrict_id).filter(
        place_id__in={*named, *stays.values()}, visited_on__gte=campaign.starts_on, visited_on__lte=campaign.ends_on
    )
    return found if campaign.ended_at is None else found.filter(made_at__lte=campaign.ended_at)


def _stays(actor: Actor, named: Sequence[UUID]) -> Mapping[UUID, UUID]:
    """What was merged meanwhile is visited under the name that stayed."""
    merged = places.merged_among(actor, named)
    return places.stays_in(actor, merged) if merged else {}
