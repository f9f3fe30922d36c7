"""Taking tickets down: one by one and by the chunk, with refusals row by row and a bounded number of statements."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.kernel import find, scope
from linli.kernel.calendar import Duration, Kind
from linli.kernel.errors import Refused
from linli.tickets.actions import intake
from linli.tickets.models import Reporter, Ticket, TicketClock
from linli.tickets.queries.following import follow_mark
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.follow import FOLLOW_LETTERS
from tests.tickets.town import Hand, Town, reporter

# Of the sixteen that one call may cost at the door; one less where the subdistrict has adopted a calendar.
STATEMENTS = 11


def test_one_ticket_costs_few_statements(town: Town) -> None:
    town.ticket(reporter=reporter())
    with (
        scope.scoped(town.centre),
        CaptureQueriesContext(
            connection,
        ) as seen,
    ):
        intake.open_ticket(town.centre, town.draft(reporter=reporter(), about_unit_id=town.units["wuye"]))
    assert len(seen) <= STATEMENTS, [query["sql"][:90] for query in seen]


def test_a_chunk_costs_hardly_more_than_one(town: Town) -> None:
    town.ticket()
    with scope.scoped(town.centre), CaptureQueriesContext(connection) as seen:
        made = intake.open_tickets(town.centre, [town.draft(reporter=reporter(f"1000000{each:04d}")) for each in range(200)])
    assert len(made) == 200
    assert len(seen) <= STATEMENTS, [query["sql"][:90] for query in seen]
    with scope.scoped(town.centre):
        assert Ticket.objects.count() == len(set(Ticket.objects.values_list("number", flat=True))) == 201


def test_more_than_a_chunk_is_a_mistake_of_ours(town: Town) -> None:
    with pytest.raises(ValueError, match="200"), scope.scoped(town.centre):
        intake.open_tickets(town.centre, [town.draft()] * 201)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"words": "", "matter": ""}, "kernel.empty"),
    ({"words": "长" * 12_001}, "kernel.too_long"),
    ({"matter": "a\x00b"}, "kernel.nul"),
    ({"source": " "}, "kernel.empty"),
    ({"lon": 121.4}, "tickets.point_is_nowhere"),
    ({"lon": 121.4, "lat": 131.2}, "tickets.point_is_nowhere"),
]


def test_a_bad_row_is_refused_by_itself_and_the_others_stand(town: Town, hand: Hand) -> None:
    bad = [
        *BAD,
        ({"intake_unit_id": town.lanting}, "tickets.unit_is_closed"),
        ({"received_at": hand.now + timedelta(days=1)}, "tickets.received_in_the_future"),
    ]
    drafts = [town.draft(**facts) for facts, _ in bad]
    with scope.scoped(town.centre):
        results = intake.open_tickets(town.centre, [town.draft(), *drafts, town.draft(words="🙂🙂")])
    codes = [each.code if isinstance(each, Refused) else "" for each in results]
    assert codes == ["", *(code for _, code in bad), ""]
    assert all(each.sentence for each in results if isinstance(each, Refused))
    with scope.scoped(town.centre):
        assert (Ticket.objects.count(), TicketClock.objects.count()) == (2, 6)
    with pytest.raises(Refused), scope.scoped(town.centre):
        intake.open_ticket(town.centre, town.draft(words="", matter=""))


def test_only_who_may_takes_tickets_down(town: Town) -> None:
    with pytest.raises(Refused), scope.scoped(town.wuye):
        intake.open_ticket(town.wuye, town.draft())
    with scope.scoped(town.house):
        assert not Ticket.objects.exists()


def test_it_is_found_by_its_words_and_its_reporter_by_his_code(town: Town) -> None:
    opened = town.opened(reporter=reporter(), words="三号楼地下室漏水", address="兰田路8号")
    with scope.scoped(town.centre):
        assert [hit.id for hit in find.search("漏水", kinds=["ticket"], limit=5)] == [opened.ticket.pk]
        assert [hit.id for hit in find.search(opened.ticket.number, kinds=["ticket"], limit=5)] == [opened.ticket.pk]
        (row,) = Reporter.objects.all()
        typed = f" {opened.follow_code[:4].lower()}-{opened.follow_code[4:]} "
        assert row.follow_mark == follow_mark(town.lanting, typed)
        assert row.follow_mark != follow_mark(town.units["centre"], typed)
        assert (row.full_name.plain(), str(row.phone), row.is_answer_wanted) == ("林一", "100****0001", False)
    assert set(opened.follow_code) <= set(FOLLOW_LETTERS)


def test_numbers_count_by_the_local_month_in_which_it_came_in(town: Town, hand: Hand) -> None:
    moments = ["2026-10-31T15:59:00+00:00", "2026-10-31T16:00:00+00:00", "2026-10-31T17:00:00+00:00", None]
    with scope.scoped(town.centre):
        made = [
            intake.open_ticket(town.centre, town.draft(received_at=hand.now.fromisoformat(text) if text else None)).ticket.number
            for text in moments
        ]
    assert made == ["2610-0001", "2611-0001", "2611-0002", "2611-0003"]


def test_a_class_has_its_own_times_and_the_ticket_keeps_its_plan(town: Town) -> None:
    item = intake.ItemDraft(
        code="0102", version=3, durations={Clock.FIRST_CONTACT: Duration(Kind.WORKING_MINUTES, 30)}, is_set_by_machine=True
    )
    row = town.reload(town.ticket(item=item, reporter=None, lon=121.4, lat=31.2, origin_kind="visit", origin_id=town.lanting))
    assert (row.due_kind, row.item_code, row.item_version, row.is_item_set_by_machine) == ("first_contact", "0102", 3, True)
    assert row.plan["durations"]["first_contact"] == ["working_minutes", 30]
    assert repr(reporter()) == "<ReporterDraft>"
