"""The worker: takes jobs from the queue and does them, several processes at once if wanted."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable
from typing import Any, Final, cast

from django.db import connection
from procrastinate import App, BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django.db_cleanup import close_db_connections
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as QueuedJob
from procrastinate.jobs import Status
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

from linli.kernel.errors import Refused
from linli.kernel.jobs import names, running
from linli.kernel.jobs.queueing import queue_for_subdistrict
from linli.kernel.scope import each_subdistrict, scoped

logger = logging.getLogger(__name__)

# After the last of these pauses a job is left for a person to look at.
PAUSES_SECONDS: Final = (10, 60, 300, 1800, 7200)
HEARTBEAT_SECONDS = 5.0
DEAD_AFTER_SECONDS = 20.0
POLL_SECONDS = 5.0
RECONNECT_SECONDS = 2.0
CONNECT_SECONDS = 10.0
# A worker that was off at the full hour serves the tick when it comes back, if it was not off for longer than this.
TICK_KEPT_SECONDS = 24 * 3600.0


class Tries(BaseRetryStrategy):
    """Again after a growing pause, a bounded number of times; what the rules refuse is not tried again, unless somebody was busy there."""

    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision | None:
        """When to try again, or None to leave it failed."""
        if isinstance(exception, Refused) and exception.code != "kernel.busy":
            return None
        if job.attempts >= len(PAUSES_SECONDS):
            return None
        return RetryDecision(retry_in={"seconds": PAUSES_SECONDS[job.attempts]})


def perform(context: JobContext, /, **args: Any) -> None:
    """One job; its error is kept where the desk shows it before the queue decides about another try."""
    name, job_id = context.job.task_name, cast("int", context.job.id)
    try:
        running.run(name, job_id, args)
    except Exception as error:
        # Without a database nothing can be kept now: the queue will find this worker's heartbeat missing and try again.
        with contextlib.suppress(Exception):
            running.keep_failure(name, job_id, args, error)
        raise


def ticker(name: str) -> Callable[..., None]:
    """What the clock calls: one job for each subdistrict, unless the last one is still waiting."""

    def tick(context: JobContext, **_: object) -> None:
        for actor in each_subdistrict(name):
            with scoped(actor):
                queue_for_subdistrict(name, actor.subdistrict_id, once=True)
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM procrastinate_jobs WHERE task_name = %s AND status = 'succeeded' AND id < %s",
                [context.job.task_name, context.job.id],
            )

    return tick


def build_app(*, by_the_clock: bool) -> App:
    """The queue's own idea of our jobs."""
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4, timeout=CONNECT_SECONDS)
    app = App(connector=connector, periodic_defaults={"max_delay": TICK_KEPT_SECONDS})
    for job in names.registered_jobs().values():
        app.task(name=job.name, pass_context=True, retry=Tries())(perform)
    for periodic in names.registered_periodic().values() if by_the_clock else ():
        task = app.task(name=f"tick.{periodic.name}", pass_context=True, retry=Tries())(ticker(periodic.name))
        app.periodic(cron=periodic.cron, periodic_id=periodic.name)(task)
    return app


async def rescue(app: App) -> None:
    """Give the jobs of dead workers back to the queue; one that has killed as many workers as it may is left failed."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
        # Another worker may have been faster with this one.
        with contextlib.suppress(ConnectorException):
            if job.attempts >= len(PAUSES_SECONDS):
                await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
            else:
                await app.job_manager.retry_job(job)
    await app.job_manager.prune_stalled_workers(DEAD_AFTER_SECONDS)


async def rescue_for_ever(app: App) -> None:
    """Look for dead workers as often as the living ones give a sign."""
    while True:
        try:
            await rescue(app)
        except ConnectorException as trouble:
            logger.warning("Dead workers could not be looked for: %s", trouble)
        await asyncio.sleep(HEARTBEAT_SECONDS)


async def work_once(stop: asyncio.Event, *, concurrency: int, until_empty: bool) -> None:
    """Work with one connection pool until asked to stop, until it breaks, or until nothing is waiting."""
    app = build_app(by_the_clock=not until_empty)
    try:
        # The pool's own patience is longer than a supervisor's, and it hears no signal meanwhile.
        async with asyncio.timeout(CONNECT_SECONDS):
            await app.open_async()
        worker = Worker(
            app=app,
            concurrency=concurrency,
            wait=not until_empty,
            fetch_job_polling_interval=POLL_SECONDS,
            install_signal_handlers=False,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=DEAD_AFTER_SECONDS,
            task_middleware=[close_db_connections],
        )
        await rescue(app)
        beside = [asyncio.create_task(rescue_for_ever(app)), asyncio.create_task(stop_when_asked(worker, stop))]
        try:
            await worker.run()  # type: ignore[no-untyped-call]
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
    finally:
        await app.close_async()


async def stop_when_asked(worker: Worker, stop: asyncio.Event) -> None:
    """Let the running job end, take no other."""
    await stop.wait()
    worker.stop()  # type: ignore[no-untyped-call]


async def work(*, concurrency: int = 1, until_empty: bool = False) -> None:
    """Do jobs until SIGTERM or SIGINT, through restarts of the database; with `until_empty`, until nothing is waiting."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    while not stop.is_set():
        try:
            await work_once(stop, concurrency=concurrency, until_empty=until_empty)
        except (ConnectorException, TimeoutError) as trouble:
            if until_empty:
                raise
            logger.warning("The database does not answer, trying again: %s", str(trouble) or "it took too long to connect")
        if until_empty:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), RECONNECT_SECONDS)
