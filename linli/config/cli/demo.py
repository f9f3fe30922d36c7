"""`linli demo`: the demo street with its logins, in a database of its own."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from linli.config.cli import house
from linli.config.cli.migrate import ensure_keys, make_keys
from linli.kernel import keys

if TYPE_CHECKING:
    from linli.accounts.demo import DemoLogin


def add_arguments(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `demo`."""
    parser = subparsers.add_parser("demo", help="lay out the demo street and print its logins once; safe to repeat")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="lay only the tickets of the last month, not the quarter behind them, no learnt classes and no visit round",
    )
    parser.add_argument("--new-passwords", action="store_true", help="give every demo login a new password and print them")


def run(args: argparse.Namespace) -> int:
    """Everything from nothing: keys, schema, mark, street, logins; real databases are refused."""
    if not ensure_keys():
        make_keys(keys.make_demo_passphrase(house.home()))
    house.open_house("owner")
    house.lay_schema()
    from linli.accounts import demo
    from linli.config.street.laying import lay_streets
    from linli.config.street.logins import LOGINS
    from linli.config.street.tickets import cases, recent

    demo.lay_out()
    lay_streets(recent if args.quick else cases, has_round=not args.quick, has_nights=not args.quick)
    printed = demo.give_passwords(to_everybody=args.new_passwords, known={each.login: each.what for each in LOGINS})
    if printed:
        print_logins(printed)
    else:
        print(
            "The demo logins were printed when they were made. New ones: `linli demo --new-passwords`, "
            "in a checkout `./dev demo --new-passwords`."
        )
    return 0


def print_logins(logins: Sequence["DemoLogin"]) -> None:
    """A small table, the only place where the passwords ever stand."""
    print("Demo logins; they are shown this once and open on this machine only:")
    width = max(len(each.login) for each in logins)
    for each in logins:
        print(f"  {each.login:<{width}}  {each.password}  {each.what}")
