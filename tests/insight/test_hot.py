"""Who sees which hot issues, and what of each: nothing tells of a ticket or a reporter that is not one's own to know."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from linli.insight.models import HotPeriod
from linli.insight.queries import behind, hot
from linli.insight.queries.hot import IssueLine, Wanted
from linli.insight.rules.counting import standing
from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import uuid7
from linli.org.models import Grid, GridExtent
from linli.org.rules.people import day_of
from linli.tickets.models import Ticket
from linli.tickets.rules.permissions import Permission
from tests.insight.stream import LAMP, MIXERS, SCHOOL, closed, counted, gathered, said
from tests.tickets.town import BEGIN, Town

READER = frozenset({Permission.READ.value})


@pytest.fixture
def grids(town: Town) -> Sequence[UUID]:
    with scope.scoped(town.house):
        rows = [
            Grid(subdistrict_id=town.lanting, code=code, name=code, kind="micro", valid_from=BEGIN - timedelta(days=400)) for code in "AB"
        ]
        Grid.objects.bulk_create(rows)
        GridExtent.objects.bulk_create(
            GridExtent(subdistrict_id=town.lanting, grid=row, members=[row.code], valid_from=BEGIN - timedelta(days=400)) for row in rows
        )
        return [row.pk for row in rows]


def lines(town: Town, actor: Actor, wanted: Wanted | None = None, **more: object) -> list[IssueLine]:
    """What somebody sees of the standing period."""
    with scope.scoped(actor):
        row = hot.period_of(actor, None)
        assert row is not None
        return list(hot.lines(actor, row, wanted or Wanted(), **more))  # type: ignore[arg-type]


def places(found: Sequence[IssueLine]) -> list[str]:
    return [each.issue.place for each in found]


def lay(town: Town, grids: Sequence[UUID]) -> dict[str, list[UUID]]:
    """Three issues: one in the first grid, one across both, one in the second."""
    phone = iter(f"138000000{number:02}" for number in range(20))
    found = {
        "lamps": [said(town, text, days_ago=day, phone=next(phone), grid_id=grids[0]) for day, text in ((1, LAMP), (2, f"{LAMP}，谢谢"))],
        "mixers": [said(town, MIXERS[number], days_ago=3, phone=next(phone), grid_id=grids[number % 2]) for number in range(3)],
        "cars": [said(town, text, days_ago=day, phone=next(phone), grid_id=grids[1]) for day, text in ((5, SCHOOL), (6, f"{SCHOOL}，堵"))],
    }
    gathered(town)
    counted(town)
    return found


def test_who_sees_some_grids_sees_issues_of_which_he_sees_every_ticket(town: Town, grids: Sequence[UUID]) -> None:
    lay(town, grids)
    assert places(lines(town, town.centre)) == ["丽景新城", "兰田路", "枫桥小学"]
    first, both = (
        replace(town.nobody, permissions=frozenset(), limits={Permission.READ.value: frozenset(of)}) for of in (grids[:1], grids)
    )
    assert places(lines(town, first)) == ["兰田路"]
    assert places(lines(town, both)) == ["丽景新城", "兰田路", "枫桥小学"]
    assert lines(town, town.wuye) == [] and not hot.may_look(town.wuye)
    with pytest.raises(Refused):
        hot.require_look(town.wuye)
    hot.require_look(first)


def test_no_figure_of_an_issue_is_told_beside_a_ticket_that_is_not_seen(town: Town, grids: Sequence[UUID]) -> None:
    ids = lay(town, grids)
    first = replace(town.nobody, permissions=frozenset(), limits={Permission.READ.value: frozenset(grids[:1])})
    with scope.scoped(first):
        seen = hot.line_for(first, None, ids["lamps"][1])
        # Those before the period are none of the issue's tickets: nobody asked whether he sees them.
        assert (seen.issue.tickets, seen.before) == (2, None)
    with scope.scoped(town.centre):
        assert hot.line_for(town.centre, None, ids["lamps"][1]).before == 0
    for unseen in (ids["mixers"][0], ids["cars"][1], uuid7()):
        with pytest.raises(NotFound), scope.scoped(first):
            hot.line_for(first, None, unseen)


def test_how_many_reported_and_their_words_are_for_who_may_know_reporters(town: Town, grids: Sequence[UUID]) -> None:
    lay(town, grids)
    line = lines(town, town.centre)[0]
    assert line.knows and line.issue.breadth == 3 and line.parts.heat == pytest.approx(line.issue.heat) and line.unsolved_percent == 100
    assert line.title == MIXERS[0][:14] and line.said.startswith("丽景新城附近的搅拌站")
    reader = replace(town.nobody, permissions=READER)
    for actor in (reader, replace(town.wuye, permissions=READER | {Permission.READ_REPORTER.value})):
        found = lines(town, actor)
        assert [each.knows for each in found] == [False] * 3 and {each.said for each in found} == {""}
        # In the order of tickets, not of heat; of as many tickets the older issue comes first.
        assert [each.issue.tickets for each in found] == [3, 2, 2] and [each.rank for each in found] == [1, 2, 3]


def test_the_unit_that_a_ticket_is_about_learns_nothing_of_its_reporters(town: Town, grids: Sequence[UUID]) -> None:
    ids = lay(town, grids)
    with scope.scoped(town.house):
        Ticket.objects.filter(pk=ids["mixers"][1]).update(about_unit_id=town.units["chengguan"])
    knowing = replace(town.chengguan, permissions=READER | {Permission.READ_REPORTER.value})
    assert [each.knows for each in lines(town, knowing)] == [False, True, True]
    assert [each.knows for each in lines(town, town.centre)] == [True] * 3


def test_a_title_without_neutral_words_is_the_reporters_for_who_may_know_him(town: Town) -> None:
    for number in range(2):
        ticket_id = said(town, f"{LAMP}{'，谢谢' * number}", days_ago=1, phone=f"1380000000{number}")
        with scope.scoped(town.house):
            Ticket.objects.filter(pk=ticket_id).update(matter="")
    gathered(town)
    counted(town)
    assert lines(town, town.centre)[0].title.startswith("兰田路上的路灯")
    assert lines(town, replace(town.nobody, permissions=READER))[0].title == ""


def test_filters_ask_for_a_ticket_that_fits(town: Town, grids: Sequence[UUID]) -> None:
    ids = lay(town, grids)
    closed(town, ids["cars"][0])
    closed(town, ids["cars"][1])
    with scope.scoped(town.house):
        Ticket.objects.filter(pk=ids["lamps"][0]).update(item_code="C0118", item_version=1)
    assert places(lines(town, town.centre, Wanted(is_open=True))) == ["丽景新城", "兰田路"]
    assert places(lines(town, town.centre, Wanted(grid_ids=frozenset(grids[1:])))) == ["丽景新城", "枫桥小学"]
    assert places(lines(town, town.centre, Wanted(class_codes=frozenset({"C"})), codes=["C", "C0118"])) == ["兰田路"]


def test_a_page_begins_after_the_issue_that_the_last_one_ended_with(
    town: Town, grids: Sequence[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(town, grids)
    monkeypatch.setattr(hot, "PAGE", 1)
    for actor in (town.centre, replace(town.nobody, permissions=READER)):
        first, second = lines(town, actor)
        again, third = lines(town, actor, after=first.issue.oldest_id)
        assert again.issue == second.issue and places(lines(town, actor, after=second.issue.oldest_id)) == places([third])


def test_what_stands_behind_an_issue(town: Town, grids: Sequence[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    ids = lay(town, grids)
    mixers = ids["mixers"]
    closed(town, mixers[0])
    with scope.scoped(town.house):
        Ticket.objects.filter(pk=mixers[1]).update(lon=121.4, lat=31.2, has_open_hazard=True)
    with scope.scoped(town.centre):
        issue = hot.line_for(town.centre, None, min(mixers)).issue
        found = behind.behind(town.centre, issue)
    assert list(found.page(None)) == sorted(mixers, reverse=True)
    monkeypatch.setattr(behind, "PAGE", 1)
    assert list(found.page(None)) == sorted(mixers, reverse=True)[:2] and list(found.page(sorted(mixers)[1])) == [min(mixers)]
    (spot,) = found.drawn
    assert (spot.ticket_id, spot.point, spot.state) == (mixers[1], (121.4, 31.2), "received")
    assert found.units == [("城管中队", 1)]
    assert [each.ticket_id for each in found.open] == sorted(mixers[1:]) and found.to_meet_id == min(mixers[1:])
    for each in mixers[1:]:
        closed(town, each)
    with scope.scoped(town.centre):
        found = behind.behind(town.centre, issue)
    assert (found.open, found.to_meet_id) == ([], None)


def test_a_period_is_found_by_its_days(town: Town) -> None:
    with scope.scoped(town.centre):
        assert hot.period_of(town.centre, None) is None
        assert hot.period_of(town.centre, standing(day_of(BEGIN))) is None
    row, _ = counted(town, standing(day_of(BEGIN)))
    with scope.scoped(town.centre):
        assert hot.period_of(town.centre, standing(day_of(BEGIN))) == row and hot.period_of(town.centre, None) is None
    fresh = HotPeriod(asked_at=BEGIN)
    assert hot.is_on_its_way(fresh, BEGIN) and not hot.is_on_its_way(fresh, BEGIN + hot.WAITED_FOR)
    assert not hot.is_on_its_way(row, BEGIN)
