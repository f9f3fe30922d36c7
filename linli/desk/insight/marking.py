"""Who has a hot issue in hand: shown on the list and the page, with the journal of the mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.desk.chains import journal_page
from linli.desk.door import StaffRequest, staff_page
from linli.desk.insight.days import address_of, period_of
from linli.desk.naming import names_for
from linli.insight.queries import hot
from linli.insight.queries import marking as queries
from linli.insight.queries.hot import IssueLine, Wanted
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound


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


urlpatterns = [path("hot/<uuid:oldest_id>/in-hand/<uuid:mark_id>/journal", mark_journal, name="hot_mark_journal")]
