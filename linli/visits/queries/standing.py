"""What one write of visits, or one plan, needs to know of its places: the setting, the month, and what is planned."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import DateField

from linli.kernel.actor import Actor
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.statements import Asked, Statement, among
from linli.visits.models import PlannedVisit, Visit, VisitSetting
from linli.visits.rules.cap import CAP_PER_MONTH, Allowance, month_of
from linli.visits.rules.kinds import FREE

Month = tuple[UUID, date]


def cap_of(actor: Actor) -> int:
    """The cap of the actor's subdistrict; what the house proposes before it set its own."""
    row = _CAP.row(street=actor.subdistrict_id)
    return CAP_PER_MONTH if row is None else int(row[0])


# A batch of a phone asks these once for each of its visits.
_CAP: Final = Statement(lambda: VisitSetting.objects.of(Asked.id("street")).order_by("pk").values_list("cap")[:1])
_ENTRIES: Final = Statement(
    lambda: (
        Visit.objects.of(Asked.id("street"))
        .filter(
            among("place_id", Asked.ids("places")),
            is_capped=True,
            visited_on__gte=Asked("first", DateField()),
            visited_on__lt=Asked("after", DateField()),
        )
        .order_by()
        .values_list("place_id", "visited_on")
    )
)


def setting_row(actor: Actor) -> VisitSetting | None:
    """The subdistrict's own setting, once it has one."""
    found: VisitSetting | None = VisitSetting.objects.of(actor.subdistrict_id).first()
    return found


def is_speech_offered(actor: Actor) -> bool:
    """Whether phones offer to write down what is spoken."""
    row = setting_row(actor)
    return row is not None and row.is_speech_offered


def capped_entries(actor: Actor, months: Iterable[Month]) -> Mapping[Month, int]:
    """How many capped entries each place has had in each month, over all units and kinds; one statement."""
    wanted = set(months)
    if not wanted:
        return {}
    first, last = min(month for _, month in wanted), max(month for _, month in wanted)
    places = sorted({place_id for place_id, _ in wanted})
    found: dict[Month, int] = {}
    for place_id, visited_on in _ENTRIES.rows(street=actor.subdistrict_id, places=places, first=first, after=month_of(last)[1]):
        month = (place_id, visited_on.replace(day=1))
        found[month] = found.get(month, 0) + 1
    return found


def open_plans(actor: Actor, place_ids: Collection[UUID]) -> OwnedQuerySet:
    """What is planned at these places and not done."""
    found: OwnedQuerySet = PlannedVisit.objects.of(actor.subdistrict_id).filter(place_id__in=place_ids, ended_at__isnull=True)
    return found


def lock_open_plans(actor: Actor, place_ids: Collection[UUID]) -> Sequence[PlannedVisit]:
    """The same, locked by ascending id; one statement."""
    return _PLANS.instances(PlannedVisit, street=actor.subdistrict_id, places=sorted(place_ids))


def written_down(actor: Actor, visit_ids: Collection[UUID]) -> Sequence[Visit]:
    """Those of these visits that are there already, whoever made them; one statement."""
    return _WRITTEN.instances(Visit, street=actor.subdistrict_id, visits=sorted(visit_ids))


_PLANS: Final = Statement(
    lambda: (
        PlannedVisit.objects.of(Asked.id("street"))
        .filter(among("place_id", Asked.ids("places")), ended_at__isnull=True)
        .order_by("pk")
        .select_for_update(of=("self",))
    )
)
_WRITTEN: Final = Statement(lambda: Visit.objects.of(Asked.id("street")).filter(among("id", Asked.ids("visits"))).order_by())


def allowance_of(actor: Actor, place_id: UUID, on: date) -> Allowance:
    """How far a place's month is used up, and whom one might join."""
    first, after = month_of(on)
    made = capped_entries(actor, [(place_id, first)]).get((place_id, first), 0)
    plans = open_plans(actor, [place_id]).filter(due_on__gte=first, due_on__lt=after)
    rows = list(plans.select_related("unit").order_by("due_on", "pk"))
    capped = [row for row in rows if row.why not in {each.value for each in FREE}]
    # One may join whatever is to come, promised visits too.
    following = next((row for row in rows if row.due_on >= on), rows[-1] if rows else None)
    return Allowance(
        made=made,
        planned=len(capped),
        join_on=following.due_on if following else None,
        join_unit=following.unit.name if following and following.unit else "",
    )


@dataclass(frozen=True, slots=True)
class Used:
    """Months that are used up, kept while a chunk of visits is prepared."""

    cap: int
    counts: dict[Month, int]

    def take(self, place_id: UUID, on: date) -> bool:
        """Count one more capped entry; whether it goes beyond the cap."""
        month = (place_id, on.replace(day=1))
        self.counts[month] = self.counts.get(month, 0) + 1
        return self.counts[month] > self.cap
