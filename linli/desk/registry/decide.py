"""Admitting, refusing, renewing and withdrawing a form."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.org.asking import day_field
from linli.forms.actions import registry as actions
from linli.forms.queries import forms as queries
from linli.forms.rules.kinds import MONTHS_AT_MOST, WHY_LIMIT, FormState
from linli.forms.rules.periods import months_after
from linli.forms.rules.permissions import Permission
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.org.rules.people import day_of

ACTS: Final[Mapping[str, str | Promise]] = {
    "approve": _("Put it on the list"),
    "refuse": _("Do not admit it"),
    "renew": _("Let it live on"),
    "withdraw": _("Withdraw it"),
}


class DecisionForm(DeskForm):
    """What is decided, and why."""

    said_as: ClassVar = {"Reason": "why", "Expires on": "until"}
    act = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    until = day_field(_("Expires on"), required=False, help_text=_("Only for letting it live on."))
    why = forms.CharField(
        label=_("Reason"),
        max_length=WHY_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever puts it on the list may leave it out; every other decision needs it."),
    )


def acts_for(actor: Actor, form: Any) -> list[str]:
    """What this person may decide about the form as it stands."""
    may_decide = actor.may(Permission.APPROVE) and form.proposed_by not in {actor.person_id, actor.account_id}
    if form.state == FormState.PROPOSED:
        return [*(["approve", "refuse"] if may_decide else []), *(["withdraw"] if actor.may(Permission.PROPOSE) else [])]
    if form.state == FormState.APPROVED:
        return [*(["renew"] if may_decide else []), *(["withdraw"] if actor.may(Permission.PROPOSE) else [])]
    return []


@require_http_methods(["GET", "POST"])
@staff_page
def decide(request: StaffRequest, form_id: UUID) -> HttpResponse:
    """The decisions that are open to this person, with the reason."""
    found = queries.get_for(request.actor, form_id)
    acts = acts_for(request.actor, found)
    if not acts:
        raise Refused("kernel.not_allowed")
    today = day_of(clock.now())
    form = DecisionForm(request.POST or None, initial={"act": acts[0], "until": months_after(today, MONTHS_AT_MOST)})
    form.offer_choices("act", ((act, str(ACTS[act])) for act in acts))
    if "renew" not in acts:
        del form.fields["until"]
    if request.method != "POST":
        form.seen = found.journal_seq
    elif form.is_valid():
        decided = form.saved(lambda: _do(request.actor, form_id, form, today))
        if decided:
            return done(request, "form", form_id)
    return page(request, "desk/registry/decide.html", status=form.status, current="forms", form=form, found=found)


def _do(actor: Actor, form_id: UUID, form: DecisionForm, today: date) -> Any:
    said, why = form.cleaned_data, form.cleaned_data["why"]
    does: Mapping[str, Callable[[], Any]] = {
        "approve": lambda: actions.approve(actor, form_id, seen=form.seen, note=why),
        "refuse": lambda: actions.refuse(actor, form_id, seen=form.seen, why=why),
        "renew": lambda: actions.renew(actor, form_id, seen=form.seen, until=said["until"] or today, why=why),
        "withdraw": lambda: actions.withdraw(actor, form_id, seen=form.seen, why=why),
    }
    return does[said["act"]]()


urlpatterns = [path("<uuid:form_id>/decide", decide, name="form_decide")]
