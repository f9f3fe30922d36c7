"""The jobs this program knows, by name; rooms register theirs at start-up, since what queues a job lies below what does it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from linli.kernel.actor import Actor

NAME = re.compile(r"[a-z_]+\.[a-z_]+")


@dataclass(frozen=True, slots=True)
class Job:
    """A name and what to call: `function(actor, aggregate_id, cause_seq, **ids)`, or `function(actor, **ids)` without an aggregate.

    Work that takes minutes is done by `prepare(actor)`, outside any transaction; what it gives comes first after the actor.
    """

    name: str
    function: Callable[..., Any]
    prepare: Callable[[Actor], Any] | None = None


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job that is queued for every subdistrict when the clock (UTC, cron notation) says so: `function(actor)`."""

    name: str
    cron: str


_JOBS: dict[str, Job] = {}
_PERIODIC: dict[str, Periodic] = {}


def register(name: str, function: Callable[..., Any], *, prepare: Callable[[Actor], Any] | None = None) -> None:
    """Make a job known; registering the same again changes nothing, another function under the name is refused."""
    if not NAME.fullmatch(name):
        raise ValueError(f"a job is named <room>.<verb>, not {name!r}")
    if _JOBS.setdefault(name, Job(name, function, prepare)).function is not function:
        raise ValueError(f"the job {name} already has another function")


def register_periodic(name: str, cron: str, function: Callable[..., Any], *, prepare: Callable[[Actor], Any] | None = None) -> None:
    """Make a job known that the worker queues by the clock, once for each subdistrict."""
    register(name, function, prepare=prepare)
    _PERIODIC[name] = Periodic(name, cron)


def find_job(name: str) -> Job:
    """The job of that name; LookupError when no room registered it."""
    try:
        return _JOBS[name]
    except KeyError:
        raise LookupError(f"no job is registered under the name {name}") from None


def registered_jobs() -> Mapping[str, Job]:
    """Every job by name."""
    return dict(_JOBS)


def registered_periodic() -> Mapping[str, Periodic]:
    """Every periodic job by name."""
    return dict(_PERIODIC)
