"""A file of grids: read in any system, looked at, taken over in one write, and given out so that it comes back unchanged."""

import io
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import shapely
from django.conf import settings

from linli.geo.coordinates import System, convert
from linli.geo.shapes import geojson_of
from linli.kernel import journal, keys
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.scope import scoped
from linli.org.actions import grid_imports as actions
from linli.org.models import GridExtent, GridImport
from linli.org.queries import grid_imports as queries
from linli.org.queries import grids
from linli.org.rules.grid_files import Columns
from linli.org.rules.imports import Verdict
from tests.org.grids.conftest import LAST_MONTH, TODAY, Street, told
from tests.org.grids.ground import middle, plot

NAMED = Columns(code="编号", name="名称", kind="类型", parent="上级")


@pytest.fixture(scope="session")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with keys, made once: wrapping them is slow on purpose."""
    home = tmp_path_factory.mktemp("ring")
    keys.create(home, keys.make_demo_passphrase(home))
    return home


@pytest.fixture(autouse=True)
def _keys(street: Street, ring: Path) -> None:
    shutil.copytree(ring, settings.LINLI_HOME, dirs_exist_ok=True)


def feature(area: shapely.Polygon, system: System = System.WGS84, **properties: Any) -> Mapping[str, object]:
    placed = shapely.transform(area, lambda at: convert(at, System.WGS84, system))
    return {"type": "Feature", "properties": properties, "geometry": geojson_of(placed)}


def written(*features: Mapping[str, object]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def thirds(system: System = System.WGS84) -> bytes:
    """兰田一 smaller, 兰田二 as it is under another name, a new one between."""
    return written(
        feature(plot(0, 0, 1, 2), system, 编号="W1", 名称="兰田一", 类型="微网格", 上级="Z1"),
        feature(plot(2, 0, 2, 2), system, 编号="W2", 名称="兰田东", 类型="micro", 上级="兰田综合网格"),
        feature(plot(1, 0, 1, 2), system, 编号="W3", 名称="兰田三", 类型="微网格", 上级="Z1"),
    )


def send(actor: Actor, content: bytes, system: str = "wgs84") -> UUID:
    with told(TODAY), scoped(actor):
        return actions.send_file(actor, name="网格.geojson", content=io.BytesIO(content), system=system).pk


def look(street: Street, content: bytes, system: System = System.WGS84, columns: Columns | None = None) -> queries.FileView:
    with scoped(street.clerk):
        return queries.look_at(street.clerk, content, system=system, columns=columns, at=TODAY)


def take_over(street: Street, import_id: UUID, columns: Columns = NAMED, system: str = "wgs84") -> None:
    with told(TODAY), scoped(street.clerk):
        actions.take_over(street.clerk, import_id, system=system, columns=columns, effective_at=TODAY, why="按市测绘院成果")


def test_columns_are_guessed_and_every_area_gets_its_verdict(street: Street) -> None:
    found = look(street, thirds())
    assert found.columns == NAMED
    assert [(line.code, line.verdict) for line in found.lines] == [("W1", "changed"), ("W2", "changed"), ("W3", "new")]
    assert found.lines[1].renamed == "兰田东"
    assert found.lines[1].cut is None
    assert found.is_ready
    assert (found.suspicion, list(found.troubles), list(found.snapped), list(found.flaws)) == ("", [], [], [])
    assert found.count(Verdict.CHANGED) == 2


@pytest.mark.parametrize("system", list(System))
def test_a_file_of_any_system_is_taken_over_in_one_write(street: Street, system: System) -> None:
    sent = send(street.clerk, thirds(system), system.value)
    take_over(street, sent, system=system.value)
    assert street.names_at(middle(1, 0), LAST_MONTH)[0] == "兰田一"
    assert street.names_at(middle(1, 0), TODAY)[0] == "兰田三"
    assert street.names_at(middle(2, 0), TODAY)[0] == "兰田东"
    with scoped(street.clerk):
        done = queries.get_import(street.clerk, sent)
        story = journal.story_of(done)
    assert [entry.verb for entry in story] == ["grid_import.sent", "grid_import.done"]
    assert (story[-1].facts["new"], story[-1].facts["changed"], story[-1].facts["renamed"]) == (["W3"], ["W1", "W2"], ["W2"])
    with pytest.raises(Refused) as refusal:
        take_over(street, sent)
    assert refusal.value.code == "org.file_done_already"


@pytest.mark.parametrize("system", list(System))
def test_what_is_given_out_comes_back_unchanged(street: Street, system: System) -> None:
    with scoped(street.reader):
        out = json.dumps(queries.as_file(street.reader, TODAY, system)).encode()
    found = look(street, out, system)
    assert [line.verdict for line in found.lines] == [Verdict.SAME] * 3
    assert not found.is_ready
    sent = send(street.clerk, out, system.value)
    with pytest.raises(Refused) as refusal:
        take_over(street, sent, Columns("code", "name", "kind", "parent"), system.value)
    assert refusal.value.code == "org.grid_nothing_changes"


def test_how_a_file_was_read_is_proposed_for_the_next_one(street: Street) -> None:
    odd = written(feature(plot(0, 0, 1, 2), 甲="W1", 乙="兰田一", 名称="不是名字"))
    read_so = Columns(code="甲", name="乙", kind_for_all="micro")
    take_over(street, send(street.clerk, odd), read_so)
    assert look(street, odd).columns == read_so


def test_a_file_declared_in_the_wrong_system_is_noticed_and_said(street: Street) -> None:
    found = look(street, thirds(System.GCJ02), System.WGS84)
    assert "read as GCJ-02" in found.suspicion
    assert look(street, thirds(System.GCJ02), System.GCJ02).suspicion == ""


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"编号": "", "名称": "无号"}, "has no code"),
        ({"编号": "W9", "名称": "", "类型": "微网格", "上级": "Z1"}, "is new and has no name"),
        ({"编号": "W9", "名称": "兰田九", "上级": "Z1"}, "is new and has no kind"),
        ({"编号": "W9", "名称": "兰田九", "类型": "太空网格"}, "no kind of grid called “太空网格”"),
        ({"编号": "W9", "名称": "兰田九", "类型": "微网格", "上级": "Z8"}, "called “Z8”"),
        ({"编号": "W1", "名称": "兰田一", "类型": "综合网格"}, "keeps its kind"),
        ({"编号": "W9", "名称": "兰田九", "类型": "微网格", "上级": "Z1"}, "overlap by"),
        ({"编号": "W9", "名称": "兰" * 81, "类型": "微网格", "上级": "Z1"}, "81 characters"),
    ],
)
def test_an_area_that_does_not_fit_says_why_and_nothing_is_taken_over(street: Street, properties: dict[str, Any], expected: str) -> None:
    content = written(feature(plot(1, 0, 2, 1), **properties), feature(plot(0, 0, 1, 2), 编号="W1", 名称="兰田一", 类型="micro"))
    content = content if properties["编号"] != "W1" else written(feature(plot(1, 0, 2, 1), **properties))
    found = look(street, content, columns=NAMED)
    (line,) = [line for line in found.lines if line.verdict is Verdict.REFUSED]
    assert expected in line.troubles[0]
    assert not found.is_ready
    sent = send(street.clerk, content)
    with pytest.raises(Refused):
        take_over(street, sent)
    with scoped(street.clerk):
        assert GridExtent.objects.of(street.clerk.subdistrict_id).count() == 3


def test_a_code_that_stands_twice_names_both_areas(street: Street) -> None:
    content = written(feature(plot(0, 0), 编号="W9", 名称="九", 类型="微", 上级="Z1"), feature(plot(1, 0), 编号="W9"))
    troubles = [line.troubles for line in look(street, content).lines]
    assert "stands at area 1 and again at area 2" in troubles[1][0]


def test_a_change_planned_at_another_moment_is_said_above_the_lines(street: Street) -> None:
    with scoped(street.clerk):
        found = queries.look_at(street.clerk, thirds(), system=System.WGS84, columns=NAMED, at=LAST_MONTH.replace(year=2025))
    assert found.lines[0].verdict is Verdict.REFUSED


def test_a_grid_whose_children_would_stick_out_is_refused_at_the_line_or_above(street: Street) -> None:
    content = written(feature(plot(0, 0, 3, 2), 编号="Z1", 名称="兰田综合网格", 类型="综合"))
    found = look(street, content)
    assert [line.verdict for line in found.lines] == [Verdict.CHANGED]
    assert [sentence.partition(", the grid above")[0].partition(" of ")[2] for sentence in found.troubles] == [
        "兰田二 lie outside 兰田综合网格"
    ]
    assert not found.is_ready


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xff\xff\xff", "not a text file"),
        (b'{"type": "FeatureCollection", "features": [', "breaks off"),
        (b'{"type": "FeatureCollection", "features": []}', "no area"),
        (b'{"type":"Polygon","coordinates":[[[31.2,121.4],[31.3,121.4],[31.3,121.5],[31.2,121.4]]]}', "swapped"),
        (b'{"type":"Polygon","coordinates":[[[351000,3450000],[352000,3450000],[352000,3451000]]]}', "metres"),
        (b'{"type":"Polygon","coordinates":[[[121.4,31.2],[121.5,31.2]]]}', "three different corners"),
        (b'{"type":"LineString","coordinates":[[121.4,31.2],[121.5,31.2]]}', "This is a LineString"),
        (b'{"type":"Polygon","coordinates":[[["a",31.2],[121.5,31.2],[121.5,31.3],[121.4,31.2]]]}', "no number"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words_and_not_kept(street: Street, content: bytes, expected: str) -> None:
    with pytest.raises(Refused) as refusal, scoped(street.clerk):
        actions.send_file(street.clerk, name="x.geojson", content=io.BytesIO(content), system="wgs84")
    assert expected in refusal.value.sentence
    assert expected in look(street, content).troubles[0]
    with scoped(street.clerk):
        assert GridImport.objects.of(street.clerk.subdistrict_id).count() == 0


def test_who_may_not_draw_neither_sends_nor_sees_files(street: Street) -> None:
    sent = send(street.clerk, thirds())
    for actor in (street.reader, street.neighbour):
        with scoped(actor), pytest.raises(NotFound):
            queries.get_import(actor, sent)
    with pytest.raises(Refused) as refusal, scoped(street.reader):
        actions.send_file(street.reader, name="x", content=io.BytesIO(thirds()), system="wgs84")
    assert refusal.value.code == "kernel.not_allowed"
    with pytest.raises(Refused) as refusal, scoped(street.clerk):
        actions.send_file(street.clerk, name="x", content=io.BytesIO(thirds()), system="mars")
    assert refusal.value.code == "org.unknown_system"


def test_gaps_and_overlaps_are_found_below_each_grid(street: Street) -> None:
    street.recut(street.cut(street.right, plot(3, 0, 1, 2)))
    with scoped(street.reader):
        assert queries.flaws_at(street.reader, LAST_MONTH) == []
        (gap,) = queries.flaws_at(street.reader, TODAY)
        nothing = grids.atlas_for(street.nobody).at(TODAY).cells
    assert (gap.piece.flaw, gap.kind, {cell.name for cell in gap.cells}) == ("gap", "micro", {"兰田一", "兰田二"})
    assert gap.piece.area_m2 == pytest.approx(20_000, rel=0.02)
    assert nothing == {}


def test_a_file_of_new_names_alone_changes_no_border(street: Street) -> None:
    take_over(street, send(street.clerk, written(feature(plot(2, 0, 2, 2), 编号="W2", 名称="兰田东"))))
    assert street.names_at(middle(2, 0), TODAY)[0] == "兰田东"
    with scoped(street.clerk):
        assert GridExtent.objects.of(street.clerk.subdistrict_id).count() == 3


def test_the_code_of_a_closed_grid_is_not_given_again_by_a_file(street: Street) -> None:
    street.recut(street.close(street.right))
    with scoped(street.clerk):
        content = written(feature(plot(2, 0, 2, 2), 编号="W2", 名称="兰田新", 类型="微", 上级="Z1"))
        found = queries.look_at(street.clerk, content, system=System.WGS84, columns=NAMED, at=TODAY)
    assert [sentence.partition(".")[0] for sentence in found.troubles] == ["The code W2 belongs to 兰田二 already"]
