"""An office with two grids, a dedicated one, and people who may answer for them."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.org.actions import duties as actions
from linli.org.models import DutyRole, Grid, GridExtent, Person, Unit
from linli.org.queries import duties as queries
from tests import people as actors
from tests.org.people.conftest import office, ring
from tests.org.people.office import Office

__all__ = ["office", "ring"]

CLERK = frozenset({"org.read", "org.change_duties"})


@dataclass
class Ground:
    """What the tests about duties find."""

    office: Office
    clerk: Actor
    unit: Unit
    left: Grid
    right: Grid
    campus: Grid
    zhang: Person
    wang: Person
    roles: dict[str, DutyRole]

    def draft(self, grid: Grid, person: Person, role: str = "responsible", **words: object) -> actions.DutyDraft:
        """A duty from a moment ago."""
        begin = words.pop("valid_from", clock.now() - timedelta(minutes=1))
        return actions.DutyDraft(grid_id=grid.pk, role_id=self.roles[role].pk, person_id=person.pk, valid_from=begin, **words)  # type: ignore[arg-type]

    def gaps(self) -> list[tuple[str, str]]:
        """Grid and role of every gap now."""
        with scope.scoped(self.clerk):
            return [(gap.grid.code, gap.role.code) for gap in queries.gaps(self.clerk, clock.now())]


def lay_grid(office: Office, code: str, kind: str, holder: Unit | None = None) -> Grid:
    """A grid that is a list of addresses, since yesterday."""
    begin = clock.now() - timedelta(days=1)
    with scope.scoped(office.boss):
        grid = Grid(subdistrict_id=office.lanting, code=code, name=f"网格 {code}", kind=kind, valid_from=begin, holder_unit=holder)
        grid.save(force_insert=True)
        GridExtent(subdistrict_id=office.lanting, grid=grid, members=["兰田公寓 1 号楼"], valid_from=begin).save(force_insert=True)
        return grid


@pytest.fixture
def ground(office: Office) -> Ground:
    unit = office.unit("A1", "营商办", "office")
    clerk = actors.clerk(office.lanting, CLERK)
    left, right, campus = lay_grid(office, "G1", "micro"), lay_grid(office, "G2", "micro"), lay_grid(office, "G3", "dedicated", unit)
    with scope.scoped(clerk):
        roles = {role.code: role for role in actions.lay_default_roles(clerk)}
    return Ground(office, clerk, unit, left, right, campus, office.person("张宁", unit), office.person("王芳", unit), roles)
