"""Several tickets dispatched in one go from the queue, and filters kept under a name."""

from uuid import UUID, uuid4

import pytest

from linli.kernel import clock, scope
from linli.kernel.errors import NotFound, Refused
from linli.tickets.actions import catalogue, dispatch, dispatching, filters
from linli.tickets.actions.intake import ItemDraft
from linli.tickets.models import SavedFilter
from linli.tickets.rules.duty_list import LineDraft
from linli.tickets.rules.kinds import ReturnReason
from linli.tickets.rules.queue import MOST_FILTERS, Quick, Wanted
from tests.desk.pages import Page
from tests.desk.tickets.office import Office

QUEUE = "/d/lanting/tickets/"
BULK = QUEUE + "dispatch-chosen"


def ask(office: Office, *ids: UUID) -> Page:
    answer = office.browsers["centre"].get(BULK, {"ticket": [str(each) for each in ids]})
    assert answer.status_code == 200
    return Page(answer)


def send(office: Office, lead: str, *ids: UUID, note: str = "") -> tuple[int, Page]:
    answer = office.browsers["centre"].post(BULK, {"ticket": [str(each) for each in ids], "lead": lead, "note": note})
    return answer.status_code, Page(answer)


def test_several_go_to_one_unit_at_once(office: Office) -> None:
    first, second = office.ticket(), office.ticket(matter="路灯不亮")
    assert "路灯不亮" in ask(office, first, second).text
    status, _ = send(office, str(office.units["chengguan"]), first, second)
    assert status == 303
    assert {office.row(each).state for each in (first, second)} == {"dispatched"}
    assert "2 tickets are dispatched." in Page(office.browsers["centre"].get(QUEUE)).text


def test_each_goes_where_the_duty_list_says_and_what_it_does_not_say_stays_with_its_reason(office: Office) -> None:
    with scope.scoped(office.me):
        catalogue.lay_preset(office.me)
        dispatch.add_line(office.me, LineDraft(class_code="E0102", unit_id=office.units["fangguan"], valid_from=clock.now()))
    known = office.ticket(item=ItemDraft(code="E0102", version=1))
    unknown, nobodys = office.ticket(), office.ticket(item=ItemDraft(code="E0103", version=1))

    page = ask(office, known, unknown, nobodys)
    status, answer = send(office, "duty", known, unknown, nobodys)

    assert "房管办" in page.text and "no unit named" in page.text and "No class is chosen" in page.text
    assert status == 422 and answer.text.count("The duty list names no unit for it.") == 2
    assert office.row(known).holder_unit_id == office.units["fangguan"]
    assert office.row(unknown).state == "received" == office.row(nobodys).state
    assert {each["value"] for each in answer.all("input", name="ticket")} == {str(unknown), str(nobodys)}


def test_what_was_handed_back_is_looked_at_before_it_goes_out_again(office: Office) -> None:
    unit_id = office.units["chengguan"]
    with scope.scoped(office.me):
        catalogue.lay_preset(office.me)
        dispatch.add_line(office.me, LineDraft(class_code="E0102", unit_id=unit_id, valid_from=clock.now()))
    back, vague = (office.ticket(item=ItemDraft(code="E0102", version=1)) for _ in range(2))
    for each, reason in ((back, ReturnReason.NOT_OURS), (vague, ReturnReason.TOO_LITTLE_SAID)):
        office.does("centre", dispatching.dispatch, each, lead_unit_id=unit_id)
        office.does("chengguan", dispatching.return_ticket, each, reason=reason, note="河对岸")

    status, answer = send(office, "duty", back)
    forms = [Page(office.browsers["centre"].get(office.at(each, "dispatch"))) for each in (back, vague)]

    assert status == 422 and "It was handed back." in answer.text
    assert office.row(back).state == "received"
    # The form says who and why, and proposes the same unit only where nothing but words was missing.
    assert "城管中队 handed it back: Not this unit's duty – 河对岸" in forms[0].text
    chosen = [[each["value"] for each in form.all("option") if "selected" in each] for form in forms]
    assert str(unit_id) not in chosen[0] and str(unit_id) in chosen[1]


def test_what_somebody_else_was_quicker_with_is_said_beside_it(office: Office) -> None:
    taken, free = office.ticket(), office.ticket()
    office.does("centre", dispatching.dispatch, taken, lead_unit_id=office.units["wuye"])
    status, page = send(office, str(office.units["chengguan"]), taken, free)
    assert status == 422 and "This ticket is" in page.text
    assert office.row(taken).holder_unit_id == office.units["wuye"] and office.row(free).state == "dispatched"
    status, page = send(office, "", free)
    assert status == 422 and "Choose" in page.text


@pytest.mark.parametrize(("chosen", "status", "said"), [([], 422, "No ticket is chosen"), (["x"], 404, ""), ([uuid4()] * 1, 200, "")])
def test_what_is_chosen_has_to_be_there(office: Office, chosen: list[object], status: int, said: str) -> None:
    answer = office.browsers["centre"].get(BULK, {"ticket": [str(each) for each in chosen]})
    assert answer.status_code == status and said in Page(answer).text
    many = office.browsers["centre"].get(BULK, {"ticket": [str(uuid4()) for _ in range(41)]})
    assert many.status_code == 422 and "More than 40" in Page(many).text
    assert office.browsers["chengguan"].get(BULK, {"ticket": [str(uuid4())]}).status_code == 403


def test_a_filter_is_kept_used_and_removed(office: Office) -> None:
    browser = office.browsers["centre"]
    kept = browser.post(QUEUE + "filters/keep", {"name": "城管待签收", "query": f"state=dispatched&unit={office.units['chengguan']}"})
    page = Page(browser.get(kept["Location"]))
    assert "The filter is kept" in page.text and "Remove “城管待签收”" in page.text
    # It is nobody else's.
    assert "城管待签收" not in Page(office.browsers["director"].get(QUEUE)).text
    browser.post(QUEUE + "filters/keep", {"name": "城管待签收", "query": "filter=late"})
    page = Page(browser.get(QUEUE))
    assert [each["href"] for each in page.all("a", **{"class": "chip own"})] == ["?filter=late"]

    assert browser.post(QUEUE + "filters/drop", {"name": "城管待签收", "query": "filter=late"}).status_code == 303
    assert "城管待签收" not in Page(browser.get(QUEUE)).text.replace("The filter", "")
    assert browser.post(QUEUE + "filters/drop", {"name": "城管待签收"}).status_code == 404
    assert "is empty" in Page(browser.get(browser.post(QUEUE + "filters/keep", {"name": " "})["Location"])).text


def test_so_many_filters_are_enough_and_each_is_ones_own(office: Office) -> None:
    actor = office.actor("centre")

    def keep(name: str, wanted: Wanted) -> None:
        with scope.scoped(actor):
            filters.save_filter(actor, name=name, wanted=wanted)

    for number in range(MOST_FILTERS):
        keep(f"第 {number} 组", Wanted(quick=Quick.LATE))
    with pytest.raises(Refused, match="12 filters"):
        keep("再一组", Wanted())
    with pytest.raises(Refused, match="So many conditions"):
        keep("第 0 组", Wanted(unit_ids=frozenset(uuid4() for _ in range(60))))
    keep("第 0 组", Wanted(quick=Quick.VERIFY))
    with scope.scoped(actor):
        assert SavedFilter.objects.of(actor.subdistrict_id).get(name="第 0 组").query == "filter=verify"
    with pytest.raises(NotFound), scope.scoped(actor):
        filters.drop_filter(actor, name="没有的")
    with pytest.raises(Refused), scope.scoped(office.me):
        filters.save_filter(office.me, name="机器", wanted=Wanted())
