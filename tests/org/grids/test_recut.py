"""A re-cut: what it changes, what it leaves, what it refuses, and what the journal says of it."""

from datetime import timedelta
from uuid import UUID

import pytest
import shapely

from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.ids import uuid7
from linli.kernel.journal import Told
from linli.kernel.scope import scoped
from linli.org.actions import grids as actions
from linli.org.models import Grid, GridExtent
from linli.org.queries import grids as queries
from linli.org.queries import recuts
from linli.org.rules.cuts import Birth, Cut
from linli.org.rules.grids import GridKind
from tests.org.grids.conftest import BEGIN, LAST_MONTH, TODAY, Street, latest, told
from tests.org.grids.ground import middle, plot

SOON = TODAY + timedelta(days=10)


def story(actor: Actor, grid: Grid) -> list[Told]:
    with scoped(actor):
        return journal.story_of(queries.get_for(actor, grid.pk))


def extents(actor: Actor) -> int:
    with scoped(actor):
        return int(GridExtent.objects.of(actor.subdistrict_id).count())


def refused(street: Street, *cuts: Cut, code: str) -> Refused:
    """The re-cut is refused by that code, and nothing is written."""
    before = extents(street.clerk)
    with pytest.raises(Refused) as refusal:
        street.recut(*cuts)
    assert refusal.value.code == code
    assert refusal.value.sentence
    assert extents(street.clerk) == before
    return refusal.value


def move_a_column(street: Street) -> list[Cut]:
    """兰田一 takes a hundred metres from 兰田二."""
    return [street.cut(street.left, plot(0, 0, 3, 2)), street.cut(street.right, plot(3, 0, 1, 2))]


def born(code: str, area: shapely.Polygon | None, parent_id: UUID | None, kind: GridKind = GridKind.MICRO, *members: str) -> Cut:
    return Cut(uuid7(), area=area, parent_id=parent_id, members=members, born=Birth(code, f"新网格{code}", kind))


def test_a_point_asked_as_of_last_month_gives_the_old_grid_and_today_the_new(street: Street) -> None:
    street.recut(*move_a_column(street))
    assert street.names_at(middle(2, 0), LAST_MONTH) == ["兰田二", "兰田综合网格"]
    assert street.names_at(middle(2, 0), TODAY) == ["兰田一", "兰田综合网格"]
    assert street.names_at(middle(3, 0), TODAY) == ["兰田二", "兰田综合网格"]
    assert street.names_at(middle(9, 9), TODAY) == []
    assert street.names_at(middle(2, 0), BEGIN - timedelta(seconds=1)) == []


def test_the_journal_of_every_grid_says_who_when_why_and_how_much_from_whom(street: Street) -> None:
    street.recut(*move_a_column(street), why="沪街办〔2026〕12号")
    left, right = story(street.reader, street.left)[-1], story(street.reader, street.right)[-1]
    assert (left.verb, left.account_id, left.facts["why"]) == ("grid.recut", street.clerk.account_id, "沪街办〔2026〕12号")
    assert left.facts["effective_at"] == "2026-11-20T01:00:00.000000Z"
    (gained,) = left.facts["gained"]
    assert gained.startswith("兰田二 W2 19,9")
    assert gained.endswith(" m²")
    assert left.facts["lost"] == []
    assert right.facts["lost"] == [gained.replace("兰田二 W2", "兰田一 W1")]
    assert left.facts["area_sqm"] == pytest.approx(60_000, rel=0.02)
    assert [entry.verb for entry in story(street.reader, street.whole)] == ["grid.created"]


def test_a_planned_recut_waits_for_its_day(street: Street) -> None:
    cuts = move_a_column(street)
    with told(TODAY), scoped(street.clerk):
        actions.recut(street.clerk, cuts, effective_at=SOON, why="下月起")
    assert street.names_at(middle(2, 0), TODAY)[0] == "兰田二"
    assert street.names_at(middle(2, 0), SOON)[0] == "兰田一"
    refusal = refused(street, street.cut(street.left, plot(0, 0, 1, 2)), code="org.grid_recut_too_early")
    assert refusal.facts["begins"] == "2026-11-30 09:00"


def test_what_fits_today_but_not_a_change_planned_already_is_refused(street: Street) -> None:
    street.recut(street.cut(street.right, plot(2, 0, 1, 2)))
    shrunk = street.cut(street.whole, plot(0, 0, 3, 2))
    with told(TODAY), scoped(street.clerk):
        actions.recut(street.clerk, [shrunk], effective_at=SOON, why="东边划给邻街")
    new = born("W3", plot(3, 0, 1, 2), street.whole.pk)
    refused(street, new, code="org.grid_outside_parent")
    street.recut(born("W3", plot(2, 0, 1, 2), street.whole.pk), street.close(street.right), at=TODAY + timedelta(hours=1))
    assert street.names_at(middle(2, 0), SOON) == ["新网格W3", "兰田综合网格"]


def test_births_and_closings_happen_in_the_same_recut(street: Street) -> None:
    new = born("W3", plot(2, 0, 2, 2), street.whole.pk)
    street.recut(street.close(street.right), new)
    assert street.names_at(middle(3, 1), LAST_MONTH)[0] == "兰田二"
    assert street.names_at(middle(3, 1), TODAY)[0] == "新网格W3"
    entry = story(street.reader, street.right)[-1]
    assert (entry.verb, entry.facts["lost"][0][:8]) == ("grid.closed", "新网格W3 W3")
    with scoped(street.reader):
        assert queries.get_for(street.reader, street.right.pk).valid_until == TODAY
        assert [(now.grid.name, now.depth) for now in queries.in_force(street.reader, TODAY)] == [
            ("兰田综合网格", 0),
            ("兰田一", 1),
            ("新网格W3", 1),
        ]


def test_a_closed_grid_is_not_cut_again(street: Street) -> None:
    closing = street.close(street.right)
    street.recut(closing)
    refused(street, closing, code="org.grid_is_closed")
    seen = street.seen(street.left)
    with told(TODAY), scoped(street.clerk):
        closed = actions.close_grid(street.clerk, street.left.pk, seen=seen, effective_at=SOON, why="并入综合网格")
    assert closed.valid_until == SOON


def test_a_strip_no_wider_than_a_pen_is_cut_off_and_the_border_shared(street: Street) -> None:
    # A metre over the border of the neighbour and a metre out of the grid above.
    street.recut(street.cut(street.right, plot(1.99, -0.01, 2.02, 1.01)))
    with scoped(street.reader):
        drawn = latest(street.reader, street.right.pk)
    assert shapely.MultiPolygon(drawn.polygons).equals_exact(shapely.MultiPolygon([plot(2, 0, 2, 1)]), 1e-9, normalize=True)
    assert drawn.area_m2 == pytest.approx(20_000, rel=0.01)


def test_nothing_is_written_where_nothing_changes(street: Street) -> None:
    refused(street, street.cut(street.left, plot(0, 0, 2, 2)), code="org.grid_nothing_changes")
    refused(street, code="org.grid_no_cut")
    assert len(story(street.clerk, street.left)) == 1


def test_neighbours_that_overlap_are_refused_with_the_size(street: Street) -> None:
    refusal = refused(street, street.cut(street.left, plot(0, 0, 3, 2)), code="org.grid_overlap")
    assert float(str(refusal.facts["overlap_m2"]).replace(",", "")) == pytest.approx(20_000, rel=0.02)
    assert {refusal.facts["grid"], refusal.facts["other"]} == {"兰田一", "兰田二"}


def test_a_child_outside_its_parent_is_refused_with_what_lies_outside(street: Street) -> None:
    refusal = refused(street, street.cut(street.left, plot(0, -1, 2, 3)), code="org.grid_outside_parent")
    assert float(str(refusal.facts["outside_m2"]).replace(",", "")) == pytest.approx(20_000, rel=0.02)


def test_a_parent_cannot_shrink_away_from_under_its_children(street: Street) -> None:
    refused(street, street.cut(street.whole, plot(0, 0, 3, 2)), code="org.grid_outside_parent")
    street.recut(street.cut(street.whole, plot(0, 0, 3, 2)), street.cut(street.right, plot(2, 0, 1, 2)))
    assert street.names_at(middle(3, 0), TODAY) == []


def test_a_parent_with_children_cannot_be_closed_alone(street: Street) -> None:
    refusal = refused(street, street.close(street.whole), code="org.grid_parent_missing")
    assert refusal.facts["grid"] in {"兰田一", "兰田二"}
    street.recut(*(street.close(each) for each in (street.left, street.right, street.whole)))
    with scoped(street.reader):
        assert queries.in_force(street.reader, TODAY) == []


@pytest.mark.parametrize(
    ("kind", "is_below", "code"),
    [
        (GridKind.MICRO, False, "org.grid_wrong_root"),
        (GridKind.COMPREHENSIVE, True, "org.grid_wrong_nesting"),
        (GridKind.BUILDING, False, "org.grid_wrong_root"),
    ],
)
def test_a_kind_stands_only_where_it_may(street: Street, kind: GridKind, is_below: bool, code: str) -> None:
    parent = street.left.pk if is_below else None
    refusal = refused(street, born("X1", plot(9, 9), parent, kind), code=code)
    assert refusal.facts["allowed"]


def test_a_grid_cannot_stand_below_itself(street: Street) -> None:
    area = plot(0, 0, 2, 2)
    lower = born("W1-1", area, street.left.pk)
    street.recut(lower)
    circle = Cut(street.left.pk, seen=street.seen(street.left), area=area, parent_id=lower.grid_id)
    refused(street, circle, code="org.grid_cycle")


def test_micro_grids_may_be_cut_finer_to_any_depth(street: Street) -> None:
    first = born("W1-1", plot(0, 0, 1, 2), street.left.pk)
    second = born("W1-1-1", plot(0, 0, 1, 1), first.grid_id)
    block = born("B1", plot(0, 0, 0.5, 0.5), second.grid_id, GridKind.COMPOUND)
    house = born("L1", None, block.grid_id, GridKind.BUILDING, "兰亭路12弄3号")
    street.recut(first, second, block, house)
    assert street.names_at(middle(-0.2, -0.2), TODAY) == ["新网格B1", "新网格W1-1-1", "新网格W1-1", "兰田一", "兰田综合网格"]
    with scoped(street.reader):
        assert [now.depth for now in queries.in_force(street.reader, TODAY)] == [0, 1, 2, 3, 4, 5, 1]


def test_what_covers_nothing_is_refused(street: Street) -> None:
    refused(street, born("W3", None, street.whole.pk), code="org.grid_covers_nothing")
    refused(street, born("W3", plot(0, 0), uuid7()), code="org.grid_parent_missing")


def test_a_member_stands_in_one_list(street: Street) -> None:
    one = born("W3", None, street.whole.pk, GridKind.MICRO, "兰亭路12弄3号", "兰亭路12弄4号")
    other = born("W4", None, street.whole.pk, GridKind.MICRO, "兰亭路12弄4号")
    refusal = refused(street, one, other, code="org.grid_member_twice")
    assert refusal.facts["member"] == "兰亭路12弄4号"


def test_codes_are_given_once(street: Street) -> None:
    refused(street, born("W1", plot(0, 0), street.whole.pk), code="org.grid_code_taken")
    refused(street, born("N1", plot(0, 0), street.whole.pk), born("N1", plot(1, 0), street.whole.pk), code="org.grid_code_taken")


def test_the_same_grid_twice_is_refused(street: Street) -> None:
    refused(street, street.close(street.left), street.close(street.left), code="org.grid_twice")
    new = born("W9", plot(0, 0), street.whole.pk)
    refused(street, new, new, code="org.grid_twice")


def test_a_cut_drawn_upon_an_older_border_is_stale_and_names_the_grid(street: Street) -> None:
    stale = move_a_column(street)
    street.recut(street.cut(street.right, plot(3, 0, 1, 2)))
    with pytest.raises(Stale) as refusal:
        street.recut(*stale, at=SOON)
    assert [each.field for each in refusal.value.differences] == ["兰田二"]
    assert street.names_at(middle(1, 0), SOON)[0] == "兰田一"


def test_who_may_not_draw_is_refused_and_a_neighbour_finds_nothing(street: Street) -> None:
    cuts = move_a_column(street)
    for actor, expected in ((street.reader, "kernel.not_allowed"), (street.neighbour, "kernel.not_found")):
        with pytest.raises(Refused) as refusal, scoped(actor):
            actions.recut(actor, cuts, effective_at=TODAY, why="试试")
        assert refusal.value.code == expected
    with scoped(street.neighbour), pytest.raises(NotFound):
        queries.get_for(street.neighbour, street.left.pk)


def test_a_recut_without_a_reason_is_refused(street: Street) -> None:
    with pytest.raises(Refused) as refusal:
        street.recut(*move_a_column(street), why="  ")
    assert (refusal.value.code, refusal.value.facts["field"]) == ("kernel.empty", "Reason")


def test_a_grid_unknown_here_is_not_found(street: Street) -> None:
    unknown = Cut(uuid7(), seen=uuid7(), area=plot(0, 0))
    with pytest.raises(NotFound):
        street.recut(unknown)
    with scoped(street.clerk), pytest.raises(NotFound):
        recuts.plan_for(street.clerk, [unknown], TODAY)
