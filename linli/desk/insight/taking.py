"""Taking a hot issue in hand, saying a line about it and letting go of it, from its page; what was typed stays when it is refused."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.desk.door import StaffRequest, staff_page
from linli.desk.insight.days import address_of, period_of
from linli.desk.insight.issues import Told, issue_page
from linli.desk.paging import typed_number
from linli.insight.actions import marking as actions
from linli.insight.queries.hot import Wanted
from linli.kernel.errors import NotFound
from linli.kernel.writes import attempt


@require_POST
@staff_page
def mark_issue(request: StaffRequest, oldest_id: UUID) -> HttpResponse:
    """Take an issue in hand, say another line about it, or let go of it."""
    asked, note, act = period_of(request), request.POST.get("note", ""), request.POST.get("act", "take")
    with attempt() as outcome:
        if act == "take":
            actions.take_in_hand(request.actor, asked, oldest_id, note=note)
            messages.success(request, gettext("You have this issue in hand now."))
        elif act == "note":
            actions.note_on(request.actor, asked, oldest_id, _mark_id(request), seen=_seen(request), note=note)
            messages.success(request, gettext("The line is kept."))
        else:
            actions.let_go(request.actor, asked, oldest_id, _mark_id(request), seen=_seen(request))
            messages.success(request, gettext("Nobody has this issue in hand any more."))
    if isinstance(outcome.refusal, NotFound):
        raise outcome.refusal
    if outcome.refusal:
        return issue_page(request, oldest_id, Told(outcome.refusal, "" if act == "let_go" else note))
    where = reverse("desk:hot_issue", args=[request.place.code, oldest_id])
    return HttpResponseRedirect(f"{where}{address_of(asked, Wanted())}", status=303)


def _mark_id(request: StaffRequest) -> UUID:
    try:
        return UUID(request.POST.get("mark", ""))
    except ValueError as trouble:
        raise NotFound from trouble


def _seen(request: StaffRequest) -> int:
    return typed_number(request.POST.get("seen", ""))


urlpatterns = [path("hot/<uuid:oldest_id>/in-hand", mark_issue, name="hot_mark")]
