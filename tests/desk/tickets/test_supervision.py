"""At the desk: plans and ladders looked at before they are published, calls and orders about late tickets."""

from datetime import UTC, timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.kernel import clock, scope
from linli.kernel.calendar import Duration, Kind, deadline
from linli.kernel.calendar import queries as calendars
from linli.org.rules.units import UnitKind
from linli.tickets.actions import dispatching, sweeping
from linli.tickets.models import SupervisionStep, TicketClock
from linli.tickets.queries import rule_sets as plans
from linli.tickets.rules.clocks import Clock, Track
from linli.tickets.rules.ladder import PRESETS
from tests.desk.test_query_counts import statements
from tests.desk.tickets.office import Office

PLANS, LADDER, TODAY = "/d/lanting/tickets/plans/", "/d/lanting/tickets/ladder/", "/d/lanting/tickets/supervision/"


BUDGETS = {TODAY: 13, LADDER: 13, PLANS: 13}


def times(**changed: str) -> dict[str, str]:
    """The form of the routine track as it is first opened, with these fields changed."""
    shown = {
        "acknowledge": ("2", "working_hours"),
        "accept": ("4", "working_hours"),
        "first_contact": ("1", "working_days"),
        "finish": ("5", "working_days"),
        "decide": ("3", "working_days"),
        "verify": ("3", "working_days"),
        "rework": ("3", "working_days"),
        "overall": ("7", "working_days"),
    }
    form = {f"{part}-{code}": value for code, pair in shown.items() for part, value in zip(("amount", "counted"), pair, strict=True)}
    return {**form, "seen": "1", "remark": "", **{name.replace("__", "-"): value for name, value in changed.items()}}


def queued(office: Office, login: str, query: str = "") -> dict[UUID, str]:
    """The lines of the queue as they stand in the page, by their ticket."""
    page = office.browsers[login].get(f"/d/lanting/tickets/{query}").content.decode()
    found = [line.split("</tr>")[0] for line in page.split("<tr data-row>")[1:]]
    return {UUID(line.split('data-open href="/d/lanting/tickets/')[1].split("/")[0]): line for line in found}


def in_force(office: Office) -> Any:
    actor = office.actor("centre")
    with scope.scoped(actor):
        return plans.plans_in_force(actor)[Track.ROUTINE], plans.ladders_in_force(actor)[UnitKind.PROPERTY_FIRM]


def test_a_plan_is_looked_at_then_published_and_running_tickets_keep_theirs(office: Office) -> None:
    before = office.ticket()
    browser = office.browsers["centre"]
    assert "5 working days" in browser.get(PLANS).content.decode()
    assert 'value="4"' in browser.get(f"{PLANS}routine/edit").content.decode()

    looked = browser.post(f"{PLANS}routine/edit", times(amount__accept="2", amount__first_contact="")).content.decode()
    assert ("Publish v2: 2 times change" in looked, "so far" in looked) == (True, True)
    assert in_force(office)[0].version == 1
    again = browser.post(f"{PLANS}routine/edit", times(amount__accept="2", then="again"))
    assert (again.status_code, 'value="2"' in again.content.decode()) == (200, True)

    done = browser.post(f"{PLANS}routine/edit", times(amount__accept="2", amount__first_contact="", then="publish", remark="区里通知"))

    assert (done.status_code, done["Location"]) == (303, PLANS)
    plan = in_force(office)[0]
    assert plan.version == 2
    assert plan.durations[Clock.ACCEPT] == Duration(Kind.WORKING_MINUTES, 120)
    assert Clock.FIRST_CONTACT not in plan.durations
    assert "区里通知" in browser.get(PLANS).content.decode()
    assert (office.row(before).plan["version"], office.row(office.ticket()).plan["version"]) == (1, 2)

    # Who began on the first version looks again at what that changes by now.
    stale = browser.post(f"{PLANS}routine/edit", times(amount__accept="3", then="publish"))
    assert (stale.status_code, "Somebody published v2 meanwhile" in stale.content.decode()) == (409, True)
    assert in_force(office)[0].version == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"amount__accept": "bald"}, "Accepted by the unit: “bald” is no time"),
        ({"amount__accept": "-1"}, "is no time"),
        ({"counted__accept": "weeks"}, "is no time"),
        ({"amount__finish": "0"}, "A duration of 0 cannot be counted"),
        ({"amount__finish": "5000"}, "A duration of 5000 cannot be counted"),
        ({"amount__overall": ""}, "says nothing about overall"),
    ],
)
def test_a_time_that_is_none_comes_back_with_what_was_typed(office: Office, changed: dict[str, str], words: str) -> None:
    for then in ("", "publish"):
        answer = office.browsers["centre"].post(f"{PLANS}routine/edit", {**times(**changed), "then": then, "remark": "试一试"})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert words in page
        assert "试一试" in page
    assert in_force(office)[0].version == 1


def test_publishing_what_is_in_force_is_refused_and_other_tracks_do_not_exist(office: Office) -> None:
    browser = office.browsers["centre"]
    assert "Nothing differs" in browser.post(f"{PLANS}routine/edit", {**times(), "then": "publish"}).content.decode()
    assert browser.get(f"{PLANS}nothing/edit").status_code == 404
    assert browser.get(f"{LADDER}nothing/edit").status_code == 404
    assert office.browsers["director"].get(f"{PLANS}routine/edit").status_code == 403


def rungs(*rows: tuple[str, str, str, str], **more: str) -> dict[str, Any]:
    whom, form, after, urgent = ([row[column] for row in rows] for column in range(4))
    return {"whom": whom, "form": form, "after": after, "urgent": urgent, "seen": "1", **more}


def test_a_ladder_is_looked_at_then_published(office: Office) -> None:
    browser, where = office.browsers["centre"], f"{LADDER}property_firm/edit"
    assert "项目经理" in browser.get(LADDER).content.decode()
    wanted = [("店长", "call", "0.5", "0"), ("", "call", "", ""), ("物业公司", "order", "8", "30")]

    looked = browser.post(where, rungs(*wanted)).content.decode()
    assert ("Publish v2" in looked, "after 0.5 office hours" in looked) == (True, True)
    assert "店长" in browser.post(where, rungs(*wanted, then="again")).content.decode()
    assert browser.post(where, rungs(*wanted, then="publish", remark="试行")).status_code == 303

    assert [(step.whom, step.after_minutes) for step in in_force(office)[1].steps] == [("店长", 30), ("物业公司", 480)]
    assert "店长" in browser.get(LADDER).content.decode()
    assert browser.post(where, rungs(*wanted, then="publish")).status_code == 409
    same = browser.post(where, rungs(*wanted, then="publish", seen="2"))
    assert (same.status_code, "Nothing differs" in same.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "from 1 to 5 steps"),
        ([("甲", "call", "0", "0")], "not a signed order"),
        ([("甲", "call", "4", "0"), ("乙", "order", "3", "0")], "Row 2 comes before"),
        ([("甲", "call", "x", "0"), ("乙", "order", "3", "0")], "Row 1: this time cannot be used"),
        ([("甲", "call", "0", "0"), ("乙", "order", "999", "0")], "Row 2: this time cannot be used"),
        ([("甲" * 41, "order", "0", "0")], "at most 40"),
    ],
)
def test_a_ladder_that_cannot_be_climbed_comes_back(office: Office, rows: Any, words: str) -> None:
    for then in ("", "publish"):
        answer = office.browsers["centre"].post(f"{LADDER}property_firm/edit", rungs(*rows, then=then))
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert in_force(office)[1] == PRESETS[UnitKind.PROPERTY_FIRM]


def late(office: Office) -> tuple[UUID, list[SupervisionStep]]:
    """A ticket of the firm that is late by every step."""
    ticket_id = office.ticket()
    office.does("centre", dispatching.dispatch, ticket_id, lead_unit_id=office.units["wuye"])
    with scope.scoped(office.me):
        due = clock.now() - timedelta(days=9)
        found = TicketClock.objects.filter(ticket_id=ticket_id, kind="accept")
        found.update(start_at=due, due_at=due, yellow_at=due, next_look_at=due)
        sweeping.sweep(office.me)
        return ticket_id, list(SupervisionStep.objects.filter(ticket_id=ticket_id).order_by("number"))


def test_a_call_is_written_down_from_the_list(office: Office) -> None:
    assert "Nobody has to be called now" in office.browsers["centre"].get(TODAY).content.decode()
    ticket_id, (first, *_) = late(office)
    page = office.browsers["centre"].get(TODAY).content.decode()
    for words in ("竹苑物业", "项目经理", office.row(ticket_id).number, f"{TODAY}{first.pk}/call"):
        assert words in page
    # The firm sees what concerns it, and cannot call itself.
    own = office.browsers["wuye"].get(TODAY).content.decode()
    assert ("项目经理" in own, f"{first.pk}/call" in own, "老林" in own) == (True, False, False)
    assert "Nobody has to be called" in office.browsers["chengguan"].get(TODAY).content.decode()

    empty = office.browsers["centre"].post(f"{TODAY}{first.pk}/call", {"answer": ""})
    assert empty.status_code == 422
    assert office.browsers["centre"].post(f"{TODAY}{first.pk}/call", {"answer": "今天去"}).status_code == 303
    twice = office.browsers["centre"].post(f"{TODAY}{first.pk}/call", {"answer": "再打"})
    assert (twice.status_code, "done this already" in twice.content.decode()) == (422, True)
    assert office.verbs(ticket_id)[-1] == "ticket.supervision_called"
    assert f"{TODAY}{first.pk}/call" not in office.browsers["centre"].get(TODAY).content.decode()


def test_an_order_is_signed_printed_and_answered(office: Office) -> None:
    ticket_id, (_, second, third) = late(office)
    sign, order, centre = f"{TODAY}{third.pk}/sign", f"{TODAY}{third.pk}/order", office.browsers["centre"]
    assert centre.get(order).status_code == 404
    assert centre.get(f"{TODAY}{third.pk}/answer").status_code == 404
    assert "楼道堆物" in centre.get(sign).content.decode()
    assert office.browsers["wuye"].get(sign).status_code == 403
    soon = clock.now().astimezone(UTC) + timedelta(days=3)
    said = {"text": "请清运并回复", "reply_due_at_0": f"{soon:%Y-%m-%d}", "reply_due_at_1": "10:00"}
    assert centre.post(sign, {**said, "reply_due_at_0": "2020-01-01"}).status_code == 422
    assert centre.post(f"{TODAY}{second.pk}/sign", said).status_code == 422

    # What was only called about is no formal supervision.
    assert queued(office, "centre", "?filter=supervised") == {}
    assert "Signed order" not in queued(office, "centre")[ticket_id]

    assert (centre.post(sign, said).status_code, office.verbs(ticket_id)[-1]) == (303, "ticket.order_signed")

    (line,) = queued(office, "centre", "?filter=supervised").values()
    assert "Signed order" in line and "Signed order" in queued(office, "wuye")[ticket_id]

    paper = centre.get(order).content.decode()
    for words in (office.row(ticket_id).number, "请清运并回复", "竹苑物业", "张宁"):
        assert words in paper
    assert order in office.browsers["wuye"].get(TODAY).content.decode()
    firm = office.browsers["wuye"]
    assert (firm.get(order).status_code, "老林" in firm.get(order).content.decode()) == (200, False)
    assert firm.post(f"{TODAY}{third.pk}/answer", {"reply": " "}).status_code == 422
    assert firm.post(f"{TODAY}{third.pk}/answer", {"reply": "已清运"}).status_code == 303
    assert "已清运" in centre.get(order).content.decode()
    assert office.verbs(ticket_id)[-1] == "ticket.order_answered"


def test_a_second_page_goes_on_after_the_first(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    late(office)
    monkeypatch.setattr("linli.tickets.queries.supervision.PAGE", 2)
    page = office.browsers["centre"].get(TODAY).content.decode()
    mark = page.split("?after=")[1].split('"')[0]
    rest = office.browsers["centre"].get(f"{TODAY}?after={mark}").content.decode()
    for whom in ("项目经理", "房管办、居委会", "物业公司"):
        assert (whom in page) != (whom in rest)
    assert "?after=" not in rest


def test_a_reminder_is_one_form_away(office: Office) -> None:
    ticket_id = office.ticket()
    office.does("centre", dispatching.dispatch, ticket_id, lead_unit_id=office.units["wuye"])
    assert office.press("centre", ticket_id, "nudge", note="请今天去").status_code == 303
    assert office.verbs(ticket_id)[-1] == "ticket.nudged"
    assert office.press("wuye", ticket_id, "nudge").status_code == 403


def test_a_unit_that_is_late_is_reminded_from_the_queue(office: Office) -> None:
    given, slow, own = (office.ticket(received_at=clock.now() - timedelta(days=40)) for _ in range(3))
    soon = office.ticket()
    for ticket_id in (given, slow, soon):
        office.does("centre", dispatching.dispatch, ticket_id, lead_unit_id=office.units["wuye"])
    office.does("wuye", dispatching.accept, slow)
    office.does("wuye", dispatching.accept, soon)
    office.does("centre", dispatching.handle_here, own)
    lines = queued(office, "centre")
    assert "Remind the unit" in lines[slow] and "Remind" not in lines[soon]
    assert {key for key, line in lines.items() if f'data-key="c" href="{office.at(key, "nudge")}"' in line} == {given, slow}
    # On its page it is the one next action, and what is not late is waited for.
    pages = {key: office.browsers["centre"].get(office.at(key)).content.decode() for key in (slow, soon)}
    assert "Remind the unit that has it" in pages[slow] and "whoever has it is told at once" not in pages[soon]
    # Neither one's own unit nor who does not call for the centre.
    assert "Remind" not in lines[own]
    assert "Remind" not in queued(office, "wuye")[slow]


def test_the_day_of_the_pages_is_the_street_s(office: Office) -> None:
    """Late in the evening of the server's day the street already has its next one."""
    now = max(clock.now(), clock.now().replace(hour=16, minute=30))
    with scope.scoped(office.me):
        calendar = calendars.in_use(office.me)
    due = deadline(now, Duration(Kind.WORKING_MINUTES, 120), calendar).due_at
    assert due is not None
    shown = f"{calendar.local(due):%m-%d %H:%M}"
    with clock.told_by(lambda: now):
        assert shown in office.browsers["centre"].post(f"{PLANS}routine/edit", times(amount__accept="2")).content.decode()


@pytest.mark.parametrize("how_many", [1, 3])
def test_a_page_costs_the_same_however_much_is_late(office: Office, how_many: int) -> None:
    for _ in range(how_many):
        late(office)
    costs = {where: statements(office.browsers["centre"], where) for where in (TODAY, LADDER, PLANS)}
    assert costs == BUDGETS
