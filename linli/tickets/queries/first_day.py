"""The first figures of a file that was taken over: what is open, late, bounced, closed, by class, grid and unit. Each has its rows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.scope.models import OwnedQuerySet
from linli.org.models import Unit
from linli.org.queries.atlas import atlas_of
from linli.org.rules.cuts import Cells, ancestors
from linli.tickets.models import ImportRow, Ticket, TicketClock
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries.imports import LATE_THERE
from linli.tickets.rules.catalogue import Catalogue
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.permissions import Permission

# As many words for classes that nobody explained are shown; their number says the rest.
WORDS: Final = 12


@dataclass(frozen=True, slots=True)
class Sums:
    """So many tickets, so many of them open, so many of those whose whole time is over."""

    all: int = 0
    open: int = 0
    late: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.all + other.all, self.open + other.open, self.late + other.late)


@dataclass(frozen=True, slots=True)
class Part:
    """A class, a grid or a unit with what it has, everything below it counted in."""

    key: str
    name: str
    depth: int
    sums: Sums


@dataclass(frozen=True, slots=True)
class Figures:
    """What a file shows before anybody has typed anything."""

    whole: Sums
    bounced: int
    closed: int
    late_there: int
    without_class: int
    without_grid: int
    without_place: int
    by_class: Sequence[Part]
    by_grid: Sequence[Part]
    by_unit: Sequence[Part]
    # Words for classes that neither table nor catalogue explains, with how many rows.
    unexplained: Sequence[tuple[str, int]]
    unexplained_rows: int
    cells: Cells


def figures(actor: Actor, run_id: UUID) -> Figures:
    """The figures of one run, in seven statements however many tickets there are; for who sees every ticket."""
    actor.require(Permission.READ)
    now = clock.now()
    seen = Ticket.objects.of(actor.subdistrict_id).filter(import_id=run_id)
    rows = ImportRow.objects.of(actor.subdistrict_id).filter(run_id=run_id)
    counted = _Counting(actor, seen, now)
    parts = seen.aggregate(
        bounced=Count("pk", filter=Q(due_at__isnull=False, returns__gt=0)),
        without_class=Count("pk", filter=Q(item_code__isnull=True)),
        without_grid=Count("pk", filter=Q(grid_id__isnull=True)),
        without_place=Count("pk", filter=Q(lat__isnull=True)),
    )
    there = rows.aggregate(
        late_there=Count("pk", filter=LATE_THERE),
        unexplained_rows=Count("pk", filter=Q(is_class_other=True)),
    )
    by_class, by_grid, by_unit = (counted.by(column) for column in ("item_code", "grid_id", "holder_unit_id"))
    whole = sum(by_class.values(), Sums())
    cells = atlas_of(actor.subdistrict_id).at(now).cells
    return Figures(
        whole=whole,
        closed=whole.all - whole.open,
        by_class=_classes(classes.in_use(actor), by_class),
        by_grid=_grids(cells, by_grid),
        by_unit=_units(actor, by_unit),
        unexplained=_unexplained(rows),
        cells=cells,
        **parts,
        **there,
    )


@dataclass(frozen=True, slots=True)
class _Counting:
    """Tickets counted by one column at a time."""

    actor: Actor
    seen: OwnedQuerySet
    now: datetime

    def by(self, column: str) -> Mapping[Any, Sums]:
        over = TicketClock.objects.of(self.actor.subdistrict_id).filter(
            ticket_id=OuterRef("pk"), stopped_at__isnull=True, kind=Clock.OVERALL.value, due_at__lt=self.now
        )
        is_open = Q(due_at__isnull=False)
        # What has ended owes nothing: for it the clocks are not even looked at.
        found = self.seen.values_list(column).annotate(
            all=Count("pk"), open=Count("pk", filter=is_open), late=Count("pk", filter=Q(Exists(over), due_at__lt=self.now))
        )
        return {key: Sums(*counts) for key, *counts in found.order_by(column)}


def _classes(catalogue: Catalogue, counts: Mapping[Any, Sums]) -> list[Part]:
    """Every class that has any, below the class above it; the greatest first."""
    return _tree(
        {code: counts[code] for code in counts if code is not None},
        lambda code: catalogue.items[code].parent_code if code in catalogue.items else "",
        lambda code: catalogue.items[code].name if code in catalogue.items else code,
    )


def _grids(cells: Cells, counts: Mapping[Any, Sums]) -> list[Part]:
    return _tree(
        {str(grid_id): sums for grid_id, sums in counts.items() if grid_id is not None},
        lambda key: str(next(iter(ancestors(cells, UUID(key))), "")) if UUID(key) in cells else "",
        lambda key: cells[UUID(key)].name if UUID(key) in cells else "",
    )


def _units(actor: Actor, counts: Mapping[Any, Sums]) -> list[Part]:
    """The units that hold what is open."""
    held = {unit_id: sums for unit_id, sums in counts.items() if unit_id is not None and sums.open}
    names = dict(Unit.objects.of(actor.subdistrict_id).filter(pk__in=held).values_list("pk", "short_name"))
    parts = [Part(str(unit_id), names.get(unit_id, ""), 0, sums) for unit_id, sums in held.items()]
    return sorted(parts, key=lambda part: (-part.sums.open, part.name))


def _unexplained(rows: OwnedQuerySet) -> list[tuple[str, int]]:
    found = rows.filter(is_class_other=True).values_list("their_group", "their_class").annotate(rows=Count("pk"))
    counts = Counter[str]()
    for group, name, number in found:
        counts[name or group] += number
    return counts.most_common(WORDS)


def _tree(counts: Mapping[str, Sums], above: Any, name: Any) -> list[Part]:
    whole = dict(counts)
    for key, sums in counts.items():
        up = above(key)
        while up:
            whole[up] = whole.get(up, Sums()) + sums
            up = above(up)
    below: dict[str, list[str]] = {}
    for key in whole:
        below.setdefault(above(key), []).append(key)
    return list(_walked("", 0, below, whole, name))


def _walked(root: str, depth: int, below: Mapping[str, Sequence[str]], whole: Mapping[str, Sums], name: Any) -> Iterable[Part]:
    for key in sorted(below.get(root, ()), key=lambda each: (-whole[each].all, each)):
        yield Part(key, name(key), depth, whole[key])
        yield from _walked(key, depth + 1, below, whole, name)
