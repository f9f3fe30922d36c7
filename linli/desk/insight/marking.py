"""Who has a hot issue in hand: shown on the list and the page, taken, noted and let go of from the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.desk.chains import journal_page
from linli.desk.door import StaffRequest, staff_page
from linli.desk.insight.days import address_of, period_of
from linli.desk.naming import names_for
from linli.desk.paging import typed_number
from linli.insight.actions import marking as actions
from linli.insight.queries import hot
from linli.insight.queries import marking as queries
from linli.insight.queries.hot import IssueLine, Wanted
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.writes import attempt


@dataclass(frozen=True, slots=True)
class InHand:
    """A mark as a page shows it."""

    id: UUID
    who: str
    since: datetime
    note: str
    seen: int


def in_hand(actor: Actor, lines: Sequence[IssueLine]) -> Mapping[UUID, Sequence[InHand]]:
    """For each issue who has it in hand; where groups became one it may be several people."""
    marks = queries.marks_on(actor, [each.issue for each in lines])
    names = names_for([], person_ids=marks.people).of_id if marks.people else {}
    return {
        line.issue.pk: [
            InHand(each.pk, names.get(each.taken_by, gettext("Somebody")), each.taken_at, each.note, each.journal_seq)
            for each in marks.of(line.issue)
        ]
        for line in lines
    }


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
    if outcome.refusal:
        raise outcome.refusal
    where = reverse("desk:hot_issue", args=[request.place.code, oldest_id])
    return HttpResponseRedirect(f"{where}{address_of(asked, Wanted())}", status=303)


def _mark_id(request: StaffRequest) -> UUID:
    try:
        return UUID(request.POST.get("mark", ""))
    except ValueError as trouble:
        raise NotFound from trouble


def _seen(request: StaffRequest) -> int:
    return typed_number(request.POST.get("seen", ""))


@require_safe
@staff_page
def mark_journal(request: StaffRequest, oldest_id: UUID, mark_id: UUID) -> HttpResponse:
    """Every entry of a mark, for who sees the issue."""
    asked = period_of(request)
    line = hot.line_for(request.actor, asked, oldest_id)
    mark = next((each for each in queries.marks_on(request.actor, [line.issue]).of(line.issue) if each.pk == mark_id), None)
    if mark is None:
        raise NotFound
    back_to = f"{reverse('desk:hot_issue', args=[request.place.code, oldest_id])}{address_of(asked, Wanted())}"
    return journal_page(request, mark, title=line.title or gettext("No neutral words yet"), back_to=back_to, current="hot_issues")


urlpatterns = [
    path("hot/<uuid:oldest_id>/in-hand", mark_issue, name="hot_mark"),
    path("hot/<uuid:oldest_id>/in-hand/<uuid:mark_id>/journal", mark_journal, name="hot_mark_journal"),
]
