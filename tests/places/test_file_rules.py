"""How tables are guessed and read, addresses taken apart, and places told alike: values alone, beside a brute force."""

from collections.abc import Callable
from datetime import date
from itertools import product
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

import pytest

from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import uuid7
from linli.kernel.sheets import Row
from linli.places.rules import imports, listing
from linli.places.rules.addresses import parsed
from linli.places.rules.imports import Column, MappingDraft
from linli.places.rules.kinds import Kind, Stage
from linli.places.rules.likeness import Crowd, Known, similarity
from linli.places.rules.words import key_of

HERE = (121.4000, 31.2000)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("岚皋西路27号", "岚皋西路27号"),
        ("上海市普陀区岚皋西路 ２７ 号(近地铁站)", "岚皋西路27号"),
        ("岚皋西路二十七号", "岚皋西路27号"),
        ("岚皋西路一二〇号", "岚皋西路120号"),
        ("岚皋西路一百零五号3层", "岚皋西路105号3楼"),
        ("书院弄12弄3号楼", "书院弄12弄3幢"),
        ("书院弄 12 弄 3 栋", "书院弄12弄3幢"),
        ("兰亭汇二楼", "兰亭汇2楼"),
        ("普陀区", "普陀区"),
        ("", ""),
    ],
)
def test_two_ways_of_writing_one_address_are_one(written: str, key: str) -> None:
    assert parsed(written).key == key_of(key)


def test_only_a_number_names_a_door() -> None:
    assert parsed("岚皋西路27号").names_a_door and parsed("书院弄12弄").names_a_door
    assert not parsed("岚皋西路").names_a_door


def known(name: str, address: str = "", point: tuple[float, float] | None = None, place_id: UUID | None = None) -> Known:
    found = parsed(address)
    return Known(place_id or uuid7(), key_of(name), found.key, found.names_a_door, point)


def away(lon_m: float, lat_m: float = 0.0) -> tuple[float, float]:
    return HERE[0] + lon_m / 95_300, HERE[1] + lat_m / 110_880


@pytest.mark.parametrize(
    ("one", "other", "outcome"),
    [
        (known("鲜果时光", "岚皋西路27号", HERE), known("鲜果 时光", "岚皋西路27号", away(200)), "certain"),
        (known("鲜果时光", "", HERE), known("鲜果时光", "", away(20)), "certain"),
        (known("鲜果时光"), known("鲜果时光"), "certain"),
        (known("鲜果时光", "", HERE), known("鲜果时光", "", away(150)), "like"),
        (known("鲜果时光", "", HERE), known("鲜果时光", "", away(300)), "apart"),
        # One chain, two doors, no point: two shops.
        (known("全家", "岚皋西路1号"), known("全家", "兰亭路9号"), "apart"),
        (known("全家", "岚皋西路1号"), known("全家", ""), "like"),
        # A road of that name stands in another town too.
        (known("全家", "中山路1号", HERE), known("全家", "中山路1号", away(5_000)), "apart"),
        (known("王记冒菜", "岚皋西路29号", HERE), known("王记冒菜馆", "岚皋西路29号", away(400)), "like"),
        (known("王记冒菜", "", HERE), known("王记冒菜馆", "", away(40)), "like"),
        (known("王记冒菜", "", HERE), known("王记冒菜馆", "", away(80)), "apart"),
        (known("药房", "岚皋西路29号", HERE), known("花店", "岚皋西路29号", HERE), "apart"),
    ],
)
def test_whether_two_may_be_one(one: Known, other: Known, outcome: str) -> None:
    for new, stands in ((one, other), (other, one)):
        crowd = Crowd()
        crowd.add(stands)
        found = crowd.like(new)
        said = "apart" if not found else "certain" if found[0].is_certain else "like"
        assert said == outcome


def test_the_cells_find_what_comparing_each_with_each_finds() -> None:
    names = ["工行ATM", "工商银行ATM", "农行ATM"]
    spots = [known(name, "", away(x * 23.0, y * 19.0)) for (x, y), name in zip(product(range(9), range(9)), names * 27, strict=True)]
    crowd = Crowd()
    for each in spots:
        crowd.add(each)

    found = {(each.place_id, like.other.place_id) for each in spots for like in crowd.like(each) if like.other.place_id != each.place_id}

    # The haversine on a sphere, and what the rule says in words: the same name within 200 m, an alike one within 50 m.
    def metres(one: Known, other: Known) -> float:
        assert one.point and other.point
        (a, b), (c, d) = one.point, other.point
        share = sin(radians(d - b) / 2) ** 2 + cos(radians(b)) * cos(radians(d)) * sin(radians(c - a) / 2) ** 2
        return 2 * 6_371_009 * asin(sqrt(share))

    expected = {
        (one.place_id, other.place_id)
        for one, other in product(spots, spots)
        if one is not other and metres(one, other) <= (200 if one.name_key == other.name_key else 50)
        if one.name_key == other.name_key or similarity(one.name_key, other.name_key) >= 0.6
    }
    # The two measures of the ground differ by less than a metre here; what lies so close to the limit is nobody's matter.
    assert {pair for pair in found ^ expected if abs(round(_apart(spots, pair, metres)) - 200) > 2} == set()


def _apart(spots: list[Known], pair: tuple[UUID, UUID], metres: Callable[[Known, Known], float]) -> float:
    by_id = {each.place_id: each for each in spots}
    return metres(by_id[pair[0]], by_id[pair[1]])


def rows(*lines: str) -> list[Row]:
    return [Row(number, tuple(line.split(","))) for number, line in enumerate(lines, start=1)]


def test_a_table_nobody_described_is_guessed_from_its_headings_and_words() -> None:
    found = imports.guess("小区", rows("月报", "小区名称,经度_wgs84,详细地址,类型", "书院里,121,书院弄12弄,住宅", "甲,1,2,从未见过"))

    assert found is not None
    assert found.columns == {Column.NAME: "小区名称", Column.ADDRESS: "详细地址", Column.KIND: "类型"}
    assert (found.kinds, found.other_kind) == ({"住宅": Kind.COMPOUND}, Kind.COMPOUND)
    assert imports.guess("别的", rows("甲,乙")) is None
    assert imports.headings_of(rows("月报", "店名,地址")) == ("店名", "地址")
    assert imports.guess("店", rows("店名,经度,纬度")).coord_system == "gcj02"  # type: ignore[union-attr]
    assert (imports.stage_of("停业整顿"), imports.stage_of("vacant"), imports.stage_of("飞了")) == (Stage.SUSPENDED, Stage.VACANT, None)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (lambda: MappingDraft(name="", columns={Column.NAME: "a"}), "places.mapping_unnamed"),
        (lambda: MappingDraft(name="a", columns={Column.ADDRESS: "a"}), "places.mapping_incomplete"),
        (lambda: MappingDraft(name="a", columns={Column.NAME: "a", Column.LON: "b"}), "places.mapping_incomplete"),
        (lambda: MappingDraft(name="a", columns={Column.NAME: "长" * 81}), "places.mapping_incomplete"),
        (lambda: MappingDraft(name="a", columns={Column.NAME: "a"}, kinds={"": Kind.SHOP}), "places.words_too_long"),
        (lambda: MappingDraft(name="a", columns={Column.NAME: "a"}, accuracy_m=-1), "places.point_is_nowhere"),
        (lambda: imports.restored("a", []), "places.mapping_incomplete"),
        (lambda: imports.restored("a", {"columns": []}), "places.mapping_incomplete"),
        (lambda: imports.restored("a", {"columns": {"colour": "红"}}), "places.mapping_incomplete"),
        (lambda: imports.spot_of(121.4, None, "wgs84"), "places.point_is_nowhere"),
        (lambda: listing.query_of(listing.Wanted(tags=frozenset(f"{number}标签" for number in range(300)))), "places.too_many_conditions"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(wrong: Callable[[], object], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        wrong()
    assert refusal.value.code == code


def test_a_mapping_and_filters_come_back_as_they_were_kept() -> None:
    draft = MappingDraft(name="a", columns={Column.NAME: "店名"}, kinds={"餐": Kind.RESTAURANT}, accuracy_m=5)
    assert imports.restored("a", imports.stored(draft)) == draft
    wanted = listing.Wanted(kinds=frozenset({Kind.SHOP}), quick=listing.Quick.SILENT, text="果", tags=frozenset({"沿街"}))
    said: dict[str, list[str]] = {}
    for name, value in listing.write_wanted(wanted):
        said.setdefault(name, []).append(value)
    assert listing.read_wanted(said) == wanted
    with pytest.raises(NotFound):
        listing.read_wanted({"stage": ["haunted"]})


def test_a_line_is_read_cell_by_cell() -> None:
    draft = imports.guess("店", rows("店名,状态,开业日期"))
    assert draft is not None
    table = rows("店名,状态,开业日期", "甲店,空置,2024年5月1日", "乙店,,2024-13-01")
    sheet = imports.laid_out(draft, table)

    line = imports.line_of(draft, sheet, table[1])
    with pytest.raises(Refused) as bad_day:
        imports.line_of(draft, sheet, table[2])
    with pytest.raises(Refused) as trouble:
        imports.line_of(draft, sheet, Row(4, ("丙店",), Refused("kernel.busy")))

    assert (line.stage, line.stage_on, line.point) == (Stage.VACANT, date(2024, 5, 1), None)
    assert (bad_day.value.code, trouble.value.code) == ("places.bad_day", "kernel.busy")
    empty = MappingDraft(name="a", columns={Column.NAME: "店名"}, other_kind=Kind.VACANT_UNIT)
    assert imports.line_of(empty, imports.laid_out(empty, table), table[1]).stage is Stage.VACANT
