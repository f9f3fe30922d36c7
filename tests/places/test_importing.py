"""Files of places: guessed, mapped once, taken over whole, given back where refused, and never twice."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from linli.config import importing_places
from linli.config.importing_places import Account, read_mapping, read_table, take_over
from linli.geo.coordinates import System, convert
from linli.kernel import scope
from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import uuid7
from linli.kernel.sheets import Row
from linli.places.actions import importing
from linli.places.jobs import take_import
from linli.places.models import Place, PlaceImport, PlaceImportTrouble, PlaceLikeness
from linli.places.queries import imports as queries
from linli.places.rules.imports import Column, MappingDraft
from linli.places.rules.kinds import Kind
from tests.places.street import WEST, Street
from tests.shared import shared_file

DRAFT: dict[str, Any] = {"name": "a", "columns": {Column.NAME: "名称"}}
HEAD = "店名,类型,经营地址,经度(gcj02),纬度(gcj02),经营状态,开业日期,联系人,联系电话,标签"
(GCJ,) = convert([(WEST.lon, WEST.lat)], System.WGS84, System.GCJ02).tolist()
HERE = f"{GCJ[0]},{GCJ[1]}"
ROWS = (
    f"鲜果时光,水果店,岚皋西路27号,{HERE},营业,2024-05-01,林一,021-5550-0101,连锁、沿街",
    f"鲜果 时光,水果店,上海市普陀区岚皋西路二十七号,{HERE},营业,,,,",
    f"王记冒菜,餐饮店,岚皋西路29号,{HERE},装修中,2026/11/1,,,",
    f"王记冒菜馆,小吃,岚皋西路29号,{HERE},,,,,",
    "远方的店,超市,北京路1号,,,存续,,,,",
    "没有坐标,超市,暂无数据,0,0,,,,,",
)
BAD = (
    f",超市,岚皋西路1号,{HERE},,,,,",
    f"坏状态,超市,岚皋西路1号,{HERE},飞了,,,,",
    "坏坐标,超市,岚皋西路1号,东经121,31,,,,,",
    "半个坐标,超市,岚皋西路1号,121.4,,,,,,",
    f"坏日期,超市,岚皋西路1号,{HERE},营业,去年,,,",
    f"明年开,超市,岚皋西路1号,{HERE},营业,2027年1月1日,,,",
    f"{'长' * 121},超市,岚皋西路1号,{HERE},,,,,",
)


def written(folder: Path, rows: Sequence[str], head: str = HEAD, name: str = "商户.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    return path


def imported(street: Street, path: Path, **how: object) -> Account:
    return take_over(street.house, read_table(street.house, path), **how)  # type: ignore[arg-type]


def figures(account: Account) -> tuple[int, int, int, int]:
    assert account.read == account.created + account.duplicate + len(account.refused)
    return account.read, account.created, account.duplicate, len(account.refused)


def test_every_row_is_a_place_a_duplicate_or_refused_and_a_second_time_creates_nothing(street: Street, tmp_path: Path) -> None:
    path = written(tmp_path, [*ROWS, ROWS[0], *BAD])

    tried = imported(street, path, is_dry_run=True)
    with scope.scoped(street.house):
        assert not Place.objects.exists() and not PlaceImport.objects.exists()
    first = imported(street, path)
    again = imported(street, path)

    assert figures(tried) == figures(first) == (14, 5, 2, 7)
    assert figures(again) == (14, 0, 7, 7)
    assert [refusal.code for _, refusal in first.refused] == [
        "kernel.empty",
        "places.stage_unknown",
        "imports.bad_degrees",
        "places.point_is_nowhere",
        "places.bad_day",
        "places.day_to_come",
        "kernel.too_long",
    ]
    with scope.scoped(street.house):
        rows = {place.name: place for place in Place.objects.all()}
        fruit, stew = rows["鲜果时光"], rows["王记冒菜"]
        assert (fruit.kind, fruit.stage, fruit.grid_id, fruit.coord_system) == ("shop", "open", street.west, "gcj02")
        assert abs(float(fruit.lon or 0) - WEST.lon) < 1e-6 and str(fruit.stage_on) == "2024-05-01"
        assert sorted(fruit.tags.values_list("tag", flat=True)) == sorted(["连锁", "沿街"])
        assert fruit.contacts.get().phone.plain() == "021-5550-0101"
        assert (stew.kind, stew.stage, rows["远方的店"].lon, rows["没有坐标"].address) == ("restaurant", "fitting_out", None, "")
        (pair,) = PlaceLikeness.objects.all()
        assert (pair.place.name, pair.other.name, pair.is_same_address) == ("王记冒菜馆", "王记冒菜", True)
        assert first.proposed == 1
        assert [each.id for each in queries.pairs(street.house)] == [each.id for each in queries.pairs(street.house, place_ids=[stew.pk])]


def test_what_is_only_tried_counts_doubles_across_chunks_as_the_import_does(
    street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing_places, "CHUNK", 2)
    other = f"鲜果时光,水果店,岚皋西路27号,{HERE},营业,,,,沿街"
    path = written(tmp_path, [*ROWS, ROWS[0], ROWS[1], other, f"王记冒菜店,小吃,岚皋西路29号,{HERE},,,,,"])

    tried = imported(street, path, is_dry_run=True)
    with scope.scoped(street.house):
        assert not Place.objects.exists()
    first = imported(street, path)

    assert figures(tried) == figures(first) == (10, 6, 4, 0)
    assert tried.proposed == first.proposed > 0
    assert figures(imported(street, path, is_dry_run=True)) == (10, 0, 10, 0)


def test_a_file_of_the_desk_is_looked_at_and_taken_over_in_steps(street: Street, tmp_path: Path) -> None:
    path = written(tmp_path, [*ROWS, *BAD])
    sent = street.does(street.house, importing.send_file, name=path.name, content=BytesIO(path.read_bytes()))
    with scope.scoped(street.house):
        rows = queries.rows_of(queries.lock_import(street.house, sent.pk))
        draft = queries.mapping_for(street.house, rows, called="商户")
        look = queries.look(street.house, draft, rows)
    assert (look.read, look.refused, look.outside) == (13, 5, 0)
    # Its headings are no row of it.
    assert sent.rows == look.read
    assert [each.grid for each in look.rows][:2] == ["西网格", "西网格"] and "飞了" in look.bad[1].trouble

    started = street.does(street.house, importing.start, sent.pk, draft)
    street.does(street.house, importing.start, sent.pk, draft)
    for _ in range(3):
        street.does(street.house, take_import, sent.pk, cause_seq=0)
    with scope.scoped(street.house):
        (done,) = queries.latest(street.house)
        headings, *_ = queries.errors_file(street.house, sent.pk).name, None
        assert (done.taken, done.created, done.duplicate, done.proposed) == (13, 5, 1, 1) and done.ended_at is not None
        assert len(queries.troubles_of(street.house, sent.pk)) == 7 and headings.endswith(".errors.xlsx")
        assert bytes(PlaceImport.objects.get(pk=sent.pk).content) == b""
    assert street.story(started) == ["place_import.sent", "place_import.begun", "place_import.ended"]
    assert street.does(street.house, importing.take_next, sent.pk) == 0
    with pytest.raises(Refused) as refusal:
        street.does(street.house, importing.leave, sent.pk)
    assert refusal.value.code == "places.file_done"

    # What somebody mapped is remembered for the next file of the kind.
    with scope.scoped(street.house):
        assert queries.mapping_for(street.house, rows).name == "商户"
        assert queries.mapping_for(street.house, rows, name="商户") == draft
        with pytest.raises(Refused) as unknown:
            queries.mapping_for(street.house, rows, name="别的")
    assert unknown.value.code == "imports.mapping_unknown"
    assert street.does(street.house, importing.save_mapping, draft).journal_seq == 1
    changed = MappingDraft(name="商户", columns=draft.columns, other_kind=Kind.OTHER)
    assert street.does(street.house, importing.save_mapping, changed).journal_seq == 2


def test_a_file_that_nobody_wants_is_left_with_its_rows(street: Street) -> None:
    sent = street.does(street.house, importing.send_file, name="a.csv", content=BytesIO("名称\n甲店".encode()))

    street.does(street.house, importing.leave, sent.pk)

    with scope.scoped(street.house):
        assert queries.latest(street.house) == [] and bytes(PlaceImport.objects.get(pk=sent.pk).content) == b""
    with pytest.raises(Refused) as refusal:
        street.does(street.house, importing.start, sent.pk, MappingDraft(name="a", columns={Column.NAME: "名称"}))
    assert refusal.value.code == "places.file_done"
    with pytest.raises(Refused) as refusal:
        shell = replace(street.house, account_id=None)
        street.does(shell, importing.send_file, name="a.csv", content=BytesIO("名称\n甲店".encode()))
    assert refusal.value.code == "kernel.not_allowed"
    with scope.scoped(street.house):
        for never in (lambda: queries.get_import(street.house, uuid7()), lambda: queries.errors_file(street.house, sent.pk)):
            with pytest.raises(NotFound):
                never()
        with pytest.raises(NotFound):
            queries.layout_of(PlaceImport(subdistrict_id=street.lanting))
        with pytest.raises(Refused) as refusal:
            queries.mapping_for(street.house, [Row(1, ("甲", "乙"))], called="a")
    assert refusal.value.code == "places.no_name_column"
    with pytest.raises(ValueError, match="mapping"):
        street.does(street.house, importing.take_rows, PlaceImport(subdistrict_id=street.lanting), MappingDraft(**DRAFT), [])


def test_a_row_with_a_formula_is_refused_alone_and_nothing_refused_leaves_no_file(street: Street) -> None:
    sent = street.does(street.house, importing.send_file, name="a.csv", content=BytesIO("名称\n甲店\n=1+1\n".encode()))
    street.does(street.house, importing.start, sent.pk, MappingDraft(**DRAFT))
    for _ in range(2):
        street.does(street.house, take_import, sent.pk, cause_seq=0)
    with scope.scoped(street.house):
        assert queries.get_import(street.house, sent.pk).created >= 1


def test_a_row_that_the_database_does_not_take_is_refused_alone(street: Street) -> None:
    sent = street.does(street.house, importing.send_file, name="a.csv", content=BytesIO("名称,标签\n甲店,a\n乙店,b\n丙店,c".encode()))
    with scope.scoped(street.house):
        draft = queries.mapping_for(street.house, queries.rows_of(queries.lock_import(street.house, sent.pk)), called="a")
    street.does(street.house, importing.start, sent.pk, draft)
    with street.database.connect("owner") as owner:
        owner.execute("ALTER TABLE place ADD CONSTRAINT only_some CHECK (name <> '乙店')")
    try:
        for _ in range(6):
            street.does(street.house, take_import, sent.pk, cause_seq=0)
    finally:
        with street.database.connect("owner") as owner:
            owner.execute("ALTER TABLE place DROP CONSTRAINT only_some")
    with scope.scoped(street.house):
        assert list(Place.objects.order_by("name").values_list("name", flat=True)) == sorted(["甲店", "丙店"])
        assert PlaceImportTrouble.objects.get().code == "imports.not_stored"
        assert queries.get_import(street.house, sent.pk).ended_at is not None


@pytest.mark.parametrize(("name", "rows"), [("chain_stores", 4629), ("compounds_shanghai", 4902), ("compounds_nanjing", 2894)])
def test_a_real_file_adds_up_and_is_taken_over_once(street: Street, name: str, rows: int) -> None:
    path = shared_file(f"shanghai/{name}.csv")

    first, again = imported(street, path), imported(street, path)

    read, created, _, refused = figures(first)
    assert read == rows and refused <= 1 and created > rows * 0.9
    assert figures(again) == (rows, 0, rows - refused, refused)


def test_a_mapping_that_lies_in_a_file_is_read_or_refused(tmp_path: Path) -> None:
    good, bad = tmp_path / "店.json", tmp_path / "坏.json"
    good.write_text('{"columns": {"name": "名称"}, "other_kind": "mall", "accuracy_m": 30}', encoding="utf-8")
    bad.write_text("[]", encoding="utf-8")

    assert (read_mapping(good).name, read_mapping(good).other_kind, read_mapping(good).accuracy_m) == ("店", Kind.MALL, 30.0)
    for path in (bad, tmp_path / "fehlt.json"):
        with pytest.raises(Refused) as refusal:
            read_mapping(path)
        assert refusal.value.code == "places.mapping_incomplete"
