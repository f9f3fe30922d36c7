"""`linli partners`: tokens for other systems."""

import argparse

from linli.config.cli import house


def add_arguments(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `partners add`, `rotate`, `list` and `revoke`."""
    parser = subparsers.add_parser("partners", help="other systems that hand matters in, each by a token of its own")
    commands = parser.add_subparsers(dest="partners_command", required=True)
    add = commands.add_parser("add", help="print a token for a new partner; it is shown this once")
    add.add_argument("name")
    add.add_argument("--source", default="district_platform", metavar="CODE", help="by which source its matters come")
    add.add_argument("--per-minute", type=int, default=None, metavar="N", help="how many calls in a minute")
    add.add_argument("--per-day", type=int, default=None, metavar="N", help="how many calls on a day")
    add.add_argument("--right", action="append", metavar="RIGHT", help="one of those on the page of partners; may be repeated")
    rotate = commands.add_parser("rotate", help="print a new token; the old one opens for another day")
    rotate.add_argument("name")
    shown = commands.add_parser("list", help="who has a token")
    revoke = commands.add_parser("revoke", help="let a partner's token open nothing any more")
    revoke.add_argument("name")
    for command in (add, rotate, shown, revoke):
        command.add_argument("--subdistrict", required=True, metavar="CODE")


def run(args: argparse.Namespace) -> int:
    """Do one of the four; exit code 2 with a sentence when it cannot be."""
    house.open_house("web")
    from linli.kernel import scope
    from linli.kernel.actor import Actor, Channel
    from linli.org.queries.notice import street_of
    from linli.tickets.actions import partners
    from linli.tickets.queries import partners as queries
    from linli.tickets.rules.partners import PER_DAY, PER_MINUTE, RIGHTS, Quota
    from linli.tickets.rules.permissions import Permission

    allowed = frozenset({Permission.CHANGE_PARTNERS.value})
    street = street_of(args.subdistrict)
    actor = Actor(account_id=None, subdistrict_id=street.id, channel=Channel.SHELL, permissions=allowed)
    with scope.scoped(actor):
        match args.partners_command:
            case "add":
                quota = Quota(args.per_minute or PER_MINUTE, args.per_day or PER_DAY)
                _, token = partners.add_partner(actor, name=args.name, source=args.source, rights=args.right or RIGHTS, quota=quota)
                print(token)
            case "rotate":
                print(partners.rotate_token(actor, queries.by_name(actor, args.name).pk)[1])
            case "revoke":
                print(f"The token of {partners.revoke_partner(actor, args.name).name} opens nothing any more.")
            case _:
                for each in queries.partners(actor):
                    print(f"{each.name}  {each.source}  since {each.created_at:%Y-%m-%d}{'  revoked' if each.revoked_at else ''}")
    return 0
