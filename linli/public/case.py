"""A reporter's own door: what one can do here, where one's case stands, and what one thinks of the answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock
from linli.kernel.errors import NotFound, Refused
from linli.kernel.writes import attempt
from linli.org.queries import notice
from linli.public import errors, slowing
from linli.public.door import PassersRequest, page, public_page
from linli.tickets.actions import following as actions
from linli.tickets.queries import following
from linli.tickets.queries.following import Case
from linli.tickets.rules.kinds import NOTE_LIMIT, Verdict
from linli.tickets.rules.satisfaction import Grade
from linli.tickets.rules.states import ASIDE, Mark, State, Step

UNREADABLE: Final = 422
VERDICTS: Final = (Verdict.SOLVED, Verdict.EXPLAINED, Verdict.NOT_SOLVED)
# What each state means for somebody who waits, in his words.
NOW: Final = {
    State.RECEIVED: _("We have it, and look for the unit that can help."),
    State.DISPATCHED: _("A unit has been asked to take it."),
    State.IN_PROGRESS: _("It is being handled."),
    State.DELIBERATING: _("Several units settle together who does what."),
    State.DEFERRED: _("It has to wait for a while; it comes back on its day."),
    State.RESOLVED: _("It is said to be done. What do you say?"),
    State.CLOSED: _("It is closed."),
    State.MERGED: _("It is handled together with another one."),
    State.REDIRECTED: _("It is for another office; you were told which."),
    State.WITHDRAWN: _("It was taken back."),
    State.VOID: _("It was found to be a mistake."),
}
STEPS: Final = {
    Step.RECEIVE: _("Received"),
    Step.DISPATCH: _("Given to a unit"),
    Step.DELIBERATE: _("Talked over"),
    Step.FOLLOW_THROUGH: _("Handled"),
    Step.EVALUATE: _("Judged and closed"),
}
MARKS: Final = {Mark.DONE: _("done"), Mark.NOW: _("now"), Mark.SKIPPED: _("no such step"), Mark.TO_COME: _("to come")}

Answer = Callable[..., HttpResponse]


def own_door(view: Answer) -> Answer:
    """A page that takes somebody's code: whoever guesses waits, before anything of the database is held."""

    @csrf_exempt
    @wraps(view)
    def inner(request: HttpRequest, code: str) -> HttpResponse:
        try:
            if request.method == "POST":
                slowing.slow_down(request, code)
        except slowing.TooMany:
            return errors.too_many(request)
        answer = view(request, code)
        if getattr(request, "was_wrong", False):
            slowing.note_wrong(request, code)
        return answer

    return inner


@require_safe
@public_page
def start(request: PassersRequest) -> HttpResponse:
    """What one can do here."""
    return page(request, "public/case/start.html", centre=_centre(request))


@require_http_methods(["GET", "HEAD", "POST"])
@own_door
@public_page
def follow(request: PassersRequest) -> HttpResponse:
    """Where one's case stands, by the code alone; a wrong one and one that never was get the same answer."""
    if request.method != "POST":
        return _ask_code(request)
    try:
        found = following.case_of(request.actor, request.POST.get("code", ""))
    except NotFound:
        return wrong(request)
    return show(request, found)


@require_POST
@own_door
@public_page
def judge(request: PassersRequest) -> HttpResponse:
    """What the reporter says of the answer, one question after the other."""
    code = request.POST.get("code", "")
    try:
        found = following.case_of(request.actor, code)
    except NotFound:
        return wrong(request)
    verdict = _chosen(VERDICTS, request.POST.get("verdict", ""))
    grade = _chosen(Grade, request.POST.get("grade", ""))
    asked = _next_question(request, verdict, grade)
    if asked or verdict is None:
        return _ask(request, found, asked, verdict=verdict, grade=grade)
    reason = request.POST.get("reason", "")[: NOTE_LIMIT + 1]
    with attempt() as outcome:
        actions.judge(request.actor, code, verdict=verdict, grade=grade, reason=reason)
    if outcome.refusal:
        return _ask(request, found, "reason", verdict=verdict, grade=grade, reason=reason, refusal=outcome.refusal)
    return show(request, following.case_of(request.actor, code), has_just_judged=True)


def _next_question(request: PassersRequest, verdict: Verdict | None, grade: Grade | None) -> str:
    if verdict is None:
        return "verdict"
    if grade is None:
        return "grade"
    wants_reason = verdict is Verdict.NOT_SOLVED or grade.leans_dissatisfied
    return "reason" if wants_reason and not request.POST.get("reason", "").strip() else ""


def _ask(request: PassersRequest, found: Case, question: str, *, refusal: Refused | None = None, **said: object) -> HttpResponse:
    choices = [(each.value, gettext(each.words)) for each in (Grade if question == "grade" else VERDICTS)]
    answer = page(
        request,
        "public/case/judge.html",
        is_kept=False,
        centre=_centre(request),
        case=found,
        code=request.POST.get("code", ""),
        question=question,
        choices=choices,
        limit=NOTE_LIMIT,
        trouble=refusal.sentence if refusal else "",
        **said,
    )
    answer.status_code = UNREADABLE if refusal else 200
    return answer


def show(request: PassersRequest, found: Case, *, has_just_judged: bool = False) -> HttpResponse:
    """The case as its reporter reads it."""
    marks = zip(Step, found.steps, strict=True)
    return page(
        request,
        "public/case/case.html",
        is_kept=False,
        centre=_centre(request),
        case=found,
        code=request.POST.get("code", ""),
        now_words=gettext(NOW[found.state]),
        steps=[(gettext(STEPS[step]), mark.value, _marked(step, mark)) for step, mark in marks],
        is_over=found.state in ASIDE or found.state is State.CLOSED,
        outcome=gettext(found.outcome.words) if found.outcome else "",
        verdict=gettext(found.verdict.words) if found.verdict else "",
        has_just_judged=has_just_judged,
        now=clock.now(),
    )


def _marked(step: Step, mark: Mark) -> str:
    return gettext("not needed") if (step, mark) == (Step.DELIBERATE, Mark.SKIPPED) else gettext(MARKS[mark])


def wrong(request: PassersRequest) -> HttpResponse:
    """No case by this code: to the byte the same whatever was typed."""
    request.__dict__["was_wrong"] = True
    return _ask_code(request, is_wrong=True)


def _ask_code(request: PassersRequest, *, is_wrong: bool = False) -> HttpResponse:
    answer = page(request, "public/case/follow.html", is_kept=not is_wrong, centre=_centre(request), is_wrong=is_wrong)
    answer.status_code = UNREADABLE if is_wrong else 200
    return answer


def _centre(request: PassersRequest) -> notice.Centre | None:
    """Who answers; where nobody takes reports there is no such page."""
    found: UUID | None = following.centre_unit(request.actor)
    if found is None:
        raise NotFound
    return notice.centre_of(request.actor, clock.now())


def _chosen(choices: Any, text: str) -> Any:
    return next((each for each in choices if each.value == text), None)
