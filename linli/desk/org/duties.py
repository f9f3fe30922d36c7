"""The pages about duties 包保: who answers for which grid, and where nobody does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.org import asking
from linli.desk.org.moments import as_of, day_of, effective_from, today
from linli.desk.org.tabs import tabs_for
from linli.desk.templatetags.desk import dot
from linli.kernel import clock
from linli.kernel.writes import attempt
from linli.org.actions import duties as actions
from linli.org.queries import duties as queries
from linli.org.queries import grids, people
from linli.org.queries.people import Card
from linli.org.rules.grids import GridKind
from linli.org.rules.permissions import Permission


@dataclass(frozen=True, slots=True)
class Holding:
    """One person in one cell of the table."""

    duty_id: UUID
    card: Card | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Cell:
    """A grid and a role: who holds it, or that somebody is missing."""

    role_id: UUID
    role: str
    holdings: Sequence[Holding]
    is_gap: bool
    gap_since: datetime | None
    may_change: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One grid with all its roles."""

    grid_id: UUID
    name: str
    kind: str
    depth: int
    cells: Sequence[Cell]

    @property
    def is_held(self) -> bool:
        """Whether anybody answers here."""
        return any(cell.holdings for cell in self.cells)

    @property
    def has_gap(self) -> bool:
        """Whether somebody is missing here."""
        return any(cell.is_gap for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """The lines with those roles only that somebody holds or should hold here."""

    roles: Sequence[str]
    lines: Sequence[Line]


class GiveForm(forms.Form):
    """Who is to answer for what, from when; the lists to choose from are put in front."""

    valid_from = asking.day_field(_("From"))
    valid_until = asking.day_field(_("Until"), required=False, help_text=_("Empty: until further notice."))
    is_hand_over = forms.BooleanField(label=_("Hand over: whoever holds it now stops on that day"), required=False)
    note = forms.CharField(label=_("Remark"), required=False, max_length=actions.NOTE_LIMIT)


class EndForm(forms.Form):
    """When a duty ends, and why."""

    until = asking.day_field(_("Last until"))
    note = forms.CharField(label=_("Remark"), required=False, max_length=actions.NOTE_LIMIT)


@require_safe
@staff_page
def list_duties(request: StaffRequest) -> HttpResponse:
    """Every grid with who answers for it; where somebody is missing it is said."""
    request.actor.require(Permission.READ)
    asked = request.GET.get("on", "")
    day, at = day_of(asked) or today(), as_of(asked)
    whole = duty_lines(request, at)
    missing = sum(cell.is_gap for line in whole for cell in line.cells)
    show = request.GET.get("show", "")
    lines = [line for line in whole if show == "all" or line.has_gap or (line.is_held and show != "gaps")]
    return page(
        request,
        "desk/org/duties/list.html",
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="duties",
        table=narrowed(lines),
        is_empty=not whole,
        show=show,
        hidden=sum(not (line.has_gap or line.is_held) for line in whole),
        missing=missing,
        missing_words=ngettext("%(count)d place without anybody", "%(count)d places without anybody", missing) % {"count": missing},
        day=day,
        is_today=day == today(),
        may_change=_may_somewhere(request),
    )


def changeable(request: StaffRequest, grid_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of the grids whose duties this person gives and ends."""
    if request.actor.may(Permission.CHANGE_DUTIES):
        return frozenset(grid_ids)
    lines = grids.lines_of(request.actor, grid_ids, clock.now()) if _may_somewhere(request) else {}
    return frozenset(grid_id for grid_id, line in lines.items() if request.actor.may_in(Permission.CHANGE_DUTIES, line))


def _may_somewhere(request: StaffRequest) -> bool:
    return request.actor.may(Permission.CHANGE_DUTIES) or bool(request.actor.limits.get(Permission.CHANGE_DUTIES))


def _require_somewhere(request: StaffRequest) -> None:
    if not _may_somewhere(request):
        request.actor.require(Permission.CHANGE_DUTIES)


def duty_lines(request: StaffRequest, at: datetime) -> list[Line]:
    """The table: grids in the order of the tree, roles in their own order."""
    held: dict[tuple[UUID, UUID], list[Holding]] = {}
    found = queries.held(request.actor, at)
    cards = people.cards(request.actor, [duty.person_id for duty in found])
    for duty in found:
        held.setdefault((duty.grid_id, duty.role_id), []).append(Holding(duty.pk, cards.get(duty.person_id), duty.valid_from))
    missing = {(gap.grid.pk, gap.role.pk): gap.since for gap in queries.gaps(request.actor, at)}
    roles = queries.roles(request.actor)
    lines, standing = [], grids.in_force(request.actor, at)
    mine = changeable(request, [now.grid.pk for now in standing])
    for now in standing:
        cells, may_change = [], now.grid.pk in mine
        for role in roles:
            key = (now.grid.pk, role.pk)
            holdings = held.get(key, [])
            cells.append(Cell(role.pk, role.name, holdings, key in missing, missing.get(key), may_change))
        lines.append(Line(now.grid.pk, now.grid.name, gettext(GridKind(now.grid.kind).words), now.depth, cells))
    return lines


def narrowed(lines: Sequence[Line]) -> Table:
    """The table without the columns in which nothing stands."""
    shown = {cell.role_id for line in lines for cell in line.cells if cell.holdings or cell.is_gap}
    kept = [replace(line, cells=[cell for cell in line.cells if cell.role_id in shown]) for line in lines]
    return Table([cell.role for cell in kept[0].cells] if kept else [], kept)


@require_http_methods(["GET", "POST"])
@staff_page
def give_duty(request: StaffRequest) -> HttpResponse:
    """Make somebody answer for a grid."""
    _require_somewhere(request)
    form = _give_form(request)
    asked = asking.Asked(
        tab="duties",
        heading=_("Give a duty"),
        sub=_("Somebody answers for a grid from now on"),
        leave_to=reverse("desk:duties", args=[request.place.code]),
        save=_("Save"),
        what=_("Save the duty"),
        why=_("It stands on the grid's page and in its journal; the public notice follows."),
    )
    if request.method != "POST" or not form.is_valid():
        return asking.ask(request, form, asked)
    with attempt() as outcome:
        actions.give_duty(request.actor, _draft(form.cleaned_data))
    return asking.ask(request, form, asked, outcome.refusal) if outcome.refusal else done(request, "duties")


def _draft(wanted: Mapping[str, Any]) -> actions.DutyDraft:
    until = wanted["valid_until"]
    return actions.DutyDraft(
        grid_id=UUID(wanted["grid"]),
        role_id=UUID(wanted["role"]),
        person_id=UUID(wanted["person"]),
        valid_from=effective_from(wanted["valid_from"].isoformat()),
        valid_until=effective_from(until.isoformat()) if until else None,
        is_hand_over=wanted["is_hand_over"],
        note=wanted["note"],
    )


def _give_form(request: StaffRequest) -> GiveForm:
    named: dict[str, object] = {"grid": request.GET.get("grid"), "role": request.GET.get("role"), "valid_from": today()}
    form = GiveForm(request.POST or None, initial=named)
    standing = grids.in_force(request.actor, clock.now())
    allowed = changeable(request, [now.grid.pk for now in standing])
    offered = [(str(now.grid.pk), "\u3000" * now.depth + now.grid.name) for now in standing if now.grid.pk in allowed]
    form.fields["grid"] = asking.choice_field(_("Grid"), offered)
    form.fields["role"] = asking.choice_field(_("Role"), [(str(role.pk), role.name) for role in queries.roles(request.actor)])
    form.fields["person"] = asking.choice_field(_("Person"), asking.people_choices(request.actor))
    form.order_fields(["grid", "role", "person"])
    return form


@require_http_methods(["GET", "POST"])
@staff_page
def end_duty(request: StaffRequest, duty_id: UUID) -> HttpResponse:
    """Somebody answers no longer for a grid."""
    _require_somewhere(request)
    duty = queries.get_for(request.actor, duty_id)
    card = people.cards(request.actor, [duty.person_id]).get(duty.person_id)
    name = card.full_name if card else ""
    form = EndForm(request.POST or None, initial={"until": today()})
    asked = asking.Asked(
        tab="duties",
        heading=_("End a duty"),
        sub=dot().join([duty.grid.name, duty.role.name, name]),
        leave_to=reverse("desk:duties", args=[request.place.code]),
        save=_("End the duty"),
        what=gettext("{name} no longer answers for {grid}").format(name=name, grid=duty.grid.name),
        why=_("Where nobody else does, the gap is shown at once. To replace somebody, hand over instead."),
    )
    if request.method != "POST" or not form.is_valid():
        return asking.ask(request, form, asked)
    said = form.cleaned_data
    with attempt() as outcome:
        actions.end_duty(request.actor, duty_id, until=effective_from(said["until"].isoformat()), note=said["note"])
    return asking.ask(request, form, asked, outcome.refusal) if outcome.refusal else done(request, "duties")
