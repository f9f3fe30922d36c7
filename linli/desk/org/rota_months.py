"""Laying months of the duty rota: the pattern, what it would lay, and rotas that come as a sheet."""

from collections.abc import Mapping
from typing import BinaryIO, cast
from uuid import UUID

from django import forms
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.org import asking
from linli.desk.org.asking import Asked, ask
from linli.desk.org.rota import chosen_month, chosen_unit
from linli.kernel.errors import Refused
from linli.kernel.ids import parse_uuid7
from linli.kernel.sheets import by_heading, read_rows
from linli.kernel.writes import attempt
from linli.org.actions import rota as actions
from linli.org.actions.rota import NewShift
from linli.org.queries import months, people, rota_sheet
from linli.org.queries import rota as queries
from linli.org.queries.worktime import day_kinds
from linli.org.rules.people import PersonKind
from linli.org.rules.permissions import Permission
from linli.org.rules.rota import DayPlan, DayType, Pattern, Planned, RotaRole
from linli.org.rules.rota_sheet import CHIEF, DATE, HEADINGS, LEADER, MEMBERS, SHIFT

SHOWN_ROWS = 50


class PatternForm(forms.Form):
    """How each type of day is divided, when, and how many stand by."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        plans = [(str(plan), gettext(plan.words)) for plan in DayPlan]
        for day_type in DayType:
            self.fields[str(day_type)] = forms.ChoiceField(label=gettext(day_type.words), choices=plans)
        for name, label in (("day_begins", gettext("The day begins")), ("night_begins", gettext("The night begins"))):
            widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
            self.fields[name] = forms.TimeField(label=label, widget=widget, input_formats=["%H:%M", "%H:%M:%S"])
        self.fields["members_each"] = forms.IntegerField(label=gettext("Staff on each shift"), min_value=0, max_value=20)
        self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput)


class SheetForm(forms.Form):
    """A file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("An .xlsx or .csv file with the columns 日期, 班次, 值班长, 带班领导, 值班员."),
        widget=forms.FileInput(attrs={"class": "quiet", "accept": ".xlsx,.csv", "data-name": "id_file_name"}),
    )


@require_http_methods(["GET", "POST"])
@staff_page
def pattern(request: StaffRequest) -> HttpResponse:
    """How the unit's months are laid, and who takes turns."""
    request.actor.require(Permission.CHANGE_ROTA)
    unit = queries.unit_for(request.actor, chosen_unit(request))
    row, present = queries.pattern_of(request.actor, unit.pk)
    form = PatternForm(request.POST or None, initial=_begun(present, row.journal_seq if row else 0))
    turns = _turns(request.POST) if request.method == "POST" else present.turns
    choices = asking.people_choices(request.actor, kind=PersonKind.STAFF)
    asked = Asked(
        tab="rota",
        heading=_("Pattern of the rota"),
        sub=unit.short_name,
        crumb=_("Duty rota"),
        leave_to=f"{reverse('desk:rota', args=[request.place.code])}?unit={unit.pk}",
        save=_("Save"),
        what=_("Save, then lay a month from it"),
        why=_("Months that are laid stay as they are."),
        extra={"lists": [{"role": role, "choices": _ordered(choices, turns.get(role, ()))} for role in RotaRole]},
        template="desk/org/rota/pattern.html",
    )
    if not form.is_bound or not form.is_valid():
        return ask(request, form, asked)
    said = form.cleaned_data
    wanted = Pattern(
        {day_type: DayPlan(said[str(day_type)]) for day_type in DayType},
        said["day_begins"],
        said["night_begins"],
        turns,
        said["members_each"],
    )
    with attempt() as outcome:
        actions.save_pattern(request.actor, unit.pk, seen=said["seen"], pattern=wanted)
    if outcome.refusal:
        return ask(request, form, asked, outcome.refusal)
    return done(request, "rota")


@require_http_methods(["GET", "POST"])
@staff_page
def lay(request: StaffRequest) -> HttpResponse:
    """What the pattern would lay in a month, and laying it."""
    request.actor.require(Permission.CHANGE_ROTA)
    unit = queries.unit_for(request.actor, chosen_unit(request))
    first = chosen_month(request.GET.get("month", ""))
    if request.method == "POST":
        actions.lay_month(request.actor, unit.pk, month=first)
        return done(request, "rota")
    planned = months.plan_of(request.actor, unit.pk, first)
    days = months.days_of(first)
    kinds = day_kinds(request.actor, days[0], days[-1])
    asked = Asked(
        tab="rota",
        heading=gettext("Lay {month}").format(month=f"{first:%Y-%m}"),
        sub=unit.short_name,
        crumb=_("Duty rota"),
        leave_to=f"{reverse('desk:rota', args=[request.place.code])}?month={first:%Y-%m}&unit={unit.pk}",
        save=_("Lay it"),
        what=_("Lay the shifts listed above"),
        why=_("Only where no shift stands yet; everything can be changed afterwards."),
        extra={
            "planned": [{"shift": each, "kind": kinds[each.on]} for each in planned],
            "cards": people.cards(request.actor, {person for each in planned for _role, person in each.people}),
            "is_provisional": any(kind.is_provisional for kind in kinds.values()),
        },
        template="desk/org/rota/lay.html",
    )
    return ask(request, None, asked)


@require_http_methods(["GET", "POST"])
@staff_page
def bring(request: StaffRequest) -> HttpResponse:
    """A rota that comes as a sheet: every row that does not fit is named, and then nothing is stored."""
    request.actor.require(Permission.CHANGE_ROTA)
    unit = queries.unit_for(request.actor, chosen_unit(request))
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    asked = _asked_for_sheet(request, unit.pk, unit.short_name, ())
    if request.method != "POST" or not form.is_valid():
        return ask(request, form, asked)
    upload = form.cleaned_data["file"]
    with attempt() as outcome:
        lines = by_heading(read_rows(cast(BinaryIO, upload.file), name=upload.name), (DATE, SHIFT, CHIEF, LEADER), (MEMBERS,))
        found = rota_sheet.planned(request.actor, unit.pk, lines)
        refused = [each for each in found if isinstance(each, Refused)]
        if not refused:
            fitting = [each for each in found if isinstance(each, Planned)]
            actions.make_shifts(
                request.actor, unit.pk, [NewShift(each.kind, each.begins_at, each.ends_at, each.people) for each in fitting]
            )
    if outcome.refusal:
        return ask(request, form, asked, outcome.refusal)
    if refused:
        return ask(
            request, form, _asked_for_sheet(request, unit.pk, unit.short_name, tuple(refused)), Refused("rota.rows", count=len(refused))
        )
    return done(request, "rota")


def _asked_for_sheet(request: StaffRequest, unit_id: UUID, unit: str, refused: tuple[Refused, ...]) -> Asked:
    return Asked(
        tab="rota",
        heading=_("Bring a rota as a sheet"),
        sub=unit,
        crumb=_("Duty rota"),
        leave_to=f"{reverse('desk:rota', args=[request.place.code])}?unit={unit_id}",
        save=_("Bring it"),
        what=_("Put every row of the sheet on the rota"),
        why=_("If one row does not fit, nothing is stored and the row is named."),
        extra={"enctype": "multipart/form-data", "refused": refused[:SHOWN_ROWS], "headings": HEADINGS},
        template="desk/org/rota/bring.html",
    )


def _begun(present: Pattern, seen: int) -> dict[str, object]:
    plans = {str(day_type): str(plan) for day_type, plan in present.plans.items()}
    hours = {"day_begins": present.day_begins, "night_begins": present.night_begins}
    return {**plans, **hours, "members_each": present.members_each, "seen": seen}


def _turns(post: QueryDict) -> Mapping[RotaRole, tuple[UUID, ...]]:
    """Each role's list in the order typed beside the names; without an order one takes no part."""
    found = {}
    for role in RotaRole:
        places = [(name.removeprefix(f"{role}-"), post.get(name, "").strip()) for name in post if name.startswith(f"{role}-")]
        numbered = [(int(place), parse_uuid7(person)) for person, place in places if place.isascii() and place.isdigit() and len(place) < 4]
        found[role] = tuple(person for _place, person in sorted(numbered))
    return found


def _ordered(choices: asking.Choices, turns: tuple[UUID, ...]) -> list[tuple[str, str, int | None]]:
    places = {str(person): place for place, person in enumerate(turns, start=1)}
    return sorted(((key, words, places.get(key)) for key, words in choices), key=lambda each: (each[2] is None, each[2] or 0))
