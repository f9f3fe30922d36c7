"""What the database itself refuses about replies, verifications, samples and exclusions, each by its name."""

from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import IntegrityError

from linli.kernel import clock
from linli.kernel.ids import uuid7
from linli.tickets.models import CallAttempt, Exclusion, Phrase, Reply, Sample, Verification
from tests.kernel.scope.rows import make_row
from tests.tickets.test_constraints import Bad, Given, again, changed, lanting, unit

__all__ = ["lanting"]


def made(model: Any) -> Given:
    return lambda home: make_row(model, home)


def signed(home: UUID) -> Any:
    now = clock.now()
    return changed(
        make_row(Reply, home),
        state="signed",
        outcome="solved",
        submitted_at=now,
        head_signed_at=now,
        head_account_id=uuid7(),
        signed_at=now,
        is_deputy_needed=True,
        deputy_signed_at=now,
        deputy_account_id=uuid7(),
    )


def approved(home: UUID) -> Any:
    row = make_row(Exclusion, home)
    people = {name: uuid7() for name in ("asked_by_account_id", "first_account_id", "second_account_id")}
    units = {name: unit(row) for name in ("first_unit_id", "second_unit_id", "concerned_unit_id")}
    return changed(row, decision="approved", decided_at=clock.now(), first_at=clock.now(), **people, **units)


def looked_at(home: UUID) -> Any:
    row = make_row(Sample, home)
    return changed(row, looked_at=clock.now(), is_right=True, unit_id=unit(row))


def by_unit(home: UUID) -> Any:
    row = make_row(Verification, home)
    return changed(row, kind="unit", reporter_id=None, unit_id=unit(row))


CASES: dict[str, tuple[Given, Bad]] = {
    "ticket_reply_one_a_round": (made(Reply), again),
    "ticket_reply_outcome_is_said": (made(Reply), lambda row: changed(row, outcome="unreachable")),
    "ticket_reply_signed_by_head": (signed, lambda row: changed(row, head_signed_at=None)),
    "ticket_reply_signed_says_when": (signed, lambda row: changed(row, signed_at=None)),
    "ticket_reply_deputy_signed": (signed, lambda row: changed(row, deputy_account_id=row.head_account_id)),
    "ticket_phrase_once": (lambda home: changed(make_row(Phrase, home), unit_id=None, is_used=True), again),
    "ticket_phrase_says_something": (made(Phrase), lambda row: changed(row, text="")),
    "ticket_verification_effect_is_known": (by_unit, lambda row: changed(row, effect="shrug")),
    "ticket_verification_verdict_is_known": (by_unit, lambda row: changed(row, verdict="declined")),
    "ticket_verification_has_speaker": (by_unit, lambda row: changed(row, unit_id=None)),
    "ticket_verification_reporter_once_a_round": (made(Verification), again),
    "ticket_call_attempt_numbered": (made(CallAttempt), again),
    "ticket_call_attempt_counts_from_one": (made(CallAttempt), lambda row: changed(row, number=0)),
    "ticket_sample_once": (made(Sample), again),
    "ticket_sample_looked_at_by_another": (looked_at, lambda row: changed(row, unit_id=row.done_by_unit_id)),
    "ticket_exclusion_has_evidence": (made(Exclusion), lambda row: changed(row, evidence="")),
    "ticket_exclusion_one_at_a_time": (made(Exclusion), again),
    "ticket_exclusion_decided_says_how": (approved, lambda row: changed(row, decided_at=None)),
    "ticket_exclusion_two_people": (approved, lambda row: changed(row, second_account_id=row.first_account_id)),
    "ticket_exclusion_not_own_unit": (approved, lambda row: changed(row, second_unit_id=row.concerned_unit_id)),
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
    ours: list[Any] = [CallAttempt, Exclusion, Phrase, Reply, Sample, Verification]
    assert {constraint.name for model in ours for constraint in model._meta.constraints} == set(CASES)
