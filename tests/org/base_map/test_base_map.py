"""The base map: sent, looked at, laid as a whole, drawn beneath the grids, given out so that it comes back unchanged."""

import io
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
import shapely
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.geo.coordinates import System
from linli.geo.drawings import Form
from linli.kernel import journal, keys
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.ids import uuid7
from linli.kernel.scope import scoped
from linli.maps.layers import AreaKind, Layers, LineKind
from linli.org.actions import base_map as actions
from linli.org.models import BaseFeature, BaseMap
from linli.org.queries import base_map as queries
from linli.org.rules.base_map import Feature, FeatureKind, feature, read_file
from tests.ground import TestDatabase
from tests.kernel.scope.rows import as_superuser
from tests.org.grids.conftest import TODAY, Street, street, told
from tests.org.grids.ground import middle, plot

__all__ = ["street"]


@pytest.fixture(scope="session")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with keys, made once: wrapping them is slow on purpose."""
    home = tmp_path_factory.mktemp("ring")
    keys.create(home, keys.make_demo_passphrase(home))
    return home


@pytest.fixture(autouse=True)
def _keys(street: Street, ring: Path) -> None:
    shutil.copytree(ring, settings.LINLI_HOME, dirs_exist_ok=True)


def line(kind: FeatureKind, name: str, rank: str = "") -> Feature:
    return feature(kind, name, Form.LINE, shapely.MultiLineString([[middle(0, 0), middle(3, 1)]]), rank=rank)


RIVER = feature(FeatureKind.RIVER, "兰河", Form.AREA, plot(0, 0, 4, 1))
COURSE = line(FeatureKind.RIVER, "兰河")
FEATURES = (
    RIVER,
    COURSE,
    line(FeatureKind.RIVER, "竹浜"),
    line(FeatureKind.RAILWAY, "沪兰铁路"),
    line(FeatureKind.STREET, "兰亭路", "main"),
    feature(FeatureKind.STATION, "兰亭路站", Form.POINT, shapely.MultiPoint([middle(1, 1)])),
    feature(FeatureKind.LANDMARK, "兰亭汇", Form.AREA, plot(1, 1)),
    feature(FeatureKind.WATER, "荷塘", Form.AREA, plot(3, 1)),
)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    with told(TODAY), scoped(actor):
        yield


def lay(street: Street, *features: Feature, seen: int = 0, source: str = "2025 年测绘") -> BaseMap:
    with acting(street.clerk):
        return actions.replace(street.clerk, features or FEATURES, source=source, seen=seen)


def layers(actor: Actor) -> Layers:
    with scoped(actor):
        return queries.base_layers(actor)


def as_bytes(street: Street, system: System = System.WGS84) -> bytes:
    with scoped(street.reader):
        return json.dumps(queries.as_file(street.reader, system), ensure_ascii=False).encode()


def send(street: Street, content: bytes, system: str = "wgs84") -> UUID:
    with acting(street.clerk):
        return actions.send_file(street.clerk, name="底图.geojson", content=io.BytesIO(content), system=system).pk


def test_what_is_laid_is_drawn(street: Street) -> None:
    assert layers(street.reader) == Layers()

    lay(street)

    drawn = layers(street.reader)
    assert [(area.kind, area.name) for area in drawn.areas] == [
        # Along its course the river's name is written once.
        (AreaKind.WATER, ""),
        (AreaKind.LANDMARK, "兰亭汇"),
        (AreaKind.WATER, "荷塘"),
    ]
    assert [(each.kind, each.name) for each in drawn.lines] == [
        (LineKind.COURSE, "兰河"),
        (LineKind.RIVER, "竹浜"),
        (LineKind.RAILWAY, "沪兰铁路"),
        (LineKind.MAIN, "兰亭路"),
    ]
    assert [(spot.name, spot.key) for spot in drawn.spots] == [("兰亭路站", "")]
    assert drawn.spots[0].at == pytest.approx(middle(1, 1))
    assert layers(street.neighbour) == Layers()


def test_it_is_replaced_as_a_whole_and_one_entry_says_by_what(street: Street) -> None:
    lay(street)
    row = lay(street, COURSE, seen=1, source="2026 年测绘")

    assert [each.name for each in layers(street.reader).lines] == ["兰河"]
    with scoped(street.clerk):
        found = queries.present(street.clerk)
        (first, second) = journal.story_of(row)
    assert (found.version, found.source, found.replaced_at, len(found.features)) == (2, "2026 年测绘", row.replaced_at, 1)
    assert first.facts["feature_count"] == 8
    assert {name: second.facts[name] for name in ("source", "feature_count", "feature_count_before", "river_count", "street_count")} == {
        "source": "2026 年测绘",
        "feature_count": 1,
        "feature_count_before": 8,
        "river_count": 1,
        "street_count": 0,
    }
    assert second.account_id == street.clerk.account_id


def test_who_saw_an_older_one_changes_nothing(street: Street) -> None:
    lay(street)
    with pytest.raises(Stale):
        lay(street, COURSE)
    assert len(layers(street.reader).areas) == 3


def test_a_write_that_is_undone_is_not_remembered(street: Street) -> None:
    lay(street)
    with acting(street.clerk), pytest.raises(RuntimeError), transaction.atomic():
        actions.replace(street.clerk, [COURSE], source="草稿", seen=1)
        assert len(queries.base_layers(street.clerk).lines) == 1
        raise RuntimeError
    assert len(layers(street.reader).lines) == 4


def test_a_page_costs_one_statement_and_a_second_one_after_a_change(street: Street) -> None:
    lay(street)
    costs = []
    for _ in range(2):
        with scoped(street.reader), CaptureQueriesContext(connection) as asked:
            queries.base_layers(street.reader)
        costs.append(len([each for each in asked if "base_" in each["sql"]]))
    assert costs == [2, 1]


@pytest.mark.parametrize("system", list(System))
def test_it_is_given_out_in_any_system_and_comes_back_unchanged(street: Street, system: System) -> None:
    lay(street)
    given = as_bytes(street, system)

    back = read_file(given, system)

    assert not back.left_out
    assert [(each.kind, each.name, each.form, each.rank) for each in back.features] == [
        (each.kind, each.name, each.form, each.rank) for each in FEATURES
    ]
    assert [each.box for each in back.features] == [pytest.approx(each.box, abs=2e-7) for each in FEATURES]


def test_a_file_is_kept_with_its_system_looked_at_and_laid(street: Street) -> None:
    lay(street)
    file_id = send(street, as_bytes(street, System.GCJ02), "gcj02")
    with scoped(street.clerk):
        sent = queries.get_file(street.clerk, file_id)
    assert (sent.name, sent.system) == ("底图.geojson.txt", "gcj02")

    with acting(street.clerk):
        row = actions.take_over(street.clerk, file_id, system="gcj02", source="高德坐标", seen=1)

    assert row.version == 2
    with scoped(street.clerk):
        assert [each.verb for each in journal.story_of(row)] == ["base_map.replaced", "base_map.file_sent", "base_map.replaced"]


def test_bad_files_and_bad_words_leave_nothing(street: Street) -> None:
    for content, system, code in (
        (b"{", "wgs84", "org.base_unreadable"),
        (b'[{"type": "Point", "coordinates": [121.4, 31.2]}]', "wgs84", "org.base_nothing_known"),
        (b"{}", "mars", "org.unknown_system"),
    ):
        with pytest.raises(Refused) as refused:
            send(street, content, system)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        lay(street, source=" ")
    assert refused.value.code == "kernel.empty"
    with scoped(street.clerk):
        assert not BaseMap.objects.of(street.clerk.subdistrict_id).exists()


def test_who_may_do_what(street: Street) -> None:
    unmade = uuid7()
    with pytest.raises(NotFound), scoped(street.clerk):
        queries.get_file(street.clerk, unmade)
    lay(street)
    file_id = send(street, as_bytes(street))
    for actor, wanted in ((street.clerk, unmade), (street.reader, file_id), (street.neighbour, file_id)):
        with pytest.raises(NotFound), scoped(actor):
            queries.get_file(actor, wanted)
    with pytest.raises(Refused), scoped(street.reader):
        actions.replace(street.reader, FEATURES, source="谁", seen=1)
    with pytest.raises(Refused), scoped(street.reader):
        actions.send_file(street.reader, name="a.geojson", content=io.BytesIO(b"{}"), system="wgs84")
    with pytest.raises(Refused), scoped(street.nobody):
        queries.present(street.nobody)


def test_what_lies_elsewhere_is_noticed(street: Street) -> None:
    far = feature(FeatureKind.RIVER, "远河", Form.LINE, shapely.MultiLineString([[(116.3, 39.9), (116.4, 39.9)]]))
    with acting(street.clerk):
        assert queries.lies_elsewhere(street.clerk, [far], TODAY)
        assert not queries.lies_elsewhere(street.clerk, [far, COURSE], TODAY)
    with acting(street.neighbour):
        assert not queries.lies_elsewhere(street.neighbour, [far], TODAY)


def test_only_so_many_are_remembered(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_KEPT", 0)
    lay(street)
    assert len(layers(street.reader).lines) == 4
    assert not queries._KEPT


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"kind": "lava"}, "base_feature_known_kind"),
        ({"form": "cloud"}, "base_feature_known_form"),
        ({"kind": "street"}, "base_feature_street_has_rank"),
        ({"rank": "lane"}, "base_feature_street_has_rank"),
        ({"west": 122.0}, "base_feature_has_box"),
        ({"south": -91.0}, "base_feature_has_box"),
        ({"number": 2}, "base_feature_number_once"),
    ],
)
def test_the_database_refuses_what_is_no_feature(
    street: Street, database: TestDatabase, values: dict[str, object], constraint: str
) -> None:
    row = lay(street, COURSE, COURSE)
    with as_superuser(database), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        BaseFeature.objects.of(row.subdistrict_id).filter(number=1).update(**values)


def test_the_database_knows_one_base_map_with_a_source(street: Street, database: TestDatabase) -> None:
    row = lay(street)
    with as_superuser(database):
        with pytest.raises(IntegrityError, match="base_map_one_each"), transaction.atomic():
            BaseMap(subdistrict_id=row.subdistrict_id).save(force_insert=True)
        with pytest.raises(IntegrityError, match="base_map_says_its_source"), transaction.atomic():
            BaseMap.objects.of(row.subdistrict_id).update(source="")
