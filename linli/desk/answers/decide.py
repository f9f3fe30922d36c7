"""Looking at what somebody else wrote, and deciding: put in force, given back, dropped, taken out."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.answers.actions import reviewing, writing
from linli.answers.queries import answers as queries
from linli.answers.rules.kinds import WHY_LIMIT, Audience, VersionState
from linli.answers.rules.permissions import Permission
from linli.desk.answers.naming import class_names
from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused

ACTS: Final[Mapping[str, str | Promise]] = {
    "review": _("It is right: put it in force"),
    "give_back": _("Give it back to be written again"),
    "drop": _("Do not go on with this version"),
    "withdraw": _("Take out what holds now"),
}


class DecisionForm(DeskForm):
    """What is decided, and why."""

    said_as: ClassVar = {"Reason": "why"}
    act = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    why = forms.CharField(
        label=_("Reason"),
        max_length=WHY_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever gives it back or takes it out says why."),
    )


def acts_for(actor: Actor, version: Any, in_force: Any) -> list[str]:
    """What this person may decide about what is open and what holds."""
    found = list[str]()
    if version is not None:
        is_own = str(actor.person_id or actor.account_id) in version.hands
        if version.state == VersionState.WAITING and actor.may_somewhere(Permission.REVIEW) and not is_own:
            found += ["review", "give_back"]
        if actor.may_somewhere(Permission.WRITE):
            found.append("drop")
    if in_force is not None and actor.may_somewhere(Permission.REVIEW):
        found.append("withdraw")
    return found


@require_http_methods(["GET", "POST"])
@staff_page
def decide(request: StaffRequest, answer_id: UUID) -> HttpResponse:
    """The decisions that are open to this person, beside the words themselves."""
    answer = queries.get_for(request.actor, answer_id)
    version, in_force = queries.open_version(answer), queries.version_in_force(answer)
    acts = acts_for(request.actor, version, in_force)
    if not acts:
        raise Refused("kernel.not_allowed")
    form = DecisionForm(request.POST or None, initial={"act": acts[0]})
    form.offer_choices("act", ((act, str(ACTS[act])) for act in acts))
    if request.method != "POST":
        form.seen = answer.journal_seq
    elif form.is_valid() and form.saved(lambda: _do(request.actor, answer_id, form)):
        return _next(request, answer_id, form.cleaned_data["act"])
    shown = version or in_force
    return page(
        request,
        "desk/answers/decide.html",
        status=form.status,
        current="answers",
        form=form,
        answer=answer,
        version=shown,
        before=in_force if version is not None else None,
        item=class_names(request.actor).get(shown.item_code, shown.item_code) if shown else "",
        audience=gettext(Audience(shown.audience).words) if shown else "",
    )


def _do(actor: Actor, answer_id: UUID, form: DecisionForm) -> Any:
    why = form.cleaned_data["why"]
    does: Mapping[str, Callable[[], Any]] = {
        "review": lambda: reviewing.review(actor, answer_id, seen=form.seen),
        "give_back": lambda: reviewing.give_back(actor, answer_id, seen=form.seen, why=why),
        "drop": lambda: writing.drop(actor, answer_id, seen=form.seen),
        "withdraw": lambda: reviewing.withdraw(actor, answer_id, seen=form.seen, why=why),
    }
    return does[form.cleaned_data["act"]]()


def _next(request: StaffRequest, answer_id: UUID, act: str) -> HttpResponse:
    """After a review the next one that waits; else the answer itself."""
    reviewer = request.actor.person_id or request.actor.account_id
    following = queries.next_waiting(request.actor, reviewer, besides=answer_id) if reviewer and act in {"review", "give_back"} else None
    if following is None:
        return done(request, "answer", answer_id)
    messages.success(request, gettext("Decided. Here is the next one that waits."))
    return done(request, "answer_decide", following)


urlpatterns = [path("<uuid:answer_id>/decide", decide, name="answer_decide")]
