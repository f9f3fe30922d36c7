"""The steps of a drawing, on plain values."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from linli.geo.points import checked
from linli.geo.problems import Repair
from linli.geo.rings import Repaired
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.org.rules import outlines, steps
from linli.org.rules.grids import Cell, GridKind
from tests.org.grids.ground import plot

LEFT = Cell(uuid7(), "W1", "兰田一", GridKind.MICRO, None, plot(0, 0, 2, 2))
LISTED = Cell(uuid7(), "W2", "名单格", GridKind.MICRO, None, None, ("兰亭路12弄3号",))
CELLS = {cell.grid_id: cell for cell in (LEFT, LISTED)}
LINE = checked([(121.4, 31.1), (121.4, 31.3)])


def test_ground_does_not_go_to_the_grid_it_comes_from() -> None:
    wishes: list[Callable[[], object]] = [
        lambda: steps.move_ground(CELLS, LEFT.grid_id, LEFT, plot(0, 0)),
        lambda: steps.cut_along(CELLS, LEFT.grid_id, LEFT, LINE),
        lambda: steps.join(CELLS, LEFT.grid_id, LEFT.grid_id),
    ]
    for wish in wishes:
        with pytest.raises(Refused) as refusal:
            wish()
        assert refusal.value.code == "org.step_same_grid"


def test_a_list_has_no_border_to_cut_and_nothing_drawn_is_no_border() -> None:
    with pytest.raises(Refused) as refusal:
        steps.move_ground(CELLS, LISTED.grid_id, LEFT, plot(0, 0))
    assert refusal.value.code == "org.step_no_border"
    with pytest.raises(Refused) as refusal:
        steps.redraw(CELLS, LEFT.grid_id, None, neighbours_give_way=True)
    assert refusal.value.code == "org.step_no_ground"


def test_a_list_that_is_joined_keeps_its_members_and_takes_those_below_along() -> None:
    below = Cell(uuid7(), "L1", "三号楼", GridKind.BUILDING, LISTED.grid_id, None, ("甲",))
    changed = steps.join({**CELLS, below.grid_id: below}, LISTED.grid_id, LEFT.grid_id)
    assert changed[LEFT.grid_id].members == LISTED.members
    assert changed[below.grid_id] == replace(below, parent_id=LEFT.grid_id)


@pytest.mark.parametrize("kind", list(Repair))
def test_every_repair_has_words_unless_nobody_can_see_it(kind: Repair) -> None:
    assert bool(outlines.repair_words([Repaired(kind, 2, 3.0)])) is (kind is not Repair.REORIENTED)
