"""Classes by words with who would take them, the subdistrict's own threshold, and dispatch without a person."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from linli.kernel import scope
from linli.kernel.errors import Refused, Stale
from linli.org.models import Grid, GridExtent, Unit
from linli.tickets.actions import catalogue, dispatch, settings, suggested
from linli.tickets.actions.intake import ItemDraft
from linli.tickets.models import Ticket
from linli.tickets.queries import settings as settled
from linli.tickets.queries import suggesting
from linli.tickets.queries.understanding import Said, understand
from linli.tickets.rules.dispatch import Confidence, DutyRole, Trouble
from linli.tickets.rules.duty_list import LineDraft
from linli.tickets.rules.kinds import Threshold
from linli.tickets.rules.settings import SettingCode
from tests.tickets.town import BEGIN, Hand, Town

GARBAGE, NOISE, COVER = "E0102", "E0508", "C0101"
SQUARE = [[[[121.40, 31.20], [121.41, 31.20], [121.41, 31.21], [121.40, 31.21], [121.40, 31.20]]]]
TEXT = "门口有暴露垃圾"


class Listed:
    """A town with the house's catalogue, a grid, and a few lines of the duty list."""

    def __init__(self, town: Town) -> None:
        self.town, units = town, town.units
        self.clerk = replace(town.house, permissions=town.house.permissions | {"catalogue.read", "catalogue.change", "duty_list.change"})
        with scope.scoped(self.clerk):
            self.grid = Grid(subdistrict_id=town.lanting, code="G1", name="兰田一", kind="comprehensive", valid_from=BEGIN)
            self.grid.save(force_insert=True)
            bounds = {"west": 121.40, "south": 31.20, "east": 121.41, "north": 31.21, "area_m2": 1e6}
            extent = GridExtent(subdistrict_id=town.lanting, grid=self.grid, polygons=SQUARE, valid_from=BEGIN, **bounds)
            extent.save(force_insert=True)
            catalogue.lay_preset(self.clerk)
            drafts = [
                LineDraft(class_code=GARBAGE, unit_id=units["chengguan"], valid_from=BEGIN, assist_ids=(units["wuye"],), basis="条例"),
                LineDraft(class_code=GARBAGE, unit_id=units["fangguan"], valid_from=BEGIN, grid_id=self.grid.pk),
                LineDraft(class_code=NOISE, unit_id=units["chengguan"], valid_from=BEGIN),
                LineDraft(class_code=COVER, unit_id=units["wuye"], valid_from=BEGIN, role=DutyRole.FALLBACK),
            ]
            dispatch.add_lines(self.clerk, drafts)

    def close(self, code: str) -> None:
        with scope.scoped(self.clerk):
            Unit.objects.filter(pk=self.town.units[code]).update(valid_until=BEGIN)

    def settle(self, threshold: Threshold) -> None:
        with scope.scoped(self.clerk):
            row = settled.row_of(self.clerk, SettingCode.THRESHOLD)
            settings.set_threshold(self.clerk, threshold, seen=row.journal_seq if row else 0)

    def goes(self, *ticket_ids: UUID) -> list[UUID]:
        with scope.scoped(self.town.centre):
            return [ticket.pk for ticket in suggested.dispatch_suggested(self.town.centre, list(ticket_ids))]

    def suggest(self, text: str, **place: Any) -> Any:
        with scope.scoped(self.town.centre):
            return suggesting.suggest(self.town.centre, text, BEGIN, **place)


@pytest.fixture
def listed(town: Town) -> Listed:
    return Listed(town)


def test_words_suggest_classes_with_who_takes_them_there_and_why(listed: Listed) -> None:
    units = listed.town.units
    first = listed.suggest(TEXT)[0]
    assert (first.code, first.confidence, first.words, first.is_preselected) == (GARBAGE, Confidence.STRONG, ("暴露垃圾",), True)
    assert (first.answer.lead_id, first.answer.assist_ids, first.answer.basis) == (units["chengguan"], (units["wuye"],), "条例")
    assert "暴露垃圾" in first.why and "城管中队" in first.why
    for place in ({"lon": 121.405, "lat": 31.205}, {"grid_id": listed.grid.pk}):
        assert listed.suggest(TEXT, **place)[0].answer.lead_id == units["fangguan"]
    for place in ({"lon": 120.0, "lat": 30.0}, {"grid_id": listed.town.lanting}):
        assert listed.suggest(TEXT, **place)[0].answer.lead_id == units["chengguan"]
    danger = listed.suggest("上水井盖不见了")[0]
    assert (danger.code, danger.is_life_safety, danger.answer.lead_id, danger.answer.fallback_id) == (COVER, True, None, units["wuye"])
    assert listed.suggest("你好") == []


def test_a_line_that_names_a_unit_which_does_not_work_rings(listed: Listed) -> None:
    def rings() -> list[tuple[Trouble, int | None, str]]:
        with scope.scoped(listed.clerk):
            return [(each.trouble, each.number, each.unit) for each in suggesting.inactive_rules(listed.clerk, BEGIN)]

    assert rings() == []
    for code in ("wuye", "fangguan"):
        listed.close(code)
    assert rings() == [
        (Trouble.ASSIST_INACTIVE, 1, "竹苑物业"),
        (Trouble.UNIT_INACTIVE, 2, "房管办"),
        (Trouble.FALLBACK_INACTIVE, 4, "竹苑物业"),
    ]
    with pytest.raises(Refused, match="Your post"), scope.scoped(listed.town.nobody):
        suggesting.inactive_rules(listed.town.nobody, BEGIN)


def test_nothing_is_dispatched_without_a_person_unless_the_subdistrict_settled_it(listed: Listed, hand: Hand) -> None:
    town, units = listed.town, listed.town.units
    fits = town.ticket(words=TEXT, matter="")
    assert listed.goes(fits) == [] and town.reload(fits).state == "received"
    with pytest.raises(Refused, match="Your post"), scope.scoped(town.nobody):
        settings.set_threshold(town.nobody, Threshold.STRONG, seen=0)
    listed.settle(Threshold.STRONG)
    with pytest.raises(Stale), scope.scoped(listed.clerk):
        settings.set_threshold(listed.clerk, Threshold.LIKELY, seen=0)
    assert listed.goes() == []
    chosen = town.ticket(words=TEXT, item=ItemDraft(code=NOISE, version=1))
    danger, hazard = town.ticket(words="上水井盖不见了"), town.ticket(words=TEXT, has_open_hazard=True)
    blamed, vague = town.ticket(words=TEXT, about_unit_id=units["chengguan"]), town.ticket(words="你好", matter="你好")
    guessed = town.ticket(words=TEXT, matter="清垃圾", item=ItemDraft(code=NOISE, version=1, is_set_by_machine=True))
    with scope.scoped(town.centre):
        new = suggesting.new_ones(town.centre, BEGIN)
    assert set(new) == {fits, chosen, danger, hazard, blamed, vague, guessed}
    assert set(listed.goes(*new)) == {fits, guessed}
    row = town.reload(fits)
    assert (row.state, row.lead_unit_id, row.item_code, row.is_item_set_by_machine) == ("dispatched", units["chengguan"], GARBAGE, True)
    # The neutral text says what the class says, and never what the reporter said.
    assert (row.matter, town.reload(guessed).matter) == ("暴露垃圾", "清垃圾")
    assert row.plan["durations"]["finish"] == ["working_minutes", 240]
    assert town.story(fits) == ["ticket.opened", "ticket.classed", "ticket.dispatched"]
    assert {town.reload(each).state for each in (chosen, danger, hazard, blamed, vague)} == {"received"}
    assert listed.goes(*new) == []


def test_what_fits_less_well_and_what_rings_waits_for_a_person(listed: Listed) -> None:
    town = listed.town
    likely = town.ticket(words="有噪声", matter="")
    assert listed.suggest("有噪声")[0].confidence is Confidence.LIKELY
    listed.settle(Threshold.STRONG)
    assert listed.goes(likely) == []
    listed.settle(Threshold.LIKELY)
    assert listed.goes(likely) == [likely]
    listed.close("wuye")
    assert listed.goes(town.ticket(words=TEXT, matter="")) == []
    listed.settle(Threshold.OFF)
    assert listed.goes(town.ticket(words=TEXT, matter="")) == []
    with scope.scoped(town.house):
        assert Ticket.objects.filter(state="received").count() == 2


def test_what_is_understood_at_a_place_goes_to_whom_the_line_of_its_grid_names(listed: Listed) -> None:
    with scope.scoped(listed.town.centre):
        here, nowhere = understand(listed.town.centre, [Said(TEXT, (121.405, 31.205)), Said(TEXT)], BEGIN)
    assert here.answer is not None and nowhere.answer is not None
    assert (here.grid_id, here.answer.lead_id) == (listed.grid.pk, listed.town.units["fangguan"])
    assert (nowhere.grid_id, nowhere.answer.lead_id) == (None, listed.town.units["chengguan"])
