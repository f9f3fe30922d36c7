"""`linli keys`: make, show, rotate, export and import the keys, and encrypt with the newest."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from linli.config.cli import house
from linli.config.cli.migrate import make_keys
from linli.config.postgres import NotSetUp, locate
from linli.kernel import keys
from linli.kernel.keys import KeysTrouble

if TYPE_CHECKING:
    from collections.abc import Callable

DONE, TROUBLE = 0, 2


def add_arguments(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `keys` and its own commands."""
    parser = subparsers.add_parser("keys", help="the keys that encrypt and sign: create, list, rotate, reencrypt, export, import")
    commands = parser.add_subparsers(dest="keys_command", required=True)
    commands.add_parser("create", help="make the keys of a new installation (passphrase from LINLI_PASSPHRASE or LINLI_PASSPHRASE_FILE)")
    commands.add_parser("list", help="show the fingerprints of the keys that sign the journal's seals")
    commands.add_parser("rotate", help="encrypt and sign with new keys from now on; the old ones still open and verify")
    commands.add_parser("reencrypt", help="encrypt now what older keys encrypted (the worker does it every night); safe to repeat")
    commands.add_parser("export", help="write a copy of the keys, wrapped by the passphrase").add_argument("file", type=Path)
    commands.add_parser("import", help="bring exported keys into an installation that has none").add_argument("file", type=Path)


def run(args: argparse.Namespace) -> int:
    """Exit code 0 when done, 2 with one sentence on stderr when it could not be done."""
    home = Path(os.environ.get("LINLI_HOME") or "var").absolute()
    try:
        for line in COMMANDS[args.keys_command](home, args):
            sys.stdout.write(f"{line}\n")
    except KeysTrouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return TROUBLE
    return DONE


def create(home: Path, _: argparse.Namespace) -> list[str]:
    """Make the keys; a house that lost the ones it used is refused."""
    passphrase = keys.find_passphrase(home, os.environ)
    if keys.exists(home) or not has_database(home):
        keys.create(home, passphrase)
    else:
        make_keys(passphrase)
    return [
        *fingerprints(keys.open_ring(home, os.environ)),
        "The keys are made. Export them now (linli keys export FILE) and keep the copy and the passphrase in two places.",
    ]


def has_database(home: Path) -> bool:
    """Whether this house was ever started."""
    try:
        locate(home, os.environ)
    except NotSetUp:
        return False
    return True


def list_(home: Path, _: argparse.Namespace) -> list[str]:
    """Show the verify keys, as the opened ring vouches for them."""
    return fingerprints(keys.open_ring(home, os.environ))


def rotate(home: Path, _: argparse.Namespace) -> list[str]:
    """New data and signing keys."""
    ring = keys.open_ring(home, os.environ)
    ring.rotate()
    return [
        *fingerprints(ring),
        "New keys are in use. Export them again: the copy made before does not open what is encrypted from now on.",
        "Older values are encrypted with the new key tonight, or now by `linli keys reencrypt`; keep the old keys until then.",
    ]


def reencrypt(_: Path, __: argparse.Namespace) -> list[str]:
    """Encrypt personal values with the key in use, as the worker."""
    house.open_house("worker")
    from linli.kernel.personal.jobs import reencrypt_everywhere

    walked = reencrypt_everywhere()
    if walked.damaged:
        table, row = walked.damaged[0]
        raise KeysTrouble(
            f"{walked.rewritten} rows are encrypted with the key in use, but {len(walked.damaged)} values open with no key of this house "
            f"(the first in {table}, row {row}): bring these rows back from the backup, or import the keys that made them."
        )
    return [f"{walked.rewritten} rows were encrypted anew; rows that somebody was editing just now follow tonight."]


def export(home: Path, args: argparse.Namespace) -> list[str]:
    """Write the copy."""
    keys.open_ring(home, os.environ).export(args.file)
    return [f"The keys are in {args.file}. Only the passphrase opens them: keep it somewhere else."]


def import_(home: Path, args: argparse.Namespace) -> list[str]:
    """Take the copy."""
    ring = keys.import_(home, args.file, keys.find_passphrase(home, os.environ))
    return [*fingerprints(ring), "The keys are in place."]


def fingerprints(ring: keys.KeyRing) -> list[str]:
    """One line for each key that signs or signed."""
    return [f"signing key {name}" for name in ring.verify_keys()]


COMMANDS: "dict[str, Callable[[Path, argparse.Namespace], list[str]]]" = {
    "create": create,
    "list": list_,
    "rotate": rotate,
    "reencrypt": reencrypt,
    "export": export,
    "import": import_,
}
