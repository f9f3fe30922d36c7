"""`linli migrate`: keys, schema, and the first administrator's link."""

import argparse
import os

from linli.config.cli import house
from linli.kernel import keys


def add_arguments(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `migrate`."""
    subparsers.add_parser("migrate", help="make the keys if there are none, bring the schema up to date, begin the first start")


def run(args: argparse.Namespace) -> int:
    """Safe to repeat; as long as there is no administrator, each run prints a new link and ends the one before."""
    has_keys = ensure_keys()
    house.open_house("owner")
    house.lay_schema()
    print("The schema is up to date.")
    if not has_keys:
        print("There are no keys yet: set LINLI_PASSPHRASE and run `linli migrate` again. (`linli demo` makes its own.)")
        return 0
    print_first_link()
    return 0


def ensure_keys() -> bool:
    """Make the key ring if there is none and a passphrase is given; says whether there is one now."""
    if keys.exists(house.home()):
        return True
    if not (os.environ.get("LINLI_PASSPHRASE") or os.environ.get("LINLI_PASSPHRASE_FILE")):
        return False
    keys.create(house.home(), keys.find_passphrase(house.home(), os.environ))
    print("The keys are made. Export them now (linli keys export FILE) and keep the copy and the passphrase in two places.")
    return True


def print_first_link() -> None:
    """The one-time link, printed here and nowhere else."""
    from linli.accounts import actions, queries

    if queries.has_administrator():
        return
    print("There is no administrator yet. This link makes one; it works once, for 24 hours, over https or on this machine:")
    print(f"  {house.link(actions.make_setup_link())}")
