"""The pages about partners: who has a token and which rights, what it called, where it is told, and what did not arrive."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.desk.chains import latest
from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.outside_tabs import outside_tabs
from linli.desk.paging import one_page, parse_mark
from linli.desk.tickets.rulebook import in_place
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.writes import attempt
from linli.org.rules.kinds import Kind
from linli.tickets.actions import partners as actions
from linli.tickets.actions import webhooks as hook_actions
from linli.tickets.queries import partners as queries
from linli.tickets.queries import sources
from linli.tickets.queries import webhooks as hooks
from linli.tickets.rules.partners import PARTNER_NAME_LIMIT, PER_DAY, PER_MINUTE, QUOTA_LIMIT, RIGHTS, Quota, Right, Used
from linli.tickets.rules.webhooks import ADDRESS_LIMIT, DeliveryState, Event

SHAPES: Final = {DeliveryState.WAITING: "watch", DeliveryState.DELIVERED: "ok", DeliveryState.DEAD: "stop"}


def _ticks(label: Any, kinds: type[Kind], chosen: list[str], help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=lambda: [(each.value, gettext(each.words)) for each in kinds],
        initial=chosen,
        help_text=help_text,
        widget=forms.CheckboxSelectMultiple,
    )


class RightsForm(DeskForm):
    """What a partner may do, and how often."""

    said_as: ClassVar[Mapping[str, str]] = {"Calls a minute": "per_minute", "Calls a day": "per_day"}

    rights = _ticks(_("Rights"), Right, [each.value for each in RIGHTS])
    per_minute = forms.IntegerField(label=_("Calls a minute"), min_value=1, max_value=QUOTA_LIMIT, initial=PER_MINUTE)
    per_day = forms.IntegerField(label=_("Calls a day"), min_value=1, max_value=QUOTA_LIMIT, initial=PER_DAY)

    def quota(self) -> Quota:
        """What was typed."""
        return Quota(self.cleaned_data["per_minute"], self.cleaned_data["per_day"])


class PartnerForm(RightsForm):
    """The same with the name, and by which source its matters come."""

    name = forms.CharField(label=_("Name"), max_length=PARTNER_NAME_LIMIT)
    source = forms.ChoiceField(label=_("Source"), help_text=_("By this source its matters come in."))
    field_order = ("name", "source", "rights", "per_minute", "per_day")
    said_as: ClassVar[Mapping[str, str]] = {**RightsForm.said_as, "Name": "name"}


class HookForm(DeskForm):
    """Where a partner is told, and of what."""

    address = forms.CharField(label=_("Address"), max_length=ADDRESS_LIMIT, help_text=_("https, outside this network"))
    events = _ticks(_("Events"), Event, [each.value for each in Event])
    guilty = "outbound."

    def blame(self, refusal: Refused) -> None:
        """What is wrong with an address stands beside it."""
        super().blame(refusal)
        if refusal.code.startswith(self.guilty):
            del self.errors["__all__"]
            self.add_error("address", refusal.sentence)


@require_safe
@staff_page
def list_partners(request: StaffRequest) -> HttpResponse:
    """Everybody who has a token, and who had one."""
    rows = queries.partners(request.actor)
    used, names = queries.used(request.actor), sources.names(request.actor)
    shown = [_line(each, used.get(each.pk, Used()), names) for each in rows]
    return page(request, "desk/partners/list.html", **_around(request.actor), rows=sorted(shown, key=lambda row: bool(row["revoked_at"])))


def _line(partner: Any, used: Used, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": partner.pk,
        "name": partner.name,
        "source": names.get(partner.source, partner.source),
        "rights": [gettext(Right(each).words) for each in partner.permissions if each in set(Right)],
        "used": used,
        "per_minute": partner.per_minute,
        "per_day": partner.per_day,
        "revoked_at": partner.revoked_at,
    }


@require_http_methods(["GET", "POST"])
@staff_page
def new_partner(request: StaffRequest) -> HttpResponse:
    """Name a partner; its token is shown once, in the answer."""
    queries.partners(request.actor)
    form = PartnerForm(request.POST if request.method == "POST" else None)
    form.offer_choices("source", list(sources.names(request.actor).items()))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = form.saved(
            lambda: actions.add_partner(request.actor, name=said["name"], source=said["source"], rights=said["rights"], quota=form.quota())
        )
        if made is not None:
            return _told(request, made[0].pk, gettext("Token of {name}").format(name=made[0].name), made[1])
    return _form(request, form, gettext("New partner"), gettext("Give a token"), _address(request, "partners"))


@require_safe
@staff_page
def show_partner(request: StaffRequest, partner_id: UUID) -> HttpResponse:
    """One partner: its rights, its addresses, what is on its way, what it called, and what was changed."""
    partner = queries.get_for(request.actor, partner_id)
    before = parse_mark(request.GET.get("before"))
    calls, after = one_page(queries.calls(request.actor, partner_id, before=before), queries.PAGE)
    left = hooks.standing(request.actor)
    told = [(each, [gettext(Event(name).words) for name in each.events], left.get(each.pk, {})) for each in _hooks(request, partner)]
    on_way = [(each, gettext(_event_word(each.event)), _state(each.state)) for each in hooks.deliveries(request.actor, partner_id)]
    return page(
        request,
        "desk/partners/show.html",
        **_around(request.actor),
        partner=partner,
        line=_line(partner, queries.used(request.actor).get(partner.pk, Used()), sources.names(request.actor)),
        hooks=told,
        deliveries=on_way,
        calls=calls,
        after=after,
        is_later=before is not None,
        may_be_told=Right.HOOKS.value in partner.permissions,
        story=latest(partner),
    )


def _hooks(request: StaffRequest, partner: Any) -> Any:
    return hooks.of_partner(request.actor, partner.pk)


def _event_word(code: str) -> str:
    return Event(code).words if code in set(Event) else "Test"


def _state(code: str) -> tuple[str, str]:
    state = DeliveryState(code)
    return SHAPES[state], gettext(state.words)


@require_http_methods(["GET", "POST"])
@staff_page
def edit_partner(request: StaffRequest, partner_id: UUID) -> HttpResponse:
    """Give other rights and another quota."""
    partner = queries.get_for(request.actor, partner_id)
    first = {"rights": partner.permissions, "per_minute": partner.per_minute, "per_day": partner.per_day}
    form = RightsForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        rights = form.cleaned_data["rights"]
        if form.saved(lambda: actions.change_partner(request.actor, partner_id, rights=rights, quota=form.quota())):
            messages.success(request, gettext("Changed. It holds from the next call."))
            return done(request, "partner", partner_id)
    return _form(request, form, partner.name, gettext("Save"), _address(request, "partner", partner_id))


@require_POST
@staff_page
def rotate_token(request: StaffRequest, partner_id: UUID) -> HttpResponse:
    """A new token, shown once; the one before opens for another day."""
    partner, token = actions.rotate_token(request.actor, partner_id)
    return _told(request, partner.pk, gettext("New token of {name}").format(name=partner.name), token, is_rotated=True)


@require_POST
@staff_page
def revoke_partner(request: StaffRequest, partner_id: UUID) -> HttpResponse:
    """Let the token open nothing from now on."""
    actions.revoke_partner(request.actor, queries.get_for(request.actor, partner_id).name)
    messages.success(request, gettext("Revoked. The token opens nothing any more; what was handed in stays."))
    return done(request, "partners")


@require_http_methods(["GET", "POST"])
@staff_page
def new_webhook(request: StaffRequest, partner_id: UUID) -> HttpResponse:
    """Name an address; the secret of the signature is shown once, in the answer."""
    partner = queries.get_for(request.actor, partner_id)
    form = HookForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = form.saved(lambda: hook_actions.add_webhook(request.actor, partner_id, address=said["address"], events=said["events"]))
        if made is not None:
            return _told(request, partner_id, gettext("Secret of the signature"), made[1])
    return _form(
        request, form, gettext("Tell {name}").format(name=partner.name), gettext("Tell it"), _address(request, "partner", partner_id)
    )


STEPS: Final[Mapping[str, tuple[Callable[[Actor, UUID], Any], Any]]] = {
    "try": (hook_actions.try_webhook, _("A test event is on its way. Look below in a moment.")),
    "again": (hook_actions.send_again, _("What was given up is on its way again.")),
    "end": (hook_actions.end_webhook, _("Stopped. Nothing more is sent there.")),
}


@require_POST
@staff_page
def step_webhook(request: StaffRequest, partner_id: UUID, webhook_id: UUID) -> HttpResponse:
    """Try an address, send again what was given up, or stop it."""
    queries.get_for(request.actor, partner_id)
    step = STEPS.get(request.POST.get("then", ""))
    if step is None:
        raise NotFound
    act, said = step
    with attempt() as outcome:
        act(request.actor, webhook_id)
    if outcome.refusal:
        messages.error(request, outcome.refusal.sentence)
    else:
        messages.success(request, str(said))
    return done(request, "partner", partner_id)


def _told(request: StaffRequest, partner_id: UUID, title: str, secret: str, *, is_rotated: bool = False) -> HttpResponse:
    said: dict[str, Any] = {
        "title": title,
        "secret": secret,
        "is_rotated": is_rotated,
        "leave_to": _address(request, "partner", partner_id),
    }
    return in_place(request, page(request, "desk/partners/told.html", **_around(request.actor), **said))


def _form(request: StaffRequest, form: DeskForm, title: str, save: str, leave_to: str) -> HttpResponse:
    said = {"form": form, "title": title, "save": save, "leave_to": leave_to}
    return page(request, "desk/partners/form.html", status=form.status, **_around(request.actor), **said)


def _address(request: StaffRequest, view: str, *ids: UUID) -> str:
    return reverse(f"desk:{view}", args=[request.place.code, *ids])


def _around(actor: Actor) -> dict[str, Any]:
    return {"current": "partners", "tabs": outside_tabs(actor), "tab_on": "partners"}


urlpatterns = [
    path("partners/", list_partners, name="partners"),
    path("partners/new", new_partner, name="partner_new"),
    path("partners/<uuid:partner_id>/", show_partner, name="partner"),
    path("partners/<uuid:partner_id>/edit", edit_partner, name="partner_edit"),
    path("partners/<uuid:partner_id>/token", rotate_token, name="partner_rotate"),
    path("partners/<uuid:partner_id>/revoke", revoke_partner, name="partner_revoke"),
    path("partners/<uuid:partner_id>/addresses/new", new_webhook, name="webhook_new"),
    path("partners/<uuid:partner_id>/addresses/<uuid:webhook_id>", step_webhook, name="webhook"),
]
