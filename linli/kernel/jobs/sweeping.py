"""The kernel's own jobs."""

from datetime import timedelta

from django.db import connection
from django.utils.translation import gettext_noop

from linli.kernel import clock, files
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused, refusals
from linli.kernel.jobs.models import JobRun
from linli.kernel.jobs.names import register_periodic

KEPT_FOR = timedelta(days=30)

refusals(
    {
        "files.missing": gettext_noop(
            "{count} stored files are missing on the disk, the first is {name}. Bring the files back from the backup."
        )
    }
)


def sweep_files(actor: Actor) -> None:
    """Remove what no row names; fail visibly when a row's file is missing."""
    found = files.sweep(actor)
    if found.missing:
        raise Refused("files.missing", count=len(found.missing), name=found.missing[0].name)


def sweep_jobs(actor: Actor) -> None:
    """Forget the subdistrict's jobs that were done a month ago; failed ones stay until somebody has seen to them."""
    old = JobRun.objects.of(actor.subdistrict_id).filter(done_at__lt=clock.now() - KEPT_FOR)
    job_ids = list(old.values_list("job_id", flat=True)[:10_000])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = ANY (%s) AND status = 'succeeded'", [job_ids])
    JobRun.objects.of(actor.subdistrict_id).filter(job_id__in=job_ids).delete()


def register_kernel_jobs() -> None:
    """The nightly sweeps; 18:40 UTC is 02:40 in the street."""
    register_periodic("files.sweep", "40 18 * * *", sweep_files)
    register_periodic("jobs.sweep", "50 18 * * *", sweep_jobs)
