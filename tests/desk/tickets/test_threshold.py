"""The subdistrict's own word on automatic dispatch, and lines that name a unit which does not work."""

import pytest
from django.test import Client

from linli.kernel import clock, scope
from linli.org.models import Unit
from linli.tickets.actions import catalogue, dispatch
from linli.tickets.queries import settings
from linli.tickets.rules.duty_list import LineDraft
from linli.tickets.rules.kinds import Threshold
from tests.desk.pages import Page
from tests.desk.tickets.office import Office

LIST = "/d/lanting/tickets/duty-list/"
AUTOMATIC = f"{LIST}automatic"


@pytest.fixture
def chief(office: Office) -> Client:
    with scope.scoped(office.me):
        catalogue.lay_preset(office.me)
        dispatch.add_line(office.me, LineDraft(class_code="E0506", unit_id=office.units["chengguan"], valid_from=clock.now()))
    return office.house.browser("chief", may=("catalogue.read", "duty_list.change"))


def settled(office: Office) -> Threshold:
    with scope.scoped(office.me):
        return settings.threshold(office.me)


def test_nothing_is_dispatched_by_itself_until_somebody_settles_it_and_an_overtaken_form_says_so(office: Office, chief: Client) -> None:
    first = Page(chief.get(AUTOMATIC))
    seen = first.value("seen")
    off = settled(office)
    done = chief.post(AUTOMATIC, {"seen": seen, "value": "strong"})
    late = chief.post(AUTOMATIC, {"seen": seen, "value": "likely"})
    bad = chief.post(AUTOMATIC, {"seen": "1", "value": "always"})

    assert "A person always confirms" in first.text
    assert (off, settled(office)) == (Threshold.OFF, Threshold.STRONG)
    assert (done.status_code, late.status_code, bad.status_code) == (303, 409, 422)
    assert Page(late).value("seen") == "1"
    assert "Automatic dispatch" in Page(chief.get(LIST)).text


def test_a_line_whose_unit_is_closed_rings_on_the_list(office: Office, chief: Client) -> None:
    quiet = Page(chief.get(LIST)).text
    with scope.scoped(office.me):
        Unit.objects.filter(pk=office.units["chengguan"]).update(valid_until=clock.now())

    assert "does not work now" not in quiet
    assert "Duty #1 names 城管中队, which does not work now" in Page(chief.get(LIST)).text
