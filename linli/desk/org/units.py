"""The pages about units."""

from typing import ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.desk.chains import journal_page, latest
from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.org import sheet
from linli.desk.org.forms import form_page
from linli.desk.org.tabs import tabs_for
from linli.kernel import clock
from linli.kernel.writes import attempt
from linli.org.actions import units as actions
from linli.org.queries import people
from linli.org.queries import units as queries
from linli.org.rules import units as rules
from linli.org.rules.permissions import Permission
from linli.org.rules.unit_sheet import UnitLine
from linli.org.rules.units import UnitKind, UnitWords

SHEET = sheet.Sheet(
    view="units",
    template="desk/org/units/import.html",
    title=_("Import units"),
    explained=_("Units whose code stands here already are changed, others are opened. Nobody is closed by a file."),
    headings=tuple(rules.HEADINGS.values()),
    required=rules.REQUIRED_HEADINGS,
    template_at="desk:units_export",
    columns=4,
)


class UnitForm(DeskForm):
    """What is said about a unit."""

    said_as: ClassVar = {
        "code": "code",
        "name": "name",
        "short name": "short_name",
        "office phone": "office_phone",
        "address": "address",
    }
    name = forms.CharField(label=_("Name"), max_length=rules.NAME_LIMIT)
    short_name = forms.CharField(
        label=_("Short name"), max_length=rules.SHORT_NAME_LIMIT, required=False, help_text=_("As it stands in lists")
    )
    code = forms.CharField(label=_("Short code"), max_length=rules.CODE_LIMIT, help_text=_("Stays the same when the name changes"))
    kind = forms.ChoiceField(label=_("Kind"))
    parent = forms.ChoiceField(label=_("Above it"), required=False)
    office_phone = forms.CharField(
        label=_("Office phone"), max_length=rules.PHONE_LIMIT, required=False, help_text=_("The office's own line, not a person's")
    )
    address = forms.CharField(label=_("Address"), max_length=rules.ADDRESS_LIMIT, required=False)
    field_order = ("name", "short_name", "code", "kind", "parent", "office_phone", "address")

    def offer(self, request: StaffRequest, unit_id: UUID | None = None) -> "UnitForm":
        """Fill the lists to choose from."""
        self.offer_choices("kind", ((each.value, gettext(each.words)) for each in UnitKind))
        others = ((str(each.pk), each.short_name) for each in queries.open_units(request.actor) if each.pk != unit_id)
        self.offer_choices("parent", [("", gettext("None")), *others])
        return self

    def words(self) -> UnitWords:
        """What was typed."""
        return UnitWords(**{name: self.cleaned_data[name] for name in actions.WORDS})


@require_safe
@staff_page
def list_units(request: StaffRequest) -> HttpResponse:
    """The units from the top down."""
    request.actor.require(Permission.READ)
    include_closed = request.GET.get("closed") == "1"
    return page(
        request,
        "desk/org/units/list.html",
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="units",
        branches=[(each, gettext(UnitKind(each.unit.kind).words)) for each in queries.tree(request.actor, include_closed=include_closed)],
        include_closed=include_closed,
        may_change=request.actor.may(Permission.CHANGE_UNITS),
    )


@require_safe
@staff_page
def show_unit(request: StaffRequest, unit_id: UUID) -> HttpResponse:
    """One unit: what it is, who works there, what happened to it."""
    unit = queries.get_for(request.actor, unit_id)
    is_open = unit.valid_until is None or unit.valid_until > clock.now()
    return page(
        request,
        "desk/org/units/show.html",
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="units",
        unit=unit,
        kind=gettext(UnitKind(unit.kind).words),
        is_open=is_open,
        people=people.everybody(request.actor, unit_id=unit.pk),
        story=latest(unit),
        may_change=request.actor.may(Permission.CHANGE_UNITS),
    )


@require_safe
@staff_page
def unit_journal(request: StaffRequest, unit_id: UUID) -> HttpResponse:
    """Every entry of the unit's chain."""
    unit = queries.get_for(request.actor, unit_id)
    return journal_page(request, unit, title=unit.name, back_to=reverse("desk:unit", args=[request.place.code, unit.pk]))


@require_http_methods(["GET", "POST"])
@staff_page
def new_unit(request: StaffRequest) -> HttpResponse:
    """Open a unit."""
    request.actor.require(Permission.CHANGE_UNITS)
    form = UnitForm(request.POST or None).offer(request)
    if request.method == "POST" and form.is_valid():
        unit = form.saved(lambda: actions.open_unit(request.actor, words=form.words(), parent_id=form.chosen_id("parent")))
        if unit:
            return done(request, "unit", unit.pk)
    leave_to = reverse("desk:units", args=[request.place.code])
    return form_page(request, form, title=gettext("New unit"), leave_to=leave_to, save=gettext("Open the unit"), tab_on="units")


@require_http_methods(["GET", "POST"])
@staff_page
def edit_unit(request: StaffRequest, unit_id: UUID) -> HttpResponse:
    """Change what is said about a unit."""
    request.actor.require(Permission.CHANGE_UNITS)
    unit = queries.get_for(request.actor, unit_id)
    said = {name: getattr(unit, name) for name in actions.WORDS} | {"parent": str(unit.parent_id or "")}
    form = UnitForm(request.POST or None, initial=said).offer(request, unit.pk)
    if request.method != "POST":
        form.seen = unit.journal_seq
    elif form.is_valid():
        changed = form.saved(
            lambda: actions.change_unit(request.actor, unit_id, seen=form.seen, words=form.words(), parent_id=form.chosen_id("parent"))
        )
        if changed:
            return done(request, "unit", unit_id)
    leave_to = reverse("desk:unit", args=[request.place.code, unit.pk])
    return form_page(
        request, form, title=gettext("Change the unit"), sub=unit.name, leave_to=leave_to, save=gettext("Save"), tab_on="units"
    )


@require_POST
@staff_page
def close_unit(request: StaffRequest, unit_id: UUID) -> HttpResponse:
    """Close a unit; what stands in the way is said where one was."""
    with attempt() as outcome:
        actions.close_unit(request.actor, unit_id)
    if outcome.refusal and outcome.refusal.code == "org.unit_in_use":
        messages.warning(request, outcome.refusal.sentence)
    elif outcome.refusal:
        raise outcome.refusal
    return done(request, "unit", unit_id)


@require_POST
@staff_page
def reopen_unit(request: StaffRequest, unit_id: UUID) -> HttpResponse:
    """Open a closed unit again."""
    actions.reopen_unit(request.actor, unit_id)
    return done(request, "unit", unit_id)


@require_safe
@staff_page
def export_units(request: StaffRequest) -> HttpResponse:
    """The units as a spreadsheet that can be sent back; with ?template=1 only the headings."""
    request.actor.require(Permission.READ)
    units = [] if request.GET.get("template") else [each.unit for each in queries.tree(request.actor)]
    codes: dict[UUID | None, str] = {unit.pk: unit.code for unit in units}
    rows = [
        [
            unit.code,
            unit.name,
            unit.short_name,
            gettext(UnitKind(unit.kind).words),
            codes.get(unit.parent_id, ""),
            unit.office_phone,
            unit.address,
        ]
        for unit in units
    ]
    return sheet.download(f"{request.place.name}-单位.xlsx", list(rules.HEADINGS.values()), rows)


@require_http_methods(["GET", "POST"])
@staff_page
def import_units(request: StaffRequest) -> HttpResponse:
    """Take units over from a spreadsheet: look first, then all of it or nothing."""
    request.actor.require(Permission.CHANGE_UNITS)
    if request.method != "POST":
        return sheet.import_page(request, SHEET)
    return sheet.answered(request, SHEET, _taken_over)


def _taken_over(request: StaffRequest) -> HttpResponse:
    found = sheet.lines_of(request, SHEET)
    lines = [UnitLine(each.number, each.cells) for each in found]
    if sheet.is_last_step(request):
        actions.import_units(request.actor, lines)
        messages.success(request, gettext("The file is taken over."))
        return done(request, "units")
    return sheet.import_page(request, SHEET, planned=queries.plan_import(request.actor, lines), table=sheet.packed(found))
