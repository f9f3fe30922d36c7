"""`linli database`: where it is, and stop it."""

import argparse
import os

from linli.config import postgres
from linli.config.cli import house

ROLES = ("owner", "web", "worker", "auditor", "backup", "superuser")


def add_arguments(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `database` and its own commands."""
    parser = subparsers.add_parser("database", help="print a URL for psql, or stop the embedded server")
    commands = parser.add_subparsers(dest="database_command", required=True)
    url = commands.add_parser("url", help="start the embedded server if it is not running and print a URL psql understands")
    url.add_argument("--role", choices=ROLES, default="owner", help="whose login (default owner; superuser: embedded server only)")
    commands.add_parser("stop", help="stop the embedded server cleanly")


def run(args: argparse.Namespace) -> int:
    """Print the URL, or stop the server; stopping what does not run is exit code 1."""
    if args.database_command == "url":
        print(postgres.ensure(house.home(), os.environ).url(args.role))
        return 0
    if postgres.stop(house.home()):
        print("The database server has stopped.")
        return 0
    print("No database server of this LINLI_HOME was running.")
    return 1
