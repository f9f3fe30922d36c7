"""The pages about phones: what two people changed at the same time, for somebody to decide; and which phones there are."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.campaigns.queries import campaigns
from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.naming import names_for
from linli.desk.paging import one_page, parse_mark
from linli.desk.story import tell
from linli.desk.tickets.rule_tabs import RuleTab
from linli.desk.tickets.timing import clock_words
from linli.sync.actions import conflicts as actions
from linli.sync.actions import devices as device_actions
from linli.sync.queries import conflicts as queries
from linli.sync.queries import devices
from linli.sync.rules.kinds import NOTE_LIMIT, ConflictState
from linli.sync.rules.permissions import Permission
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.kinds import Verdict
from linli.tickets.rules.states import State, state_word

# What a phone wanted, in words.
WISHES: Final[Mapping[str, str | Promise]] = {
    "ticket.accept": _("Take the ticket on"),
    "ticket.contact": _("Contacted or on site"),
    "ticket.finish": _("Say that it is done"),
    "campaign.step": _("Bring it to the next stage"),
}
# The pages about phones, in their order.
TABS: Final = (RuleTab("conflicts", _("Changed by two")), RuleTab("phones", _("Phones")))
SHAPES: Final = {ConflictState.OPEN: "watch", ConflictState.APPLIED: "ok", ConflictState.LEFT: "none"}


class DecisionForm(DeskForm):
    """Why it is left as it stands, or what is to be remembered."""

    said_as: ClassVar[Mapping[str, str]] = {"Remark": "note"}

    note = forms.CharField(
        label=_("Remark"),
        max_length=NOTE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when it is left as it stands."),
    )


@require_safe
@staff_page
def list_conflicts(request: StaffRequest) -> HttpResponse:
    """What phones said of what somebody else had changed, latest first."""
    before = parse_mark(request.GET.get("before"))
    found, after = one_page(queries.listed(request.actor, before=before), queries.PAGE)
    names = names_for({each.account_id for each in found}).of_account
    rows = [{**_line(each, request.place.code), "who": names.get(each.account_id, "")} for each in found]
    return page(request, "desk/phones/conflicts.html", **_around(request, "conflicts"), rows=rows, after=after, is_later=before is not None)


@require_http_methods(["GET", "POST"])
@staff_page
def show_conflict(request: StaffRequest, conflict_id: UUID) -> HttpResponse:
    """Both versions side by side, and what the person decides."""
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        # What no button of ours sends decides nothing.
        choice = ConflictState.APPLIED if request.POST.get("choice") == ConflictState.APPLIED else ConflictState.LEFT
        settled = form.saved(lambda: actions.settle(request.actor, conflict_id, choice=choice, note=form.cleaned_data["note"]))
        if settled is not None:
            messages.success(request, gettext("Decided: {what}").format(what=gettext(choice.words)))
            return done(request, "conflicts")
    conflict = queries.get_for(request.actor, conflict_id)
    story = tell(queries.theirs(request.actor, conflict), also=conflict.account_id)
    return page(
        request,
        "desk/phones/conflict.html",
        status=form.status,
        **_around(request, "conflicts"),
        conflict=conflict,
        line=_line(conflict, request.place.code),
        who=story.names.get(conflict.account_id, ""),
        said=[*_said(conflict.payload), *_step_said(conflict)],
        stands=state_word(State(conflict.ticket.state)) if conflict.ticket else _stage_of(conflict.target, conflict.target.stage),
        version=conflict.ticket.journal_seq if conflict.ticket else None,
        story=story.entries,
        steps=_steps(request, conflict),
        form=form,
        may_apply=queries.may_apply(request.actor, conflict),
        may_decide=request.actor.may(Permission.SETTLE) and conflict.state == ConflictState.OPEN,
    )


def _ticket(ticket: Any, code: str) -> dict[str, str]:
    return {"number": f"#{ticket.number}", "matter": ticket.matter, "address": reverse("desk:ticket", args=[code, ticket.pk])}


def _target(target: Any, code: str) -> dict[str, str]:
    address = reverse("desk:campaign_target", args=[code, target.campaign_id, target.pk])
    return {"number": target.campaign.name, "matter": target.name, "address": address}


def _stage_of(target: Any, key: str) -> str:
    """What the campaign calls a stage; without one nobody has spoken to it yet."""
    return campaigns.titles_of(target.campaign).get(key, key) or gettext("Nobody has spoken to it yet")


def _step_said(conflict: Any) -> Sequence[tuple[str, str]]:
    """The step that the phone wanted."""
    if conflict.target is None:
        return []
    concern = conflict.payload.get("concern", "")
    lines = [(gettext("Stage"), _stage_of(conflict.target, conflict.payload.get("stage", "")))]
    return [*lines, *([(gettext("Concern"), concern)] if concern else [])]


def _steps(request: StaffRequest, conflict: Any) -> Sequence[dict[str, Any]]:
    """The steps that others had brought the target meanwhile."""
    found = queries.steps_of_others(request.actor, conflict)
    return [{"step": each, "stage": _stage_of(conflict.target, each.stage)} for each in found]


def _line(conflict: Any, code: str) -> dict[str, Any]:
    state = ConflictState(conflict.state)
    return {
        "id": conflict.pk,
        **(_ticket(conflict.ticket, code) if conflict.ticket else _target(conflict.target, code)),
        "wish": WISHES.get(conflict.kind, conflict.kind),
        "made_at": conflict.made_at,
        "state": gettext(state.words),
        "shape": SHAPES[state],
        "is_open": state is ConflictState.OPEN,
    }


def _said(payload: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """What the phone said, field by field, as people read it."""
    lines = []
    if payload.get("clock") in set(Clock):
        lines.append((gettext("Which"), clock_words(payload["clock"])))
    if payload.get("outcome") in set(Verdict):
        lines.append((gettext("Outcome"), gettext(Verdict(payload["outcome"]).words)))
    texts = {"note": gettext("Remark"), "done": gettext("What was done")}
    return [*lines, *((label, str(payload[name])) for name, label in texts.items() if payload.get(name))]


@require_safe
@staff_page
def list_phones(request: StaffRequest) -> HttpResponse:
    """One's own phones, or everybody's for who administers accounts; when one was used is kept nowhere."""
    found = devices.listed(request.actor)
    names = names_for({each.account_id for each in found}).of_account
    rows = [{"device": each, "who": names.get(each.account_id, "")} for each in found]
    return page(request, "desk/phones/list.html", **_around(request, "phones"), rows=rows)


@require_POST
@staff_page
def revoke_phone(request: StaffRequest, device_id: UUID) -> HttpResponse:
    """From its next contact on the phone keeps nothing."""
    device_actions.revoke(request.actor, device_id)
    return done(request, "phones")


def _around(request: StaffRequest, tab_on: str) -> dict[str, Any]:
    return {"current": "conflicts", "tabs": TABS, "tab_on": tab_on, "waiting": queries.open_count(request.actor)}


urlpatterns = [
    path("phones/", list_phones, name="phones"),
    path("phones/<uuid:device_id>/revoke", revoke_phone, name="phone_revoke"),
    path("phones/conflicts/", list_conflicts, name="conflicts"),
    path("phones/conflicts/<uuid:conflict_id>/", show_conflict, name="conflict"),
]
