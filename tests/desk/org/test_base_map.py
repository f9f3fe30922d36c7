"""The page of the base map: what is there, a file for a new one, a look at it, laying it, taking it away."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.desk.house import House
from tests.desk.org.staff import Staff
from tests.desk.pages import Page
from tests.desk.test_query_counts import statements

DRAW = ("org.read", "org.change_grids")
RIVER = {"type": "LineString", "coordinates": [[121.40, 31.20], [121.42, 31.21]]}


@pytest.fixture
def staff(house: House) -> Staff:
    return Staff(house)


def sent(*features: tuple[str, str]) -> SimpleUploadedFile:
    drawn = [{"type": "Feature", "properties": {"name": name, "kind": kind}, "geometry": RIVER} for name, kind in features]
    return SimpleUploadedFile("底图.geojson", json.dumps({"type": "FeatureCollection", "features": drawn}).encode())


def test_a_base_map_is_sent_looked_at_laid_and_taken_away(staff: Staff) -> None:
    clerk = staff.clerk(may=DRAW)
    here = staff.at("grids/ground")
    assert "No base map yet" in Page(clerk.get(here)).text
    mixed = sent(("兰河", "river"), ("兰亭路", "street"), ("兰亭汇", "landmark"))
    where = clerk.post(here, {"file": mixed, "system": "wgs84"})["Location"]
    look = Page(clerk.get(where))
    assert "1 feature is left out" in look.text
    assert "Feature 3 兰亭汇" in look.text
    assert look.value("seen") == "0"

    laid = {"system": "wgs84", "seen": "0", "source": "2025 年测绘"}
    assert clerk.post(where, {**laid, "source": ""}).status_code == 422
    assert clerk.post(where, laid)["Location"] == here
    stale = clerk.post(where, laid)
    assert stale.status_code == 409
    assert Page(stale).value("source") == "2025 年测绘"

    shown = Page(clerk.get(here)).text
    assert "2025 年测绘" in shown
    assert "Base map laid" in shown
    back = json.loads(clerk.get(staff.at("grids/ground/file.geojson?system=gcj02")).content)
    assert [each["properties"] for each in back["features"]] == [
        {"name": "兰河", "kind": "river"},
        {"name": "兰亭路", "kind": "street", "rank": "street"},
    ]


def test_what_cannot_be_read_is_said_and_nothing_is_kept(staff: Staff) -> None:
    clerk = staff.clerk(may=DRAW)
    here = staff.at("grids/ground")
    none = clerk.post(here, {"system": "wgs84"})
    broken = clerk.post(here, {"file": SimpleUploadedFile("a.geojson", b"{"), "system": "wgs84"})
    assert (none.status_code, broken.status_code) == (422, 422)
    assert "breaks off" in Page(broken).text
    where = clerk.post(here, {"file": sent(("兰河", "river")), "system": "wgs84"})["Location"]
    wrong = Page(clerk.get(f"{where}?system=mars"))
    assert "no coordinate system called mars" in wrong.text
    assert "No base map yet" in Page(clerk.get(here)).text


def test_who_may_only_look_sees_no_form(staff: Staff) -> None:
    reader = staff.clerk("chen.li", may=("org.read",))
    here = staff.at("grids/ground")
    assert 'type="file"' not in reader.get(here).content.decode()
    assert reader.post(here, {"file": sent(("兰河", "river"))}).status_code == 403
    assert staff.house.browser("lin.hao", may=()).get(here).status_code == 403


def test_a_map_costs_one_statement_more_than_the_base_map_holds_features(staff: Staff) -> None:
    clerk = staff.clerk(may=DRAW)
    here, grids = staff.at("grids/ground"), staff.at("grids/")
    before = statements(clerk, grids)
    where = clerk.post(here, {"file": sent(*[("兰河", "river")] * 30), "system": "wgs84"})["Location"]
    clerk.post(where, {"system": "wgs84", "seen": "0", "source": "2025 年测绘"})

    # Rivers are read once and kept until they change: the page costs what it cost without any.
    assert statements(clerk, grids) == before
