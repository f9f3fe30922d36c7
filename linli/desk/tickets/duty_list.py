"""The duty list at the desk: who leads what where, what was learnt, and what a change would have done last month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.errors import status_of
from linli.desk.forms import DeskForm
from linli.desk.tickets.class_choices import grouped
from linli.desk.tickets.rulebook import book_form, book_page, in_place, packed, require_reader, sent_rows, workbook
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.sheets import write_xlsx
from linli.kernel.writes import attempt
from linli.org.queries.atlas import atlas_of
from linli.org.rules.imports import Verdict
from linli.tickets.actions import dispatch as actions
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries import dispatch as queries
from linli.tickets.queries import dry_run, first_look
from linli.tickets.queries.dry_run import Trial
from linli.tickets.queries.suggesting import inactive_rules
from linli.tickets.rules import duty_sheet
from linli.tickets.rules.catalogue import Permission
from linli.tickets.rules.dispatch import DutyRole, problem_words
from linli.tickets.rules.duty_list import BASIS_LIMIT, MOST_ASSISTS, NOTE_LIMIT, LineDraft
from linli.tickets.rules.duty_sheet import PlannedLine

TAB: Final = "tickets_duty_list"
SHOWN_MOVED: Final = 60


class LineForm(DeskForm):
    """Who leads which class where."""

    said_as: ClassVar = {"legal basis": "basis", "Remark": "note"}
    guilty: ClassVar = {
        "duty_list.held_already": "grid",
        "duty_list.unit_closed": "unit",
        "duty_list.assists_itself": "assists",
        "duty_list.too_many_assists": "assists",
        "duty_list.grid_closed": "grid",
    }
    class_code = forms.ChoiceField(label=_("Class"))
    grid = forms.ChoiceField(label=_("Where"), required=False)
    unit = forms.ChoiceField(label=_("Unit"))
    role = forms.ChoiceField(label=_("Does"))
    assists = forms.MultipleChoiceField(label=_("Assists"), required=False, widget=forms.CheckboxSelectMultiple)
    basis = forms.CharField(label=_("Legal basis"), max_length=BASIS_LIMIT, required=False)
    note = forms.CharField(label=_("Remark"), max_length=NOTE_LIMIT, required=False)

    def offer(self, request: StaffRequest) -> "LineForm":
        """Fill the lists to choose from: classes with their major class, grids as they hold now, units that work now."""
        catalogue = classes.in_use(request.actor)
        groups = grouped(catalogue, catalogue.items.values(), lambda line: "/".join(each.name for each in reversed(line)))
        cast(forms.ChoiceField, self.fields["class_code"]).choices = [("", gettext("Choose …")), *groups]
        units = [(str(unit_id), name) for unit_id, name in first_look.units(request.actor, clock.now())]
        self.offer_choices("unit", [("", gettext("Choose …")), *units])
        self.offer_choices("assists", units)
        self.offer_choices("grid", [("", gettext("Everywhere")), *_grids(request)])
        self.offer_choices("role", ((each.value, gettext(each.words)) for each in DutyRole))
        return self

    def blame(self, refusal: Refused) -> None:
        """Say the refusal beside the field it speaks of, or above all fields."""
        field_name = self.guilty.get(refusal.code)
        if field_name is None:
            super().blame(refusal)
            return
        self.status = status_of(refusal)
        self.add_error(field_name, refusal.sentence)

    def draft(self, valid_from: datetime) -> LineDraft:
        """The line that was asked for."""
        said = self.cleaned_data
        return LineDraft(
            class_code=said["class_code"],
            unit_id=UUID(said["unit"]),
            grid_id=self.chosen_id("grid"),
            role=DutyRole(said["role"]),
            assist_ids=tuple(UUID(each) for each in said["assists"])[: MOST_ASSISTS + 1],
            basis=said["basis"],
            note=said["note"],
            valid_from=valid_from,
        )


class EndForm(DeskForm):
    """Why a line ends, or is declined."""

    said_as: ClassVar = {"Remark": "note"}
    note = forms.CharField(label=_("Remark"), max_length=NOTE_LIMIT, required=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as the list shows it."""

    row: Any
    name: str
    above: str
    role: str
    assists: str


def _grids(request: StaffRequest) -> list[tuple[str, str]]:
    cells = atlas_of(request.actor.subdistrict_id).at(clock.now()).cells.values()
    return [(str(cell.grid_id), f"{cell.name} ({cell.code})") for cell in sorted(cells, key=lambda each: each.code)]


def _shown(request: StaffRequest, rows: Sequence[Any]) -> list[Shown]:
    catalogue = classes.in_use(request.actor)
    found = []
    for row in rows:
        line = catalogue.line(row.class_code)
        assists = gettext(", ").join(each.unit.short_name for each in sorted(row.assists.all(), key=lambda each: each.order))
        name, above = (line[0].name, "/".join(each.name for each in reversed(line[1:]))) if line else (row.class_code, "")
        found.append(Shown(row, name, above, gettext(DutyRole(row.role).words), assists))
    return found


@require_safe
@staff_page
def show_list(request: StaffRequest) -> HttpResponse:
    """The duty list as it holds now, with what was learnt and waits for somebody to confirm it."""
    require_reader(request.actor)
    unit_id = request.GET.get("unit", "")
    lines = _shown(request, queries.lines(request.actor, clock.now()))
    names = {str(each.row.unit_id): each.row.unit.short_name for each in lines}
    return book_page(
        request,
        "duty_list.html",
        tab_on=TAB,
        lines=[each for each in lines if not unit_id or str(each.row.unit_id) == unit_id],
        proposed=_shown(request, queries.proposed(request.actor)),
        alarms=[problem_words(each) for each in inactive_rules(request.actor, clock.now())],
        units=sorted(names.items(), key=lambda each: each[1]),
        unit_on=unit_id,
        count=len(lines),
        has_classes=bool(classes.in_use(request.actor).items),
        may_change=request.actor.may(Permission.CHANGE_DUTY),
    )


@require_http_methods(["GET", "POST"])
@staff_page
def new_line(request: StaffRequest) -> HttpResponse:
    """A new line; tried on last month's tickets before it is put into the list."""
    request.actor.require(Permission.CHANGE_DUTY)
    if request.method != "POST":
        form = LineForm(initial={"class_code": request.GET.get("class", ""), "role": DutyRole.LEAD.value}).offer(request)
        return _line_page(request, form, title=gettext("New line"))
    form = LineForm(request.POST).offer(request)
    return _line_sent(request, form, title=gettext("New line"), ending=None)


@require_http_methods(["GET", "POST"])
@staff_page
def change_line(request: StaffRequest, line_id: UUID) -> HttpResponse:
    """The line ends now and another one takes its place in the same write."""
    request.actor.require(Permission.CHANGE_DUTY)
    line = queries.get_for(request.actor, line_id)
    title = gettext("Change line #{number}").format(number=line.number)
    if request.method != "POST":
        initial = {
            "class_code": line.class_code,
            "grid": str(line.grid_id or ""),
            "unit": str(line.unit_id),
            "role": line.role,
            "assists": [str(each.unit_id) for each in line.assists.order_by("order")],
            "basis": line.basis,
            "note": line.note,
        }
        return _line_page(request, LineForm(initial=initial).offer(request), title=title)
    return _line_sent(request, LineForm(request.POST).offer(request), title=title, ending=line)


def _line_sent(request: StaffRequest, form: LineForm, *, title: str, ending: Any) -> HttpResponse:
    if not form.is_valid():
        return _line_page(request, form, title=title)
    now = clock.now()
    if request.POST.get("then") == "try":
        numbers = [] if ending is None else [ending.number]
        trial = dry_run.tried(request.actor, now, adding=[form.draft(now)], ending=numbers)
        return in_place(request, _line_page(request, form, title=title, trial=trial))

    def put() -> Any:
        if ending is not None:
            actions.end_line(request.actor, ending.pk, until=now, note=form.cleaned_data["note"])
        return actions.add_line(request.actor, form.draft(now))

    line = form.saved(put)
    if line is None:
        return _line_page(request, form, title=title)
    messages.success(request, gettext("Line #{number} dispatches from now on.").format(number=line.number))
    return done(request, TAB)


def _line_page(request: StaffRequest, form: LineForm, *, title: str, trial: Trial | None = None) -> HttpResponse:
    return book_form(
        request,
        form,
        tab_on=TAB,
        title=title,
        save=gettext("Put it into the list"),
        leave_to=reverse(f"desk:{TAB}", args=[request.place.code]),
        template="duty_line.html",
        trial=_trial(request, trial),
        optional=gettext("may stay empty"),
    )


def _trial(request: StaffRequest, trial: Trial | None) -> dict[str, Any] | None:
    if trial is None:
        return None
    names = dict(first_look.units(request.actor, clock.now()))
    count = len(trial.moved)
    return {
        "sentence": ngettext(
            "This change would have moved {number} of last month's {all} tickets.",
            "This change would have moved {number} of last month's {all} tickets.",
            count,
        ).format(number=count, all=trial.looked_at),
        "moved": [
            (each, names.get(each.before_id, "") if each.before_id else "", names.get(each.after_id, "") if each.after_id else "")
            for each in trial.moved[:SHOWN_MOVED]
        ],
        "more": max(0, count - SHOWN_MOVED),
    }


@require_http_methods(["GET", "POST"])
@staff_page
def end_line(request: StaffRequest, line_id: UUID) -> HttpResponse:
    """The line dispatches nothing from now on; what that would have done last month is shown first."""
    request.actor.require(Permission.CHANGE_DUTY)
    line = queries.get_for(request.actor, line_id)
    form = EndForm(request.POST if request.method == "POST" else None)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and form.saved(lambda: actions.end_line(request.actor, line.pk, note=form.cleaned_data["note"])) is not None:
        messages.success(request, gettext("Line #{number} has ended.").format(number=line.number))
        return done(request, TAB)
    return book_form(
        request,
        form,
        tab_on=TAB,
        title=gettext("End line #{number}").format(number=line.number),
        save=gettext("End it now"),
        leave_to=reverse(f"desk:{TAB}", args=[request.place.code]),
        template="duty_line.html",
        trial=_trial(request, dry_run.tried(request.actor, clock.now(), ending=[line.number])),
        optional=gettext("may stay empty"),
        is_end=True,
        shown=_shown(request, [line])[0],
    )


@require_POST
@staff_page
def decide_line(request: StaffRequest, line_id: UUID) -> HttpResponse:
    """Take a proposal into the list, or turn it down with a reason."""
    request.actor.require(Permission.CHANGE_DUTY)
    with attempt() as outcome:
        if request.POST.get("then") == "decline":
            actions.decline_line(request.actor, line_id, note=request.POST.get("note", ""))
        else:
            actions.confirm_line(request.actor, line_id)
    if outcome.refusal is None:
        messages.success(request, gettext("The proposal is decided."))
    elif status_of(outcome.refusal) == 422:
        messages.error(request, outcome.refusal.sentence)
    else:
        raise outcome.refusal
    return done(request, TAB)


@require_safe
@staff_page
def export_lines(request: StaffRequest) -> HttpResponse:
    """The duty list as a workbook in the columns that it is read by."""
    require_reader(request.actor)
    headings = [*duty_sheet.REQUIRED, *duty_sheet.OPTIONAL]
    rows = [] if request.GET.get("template") else [_cells(each) for each in _shown(request, queries.lines(request.actor, clock.now()))]
    return workbook(f"{request.place.name}-履职清单.xlsx", write_xlsx(headings, rows))


def _cells(line: Shown) -> list[str]:
    row = line.row
    role = next(word for word, role in duty_sheet.ROLES.items() if word and role == row.role)
    assists = "、".join(each.unit.code for each in row.assists.all())
    return [row.class_code, row.unit.code, row.grid.code if row.grid else "", assists, role, row.basis, row.note]


@require_http_methods(["GET", "POST"])
@staff_page
def import_lines(request: StaffRequest) -> HttpResponse:
    """Send a file, look at what each row would make, then put all of it into the list or nothing."""
    request.actor.require(Permission.CHANGE_DUTY)
    if request.method != "POST":
        return _import_page(request)
    answers: list[HttpResponse] = []
    with attempt() as outcome:
        answers.append(_step(request))
    return answers[0] if answers else _import_page(request, trouble=outcome.refusal)


def _step(request: StaffRequest) -> HttpResponse:
    _name, rows = sent_rows(request)
    planned = queries.plan_import(request.actor, rows, clock.now())
    if request.POST.get("then") != "take" or any(each.draft is None for each in planned):
        return _import_page(request, planned=planned, table=packed(rows))
    actions.import_lines(request.actor, rows)
    messages.success(request, gettext("The file is taken over."))
    return done(request, TAB)


def _import_page(
    request: StaffRequest, *, planned: Sequence[PlannedLine] = (), table: str = "", trouble: Refused | None = None
) -> HttpResponse:
    catalogue = classes.in_use(request.actor)
    names = dict(first_look.units(request.actor, clock.now()))
    refused = sum(each.verdict is Verdict.REFUSED for each in planned)
    rows = [
        (
            each,
            catalogue.items[each.draft.class_code].name if each.draft else "",
            names.get(each.draft.unit_id, "") if each.draft else "",
        )
        for each in sorted(planned, key=lambda each: (not each.trouble, each.number))
    ]
    return book_page(
        request,
        "duty_import.html",
        tab_on=TAB,
        status=status_of(trouble) if trouble else 200,
        trouble=trouble.sentence if trouble else "",
        rows=rows,
        table=table,
        refused=refused,
        count=len(planned) - refused,
        headings=[*duty_sheet.REQUIRED, *duty_sheet.OPTIONAL],
    )


urlpatterns = [
    path("duty-list/", show_list, name=TAB),
    path("duty-list/new", new_line, name="tickets_duty_new"),
    path("duty-list/file", export_lines, name="tickets_duty_export"),
    path("duty-list/import", import_lines, name="tickets_duty_import"),
    path("duty-list/<uuid:line_id>/change", change_line, name="tickets_duty_change"),
    path("duty-list/<uuid:line_id>/end", end_line, name="tickets_duty_end"),
    path("duty-list/<uuid:line_id>/decide", decide_line, name="tickets_duty_decide"),
]
