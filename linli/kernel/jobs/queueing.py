"""Putting a job into the queue, in the open transaction."""

import json
from typing import cast
from uuid import UUID

from django.db import connection

from linli.kernel import scope
from linli.kernel.jobs.names import find_job
from linli.kernel.scope.models import Aggregate


def queue(name: str, aggregate: Aggregate, **ids: UUID | int) -> int:
    """Queue a job about an aggregate; it exists when this write commits, and remembers which journal entry caused it."""
    subject = {"stream": aggregate.stream, "aggregate_id": str(aggregate.pk), "cause_seq": aggregate.journal_seq}
    # Without `once` the queue takes every job.
    return cast("int", insert(name, aggregate.subdistrict_id, subject, ids, once=False))


def queue_for_subdistrict(name: str, subdistrict_id: UUID, *, once: bool = False, **ids: UUID | int) -> int | None:
    """Queue a job about a subdistrict as a whole; with `once`, None when the same job is waiting already."""
    return insert(name, subdistrict_id, {}, ids, once=once)


def insert(name: str, subdistrict_id: UUID, subject: dict[str, object], ids: dict[str, UUID | int], *, once: bool) -> int | None:
    """One row in the queue, through the one function that may write there."""
    find_job(name)
    opened = scope.current()
    if opened is None or opened.writable != subdistrict_id:
        raise scope.OutsideScope(f"the job {name} was queued outside the scope of its subdistrict")
    args = {**subject, "ids": {key: plain(key, value) for key, value in ids.items()}}
    with connection.cursor() as cursor:
        cursor.execute("SELECT job_queue(%s, %s, %s, %s)", [subdistrict_id, name, json.dumps(args), once])
        job_id: int | None = cursor.fetchone()[0]
    return job_id


def plain(key: str, value: object) -> str | int:
    """An id as JSON carries it; anything else is refused: the queue is no place for texts, names or rows."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError(f"a job takes ids only (UUID or int); {key} is {type(value).__name__}")
