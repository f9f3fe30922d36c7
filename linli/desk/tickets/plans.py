"""The pages about clock plans: what is in force on each track, change it, look at what that changes, publish."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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
from linli.kernel import clock
from linli.kernel.calendar import Duration, WorkCalendar
from linli.kernel.calendar import queries as calendars
from linli.kernel.calendar.derivation import amount_text
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.writes import attempt
from linli.tickets.actions import rule_sets as actions
from linli.tickets.queries import rule_sets as queries
from linli.tickets.rules import rule_sets as rules
from linli.tickets.rules.clocks import Clock, Plan, Track, start
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.rule_sets import PLANNED, Counted, SetKind, Typed


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan as somebody wants it, in the words of the form."""

    seen: int
    times: Mapping[Clock, Typed]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One clock: how long, and when that would be for a ticket that comes in now."""

    words: str
    before: str
    after: str
    due_before: datetime | None
    due_after: datetime | None

    @property
    def is_changed(self) -> bool:
        """Whether the time differs."""
        return self.before != self.after


@require_safe
@staff_page
def show_plans(request: StaffRequest) -> HttpResponse:
    """The three tracks side by side, and what was published before."""
    request.actor.require(Permission.READ)
    found = queries.plans_in_force(request.actor)
    versions = queries.versions(request.actor, SetKind.CLOCK_PLAN)
    names = names_for(each.published_by_account_id for all_ in versions.values() for each in all_).of_account
    tracks = [{"code": track.value, "word": track_word(track), "version": found[track].version} for track in Track]
    times = [
        (rules.clock_word(each), [(track_word(track), words_of(found[track].durations.get(each))) for track in Track])
        for each in rules.CLOCKS
        if any(each in found[track].durations for track in Track)
    ]
    published = [
        (each, track_word(track), names.get(each.published_by_account_id, "")) for track in Track for each in versions.get(track.value, ())
    ]
    may_change = request.actor.may(Permission.CHANGE_PLANS)
    return page(
        request, "desk/tickets/plans/list.html", **_around(), tracks=tracks, times=times, published=published, may_change=may_change
    )


@require_http_methods(["GET", "POST"])
@staff_page
def edit_plan(request: StaffRequest, track: str) -> HttpResponse:
    """Change the times of a track; nothing is published before it was looked at."""
    request.actor.require(Permission.CHANGE_PLANS)
    chosen = _track(track)
    present = queries.plans_in_force(request.actor)[chosen]
    if request.method != "POST":
        times = {each: rules.typed(present.durations.get(each)) for each in PLANNED[chosen]}
        return _form(request, chosen, Draft(present.version, times))
    draft = read(request.POST, chosen)
    if request.POST.get("then") == "again":
        return _form(request, chosen, draft)
    if request.POST.get("then") != "publish":
        return _preview(request, present, draft)
    with attempt() as outcome:
        plan = rules.read_plan(chosen, draft.seen, draft.times)
        actions.publish_plan(request.actor, chosen, seen=draft.seen, durations=plan.durations, remark=draft.remark)
    if isinstance(outcome.refusal, Stale):
        return _preview(request, queries.plans_in_force(request.actor)[chosen], draft, status=409)
    if outcome.refusal:
        return _form(request, chosen, draft, refusal=outcome.refusal)
    messages.success(request, gettext("Published. Tickets that come in from now on have these times."))
    return done(request, "tickets_plans")


def read(post: QueryDict, track: Track) -> Draft:
    """The form as sent."""
    times = {each: Typed(post.get(f"amount-{each}", "")[: rules.SHOWN_AT_MOST], post.get(f"counted-{each}", "")) for each in PLANNED[track]}
    return Draft(typed_number(post.get("seen")), times, post.get("remark", ""))


def words_of(duration: Duration | None) -> str:
    """A time in words; a dash where the plan says nothing."""
    return "–" if duration is None else amount_text(duration.kind, duration.amount)


def track_word(track: Track) -> str:
    """What the track is called."""
    words = {Track.ROUTINE: gettext("Routine"), Track.HOTLINE: gettext("Hotline"), Track.EMERGENCY: gettext("Emergency")}
    return words[track]


def _form(request: StaffRequest, track: Track, draft: Draft, *, refusal: Refused | None = None) -> HttpResponse:
    return page(
        request,
        "desk/tickets/plans/form.html",
        status=status_of(refusal) if refusal else 200,
        **_around(),
        track=track.value,
        track_word=track_word(track),
        draft=draft,
        rows=[(each, rules.clock_word(each), said) for each, said in draft.times.items()],
        counted=[(each.value, gettext(each.words)) for each in Counted],
        trouble=refusal.sentence if refusal else "",
        remark_limit=rules.REMARK_LIMIT,
    )


def _preview(request: StaffRequest, present: Plan, draft: Draft, *, status: int = 200) -> HttpResponse:
    """What would change, clock by clock; or the form again with what is wrong in it."""
    with attempt() as outcome:
        plan = rules.read_plan(present.track, present.version + 1, draft.times)
    if outcome.refusal:
        return _form(request, present.track, draft, refusal=outcome.refusal)
    return page(
        request,
        "desk/tickets/plans/preview.html",
        status=status,
        **_around(),
        track=present.track.value,
        track_word=track_word(present.track),
        draft=draft,
        rows=list(draft.times.items()),
        seen=present.version,
        version=plan.version,
        lines=_lines(present, plan, clock.now(), calendars.in_use(request.actor)),
        change_count=len(rules.changes(present, plan)),
        was_overtaken=draft.seen != present.version,
    )


def _lines(before: Plan, after: Plan, now: datetime, used: WorkCalendar) -> Sequence[Line]:
    return [
        Line(
            rules.clock_word(each),
            words_of(before.durations.get(each)),
            words_of(after.durations.get(each)),
            start(each, before, now, used).due_at if each in before.durations else None,
            start(each, after, now, used).due_at if each in after.durations else None,
        )
        for each in PLANNED[after.track]
    ]


def _track(code: str) -> Track:
    if code not in set(Track):
        raise NotFound
    return Track(code)


def _around() -> dict[str, Any]:
    return {"current": "tickets", "tabs": rule_tabs(), "tab_on": "tickets_plans"}


urlpatterns = [
    path("plans/", show_plans, name="tickets_plans"),
    path("plans/<slug:track>/edit", edit_plan, name="tickets_plan_edit"),
]
