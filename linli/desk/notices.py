"""One's own notices."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.naming import with_authors
from linli.desk.paging import one_page, parse_mark
from linli.notices import actions, queries

# Where “look” leads for a notice that is about less than the whole ticket: who is called out need not see the ticket.
LOOK: Final[Mapping[str, str]] = {"ticket.called_out": "ticket_call", "ticket.call_unanswered": "ticket_call"}


@require_safe
@staff_page
def list_notices(request: StaffRequest) -> HttpResponse:
    """What one was told, newest first."""
    before = parse_mark(request.GET.get("before"))
    notices, after = one_page(queries.latest(request.actor, before=before), queries.PAGE)
    return page(request, "desk/notices.html", current="notices", notices=with_authors(notices), after=after, is_later=before is not None)


@require_POST
@staff_page
def read_notice(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """Remember that it was read; “look” goes on to what it is about."""
    notice = actions.mark_read(request.actor, notice_id)
    kind, _, about_id = notice.about.partition("/")
    if request.POST.get("then") == "look" and kind in {"note", "ticket", "partner", "form", "answer"}:
        view = LOOK.get(notice.kind, kind)
        return HttpResponseRedirect(reverse(f"desk:{view}", args=[request.place.code, about_id]), status=303)
    return done(request, "notices")
