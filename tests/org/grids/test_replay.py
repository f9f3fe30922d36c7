"""After any sequence of re-cuts every point at every moment gets what a plain replay of the wishes says."""

from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.ids import uuid7
from linli.kernel.scope import scoped
from linli.kernel.writes import attempt
from linli.org.actions import grids as actions
from linli.org.models import GridExtent
from linli.org.queries import grids as queries
from linli.org.rules.cuts import Birth, Cut
from linli.org.rules.grids import GridKind
from tests import make, people
from tests.ground import TestDatabase
from tests.org.grids.conftest import BEGIN, DRAW
from tests.org.grids.ground import middle, plot

COLUMNS = 6
# Which columns belong to whom after each step: a list of lengths, one for each grid that stands, from the left.
WISHES = st.lists(st.lists(st.integers(1, 3), min_size=1, max_size=3).filter(lambda parts: sum(parts) <= COLUMNS), min_size=1, max_size=5)


def spans(parts: list[int]) -> list[tuple[int, int]]:
    begins = [sum(parts[:place]) for place in range(len(parts))]
    return list(zip(begins, parts, strict=True))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wishes=WISHES)
def test_points_as_of_any_moment_agree_with_the_replay(database: TestDatabase, wishes: list[list[int]]) -> None:
    clerk = people.clerk(make.subdistrict(database, f"s{uuid7().hex}"[:40]), DRAW)
    whole = Cut(uuid7(), area=plot(0, 0, COLUMNS, 1), born=Birth("Z", "综合", GridKind.COMPREHENSIVE))
    with scoped(clerk):
        actions.recut(clerk, [whole], effective_at=BEGIN, why="首次划分")
    names: dict[int, UUID] = {}
    told: list[tuple[datetime, list[UUID | None]]] = [(BEGIN, [None] * COLUMNS)]
    for step, parts in enumerate(wishes, start=1):
        at = BEGIN + timedelta(days=step)
        with scoped(clerk), attempt() as outcome:
            cuts = wanted(clerk.subdistrict_id, parts, names, step, whole.grid_id)
            actions.recut(clerk, cuts, effective_at=at, why=f"第 {step} 次")
        if outcome.refusal is None:
            names = dict(enumerate(cut.grid_id for cut in cuts if not cut.is_closing))
            owners: list[UUID | None] = [None] * COLUMNS
            for place, (begin, length) in enumerate(spans(parts)):
                owners[begin : begin + length] = [names[place]] * length
            told.append((at, owners))
        else:
            assert outcome.refusal.code == "org.grid_nothing_changes"
    points = [middle(column, 0) for column in range(COLUMNS)]
    with scoped(clerk):
        for at, owners in told:
            assert queries.grids_of_points(clerk, points, at, GridKind.MICRO) == owners
        rows = list(GridExtent.objects.of(clerk.subdistrict_id).order_by("grid_id", "valid_from"))
    for one, other in pairwise(rows):
        assert one.grid_id != other.grid_id or (one.valid_until is not None and one.valid_until <= other.valid_from)


def wanted(subdistrict_id: UUID, parts: list[int], names: dict[int, UUID], step: int, parent_id: UUID) -> list[Cut]:
    """Those who stand are cut anew, more are born, the rest is closed."""
    seen = {row.grid_id: row.pk for row in GridExtent.objects.of(subdistrict_id).filter(valid_until__isnull=True)}
    cuts = []
    for place, (begin, length) in enumerate(spans(parts)):
        area = plot(begin, 0, length, 1)
        if place in names:
            cuts.append(Cut(names[place], seen=seen[names[place]], area=area, parent_id=parent_id))
        else:
            born = Birth(f"M{step}-{place}", f"微{step}-{place}", GridKind.MICRO)
            cuts.append(Cut(uuid7(), area=area, parent_id=parent_id, born=born))
    return cuts + [Cut(key, seen=seen[key], is_closing=True) for place, key in names.items() if place >= len(parts)]
