"""What became of a job, beside the queue's own row."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.kernel.scope.models import Owned


class JobRun(Owned):
    """The mark that a job's transaction committed, or why it last failed."""

    job_id = models.BigIntegerField()
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    # A refusal is kept as its code and facts, so that each reader gets it in their own language; `said` is for everything else.
    code = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict)
    said = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "job_run"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="job_run_one_per_job", fields=["subdistrict_id", "job_id"]),
            models.CheckConstraint(name="job_run_says_what_happened", condition=Q(done_at__isnull=False) | Q(failed_at__isnull=False)),
        ]
