"""`linli migrate`: keys, schema, and the first administrator's link."""

import argparse
import os

import psycopg

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
    make_keys(keys.find_passphrase(house.home(), os.environ))
    print("The keys are made. Export them now (linli keys export FILE) and keep the copy and the passphrase in two places.")
    return True


def make_keys(passphrase: str) -> None:
    """Make the key ring of a house that has nothing yet; a database in use without its keys is refused."""
    with psycopg.connect(house.start().url("owner"), autocommit=True, connect_timeout=10) as owner:
        laid = owner.execute("SELECT to_regclass('public.account') IS NOT NULL").fetchone() == (True,)
        if laid and owner.execute("SELECT EXISTS (SELECT FROM account)").fetchone() == (True,):
            raise house.CannotRun(
                f"The keys of this house are gone from {house.home()}, and new ones open nothing of what it holds: "
                "bring them back with `linli keys import FILE`, or begin anew in another LINLI_HOME."
            )
    try:
        keys.create(house.home(), passphrase)
    except keys.KeysTrouble:
        # Two first starts at once: the other one was faster.
        if not keys.exists(house.home()):
            raise


def print_first_link() -> None:
    """The one-time link, printed here and nowhere else."""
    from linli.accounts import actions, queries

    if queries.has_administrator():
        return
    print("There is no administrator yet. This link makes one; it works once, for 24 hours, over https or on this machine:")
    print(f"  {house.link(actions.make_setup_link())}")
