"""`linli subdistrict`: the roots of the scopes, made by the operator."""

import argparse

from linli.config.cli import house


def add_arguments(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `subdistrict add` and `subdistrict posts`."""
    parser = subparsers.add_parser("subdistrict", help="add a subdistrict; give its posts what is new in the house")
    commands = parser.add_subparsers(dest="subdistrict_command", required=True)
    add = commands.add_parser("add", help="add a subdistrict and admit the house's administrators; safe to repeat")
    add.add_argument("code", help="stands in addresses: small letters, digits, dashes")
    add.add_argument("name", help="as its people write it, for example 兰亭街道")
    posts = commands.add_parser("posts", help="give posts what the template has by now; what was taken away stays away; safe to repeat")
    posts.add_argument("code")


def run(args: argparse.Namespace) -> int:
    """Exit code 2 with a sentence when it cannot be done."""
    return _add(args) if args.subdistrict_command == "add" else _posts(args)


def _add(args: argparse.Namespace) -> int:
    """Make it, or only admit who is missing when the code is known."""
    house.open_house("owner")
    from linli.accounts import actions

    subdistrict = actions.open_subdistrict(code=args.code, name=args.name)
    print(f"{subdistrict.name} is open under the code {subdistrict.code}.")
    return 0


def _posts(args: argparse.Namespace) -> int:
    """Lay what the template has beyond the subdistrict's posts, after an upgrade that brought new rooms."""
    house.open_house("web")
    from linli.kernel import scope
    from linli.kernel.actor import Actor, Channel
    from linli.org.actions import posts
    from linli.org.queries.notice import street_of
    from linli.org.rules.permissions import Permission
    from linli.org.rules.posts import ADMINISTER

    allowed = frozenset({ADMINISTER, Permission.READ.value, Permission.CHANGE_POSTS.value})
    street = street_of(args.code)
    actor = Actor(account_id=None, subdistrict_id=street.id, channel=Channel.SHELL, permissions=allowed)
    with scope.scoped(actor):
        changed = [(post.name, len(post.permissions)) for post in posts.lay_default_posts(actor)]
    for name, number in changed:
        print(f"{name}: permits {number} things now.")
    if not changed:
        print("Every post has what the template has, or somebody took it away.")
    return 0
