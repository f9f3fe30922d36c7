"""Every write of units."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.writes import check_version, each, write
from linli.org.models import Unit
from linli.org.queries import units as queries
from linli.org.rules.imports import Verdict
from linli.org.rules.permissions import Permission
from linli.org.rules.unit_sheet import PlannedUnit, UnitLine
from linli.org.rules.units import UnitWords, check_parents, worded

WORDS = ("code", "kind", "name", "short_name", "office_phone", "address")


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """A unit to be."""

    words: UnitWords
    parent_id: UUID | None = None


@write
def open_units(actor: Actor, drafts: Sequence[UnitDraft]) -> list[Unit | Refused]:
    """Open many units at once; each is the unit, or why there is none."""
    actor.require(Permission.CHANGE_UNITS)
    tree = queries.lock_tree(actor)
    taken = {unit.code: unit for unit in tree.values()}

    def prepare(draft: UnitDraft) -> Unit:
        words = worded(draft.words)
        if words.code in taken:
            raise Refused("org.unit_code_taken", code=words.code, name=taken[words.code].name)
        _check_parent(tree, draft.parent_id)
        taken[words.code] = _made(actor, words, draft.parent_id)
        return taken[words.code]

    outcomes = each(drafts, prepare)
    _insert(actor, [outcome for outcome in outcomes if isinstance(outcome, Unit)])
    return outcomes


@write
def open_unit(actor: Actor, *, words: UnitWords, parent_id: UUID | None = None) -> Unit:
    """A new unit, from now on."""
    outcome = open_units(actor, [UnitDraft(words, parent_id)])[0]
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


@write
def change_unit(actor: Actor, unit_id: UUID, *, seen: int, words: UnitWords, parent_id: UUID | None) -> Unit:
    """Change what is said about a unit that nobody else has changed since version `seen`."""
    actor.require(Permission.CHANGE_UNITS)
    tree = queries.lock_tree(actor)
    unit = _found(tree, unit_id)

    words = worded(words)
    check_version(unit, seen=seen, yours={**_columns(words), "parent_id": parent_id})
    other = next((each for each in tree.values() if each.code == words.code and each is not unit), None)
    if other is not None:
        raise Refused("org.unit_code_taken", code=words.code, name=other.name)
    if parent_id != unit.parent_id:
        _check_parent(tree, parent_id)
    parents = {each.pk: each.parent_id for each in tree.values()} | {unit.pk: parent_id}
    check_parents(parents, {unit.pk: words.name}, [unit.pk])

    _assign(unit, words, parent_id)
    unit.save(update_fields=[*WORDS, "parent"])

    journal.record(actor, "unit.changed", unit, **_facts(unit))
    return unit


@write
def close_unit(actor: Actor, unit_id: UUID) -> Unit:
    """Close a unit; it stays to be looked up. While people, units or grids depend on it, it is refused and said why."""
    unit = queries.lock_for(actor, unit_id, Permission.CHANGE_UNITS)
    now = clock.now()

    if unit.valid_until is not None and unit.valid_until <= now:
        raise Refused("org.unit_closed", name=unit.short_name)
    reasons = queries.in_the_way(unit)
    if reasons:
        raise Refused("org.unit_in_use", name=unit.short_name, reasons="；".join(reasons))

    unit.valid_until = now
    unit.save(update_fields=["valid_until"])

    journal.record(actor, "unit.closed", unit, name=unit.name)
    return unit


@write
def reopen_unit(actor: Actor, unit_id: UUID) -> Unit:
    """Open a closed unit again; an open one stays as it is."""
    unit = queries.lock_for(actor, unit_id, Permission.CHANGE_UNITS)

    if unit.valid_until is None:
        return unit
    unit.valid_until = None
    unit.save(update_fields=["valid_until"])

    journal.record(actor, "unit.reopened", unit, name=unit.name)
    return unit


@write
def import_units(actor: Actor, lines: Sequence[UnitLine]) -> list[PlannedUnit]:
    """Take over a whole file, or nothing of it when any row cannot be; what stands already is not touched."""
    actor.require(Permission.CHANGE_UNITS)
    tree = queries.lock_tree(actor)
    planned = queries.plan_import(actor, lines)

    refused = sum(row.verdict is Verdict.REFUSED for row in planned)
    if refused:
        raise Refused("org.file_refused", count=refused)

    _insert(actor, [_made(actor, row.words, row.parent_id, row.unit_id) for row in planned if row.verdict is Verdict.NEW])
    changed = [_assign(tree[row.unit_id], row.words, row.parent_id) for row in planned if row.verdict is Verdict.CHANGED]
    if changed:
        Unit.objects.bulk_update(changed, [*WORDS, "parent"])

    journal.record_many(actor, [journal.Draft("unit.changed", unit, facts=_facts(unit)) for unit in changed])
    return planned


def _found(tree: Mapping[UUID, Unit], unit_id: UUID) -> Unit:
    if unit_id not in tree:
        raise NotFound
    return tree[unit_id]


def _check_parent(tree: Mapping[UUID, Unit], parent_id: UUID | None) -> None:
    if parent_id is None:
        return
    parent = _found(tree, parent_id)
    if parent.valid_until is not None:
        raise Refused("org.unit_closed", name=parent.short_name)


def _made(actor: Actor, words: UnitWords, parent_id: UUID | None, unit_id: UUID | None = None) -> Unit:
    unit = Unit(subdistrict_id=actor.subdistrict_id, valid_from=clock.now())
    unit.pk = unit_id or unit.pk
    return _assign(unit, words, parent_id)


def _assign(unit: Unit, words: UnitWords, parent_id: UUID | None) -> Unit:
    for name, value in _columns(words).items():
        setattr(unit, name, value)
    unit.parent_id = parent_id
    return unit


def _columns(words: UnitWords) -> dict[str, str]:
    return {name: getattr(words, name) for name in WORDS}


def _insert(actor: Actor, units: Iterable[Unit]) -> None:
    made = list(units)
    # Codes are looked at under the lock of the tree; the unique key decides between two who open the very first units at once.
    Unit.objects.bulk_create(made, ignore_conflicts=True)
    if Unit.objects.of(actor.subdistrict_id).filter(pk__in=[unit.pk for unit in made]).count() != len(made):
        raise Refused("kernel.busy")
    journal.record_many(actor, [journal.Draft("unit.opened", unit, facts=_facts(unit)) for unit in made])


def _facts(unit: Unit) -> dict[str, Any]:
    return {**{name: getattr(unit, name) for name in WORDS}, "parent": str(unit.parent_id or "")}
