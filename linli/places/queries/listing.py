"""The list of places: filters, a page by key, counts, and what may be chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Case, Count, Q, When

from linli.kernel import clock, find
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.org.queries.atlas import atlas_of
from linli.org.queries.reach import grids_below
from linli.org.rules.people import day_of
from linli.places.models import ContactCard, Place, PlaceFilter, PlaceLikeness, PlacePaper, PlaceTag
from linli.places.queries.periods import Periods, living, overdue, periods, unheard
from linli.places.queries.places import PlaceFace, face_of, faces, standing, tags_of
from linli.places.rules.cards import CardState
from linli.places.rules.life import LIVING
from linli.places.rules.listing import Quick, Wanted
from linli.places.rules.periods import overdue_before
from linli.places.rules.permissions import Permission

PAGE: Final = 50
SEARCHED: Final = 300
# One character names half a street.
NAMED_FROM: Final = 2
TAGS_SHOWN: Final = 40
ON_MAP: Final = 3_000
EXPIRES_WITHIN: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Line:
    """A place in the list."""

    face: PlaceFace
    tags: Sequence[str]
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are, by the filters and by each quick question; and the pairs that wait for a person."""

    total: int
    quick: Mapping[Quick, int]
    pairs: int


def may_look(actor: Actor) -> bool:
    """Whether the actor sees any places."""
    return actor.may(Permission.READ) or Permission.READ in actor.limits


@dataclass(frozen=True, slots=True)
class Listing:
    """The places somebody may see, by the periods settled now."""

    actor: Actor
    settled: Periods
    now: datetime

    @classmethod
    def open(cls, actor: Actor) -> "Listing":
        """What every question about the list needs, read once."""
        return cls(actor, periods(actor), clock.now())

    def rows(self, wanted: Wanted, *, after: UUID | None = None) -> list[Line]:
        """A page of places by name, after that one; one more than a page tells there is more."""
        found = self._wanted(wanted)
        if after is not None:
            last = Place.objects.of(self.actor.subdistrict_id).filter(pk=after).values_list("name", flat=True).first()
            if last is None:
                raise NotFound
            found = found.filter(name__gte=last).exclude(name=last, pk__lte=after)
        places = [face_of(place) for place in found.select_related("grid").order_by("name", "pk")[: PAGE + 1]]
        said = tags_of(self.actor, [face.id for face in places])
        late = {kind: None if days is None else overdue_before(days, self.now) for kind, days in self.settled.items()}
        return [Line(face, said.get(face.id, ()), is_overdue(face, late[face.kind])) for face in places]

    def first_ids(self, wanted: Wanted, number: int) -> list[UUID]:
        """The first so many of these places by name."""
        return list(self._wanted(wanted).order_by("name", "pk").values_list("pk", flat=True)[:number])

    def on_map(self, wanted: Wanted) -> list[PlaceFace]:
        """The places with a point, as many as a map can show."""
        found = self._wanted(wanted).filter(lon__isnull=False).select_related("grid").order_by("pk")
        return [face_of(place) for place in found[:ON_MAP]]

    def counts(self, wanted: Wanted) -> Counts:
        """Figures beside the list; three statements."""
        numbers = self._wanted(Wanted()).aggregate(**{quick.value: Count("pk", filter=self._quick(quick)) for quick in Quick})
        pairs = PlaceLikeness.objects.of(self.actor.subdistrict_id).filter(decided_at__isnull=True)
        pairs = pairs.filter(place__merged_into__isnull=True, other__merged_into__isnull=True)
        return Counts(self._wanted(wanted).count(), {quick: numbers[quick.value] for quick in Quick}, pairs.count())

    def _wanted(self, wanted: Wanted) -> OwnedQuerySet:
        found = standing(self.actor).filter(stage__in=sorted(each.value for each in wanted.stages))
        if wanted.kinds:
            found = found.filter(kind__in=sorted(each.value for each in wanted.kinds))
        if wanted.grid_ids:
            found = found.filter(grid_id__in=grids_below(self.actor, wanted.grid_ids))
        for tag in sorted(wanted.tags):
            found = found.filter(pk__in=PlaceTag.objects.of(self.actor.subdistrict_id).filter(tag=tag).values("place_id"))
        if wanted.quick is not None:
            found = found.filter(self._quick(wanted.quick))
        if wanted.text:
            found = found.filter(pk__in=_said(self.actor, wanted.text))
        return found

    def _quick(self, quick: Quick) -> Q:
        if quick is Quick.UNHEARD:
            return unheard()
        if quick in {Quick.OVERDUE, Quick.SILENT}:
            late = overdue(self.settled, self.now)
            return late & unheard() if quick is Quick.SILENT else late
        if quick is Quick.EXPIRING:
            papers = PlacePaper.objects.of(self.actor.subdistrict_id).filter(ended_at__isnull=True)
            return Q(pk__in=papers.filter(expires_on__lte=day_of(self.now + EXPIRES_WITHIN)).values("place_id"))
        if quick is Quick.NO_CARD:
            cards = ContactCard.objects.of(self.actor.subdistrict_id).filter(state=CardState.BOUND.value, place_id__isnull=False)
            return living() & ~Q(pk__in=cards.values("place_id"))
        return Q(grid_id__isnull=True) if quick is Quick.NO_GRID else Q(asked_for_none=True)


def is_overdue(face: PlaceFace, before: datetime | None) -> bool:
    """Whether a living place was not visited since that moment, or ever; nothing is due without one."""
    if before is None or face.stage not in LIVING:
        return False
    return face.visited_at is None or face.visited_at < before


def grids(actor: Actor) -> list[tuple[UUID, str]]:
    """The grids now, by code."""
    cells = atlas_of(actor.subdistrict_id).at(clock.now()).cells
    return [(cell.grid_id, cell.name) for cell in sorted(cells.values(), key=lambda cell: cell.code)]


def tags(actor: Actor) -> list[str]:
    """The tags that are put on most places."""
    found = PlaceTag.objects.of(actor.subdistrict_id).values_list("tag").annotate(number=Count("pk")).order_by("-number", "tag")
    return [tag for tag, _ in found[:TAGS_SHOWN]]


def own_filters(actor: Actor) -> OwnedQuerySet:
    """The filters this account has kept."""
    found: OwnedQuerySet = PlaceFilter.objects.of(actor.subdistrict_id).filter(account_id=actor.account_id).order_by("name")
    return found


def offered(actor: Actor, text: str, chosen: UUID | None, number: int = 3) -> list[PlaceFace]:
    """What somebody may mean who writes that: the one that was chosen, then those that the words name."""
    own = [] if chosen is None else list(faces(actor, [chosen]).values())
    found = named(actor, text, number) if len(text.strip()) >= NAMED_FROM else []
    return [*own, *(face for face in found if face.id != chosen)]


def named(actor: Actor, text: str, number: int) -> list[PlaceFace]:
    """Living places first, then those that are gone, whose name or address holds the words; at most so many."""
    if not may_look(actor):
        return []
    found = standing(actor).filter(pk__in=_said(actor, text)).select_related("grid")
    is_gone = Case(When(stage__in=sorted(each.value for each in LIVING), then=0), default=1)
    return [face_of(place) for place in found.order_by(is_gone, "name", "pk")[:number]]


def _said(actor: Actor, text: str) -> list[UUID]:
    """The places whose name or address holds the words."""
    hits = [hit.id for hit in find.search(text, ["place"], SEARCHED)]
    found = standing(actor).filter(pk__in=hits).values_list("pk", "name", "address")
    return [place_id for place_id, name, address in found if find.contains(f"{name} {address}", text)]
