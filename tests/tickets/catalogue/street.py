"""What the tests of the catalogue and the duty list find: an office with units, grids and clerks of each kind."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.sheets import Row
from linli.org.models import Grid, Unit
from linli.org.rules.grids import GridKind
from linli.tickets.actions import catalogue, dispatch
from linli.tickets.models import Catalogue, DutyLine
from linli.tickets.queries import catalogue as catalogues
from linli.tickets.queries.dispatch import Question
from linli.tickets.rules.dispatch import Answer, Cell
from linli.tickets.rules.duty_list import LineDraft
from tests import people
from tests.org.people.office import Office


class Street:
    """兰亭 with its catalogue to be; 竹溪 may do the same there."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.editor = people.clerk(office.lanting, {"catalogue.read", "catalogue.change"})
        self.chief = people.clerk(office.lanting, {"catalogue.read", "duty_list.change", "duty_list.propose"})
        self.proposer = people.clerk(office.lanting, {"catalogue.read", "duty_list.propose"})
        self.looker = people.clerk(office.lanting, {"catalogue.read"})
        self.nobody = people.clerk(office.lanting, ())
        self.city = office.unit("U1", "城管中队", "outpost")
        self.clean = office.unit("U2", "环卫作业队", "other")
        self.centre = office.unit("U3", "城运中心", "ops_center")
        self.grid: Grid = office.grid("G1", "兰田一")

    @property
    def cell(self) -> Cell:
        return Cell(self.grid.pk, self.grid.name, GridKind.COMPREHENSIVE, 0)

    def lay(self, actor: Actor | None = None) -> Catalogue:
        """Take over the house's catalogue."""
        who = actor or self.editor
        with scope.scoped(who):
            return catalogue.lay_preset(who)

    def seen(self) -> int:
        """The version of the catalogue as a form has it."""
        with scope.scoped(self.editor):
            row = catalogues.catalogue_of(self.editor)
            return row.journal_seq if row else 0

    def send(self, *lines: str, **more: Any) -> Any:
        """Send a file of cells divided by bars."""
        more = {"seen": self.seen(), "source": "a.xlsx", **more}
        with scope.scoped(self.editor):
            return catalogue.import_catalogue(self.editor, rows(*lines), **more)

    def draft(self, code: str = "E0102", unit: Unit | None = None, **more: Any) -> LineDraft:
        """A line from a moment ago."""
        more = {"valid_from": clock.now() - timedelta(minutes=1), **more}
        return LineDraft(class_code=code, unit_id=(unit or self.city).pk, **more)

    def add(self, code: str = "E0102", unit: Unit | None = None, **more: Any) -> DutyLine:
        with scope.scoped(self.chief):
            return dispatch.add_line(self.chief, self.draft(code, unit, **more))

    def propose(self, code: str = "E0102", unit: Unit | None = None, **more: Any) -> DutyLine:
        with scope.scoped(self.proposer):
            return dispatch.propose_line(self.proposer, self.draft(code, unit, **more))

    def decide(self, code: str = "E0102", chain: Sequence[Cell] = ()) -> Answer:
        """Who handles it now; asked by somebody without any permission, as intake by a partner is."""
        from linli.tickets.queries import dispatch as queries

        with scope.scoped(self.nobody):
            return queries.decide(self.nobody, Question(code, chain), clock.now())


def rows(*lines: str) -> list[Row]:
    """Rows of a file, cells divided by bars."""
    return [Row(number, tuple(cell.strip() for cell in line.split("|"))) for number, line in enumerate(lines, start=1)]
