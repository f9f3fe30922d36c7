"""Background work as the desk shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.paging import parse_number
from linli.desk.words_of_jobs import JOBS
from linli.kernel import jobs
from linli.kernel.actor import Actor
from linli.kernel.jobs import queries
from linli.kernel.jobs.queries import JobRow, Permission, State

SHAPES = {State.WAITING: "none", State.RUNNING: "watch", State.DONE: "ok", State.FAILED: "stop"}


@dataclass(frozen=True, slots=True)
class Line:
    """One job in the list."""

    id: int
    words: str
    at: datetime
    attempts: int
    error: str
    shape: str
    state_word: str
    can_run_again: bool


def line_of(actor: Actor, job: JobRow) -> Line:
    """A job in words."""
    return Line(
        id=job.job_id,
        words=str(JOBS.get(job.name, job.name)),
        at=job.failed_at or job.queued_at,
        attempts=job.attempts,
        error=job.error,
        shape=SHAPES[job.state],
        state_word=job.label,
        can_run_again=job.state is State.FAILED and actor.may(Permission.RUN_AGAIN),
    )


def failed_lines(actor: Actor) -> Sequence[Line]:
    """The failed jobs; none for who may not see jobs."""
    return [line_of(actor, job) for job in queries.page(actor, only_failed=True)] if actor.may(Permission.READ) else []


@require_safe
@staff_page
def list_jobs(request: StaffRequest) -> HttpResponse:
    """Every job of the subdistrict, latest first."""
    before = parse_number(request.GET.get("before"))
    found = queries.page(request.actor, before=before)
    shown = found[: queries.PAGE]
    return page(
        request,
        "desk/jobs.html",
        current="jobs",
        jobs=[line_of(request.actor, job) for job in shown],
        after=shown[-1].job_id if len(found) > queries.PAGE else None,
        is_later=before is not None,
    )


@require_POST
@staff_page
def run_again(request: StaffRequest, job_id: int) -> HttpResponse:
    """Put a failed job back into the queue."""
    jobs.run_again(request.actor, job_id)
    messages.success(request, gettext("It is in the queue again."))
    return done(request, "jobs")
