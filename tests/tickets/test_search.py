"""Finding a ticket by what somebody says of it, and by nothing that he may not know."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.kernel.personal.actions import search_last_four
from linli.tickets.actions import dispatching
from linli.tickets.queries import search
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.numbers import MONTHS_MEANT, numbers_meant
from tests.tickets.town import Hand, Town, reporter

NOW = datetime(2026, 1, 31, 17, 0, tzinfo=UTC)


def found(actor: Actor, words: str) -> list[str]:
    with scope.scoped(actor):
        return [ticket.matter for ticket in search.search(actor, words)]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("2611-0187", "2611-0187"),
        ("#2611-0187 ", "2611-0187"),
        ("26110187", "2611-0187"),
        ("261112345", "2611-12345"),
        ("187", "2602-0187"),
    ],
)
def test_a_number_is_meant_however_it_is_said(words: str, first: str) -> None:
    assert numbers_meant(words, NOW)[0] == first


def test_the_end_of_a_number_means_one_of_the_last_months() -> None:
    meant = numbers_meant("0187", NOW)
    assert meant[:3] == ["2602-0187", "2601-0187", "2512-0187"] and meant[-1] == "2402-0187" and len(meant) == MONTHS_MEANT + 1
    assert numbers_meant("岚皋", NOW) == numbers_meant("187号", NOW) == numbers_meant("1234567890", NOW) == []


def test_a_ticket_is_found_by_number_matter_place_and_words(town: Town, hand: Hand) -> None:
    ticket = town.opened(matter="楼道堆物", words="三楼老林家天天堆纸箱", address="岚皋西路 41 号").ticket
    town.ticket(matter="别的事", words="别的话")
    for words in (ticket.number, ticket.number[-4:], ticket.number[-4:].lstrip("0"), "堆物", "岚皋西路", "老林"):
        assert found(town.centre, words)[0] == "楼道堆物"
    assert found(town.centre, "堆纸 别的") == []


def test_what_a_reader_may_not_know_does_not_find_it_for_him(town: Town) -> None:
    ticket_id = town.ticket(
        matter="楼道堆物", words="三楼老林家说的", track=Track.HOTLINE, outside_number="SH2611-77", reporter=reporter("10000001234")
    )
    town.does(town.centre, dispatching.dispatch, ticket_id, lead_unit_id=town.units["wuye"])
    assert found(town.wuye, "堆物") == ["楼道堆物"] == found(town.centre, "老林") == found(town.centre, "SH2611-77")
    assert found(town.wuye, "老林") == found(town.wuye, "SH2611-77") == []
    assert found(town.chengguan, "堆物") == []


def test_the_end_of_a_phone_number_finds_the_reporters_tickets(town: Town) -> None:
    first, second = (town.ticket(matter=matter, reporter=reporter("10000001234")) for matter in ("楼道堆物", "路灯不亮"))
    about = town.ticket(matter="中心态度", about_unit_id=town.units["centre"], reporter=reporter("10000001234"))
    town.ticket(reporter=reporter("10000009999"))
    asker = replace(town.centre, permissions=town.centre.permissions | {"personal.search"})
    with scope.scoped(asker):
        rows = search_last_four(asker, search.callers(asker), "phone", "1234").rows
        assert {each.ticket_id for each in rows} == {first, second, about}
        # Nobody of the unit complained about is told who complained.
        assert {ticket.pk for ticket in search.tickets_of(asker, rows)} == {first, second}
    for stranger in (town.wuye, town.chengguan):
        with scope.scoped(stranger):
            assert list(search.callers(stranger)) == []
