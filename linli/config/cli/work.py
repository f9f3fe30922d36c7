"""`linli work`: do the jobs."""

import argparse
import asyncio
import os
import sys

from linli.config.cli import house

DONE, TROUBLE = 0, 2


def add_arguments(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `work`."""
    parser = subparsers.add_parser("work", help="do the jobs that are waiting, until stopped; several may run")
    parser.add_argument("--concurrency", type=int, default=1, metavar="N", help="jobs at once in this process (default 1)")
    parser.add_argument("--until-empty", action="store_true", help="stop when nothing is waiting; no periodic jobs")


def run(args: argparse.Namespace) -> int:
    """Exit code 0 when stopped or empty, 2 with one sentence on stderr when it could not work."""
    if args.concurrency < 1:
        sys.stderr.write("--concurrency must be 1 or more.\n")
        return TROUBLE
    # Django reads the role when its settings are first looked at.
    os.environ["LINLI_ROLE"] = "worker"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    import django

    with house.uncollected():
        django.setup()
    from procrastinate.exceptions import ConnectorException

    from linli.kernel.jobs.checks import unresolved_names
    from linli.kernel.jobs.worker import work

    unresolved = unresolved_names()
    if unresolved:
        sys.stderr.write("\n".join(unresolved) + "\n")
        return TROUBLE
    try:
        asyncio.run(work(concurrency=args.concurrency, until_empty=args.until_empty))
    except ConnectorException as trouble:
        sys.stderr.write(f"The database does not answer: {trouble}. Start it with `linli serve`, or look at DATABASE_URL.\n")
        return TROUBLE
    return DONE
