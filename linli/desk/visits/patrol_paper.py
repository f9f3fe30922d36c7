"""A patrol written down from paper: what was found becomes tickets, stops not reached get their reason, the rest was fine."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.forms import DeskForm
from linli.desk.tickets.class_choices import Groups, class_field, for_new_tickets
from linli.desk.visits.frame import require_reader
from linli.desk.visits.patrol_faces import patrols_page, shift_rows
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.ids import parse_uuid7, uuid7
from linli.org.rules.people import day_of
from linli.tickets.rules.kinds import NOTE_LIMIT as LINE_LIMIT
from linli.visits.actions.patrolling import FindingDraft, MissedDraft, PatrolDraft, record_patrol
from linli.visits.queries import patrols as queries
from linli.visits.queries.patrols import Stop
from linli.visits.rules.patrols import NOTE_LIMIT, STOP_LIMIT, Missed
from linli.visits.rules.permissions import Permission

FINDINGS: Final = 4
# A ticket's number is the finding's with another end.
_TICKET: Final = 0x80


def _line(label: Any, limit: int) -> forms.CharField:
    """One line in a table, which says its name itself."""
    return forms.CharField(
        label=label, max_length=limit, required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "aria-label": label})
    )


def _pick(label: Any, choices: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=choices, widget=forms.Select(attrs={"aria-label": label}))


class PaperForm(DeskForm):
    """What stands on the paper of a patrol."""

    said_as: ClassVar[Mapping[str, str]] = {"Note": "note"}
    entry_id = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(label=_("Remark"), max_length=NOTE_LIMIT, required=False)
    is_over = forms.BooleanField(label=_("The patrol is over, the rest was fine"), required=False, initial=True)

    def __init__(self, *args: Any, stops: Sequence[Stop], classes: Groups, **options: Any) -> None:
        super().__init__(*args, **options)
        self.stops = stops
        named = [("", "–"), *((str(stop.id), f"{number} {stop.name}") for number, stop in enumerate(stops, start=1))]
        reasons = [("", gettext("reached")), *((each.value, gettext(each.words)) for each in Missed)]
        for number in range(FINDINGS):
            self.fields[f"stop_{number}"] = _pick(_("Stop of the route"), named)
            self.fields[f"where_{number}"] = _line(_("Or where"), STOP_LIMIT)
            self.fields[f"words_{number}"] = _line(_("What is wrong"), LINE_LIMIT)
            self.fields[f"class_{number}"] = class_field(_("Class"), classes)
            self.fields[f"spot_{number}"] = _line(_("Settled there and then, how"), LINE_LIMIT)
        for number, stop in enumerate(stops):
            self.fields[f"missed_{number}"] = _pick(stop.name, reasons)
            self.fields[f"why_{number}"] = _line(_("In a line"), NOTE_LIMIT)

    @property
    def findings(self) -> list[tuple[Any, ...]]:
        """The lines for what was found."""
        return [tuple(self[name] for name in _names(number)) for number in range(FINDINGS)]

    @property
    def reached(self) -> list[tuple[int, Stop, Any, Any]]:
        """Every stop with its reason and line."""
        return [(number + 1, stop, self[f"missed_{number}"], self[f"why_{number}"]) for number, stop in enumerate(self.stops)]

    def draft(self, shift_id: UUID) -> PatrolDraft:
        """The patrol as it was typed."""
        said, entry = self.cleaned_data, parse_uuid7(self.cleaned_data["entry_id"])
        missed = [
            # A line without a reason from the list is a reason of its own.
            MissedDraft(stop.id, Missed(said[f"missed_{number}"] or Missed.OTHER), said[f"why_{number}"])
            for number, stop in enumerate(self.stops)
            if said[f"missed_{number}"] or said[f"why_{number}"].strip()
        ]
        # Whatever was typed in a line counts: the rules ask for what is missing, nothing is left out silently.
        findings = [self._finding(entry, number) for number in range(FINDINGS) if any(said[name].strip() for name in _names(number))]
        return PatrolDraft(shift_id=shift_id, findings=findings, missed=missed, is_over=said["is_over"], note=said["note"])

    def _finding(self, entry: UUID, number: int) -> FindingDraft:
        said = self.cleaned_data
        return FindingDraft(
            # The same however often the form is sent.
            id=UUID(int=entry.int ^ (number + 1)),
            ticket_id=UUID(int=entry.int ^ (number + 1) ^ _TICKET),
            words=said[f"words_{number}"],
            class_code=said[f"class_{number}"],
            stop_id=self.chosen_id(f"stop_{number}"),
            where=said[f"where_{number}"],
            on_spot_line=said[f"spot_{number}"].strip(),
        )


def _names(number: int) -> list[str]:
    """The fields of one line."""
    return [f"{name}_{number}" for name in ("stop", "where", "words", "class", "spot")]


@require_http_methods(["GET", "POST"])
@staff_page
def write_down(request: StaffRequest, patrol_id: UUID) -> HttpResponse:
    """Write down what the paper of a patrol says, in one save."""
    require_reader(request.actor)
    if not request.actor.may(Permission.RECORD) and Permission.RECORD not in request.actor.limits:
        raise Refused("kernel.not_allowed")
    shift = queries.shift_for(request.actor, patrol_id)
    stops = queries.stops_of(request.actor, [shift.route_id])[shift.route_id]
    said = request.POST if request.method == "POST" else None
    form = PaperForm(said, stops=stops, classes=for_new_tickets(request.actor), initial={"entry_id": str(uuid7())})
    made = form.saved(lambda: record_patrol(request.actor, form.draft(shift.pk))) if form.is_bound and form.is_valid() else None
    if made is not None:
        messages.success(request, gettext("Written down."))
        return done(request, "patrol_shift", shift.pk)
    (row,) = shift_rows([queries.line_of(request.actor, shift)], day_of(clock.now()))
    return patrols_page(
        request,
        "paper.html",
        status=form.status,
        form=form,
        shift=shift,
        row=row,
        leave_to=reverse("desk:patrol_shift", args=[request.place.code, shift.pk]),
        optional=gettext("may stay empty"),
    )


urlpatterns = [path("patrols/<uuid:patrol_id>/paper", write_down, name="patrol_paper")]
