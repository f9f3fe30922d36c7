"""Every write of the grids: a new one, another name, a re-cut of many at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from linli.geo.shapes import Area, geojson_of
from linli.kernel import journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import uuid7
from linli.kernel.writes import check_version, write
from linli.org.actions.duties import end_duties_on
from linli.org.models import Grid, GridExtent, Unit
from linli.org.queries import grids as queries
from linli.org.queries.recuts import Plan, faults_of, plan_for
from linli.org.rules import grids as rules
from linli.org.rules import ground
from linli.org.rules.cuts import Birth, Cut, moves
from linli.org.rules.permissions import Permission


@write
def create_grid(
    actor: Actor,
    *,
    code: str,
    name: str,
    kind: str,
    parent_id: UUID | None = None,
    area: Area | None = None,
    members: Sequence[str] = (),
    holder_unit_id: UUID | None = None,
    effective_at: datetime,
    why: str,
) -> Grid:
    """A new grid from a moment on, by polygons or by a list of members."""
    who = rules.identity(code, name, kind)
    birth = Birth(who.code, who.name, who.kind, holder_unit_id)
    cut = Cut(uuid7(), area=area, members=tuple(members), parent_id=parent_id, born=birth)
    return recut(actor, [cut], effective_at=effective_at, why=why)[0]


@write
def recut(actor: Actor, cuts: Sequence[Cut], *, effective_at: datetime, why: str) -> list[Grid]:
    """Let several grids cover something else from a moment on, be born or be closed: all together, or nothing.

    Refused where the tree would not hold afterwards, now or at a change planned already; stale where somebody re-cut one of them
    after it was drawn. What lies before the moment stays as it was.
    """
    actor.require(Permission.CHANGE_GRIDS)
    _take_turn(actor)
    locked = queries.lock_all_for(actor, [cut.grid_id for cut in cuts if not cut.born], Permission.CHANGE_GRIDS)

    words = rules.why(why)
    plan = plan_for(actor, cuts, effective_at)
    _refuse_what_does_not_fit(actor, plan, effective_at)

    grids = {grid.pk: grid for grid in locked} | _bear(actor, plan, effective_at)
    _end(actor, plan, grids, effective_at)
    _begin(actor, plan, effective_at)

    journal.record_many(actor, _drafts(plan, grids, effective_at, words))
    end_duties_on(actor, [grids[cut.grid_id] for cut in plan.cuts if cut.is_closing], effective_at)
    return [grids[cut.grid_id] for cut in plan.cuts]


@write
def close_grid(actor: Actor, grid_id: UUID, *, seen: UUID, effective_at: datetime, why: str) -> Grid:
    """Let a grid end at a moment; its ground and its history stay where they were before."""
    return recut(actor, [Cut(grid_id, seen=seen, is_closing=True)], effective_at=effective_at, why=why)[0]


@write
def edit_grid(actor: Actor, grid_id: UUID, *, seen: int, code: str, name: str, holder_unit_id: UUID | None = None) -> Grid:
    """Give a grid another code, name or holding unit; what it covers is changed by a re-cut alone."""
    grid = queries.lock_for(actor, grid_id, Permission.CHANGE_GRIDS)

    who = rules.identity(code, name, grid.kind)
    check_version(grid, seen=seen, yours={"code": who.code, "name": who.name, "holder_unit_id": holder_unit_id})
    other = queries.visible_to(actor).filter(code=who.code).exclude(pk=grid.pk).first()
    if other is not None:
        raise Refused("org.grid_code_taken", code=who.code, grid=other.name)
    unit = Unit.objects.of(actor.subdistrict_id).filter(pk=holder_unit_id).first() if holder_unit_id else None
    if holder_unit_id and unit is None:
        raise NotFound

    grid.code, grid.name, grid.holder_unit = who.code, who.name, unit
    grid.save(update_fields=["code", "name", "holder_unit"])

    journal.record(actor, "grid.edited", grid, code=who.code, grid_name=who.name, holder_unit=unit.short_name if unit else "")
    return grid


def _take_turn(actor: Actor) -> None:
    # Two re-cuts of different grids could each fit alone and overlap together: a street's grids are re-cut one after the other.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"linli.grids {actor.subdistrict_id}"])


def _refuse_what_does_not_fit(actor: Actor, plan: Plan, effective_at: datetime) -> None:
    if not plan.cuts:
        raise Refused("org.grid_nothing_changes")
    for _, refusal in faults_of(actor, plan, effective_at):
        raise refusal


def _bear(actor: Actor, plan: Plan, effective_at: datetime) -> dict[UUID, Grid]:
    born = [
        Grid(
            pk=cut.grid_id,
            subdistrict_id=actor.subdistrict_id,
            code=cut.born.code,
            name=cut.born.name,
            kind=cut.born.kind.value,
            holder_unit_id=cut.born.holder_unit_id,
            valid_from=effective_at,
        )
        for cut in plan.cuts
        if cut.born
    ]
    Grid.objects.bulk_create(born)
    return {grid.pk: grid for grid in born}


def _end(actor: Actor, plan: Plan, grids: Mapping[UUID, Grid], effective_at: datetime) -> None:
    ended = [spell.extent_id for spell in plan.ended.values()]
    GridExtent.objects.of(actor.subdistrict_id).filter(pk__in=ended).update(valid_until=effective_at)
    closing = [cut.grid_id for cut in plan.cuts if cut.is_closing]
    Grid.objects.of(actor.subdistrict_id).filter(pk__in=closing).update(valid_until=effective_at)
    for grid_id in closing:
        grids[grid_id].valid_until = effective_at


def _begin(actor: Actor, plan: Plan, effective_at: datetime) -> None:
    GridExtent.objects.bulk_create(
        GridExtent(
            subdistrict_id=actor.subdistrict_id,
            grid_id=cut.grid_id,
            parent_id=cut.parent_id,
            members=list(cut.members),
            valid_from=effective_at,
            **drawn_columns(cut.area),
        )
        for cut in plan.cuts
        if not cut.is_closing
    )


def drawn_columns(area: Area | None) -> dict[str, object]:
    """The columns of an extent that say where it lies."""
    if area is None or area.is_empty:
        return {}
    written = geojson_of(area)
    rings = written["coordinates"]
    west, south, east, north = area.bounds
    polygons = [rings] if written["type"] == "Polygon" else rings
    return {"polygons": polygons, "west": west, "south": south, "east": east, "north": north, "area_m2": ground.size_m2(area)}


def _drafts(plan: Plan, grids: Mapping[UUID, Grid], effective_at: datetime, why: str) -> list[journal.Draft]:
    """What each grid's chain is told: when, why, how much came from which neighbour and went to which."""
    gained, lost = _told_moves(plan)
    drafts = []
    for cut in plan.cuts:
        facts: dict[str, object] = {"effective_at": effective_at, "why": why}
        if not cut.is_closing:
            area_m2 = round(ground.size_m2(plan.after[cut.grid_id].area))
            facts |= {"parent": _name(plan, cut.parent_id), "area_sqm": area_m2, "gained": gained.get(cut.grid_id, [])}
        if not cut.born:
            area_m2 = round(ground.size_m2(plan.ended[cut.grid_id].cell.area))
            facts |= {"area_before_sqm": area_m2, "lost": lost.get(cut.grid_id, [])}
        verb = "grid.closed" if cut.is_closing else "grid.created" if cut.born else "grid.recut"
        facts |= _facts_of_birth(cut.born, cut) if cut.born else {} if cut.is_closing else _facts_of_change(plan, cut)
        drafts.append(journal.Draft(verb, grids[cut.grid_id], facts=facts))
    return drafts


def _facts_of_birth(born: Birth, cut: Cut) -> dict[str, object]:
    return {"code": born.code, "grid_name": born.name, "kind": born.kind.value, "member_count": len(cut.members)}


def _facts_of_change(plan: Plan, cut: Cut) -> dict[str, object]:
    ended = plan.ended[cut.grid_id].cell
    return {
        "parent_before": _name(plan, ended.parent_id),
        "members_gained": sorted(set(cut.members) - set(ended.members)),
        "members_lost": sorted(set(ended.members) - set(cut.members)),
    }


def _told_moves(plan: Plan) -> tuple[dict[UUID, list[str]], dict[UUID, list[str]]]:
    gained: dict[UUID, list[str]] = {}
    lost: dict[UUID, list[str]] = {}
    for move in moves(plan.before, plan.after):
        size = f"{move.area_m2:,.0f} m²"
        if move.to_key:
            gained.setdefault(move.to_key, []).append(f"{_name(plan, move.from_key) or '–'} {size}")
        if move.from_key:
            lost.setdefault(move.from_key, []).append(f"{_name(plan, move.to_key) or '–'} {size}")
    return gained, lost


def _name(plan: Plan, grid_id: UUID | None) -> str:
    cell = (plan.before.get(grid_id) or plan.after.get(grid_id)) if grid_id else None
    return f"{cell.name} {cell.code}" if cell else ""
