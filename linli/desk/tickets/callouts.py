"""The call-out lists 应急联系单: for each class of event who is told at once, and who is next when nobody answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.desk.chains import latest
from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.org import asking
from linli.desk.tickets import fields
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.ids import parse_uuid7
from linli.org.queries import duties, posts
from linli.org.rules.permissions import Permission as OrgPermission
from linli.tickets.actions import callout_lists as actions
from linli.tickets.queries import callouts as queries
from linli.tickets.queries import catalogue
from linli.tickets.rules.callouts import DEFAULT, MOST_LINES, NAMING, SEAT_LIMIT, Called, Line, placed
from linli.tickets.rules.permissions import Permission

SPARE_LINES: Final = 5
Groups = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A list as it is read: the class, and for each seat the people in their order."""

    list_id: UUID | None
    name: str
    version: int
    seats: Sequence[tuple[str, Sequence[str]]]


class LinesForm(DeskForm):
    """A row for each line: the seat, and whom; empty rows are left out."""

    def __init__(self, *args: Any, lines: Sequence[Line] = (), who: Groups, **options: Any) -> None:
        super().__init__(*args, **options)
        typed = [int(name[5:]) for name in self.data if name.startswith("seat-") and name[5:].isdecimal() and len(name) <= len("seat-00")]
        self.many = min(MOST_LINES, max(typed, default=len(lines) + SPARE_LINES - 1) + 1)
        for number in range(self.many):
            line = lines[number] if number < len(lines) else None
            seat = forms.CharField(label=_("Seat"), required=False, max_length=SEAT_LIMIT, initial=line.seat if line else "")
            self.fields[f"seat-{number}"] = seat
            self.fields[f"who-{number}"] = forms.ChoiceField(
                label=_("Whom"), required=False, choices=[("", "–"), *who], initial=code_of(line) if line else ""
            )

    def head(self) -> list[BoundField]:
        """What stands above the rows."""
        return [self[name] for name in self.base_fields]

    def rows(self) -> list[tuple[BoundField, BoundField]]:
        """Seat and person, row by row."""
        return [(self[f"seat-{number}"], self[f"who-{number}"]) for number in range(self.many)]

    def filled(self) -> list[int]:
        """The rows in which something stands; a line that repeats the seat above may leave it empty."""
        said = self.cleaned_data
        return [number for number in range(self.many) if said.get(f"seat-{number}") or said.get(f"who-{number}")]

    def lines(self) -> list[Line]:
        """What was typed and chosen."""
        found: list[Line] = []
        for number in self.filled():
            seat = self.cleaned_data[f"seat-{number}"].strip() or (found[-1].seat if found else "")
            found.append(line_of(seat, self.cleaned_data[f"who-{number}"]))
        return found

    def blame(self, refusal: Refused) -> None:
        """Say the refusal in the row it speaks of."""
        number, rows = refusal.facts.get("line"), self.filled()
        super().blame(refusal)
        if isinstance(number, int) and number <= len(rows):
            field = "seat" if refusal.code == "callouts.seat_needed" else "who"
            self.add_error(f"{field}-{rows[number - 1]}", refusal.sentence)


class NewListForm(LinesForm):
    """The same with the class of event the list is for."""

    guilty = ("callouts.class_has_list",)
    class_code = fields.list_field(_("Class"), required=False, help_text=_("Empty: for every emergency that has no list of its own"))

    def blame(self, refusal: Refused) -> None:
        """A class that has a list is the class's fault."""
        if refusal.code in self.guilty:
            self.status = 422
            self.add_error("class_code", refusal.sentence)
            return
        super().blame(refusal)


@require_safe
@staff_page
def list_callouts(request: StaffRequest) -> HttpResponse:
    """Every list with its seats; where there is none for everything, who is called then."""
    rows = queries.lists(request.actor)
    names = _names(request.actor)
    shown = [_shown(row.row.pk, _class_words(request.actor, row.row.class_code), row.row.version, row.lines, names) for row in rows]
    if all(row.row.class_code for row in rows):
        shown.append(_shown(None, gettext("Every other emergency"), 0, DEFAULT, names))
    return page(
        request,
        "desk/tickets/callouts.html",
        current="tickets",
        lists=shown,
        may_change=request.actor.may(Permission.CHANGE_CALLOUTS) and request.actor.may(OrgPermission.READ),
    )


@require_http_methods(["GET", "POST"])
@staff_page
def new_callout_list(request: StaffRequest) -> HttpResponse:
    """Write a list for a class."""
    _require(request)
    data = request.POST if request.method == "POST" else None
    form = NewListForm(data, who=_who(request.actor), initial={"class_code": request.GET.get("class", "")})
    form.offer_choices("class_code", [("", "–"), *_classes(request.actor)])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if form.saved(lambda: actions.make_list(request.actor, class_code=said["class_code"], lines=form.lines())):
            return done(request, "tickets_callouts")
    return _form(request, form, title=gettext("New call-out list"))


@require_http_methods(["GET", "POST"])
@staff_page
def edit_callout_list(request: StaffRequest, list_id: UUID) -> HttpResponse:
    """Change a list: the lines become a new version."""
    _require(request)
    found = queries.get_for(request.actor, list_id)
    form = LinesForm(request.POST if request.method == "POST" else None, lines=found.lines, who=_who(request.actor))
    if request.method != "POST":
        form.seen = found.row.journal_seq
    elif form.is_valid():
        changed = form.saved(lambda: actions.change_list(request.actor, list_id, seen=form.seen, lines=form.lines()))
        if changed:
            return done(request, "tickets_callouts")
    return _form(request, form, title=_class_words(request.actor, found.row.class_code), version=found.row.version, story=latest(found.row))


def _require(request: StaffRequest) -> None:
    request.actor.require(Permission.CHANGE_CALLOUTS)
    # Who may not see the organisation would save a list without the people he cannot see.
    request.actor.require(OrgPermission.READ)


def _form(request: StaffRequest, form: LinesForm, *, title: str, **context: Any) -> HttpResponse:
    return page(
        request,
        "desk/tickets/callout_list.html",
        status=form.status,
        current="tickets",
        form=form,
        title=title,
        leave_to=reverse("desk:tickets_callouts", args=[request.place.code]),
        optional=gettext("may stay empty"),
        **context,
    )


def code_of(line: Line) -> str:
    """Whom a line calls, as it stands in a list to choose from."""
    return f"{line.called}:{line.subject_id}" if line.subject_id else line.called.value


def line_of(seat: str, code: str) -> Line:
    """The line of what was chosen; nobody chosen names nobody, which the rules say."""
    kind, _, subject = code.partition(":")
    return Line(seat, Called(kind or Called.PERSON), parse_uuid7(subject) if subject else None)


def _who(actor: Actor) -> Groups:
    """Whom one may call: whoever is on duty, a duty for the grid, a post, one person."""
    on_duty = [(each.value, gettext(each.words)) for each in Called if each not in NAMING]
    return [
        (gettext("On duty at that moment"), on_duty),
        (gettext("Who answers for the grid"), [(f"{Called.DUTY}:{each.pk}", each.name) for each in duties.roles(actor)]),
        (gettext("Who holds the post"), [(f"{Called.POST}:{each.pk}", each.name) for each in posts.all_posts(actor)]),
        (gettext("One person"), [(f"{Called.PERSON}:{key}", words) for key, words in asking.people_choices(actor)]),
    ]


def _names(actor: Actor) -> Mapping[str, str]:
    return {code: words for _, choices in _who(actor) for code, words in choices}


def _classes(actor: Actor) -> list[tuple[str, str]]:
    return [(item.code, f"{item.code} {item.name}") for item in sorted(catalogue.in_use(actor).items.values(), key=lambda each: each.code)]


def _class_words(actor: Actor, code: str) -> str:
    if not code:
        return gettext("Every other emergency")
    item = catalogue.in_use(actor).items.get(code)
    return item.name if item else code


def _shown(list_id: UUID | None, name: str, version: int, lines: Sequence[Line], names: Mapping[str, str]) -> Shown:
    seats: dict[str, list[str]] = {}
    for each in placed(lines):
        # Somebody who works here no longer is not on the list to choose from any more.
        seats.setdefault(gettext(each.line.seat), []).append(names.get(code_of(each.line), gettext("works here no longer")))
    return Shown(list_id, name, version, list(seats.items()))


urlpatterns = [
    path("callouts/", list_callouts, name="tickets_callouts"),
    path("callouts/new", new_callout_list, name="tickets_callouts_new"),
    path("callouts/<uuid:list_id>/", edit_callout_list, name="tickets_callouts_edit"),
]
