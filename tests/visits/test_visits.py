"""Visits are written down in bulk, once each, with tickets, plans and figures in the same breath."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.checklists import queries as checklists
from linli.kernel import clock, scope
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.org.models import Unit
from linli.tickets.actions.catalogue import lay_preset
from linli.tickets.models import Ticket
from linli.tickets.rules.permissions import Permission as TicketPermission
from linli.visits.actions import visits as actions
from linli.visits.actions.drafts import MaterialDraft, ReturnDraft
from linli.visits.models import PlannedVisit, Visit, VisitAnswer, VisitGiven, VisitNeed, VisitParticipant
from linli.visits.queries import visits as queries
from linli.visits.rules.kinds import Effect, Given, Kind, Outcome
from linli.visits.rules.permissions import Permission
from tests.visits.street import EAST, WALKS, Street, codes, need

# However many visits: places, plans, known, versions, setting, month, unit; the tickets' own; one insert; the places' marks.
STATEMENTS = 27


def test_a_visit_with_nothing_to_report_is_kept_and_the_place_knows_it(street: Street) -> None:
    place = street.place()
    visit = street.visit(place)

    assert (visit.is_capped, visit.is_above_cap, visit.people) == (True, False, 1)
    assert visit.unit_id == street.units["fangguan"] and visit.grid_id == street.west
    assert street.verbs(visit) == ["visit.recorded"]
    with scope.scoped(street.walker):
        seen = queries.get_for(street.walker, visit.pk)
        assert seen.place.visited_at == visit.made_at and seen.place.spoke_at is None
        assert VisitAnswer.objects.count() == 0


def test_needs_are_tickets_in_the_same_breath_open_or_settled(street: Street) -> None:
    place = street.place()
    first, second = need(), need("灯不亮", on_spot_line="换了灯管")
    visit = street.visit(place, needs=[first, second])

    opened, settled = street.reload(first.ticket_id), street.reload(second.ticket_id)
    assert (opened.state, opened.origin_kind, opened.origin_id, opened.source) == ("received", "visit", visit.pk, "visit")
    assert (opened.grid_id, opened.intake_unit_id, opened.lon) == (street.west, street.units["fangguan"], place.lon)
    assert (opened.place_id, opened.address, opened.level) == (place.pk, "岚皋西路27号", "grid")
    assert (settled.state, settled.closing_basis, settled.verified_by_kind) == ("closed", "on_spot", "sample_rule")
    assert street.story(settled.pk) == ["ticket.opened", "ticket.settled_on_spot"]
    with scope.scoped(street.walker):
        found = queries.needs_of(street.walker, [visit.pk])[visit.pk]
        assert [(each.number, each.is_on_spot) for each in found] == [(opened.number, False), (settled.number, True)]
        assert queries.get_for(street.walker, visit.pk).place.spoke_at == visit.made_at


def test_an_issue_is_the_matter_of_a_need_and_of_the_class_its_item_says(street: Street) -> None:
    place, checklist = street.place(), street.checklist()
    street.acts(street.house, lay_preset)
    said = street.said(checklist, noise="issue", food="fine", opening_hours="10–21")
    wanted = need("音响太响")
    visit = street.visit(place, answers=[said], needs=[wanted])

    assert street.reload(wanted.ticket_id).item_code == "E0508"
    with scope.scoped(street.walker):
        (answered,) = queries.answers_of(street.walker, visit)
        assert [(each.label, each.said.value) for each in answered.answers] == [("食品", "fine"), ("噪声", "issue"), ("营业时间", "10–21")]
        assert answered.answers[1].said.note == "音响太响"
        assert VisitNeed.objects.get().item == "noise"
        assert queries.last_answers(street.walker, place)[checklist.pk]["opening_hours"].value == "10–21"


BAD: list[tuple[dict[str, Any], str]] = [
    ({"place_id": uuid7()}, "kernel.not_found"),
    ({"note": "a\x00b"}, "kernel.nul"),
    ({"people": 0}, "visits.people_out_of_range"),
    ({"people": 201}, "visits.people_out_of_range"),
    ({"colleague_ids": [uuid7()]}, "visits.colleague_unknown"),
    ({"services": ["x" * 41]}, "kernel.too_long"),
    ({"services": [f"服务{number}" for number in range(21)]}, "visits.too_many"),
    ({"materials": [MaterialDraft(name="告知信", amount=-1)]}, "visits.amount_out_of_range"),
    ({"needs": [need(" ")]}, "kernel.empty"),
    ({"needs": [need() for _ in range(21)]}, "visits.too_many"),
    ({"needs": [need(class_code="Z99")]}, "catalogue.class_unknown"),
    ({"agreed_follow_up_on": date(2026, 11, 1)}, "visits.agreed_out_of_range"),
    ({"agreed_follow_up_on": date(2028, 11, 1)}, "visits.agreed_out_of_range"),
    ({"return_for": ReturnDraft(uuid7(), Effect.FIXED)}, "visits.effect_of_a_return_visit"),
    ({"kind": Kind.RETURN, "return_for": ReturnDraft(uuid7(), Effect.FIXED)}, "visits.ticket_elsewhere"),
]


def test_a_bad_draft_is_refused_by_itself_and_nothing_of_it_is_written(street: Street) -> None:
    place, checklist = street.place(), street.checklist()
    twice = need()
    bad = [
        *BAD,
        ({"made_at": clock.now() + timedelta(minutes=11)}, "visits.to_come"),
        ({"needs": [twice, twice]}, "visits.need_twice"),
        ({"answers": [street.said(checklist, noise="issue")]}, "visits.issue_left_alone"),
        ({"answers": [street.said(checklist, nothing="x")]}, "checklists.item_unknown"),
        ({"answers": [street.said(checklist, food="fine"), street.said(checklist, noise="fine")]}, "checklists.version_unknown"),
    ]
    checklist.version_number = 7
    bad.append(({"answers": [street.said(checklist, food="fine")]}, "checklists.version_unknown"))
    good = street.visit_draft(place)
    results = street.visits(*[street.visit_draft(place, **facts) for facts, _ in bad], good)

    assert codes(results) == [*(code for _, code in bad), ""]
    assert all(each.sentence for each in results if isinstance(each, Refused))
    with scope.scoped(street.house):
        assert (Visit.objects.count(), Ticket.objects.count(), VisitAnswer.objects.count()) == (1, 0, 0)
    with pytest.raises(ValueError, match="200"):
        street.visits(*[good] * 201)
    with pytest.raises(Refused):
        street.acts(street.walker, actions.record_visit, street.visit_draft(place, people=0))


def test_the_same_batch_comes_as_often_as_it_likes(street: Street) -> None:
    place = street.place()
    drafts = [street.visit_draft(place, needs=[need()], agreed_follow_up_on=date(2026, 12, 1), note=f"{number}") for number in range(3)]
    first = street.visits(*drafts, drafts[0])
    again = street.visits(*reversed(drafts), *drafts)

    assert {each.pk for each in first if isinstance(each, Visit)} == {draft.id for draft in drafts}
    assert codes(again) == [""] * 6
    with scope.scoped(street.house):
        assert (Visit.objects.count(), Ticket.objects.count(), PlannedVisit.objects.count()) == (3, 3, 3)
    other = street.visit_draft(place, id=drafts[0].id, outcome=Outcome.NOT_FOUND)
    stolen = street.visit_draft(place, needs=[need(ticket_id=drafts[1].needs[0].ticket_id)])
    assert codes(street.visits(other, stolen)) == ["visits.other_visit_there", "visits.need_twice"]
    assert codes(street.visits(drafts[0], actor=street.chief)) == ["visits.other_visit_there"]


def test_what_was_left_there_and_who_went_along_is_counted(street: Street) -> None:
    place = street.place()
    with scope.scoped(street.house):
        colleague = street.centre.person_id
    materials = [MaterialDraft(name="告知信", amount=2), MaterialDraft(name="告知信", amount=1), MaterialDraft(name="海报", amount=0)]
    visit = street.visit(
        place, services=["反诈宣传", "反诈宣传"], materials=materials, people=5, colleague_ids=[colleague, street.walker.person_id]
    )
    with scope.scoped(street.walker):
        assert queries.given_at(street.walker, visit, Given.SERVICE) == [("反诈宣传", 1)]
        assert queries.last_given(street.walker, visit.visited_on) == (["反诈宣传"], [("告知信", 3)])
        assert queries.last_given(street.walker, date(2026, 11, 1)) == ([], [])
        assert queries.colleagues_at(street.walker, visit) == [colleague]
        assert (visit.people, VisitParticipant.objects.count(), VisitGiven.objects.count()) == (5, 1, 2)
    assert street.visit(place, colleague_ids=[colleague]).people == 2


def test_two_hundred_visits_cost_hardly_more_than_a_few(street: Street) -> None:
    checklist = street.checklist()
    shops = [street.place(f"小店{number}") for number in range(4)]

    def batch(amount: int) -> list[Any]:
        said = street.said(checklist, food="fine", opening_hours="10–21")
        return [
            street.visit_draft(shops[number % 4], answers=[said], needs=[need()] if number % 4 == 0 else [], services=["帮办"])
            for number in range(amount)
        ]

    def cost(amount: int) -> int:
        drafts = batch(amount)
        with scope.scoped(street.walker), CaptureQueriesContext(connection) as seen:
            assert codes(actions.record_visits(street.walker, drafts)) == [""] * amount
        return len(seen)

    few, many = cost(4), cost(200)
    assert many <= few + 2 <= STATEMENTS, (few, many)


def test_one_sees_and_writes_down_what_lies_in_ones_own_grids(street: Street) -> None:
    west, east = street.place(), street.place("东边小店", spot=EAST)
    assert codes(street.visits(street.visit_draft(west), street.visit_draft(east), actor=street.westerner)) == ["", "kernel.not_found"]
    there = street.visit(east)
    with scope.scoped(street.westerner):
        assert [each.place_id for each in queries.latest(street.westerner)] == [west.pk]
        with pytest.raises(Refused):
            queries.get_for(street.westerner, there.pk)
    with scope.scoped(street.nobody):
        assert not queries.may_look(street.nobody) and queries.latest(street.nobody) == []
    assert codes(street.visits(street.visit_draft(west), actor=street.nobody)) == ["kernel.not_found"]


def test_each_permission_reaches_as_far_as_it_does(street: Street) -> None:
    west, east = street.place(), street.place("东边小店", spot=EAST)
    reads = [each for each in WALKS if each not in {Permission.RECORD, TicketPermission.OPEN}]
    limited = {str(each): frozenset({street.west}) for each in (Permission.RECORD, TicketPermission.OPEN)}
    narrow = replace(street.walker, permissions=frozenset(map(str, reads)), limits=limited)
    assert codes(street.visits(street.visit_draft(west, needs=[need()]), street.visit_draft(east), actor=narrow)) == [
        "",
        "kernel.not_allowed",
    ]
    free = replace(narrow, permissions=narrow.permissions | {Permission.RECORD.value})
    assert codes(street.visits(street.visit_draft(east), street.visit_draft(east, needs=[need()]), actor=free)) == [
        "",
        "kernel.not_allowed",
    ]


def test_a_unit_that_closed_takes_nothing_down_and_nothing_is_half_written(street: Street) -> None:
    place = street.place()
    with scope.scoped(street.house):
        Unit.objects.filter(pk=street.units["fangguan"]).update(valid_until=clock.now() - timedelta(days=1))
    with pytest.raises(Refused) as refused:
        street.visits(street.visit_draft(place), street.visit_draft(place, needs=[need()]))
    assert refused.value.code == "tickets.unit_is_closed"
    with scope.scoped(street.house):
        assert Visit.objects.count() == 0


def test_who_belongs_to_no_unit_leaves_needs_with_the_centre(street: Street) -> None:
    place, wanted = street.place(), need()
    assert street.visit(place, actor=street.house).unit_id is None
    street.visit(place, actor=street.house, needs=[wanted])
    assert street.reload(wanted.ticket_id).intake_unit_id == street.units["centre"]


def test_a_need_that_names_its_item_keeps_it_and_its_own_words(street: Street) -> None:
    place, checklist = street.place(), street.checklist()
    named, other = need("音响太响", item="noise"), need("别的事", item="nothing_of_the_list")
    said = street.said(checklist, noise="issue")
    said = replace(said, items={**said.items, "noise": replace(said.items["noise"], note="从早响到晚")})
    made = street.acts(street.walker, actions.record_visit, street.visit_draft(place, answers=[said], needs=[other, named]))
    with scope.scoped(street.walker):
        assert VisitNeed.objects.get(ticket_id=named.ticket_id).item == "noise"
        assert VisitAnswer.objects.get(visit=made, item="noise").note == "从早响到晚"


def test_visits_come_page_by_page_in_words(street: Street) -> None:
    place, checklist = street.place(), street.checklist()
    first = street.visit(place, made_at=clock.now() - timedelta(days=2), answers=[street.said(checklist, uses_gas="yes")])
    second = street.visit(place, made_at=clock.now() - timedelta(days=1))
    with scope.scoped(street.walker):
        assert [each.pk for each in queries.latest(street.walker, before=second.pk)] == [first.pk]
        (told,) = queries.answers_of(street.walker, first)
        assert [each.words for each in told.answers] == ["有"]
    with scope.scoped(street.nobody):
        assert queries.chain_of(street.nobody, Ticket()).is_empty


def test_a_list_that_nobody_touched_leaves_nothing_behind(street: Street) -> None:
    visit = street.visit(street.place(), answers=[street.said(street.checklist())])
    with scope.scoped(street.walker):
        assert VisitAnswer.objects.filter(visit=visit).count() == 0


def test_what_is_remembered_of_the_lists_is_bounded(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checklists, "REMEMBERED", 1)
    one, other = street.checklist(), street.checklist("fire_exits")

    for each in (one, other, one):
        street.visit(street.place(), answers=[street.said(each)])
        assert len(checklists._PUBLISHED) == 1
