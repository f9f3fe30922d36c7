"""Patrols on the database: routes, shifts, what was found, and that nobody is timed by any of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest

from linli.checklists import queries as checklists
from linli.kernel import clock, files, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.ids import uuid7
from linli.org.models import Seat, SeatHolding, TaskForce, TeamTemplate
from linli.org.rules.people import day_of
from linli.tickets.actions.catalogue import lay_preset
from linli.tickets.models import Ticket
from linli.tickets.queries import catalogue
from linli.tickets.rules.kinds import FROM_PATROL
from linli.visits.actions import patrolling, routes, shifts
from linli.visits.actions.patrolling import FindingDraft, MissedDraft, PatrolDraft
from linli.visits.actions.routes import RouteDraft, StopDraft
from linli.visits.actions.shifts import ShiftsDraft
from linli.visits.models import PatrolFinding, PatrolRoute, PatrolShift, PatrolStop
from linli.visits.queries import patrols as queries
from linli.visits.queries.patrols import Stop
from linli.visits.rules.patrols import Missed, NotDone, Part, RouteKind, RouteWords, Standing
from linli.visits.rules.permissions import Permission
from tests import make
from tests.visits.street import EAST, WEST, Street


class Beat:
    """A safety round in the western grid past two shops and a corner, planned for today."""

    def __init__(self, street: Street) -> None:
        self.street = street
        self.shops = [street.place("鲜果时光"), street.place("王记冒菜", spot=EAST)]
        self.route = self.lay("九小消防巡查", grid_id=street.west)
        stops = [*(StopDraft(place_id=shop.pk) for shop in self.shops), StopDraft(name="河边步道口", lon=WEST.lon, lat=WEST.lat)]
        self.set_stops(stops)
        (self.shift,) = self.plan(day_of(clock.now()))

    def lay(self, name: str, actor: Actor | None = None, **facts: Any) -> PatrolRoute:
        draft = RouteDraft(words=RouteWords(name=name, kind=RouteKind.SAFETY, section="岚皋西路 1–99 号"), **facts)
        made: PatrolRoute = self.street.acts(actor or self.street.chief, routes.set_route, draft)
        return made

    def set_stops(self, stops: Sequence[StopDraft], seen: int | None = None, actor: Actor | None = None) -> None:
        seen = self.reload(self.route).journal_seq if seen is None else seen
        self.street.acts(actor or self.street.chief, routes.set_stops, self.route.pk, stops, seen=seen)

    def stops(self) -> list[Stop]:
        with scope.scoped(self.street.house):
            return queries.stops_of(self.street.chief, [self.route.pk])[self.route.pk]

    def plan(self, *days: date, actor: Actor | None = None, **facts: Any) -> list[PatrolShift]:
        draft = ShiftsDraft(**{"route_id": self.route.pk, "part": Part.MORNING, "days": days, **facts})
        made: list[PatrolShift] = self.street.acts(actor or self.street.chief, shifts.plan_shifts, draft)
        return made

    def record(self, *findings: FindingDraft, actor: Actor | None = None, shift: PatrolShift | None = None, **facts: Any) -> PatrolShift:
        draft = PatrolDraft(shift_id=(shift or self.shift).pk, findings=findings, **facts)
        made: PatrolShift = self.street.acts(actor or self.street.walker, patrolling.record_patrol, draft)
        return made

    def reload(self, row: Any) -> Any:
        with scope.scoped(self.street.house):
            return type(row).objects.get(pk=row.pk)

    def rows(self, model: Any) -> list[Any]:
        with scope.scoped(self.street.house):
            return list(model.objects.order_by("pk"))

    def standing(self, shift: PatrolShift | None = None) -> Standing:
        with scope.scoped(self.street.house):
            row = PatrolShift.objects.select_related("route").get(pk=(shift or self.shift).pk)
            return queries.line_of(self.street.chief, row).standing


def found(words: str = "疏散通道堆了纸箱", **facts: Any) -> FindingDraft:
    return FindingDraft(**{"id": uuid7(), "ticket_id": uuid7(), "words": words, **facts})


def refusal(act: Any, *known: Any, **facts: Any) -> str:
    with pytest.raises(Refused) as refused:
        act(*known, **facts)
    return refused.value.code


@pytest.fixture
def beat(street: Street) -> Beat:
    return Beat(street)


def test_what_is_found_is_a_ticket_and_the_rest_was_fine_by_one_word(beat: Beat) -> None:
    first, _, corner = beat.stops()
    assert beat.standing() is Standing.PLANNED
    open_one, settled = found(stop_id=first.id), found("步道灯罩松了", stop_id=corner.id, on_spot_line="拧紧了")
    elsewhere = found("路面积水", where="岚皋西路 31 号门前")

    beat.record(open_one, settled)
    assert beat.standing() is Standing.UNDER_WAY
    # The phone heard no answer and sends it again, this time with the end.
    beat.record(open_one, settled, elsewhere, missed=[MissedDraft(beat.stops()[1].id, Missed.CLOSED)], is_over=True, note="其余正常")
    beat.record(open_one, is_over=True)

    assert beat.standing() is Standing.DONE and beat.reload(beat.shift).note == "其余正常"
    tickets = {row.pk: row for row in beat.rows(Ticket)}
    assert len(tickets) == 3 and {row.source for row in tickets.values()} == {"patrol"}
    assert [tickets[each.ticket_id].state for each in (open_one, settled, elsewhere)] == ["received", "closed", "received"]
    ticket = tickets[open_one.ticket_id]
    assert (ticket.origin_kind, ticket.origin_id, ticket.place_id) == (FROM_PATROL, open_one.id, beat.shops[0].pk)
    assert (tickets[settled.ticket_id].address, tickets[settled.ticket_id].lon) == ("河边步道口", WEST.lon)
    assert (tickets[elsewhere.ticket_id].address, tickets[elsewhere.ticket_id].grid_id) == ("岚皋西路 31 号门前", beat.street.west)
    with scope.scoped(beat.street.house):
        shift = queries.shift_for(beat.street.chief, beat.shift.pk)
        assert [(stop.name, why) for stop, why, _ in queries.missed_of(beat.street.chief, shift)] == [("王记冒菜", Missed.CLOSED)]
    assert (first.at, corner.at) == ((WEST.lon, WEST.lat), (WEST.lon, WEST.lat))
    assert beat.street.verbs(beat.shift) == ["patrol_shift.planned", "patrol_shift.done"]
    # Nobody said when he began, and no entry stands for a stop where all was fine.
    assert [beat.street.verbs(row) for row in beat.rows(PatrolFinding)] == [["patrol_finding.made"]] * 3


def test_the_dossier_the_ticket_and_the_next_patrol_know_of_it(beat: Beat) -> None:
    first = beat.stops()[0]
    beat.record(found(stop_id=first.id), found("墙角渗水", place_id=beat.shops[1].pk, lon=121.4, lat=31.2))
    chief = beat.street.chief
    with scope.scoped(beat.street.house):
        (at_shop,) = queries.findings_at(chief, [beat.shops[0].pk])
        assert at_shop.place_name == "鲜果时光" and at_shop.number and at_shop.state == "received"
        ticket = Ticket.objects.get(pk=at_shop.finding.ticket_id)
        origin = queries.origin_of(chief, ticket)
        assert origin is not None and origin.finding.shift_id == beat.shift.pk
        assert queries.known_at(chief, [first.id]) == {first.id: [(ticket.number, "疏散通道堆了纸箱")]}
        assert queries.known_at(chief, []) == {}
        # Who sees patrols and not the ticket is told nothing of it.
        blind = replace(chief, permissions=frozenset({str(Permission.READ)}))
        assert [(each.number, each.state) for each in queries.findings_at(blind, [beat.shops[0].pk])] == [("", None)]
        assert queries.findings_of(chief, []) == []
        stranger = replace(chief, permissions=frozenset())
        assert queries.origin_of(stranger, ticket) is None and queries.mine(stranger, date.min, date.max) == []


def test_a_finding_that_cannot_be_leaves_nothing_behind(beat: Beat) -> None:
    for facts, code in (
        ({"words": " ", "where": "门口"}, "kernel.empty"),
        ({}, "patrols.where_is_missing"),
        ({"lon": 121.4}, "patrols.point_is_half"),
        ({"lon": 121.4, "lat": 91.0}, "patrols.point_is_half"),
        ({"stop_id": uuid7()}, "patrols.stop_unknown"),
        ({"where": "门口", "class_code": "没有的类"}, "catalogue.class_unknown"),
    ):
        assert refusal(beat.record, found(where="先写的一处"), found(**facts), is_over=True) == code
    with pytest.raises(NotFound):
        beat.record(found(where="先写的一处"), found(place_id=uuid7()))
    assert beat.rows(PatrolFinding) == [] and beat.rows(Ticket) == [] and beat.standing() is Standing.PLANNED


def test_another_finding_under_a_known_number_is_refused(beat: Beat) -> None:
    one = found(where="门口")
    beat.record(one)
    assert refusal(beat.record, replace(one, ticket_id=uuid7())) == "patrols.other_finding_there"
    assert refusal(beat.record, replace(one, id=uuid7())) == "patrols.other_finding_there"
    twice = found(where="门口")
    assert refusal(beat.record, twice, replace(twice, id=uuid7())) == "patrols.other_finding_there"
    assert refusal(beat.record, *(found(where="门口") for _ in range(31))) == "patrols.too_many_findings"
    assert refusal(beat.record, is_over=True, missed=[MissedDraft(uuid7(), Missed.CLOSED)]) == "patrols.stop_unknown"
    other = MissedDraft(beat.stops()[0].id, Missed.OTHER)
    assert refusal(beat.record, is_over=True, missed=[other]) == "kernel.empty"
    beat.record(is_over=True, missed=[replace(other, note="门前在修路")])
    # A colleague's phone comes late: what he found was there.
    beat.record(found(where="后门"), actor=replace(beat.street.walker, account_id=uuid7()))
    assert beat.standing() is Standing.DONE and len(beat.rows(PatrolFinding)) == 2


def test_the_class_comes_from_the_item_of_the_stops_list(beat: Beat) -> None:
    checklist = beat.street.checklist("fire_exits")
    beat.street.acts(beat.street.house, lay_preset)
    beat.set_stops([StopDraft(stop_id=each.id, checklist_id=checklist.pk if each.place_id else None) for each in beat.stops()])
    first, _, corner = beat.stops()
    assert (first.checklist, corner.checklist_id) == (checklist.title, None)
    with scope.scoped(beat.street.house):
        (whole,) = checklists.in_use(beat.street.chief)
        code = next(item.class_code for item in whole.body.items if item.class_code)
        name = next(item.name for item in whole.body.items if item.class_code)
        other = next(item for item in catalogue.in_use(beat.street.chief).items if item != code)
    by_list, by_hand = found(stop_id=first.id, item=name), found(stop_id=first.id, item=name, class_code=other)
    unknown, bare, nowhere = found(stop_id=first.id, item="gone"), found(stop_id=corner.id, item=name), found(where="门口", item=name)
    beat.record(by_list, by_hand, unknown, bare, nowhere)
    tickets = {row.pk: row.item_code or "" for row in beat.rows(Ticket)}
    assert [tickets[each.ticket_id] for each in (by_list, by_hand, unknown, bare, nowhere)] == [code, other, "", "", ""]


def test_stops_keep_what_was_found_at_them_when_they_are_taken_off(beat: Beat) -> None:
    first, second, corner = beat.stops()
    seen = beat.reload(beat.route).journal_seq
    beat.set_stops([StopDraft(stop_id=corner.id, name="河边步道北口"), StopDraft(stop_id=first.id)])
    assert [each.name for each in beat.stops()] == ["河边步道北口", "鲜果时光"]
    beat.record(found(stop_id=second.id))
    assert len(beat.rows(PatrolStop)) == 3
    with pytest.raises(Stale):
        beat.set_stops([], seen=seen)
    for stops, code in (
        ([StopDraft(stop_id=first.id), StopDraft(stop_id=first.id)], "patrols.stop_unknown"),
        ([StopDraft(stop_id=second.id)], "patrols.stop_unknown"),
        ([StopDraft(place_id=uuid7())], "patrols.stop_unknown"),
        ([StopDraft(name="路口", checklist_id=uuid7())], "patrols.stop_unknown"),
        ([StopDraft(name=" ")], "patrols.stop_has_no_name"),
        ([StopDraft(name="路口", lat=31.2)], "patrols.point_is_half"),
        ([StopDraft(name=f"路口{number}") for number in range(81)], "patrols.too_many_stops"),
    ):
        assert refusal(beat.set_stops, stops) == code
    assert [each.name for each in beat.stops()] == ["河边步道北口", "鲜果时光"]


def test_a_route_has_its_own_name_and_is_retired_with_all_it_knows(beat: Beat) -> None:
    assert refusal(beat.lay, "九小消防巡查") == "patrols.name_taken"
    for column in ("grid_id", "unit_id", "person_id"):
        with pytest.raises(NotFound):
            beat.lay("另一条", beat.street.chief, **{column: uuid7()})
    draft = RouteDraft(words=RouteWords(name="九小消防巡查", kind=RouteKind.WARDEN), grid_id=beat.street.west, is_retired=True)
    change = routes.set_route
    with pytest.raises(Stale):
        beat.street.acts(beat.street.chief, change, draft, route_id=beat.route.pk, seen=0)
    beat.street.acts(beat.street.chief, change, draft, route_id=beat.route.pk, seen=beat.reload(beat.route).journal_seq)
    assert refusal(beat.plan, day_of(clock.now())) == "patrols.route_is_retired"
    beat.lay("九小消防巡查")
    today = day_of(clock.now())
    with scope.scoped(beat.street.house):
        (line,) = queries.routes(beat.street.chief, today=today)
        assert (line.stops, line.next_on) == (0, None) and len(queries.to_choose(beat.street.chief)) == 1


def test_shifts_are_planned_once_and_called_off_with_a_reason(beat: Beat) -> None:
    today = day_of(clock.now())
    assert refusal(beat.plan, today) == "patrols.planned_already"
    (later,) = beat.plan(today, today + timedelta(days=7))
    assert later.planned_on == today + timedelta(days=7)
    assert refusal(beat.plan, today + timedelta(days=200)) == "patrols.day_out_of_range"
    assert refusal(beat.plan, today, part=Part.NIGHT, person_ids=[uuid7()]) == "patrols.person_unknown"
    assert refusal(beat.plan, today, part=Part.NIGHT, team_id=uuid7()) == "patrols.person_unknown"
    assert refusal(beat.record, shift=later, is_over=True) == "patrols.to_come"
    off = shifts.call_off
    with pytest.raises(Stale):
        beat.street.acts(beat.street.chief, off, later.pk, seen=99, reason=NotDone.WEATHER)
    beat.street.acts(beat.street.chief, off, later.pk, seen=later.journal_seq, reason=NotDone.WEATHER, note="台风")
    assert beat.standing(later) is Standing.NOT_DONE
    assert refusal(beat.street.acts, beat.street.chief, off, later.pk, seen=2, reason=NotDone.WEATHER) == "patrols.shift_is_over"
    # Somebody walked all the same, and says so: what was walked was walked.
    beat.street.acts(beat.street.chief, off, beat.shift.pk, seen=beat.shift.journal_seq, reason=NotDone.OTHER, note="人手不够")
    beat.record(found(where="门口"), is_over=True)
    assert beat.standing() is Standing.DONE and beat.reload(beat.shift).reason == ""
    with scope.scoped(beat.street.house):
        assert len(queries.shifts(beat.street.chief, today, today + timedelta(days=9), route_id=beat.route.pk)) == 2
        (line,) = queries.routes(beat.street.chief, today=today)
        assert (line.stops, line.next_on) == (3, None)


def test_who_may_walk_and_who_may_plan(beat: Beat) -> None:
    street, today = beat.street, day_of(clock.now())
    far = beat.lay("东片", grid_id=street.east)
    (named,) = beat.plan(today, part=Part.EVENING, route_id=far.pk, person_ids=[street.walker.person_id])
    (other,) = beat.plan(today, part=Part.NIGHT, route_id=far.pk)
    nobody = replace(street.walker, permissions=frozenset({"org.read"}))
    for actor in (nobody, replace(street.westerner, person_id=None)):
        with pytest.raises(NotFound):
            beat.record(actor=actor, shift=other, is_over=True)
    looker = replace(street.walker, permissions=frozenset({str(Permission.READ)}))
    assert refusal(beat.record, actor=looker, is_over=True) == "kernel.not_allowed"
    assert refusal(beat.lay, "另一条", looker) == "kernel.not_allowed"
    assert refusal(beat.lay, "另一条", street.westerner, grid_id=street.east) == "kernel.not_allowed"
    assert beat.lay("西片", street.westerner, grid_id=street.west).grid_id == street.west
    with pytest.raises(NotFound):
        beat.plan(today, actor=street.westerner, route_id=far.pk)
    # In the west by the grid; in the east because somebody named him.
    beat.record(actor=street.westerner, is_over=True)
    beat.street.acts(street.chief, routes.set_stops, far.pk, [StopDraft(place_id=beat.shops[1].pk)], seen=far.journal_seq)
    with scope.scoped(street.house):
        (stop,) = queries.stops_of(street.chief, [far.pk])[far.pk]
    # He may report along the route, and nowhere else out of his grid.
    beat.record(found(stop_id=stop.id, on_spot_line="搬走了"), actor=street.westerner, shift=named, is_over=True)
    assert [row.grid_id for row in beat.rows(Ticket)] == [street.east]
    with pytest.raises(NotFound):
        beat.record(found(place_id=beat.shops[1].pk), actor=street.westerner, shift=named)
    sees = replace(street.westerner, permissions=frozenset({"places.read"}))
    assert refusal(beat.record, found(place_id=beat.shops[1].pk), actor=sees, shift=named) == "kernel.not_allowed"
    silent = replace(sees, limits={key: grids for key, grids in sees.limits.items() if key != "tickets.open"})
    assert refusal(beat.record, found(stop_id=stop.id), actor=silent, shift=named) == "kernel.not_allowed"
    assert beat.standing(named) is Standing.DONE
    with scope.scoped(street.house):
        assert {line.shift.pk for line in queries.shifts(street.westerner, today, today)} == {beat.shift.pk, named.pk}
        assert queries.route_for(street.westerner, beat.route.pk).name == "九小消防巡查"
        for get, row in ((queries.route_for, far.pk), (queries.shift_for, other.pk)):
            with pytest.raises(NotFound):
                get(street.westerner, row)
            with pytest.raises(NotFound):
                get(nobody, row)


def a_team_with(street: Street) -> UUID:
    """A task force in which the walker holds a seat."""
    with scope.scoped(street.house):
        here = {"subdistrict_id": street.house.subdistrict_id}
        begun = clock.now() - timedelta(days=1)
        template = TeamTemplate.objects.create(**here, name="街面观察队")
        team = TaskForce.objects.create(**here, name="街面观察队", template=template, version=1, valid_from=begun)
        seat = Seat.objects.create(
            **here, task_force=team, key="member", number=1, group="fixed", title="队员", is_required=False, fill_within_days=1, order=1,
            valid_from=begun,
        )  # fmt: skip
        SeatHolding.objects.create(**here, seat=seat, person_id=street.walker.person_id, valid_from=begun)
        return team.pk


def test_a_phone_takes_along_what_its_owner_is_to_walk(beat: Beat) -> None:
    street, today = beat.street, day_of(clock.now())
    with scope.scoped(street.house):
        # Nobody is named, and no unit answers for the route.
        assert queries.mine(street.walker, today, today) == queries.mine(replace(street.walker, person_id=None), today, today) == []
        PatrolRoute.objects.filter(pk=beat.route.pk).update(unit_id=street.units["fangguan"])
        assert [line.shift.pk for line in queries.mine(street.walker, today, today)] == [beat.shift.pk]
        PatrolRoute.objects.filter(pk=beat.route.pk).update(person_id=street.walker.person_id, unit_id=None)
        assert [line.shift.pk for line in queries.mine(street.walker, today, today)] == [beat.shift.pk]
        PatrolRoute.objects.filter(pk=beat.route.pk).update(person_id=None)
    beat.plan(today, part=Part.NIGHT, person_ids=[street.walker.person_id])
    team = a_team_with(street)
    beat.plan(today, part=Part.EVENING, team_id=team)
    with scope.scoped(street.house):
        assert [line.shift.part for line in queries.mine(street.walker, today, today)] == ["evening", "night"]
        assert [row.pk for row in queries.teams_to_choose(street.chief)] == [team]


def test_a_picture_is_its_makers_and_always_a_choice(beat: Beat) -> None:
    one = found(where="门口")
    beat.record(one)
    street = beat.street
    street.acts(street.walker, patrolling.attach_photo, one.id, name="a.txt", content=BytesIO(b"picture"))
    with scope.scoped(street.house):
        assert [each.purpose for each in files.of(PatrolFinding.objects.get(pk=one.id))] == ["visit"]
    for actor, outcome in (
        (replace(street.walker, account_id=uuid7()), Refused),
        (replace(street.walker, permissions=frozenset()), NotFound),
    ):
        with pytest.raises(outcome):
            street.acts(actor, patrolling.attach_photo, one.id, name="a.txt", content=BytesIO(b"x"))


def test_another_subdistrict_sees_none_of_it(beat: Beat) -> None:
    zhuxi = make.subdistrict(beat.street.database, "zhuxi", "竹溪街道")
    there = replace(beat.street.chief, subdistrict_id=zhuxi)
    for action, row, facts in (
        (patrolling.record_patrol, PatrolDraft(shift_id=beat.shift.pk, is_over=True), {}),
        (shifts.call_off, beat.shift.pk, {"seen": 1, "reason": NotDone.WEATHER}),
        (routes.set_stops, beat.route.pk, {"drafts": [], "seen": 1}),
    ):
        with pytest.raises(NotFound):
            beat.street.acts(there, action, row, **facts)
    assert beat.standing() is Standing.PLANNED
