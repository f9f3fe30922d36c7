"""What a re-cut would do, read only: the same plan that the action carries out, and what people should know before they say yes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from linli.geo.recut import Move
from linli.geo.shapes import Area
from linli.kernel.actor import Actor
from linli.kernel.errors import Difference, NotFound, Refused, Stale
from linli.org.models import Duty, DutyRole, PostHolding, Unit
from linli.org.queries import grids as queries
from linli.org.queries.atlas import Atlas, Spell
from linli.org.rules import cuts as rules
from linli.org.rules import ground
from linli.org.rules.cuts import Cells, Cut, Snapped
from linli.org.rules.permissions import Permission


@dataclass(frozen=True, slots=True)
class Plan:
    """The tree before and after, the cuts that really change something, and the extents that they end."""

    before: Cells
    after: Cells
    cuts: Sequence[Cut]
    ended: Mapping[UUID, Spell]
    snapped: Sequence[Snapped]

    @property
    def changed(self) -> frozenset[UUID]:
        """The grids that get another extent, are born or closed."""
        return frozenset(cut.grid_id for cut in self.cuts)


@dataclass(frozen=True, slots=True)
class LeftDuty:
    """A duty or a post for one grid that has to be given anew, because the grid is closed."""

    grid_id: UUID
    role: str
    person_id: UUID | None


@dataclass(frozen=True, slots=True)
class MovedMember:
    """A building or entrance that goes from one list to another."""

    member: str
    source: UUID | None
    target: UUID | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a re-cut moves, and everything that does not fit yet."""

    plan: Plan
    moves: Sequence[Move[UUID]]
    members: Sequence[MovedMember]
    duties: Sequence[LeftDuty]
    posts: Sequence[LeftDuty]
    needed: Sequence[LeftDuty]
    faults: Sequence[tuple[UUID, Refused]]
    areas: Mapping[UUID, tuple[float, float]]


def plan_for(actor: Actor, cuts: Sequence[Cut], effective_at: datetime) -> Plan:
    """What the cuts do to the tree of that moment; refused where they cannot begin there at all."""
    if not cuts:
        raise Refused("org.grid_no_cut")
    atlas = queries.atlas_for(actor)
    ended = _ended(actor, atlas, cuts, effective_at)
    before = atlas.at(effective_at).cells
    _check_births(actor, cuts)
    drawn = rules.cut_all(before, cuts)
    kept = [_as_drawn(cut, drawn.cells) for cut in cuts if _changes(cut, before, drawn.cells)]
    return Plan(
        before, drawn.cells, kept, {key: spell for key, spell in ended.items() if key in {cut.grid_id for cut in kept}}, drawn.snapped
    )


def _ended(actor: Actor, atlas: Atlas, cuts: Sequence[Cut], effective_at: datetime) -> dict[UUID, Spell]:
    """The extent that each cut of an existing grid ends; a cut drawn upon an older one is stale."""
    ended: dict[UUID, Spell] = {}
    names: list[Difference] = []
    seen: set[UUID] = set()
    for cut in cuts:
        spell = atlas.last(cut.grid_id)
        if cut.grid_id in seen:
            raise Refused("org.grid_twice", grid=spell.cell.name if spell else cut.born.code if cut.born else "")
        seen.add(cut.grid_id)
        if cut.born:
            continue
        if spell is None:
            raise NotFound
        if cut.seen != spell.extent_id:
            names.append(Difference(field=spell.cell.name, yours=str(cut.seen), theirs=str(spell.extent_id)))
        ended[cut.grid_id] = spell
    if names:
        raise Stale(current=0, differences=tuple(names))
    for spell in ended.values():
        _check_moment(spell, effective_at)
    return ended


def _check_moment(spell: Spell, effective_at: datetime) -> None:
    if spell.valid_until is not None:
        raise Refused("org.grid_is_closed", grid=spell.cell.name, when=said_moment(spell.valid_until))
    if effective_at <= spell.valid_from:
        raise Refused("org.grid_recut_too_early", grid=spell.cell.name, begins=said_moment(spell.valid_from))


def _check_births(actor: Actor, cuts: Sequence[Cut]) -> None:
    births = [cut.born for cut in cuts if cut.born]
    codes = [birth.code for birth in births]
    taken = {grid.code: grid.name for grid in queries.visible_to(actor).filter(code__in=codes)}
    for place, birth in enumerate(births):
        if birth.code in taken or birth.code in codes[:place]:
            raise Refused("org.grid_code_taken", code=birth.code, grid=taken.get(birth.code, birth.name))
    units = {birth.holder_unit_id for birth in births if birth.holder_unit_id}
    if units and Unit.objects.of(actor.subdistrict_id).filter(pk__in=units).count() != len(units):
        raise NotFound


def _changes(cut: Cut, before: Cells, after: Cells) -> bool:
    old, new = before.get(cut.grid_id), after.get(cut.grid_id)
    if old is None or new is None:
        return True
    return old.parent_id != new.parent_id or set(old.members) != set(new.members) or not ground.is_same(old.area, new.area)


def _as_drawn(cut: Cut, after: Cells) -> Cut:
    """The cut with the border as it was snapped."""
    if cut.is_closing:
        return cut
    return Cut(cut.grid_id, cut.seen, after[cut.grid_id].area, cut.members, cut.parent_id, born=cut.born)


def faults_of(actor: Actor, plan: Plan, effective_at: datetime) -> list[tuple[UUID, Refused]]:
    """Everything that does not fit from that moment on, at the moments of changes planned already too; each sentence once."""
    found = {(key, str(refusal)): (key, refusal) for key, refusal in rules.faults(plan.after, plan.changed, when=said_moment(effective_at))}
    atlas = queries.atlas_for(actor)
    for moment in atlas.later(effective_at):
        cells = dict(atlas.at(moment).cells)
        for cut in plan.cuts:
            cells.pop(cut.grid_id, None)
            if not cut.is_closing:
                cells[cut.grid_id] = plan.after[cut.grid_id]
        for key, refusal in rules.faults(cells, plan.changed, when=said_moment(moment)):
            found.setdefault((key, str(refusal)), (key, refusal))
    return list(found.values())


def what_moves(actor: Actor, cuts: Sequence[Cut], effective_at: datetime) -> Preview:
    """Square metres from grid to grid, members that change, duties and posts left without a grid, and what does not fit yet."""
    actor.require(Permission.CHANGE_GRIDS)
    plan = plan_for(actor, cuts, effective_at)
    closing = [cut.grid_id for cut in plan.cuts if cut.is_closing]
    areas = {cut.grid_id: (ground.size_m2(_area(plan.before, cut)), ground.size_m2(_area(plan.after, cut))) for cut in plan.cuts}
    return Preview(
        plan=plan,
        moves=rules.moves(plan.before, plan.after),
        members=_moved_members(plan),
        duties=duties_of(actor, closing, effective_at),
        posts=_posts(actor, closing, effective_at),
        needed=_needed(actor, plan.cuts),
        faults=faults_of(actor, plan, effective_at),
        areas=areas,
    )


def _area(cells: Cells, cut: Cut) -> Area | None:
    cell = cells.get(cut.grid_id)
    return cell.area if cell else None


def _moved_members(plan: Plan) -> list[MovedMember]:
    old, new = _listed(plan.before, plan.changed), _listed(plan.after, plan.changed)
    return [
        MovedMember(each[1], old.get(each), new.get(each)) for each in sorted(old.keys() | new.keys()) if old.get(each) != new.get(each)
    ]


def _listed(cells: Cells, changed: frozenset[UUID]) -> dict[tuple[str, str], UUID]:
    return {(cells[key].kind, member): key for key in changed if key in cells for member in cells[key].members}


def duties_of(actor: Actor, grid_ids: Sequence[UUID], at: datetime) -> list[LeftDuty]:
    """Who answers for these grids at a moment, in the order of the roles."""
    rows = Duty.objects.of(actor.subdistrict_id).filter(_still(at), grid_id__in=grid_ids, valid_from__lte=at).select_related("role")
    ordered = rows.order_by("grid_id", "role__order", "pk")
    return [LeftDuty(row.grid_id, row.role.name, row.person_id) for row in ordered] if grid_ids else []


def _posts(actor: Actor, closing: Sequence[UUID], at: datetime) -> list[LeftDuty]:
    rows = PostHolding.objects.of(actor.subdistrict_id).filter(_still(at), grid_id__in=closing).select_related("post")
    return [LeftDuty(row.grid_id, row.post.name, row.person_id) for row in rows.order_by("grid_id", "post_id")] if closing else []


def _still(at: datetime) -> Q:
    return Q(valid_until__isnull=True) | Q(valid_until__gt=at)


def _needed(actor: Actor, cuts: Sequence[Cut]) -> list[LeftDuty]:
    """The roles that a new grid's kind must have and that nobody has yet."""
    born = [(cut.grid_id, cut.born.kind) for cut in cuts if cut.born]
    roles = list(DutyRole.objects.of(actor.subdistrict_id).order_by("order", "code")) if born else []
    return [LeftDuty(grid_id, role.name, None) for grid_id, kind in born for role in roles if kind in role.required_for]


def said_moment(moment: datetime) -> str:
    """A moment in a sentence, by the clock of the subdistrict."""
    local = timezone.localtime(moment)
    return f"{local:%Y-%m-%d}" if (local.hour, local.minute) == (0, 0) else f"{local:%Y-%m-%d %H:%M}"
