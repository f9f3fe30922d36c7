"""The pages about grids: the tree on any day, a new grid, a re-cut step by step, files, gaps."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.scope import scoped
from linli.org.actions import grids as actions
from linli.org.models import Grid
from linli.org.queries import grids as queries
from linli.org.rules.cuts import Cut
from tests import make
from tests.desk.house import CLERK, House
from tests.desk.pages import Page
from tests.org.grids.ground import middle, plot

DRAW = (*CLERK, "org.read", "org.change_grids")
GRIDS = "/d/lanting/org/grids/"


class Street:
    """A comprehensive grid of four by two squares with two micro-grids, and who draws."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.actor = Actor.system("test", house.subdistricts["lanting"])
        with clock.told_by(clock_before):
            self.whole = make.grid(self.actor, area=plot(0, 0, 4, 2))
            self.left = make.grid(self.actor, code="W1", name="兰田一", parent=self.whole, area=plot(0, 0, 2, 2))
            self.right = make.grid(self.actor, code="W2", name="兰田二", parent=self.whole, area=plot(2, 0, 2, 2))
        self.clerk = house.browser("zhang.ning", may=DRAW)

    def names_at(self, place: tuple[float, float]) -> list[str]:
        """The grids of a point now, deepest first."""
        with scoped(self.actor):
            return [now.grid.name for now in queries.grid_at(self.actor, *place, clock.now())]

    def shrink(self, grid: Grid, width: float) -> None:
        """A colleague re-cuts the left grid meanwhile."""
        with scoped(self.actor):
            extent = queries.extents_of(self.actor, grid.pk)[0]
            cut = Cut(grid.pk, seen=extent.pk, area=plot(0, 0, width, 2), parent_id=extent.parent_id)
            actions.recut(self.actor, [cut], effective_at=clock.now(), why="别人先划")


def clock_before() -> Any:
    """Forty days ago; the builder's clock, not the test's."""
    return _NOW - timedelta(days=40)


_NOW = clock.now()


@pytest.fixture
def street(house: House) -> Street:
    return Street(house)


def corners(column: float, row: float, width: float, height: float) -> str:
    """A rectangle as somebody would write it into the box."""
    ring = plot(column, row, width, height).exterior.coords[:-1]
    return "\n".join(f"{lon:.7f}, {lat:.7f}" for lon, lat in ring)


def text_of(answer: Any) -> str:
    return Page(answer).text


def carried(answer: Any) -> str:
    """The drawing that the form carries."""
    found = re.search(r'<textarea name="sheet"[^>]*>\n(.*?)</textarea>', answer.content.decode(), re.DOTALL)
    assert found
    return found[1].replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")


def post(browser: Client, address: str, **fields: Any) -> HttpResponse:
    return browser.post(address, fields)  # type: ignore[return-value]


def test_the_tree_stands_as_a_table_beside_the_map(street: Street) -> None:
    answer = street.clerk.get(GRIDS)
    page = Page(answer)
    for words in ("兰田综合网格", "兰田一", "W2", "Comprehensive grid", "8.0 ha", "As they stand today"):
        assert words in page.text
    assert [each["data-feature"] for each in page.all("tr") if "data-feature" in each] == [
        str(each.pk) for each in (street.whole, street.left, street.right)
    ]
    assert page.all("linli-map")
    assert page.inline == []


def test_a_kind_a_day_and_a_place_can_be_asked(street: Street) -> None:
    street.shrink(street.left, 1)
    lon, lat = middle(1, 0)
    yesterday = f"{clock.now() - timedelta(days=1):%Y-%m-%d}"
    today = street.clerk.get(GRIDS, {"place": f"{lon}, {lat}"})
    before = street.clerk.get(GRIDS, {"place": f"{lon}，{lat}", "at": yesterday, "kind": "micro"})
    nowhere = street.clerk.get(GRIDS, {"place": "121.9 31.9"})
    assert Page(today).all("div", id="located")
    assert "as of today" in text_of(today)
    located = text_of(before)
    assert f"兰田一 ← 兰田综合网格 · as of {yesterday}" in located.replace(" ·", " ·")
    assert "lies in no grid" in text_of(nowhere)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"at": "gestern"}, "“gestern” is no day"),
        ({"at": "0099-01-01"}, "is no day"),
        ({"place": "31.2, 121.4"}, "Longitude and latitude are swapped"),
        ({"place": "here"}, "Write longitude, then latitude"),
        ({"place": "1000, 2"}, "Write longitude, then latitude"),
        ({"place": "121.4, 31.2", "system": "mars"}, "no coordinate system called mars"),
    ],
)
def test_a_question_that_cannot_be_understood_is_answered_in_words(street: Street, query: dict[str, str], expected: str) -> None:
    answer = street.clerk.get(GRIDS, query)
    assert answer.status_code == 200
    assert expected in text_of(answer)


def test_an_empty_street_says_what_to_do_next(house: House) -> None:
    clerk = house.browser("zhang.ning", may=DRAW)
    assert "Draw the first grid" in text_of(clerk.get(GRIDS))
    assert "There was no grid on 2020-01-01" in text_of(clerk.get(GRIDS, {"at": "2020-01-01"}))
    assert "No grids yet" in text_of(clerk.get(f"{GRIDS}gaps"))


def test_a_kind_without_grids_leads_to_the_others(street: Street) -> None:
    assert "No grid of this kind" in text_of(street.clerk.get(GRIDS, {"kind": "building"}))


def test_a_grid_shows_its_history_with_who_and_why(street: Street) -> None:
    street.shrink(street.left, 1)
    answer = street.clerk.get(f"{GRIDS}{street.left.pk}/")
    words = text_of(answer)
    assert "Grid re-cut" in words
    assert "别人先划" in words
    assert "首次划分" in words
    journal = street.clerk.get(f"{GRIDS}{street.left.pk}/journal")
    assert "2 entries" in text_of(journal)
    assert "covered nothing" in text_of(street.clerk.get(f"{GRIDS}{street.left.pk}/", {"at": "2020-01-01"}))
    assert "3 grids" not in words


def test_a_new_grid_is_drawn_by_corners_in_any_system_or_listed(street: Street) -> None:
    fields = {"code": "J1", "name": "站口街区", "kind": "block", "parent": str(street.left.pk), "system": "wgs84", "why": "试点"}
    answer = post(street.clerk, f"{GRIDS}new", **fields, drawn=corners(0, 0, 1, 1))
    assert answer.status_code == 303
    assert street.names_at(middle(0, 0)) == ["站口街区", "兰田一", "兰田综合网格"]
    listed = {**fields, "code": "L1", "name": "名单楼", "kind": "building", "members": "兰亭路12弄3号\n兰亭路12弄4号"}
    where = post(street.clerk, f"{GRIDS}new", **listed)
    assert where.status_code == 303
    assert "兰亭路12弄4号" in text_of(street.clerk.get(where["Location"]))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"drawn": "31.20, 121.40\n31.21, 121.40\n31.21, 121.41"}, "Longitude and latitude are swapped"),
        ({"drawn": '{"type": "Polygon"'}, "breaks off"),
        ({"drawn": "121.4 abc"}, "Line 1 reads “121.4 abc”"),
        ({"drawn": corners(0, 0, 3, 1)}, "overlap by"),
        ({"drawn": corners(0, -3, 1, 1)}, "lie outside 兰田综合网格"),
        ({"drawn": ""}, "covers nothing"),
        ({"code": ""}, "The field Grid code is empty"),
        ({"code": "W1"}, "belongs to 兰田一 already"),
        ({"why": ""}, "The field Reason is empty"),
        ({"on": "heute"}, "is no day"),
        ({"members": "x" * 121, "drawn": ""}, "121 characters long"),
    ],
)
def test_a_new_grid_that_does_not_fit_comes_back_with_what_was_typed(street: Street, change: Mapping[str, str], expected: str) -> None:
    fields = {"code": "W3", "name": "新网格", "kind": "micro", "parent": str(street.whole.pk), "why": "试点", "drawn": corners(0, 0, 1, 1)}
    answer = post(street.clerk, f"{GRIDS}new", **{**fields, **change})
    assert answer.status_code == 422
    assert expected in text_of(answer)
    assert Page(answer).value("name") == "新网格"
    with scoped(street.actor):
        assert len(queries.in_force(street.actor, clock.now())) == 3


def test_a_grid_gets_another_name_and_a_stale_form_says_what_stands(street: Street) -> None:
    address = f"{GRIDS}{street.left.pk}/edit"
    seen = Page(street.clerk.get(address)).value("seen")
    assert post(street.clerk, address, seen=seen, code="W1", name="兰田东").status_code == 303
    answer = post(street.clerk, address, seen=seen, code="W1", name="兰田西")
    assert answer.status_code == 409
    assert "it is now called 兰田东" in text_of(answer)
    assert Page(answer).value("name") == "兰田西"
    assert post(street.clerk, address, seen=Page(answer).value("seen"), code="W1", name="兰田西").status_code == 303
    assert "belongs to 兰田二" in text_of(post(street.clerk, address, seen="3", code="W2", name="兰田西"))
    assert post(street.clerk, address, seen="x", code="W1", name="兰田北").status_code == 409


def recut(street: Street, **fields: Any) -> Any:
    known = {"tool": "move", "source": str(street.right.pk), "target": str(street.left.pk), "drawn": corners(2, 0, 1, 2), "act": "step"}
    return post(street.clerk, f"{GRIDS}recut", **{**known, **fields})


def test_ground_moves_from_one_grid_to_another_after_a_look(street: Street) -> None:
    step = recut(street)
    words = text_of(step)
    assert "兰田二 → 兰田一 Micro-grid 2.0 ha" in words
    assert "fits" in words
    assert street.names_at(middle(2, 0))[0] == "兰田二"
    done = recut(street, act="do", sheet=carried(step), why="沪街办〔2026〕12号")
    assert done.status_code == 303
    assert street.names_at(middle(2, 0))[0] == "兰田一"
    assert "沪街办〔2026〕12号" in text_of(street.clerk.get(done["Location"]))


def test_a_recut_without_a_reason_or_with_a_bad_day_comes_back_whole(street: Street) -> None:
    sheet = carried(recut(street))
    for fields, expected in (({"why": ""}, "The field Reason is empty"), ({"why": "x", "on": "32"}, "is no day")):
        answer = recut(street, act="do", sheet=sheet, **fields)
        assert answer.status_code == 422
        assert expected in text_of(answer)
        assert json.loads(carried(answer)) == json.loads(sheet)
    assert street.names_at(middle(2, 0))[0] == "兰田二"


def test_a_planned_recut_says_so_and_waits(street: Street) -> None:
    later = f"{clock.now() + timedelta(days=30):%Y-%m-%d}"
    step = recut(street, on=later)
    assert "Planned: until that day" in text_of(step)
    assert "In the past" in text_of(recut(street, on=f"{clock.now() - timedelta(days=9):%Y-%m-%d}"))
    assert recut(street, act="do", sheet=carried(step), why="下月起", on=later).status_code == 303
    assert street.names_at(middle(2, 0))[0] == "兰田二"
    assert "planned" in text_of(street.clerk.get(f"{GRIDS}{street.left.pk}/"))


def test_a_line_cuts_a_grid_and_the_part_becomes_a_new_one(street: Street) -> None:
    lon = middle(3, 0)[0] - 0.0005
    line = f"{lon}, 31.19\n{lon}, 31.21"
    step = recut(street, tool="line", drawn=line, target="new", new_code="W3", new_name="兰田三")
    assert "兰田三" in text_of(step)
    assert recut(street, act="do", sheet=carried(step), why="拆分").status_code == 303
    assert {street.names_at(middle(2, 0))[0], street.names_at(middle(3, 0))[0]} == {"兰田二", "兰田三"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"drawn": ""}, "Draw the ground first"),
        ({"drawn": corners(0, 0, 1, 1)}, "does not lie in 兰田二"),
        ({"target": ""}, "No grid is chosen"),
        ({"source": ""}, "No grid is chosen"),
        ({"tool": "line", "drawn": "121.4, 31.2"}, "two points at least"),
        ({"tool": "line", "drawn": "121.4, 31.3\n121.5, 31.3"}, "does not cut 兰田二"),
        ({"tool": "line", "drawn": "121.4, x"}, "Line 1 reads"),
        ({"target": "new", "new_code": "", "new_name": "x"}, "The field Grid code is empty"),
        ({"sheet": "{broken"}, "came back damaged"),
    ],
)
def test_a_step_that_cannot_be_done_is_said_and_changes_nothing(street: Street, fields: Mapping[str, str], expected: str) -> None:
    answer = recut(street, **fields)
    assert answer.status_code == 422
    assert expected in text_of(answer)


@pytest.mark.parametrize("tool", ["move", "line"])
def test_ground_does_not_go_to_the_grid_it_comes_from(street: Street, tool: str) -> None:
    answer = recut(street, tool=tool, target=str(street.right.pk), drawn="121.4, 31.1\n121.4035, 31.3")
    assert answer.status_code == 422
    assert "two different grids" in text_of(answer) or "no corner" in text_of(answer) or "three different corners" in text_of(answer)


def test_a_border_is_drawn_anew_and_neighbours_give_way_or_are_refused(street: Street) -> None:
    wanted = {"tool": "redraw", "source": str(street.left.pk), "drawn": corners(0, 0, 3, 2)}
    assert "overlap by" in text_of(recut(street, **wanted))
    step = recut(street, **wanted, give_way="1")
    assert "兰田二 → 兰田一" in text_of(step)
    # One grid is taken off the sheet again: what is left does not fit.
    rest = recut(street, act=f"drop-{street.right.pk}", sheet=carried(step))
    assert "overlap by" in text_of(rest)
    assert "does not fit yet" in text_of(rest)


def test_two_grids_are_joined_and_one_is_closed(street: Street) -> None:
    step = recut(street, tool="join", source=str(street.right.pk), target=str(street.left.pk))
    assert recut(street, act="do", sheet=carried(step), why="并格").status_code == 303
    assert street.names_at(middle(3, 1))[0] == "兰田一"
    assert "closed" in text_of(street.clerk.get(f"{GRIDS}{street.right.pk}/"))


def test_a_grid_goes_below_another_and_a_list_is_changed(street: Street) -> None:
    below = recut(street, tool="below", target=str(street.left.pk))
    assert "lie outside 兰田一" in text_of(below)
    listed = recut(street, tool="members", members="兰亭路12弄3号")
    assert "兰亭路12弄3号" in text_of(listed)
    assert recut(street, act="do", sheet=carried(listed), why="补名单").status_code == 303


def test_control_enter_means_the_whole_recut_once_a_reason_is_written(street: Street) -> None:
    sheet = carried(recut(street))
    assert recut(street, act="", sheet=sheet, drawn="", why="").status_code == 422
    assert recut(street, act="", sheet=sheet, drawn="", why="按了 Ctrl 回车").status_code == 303
    assert street.names_at(middle(2, 0))[0] == "兰田一"


def test_every_tool_can_be_taken_in_hand_without_losing_the_sheet(street: Street) -> None:
    sheet = carried(recut(street))
    for tool in ("line", "redraw", "join", "below", "members", "move"):
        answer = recut(street, act=tool, sheet=sheet)
        assert answer.status_code == 200
        assert Page(answer).value("tool") == tool
        assert json.loads(carried(answer)) == json.loads(sheet)
        assert Page(answer).inline == []


def test_who_was_overtaken_sees_by_whom_and_keeps_the_rest(street: Street) -> None:
    sheet = carried(recut(street))
    street.shrink(street.left, 1)
    answer = recut(street, act="do", sheet=sheet, why="晚了一步")
    assert answer.status_code == 409
    words = text_of(answer)
    assert "Somebody re-cut meanwhile" in words
    assert "兰田一: the house itself" in words
    assert [line["grid"] for line in json.loads(carried(answer))] == [str(street.right.pk)]


def test_a_gap_is_found_and_given_to_a_neighbour(street: Street) -> None:
    assert "Every place lies in exactly one grid" in text_of(street.clerk.get(f"{GRIDS}gaps"))
    street.shrink(street.left, 1)
    page = Page(street.clerk.get(f"{GRIDS}gaps"))
    assert "Gap 2.0 ha" in page.text
    assert "beside" in page.text
    way = next(each["href"] for each in page.all("a") if "add=" in each.get("href", ""))
    offered = street.clerk.get(way)
    drawn = re.search(r'<textarea[^>]*id="drawn"[^>]*>\n(.*?)</textarea>', offered.content.decode(), re.DOTALL)
    assert drawn
    step = recut(street, tool="redraw", source=Page(offered).all("option", selected="")[0]["value"], drawn=drawn[1], give_way="1")
    assert recut(street, act="do", sheet=carried(step), why="补空白").status_code == 303
    assert "Every place lies in exactly one grid" in text_of(street.clerk.get(f"{GRIDS}gaps"))


def test_a_link_with_nonsense_opens_an_empty_drawing(street: Street) -> None:
    for query in ({"tool": "magic"}, {"grid": ""}, {"grid": str(street.left.pk), "tool": "redraw", "add": "x"}):
        assert street.clerk.get(f"{GRIDS}recut", query).status_code == 200


def test_the_borders_are_taken_away_and_come_back_unchanged(street: Street) -> None:
    answer = street.clerk.get(f"{GRIDS}file.geojson", {"system": "gcj02"})
    assert answer["Content-Type"] == "application/geo+json"
    sent = send(street, answer.content, "gcj02")
    page = Page(street.clerk.get(sent["Location"]))
    assert "3 as it is" in page.text
    assert "Nothing can be taken over yet" in page.text


def send(street: Street, content: bytes, system: str = "wgs84") -> Any:
    return post(street.clerk, f"{GRIDS}import", file=SimpleUploadedFile("g.geojson", content), system=system)


def collection(**properties: str) -> bytes:
    ring = [list(at) for at in plot(0, 0, 1, 1).exterior.coords]
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def test_a_file_is_looked_at_read_otherwise_and_taken_over(street: Street) -> None:
    where = send(street, collection(代号="J1", 名称="站口街区", 上级="W1"))["Location"]
    assert "has no code" in text_of(street.clerk.get(where))
    reading = {"system": "wgs84", "column-code": "代号", "column-name": "名称", "column-parent": "上级", "kind_for_all": "block"}
    assert "1 new" in text_of(street.clerk.get(where, reading))
    assert "The field Reason is empty" in text_of(post(street.clerk, where, **reading, why=""))
    assert "is no day" in text_of(street.clerk.get(where, {**reading, "on": "x"}))
    assert post(street.clerk, where, **reading, why="按图").status_code == 303
    assert street.names_at(middle(0, 0))[0] == "站口街区"
    assert "Taken over" in text_of(street.clerk.get(where, reading))


def test_a_file_that_cannot_be_read_is_refused_at_the_form(street: Street) -> None:
    assert "This is a Topology, not an area" in text_of(send(street, b'{"type": "Topology"}'))
    assert "no file" in text_of(post(street.clerk, f"{GRIDS}import", system="wgs84")).lower()


@pytest.mark.parametrize("headers", [{}, {"HTTP_HX_REQUEST": "true"}])
def test_a_file_of_fifty_megabytes_is_refused_in_words_before_it_is_read(street: Street, headers: dict[str, Any]) -> None:
    answer = street.clerk.post(
        f"{GRIDS}import", data=b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(50 * 1024 * 1024), **headers
    )
    assert answer.status_code == 413
    assert "At most 20 MB fit" in text_of(answer)
    assert settings.LINLI_UPLOAD_LIMIT_BYTES == 20 * 1024 * 1024


@pytest.mark.parametrize(("address", "statements"), [("", 17), ("gaps", 14), ("{grid}/", 23)])
@pytest.mark.parametrize("more", [0, 5])
def test_the_pages_cost_the_same_however_many_grids_there_are(street: Street, address: str, statements: int, more: int) -> None:
    for number in range(more):
        make.grid(street.actor, code=f"S{number}", name=f"外面{number}", area=plot(10 + number, 0))
    where = GRIDS + address.format(grid=street.left.pk)
    street.clerk.get(where)
    with CaptureQueriesContext(connection) as asked:
        assert street.clerk.get(where).status_code == 200
    assert len(asked) <= statements


def test_a_file_of_another_street_does_not_exist(street: Street) -> None:
    where = send(street, collection(code="J1"))["Location"]
    stranger = street.house.browser("chen.gang", "zhuxi", may=DRAW)
    import_id = UUID(where.split("/")[-2])
    assert stranger.get(f"/d/zhuxi/org/grids/import/{import_id}/").status_code == 404
    assert stranger.get(f"/d/zhuxi/org/grids/{street.left.pk}/").status_code == 404
