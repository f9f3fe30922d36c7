"""Names, codes and holding units, and the constraints that stand below every rule."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.ids import uuid7
from linli.kernel.scope import scoped
from linli.org.actions import grids as actions
from linli.org.models import Grid, GridExtent
from linli.org.queries import grids as queries
from linli.org.rules import grids as rules
from tests.org.grids.conftest import BEGIN, TODAY, Street, latest
from tests.org.grids.ground import plot


def test_a_grid_gets_another_code_and_name(street: Street) -> None:
    with scoped(street.clerk):
        grid = actions.edit_grid(street.clerk, street.left.pk, seen=1, code=" W9 ", name="兰田东")
    assert (grid.code, grid.name, grid.journal_seq) == ("W9", "兰田东", 2)


def test_an_edit_on_an_older_version_is_stale_with_the_difference(street: Street) -> None:
    with scoped(street.clerk):
        actions.edit_grid(street.clerk, street.left.pk, seen=1, code="W1", name="兰田东")
    with pytest.raises(Stale) as refusal, scoped(street.clerk):
        actions.edit_grid(street.clerk, street.left.pk, seen=1, code="W1", name="兰田西")
    assert [(each.field, each.yours, each.theirs) for each in refusal.value.differences] == [("name", "兰田西", "兰田东")]


def test_a_code_that_is_taken_a_unit_of_nobody_and_a_reader_are_refused(street: Street) -> None:
    wanted: dict[str, Any] = {"seen": 1, "code": "W1", "name": "兰田一"}
    for actor, change, code in (
        (street.clerk, {"code": "W2"}, "org.grid_code_taken"),
        (street.clerk, {"holder_unit_id": uuid7()}, "kernel.not_found"),
        (street.clerk, {"name": ""}, "kernel.empty"),
        (street.reader, {}, "kernel.not_allowed"),
        (street.neighbour, {}, "kernel.not_found"),
    ):
        with pytest.raises(Refused) as refusal, scoped(actor):
            actions.edit_grid(actor, street.left.pk, **{**wanted, **change})
        assert refusal.value.code == code
    with scoped(street.reader):
        assert queries.get_for(street.reader, street.left.pk).journal_seq == 1


def test_a_new_grid_of_no_kind_or_held_by_no_unit_is_refused(street: Street) -> None:
    wanted: dict[str, Any] = {"code": "W3", "name": "兰田三", "kind": "micro", "parent_id": street.whole.pk, "area": plot(0, 0)}
    with pytest.raises(Refused) as refusal, scoped(street.clerk):
        actions.create_grid(street.clerk, **{**wanted, "kind": "galaxy"}, effective_at=TODAY, why="试")
    assert refusal.value.code == "org.grid_unknown_kind"
    with pytest.raises(NotFound), scoped(street.clerk):
        actions.create_grid(street.clerk, **wanted, holder_unit_id=uuid7(), effective_at=TODAY, why="试")


def test_members_are_read_a_line_each_and_once() -> None:
    assert rules.member_lines("兰亭路12弄3号\r\n\n 兰亭路12弄4号 \n兰亭路12弄3号") == ("兰亭路12弄3号", "兰亭路12弄4号")
    with pytest.raises(Refused) as refusal:
        rules.member_lines("\n".join(map(str, range(2001))))
    assert refusal.value.facts == {"count": 2001, "limit": 2000}


def row(street: Street, **changed: object) -> GridExtent:
    """An extent that the database would take a year after the present ones."""
    begin = BEGIN + timedelta(days=400)
    known: dict[str, Any] = {"subdistrict_id": street.clerk.subdistrict_id, "grid_id": street.left.pk, "valid_from": begin}
    return GridExtent(**{**known, **changed})


@pytest.mark.parametrize(
    ("constraint", "changed"),
    [
        ("grid_extent_one_at_a_time", {}),
        ("grid_extent_ends_after_begin", {"valid_until": BEGIN}),
        ("grid_extent_not_its_own_parent", {"parent_id": "own"}),
        ("grid_extent_polygon_has_box", {"polygons": [[[[0, 0], [1, 0], [1, 1], [0, 0]]]]}),
        ("grid_extent_polygon_has_box", {"west": 1.0}),
    ],
)
def test_the_database_refuses_an_extent_that_cannot_be(street: Street, constraint: str, changed: dict[str, Any]) -> None:
    if constraint != "grid_extent_one_at_a_time":
        # Without the present extent only the one mistake is left.
        street.recut(street.close(street.left))
    wanted = {name: street.left.pk if value == "own" else value for name, value in changed.items()}
    with scoped(street.clerk), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row(street, **wanted).save(force_insert=True)


@pytest.mark.parametrize(
    ("constraint", "changed"),
    [
        ("grid_code_once", {"code": "W2"}),
        ("grid_has_name", {"name": ""}),
        ("grid_has_name", {"code": ""}),
        ("grid_ends_after_begin", {"valid_until": BEGIN}),
    ],
)
def test_the_database_refuses_a_grid_that_cannot_be(street: Street, constraint: str, changed: dict[str, Any]) -> None:
    with scoped(street.clerk), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Grid.objects.of(street.clerk.subdistrict_id).filter(pk=street.left.pk).update(**changed)


def test_a_reference_to_a_grid_of_another_street_is_refused(street: Street) -> None:
    with scoped(street.neighbour), pytest.raises(IntegrityError), transaction.atomic():
        GridExtent(subdistrict_id=street.neighbour.subdistrict_id, grid_id=street.left.pk, valid_from=TODAY).save(force_insert=True)
    with scoped(street.reader):
        assert latest(street.reader, street.left.pk).valid_until is None
