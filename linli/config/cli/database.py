"""`linli database`: where it is, stop it, and say that it was read back from a copy."""

import argparse
import os

from linli.config import postgres
from linli.config.cli import house

ROLES = ("owner", "web", "worker", "auditor", "backup", "superuser")


def add_arguments(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `database` and its own commands."""
    parser = subparsers.add_parser("database", help="print a URL for psql, stop the embedded server, go on after a restore")
    commands = parser.add_subparsers(dest="database_command", required=True)
    url = commands.add_parser("url", help="start the embedded server if it is not running and print a URL psql understands")
    url.add_argument("--role", choices=ROLES, default="owner", help="whose login (default owner; superuser: embedded server only)")
    commands.add_parser("stop", help="stop the embedded server cleanly")
    commands.add_parser("restored", help="after a copy was read back: end every session, count the journal anew; safe to repeat")


def run(args: argparse.Namespace) -> int:
    """Print the URL, stop the server, or go on after a restore; stopping what does not run is exit code 1."""
    if args.database_command == "restored":
        go_on_after_a_restore()
        print("Every session has ended, and the journal counts anew. Start serve and work.")
        return 0
    if args.database_command == "url":
        print(postgres.ensure(house.home(), os.environ).url(args.role))
        return 0
    if postgres.stop(house.home()):
        print("The database server has stopped.")
        return 0
    print("No database server of this LINLI_HOME was running.")
    return 1


def go_on_after_a_restore() -> None:
    """Whoever holds a stolen copy opens no session with it, and seals go on although this server counts its transactions by itself."""
    house.open_house("owner")
    from django.contrib.sessions.models import Session

    from linli.kernel.journal.sealing import new_epoch
    from linli.kernel.scope.context import unguarded

    with unguarded("the owner ends the sessions of the whole house"):
        Session.objects.all().delete()
    new_epoch()
