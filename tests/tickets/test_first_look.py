"""What the house says to a matter while it is written: class, grid, unit, times, and what is known already."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from shapely import box

from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.org.actions import grids
from linli.org.models import Grid, Unit
from linli.tickets.actions import catalogue, dispatch, dispatching
from linli.tickets.queries import first_look
from linli.tickets.queries.first_look import Draft, Look
from linli.tickets.rules.catalogue import Nature
from linli.tickets.rules.clocks import Clock, Track
from linli.tickets.rules.dispatch import Confidence, Trouble
from linli.tickets.rules.duty_list import LineDraft
from tests import make
from tests.tickets.town import Hand, Town, reporter

# A class with danger, and one without, by words that only they have.
HEAP, BIKE = "E2101", "E0506"
WORDS = "楼道堆物，消防通道走不过去，共享单车也堆着"
STATEMENTS = 18
# Words that say the class above, and none of its minor classes; words that say one of them, which nobody would be sure of.
COVER, PAPER = "地上的盖子坏了", "墙上贴满了小纸片"


@pytest.fixture
def editor(town: Town) -> Actor:
    more = {"catalogue.read", "catalogue.change", "duty_list.change", "org.read", "org.change_grids"}
    return replace(town.centre, permissions=town.centre.permissions | more)


@pytest.fixture
def laid(town: Town, editor: Actor) -> Grid:
    """A catalogue, a grid, and a line of the duty list for each of the two classes."""
    grid = make.grid(editor, area=box(121.400, 31.200, 121.405, 31.205))
    with scope.scoped(editor):
        catalogue.lay_preset(editor)
        dispatch.add_line(editor, LineDraft(class_code=HEAP, unit_id=town.units["wuye"], valid_from=clock.now(), grid_id=grid.pk))
        assist = (town.units["fangguan"],)
        dispatch.add_line(editor, LineDraft(class_code=BIKE, unit_id=town.units["chengguan"], valid_from=clock.now(), assist_ids=assist))
    return grid


def looked(actor: Actor, **said: Any) -> Look:
    with scope.scoped(actor):
        return first_look.look(actor, Draft(**said), clock.now())


def test_danger_comes_first_and_is_chosen_and_the_rest_follows(laid: Grid, editor: Actor, town: Town) -> None:
    found = looked(editor, words=WORDS, point=(121.402, 31.202))

    assert [(line.code, line.is_life_safety, line.is_chosen) for line in found.lines[:1]] == [(HEAP, True, True)]
    assert found.danger == found.lines[0]
    assert found.item is not None
    assert found.where is not None
    assert (found.item.code, found.where.grid_id, found.where.name) == (HEAP, laid.pk, laid.name)
    assert (found.lead_id, found.load) == (town.units["wuye"], first_look.Load(0, 0))
    assert found.neutral == WORDS
    assert {each.clock for each in found.running} == {Clock.ACCEPT, Clock.FIRST_CONTACT, Clock.FINISH, Clock.OVERALL}
    assert found.running[-1].clock is Clock.OVERALL


def test_what_a_person_chose_stays_chosen_and_danger_still_asks(laid: Grid, editor: Actor, town: Town) -> None:
    town.ticket(item=None)
    found = looked(editor, words=WORDS, chosen_code=BIKE)

    chosen = [line for line in found.lines if line.is_chosen]
    assert [line.code for line in chosen] == [BIKE]
    assert found.danger is not None
    assert found.lead_id == town.units["chengguan"]
    other = looked(editor, words="说不清", chosen_code="E0205")
    assert [(line.code, line.confidence) for line in other.lines] == [("E0205", None)]
    assert looked(editor, words="说不清", chosen_code="Z99").lines == []


def test_where_no_minor_class_is_likely_the_class_is_said_with_a_handful_to_choose_from(laid: Grid, editor: Actor) -> None:
    found = looked(editor, words=COVER)

    assert found.group is not None
    assert (list(found.lines), found.item, found.answer, found.danger) == ([], None, None, None)
    assert (found.group.name, found.group.nature, found.group.is_by_examples) == ("公用设施", Nature.COMPONENT, True)
    assert [line.code for line in found.offered] == [line.code for line in found.group.lines]
    assert (found.group.first, found.group.last) == (found.group.lines[0].code, found.group.lines[-1].code)
    assert len(found.group.lines) == 8 and found.group.others == 30
    assert not any(line.is_chosen or line.confidence for line in found.group.lines)
    # A person's choice is marked where it stands, and moves nothing.
    chosen = looked(editor, words=COVER, chosen_code=found.group.last)
    assert [line.code for line in chosen.offered] == [line.code for line in found.offered]
    assert [line.code for line in chosen.offered if line.is_chosen] == [found.group.last]
    assert chosen.item is not None and chosen.item.code == found.group.last


def test_what_is_suggested_or_chosen_beside_the_class_stands_after_it_and_danger_before(laid: Grid, editor: Actor) -> None:
    found = looked(editor, words=PAPER)
    assert found.group is not None and [line.confidence for line in found.lines] == [Confidence.UNSURE]
    # One that is suggested keeps its words in the handful; that it is unsure is said once.
    own = next(line for line in found.group.lines if line.code == found.lines[0].code)
    assert (own.words, own.confidence) == (found.lines[0].words, None)
    assert len(found.offered) == len(found.group.lines)
    assert looked(editor, words=PAPER, chosen_code=BIKE).offered[-1].code == BIKE
    (first, *others) = looked(editor, words=PAPER, chosen_code=HEAP).offered
    assert (first.code, first.is_life_safety) == (HEAP, True) and [line.code for line in others] == [line.code for line in found.offered]


def test_the_class_above_costs_no_statement(laid: Grid, editor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def count(words: str) -> int:
        with scope.scoped(editor), CaptureQueriesContext(connection) as seen:
            first_look.look(editor, Draft(words=words), clock.now())
        return len(seen)

    looked(editor, words=PAPER)
    with_it = [count(words) for words in (PAPER, COVER)]
    monkeypatch.setattr(first_look, "likely_above", lambda reading, suggested: None)
    assert with_it == [count(words) for words in (PAPER, COVER)]


def test_danger_without_a_lead_has_somebody_who_acts_at_once(laid: Grid, editor: Actor, town: Town) -> None:
    found = looked(editor, words="招牌松动要掉下来", chosen_code="E0205")

    assert found.answer is not None
    assert found.answer.problems[0].trouble is Trouble.NOBODY
    assert found.lead_id == found.answer.fallback_id
    nobody = looked(editor, words="说不清", chosen_code="E2110")
    assert (nobody.lead_id, nobody.load) == (None, None)


def test_nothing_is_said_to_nothing(laid: Grid, editor: Actor) -> None:
    found = looked(editor)

    assert (found.lines, found.group, found.item, found.danger, found.where, found.answer) == ([], None, None, None, None, None)
    assert (list(found.alike), list(found.earlier), list(found.running), found.lead_id) == ([], [], [], None)
    assert looked(editor, words="楼").lines == []


def test_before_there_is_a_catalogue_words_are_words(town: Town) -> None:
    found = looked(town.centre, words=WORDS, address="兰田路8号")
    assert (found.lines, found.version, found.where) == ([], 0, None)


def test_the_place_is_found_by_the_point_or_by_an_earlier_ticket_of_that_address(laid: Grid, editor: Actor, town: Town) -> None:
    assert looked(editor, point=(121.5, 31.3)).where is None
    number = town.opened(address="兰亭路站 2 号口", grid_id=laid.pk, lon=121.402, lat=31.202).ticket.number
    town.ticket(address="兰亭路站 2 号口")

    found = looked(editor, words=WORDS, address="兰亭路站2号口")

    assert found.where is not None
    assert (found.where.grid_id, found.place.point, found.place.by_number) == (laid.pk, (121.402, 31.202), number)
    assert found.alike[0].distance_m == 0.0
    assert looked(editor, address="兰亭路站 3 号口").where is None
    assert looked(editor, address="兰").where is None


def test_an_address_that_a_grid_lists_lies_in_it(laid: Grid, editor: Actor, town: Town) -> None:
    members = ("兰田路88弄",)
    with scope.scoped(editor):
        made = grids.create_grid(
            editor, code="L1", name="兰田清单", kind="micro", parent_id=laid.pk, members=members, effective_at=clock.now(), why="首次划分"
        )
    found = looked(editor, address="兰田路88弄3号")
    assert found.where is not None
    assert (found.where.grid_id, found.place.point, found.place.by_number) == (made.pk, None, "")


def test_a_ticket_without_a_place_or_in_a_closed_grid_tells_nothing(laid: Grid, editor: Actor, town: Town) -> None:
    town.ticket(address="兰田路 8 号")
    assert looked(editor, address="兰田路8号").where is None


def test_the_load_counts_what_the_unit_has_and_what_is_due_soon(laid: Grid, editor: Actor, town: Town, hand: Hand) -> None:
    for _ in range(2):
        town.does(town.centre, dispatching.dispatch, town.ticket(), lead_unit_id=town.units["chengguan"])
    assert looked(editor, words="单车", chosen_code=BIKE).load == first_look.Load(2, 0)
    hand.passes(hours=2)
    assert looked(editor, words="单车", chosen_code=BIKE).load == first_look.Load(2, 2)


def test_an_emergency_runs_by_its_own_minutes_and_a_class_by_its_own_limits(laid: Grid, editor: Actor) -> None:
    found = looked(editor, words="说不清", chosen_code=HEAP, track=Track.EMERGENCY)
    assert [each.clock for each in found.running] == [
        *(Clock.ACCEPT, Clock.ON_SITE, Clock.REPORT_PHONE, Clock.REPORT_WRITTEN, Clock.CLEARED, Clock.FINISH, Clock.OVERALL)
    ]


def test_a_class_with_a_limit_of_its_own_says_so(laid: Grid, editor: Actor) -> None:
    assert looked(editor, words="说不清", chosen_code="C0101").own.keys() <= {Clock.ACCEPT, Clock.FINISH, Clock.OVERALL}
    assert looked(editor, words="说不清", chosen_code="C0101").own
    assert looked(editor, words="说不清", chosen_code="C0101", track=Track.EMERGENCY).own == {}


def test_the_caller_is_told_of_only_to_who_may_know_reporters(laid: Grid, editor: Actor, town: Town) -> None:
    ticket_id = town.ticket(reporter=reporter())
    assert [each.ticket_id for each in looked(editor, phone="10000000001").earlier] == [ticket_id]
    stranger = replace(editor, permissions=editor.permissions - {"tickets.read_reporter"})
    assert list(looked(stranger, phone="10000000001").earlier) == []


def test_a_whole_look_costs_few_statements(laid: Grid, editor: Actor, town: Town) -> None:
    town.ticket(address="兰亭路站 2 号口", matter="楼道堆物", lon=121.402, lat=31.202, grid_id=laid.pk, reporter=reporter())
    draft = Draft(words=WORDS, address="兰亭路站 2 号口", phone="10000000001")
    looked(editor, words=WORDS, address="兰亭路站 2 号口")
    with scope.scoped(editor), CaptureQueriesContext(connection) as seen:
        found = first_look.look(editor, draft, clock.now())
    assert found.alike
    assert found.earlier
    assert found.lines[0].confidence is not Confidence.UNSURE
    assert len(seen) <= STATEMENTS, [query["sql"][:90] for query in seen]


def test_matters_are_taken_down_for_ones_own_unit_or_for_the_centre(town: Town) -> None:
    with scope.scoped(town.wuye):
        assert first_look.intake_unit(town.wuye, clock.now()) == town.units["wuye"]
    with scope.scoped(town.house):
        assert first_look.intake_unit(town.house, clock.now()) == town.units["centre"]
        Unit.objects.filter(pk=town.units["centre"]).update(valid_until=clock.now())
    with scope.scoped(town.house), pytest.raises(Refused) as refusal:
        first_look.intake_unit(town.house, clock.now())
    assert refusal.value.code == "tickets.no_centre"
