"""The pages of an emergency and of the shift: lists, calls, re-checks, the handover."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from linli.kernel import clock, scope
from linli.org.models import Post
from linli.tickets.actions import callout_lists, callouts, dispatching, handling, handovers
from linli.tickets.actions.intake import ItemDraft
from linli.tickets.models import Call, CalloutList, Handover, UpkeepCheck
from linli.tickets.rules.callouts import Called, Line
from linli.tickets.rules.clocks import Clock, Track
from linli.tickets.rules.kinds import Measure
from tests.desk.pages import Page
from tests.desk.tickets.office import MATTER, WORDS, Office

LISTS = "/d/lanting/tickets/callouts/"
SHIFT = "/d/lanting/tickets/handover/"
CHECKS = "/d/lanting/tickets/upkeep/"
DANGER = ItemDraft(code="E0401", version=1, is_life_safety=True)


def listed(office: Office, *logins: str) -> UUID:
    """A list of one seat with these people, for everything."""
    lines = [Line("排水", Called.PERSON, office.people[login].pk) for login in logins]
    actor = office.actor("centre")
    with scope.scoped(actor):
        return callout_lists.make_list(actor, class_code="", lines=lines).pk


def called_out(office: Office) -> UUID:
    """An emergency whose people are called."""
    ticket_id = office.ticket(track=Track.EMERGENCY, item=DANGER, address="金沙雅苑地下车库")
    with scope.scoped(office.me):
        callouts.call_out(office.me, ticket_id)
    return ticket_id


def chief(office: Office) -> None:
    """Somebody who leads the shift and sees the organisation."""
    person = office.staff.person("郑海", office._unit("centre"))
    office.staff.login("chief", person, "org.read", "tickets.read", "tickets.change_callouts", "tickets.hand_over")
    office.browsers["chief"] = office.house.signed_in("chief")


def text(office: Office, login: str, address: str) -> str:
    answer = office.browsers[login].get(address)
    assert answer.status_code == 200, answer.status_code
    page = Page(answer)
    assert page.inline == []
    return page.text


def send(office: Office, login: str, address: str, **said: str) -> Any:
    return office.browsers[login].post(address, said)


def test_a_list_is_written_changed_and_refused_beside_its_row(office: Office) -> None:
    chief(office)
    wuye = f"person:{office.people['wuye'].pk}"
    assert "Every other emergency" in text(office, "chief", LISTS)
    refused = send(office, "chief", f"{LISTS}new", **{"seat-0": "排水", "who-0": wuye, "seat-1": "供电"})
    assert refused.status_code == 422
    assert "Line 2 does not say whom to call" in Page(refused).text
    assert Page(refused).value("seat-0") == "排水"
    assert send(office, "chief", f"{LISTS}new", **{"seat-0": "", "who-0": wuye}).status_code == 422
    assert send(office, "chief", f"{LISTS}new").status_code == 422
    assert send(office, "chief", f"{LISTS}new", **{"seat-0": "排水", "who-0": wuye, "seat-2": "", "who-2": "chief"}).status_code == 303
    again = send(office, "chief", f"{LISTS}new", **{"seat-0": "排水", "who-0": wuye})
    assert "This class has a list already" in Page(again).text
    with scope.scoped(office.me):
        row = CalloutList.objects.get()
    shown = text(office, "chief", LISTS)
    assert "吴越" in shown
    assert "Duty chief" in shown
    edit = f"{LISTS}{row.pk}/"
    assert Page(office.browsers["chief"].get(edit)).value("seat-1") == "排水"
    changed = {"seen": str(row.journal_seq), "seat-0": "排水", "who-0": "leader"}
    assert send(office, "chief", edit, **changed).status_code == 303
    stale = send(office, "chief", edit, **{**changed, "who-0": "member"})
    assert stale.status_code == 409
    for login in ("wuye", "director", "centre"):
        assert office.browsers[login].get(f"{LISTS}new").status_code == 403


def test_a_list_may_name_posts_and_says_who_is_gone(office: Office) -> None:
    chief(office)
    with scope.scoped(office.me):
        post = Post.objects.create(subdistrict_id=office.me.subdistrict_id, code="pump", name="抽水组")
    assert send(office, "chief", f"{LISTS}new", **{"seat-0": "排水", "who-0": f"post:{post.pk}"}).status_code == 303
    assert "抽水组" in text(office, "chief", LISTS)
    with scope.scoped(office.me):
        Post.objects.filter(pk=post.pk).update(name="泵站组")
    assert "泵站组" in text(office, "chief", LISTS)


def test_who_is_called_answers_by_one_press_and_sees_no_more_than_he_needs(office: Office) -> None:
    listed(office, "wuye", "fangguan")
    ticket_id = called_out(office)
    where = f"{office.at(ticket_id)}call/"
    assert office.browsers["wuye"].get(office.at(ticket_id)).status_code == 404
    page = text(office, "wuye", where)
    assert MATTER in page
    assert WORDS not in page
    assert "You are called out" in page
    assert office.browsers["fangguan"].get(where).status_code == 404
    assert send(office, "wuye", f"{where}answer").status_code == 303
    assert "You are called out" not in text(office, "wuye", where)
    assert office.verbs(ticket_id)[-1] == "ticket.call_answered"
    assert send(office, "wuye", f"{where}answer").status_code == 422
    assert "Who was called" in text(office, "centre", office.at(ticket_id))


def test_the_centre_writes_down_who_was_reached_by_phone(office: Office) -> None:
    listed(office, "wuye")
    ticket_id = called_out(office)
    with scope.scoped(office.me):
        call = Call.objects.get()
    where = f"{office.at(ticket_id)}call/{call.pk}/"
    assert "Reached by phone" in text(office, "centre", f"{office.at(ticket_id)}call/")
    assert "吴越" in text(office, "centre", where)
    assert send(office, "centre", where, note="").status_code == 422
    assert send(office, "centre", where, note="十分钟到").status_code == 303
    assert "十分钟到" in text(office, "centre", f"{office.at(ticket_id)}call/")
    assert send(office, "centre", where, note="又打").status_code == 422
    assert office.browsers["centre"].get(f"{office.at(ticket_id)}call/{ticket_id}/").status_code == 404
    assert office.browsers["wuye"].get(where).status_code == 404


def test_a_ticket_becomes_an_emergency_and_is_reported_upward(office: Office) -> None:
    ticket_id = office.ticket()
    assert office.press("centre", ticket_id, "emergency", note="水深三十厘米", is_life_safety="on").status_code == 303
    page = text(office, "centre", office.at(ticket_id))
    assert "Report upward" in page
    assert office.press("centre", ticket_id, "report-up", way="phone", to="", text="进水").status_code == 422
    assert office.press("centre", ticket_id, "report-up", way="phone", to="区应急局", text="进水").status_code == 303
    assert Page(office.browsers["centre"].get(office.at(ticket_id, "report-up"))).all("option", value="written", selected="")
    assert office.press("centre", ticket_id, "report-up", way="written", to="区应急局", text="已断电").status_code == 303
    assert office.verbs(ticket_id).count("ticket.reported_upward") == 2


def cleared(office: Office) -> UUID:
    ticket_id = office.ticket(track=Track.EMERGENCY)
    office.does("centre", dispatching.dispatch, ticket_id, lead_unit_id=office.units["wuye"])
    office.does("wuye", dispatching.accept, ticket_id)
    office.does("wuye", handling.note_contact, ticket_id, Clock.CLEARED, note="水已退")
    return ticket_id


def test_a_re_check_is_listed_and_written_down_by_another_unit(office: Office) -> None:
    assert "No re-check is due" in text(office, "centre", CHECKS)
    ticket_id = cleared(office)
    with scope.scoped(office.me):
        row = UpkeepCheck.objects.get(after_days=3)
        UpkeepCheck.objects.filter(pk=row.pk).update(due_on=row.due_on - timedelta(days=5))
    page = text(office, "centre", CHECKS)
    assert "2 days late" in page
    assert "To come" in page
    where = f"{CHECKS}{row.pk}/"
    assert send(office, "centre", where, finding="", note="").status_code == 422
    assert send(office, "centre", where, finding="ok", note="楼组长一起看的").status_code == 303
    assert office.verbs(ticket_id)[-1] == "ticket.upkeep_checked"
    assert "This one is done" in text(office, "centre", where)
    assert send(office, "centre", where, finding="ok", note="再看").status_code == 422
    assert office.browsers["director"].get(where).status_code == 403


def test_a_shift_is_handed_over_and_signed_for_by_somebody_else(office: Office) -> None:
    listed(office, "wuye")
    called_out(office)
    guarded = office.ticket(has_open_hazard=True)
    office.does("centre", handling.take_measure, guarded, measure=Measure.GUARDED, unit_id=office.units["wuye"], note="")
    page = text(office, "centre", SHIFT)
    for said in ("Emergencies that are open", "Guarded", "report by phone", "排水"):
        assert said in page
    assert send(office, "director", SHIFT, note="").status_code == 403
    made = send(office, "centre", SHIFT, note="雨还在下")
    assert made.status_code == 303
    where = made["Location"]
    assert "nobody has signed yet" in text(office, "centre", SHIFT)
    assert send(office, "centre", SHIFT, note="").status_code == 422
    assert "Sign and take over" not in text(office, "centre", where)
    assert send(office, "centre", where, note="").status_code == 422
    mate = office.staff.person("陆晓", office._unit("centre"))
    office.staff.login("mate", mate, "tickets.read", "tickets.hand_over")
    office.browsers["mate"] = office.house.signed_in("mate")
    assert "Sign and take over" in text(office, "mate", where)
    assert send(office, "mate", where, note="收到").status_code == 303
    signed = text(office, "mate", where)
    assert "陆晓" in signed
    assert "雨还在下" in signed
    assert "林" not in signed
    assert "陆晓 signed" in text(office, "centre", SHIFT)
    assert office.browsers["wuye"].get(SHIFT).status_code == 403
    with scope.scoped(office.me):
        assert Handover.objects.get().taken_at is not None


def test_the_next_shift_is_told_which_danger_nobody_has_made_safe(office: Office) -> None:
    bare, fenced = (office.ticket(item=DANGER, has_open_hazard=True, matter=matter) for matter in ("井盖缺失", "围墙开裂"))
    office.does("centre", handling.take_measure, fenced, measure=Measure.FENCED, unit_id=office.units["centre"], note="围栏已放")

    seen = text(office, "centre", SHIFT)
    _, dangers = seen.split("Dangers that are not over")
    assert "not made safe yet" in dangers.split(office.row(bare).number)[1].split(office.row(fenced).number)[0]
    assert "not made safe yet" not in dangers.split(office.row(fenced).number)[1]
    page = Page(office.browsers["centre"].get(SHIFT))
    assert page.all("h2", id="p-hazard") and "sh sh-stop" in {found.get("class") for found in page.all("i")}

    office.does("centre", handling.take_measure, bare, measure=Measure.FENCED, unit_id=office.units["centre"], note="围栏已放")
    assert "not made safe yet" not in text(office, "centre", SHIFT)


def test_a_quiet_shift_says_so(office: Office) -> None:
    actor = office.actor("centre")
    with scope.scoped(actor):
        made = handovers.hand_over(actor)
    assert made.left_at <= clock.now()
    assert "Nothing was open and hot" in text(office, "centre", f"{SHIFT}{made.pk}/")
