"""Who hands matters in and reads them in the demo street, and how its people are told; nothing of it calls anybody."""

from datetime import time
from typing import Final

from linli.config.street.laying.ids import Ids
from linli.kernel.actor import Actor
from linli.notices.actions import carriers
from linli.notices.queries import channels
from linli.notices.rules import Choice, Subject
from linli.tickets.actions import partners as actions
from linli.tickets.queries import partners as queries
from linli.tickets.rules.partners import Quota, Right

# Two systems that look fictional: one hands matters in, one shows them on a wall.
_PARTNERS: Final = (
    ("示例区城运平台", (Right.CREATE, Right.READ_OWN, Right.HOOKS), Quota()),
    ("示例街道大屏", (Right.READ_LIST,), Quota(per_minute=10, per_day=5_000)),
)
_CALLS: Final = (("POST requests", 201), ("GET requests", 200), ("POST requests", 400), ("GET requests", 200))


def lay_outside(actor: Actor, ids: Ids, *, unit: str) -> None:
    """The partners, what one of them called, and the choices of the street and of one unit; none is laid twice."""
    known = {each.name for each in queries.partners(actor)}
    for name, rights, quota in _PARTNERS:
        if name not in known:
            partner, _ = actions.add_partner(actor, name=name, source="district_platform", rights=rights, quota=quota)
            for what, status in _CALLS if Right.CREATE in rights else ():
                actions.note_call(actor, partner.pk, what, status)
    if not channels.choices(actor):
        carriers.choose(actor, Subject.STREET, actor.subdistrict_id, Choice(quiet_from=time(21), quiet_until=time(7, 30)))
        carriers.choose(actor, Subject.UNIT, ids.units[unit], Choice(is_digest=True))
