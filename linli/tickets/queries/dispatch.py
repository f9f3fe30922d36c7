"""Every read of the duty list, and the decisions made by it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.sheets import Row
from linli.kernel.writes import lock_in_order
from linli.org.models import Grid, Unit
from linli.org.queries.grids import GridNow
from linli.org.queries.units import open_at
from linli.org.rules.grids import GridKind
from linli.tickets.models import DutyAssist, DutyLine
from linli.tickets.queries import catalogue as classes
from linli.tickets.rules import catalogue as catalogues
from linli.tickets.rules import dispatch as rules
from linli.tickets.rules import duty_sheet
from linli.tickets.rules.catalogue import Permission
from linli.tickets.rules.dispatch import Answer, Cell, Confidence, Duty, DutyList, DutyRole, Matter, Moved, Past, Problem, UnitNow
from linli.tickets.rules.duty_list import Held, LineDraft, LineState
from linli.tickets.rules.duty_sheet import Names, PlannedLine


@dataclass(frozen=True, slots=True)
class Question:
    """What a decision is wanted for: a class and the grids that hold the place."""

    code: str
    chain: Sequence[Cell]
    confidence: Confidence | None = None


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The lines of the chosen subdistrict, for who may see them."""
    found: OwnedQuerySet = DutyLine.objects.of(actor.subdistrict_id)
    return found if actor.may(Permission.READ) else found.none()


def get_for(actor: Actor, line_id: UUID) -> DutyLine:
    """One line with its unit and grid."""
    line: DutyLine | None = visible_to(actor).select_related("unit", "grid").filter(pk=line_id).first()
    if line is None:
        raise NotFound
    return line


def lock_for(actor: Actor, line_id: UUID, permission: Permission) -> DutyLine:
    """One line, locked for a change the actor may make."""
    line: DutyLine = lock_in_order(visible_to(actor), actor.subdistrict_id, [line_id])[0]
    actor.require(permission)
    return line


def lines(actor: Actor, at: datetime) -> Sequence[DutyLine]:
    """The duty list at a moment in the order of the classes, each line with its unit, grid and assisting units."""
    return _in_order(visible_to(actor).filter(_confirmed_at(at)))


def proposed(actor: Actor) -> Sequence[DutyLine]:
    """The lines that wait for somebody to confirm them."""
    return _in_order(visible_to(actor).filter(state=LineState.PROPOSED.value))


def waiting(actor: Actor) -> Sequence[DutyLine]:
    """The proposals there are, for whoever proposes: the same one is not proposed twice."""
    return list(DutyLine.objects.of(actor.subdistrict_id).filter(state=LineState.PROPOSED.value).order_by("number"))


def _in_order(found: OwnedQuerySet) -> Sequence[DutyLine]:
    return list(found.select_related("unit", "grid").prefetch_related("assists__unit").order_by("class_code", "number"))


def _confirmed_at(at: datetime) -> Q:
    return Q(state=LineState.CONFIRMED.value, valid_from__lte=at) & (Q(valid_until__isnull=True) | Q(valid_until__gt=at))


def named_classes(actor: Actor) -> list[tuple[int, str]]:
    """Number and class of every line that dispatches, will, or is proposed; ended ones leave a class free to lapse."""
    found = DutyLine.objects.of(actor.subdistrict_id).exclude(state=LineState.DECLINED.value).exclude(valid_until__lte=clock.now())
    return list(found.order_by("number").values_list("number", "class_code"))


def held(actor: Actor, codes: Iterable[str]) -> list[Held]:
    """The confirmed lines of some classes, whenever they hold."""
    found = DutyLine.objects.of(actor.subdistrict_id).filter(state=LineState.CONFIRMED.value, class_code__in=set(codes))
    return [
        Held(row.number, row.class_code, row.grid_id, DutyRole(row.role), row.valid_from, row.valid_until)
        for row in found.order_by("number")
    ]


def duty_list_of(actor: Actor, codes: Collection[str] | None = None) -> DutyList:
    """The confirmed lines (of some classes) and the units, laid out to decide; dispatch is the house's work, so no permission is asked."""
    return DutyList.of(_duties(actor, codes), _units(actor))


def _duties(actor: Actor, codes: Collection[str] | None) -> list[Duty]:
    found = DutyLine.objects.of(actor.subdistrict_id).filter(state=LineState.CONFIRMED.value)
    if codes is not None:
        found = found.filter(class_code__in=set(codes))
    rows = list(found)
    assists: dict[UUID, list[UUID]] = {}
    wanted = DutyAssist.objects.of(actor.subdistrict_id)
    if codes is not None:
        wanted = wanted.filter(line_id__in=[row.pk for row in rows])
    for line_id, unit_id in wanted.order_by("order", "pk").values_list("line_id", "unit_id"):
        assists.setdefault(line_id, []).append(unit_id)
    return [_duty(row, assists.get(row.pk, ())) for row in rows]


def _duty(row: DutyLine, assists: Iterable[UUID]) -> Duty:
    return Duty(
        row.number,
        row.class_code,
        row.grid_id,
        row.unit_id,
        tuple(assists),
        DutyRole(row.role),
        row.basis,
        row.valid_from,
        row.valid_until,
    )


def _units(actor: Actor) -> list[UnitNow]:
    found = Unit.objects.of(actor.subdistrict_id).values_list("pk", "code", "short_name", "kind", "valid_from", "valid_until")
    return [UnitNow(*row) for row in found]


def plan_import(actor: Actor, rows: Sequence[Row], at: datetime) -> list[PlannedLine]:
    """What each row of a file would put into the duty list from that moment."""
    actor.require(Permission.CHANGE_DUTY)
    catalogue = classes.in_use(actor)
    units = Unit.objects.of(actor.subdistrict_id).filter(open_at(at)).values_list("pk", "code", "name", "short_name")
    grids = Grid.objects.of(actor.subdistrict_id).filter(open_at(at)).values_list("pk", "code", "name")
    return duty_sheet.plan(
        duty_sheet.lines_of(rows),
        catalogue,
        Names.of((row_id, names) for row_id, *names in units),
        Names.of((row_id, names) for row_id, *names in grids),
        held(actor, catalogue.items),
        valid_from=at,
    )


def matter_of(catalogue: catalogues.Catalogue, code: str, confidence: Confidence | None = None) -> Matter:
    """A class as dispatch must know it; refused where the catalogue does not have it."""
    item = catalogue.effective(code)
    line = catalogue.line(code)
    return Matter(
        tuple(each.code for each in line),
        tuple(each.name for each in line),
        item.is_life_safety,
        item.fallback_kind,
        confidence,
    )


def cells_of(chain: Iterable[GridNow]) -> list[Cell]:
    """The grids that hold a place, as dispatch must know them."""
    return [Cell(now.grid.pk, now.grid.name, GridKind(now.grid.kind), now.depth) for now in chain]


def decide_many(actor: Actor, questions: Sequence[Question], at: datetime) -> list[Answer]:
    """Who is to handle each, in four statements however many there are."""
    catalogue = classes.in_use(actor)
    matters = [matter_of(catalogue, each.code, each.confidence) for each in questions]
    duties = duty_list_of(actor, {code for matter in matters for code in matter.line})
    return [rules.decide(matter, each.chain, duties, at) for matter, each in zip(matters, questions, strict=True)]


def decide(actor: Actor, question: Question, at: datetime) -> Answer:
    """Who is to handle it, and why."""
    return decide_many(actor, [question], at)[0]


def inactive(actor: Actor, at: datetime) -> list[Problem]:
    """The lines in force that name a unit which does not work at that moment, in the order of their numbers; three statements."""
    actor.require(Permission.READ)
    duties = duty_list_of(actor)
    in_force = sorted((duty for lines in duties.lines.values() for duty in lines if duty.holds_at(at)), key=lambda duty: duty.number)
    return [problem for duty in in_force for problem in rules.absent(duty, duties, at)]


def dry_run(actor: Actor, *, adding: Sequence[LineDraft], ending: Collection[int], tickets: Iterable[Past], at: datetime) -> list[Moved]:
    """Which of the tickets would go to another unit if these lines were added and those numbers ended at that moment."""
    actor.require(Permission.READ)
    duties, units = _duties(actor, None), _units(actor)
    last = max((duty.number for duty in duties), default=0)
    added = [
        Duty(last + place, draft.class_code, draft.grid_id, draft.unit_id, draft.assist_ids, draft.role, draft.basis, at)
        for place, draft in enumerate(adding, start=1)
    ]
    kept = [duty for duty in duties if duty.number not in ending]
    return rules.would_move(DutyList.of(duties, units), DutyList.of([*kept, *added], units), tickets, at)
