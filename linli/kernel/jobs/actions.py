"""Every write that a person does to jobs."""

from uuid import UUID

from django.apps import apps
from django.db import connection
from django.utils.translation import gettext_noop

from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused, refusals
from linli.kernel.jobs import queries
from linli.kernel.jobs.queries import JobRow, Permission
from linli.kernel.journal import verbs
from linli.kernel.scope.models import Aggregate
from linli.kernel.writes import lock_in_order, write

refusals({"jobs.not_failed": gettext_noop("This job has not failed, or somebody has started it again already. Open the list again.")})
verbs.register("job.requeued", facts={"job": str, "job_id": int})


@write
def run_again(actor: Actor, job_id: int) -> JobRow:
    """Put a failed job back into the queue, with all its tries before it; refused unless it has failed."""
    actor.require(Permission.RUN_AGAIN)
    found = queries.get_for(actor, job_id)
    # The aggregate first: the job's row is then locked for a moment only, and the worker never waits for a person.
    aggregate = lock_aggregate(actor.subdistrict_id, found.stream) if found.stream else None

    with connection.cursor() as cursor:
        cursor.execute("SELECT job_run_again(%s, %s)", [actor.subdistrict_id, job_id])
        if not cursor.fetchone()[0]:
            raise Refused("jobs.not_failed")

    if aggregate is not None:
        journal.record(actor, "job.requeued", aggregate, job=found.name, job_id=job_id)
    return found


def lock_aggregate(subdistrict_id: UUID, stream: str) -> Aggregate | None:
    """The row that a stream belongs to, locked for its next entry; None when this program knows no such kind."""
    kind, _, row_id = stream.partition("/")
    for model in apps.get_models():
        if issubclass(model, Aggregate) and kind == model.KIND:
            found: Aggregate = lock_in_order(model.objects.all(), subdistrict_id, [UUID(row_id)])[0]
            return found
    return None
