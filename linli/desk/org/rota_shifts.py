"""One shift of the duty rota: who is on it, who swaps with whom."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.org import asking
from linli.desk.org.asking import Asked, ask
from linli.desk.org.rota import chosen_day, chosen_unit
from linli.desk.story import span, tell
from linli.kernel import clock, journal
from linli.kernel.errors import Refused
from linli.kernel.ids import parse_uuid7
from linli.kernel.writes import attempt
from linli.org.actions import rota as actions
from linli.org.actions.rota import NewShift
from linli.org.queries import people
from linli.org.queries import rota as queries
from linli.org.queries.rota import ShiftNow
from linli.org.rules.people import PersonKind
from linli.org.rules.permissions import Permission
from linli.org.rules.rota import Place, RotaRole, ShiftKind

STORY_LENGTH = 8
# Shifts to swap with are looked for this far around.
_AROUND = timedelta(days=21)
_BEGINS, _ENDS = time(8, 30), time(17, 30)


class CrewForm(forms.Form):
    """Who is on a shift."""

    def __init__(self, *given: object, choices: asking.Choices, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        self.fields["chief"] = asking.choice_field(gettext(RotaRole.CHIEF.words), choices, required=False)
        self.fields["leader"] = asking.choice_field(gettext(RotaRole.LEADER.words), choices, required=False)
        ticked = set(self.initial.get("members", ()))
        self.fields["members"] = forms.MultipleChoiceField(
            label=gettext(RotaRole.MEMBER.words),
            # Who is on the shift stands where it is seen without scrolling.
            choices=sorted(choices, key=lambda choice: choice[0] not in ticked),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def places(self) -> list[Place]:
        """Who was chosen, in which role."""
        said = self.cleaned_data
        single = [(role, said[str(role)]) for role in (RotaRole.CHIEF, RotaRole.LEADER) if said[str(role)]]
        return [(role, parse_uuid7(each)) for role, each in [*single, *((RotaRole.MEMBER, each) for each in said["members"])]]


def moment_field(label: asking.Words, *, day: asking.Words, hour: asking.Words) -> forms.SplitDateTimeField:
    """A day and a time side by side, each named for who cannot see them."""
    of_day: dict[str, Any] = {"type": "date", "aria-label": day}
    of_time: dict[str, Any] = {"type": "time", "aria-label": hour}
    widget = forms.SplitDateTimeWidget(date_attrs=of_day, time_attrs=of_time, date_format="%Y-%m-%d", time_format="%H:%M")
    return forms.SplitDateTimeField(label=label, input_date_formats=["%Y-%m-%d"], input_time_formats=["%H:%M"], widget=widget)


class ShiftForm(CrewForm):
    """A new shift and who is on it."""

    begins = moment_field(_("Begins"), day=_("Begins: day"), hour=_("Begins: time"))
    ends = moment_field(_("Ends"), day=_("Ends: day"), hour=_("Ends: time"))


@require_http_methods(["GET", "POST"])
@staff_page
def new_shift(request: StaffRequest) -> HttpResponse:
    """Put one shift on the rota."""
    request.actor.require(Permission.CHANGE_ROTA)
    unit = queries.unit_for(request.actor, chosen_unit(request))
    on = chosen_day(request.GET.get("on", ""))
    zone = timezone.get_current_timezone()
    begun = {"begins": datetime.combine(on, _BEGINS, zone), "ends": datetime.combine(on, _ENDS, zone), "kind": str(ShiftKind.DAY)}
    form = ShiftForm(request.POST or None, initial=begun, choices=_people(request))
    form.fields["kind"] = asking.choice_field(_("Shift"), [(str(kind), gettext(kind.words)) for kind in ShiftKind])
    form.order_fields(["kind", "begins", "ends"])
    asked = Asked(
        tab="rota",
        heading=_("Add a shift"),
        sub=unit.short_name,
        crumb=_("Duty rota"),
        leave_to=_month_of(request, datetime.combine(on, _BEGINS, zone), unit.pk),
        save=_("Add"),
        what=_("Put the shift on the rota"),
        why=_("Nobody can be on two shifts at once."),
    )
    if not form.is_bound or not form.is_valid():
        return ask(request, form, asked)
    said = form.cleaned_data
    wanted = NewShift(ShiftKind(said["kind"]), said["begins"], said["ends"], tuple(form.places()))
    with attempt() as outcome:
        made = actions.make_shifts(request.actor, unit.pk, [wanted])
    return ask(request, form, asked, outcome.refusal) if outcome.refusal else done(request, "shift", made[0].pk)


@require_http_methods(["GET", "POST"])
@staff_page
def shift(request: StaffRequest, shift_id: UUID) -> HttpResponse:
    """One shift: its people, those it needs, swaps, and what happened; saving changes who is on it."""
    row = queries.get_for(request.actor, shift_id)
    now = queries.with_people(request.actor, [row])[0]
    may_change = request.actor.may(Permission.CHANGE_ROTA) and row.ends_at > clock.now()
    form = CrewForm(request.POST or None, initial=_begun(now), choices=_people(request)) if may_change else None
    if request.method != "POST":
        return _shown(request, now, form)
    request.actor.require(Permission.CHANGE_ROTA)
    if form is None:
        raise Refused("rota.over")
    if not form.is_valid():
        return _shown(request, now, form)
    seen = request.POST.get("seen", "")
    with attempt() as outcome:
        actions.change_crew(request.actor, shift_id, seen=int(seen) if seen.isdecimal() else 0, people=form.places())
    return _shown(request, now, form, outcome.refusal) if outcome.refusal else done(request, "shift", shift_id)


@require_POST
@staff_page
def swap(request: StaffRequest, shift_id: UUID) -> HttpResponse:
    """Two people take each other's place."""
    queries.get_for(request.actor, shift_id)
    one, other = (parse_uuid7(request.POST.get(name, "")) for name in ("mine", "theirs"))
    actions.swap(request.actor, one, other)
    return done(request, "shift", shift_id)


@require_POST
@staff_page
def cancel(request: StaffRequest, shift_id: UUID) -> HttpResponse:
    """Take the shift off the rota."""
    actions.cancel_shift(request.actor, shift_id)
    return done(request, "rota")


def _begun(now: ShiftNow) -> dict[str, object]:
    return {
        "chief": str(now.chief.person_id) if now.chief else "",
        "leader": str(now.leader.person_id) if now.leader else "",
        "members": [str(each.person_id) for each in now.members],
    }


def _people(request: StaffRequest) -> asking.Choices:
    return asking.people_choices(request.actor, kind=PersonKind.STAFF)


def _shown(request: StaffRequest, now: ShiftNow, form: CrewForm | None, refusal: Refused | None = None) -> HttpResponse:
    row = now.shift
    around = queries.shifts(request.actor, row.unit_id, max(clock.now(), row.begins_at - _AROUND), row.ends_at + _AROUND)
    others = [each for each in around if each.shift.pk != row.pk and each.people] if form else []
    shown = span(row.journal_seq, limit=STORY_LENGTH)
    asked = Asked(
        tab="rota",
        heading=row.unit.short_name,
        crumb=_("Duty rota"),
        leave_to=_month_of(request, row.begins_at, row.unit_id),
        save=_("Save"),
        what=_("Save who is on this shift"),
        extra={
            "now": now,
            "row": row,
            "cards": people.cards(request.actor, _everybody([now, *others])),
            "others": others,
            "story": tell(journal.story_of(row, after=shown.after, limit=shown.limit)).entries,
            "kind": ShiftKind(row.kind),
        },
        template="desk/org/rota/shift.html",
    )
    return ask(request, form, asked, refusal)


def _everybody(shown: Sequence[ShiftNow]) -> set[UUID]:
    return {each.person_id for now in shown for each in now.people}


def _month_of(request: StaffRequest, at: datetime, unit_id: UUID) -> str:
    return f"{reverse('desk:rota', args=[request.place.code])}?month={timezone.localtime(at):%Y-%m}&unit={unit_id}"
