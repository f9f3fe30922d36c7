"""Every read of checklists."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from linli.checklists.models import Checklist, ChecklistVersion
from linli.checklists.rules.items import Body, Item, restored
from linli.checklists.rules.permissions import Permission
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.writes import lock_in_order


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A checklist with one of its versions."""

    id: UUID
    version_id: UUID
    code: str
    title: str
    number: int
    place_kinds: frozenset[str]
    is_offered: bool
    body: Body
    published_at: datetime

    def items_on(self, day: date) -> tuple[Item, ...]:
        """What it asks on that day."""
        return self.body.on(day)

    def is_for(self, place_kind: str) -> bool:
        """Whether it is offered at places of this kind."""
        return self.is_offered and (not self.place_kinds or place_kind in self.place_kinds)


def may_read(actor: Actor) -> bool:
    """Whether the actor sees checklists; who sees them in some grids sees them: they are the same everywhere."""
    return actor.may(Permission.READ) or Permission.READ in actor.limits


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The checklists the actor may read."""
    found: OwnedQuerySet = Checklist.objects.of(actor.subdistrict_id)
    return found if may_read(actor) else found.none()


def get_for(actor: Actor, checklist_id: UUID) -> Checklist:
    """One checklist, if the actor may read it."""
    found: Checklist | None = visible_to(actor).filter(pk=checklist_id).first()
    if found is None:
        raise NotFound
    return found


def lock_for(actor: Actor, checklist_id: UUID) -> Checklist:
    """One checklist, locked for a change the actor may make."""
    found: Checklist = lock_in_order(visible_to(actor), actor.subdistrict_id, [checklist_id])[0]
    actor.require(Permission.CHANGE)
    return found


def in_use(actor: Actor) -> list[Whole]:
    """Every checklist in the version that is in use, in their order; two statements."""
    rows = list(visible_to(actor).order_by("order", "code"))
    versions = {row.pk: row for row in ChecklistVersion.objects.of(actor.subdistrict_id).filter(pk__in=[row.version_id for row in rows])}
    return [whole_of(row, versions[row.version_id]) for row in rows]


def offered_at(actor: Actor, place_kind: str) -> list[Whole]:
    """The checklists that are offered at places of this kind."""
    return [each for each in in_use(actor) if each.is_for(place_kind)]


def by_numbers(actor: Actor, wanted: Iterable[tuple[UUID, int]]) -> Mapping[tuple[UUID, int], Whole]:
    """Versions said as checklist and number, for what they ask; title and places may be of the day when they were first asked for."""
    pairs = set(wanted)
    if not pairs or not may_read(actor):
        return {}
    found = {pair: _PUBLISHED[actor.subdistrict_id, *pair] for pair in pairs if (actor.subdistrict_id, *pair) in _PUBLISHED}
    missing = pairs - set(found)
    if missing:
        rows = ChecklistVersion.objects.of(actor.subdistrict_id).filter(
            checklist_id__in={checklist_id for checklist_id, _ in missing}, number__in={number for _, number in missing}
        )
        for row in rows.select_related("checklist"):
            found[row.checklist_id, row.number] = whole = whole_of(row.checklist, row)
            _remember(actor.subdistrict_id, whole)
    return {pair: found[pair] for pair in pairs if pair in found}


# Published versions are never changed: what a phone's batch asks for with every visit is read once by a process.
REMEMBERED: Final = 256
_PUBLISHED: Final[dict[tuple[UUID, UUID, int], Whole]] = {}


def _remember(street: UUID, whole: Whole) -> None:
    if len(_PUBLISHED) >= REMEMBERED:
        _PUBLISHED.clear()
    _PUBLISHED[street, whole.id, whole.number] = whole


def by_number(actor: Actor, checklist_id: UUID, number: int) -> Whole:
    """One version of a checklist by its number."""
    row = get_for(actor, checklist_id)
    version = ChecklistVersion.objects.of(actor.subdistrict_id).filter(checklist_id=row.pk, number=number).first()
    if version is None:
        raise NotFound
    return whole_of(row, version)


def versions_of(actor: Actor, checklist: Checklist) -> Sequence[ChecklistVersion]:
    """Every version, the newest first."""
    return list(ChecklistVersion.objects.of(actor.subdistrict_id).filter(checklist_id=checklist.pk).order_by("-number"))


def whole_of(row: Checklist, version: ChecklistVersion) -> Whole:
    """The checklist with that version."""
    return Whole(
        id=row.pk,
        version_id=version.pk,
        code=row.code,
        title=row.title,
        number=version.number,
        place_kinds=frozenset(row.place_kinds),
        is_offered=row.is_offered,
        body=restored(version.body),
        published_at=version.published_at,
    )
