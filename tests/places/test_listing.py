"""The list of places: what each filter lets through, and filters of one's own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from linli.kernel import scope
from linli.kernel.errors import NotFound, Refused
from linli.places.actions import filters, papers, seen
from linli.places.actions.papers import PaperDraft
from linli.places.actions.seen import Seen
from linli.places.models import PlaceFilter
from linli.places.queries.listing import Listing, grids, may_look, own_filters, tags
from linli.places.rules.kinds import Kind, PaperKind, Stage
from linli.places.rules.listing import Quick, Wanted
from tests.places.street import EAST, NOW, TODAY, Street


def test_each_filter_lets_through_what_it_says(street: Street) -> None:
    fruit = street.place("鲜果时光", tags=["连锁"])
    stew = street.place("王记冒菜", "兰亭路9号", kind=Kind.RESTAURANT, spot=EAST, asked_for_none=True)
    street.place("空铺", kind=Kind.VACANT_UNIT, stage=Stage.VACANT, spot=None, address="")
    street.place("关了的店", stage=Stage.CLOSED)
    street.does(street.keeper, seen.mark, [Seen(stew.pk, NOW - timedelta(91)), Seen(fruit.pk, NOW, NOW)])
    street.does(street.keeper, papers.add_paper, stew.pk, PaperDraft(kind=PaperKind.LICENCE, title="许可证", expires_on=TODAY))

    def names(**wanted: object) -> list[str]:
        with scope.scoped(street.reader):
            return [line.face.name for line in Listing.open(street.reader).rows(Wanted(**wanted))]  # type: ignore[arg-type]

    assert set(names()) == {"鲜果时光", "王记冒菜", "空铺"}
    assert names(kinds=frozenset({Kind.RESTAURANT})) == names(grid_ids=frozenset({street.east})) == ["王记冒菜"]
    assert names(stages=frozenset({Stage.CLOSED})) == ["关了的店"]
    assert names(tags=frozenset({"连锁"})) == names(text="鲜果") == ["鲜果时光"]
    assert names(quick=Quick.OVERDUE) == names(quick=Quick.SILENT) == names(quick=Quick.UNHEARD) == ["王记冒菜"]
    assert names(quick=Quick.EXPIRING) == names(quick=Quick.LEFT_ALONE) == ["王记冒菜"]
    assert names(quick=Quick.NO_GRID) == ["空铺"]
    with scope.scoped(street.reader):
        listing = Listing.open(street.reader)
        counts = listing.counts(Wanted())
        assert (counts.total, counts.pairs, counts.quick[Quick.SILENT]) == (3, 0, 1)
        assert {line.face.name: line.is_overdue for line in listing.rows(Wanted())} == {"鲜果时光": False, "王记冒菜": True, "空铺": False}
        assert {face.name for face in listing.on_map(Wanted())} == {"鲜果时光", "王记冒菜"}
        assert tags(street.reader) == ["连锁"] and [name for _, name in grids(street.reader)] == ["西网格", "东网格"]
        assert may_look(street.reader) and may_look(street.westerner) and not may_look(street.nobody)
        with pytest.raises(NotFound):
            listing.rows(Wanted(), after=street.lanting)
        first = listing.rows(Wanted())[0].face
        assert first.id not in {line.face.id for line in listing.rows(Wanted(), after=first.id)}


def test_filters_are_ones_own_and_have_an_end(street: Street) -> None:
    wanted = Wanted(kinds=frozenset({Kind.SHOP}))
    for number in range(12):
        street.does(street.reader, filters.save_filter, name=f"筛选{number}", wanted=wanted)
    street.does(street.reader, filters.save_filter, name="筛选3", wanted=Wanted())
    with pytest.raises(Refused) as refusal:
        street.does(street.reader, filters.save_filter, name="再一个", wanted=wanted)
    assert refusal.value.code == "places.too_many_filters"
    with pytest.raises(Refused):
        street.does(replace(street.reader, account_id=None), filters.save_filter, name="无人", wanted=wanted)
    with pytest.raises(NotFound):
        street.does(street.keeper, filters.drop_filter, name="筛选3")
    street.does(street.reader, filters.drop_filter, name="筛选3")
    with scope.scoped(street.reader):
        assert own_filters(street.reader).count() == PlaceFilter.objects.count() == 11
