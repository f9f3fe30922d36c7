"""The duty rota: shifts of the plan, and the pattern that further months are laid from."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from linli.config.street.laying.ids import Ids
from linli.config.street.model import Shift
from linli.config.street.rota import TURNS
from linli.kernel.actor import Actor
from linli.org.actions import rota as actions
from linli.org.queries import rota as queries
from linli.org.rules.people import ZONE
from linli.org.rules.rota import DayPlan, DayType, Pattern, RotaRole, ShiftKind


def lay_shifts(actor: Actor, shifts: Sequence[Shift], *, unit: str, ids: Ids) -> None:
    """The shifts where the unit's rota is empty at those hours."""
    wanted = [_new(shift, ids) for shift in shifts]
    begin, end = min(each.begins_at for each in wanted), max(each.ends_at for each in wanted)
    standing = [each.shift for each in queries.shifts(actor, ids.units[unit], begin, end)]
    free = [new for new in wanted if not any(each.begins_at < new.ends_at and new.begins_at < each.ends_at for each in standing)]
    if free:
        actions.make_shifts(actor, ids.units[unit], free)


def lay_pattern(actor: Actor, *, unit: str, ids: Ids) -> None:
    """How further months are laid, unless somebody has said so already."""
    unit_id = ids.units[unit]
    if queries.pattern_of(actor, unit_id)[0] is None:
        turns = {role: tuple(ids.people[person] for person in TURNS[role.value]) for role in RotaRole}
        plans = dict.fromkeys(DayType, DayPlan.DAY_NIGHT)
        actions.save_pattern(actor, unit_id, seen=0, pattern=Pattern(plans, turns=turns, members_each=1))


def _new(shift: Shift, ids: Ids) -> actions.NewShift:
    begins_at = datetime.combine(shift.on, time.fromisoformat(shift.begins), ZONE)
    ends_at = datetime.combine(shift.on, time.fromisoformat(shift.ends), ZONE)
    crew = [(RotaRole.CHIEF, ids.people[shift.chief]), (RotaRole.LEADER, ids.people[shift.leader])]
    crew += [(RotaRole.MEMBER, ids.people[member]) for member in shift.members]
    if ends_at <= begins_at:
        ends_at += timedelta(days=1)
    return actions.NewShift(ShiftKind(shift.kind), begins_at, ends_at, tuple(crew))
