"""Doing one job: its own scope, its own durable transaction, its effect once; what takes minutes was done before that."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.kernel.jobs.names import find_job
from linli.kernel.scope.context import scoped

LONGEST_SAID = 300


def run(name: str, job_id: int, args: Mapping[str, Any]) -> bool:
    """Do the job and commit; False when an earlier run of the same job had committed already."""
    job = find_job(name)
    actor = Actor.system(name, UUID(args["subdistrict"]))
    ids = {key: unplain(value) for key, value in args.get("ids", {}).items()}
    # Done twice where the worker dies afterwards: it must change nothing.
    prepared = () if job.prepare is None else (job.prepare(actor),)
    with scoped(actor):
        if not claim(actor, job_id):
            return False
        if "aggregate_id" in args:
            job.function(actor, *prepared, UUID(args["aggregate_id"]), args["cause_seq"], **ids)
        else:
            job.function(actor, *prepared, **ids)
    return True


def unplain(value: str | int) -> UUID | int:
    """An id as it was queued."""
    return UUID(value) if isinstance(value, str) else value


def claim(actor: Actor, job_id: int) -> bool:
    """Mark the job done in the transaction that does it; False when the mark is there already."""
    # A worker may die after this commit and before the queue learns of it, or be taken for dead and still finish: the
    # next run then waits for this very row, finds the mark, and does nothing.
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO job_run AS run (subdistrict_id, id, job_id, done_at, code, facts, said)
            VALUES (%s, %s, %s, %s, '', '{}', '')
            ON CONFLICT (subdistrict_id, job_id)
            DO UPDATE SET done_at = excluded.done_at, code = '', facts = '{}', said = '' WHERE run.done_at IS NULL
            """,
            [actor.subdistrict_id, uuid7(), job_id, clock.now()],
        )
        return bool(cursor.rowcount == 1)


def keep_failure(name: str, job_id: int, args: Mapping[str, Any], error: BaseException) -> None:
    """Remember why the job failed, after its own transaction was undone."""
    actor = Actor.system(name, UUID(args["subdistrict"]))
    refusal = error if isinstance(error, Refused) else None
    said = "" if refusal else sentence_of(error)
    facts = {key: str(value) for key, value in refusal.facts.items()} if refusal else {}
    with scoped(actor), connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO job_run AS run (subdistrict_id, id, job_id, failed_at, code, facts, said)
            VALUES (%s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT (subdistrict_id, job_id)
            DO UPDATE SET failed_at = excluded.failed_at, code = excluded.code, facts = excluded.facts, said = excluded.said
            WHERE run.done_at IS NULL
            """,
            [actor.subdistrict_id, uuid7(), job_id, clock.now(), refusal.code if refusal else "", json.dumps(facts), said],
        )


def sentence_of(error: BaseException) -> str:
    """An unexpected error in one line; of a database error only the part that repeats no row."""
    cause = error.__cause__
    text = getattr(getattr(cause, "diag", None), "message_primary", None) if isinstance(error, DatabaseError) else str(error)
    first_line = (text or "").strip().split("\n", 1)[0].replace("\x00", "")
    return f"{type(error).__name__}: {first_line}"[:LONGEST_SAID]
