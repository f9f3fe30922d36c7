"""A patrol on the phone: taken along, written down without a network, sent as often as it likes."""

from typing import Any
from uuid import UUID

import pytest

from linli.kernel import clock, files, scope
from linli.kernel.ids import uuid7
from linli.org.rules.people import day_of
from linli.tickets.models import Ticket
from linli.visits.actions import routes, shifts
from linli.visits.actions.routes import RouteDraft, StopDraft
from linli.visits.actions.shifts import ShiftsDraft
from linli.visits.models import PatrolFinding, PatrolShift
from linli.visits.queries import patrols
from linli.visits.rules.patrols import Part, RouteKind, RouteWords
from tests import make, people
from tests.field.street import WORKER, Street
from tests.field.test_attachments import picture

WALKS = (*WORKER, "visits.read", "visits.record", "checklists.read")
LAYS = ("org.read", "org.change_grids", "visits.read", "visits.plan")


class Beat:
    """A river walk of two stops that 何新 is to walk today."""

    def __init__(self, street: Street) -> None:
        self.street, walker = street, street.town.fangguan
        house = people.clerk(street.town.lanting, LAYS)
        self.grid = make.grid(house).pk
        with scope.scoped(house):
            route = routes.set_route(house, RouteDraft(words=RouteWords(name="河边步道", kind=RouteKind.LOOK), grid_id=self.grid))
            points = [StopDraft(name="北口", lon=121.402, lat=31.202), StopDraft(name="南口")]
            routes.set_stops(house, route.pk, points, seen=route.journal_seq)
            day = day_of(clock.now())
            (shift,) = shifts.plan_shifts(
                house, ShiftsDraft(route_id=route.pk, part=Part.EVENING, days=[day], person_ids=[UUID(str(walker.person_id))])
            )
            self.stops = [str(each.id) for each in patrols.stops_of(house, [route.pk])[route.pk]]
        self.house, self.shift_id = house, str(shift.pk)
        self.phone = street.phone_of("he.xin", walker, WALKS)

    def says(self, **facts: Any) -> dict[str, Any]:
        return self.phone.says("patrol.record", {"shift_id": self.shift_id, **facts})

    def finding(self, **facts: Any) -> dict[str, Any]:
        return {"finding_id": str(uuid7()), "ticket_id": str(uuid7()), "words": "步道灯不亮", "stop_id": self.stops[0], **facts}

    def rows(self, model: Any) -> list[Any]:
        with scope.scoped(self.street.town.house):
            return list(model.objects.order_by("pk"))

    def pulled(self, cursor: str = "") -> dict[str, Any]:
        return {each["id"]: each["body"] for each in self.phone.pulls(cursor)["items"] if each["kind"] == "patrol"}


@pytest.fixture
def beat(street: Street) -> Beat:
    return Beat(street)


def test_a_shift_is_taken_along_and_gone_when_it_is_over(beat: Beat) -> None:
    first = beat.phone.pulls()
    (body,) = (each["body"] for each in first["items"] if each["kind"] == "patrol")
    assert (body["name"], body["part"], [stop["name"] for stop in body["stops"]]) == ("河边步道", "evening", ["北口", "南口"])
    found = beat.finding()
    said = beat.says(findings=[found])

    receipts = [beat.phone.brings(said)[said["id"]] for _ in range(3)]

    assert {each["status"] for each in receipts} == {"applied"}
    (ticket,) = beat.rows(Ticket)
    assert receipts[0]["result"]["tickets"] == [{"id": found["ticket_id"], "number": ticket.number}]
    assert beat.pulled(first["cursor"])[beat.shift_id]["stops"][0]["known"] == [{"number": ticket.number, "matter": "步道灯不亮"}]
    over = beat.says(is_over=True, missed=[{"stop_id": beat.stops[1], "reason": "blocked"}], note="其余正常")
    again = beat.says(is_over=True)
    assert beat.phone.status(over, again) == "applied" and beat.phone.status(again) == "applied"
    assert [row.ending for row in beat.rows(PatrolShift)] == ["done"] and beat.pulled() == {}


def test_a_picture_of_a_finding(beat: Beat) -> None:
    found, content, attachment_id = beat.finding(on_spot_line="换了灯管"), picture(), str(uuid7())
    said = beat.says(findings=[found])
    beat.phone.puts(attachment_id, content, 0, len(content))
    about = {"kind": "finding", "id": found["finding_id"]}
    photo = beat.phone.says("photo.attach", {"attachment_id": attachment_id, "about": about}, after=[said["id"]])

    assert beat.phone.status(photo, said) == "applied"
    (finding,) = beat.rows(PatrolFinding)
    assert beat.street.town.reload(finding.ticket_id).state == "closed"
    with scope.scoped(beat.street.town.house):
        assert len(files.of(finding)) == 1


def test_what_cannot_be_is_refused_by_its_receipt(beat: Beat) -> None:
    elsewhere = make.subdistrict(beat.street.town.database, "zhuxi", "竹溪街道")
    house = people.clerk(elsewhere, LAYS)
    with scope.scoped(house):
        route = routes.set_route(house, RouteDraft(words=RouteWords(name="别处", kind=RouteKind.LOOK)))
        (other,) = shifts.plan_shifts(house, ShiftsDraft(route_id=route.pk, part=Part.NIGHT, days=[day_of(clock.now())]))
    for said, code in (
        (beat.says(shift_id=str(other.pk), is_over=True), "kernel.not_found"),
        (beat.says(findings=[beat.finding(words="")]), "kernel.empty"),
        (beat.says(findings=[beat.finding(stop_id=None)]), "patrols.where_is_missing"),
        (beat.says(findings=[beat.finding(seen_at="2026-11-23T01:00:00Z")]), "field.bad_payload"),
        (beat.says(walked_minutes=40), "field.bad_payload"),
        (beat.says(missed=[{"stop_id": beat.stops[0], "reason": "lazy"}]), "field.bad_payload"),
    ):
        receipt = beat.phone.brings(said)[said["id"]]
        assert (receipt["status"], receipt["code"]) == ("refused", code)
    assert beat.rows(Ticket) == [] and [row.ending for row in beat.rows(PatrolShift)] == [""]
