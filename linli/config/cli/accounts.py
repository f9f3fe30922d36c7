"""`linli accounts`: what only the operator at the server may do."""

import argparse

from linli.config.cli import house


def add_arguments(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `accounts password-link`."""
    parser = subparsers.add_parser("accounts", help="a one-time link for somebody who has no password, or forgot it")
    commands = parser.add_subparsers(dest="accounts_command", required=True)
    link = commands.add_parser("password-link", help="print a link that sets the account's password; works once, for 24 hours")
    link.add_argument("login")


def run(args: argparse.Namespace) -> int:
    """Print the link; exit code 1 when there is no such account."""
    house.open_house("owner")
    from linli.accounts import actions
    from linli.kernel.errors import NotFound

    try:
        token = actions.make_password_link(args.login)
    except NotFound:
        print(f"There is no account {args.login}.")
        return 1
    print(house.link(token))
    return 0
