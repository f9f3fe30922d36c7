"""Putting a job into the queue, in the open transaction."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import connection

from linli.kernel import clock, scope
from linli.kernel.jobs.names import find_job
from linli.kernel.scope.models import Aggregate


def queue(name: str, aggregate: Aggregate, **ids: UUID | int) -> int:
    """Queue a job about an aggregate; it exists when this write commits, and remembers which journal entry caused it."""
    # Without `once` the queue takes every job.
    return cast("int", insert(name, aggregate.subdistrict_id, subject_of(aggregate), ids, once=False))


def queue_many(name: str, aggregates: Sequence[Aggregate], ids: Sequence[dict[str, UUID | int]]) -> None:
    """The same job about many aggregates of one subdistrict, each with ids of its own; one statement, none for no aggregate."""
    if not aggregates:
        return
    subdistrict_id = aggregates[0].subdistrict_id
    said = [arguments(name, one.subdistrict_id, subject_of(one), own) for one, own in zip(aggregates, ids, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT job_queue(%s, %s, said::jsonb, false) FROM unnest(%s::text[]) AS said", [subdistrict_id, name, said])


def queue_later(name: str, aggregate: Aggregate, due_at: datetime, **ids: UUID | int) -> int:
    """Queue a job about an aggregate that no worker takes before that moment; it exists when this write commits."""
    args = arguments(name, aggregate.subdistrict_id, subject_of(aggregate), ids)
    # The worker goes by the database's clock: what is kept is how long to wait, not what our clock will show then.
    wait = (due_at - clock.now()).total_seconds()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT job_queue_later(%s, %s, %s, clock_timestamp() + make_interval(secs => %s))",
            [aggregate.subdistrict_id, name, args, wait],
        )
        job_id: int = cursor.fetchone()[0]
    return job_id


def queue_for_subdistrict(name: str, subdistrict_id: UUID, *, once: bool = False, **ids: UUID | int) -> int | None:
    """Queue a job about a subdistrict as a whole; with `once`, None when the same job is waiting already."""
    return insert(name, subdistrict_id, {}, ids, once=once)


def subject_of(aggregate: Aggregate) -> dict[str, object]:
    """What a job is about, and the journal entry that caused it."""
    return {"stream": aggregate.stream, "aggregate_id": str(aggregate.pk), "cause_seq": aggregate.journal_seq}


def insert(name: str, subdistrict_id: UUID, subject: dict[str, object], ids: dict[str, UUID | int], *, once: bool) -> int | None:
    """One row in the queue, through the one function that may write there."""
    args = arguments(name, subdistrict_id, subject, ids)
    with connection.cursor() as cursor:
        cursor.execute("SELECT job_queue(%s, %s, %s, %s)", [subdistrict_id, name, args, once])
        job_id: int | None = cursor.fetchone()[0]
    return job_id


def arguments(name: str, subdistrict_id: UUID, subject: dict[str, object], ids: dict[str, UUID | int]) -> str:
    """What the job is called with, as the queue keeps it; refused for an unknown job and outside the subdistrict's scope."""
    find_job(name)
    opened = scope.current()
    if opened is None or opened.writable != subdistrict_id:
        raise scope.OutsideScope(f"the job {name} was queued outside the scope of its subdistrict")
    return json.dumps({**subject, "ids": {key: plain(key, value) for key, value in ids.items()}})


def plain(key: str, value: object) -> str | int:
    """An id as JSON carries it; anything else is refused: the queue is no place for texts, names or rows."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError(f"a job takes ids only (UUID or int); {key} is {type(value).__name__}")
