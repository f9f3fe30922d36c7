"""The pages about how people are told: the channels, who is told by which and when, and what did not arrive."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.outside_tabs import outside_tabs
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, refusals
from linli.kernel.ids import parse_uuid7
from linli.kernel.outbound.places import URL_LIMIT
from linli.kernel.writes import attempt
from linli.notices.actions import carriers as actions
from linli.notices.actions.carriers import CarrierDraft
from linli.notices.queries import channels as queries
from linli.notices.rules import (
    ACCOUNT_LIMIT,
    CARRIER_NAME_LIMIT,
    PERSONAL,
    SECRET_LIMIT,
    CarrierKind,
    Choice,
    Standing,
    Subject,
    Way,
    sentence,
)
from linli.org.queries import people, units

SHAPES: Final = {Standing.WAITING: "watch", Standing.DELIVERED: "ok", Standing.DEAD: "stop"}


class CarrierForm(DeskForm):
    """A channel."""

    said_as: ClassVar[Mapping[str, str]] = {
        "Name": "name",
        "Account": "user",
        "Secret": "secret",
        "Name it is signed with": "signature",
        "Template": "template",
    }

    name = forms.CharField(label=_("Name"), max_length=CARRIER_NAME_LIMIT)
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: [(each.value, gettext(each.words)) for each in CarrierKind])
    address = forms.CharField(
        label=_("Address"), max_length=URL_LIMIT, help_text=_("As the group or the gateway gives it, with its key; shown to nobody again.")
    )
    user = forms.CharField(label=_("Account"), max_length=ACCOUNT_LIMIT, required=False, help_text=_("Text messages only"))
    secret = forms.CharField(
        label=_("Secret"), max_length=SECRET_LIMIT, required=False, help_text=_("For the signature; a WeCom robot has none.")
    )
    signature = forms.CharField(
        label=_("Name it is signed with"), max_length=ACCOUNT_LIMIT, required=False, help_text=_("Text messages by Aliyun only")
    )
    template = forms.CharField(label=_("Template"), max_length=ACCOUNT_LIMIT, required=False, help_text=_("Text messages only"))

    def blame(self, refusal: Refused) -> None:
        """What is wrong with an address or a name stands beside it."""
        super().blame(refusal)
        field = "address" if refusal.code.startswith("outbound.") else "name" if refusal.code == "notices.carrier_taken" else ""
        if field:
            del self.errors["__all__"]
            self.add_error(field, refusal.sentence)

    def draft(self) -> CarrierDraft:
        """What was typed."""
        said = self.cleaned_data
        texts = {name: said[name] for name in ("name", "address", "user", "secret", "signature", "template")}
        return CarrierDraft(kind=CarrierKind(said["kind"]), **texts)


class ChoiceForm(DeskForm):
    """How somebody is told besides in the house."""

    by_mail = forms.BooleanField(label=_("By letter"), required=False)
    by_sms = forms.BooleanField(label=_("By text message"), required=False)
    is_digest = forms.BooleanField(label=_("Once a day, in the morning"), required=False)
    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Emergencies and danger go through at any hour."),
    )

    def choice(self) -> Choice:
        """What was ticked."""
        said = self.cleaned_data
        return Choice(said["by_mail"], said["by_sms"], said["is_digest"], said["quiet_from"], said["quiet_until"])


class GroupForm(ChoiceForm):
    """The same with the group that is told once for all."""

    carrier = forms.ChoiceField(label=_("Group"), required=False, help_text=_("A robot's group or a system of the unit's own"))


@require_safe
@staff_page
def show_channels(request: StaffRequest) -> HttpResponse:
    """The channels, who chose what, and the latest messages."""
    actor = request.actor
    shown = [(each, gettext(CarrierKind(each.kind).words), CarrierKind(each.kind) not in PERSONAL) for each in queries.carriers(actor)]
    rows = [
        (each, sentence(each.kind, each.notice.facts if each.notice else each.facts), gettext(Way(each.way).words), _state(each.state))
        for each in queries.deliveries(actor)
    ]
    made = queries.choices(actor)
    named = {each.pk: each.short_name for each in units.open_units(actor)}
    names = _names(actor, made, named)
    chosen = [(each, names.get(each.subject_id, "–"), _words(queries.as_choice(each))) for each in made]
    return page(
        request,
        "desk/channels/list.html",
        **_around(actor),
        carriers=shown,
        choices=chosen,
        has_street=any(each.subject == Subject.STREET for each in made),
        deliveries=rows,
        units=[(str(pk), name) for pk, name in named.items()],
        subdistrict_id=actor.subdistrict_id,
    )


def _state(code: str) -> tuple[str, str]:
    state = Standing(code)
    return SHAPES[state], gettext(state.words)


def _names(actor: Actor, made: Any, units_named: Mapping[UUID, str]) -> Mapping[UUID, str]:
    """What those who chose are called; two statements for all."""
    cards = people.cards(actor, [each.subject_id for each in made if each.subject == Subject.PERSON])
    of_people = {person_id: card.full_name for person_id, card in cards.items()}
    return {**units_named, **of_people, actor.subdistrict_id: gettext(Subject.STREET.words)}


def _words(choice: Choice) -> str:
    said = [gettext("In the house")]
    said += [gettext("By letter")] if choice.by_mail else []
    said += [gettext("By text message")] if choice.by_sms else []
    said += [gettext("Once a day, in the morning")] if choice.is_digest else []
    if choice.quiet_from and choice.quiet_until:
        said.append(gettext("Quiet {begin}–{end}").format(begin=f"{choice.quiet_from:%H:%M}", end=f"{choice.quiet_until:%H:%M}"))
    return "、".join(said)


@require_http_methods(["GET", "POST"])
@staff_page
def new_carrier(request: StaffRequest) -> HttpResponse:
    """Name a channel."""
    queries.carriers(request.actor)
    form = CarrierForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        draft = form.draft()
        if form.saved(lambda: actions.add_carrier(request.actor, draft)):
            messages.success(request, gettext("Named. Choose below who is told by it."))
            return done(request, "channels")
    return _form(request, form, gettext("New channel"), _address(request, "channels"), "channels")


@require_POST
@staff_page
def step_carrier(request: StaffRequest, carrier_id: UUID) -> HttpResponse:
    """Try a channel, or end it."""
    then = request.POST.get("then")
    if then not in {"try", "end"}:
        raise NotFound
    with attempt() as outcome:
        (actions.try_carrier if then == "try" else actions.end_carrier)(request.actor, carrier_id)
    if outcome.refusal:
        messages.error(request, outcome.refusal.sentence)
    else:
        messages.success(request, gettext("A test is on its way.") if then == "try" else gettext("Ended. Nothing more goes by it."))
    return done(request, "channels")


@require_POST
@staff_page
def send_again(request: StaffRequest, delivery_id: UUID) -> HttpResponse:
    """Put a message that was given up on its way again."""
    with attempt() as outcome:
        actions.send_again(request.actor, delivery_id)
    if outcome.refusal:
        messages.error(request, outcome.refusal.sentence)
    else:
        messages.success(request, gettext("It goes again within a minute."))
    return done(request, "channels")


@require_http_methods(["GET", "POST"])
@staff_page
def choose(request: StaffRequest, subject: str) -> HttpResponse:
    """How the subdistrict or a unit is told; the unit stands in the address."""
    queries.carriers(request.actor)
    kind, subject_id, title = _subject(request, subject)
    groups = [(str(each.pk), each.name) for each in queries.carriers(request.actor) if CarrierKind(each.kind) not in PERSONAL]
    present = queries.choice_of(request.actor, kind, subject_id)
    form = GroupForm(
        request.POST if request.method == "POST" else None,
        initial={**_first(queries.as_choice(present)), "carrier": str(present.carrier_id or "") if present else ""},
    )
    form.offer_choices("carrier", [("", gettext("None")), *groups])
    if request.method == "POST" and form.is_valid():
        carrier_id, choice = form.chosen_id("carrier"), form.choice()
        if form.saved(lambda: actions.choose(request.actor, kind, subject_id, choice, carrier_id=carrier_id)):
            messages.success(request, gettext("Chosen. It holds from the next notice."))
            return done(request, "channels")
    return _form(request, form, title, _address(request, "channels"), "channels")


def _subject(request: StaffRequest, subject: str) -> tuple[Subject, UUID, str]:
    if subject == Subject.STREET.value:
        return Subject.STREET, request.actor.subdistrict_id, gettext("How everybody here is told")
    if subject != Subject.UNIT.value:
        raise NotFound
    unit_id = parse_uuid7(request.GET.get("unit", ""))
    unit = next((each for each in units.open_units(request.actor) if each.pk == unit_id), None)
    if unit is None:
        raise NotFound
    return Subject.UNIT, unit.pk, gettext("How {unit} is told").format(unit=unit.short_name)


@require_http_methods(["GET", "POST"])
@staff_page
def choose_own(request: StaffRequest) -> HttpResponse:
    """How one is told oneself."""
    person_id = request.actor.person_id
    if person_id is None:
        raise Refused("desk.nobody_known")
    present = queries.choice_of(request.actor, Subject.PERSON, person_id)
    form = ChoiceForm(request.POST if request.method == "POST" else None, initial=_first(queries.as_choice(present)))
    if request.method == "POST" and form.is_valid():
        choice = form.choice()
        if form.saved(lambda: actions.choose(request.actor, Subject.PERSON, person_id, choice)):
            messages.success(request, gettext("Chosen. It holds from the next notice."))
            return done(request, "notices")
    return _form(request, form, gettext("How I am told"), _address(request, "notices"), "notices")


def _first(choice: Choice) -> dict[str, Any]:
    return {name: getattr(choice, name) for name in ("by_mail", "by_sms", "is_digest", "quiet_from", "quiet_until")}


def _form(request: StaffRequest, form: DeskForm, title: str, leave_to: str, current: str) -> HttpResponse:
    around = _around(request.actor) | {"current": "partners" if current == "channels" else current}
    said = {"form": form, "title": title, "save": gettext("Save"), "leave_to": leave_to}
    return page(request, "desk/channels/form.html", status=form.status, **around, **said)


def _address(request: StaffRequest, view: str) -> str:
    return reverse(f"desk:{view}", args=[request.place.code])


def _around(actor: Actor) -> dict[str, Any]:
    return {"current": "partners", "tabs": outside_tabs(actor), "tab_on": "channels"}


refusals(
    {
        "desk.nobody_known": gettext_noop(
            "Nobody has said which person this login is, so there is nobody to tell. Ask the administrator to name the person."
        ),
    }
)

urlpatterns = [
    path("channels/", show_channels, name="channels"),
    path("channels/new", new_carrier, name="channel_new"),
    path("channels/<uuid:carrier_id>", step_carrier, name="channel"),
    path("channels/messages/<uuid:delivery_id>/again", send_again, name="message_again"),
    path("channels/for/<slug:subject>", choose, name="channel_choose"),
    path("notices/how", choose_own, name="notices_how"),
]
