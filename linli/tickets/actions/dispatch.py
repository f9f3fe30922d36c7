"""Every write of the duty list: lines added, proposed, confirmed, declined, ended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.sheets import Row
from linli.kernel.text import clean_text
from linli.kernel.writes import each, write
from linli.org.models import Grid, Unit
from linli.tickets.models import DutyAssist, DutyLine
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries import dispatch as queries
from linli.tickets.rules import catalogue as catalogues
from linli.tickets.rules import duty_list as rules
from linli.tickets.rules.catalogue import Permission
from linli.tickets.rules.dispatch import DutyRole
from linli.tickets.rules.duty_list import NOTE_LIMIT, Held, LineDraft, LineState
from linli.tickets.rules.duty_sheet import PlannedLine


@write
def add_lines(actor: Actor, drafts: Sequence[LineDraft]) -> list[DutyLine | Refused]:
    """Put lines into the duty list; what the rules do not allow comes back as its refusal and writes nothing."""
    actor.require(Permission.CHANGE_DUTY)
    return _make(actor, drafts, LineState.CONFIRMED)


@write
def add_line(actor: Actor, draft: LineDraft) -> DutyLine:
    """Put one line into the duty list."""
    return _only(add_lines(actor, [draft]))


@write
def import_lines(actor: Actor, rows: Sequence[Row], *, valid_from: datetime | None = None) -> list[PlannedLine]:
    """Put a whole file into the duty list, or nothing of it when any row cannot be."""
    actor.require(Permission.CHANGE_DUTY)
    _Desk.open(actor)
    planned = queries.plan_import(actor, rows, valid_from or clock.now())

    drafts = [row.draft for row in planned if row.draft is not None]
    if len(drafts) < len(planned):
        raise Refused("org.file_refused", count=len(planned) - len(drafts))

    # A unit that closes between the moment asked for and now is refused here, and takes the whole file with it.
    for outcome in _make(actor, drafts, LineState.CONFIRMED):
        _only([outcome])
    return planned


@write
def propose_lines(actor: Actor, drafts: Sequence[LineDraft]) -> list[DutyLine | Refused]:
    """Propose lines, as learnt from what was decided; one that waits already is that one, and none dispatches before it is confirmed."""
    actor.require(Permission.PROPOSE_DUTY)
    return _make(actor, drafts, LineState.PROPOSED)


@write
def propose_line(actor: Actor, draft: LineDraft) -> DutyLine:
    """Propose one line."""
    return _only(propose_lines(actor, [draft]))


@write
def learn_line(actor: Actor, draft: LineDraft) -> DutyLine | None:
    """Propose what was learnt from a decision just made; nothing where the catalogue does not have the class, or a place is closed."""
    # Who may decide which unit handles a ticket may say that the next one is like it: it binds nobody before it is confirmed.
    if classes.catalogue_of(actor) is None:
        return None
    (outcome,) = _make(actor, [draft], LineState.PROPOSED)
    return outcome if isinstance(outcome, DutyLine) else None


@write
def confirm_line(actor: Actor, line_id: UUID, *, valid_from: datetime | None = None) -> DutyLine:
    """Take a proposal into the duty list from now on, or from a later moment."""
    desk = _Desk.open(actor)
    line = queries.lock_for(actor, line_id, Permission.CHANGE_DUTY)
    begin = valid_from or clock.now()

    _check_proposed(line)
    draft = replace(_draft_of(line), valid_from=begin)
    desk.check(draft, queries.held(actor, [line.class_code]))

    line.state, line.valid_from = LineState.CONFIRMED.value, begin
    line.save(update_fields=["state", "valid_from"])

    journal.record(actor, "duty_line.confirmed", line, number=line.number, valid_from=begin)
    return line


@write
def decline_line(actor: Actor, line_id: UUID, *, note: str) -> DutyLine:
    """Turn a proposal down, saying why."""
    _Desk.open(actor)
    line = queries.lock_for(actor, line_id, Permission.CHANGE_DUTY)
    words = clean_text(note, field=gettext("Remark"), limit=NOTE_LIMIT)

    _check_proposed(line)

    line.state = LineState.DECLINED.value
    line.save(update_fields=["state"])

    journal.record(actor, "duty_line.declined", line, number=line.number, note=words)
    return line


@write
def end_line(actor: Actor, line_id: UUID, *, until: datetime | None = None, note: str = "") -> DutyLine:
    """The line dispatches nothing from now on, or from a later moment."""
    _Desk.open(actor)
    line = queries.lock_for(actor, line_id, Permission.CHANGE_DUTY)
    words = clean_text(note, field=gettext("Remark"), limit=NOTE_LIMIT, required=False)
    end = until or clock.now()

    if line.state != LineState.CONFIRMED or (line.valid_until is not None and line.valid_until <= end):
        raise Refused("duty_list.not_in_force", number=line.number)
    rules.check_span(line.valid_from, end)

    line.valid_until = end
    line.save(update_fields=["valid_until"])

    journal.record(actor, "duty_line.ended", line, number=line.number, valid_until=end, note=words)
    return line


@dataclass(frozen=True, slots=True)
class _Desk:
    """What lines may speak of: the catalogue, locked so that lines are written one after another, units and grids."""

    actor: Actor
    catalogue: catalogues.Catalogue
    units: Mapping[UUID, Unit]
    grids: Mapping[UUID, Grid]

    @classmethod
    def open(cls, actor: Actor) -> "_Desk":
        """Lock and read once for all lines."""
        if classes.lock(actor) is None:
            raise Refused("catalogue.none_yet")
        units = {unit.pk: unit for unit in Unit.objects.of(actor.subdistrict_id)}
        grids = {grid.pk: grid for grid in Grid.objects.of(actor.subdistrict_id)}
        return cls(actor, classes.in_use(actor), units, grids)

    def check(self, draft: LineDraft, held: Iterable[Held]) -> LineDraft:
        """The line as it may stand in the duty list beside those that do."""
        draft = rules.checked(draft)
        # A line that began earlier still names somebody who works from now on.
        at = max(draft.valid_from, clock.now())
        self.catalogue.effective(draft.class_code)
        for unit_id in (draft.unit_id, *draft.assist_ids):
            unit = self.units.get(unit_id)
            if unit is None:
                raise NotFound
            if not _is_open(unit, at):
                raise Refused("duty_list.unit_closed", name=unit.short_name)
        if draft.grid_id is not None:
            grid = self.grids.get(draft.grid_id)
            if grid is None:
                raise NotFound
            if not _is_open(grid, at):
                raise Refused("duty_list.grid_closed", name=grid.name)
        rules.check_free(draft, held)
        return draft


def _is_open(row: Unit | Grid, at: datetime) -> bool:
    # What opens later today may be named already; what is closed by then may not.
    return row.valid_until is None or row.valid_until > at


def _make(actor: Actor, drafts: Sequence[LineDraft], state: LineState) -> list[DutyLine | Refused]:
    desk = _Desk.open(actor)
    standing = queries.held(actor, {draft.class_code for draft in drafts}) if state is LineState.CONFIRMED else []
    last = DutyLine.objects.of(actor.subdistrict_id).aggregate(last=Max("number"))["last"] or 0
    made: list[tuple[DutyLine, LineDraft]] = []
    waiting = {_place(line): line for line in queries.waiting(actor)} if state is LineState.PROPOSED else {}

    def prepare(draft: LineDraft) -> DutyLine:
        checked = desk.check(draft, standing)
        # The same is learnt from many tickets; it is decided once.
        if (learnt := waiting.get(_place(checked))) is not None:
            return learnt
        line = _line(actor, checked, last + len(made) + 1, state)
        made.append((line, checked))
        if state is LineState.PROPOSED:
            waiting[_place(line)] = line
        else:
            standing.append(Held(line.number, line.class_code, checked.grid_id, checked.role, checked.valid_from, checked.valid_until))
        return line

    outcomes = each(drafts, prepare)
    DutyLine.objects.bulk_create([line for line, _ in made])
    DutyAssist.objects.bulk_create([assist for line, draft in made for assist in _assists(line, draft)])

    verb = "duty_line.added" if state is LineState.CONFIRMED else "duty_line.proposed"
    journal.record_many(actor, [journal.Draft(verb, line, facts=_facts(line, draft)) for line, draft in made])
    return outcomes


def _place(line: DutyLine | LineDraft) -> tuple[str, UUID | None, str, UUID]:
    return line.class_code, line.grid_id, str(line.role), line.unit_id


def _line(actor: Actor, draft: LineDraft, number: int, state: LineState) -> DutyLine:
    kind, origin_id = draft.origin or ("", None)
    return DutyLine(
        subdistrict_id=actor.subdistrict_id,
        number=number,
        class_code=draft.class_code,
        grid_id=draft.grid_id,
        unit_id=draft.unit_id,
        role=draft.role.value,
        state=state.value,
        basis=draft.basis,
        note=draft.note,
        origin_kind=kind,
        origin_id=origin_id,
        valid_from=draft.valid_from,
        valid_until=draft.valid_until,
    )


def _assists(line: DutyLine, draft: LineDraft) -> list[DutyAssist]:
    return [
        DutyAssist(subdistrict_id=line.subdistrict_id, line=line, unit_id=unit_id, order=place)
        for place, unit_id in enumerate(draft.assist_ids)
    ]


def _draft_of(line: DutyLine) -> LineDraft:
    assists = DutyAssist.objects.of(line.subdistrict_id).filter(line=line).order_by("order", "pk").values_list("unit_id", flat=True)
    return LineDraft(
        class_code=line.class_code,
        unit_id=line.unit_id,
        grid_id=line.grid_id,
        role=DutyRole(line.role),
        assist_ids=tuple(assists),
        basis=line.basis,
        note=line.note,
        valid_from=line.valid_from,
        valid_until=line.valid_until,
    )


def _check_proposed(line: DutyLine) -> None:
    if line.state != LineState.PROPOSED:
        raise Refused("duty_list.not_proposed", number=line.number)


def _only(outcomes: Sequence[DutyLine | Refused]) -> DutyLine:
    (outcome,) = outcomes
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _facts(line: DutyLine, draft: LineDraft) -> dict[str, Any]:
    return {
        "number": line.number,
        "class_code": line.class_code,
        "grid": str(line.grid_id or ""),
        "unit": str(line.unit_id),
        "assists": [str(unit_id) for unit_id in draft.assist_ids],
        "duty_role": line.role,
        "basis": line.basis,
        "valid_from": line.valid_from,
        "note": line.note,
    }
