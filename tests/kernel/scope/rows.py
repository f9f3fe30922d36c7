"""One row of any owned table, made from its columns alone; what a constraint wants besides stands in KNOWN."""

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, time, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from linli.kernel import clock
from linli.kernel.ids import uuid7
from linli.kernel.models import OwnedForeignKey
from linli.kernel.scope import unguarded
from linli.places.rules.kinds import Kind
from tests.ground import TestDatabase, connect_as

PLACE_KINDS = cycle(Kind)
# Values that a check constraint asks for, by table and column.
KNOWN: Mapping[str, Mapping[str, Callable[[], object]]] = {
    "stored_file": {
        "digest": lambda: hashlib.sha256(secrets.token_bytes(8)).hexdigest(),
        "media_type": lambda: "text/plain",
    },
    "job_run": {"done_at": clock.now},
    # No street, and a box of one point.
    "base_feature": {"kind": lambda: "river", "form": lambda: "line", "rank": lambda: ""},
    # Not laid yet: only then it needs no source.
    "base_map": {"version": lambda: 0},
    # A line without an origin, so that it has neither half of one.
    "duty_line": {"origin_kind": str},
    "ticket": {
        "state": lambda: "received",
        "track": lambda: "routine",
        "due_at": clock.now,
        "due_kind": lambda: "acknowledge",
        "closing_basis": str,
        "verdict": str,
        "verified_by_kind": str,
        "outcome": str,
        "measure": str,
        "origin_kind": str,
        "state_before": str,
    },
    "ticket_clock": {
        "kind": lambda: "acknowledge",
        "ending": str,
        "yellow_at": lambda: clock.now() - timedelta(hours=1),
    },
    "ticket_side_request": {"decision": str},
    "ticket_deliberation": {"decision": str},
    "supervision_step": {"text": str, "reply": str},
    "ticket_reply": {"outcome": str, "state": lambda: "draft"},
    "ticket_verification": {"effect": lambda: "close", "kind": lambda: "reporter", "verdict": lambda: "solved", "unit_id": lambda: None},
    "ticket_sample": {"unit_id": lambda: None},
    "ticket_exclusion": {"decision": str},
    "callout_line": {"called": lambda: "chief", "duty_role_id": lambda: None, "post_id": lambda: None, "person_id": lambda: None},
    # A call that waits; whoever is called stands in it.
    "ticket_call": {"outcome": lambda: "waiting"},
    "ticket_upkeep_check": {"finding": str, "done_by_unit_id": lambda: None},
    "hotline_file": {"direction": lambda: "in"},
    "hotline_order": {"state": lambda: "sent", "return_reason": str},
    "hotline_step": {"kind": lambda: "received", "is_by_hand": lambda: False, "row": lambda: 1},
    "hotline_row": {"outcome": lambda: "refused", "state": str, "decision": str},
    # Waiting, so that it has not ended.
    "notice_delivery": {"state": lambda: "waiting", "ended_at": lambda: None},
    "notice_choice": {"quiet_from": lambda: time(21), "quiet_until": lambda: time(7)},
    "webhook_delivery": {"state": lambda: "waiting", "ended_at": lambda: None},
    # A visit about a ticket, so that it saw an effect; a plan that a visit did.
    "visit": {"effect": lambda: "fixed", "people": lambda: 1},
    "visit_given": {"kind": lambda: "service"},
    "visit_setting": {"cap": lambda: 2},
    "planned_visit": {"why": lambda: "planned", "ending": lambda: "done", "ended_at": clock.now},
    "patrol_route": {"kind": lambda: "safety"},
    "patrol_shift": {"part": lambda: "morning", "ending": str, "reason": str},
    "patrol_missed": {"reason": lambda: "closed"},
    "grid_day": {"weekday": lambda: 0, "begins_at": lambda: time(9)},
    # Nowhere, so that no system of degrees belongs to it.
    "place": {"coord_system": str},
    # Withdrawn: such a one may refer to whatever it belonged to.
    "contact_card": {"state": lambda: "withdrawn", "reason": lambda: "lost", "bound_at": clock.now, "withdrawn_at": clock.now},
    # About no chain, so that it has no stretch of one.
    "sync_receipt": {"status": lambda: "applied", "about": str, "version_before": lambda: None, "version_after": lambda: None},
    "sync_conflict": {"state": lambda: "open", "settled_at": lambda: None, "target_id": lambda: None},
    # Prepared, so that nothing is frozen yet.
    "campaign": {
        "state": lambda: "draft",
        "kind": lambda: "round",
        "starts_on": lambda: date(2026, 11, 3),
        "ends_on": lambda: date(2026, 11, 30),
        "frozen_at": lambda: None,
        "ended_at": lambda: None,
        "denominator": lambda: 0,
    },
    # Nobody has spoken to it yet.
    "campaign_target": {
        "stage": str,
        **dict.fromkeys(("stage_on", "stage_by", "owner_person_id", "owner_team_id"), lambda: None),
    },
    # Proposed, so that nobody has decided; owned by a unit; about the subdistrict, so that its row has no place.
    "form": {
        "state": lambda: "proposed",
        **dict.fromkeys(("decided_at", "decided_by", "ended_at", "owner_person_id", "task_until"), lambda: None),
        "task_reason": str,
    },
    "form_filler": dict.fromkeys(("post_id", "grid_id"), lambda: None),
    "form_field_match": {"fact": lambda: "place_name", "other_id": lambda: None},
    "form_answer": dict.fromkeys(("place_id", "grid_id"), lambda: None),
    # Each of days of its own, so that a copy beside it asks for others.
    "hot_period": {"first_on": lambda: date(2000, 1, 1) + timedelta(days=secrets.randbelow(9_000)), "last_on": lambda: date(2026, 11, 30)},
    "hot_reading": {"oldest_at": lambda: clock.now() - timedelta(hours=1)},
    "hot_issue": {"first_at": lambda: clock.now() - timedelta(hours=1), "recent": lambda: 0, "unsolved": lambda: 0},
    # Still being written, so that nobody has reviewed it.
    "answer_version": {"state": lambda: "draft", **dict.fromkeys(("reviewed_by", "reviewed_at", "ended_at"), lambda: None)},
    # One for each kind of place: every row is of the next.
    "place_period": {"kind": lambda: next(PLACE_KINDS)},
    "rota_pattern": {"day_begins": lambda: time(8, 30), "night_begins": lambda: time(17, 30)},
}

BY_KIND: Mapping[type[Any], Callable[[], object]] = {
    models.BooleanField: lambda: False,
    models.BinaryField: lambda: secrets.token_bytes(32),
    models.DateTimeField: clock.now,
    models.DateField: lambda: clock.now().date(),
    models.DecimalField: lambda: 1,
    models.FloatField: lambda: 1.0,
    models.IntegerField: lambda: secrets.randbelow(9_000) + 1_000,
    models.JSONField: lambda: {"secret": secrets.token_hex(6)},
    models.UUIDField: uuid7,
    ArrayField: list,
}


@contextmanager
def as_superuser(database: TestDatabase) -> Iterator[None]:
    """Django's connection as superuser, whom no policy binds; afterwards it is the web role again."""
    connect_as(database.server, "superuser", database.name)
    try:
        with unguarded("rows of both subdistricts are laid out for the leak tests"):
            yield
    finally:
        connect_as(database.server, "web", database.name)


def make_row(model: type[models.Model], subdistrict_id: UUID) -> Any:
    """A stored row, with everything it refers to; raises when the table wants something that KNOWN does not say."""
    row = model(**{field.attname: _value(field, subdistrict_id) for field in model._meta.local_concrete_fields if not _is_made(field)})
    try:
        row.save(force_insert=True)
    except Exception as error:
        raise AssertionError(f"no row of {model._meta.db_table} could be made; tell tests/kernel/scope/rows.py how: {error}") from error
    return row


def _is_made(field: "models.Field[Any, Any]") -> bool:
    """Whether the database makes the value by itself."""
    return field.generated or field.has_db_default()


def _value(field: "models.Field[Any, Any]", subdistrict_id: UUID) -> object:
    known = KNOWN.get(field.model._meta.db_table, {})
    column = str(field.column)
    if column in known:
        return known[column]()
    if column == "subdistrict_id":
        return subdistrict_id
    if isinstance(field, OwnedForeignKey):
        # A reference to the own table may stay empty, or rows would be made without end.
        return None if field.related_model is field.model else make_row(field.related_model, subdistrict_id).pk
    return None if field.null else _of_kind(field)


def _of_kind(field: "models.Field[Any, Any]") -> object:
    if field.choices:
        return field.flatchoices[0][0]
    if isinstance(field, models.CharField | models.TextField):
        return secrets.token_hex(16)[: field.max_length or 32]
    for kind, make in BY_KIND.items():
        if isinstance(field, kind):
            return make()
    raise AssertionError(f"tests/kernel/scope/rows.py does not know the kind of {field}")
