"""A duty list comes as a file: every row is judged first, and it is taken over whole or not at all."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from linli.kernel import clock, scope
from linli.kernel.errors import Refused
from linli.tickets.actions import dispatch as actions
from linli.tickets.queries import dispatch as queries
from linli.tickets.rules.dispatch import DutyRole
from linli.tickets.rules.duty_sheet import PlannedLine
from tests.tickets.catalogue.street import Street, rows

HEAD = "类别|网格|主责单位|协办单位|承担角色|管理依据"


@pytest.fixture
def laid(street: Street) -> Street:
    street.lay()
    return street


def look(street: Street, *lines: str) -> Sequence[PlannedLine]:
    with scope.scoped(street.chief):
        return queries.plan_import(street.chief, rows(HEAD, *lines), clock.now())


def send(street: Street, *lines: str) -> Sequence[PlannedLine]:
    with scope.scoped(street.chief):
        return actions.import_lines(street.chief, rows(HEAD, *lines))


def test_a_file_names_classes_grids_and_units_as_people_do(laid: Street) -> None:
    send(
        laid,
        "暴露垃圾|兰田一|环卫作业队|城管中队、U3||条例第三条",
        "E01||U1|||",
        "公用设施/无主井盖|全街道|城运中心||兜底|",
    )
    found = laid.decide("E0102", [laid.cell])
    assert (found.lead_id, found.assist_ids, found.basis) == (laid.clean.pk, (laid.city.pk, laid.centre.pk), "条例第三条")
    assert laid.decide("E0116").lead_id == laid.city.pk
    with scope.scoped(laid.looker):
        roles = [line.role for line in queries.lines(laid.looker, clock.now())]
    assert roles == [DutyRole.FALLBACK, DutyRole.LEAD, DutyRole.LEAD]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("外星垃圾||U1|||", "外星垃圾"),
        ("市容环境||U1|||", "may be several"),
        ("E0102|月球|U1|||", "月球"),
        ("E0102||某某队|||", "某某队"),
        ("E0102||U1|U9||", "U9"),
        ("E0102||U1||队长|", "主责、兜底"),
        ("E0102||U1|U1||", "assist itself"),
        ("E0102||U1|||" + "长" * 301, "at most 300"),
    ],
)
def test_a_row_that_cannot_be_says_why_and_nothing_is_taken_over(laid: Street, line: str, said: str) -> None:
    good, bad = look(laid, "E0116||U1|||", line)
    assert (good.trouble, bad.draft) == ("", None)
    assert said in bad.trouble
    with pytest.raises(Refused) as raised:
        send(laid, "E0116||U1|||", line)
    assert raised.value.code == "org.file_refused"
    assert laid.office.count("duty_line") == 0


def test_a_row_beside_one_that_stands_names_it(laid: Street) -> None:
    laid.add()
    stands, new, twice = look(laid, "E0102||U2|||", "E0116||U1|||", "油烟污染||U2|||")
    assert "#1" in stands.trouble
    assert new.draft is not None
    assert "row 3 already" in twice.trouble


def test_what_may_not_be_led_then_is_refused_whole(laid: Street) -> None:
    with pytest.raises(Refused) as raised, scope.scoped(laid.proposer):
        actions.import_lines(laid.proposer, rows(HEAD, "E0102||U1|||"))
    assert raised.value.code == "kernel.not_allowed"
    # A unit that had not begun then cannot be named for then.
    with pytest.raises(Refused) as raised, scope.scoped(laid.chief):
        actions.import_lines(laid.chief, rows(HEAD, "E0102||U1|||"), valid_from=clock.now() - timedelta(days=9))
    assert raised.value.code == "org.file_refused"
    assert laid.office.count("duty_line") == 0
