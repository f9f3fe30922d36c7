"""The invented places of the demo street: as many of each as promised, inside its border and its grids."""

from collections import Counter

from shapely import Point, Polygon

from linli.config.street import plan
from linli.config.street.places import places


def test_there_are_as_many_of_each_as_promised() -> None:
    planned = places()
    kinds = Counter(each.kind for each in planned)

    living = [each for each in planned if each.kind in {"shop", "restaurant"} and each.stage != "planned"]
    assert len(living) == 120 and kinds["restaurant"] >= 60
    assert (kinds["mall"], kinds["service_station"], kinds["compound"], kinds["vacant_unit"]) == (4, 3, 12, 8)
    assert len({each.address for each in planned}) == len({each.at for each in planned}) == len(planned) == 149


def test_every_one_lies_in_a_grid_of_the_street() -> None:
    grids = [Polygon(grid.outline) for grid in plan().grids if grid.outline]
    border = Polygon(plan().ground.outline)

    def is_inside(at: tuple[float, float]) -> bool:
        return border.contains(Point(at)) and any(grid.contains(Point(at)) for grid in grids)

    outside = [each.name for each in places() if not is_inside(each.at)]

    assert outside == []


def test_nobody_real_can_be_reached_by_it() -> None:
    assert all(each.contact[1].startswith("021-5550-") for each in places() if each.contact)
