"""Durable jobs: queued in the write's own transaction, run once, visible with their error."""

from linli.kernel.jobs.actions import run_again
from linli.kernel.jobs.names import Job, Periodic, find_job, register, register_periodic, registered_jobs
from linli.kernel.jobs.queueing import queue, queue_for_subdistrict, queue_later, queue_many

__all__ = [
    "Job",
    "Periodic",
    "find_job",
    "queue",
    "queue_for_subdistrict",
    "queue_later",
    "queue_many",
    "register",
    "register_periodic",
    "registered_jobs",
    "run_again",
]
