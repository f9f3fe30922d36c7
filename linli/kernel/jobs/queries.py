"""Every read of jobs, through the view that shows a scope its own."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext, gettext_noop

from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, registered_refusals

PAGE = 50
LAST: Final = 2**63 - 1


class Permission(StrEnum):
    """What a post may do with jobs; the words for an administrator stand with memberships, in accounts."""

    READ = "jobs.read"
    RUN_AGAIN = "jobs.run_again"


class State(StrEnum):
    """Where a job stands, as staff would say it."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


STATES: Final = {"todo": State.WAITING, "doing": State.RUNNING, "succeeded": State.DONE}
LABELS: Final = {
    State.WAITING: gettext_noop("waiting"),
    State.RUNNING: gettext_noop("running"),
    State.DONE: gettext_noop("done"),
    State.FAILED: gettext_noop("failed"),
}
UNKNOWN = gettext_noop("The worker stopped before it could say why. Run the job again; if that happens twice, tell the administrator.")


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job as the desk shows it."""

    job_id: int
    name: str
    stream: str
    cause_seq: int
    state: State
    attempts: int
    queued_at: datetime
    due_at: datetime | None
    failed_at: datetime | None
    code: str
    facts: dict[str, Any]
    said: str

    @property
    def label(self) -> str:
        """The state in the reader's language."""
        return gettext(LABELS[self.state])

    @property
    def error(self) -> str:
        """Why it last failed, in one sentence; empty when it did not."""
        if self.state is State.DONE:
            return ""
        if self.code:
            return gettext(registered_refusals().get(self.code, self.code)).format_map(self.facts)
        if self.said or self.state is not State.FAILED:
            return self.said
        return gettext(UNKNOWN)


def page(actor: Actor, *, before: int | None = None, only_failed: bool = False) -> Sequence[JobRow]:
    """The subdistrict's jobs, latest first, after the one named by `before`; one more than a page tells there is more."""
    actor.require(Permission.READ)
    return select(
        """
        SELECT job_id, name, stream, cause_seq, status, attempts, queued_at, due_at, failed_at, code, facts, said
        FROM job_overview
        WHERE subdistrict = %s AND job_id < %s AND (NOT %s OR status <> ALL (%s))
        ORDER BY job_id DESC LIMIT %s
        """,
        [str(actor.subdistrict_id), LAST if before is None else before, only_failed, list(STATES), PAGE + 1],
    )


def get_for(actor: Actor, job_id: int) -> JobRow:
    """One job of the actor's subdistrict."""
    actor.require(Permission.READ)
    found = select(
        """
        SELECT job_id, name, stream, cause_seq, status, attempts, queued_at, due_at, failed_at, code, facts, said
        FROM job_overview
        WHERE subdistrict = %s AND job_id = %s
        """,
        [str(actor.subdistrict_id), job_id if 0 <= job_id <= LAST else -1],
    )
    if not found:
        raise NotFound
    return found[0]


def select(statement: str, parameters: Sequence[Any]) -> list[JobRow]:
    """The rows of a statement that asks for COLUMNS."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [row(*values) for values in cursor.fetchall()]


def row(*values: Any) -> JobRow:
    """One row, with the queue's word for the state put into ours."""
    job_id, name, stream, cause_seq, status, attempts, queued_at, due_at, failed_at, code, facts, said = values
    state = STATES.get(status, State.FAILED)
    # Django's cursors hand JSON over as text.
    return JobRow(job_id, name, stream, cause_seq, state, attempts, queued_at, due_at, failed_at, code, json.loads(facts), said)
