"""`linli subdistrict`: the roots of the scopes, made by the operator."""

import argparse

from linli.config.cli import house


def add_arguments(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `subdistrict add`."""
    parser = subparsers.add_parser("subdistrict", help="add a subdistrict")
    commands = parser.add_subparsers(dest="subdistrict_command", required=True)
    add = commands.add_parser("add", help="add a subdistrict and admit the house's administrators; safe to repeat")
    add.add_argument("code", help="stands in addresses: small letters, digits, dashes")
    add.add_argument("name", help="as its people write it, for example 兰亭街道")


def run(args: argparse.Namespace) -> int:
    """Make it, or only admit who is missing when the code is known."""
    house.open_house("owner")
    from linli.accounts import actions

    subdistrict = actions.open_subdistrict(code=args.code, name=args.name)
    print(f"{subdistrict.name} is open under the code {subdistrict.code}.")
    return 0
