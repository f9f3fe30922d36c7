"""The pages about the supervision ladder: its steps for each kind of unit, change them, look, publish."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.errors import status_of
from linli.desk.naming import names_for
from linli.desk.paging import typed_number
from linli.desk.tickets.rule_tabs import rule_tabs
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.writes import attempt
from linli.org.rules.units import UnitKind
from linli.tickets.actions import rule_sets as actions
from linli.tickets.queries import rule_sets as queries
from linli.tickets.rules import ladder as rules
from linli.tickets.rules.ladder import Ladder, Step, StepForm, TypedStep
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.rule_sets import REMARK_LIMIT, SetKind


@dataclass(frozen=True, slots=True)
class Draft:
    """A ladder as somebody wants it, in the words of the form."""

    seen: int
    rows: Sequence[TypedStep]
    remark: str = ""


@require_safe
@staff_page
def show_ladders(request: StaffRequest) -> HttpResponse:
    """The steps for every kind of unit, and what was published before."""
    request.actor.require(Permission.READ)
    found = queries.ladders_in_force(request.actor)
    versions = queries.versions(request.actor, SetKind.LADDER)
    names = names_for(each.published_by_account_id for all_ in versions.values() for each in all_).of_account
    kinds = [
        {
            "code": kind.value,
            "word": gettext(kind.words),
            "ladder": found[kind],
            "steps": [_said(each) for each in found[kind].steps],
            "published": [(each, names.get(each.published_by_account_id, "")) for each in versions.get(kind.value, ())][:1],
        }
        for kind in UnitKind
    ]
    may_change = request.actor.may(Permission.CHANGE_PLANS)
    return page(request, "desk/tickets/ladder/list.html", **_around(), kinds=kinds, may_change=may_change)


@require_http_methods(["GET", "POST"])
@staff_page
def edit_ladder(request: StaffRequest, unit_kind: str) -> HttpResponse:
    """Change the steps for a kind of unit; nothing is published before it was looked at."""
    request.actor.require(Permission.CHANGE_PLANS)
    chosen = _kind(unit_kind)
    present = queries.ladders_in_force(request.actor)[chosen]
    if request.method != "POST":
        return _form(request, chosen, Draft(present.version, [rules.typed_step(each) for each in present.steps]))
    draft = read(request.POST)
    if request.POST.get("then") == "again":
        return _form(request, chosen, draft)
    if request.POST.get("then") != "publish":
        return _preview(request, present, draft)
    with attempt() as outcome:
        steps = rules.read_steps(draft.rows)
        actions.publish_ladder(request.actor, chosen, seen=draft.seen, steps=steps, remark=draft.remark)
    if isinstance(outcome.refusal, Stale):
        return _preview(request, queries.ladders_in_force(request.actor)[chosen], draft, status=409)
    if outcome.refusal:
        return _form(request, chosen, draft, refusal=outcome.refusal)
    messages.success(request, gettext("Published. Clocks that run out from now on climb these steps."))
    return done(request, "tickets_ladder")


def read(post: QueryDict) -> Draft:
    """The form as sent; rows in which nothing is written are left out."""
    columns = (post.getlist(name) for name in ("whom", "form", "after", "urgent"))
    rows = [TypedStep(*each) for each in zip(*columns, strict=False)]
    filled = [each for each in rows if each.whom.strip()][: rules.STEPS_AT_MOST + 1]
    return Draft(typed_number(post.get("seen")), filled, post.get("remark", ""))


def _said(step: Step) -> dict[str, Any]:
    typed = rules.typed_step(step)
    return {"whom": step.whom, "form": gettext(step.form.words), "is_order": step.form is StepForm.ORDER, "typed": typed}


def _form(request: StaffRequest, kind: UnitKind, draft: Draft, *, refusal: Refused | None = None) -> HttpResponse:
    blank = [TypedStep("", StepForm.CALL.value, "", "")] * (rules.STEPS_AT_MOST - len(draft.rows))
    return page(
        request,
        "desk/tickets/ladder/form.html",
        status=status_of(refusal) if refusal else 200,
        **_around(),
        kind=kind.value,
        kind_word=gettext(kind.words),
        draft=draft,
        rows=[*draft.rows, *blank],
        forms=[(each.value, gettext(each.words)) for each in StepForm],
        trouble=refusal.sentence if refusal else "",
        bad_row=refusal.facts.get("row") if refusal else None,
        whom_limit=rules.WHOM_LIMIT,
        remark_limit=REMARK_LIMIT,
    )


def _preview(request: StaffRequest, present: Ladder, draft: Draft, *, status: int = 200) -> HttpResponse:
    """The steps so far beside the steps to be; or the form again with what is wrong in it."""
    with attempt() as outcome:
        made = Ladder(present.unit_kind, present.version + 1, tuple(rules.read_steps(draft.rows)))
    if outcome.refusal:
        return _form(request, present.unit_kind, draft, refusal=outcome.refusal)
    return page(
        request,
        "desk/tickets/ladder/preview.html",
        status=status,
        **_around(),
        kind=present.unit_kind.value,
        kind_word=gettext(present.unit_kind.words),
        draft=draft,
        seen=present.version,
        version=made.version,
        before=[_said(each) for each in present.steps],
        after=[_said(each) for each in made.steps],
        is_changed=made.steps != present.steps,
        was_overtaken=draft.seen != present.version,
    )


def _kind(code: str) -> UnitKind:
    if code not in set(UnitKind):
        raise NotFound
    return UnitKind(code)


def _around() -> dict[str, Any]:
    return {"current": "tickets", "tabs": rule_tabs(), "tab_on": "tickets_ladder"}


urlpatterns = [
    path("ladder/", show_ladders, name="tickets_ladder"),
    path("ladder/<slug:unit_kind>/edit", edit_ladder, name="tickets_ladder_edit"),
]
