"""What the database itself refuses about tickets, each by its name."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import IntegrityError

from linli.kernel import clock
from linli.kernel.ids import uuid7
from linli.org.models import Unit
from linli.tickets.models import Assist, Commitment, Deliberation, NumberStripe, Reporter, SideRequest, Ticket, TicketClock, TicketSetting
from tests import make
from tests.ground import TestDatabase
from tests.kernel.scope.rows import as_superuser, make_row

Given = Callable[[UUID], Any]
Bad = Callable[[Any], object]


@pytest.fixture
def lanting(database: TestDatabase) -> Iterator[UUID]:
    with as_superuser(database):
        yield make.subdistrict(database, "lanting")


def again(row: Any, **changed: object) -> Any:
    """A second row like the first, except for what is said."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.local_concrete_fields}
    made = type(row)(**{**values, "id": uuid7(), **changed})
    made.save(force_insert=True)
    return made


def changed(row: Any, **values: object) -> Any:
    """The row with other values, stored."""
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


def unit(row: Any) -> UUID:
    made: UUID = make_row(Unit, row.subdistrict_id).pk
    return made


def ticket(lanting: UUID, **values: object) -> Any:
    """A received ticket; what is said besides makes it another."""
    return changed(make_row(Ticket, lanting), **values)


def worked_on(lanting: UUID, state: str, **values: object) -> Any:
    """A ticket somebody has in hand."""
    row = ticket(lanting)
    now = row.received_at
    times = {"dispatched_at": now, "started_at": now, "deliberating_at": now, "deferred_at": now, "resolved_at": now, "review_at": now}
    return changed(row, state=state, matter="楼道堆物", lead_unit_id=row.holder_unit_id, **times, **values)


def resolved(lanting: UUID) -> Any:
    row = worked_on(lanting, "in_progress")
    return changed(row, state="resolved", outcome="solved", done_by_unit_id=row.lead_unit_id)


def closed(lanting: UUID, **values: object) -> Any:
    row = resolved(lanting)
    checked = {"verdict": "solved", "verified_by_kind": "unit", "verified_at": clock.now(), "closing_basis": "verified"}
    ended = {"state": "closed", "ended_at": clock.now(), "due_at": None, "due_kind": "", "verified_by_unit_id": unit(row)}
    return changed(row, **{**checked, **ended, **values})


def merged(lanting: UUID) -> Any:
    into = ticket(lanting)
    aside = {"state": "merged", "state_before": "received", "ended_at": clock.now(), "due_at": None, "due_kind": ""}
    return ticket(lanting, **aside, merged_into_id=into.pk)


def running(lanting: UUID, **values: object) -> Any:
    row = make_row(TicketClock, lanting)
    return changed(row, **{"commitment_id": None, **values})


def promise(lanting: UUID, **values: object) -> Any:
    row = make_row(Commitment, lanting)
    return changed(row, **values)


def of_a_promise(lanting: UUID) -> Any:
    return running(lanting, kind="commitment", commitment_id=promise(lanting).pk)


def signed(lanting: UUID, **values: object) -> Any:
    row = make_row(SideRequest, lanting)
    two = {"asked_by_account_id": uuid7(), "decided_by_account_id": uuid7(), "decision": "approved", "decided_at": clock.now()}
    return changed(row, **{"kind": "void", **two, **values})


def same_person(row: Any) -> Any:
    person = uuid7()
    return changed(row, asked_by_person_id=person, decided_by_person_id=person)


def aside(row: Any, **values: object) -> Any:
    return changed(row, state="withdrawn", ended_at=clock.now(), due_at=None, due_kind="", **values)


def earlier(row: Any, name: str) -> Any:
    return getattr(row, name) - timedelta(seconds=1)


CASES: dict[str, tuple[Given, Bad]] = {
    "ticket_number_once": (ticket, again),
    "ticket_track_is_known": (ticket, lambda row: changed(row, track="slow")),
    "ticket_open_has_holder": (ticket, lambda row: changed(row, holder_unit_id=None)),
    "ticket_open_has_clock": (ticket, lambda row: changed(row, due_at=None)),
    "ticket_ended_has_no_clock": (closed, lambda row: changed(row, due_kind="verify")),
    "ticket_every_state_has_its_time": (resolved, lambda row: changed(row, resolved_at=None)),
    "ticket_handed_on_has_matter": (resolved, lambda row: changed(row, matter="")),
    "ticket_led_has_lead": (resolved, lambda row: changed(row, lead_unit_id=None)),
    "ticket_deferred_has_review": (lambda lanting: worked_on(lanting, "deferred"), lambda row: changed(row, review_at=None)),
    "ticket_hazard_has_measure": (
        lambda lanting: worked_on(lanting, "deliberating"),
        # A measure that nobody is named for is none.
        lambda row: changed(row, has_open_hazard=True, measure="fenced", measure_at=clock.now(), measure_unit_id=None),
    ),
    "ticket_resolved_has_doer": (resolved, lambda row: changed(row, done_by_unit_id=None)),
    "ticket_closed_has_verdict": (closed, lambda row: changed(row, verified_at=None)),
    "ticket_outcome_is_said": (resolved, lambda row: changed(row, outcome="declined")),
    "ticket_unsaid_is_of_a_call": (closed, lambda row: changed(row, verdict="unreachable")),
    "ticket_verdict_is_of_closed": (resolved, lambda row: changed(row, verdict="solved")),
    "ticket_verifier_is_not_doer": (closed, lambda row: changed(row, verified_by_unit_id=row.done_by_unit_id)),
    "ticket_sample_rule_is_of_the_spot": (closed, lambda row: changed(row, verified_by_kind="sample_rule")),
    "ticket_on_spot_is_no_danger": (
        lambda lanting: closed(lanting, verified_by_kind="sample_rule", closing_basis="on_spot"),
        lambda row: changed(row, is_life_safety=True),
    ),
    "ticket_imported_names_its_import": (
        lambda lanting: closed(lanting, verified_by_kind="imported", closing_basis="imported", import_id=uuid7()),
        lambda row: changed(row, import_id=None),
    ),
    "ticket_merged_has_target": (merged, lambda row: changed(row, merged_into_id=None)),
    "ticket_not_merged_into_itself": (merged, lambda row: changed(row, merged_into_id=row.pk)),
    "ticket_not_its_own_parent": (ticket, lambda row: changed(row, parent_id=row.pk)),
    "ticket_put_aside_knows_before": (ticket, aside),
    "ticket_item_has_version": (ticket, lambda row: changed(row, item_code="0102")),
    "ticket_origin_is_whole": (ticket, lambda row: changed(row, origin_kind="visit")),
    "ticket_point_is_on_earth": (ticket, lambda row: changed(row, lon=121.4, lat=None)),
    "ticket_number_stripe_once": (lambda lanting: make_row(NumberStripe, lanting), again),
    "ticket_number_stripe_counts_from_one": (lambda lanting: make_row(NumberStripe, lanting), lambda row: changed(row, next_number=0)),
    "ticket_assist_once_at_a_time": (lambda lanting: make_row(Assist, lanting), again),
    "ticket_assist_ends_after_begin": (
        lambda lanting: make_row(Assist, lanting),
        lambda row: changed(row, until_at=earlier(row, "since_at")),
    ),
    "ticket_commitment_says_what": (promise, lambda row: changed(row, what="")),
    "ticket_commitment_ended_says_how": (promise, lambda row: changed(row, ended_at=clock.now())),
    "ticket_commitment_kept_was_taken_on": (promise, lambda row: changed(row, ended_at=clock.now(), is_kept=True)),
    "ticket_side_request_has_reason": (signed, lambda row: changed(row, reason="")),
    "ticket_side_request_one_open_of_a_kind": (lambda lanting: make_row(SideRequest, lanting), again),
    "ticket_side_request_decided_says_how": (signed, lambda row: changed(row, decided_at=None)),
    "ticket_side_request_two_people": (signed, same_person),
    "ticket_deliberation_one_open": (lambda lanting: make_row(Deliberation, lanting), again),
    "ticket_deliberation_decided_has_lead": (
        lambda lanting: make_row(Deliberation, lanting),
        lambda row: changed(row, decision="由街道牵头", ended_at=clock.now(), lead_unit_id=None),
    ),
    "ticket_clock_kind_is_known": (running, lambda row: changed(row, kind="nap")),
    "ticket_clock_one_of_a_kind_runs": (running, again),
    "ticket_clock_since_intake_once": (
        lambda lanting: running(lanting, kind="overall", stopped_at=clock.now() + timedelta(days=1), ending="dropped"),
        lambda row: again(row, stopped_at=None, ending=""),
    ),
    "ticket_clock_one_of_a_commitment_runs": (of_a_promise, lambda row: again(row, kind="answer")),
    "ticket_clock_stops_after_start": (running, lambda row: changed(row, stopped_at=earlier(row, "start_at"), ending="kept")),
    "ticket_clock_stopped_says_how": (running, lambda row: changed(row, stopped_at=clock.now())),
    "ticket_clock_yellow_before_red": (running, lambda row: changed(row, due_at=earlier(row, "yellow_at"))),
    "ticket_clock_of_a_commitment": (running, lambda row: changed(row, kind="commitment")),
    "ticket_answered_is_done": (ticket, lambda row: changed(row, answered_at=clock.now())),
    "ticket_rechecked_is_closed": (resolved, lambda row: changed(row, recheck_on=clock.now().date())),
    "ticket_recheck_asked_has_day": (closed, lambda row: changed(row, recheck_asked_at=clock.now())),
    "ticket_setting_once": (lambda lanting: make_row(TicketSetting, lanting), again),
    "reporter_follow_mark_once": (lambda lanting: make_row(Reporter, lanting), lambda row: again(row, full_name=b"", phone=b"", email=b"")),
}


@pytest.mark.parametrize("name", CASES)
def test_the_database_refuses(lanting: UUID, name: str) -> None:
    given, bad = CASES[name]
    row = given(lanting)
    with pytest.raises(IntegrityError) as raised:
        bad(row)
    cause = raised.value.__cause__
    assert isinstance(cause, psycopg.Error)
    assert cause.diag.constraint_name == name


def test_every_constraint_has_a_case() -> None:
    ours = [Assist, Commitment, Deliberation, NumberStripe, Reporter, SideRequest, Ticket, TicketClock, TicketSetting]
    assert {constraint.name for model in ours for constraint in model._meta.constraints} == set(CASES)


@pytest.mark.parametrize("state", ["dispatched", "in_progress", "deliberating", "deferred"])
def test_what_is_as_it_should_be_is_allowed(lanting: UUID, state: str) -> None:
    safe: dict[str, object] = {"has_open_hazard": True, "measure": "fenced", "measure_at": clock.now()}
    row = worked_on(lanting, state, **safe, measure_unit_id=make_row(Unit, lanting).pk)
    assert aside(row, state_before=state).state == "withdrawn"


def test_an_ended_ticket_needs_no_holder_and_a_second_return_of_another_unit_may_be_signed(lanting: UUID) -> None:
    changed(closed(lanting), holder_unit_id=None)
    row = signed(lanting)
    again(row)


@pytest.mark.parametrize("kind", ["extension", "deferral", "pause"])
def test_two_signatures_are_of_two_people(lanting: UUID, kind: str) -> None:
    with pytest.raises(IntegrityError, match="ticket_side_request_two_people"):
        same_person(signed(lanting, kind=kind))
