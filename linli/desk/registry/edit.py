"""Proposing a form, and changing what is said of one that waits."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.org.asking import day_field, people_choices
from linli.forms.actions import registry as actions
from linli.forms.queries import forms as queries
from linli.forms.rules.kinds import BASIS_LIMIT, MONTHS_AT_MOST, NAME_LIMIT, PURPOSE_LIMIT, SENDER_LIMIT, FillerKind, Frequency, Subject
from linli.forms.rules.periods import months_after
from linli.forms.rules.permissions import Permission
from linli.forms.rules.plans import KINDS, Filler, Plan
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.burden import REASON_LIMIT
from linli.kernel.ids import parse_uuid7
from linli.org.queries import grids, posts, units
from linli.org.rules.grids import GridKind
from linli.org.rules.people import day_of
from linli.places.rules.kinds import Kind

_LONG: Final = {"rows": 2}


class PlanForm(DeskForm):
    """What is said of a form before it is admitted."""

    said_as: ClassVar[Mapping[str, str]] = {
        "Name of the form": "name",
        "Who wants it": "sender",
        "Legal ground": "basis",
        "Clause about personal data": "personal_basis",
        "Purpose": "purpose",
        "Kinds": "kinds",
        "Who fills it": "fillers",
        "Who answers for it": "owner",
        "Expires on": "expires_on",
        "Reason of the safety task": "task_reason",
    }
    name = forms.CharField(label=_("Name of the form"), max_length=NAME_LIMIT)
    sender = forms.CharField(
        label=_("Who wants it"), max_length=SENDER_LIMIT, help_text=_("The unit or the outside department that wants it filled.")
    )
    basis = forms.CharField(
        label=_("Legal ground"),
        max_length=BASIS_LIMIT,
        widget=forms.Textarea(attrs=_LONG),
        help_text=_("Law, rule or document with its clause or number. Without one it is not admitted."),
    )
    personal_basis = forms.CharField(
        label=_("Clause about personal data"),
        max_length=BASIS_LIMIT,
        required=False,
        help_text=_("Only if the basis names names or phones: they are filled in for no other form."),
    )
    purpose = forms.CharField(label=_("Purpose"), max_length=PURPOSE_LIMIT)
    frequency = forms.ChoiceField(label=_("How often"))
    subject = forms.ChoiceField(label=_("What a row is about"))
    kinds = forms.MultipleChoiceField(label=_("Kinds"), required=False, widget=forms.CheckboxSelectMultiple)
    grids = forms.MultipleChoiceField(
        label=_("Only below these grids"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means all."),
    )
    fillers = forms.MultipleChoiceField(label=_("Who fills it"), required=False, widget=forms.CheckboxSelectMultiple)
    owner = forms.ChoiceField(label=_("Who answers for it"), help_text=_("Who answers for it, and hears of it a month before it expires."))
    expires_on = day_field(_("Expires on"))
    task_reason = forms.CharField(
        label=_("Reason of the safety task"),
        max_length=REASON_LIMIT,
        required=False,
        help_text=_("Only if it asks for a photo or for where somebody stands: for safety, and until a day."),
    )
    task_until = day_field(_("Until"), required=False)

    def offer(self, actor: Actor) -> "PlanForm":
        """Fill the lists to choose from."""
        self.offer_choices("frequency", ((each.value, gettext(each.words)) for each in reversed(Frequency)))
        self.offer_choices("subject", ((each.value, gettext(each.words)) for each in Subject))
        named = [*((each.value, gettext(each.words)) for each in Kind), *((each.value, gettext(each.words)) for each in GridKind)]
        self.offer_choices("kinds", dict(named).items())
        standing = [(str(now.grid.pk), now.grid.name) for now in grids.in_force(actor, clock.now())]
        self.offer_choices("grids", standing)
        there = [(f"post:{post.pk}", post.name) for post in posts.all_posts(actor)]
        owners = [(f"unit:{unit.pk}", unit.short_name) for unit in units.open_units(actor)]
        self.offer_choices("fillers", [*there, *owners, *((f"grid:{key}", name) for key, name in standing)])
        everybody = [(f"person:{key}", name) for key, name in people_choices(actor)]
        self.offer_choices("owner", [("", gettext("Choose …")), *owners, *everybody])
        return self

    def plan(self) -> Plan:
        """What was typed; kinds that do not fit what a row is about are left out."""
        said = self.cleaned_data
        subject, (whose, owner_id) = Subject(said["subject"]), said["owner"].split(":")
        return Plan(
            name=said["name"],
            sender=said["sender"],
            basis=said["basis"],
            personal_basis=said["personal_basis"],
            purpose=said["purpose"],
            frequency=Frequency(said["frequency"]),
            subject=subject,
            kinds=frozenset(said["kinds"]) & KINDS[subject],
            grid_ids=frozenset(map(parse_uuid7, said["grids"])),
            fillers=tuple(_filler(each) for each in said["fillers"]),
            owner_unit_id=UUID(owner_id) if whose == "unit" else None,
            owner_person_id=UUID(owner_id) if whose == "person" else None,
            expires_on=said["expires_on"],
            task_reason=said["task_reason"],
            task_until=said["task_until"],
        )


def _filler(text: str) -> Filler:
    kind, _, filler_id = text.partition(":")
    return Filler(FillerKind(kind), UUID(filler_id))


def initial_of(plan: Plan) -> dict[str, Any]:
    """The form as somebody finds it."""
    owner = f"unit:{plan.owner_unit_id}" if plan.owner_unit_id else f"person:{plan.owner_person_id}"
    return {
        **{name: getattr(plan, name) for name in ("name", "sender", "basis", "personal_basis", "purpose", "task_reason", "task_until")},
        "frequency": plan.frequency.value,
        "subject": plan.subject.value,
        "kinds": sorted(plan.kinds),
        "grids": sorted(map(str, plan.grid_ids)),
        "fillers": [f"{each.kind.value}:{each.id}" for each in plan.fillers],
        "owner": owner,
        "expires_on": plan.expires_on,
    }


@require_http_methods(["GET", "POST"])
@staff_page
def new_form(request: StaffRequest) -> HttpResponse:
    """Propose a form; its questions come next."""
    request.actor.require(Permission.PROPOSE)
    blank = {"frequency": Frequency.QUARTERLY.value, "expires_on": months_after(day_of(clock.now()), MONTHS_AT_MOST)}
    form = PlanForm(request.POST or None, initial=blank).offer(request.actor)
    if request.method == "POST" and form.is_valid():
        proposed = form.saved(lambda: actions.propose(request.actor, form.plan()))
        if proposed:
            return done(request, "form_fields", proposed.pk)
    return _form_page(request, form, title=gettext("Propose a form"), save=gettext("Propose it"))


@require_http_methods(["GET", "POST"])
@staff_page
def edit_form(request: StaffRequest, form_id: UUID) -> HttpResponse:
    """Change what is said of a form that waits."""
    request.actor.require(Permission.PROPOSE)
    found = queries.get_for(request.actor, form_id)
    form = PlanForm(request.POST or None, initial=initial_of(queries.plan_of(request.actor, found))).offer(request.actor)
    if request.method != "POST":
        form.seen = found.journal_seq
    elif form.is_valid():
        changed = form.saved(lambda: actions.change(request.actor, form_id, seen=form.seen, plan=form.plan()))
        if changed:
            return done(request, "form", form_id)
    return _form_page(request, form, title=gettext("Change the proposal"), save=gettext("Save"), form_id=form_id)


def _form_page(request: StaffRequest, form: PlanForm, *, title: str, save: str, form_id: UUID | None = None) -> HttpResponse:
    code = request.place.code
    return page(
        request,
        "desk/registry/edit.html",
        status=form.status,
        current="forms",
        form=form,
        title=title,
        save=save,
        leave_to=reverse("desk:form", args=[code, form_id]) if form_id else reverse("desk:forms", args=[code]),
    )


urlpatterns = [
    path("new", new_form, name="form_new"),
    path("<uuid:form_id>/edit", edit_form, name="form_edit"),
]
