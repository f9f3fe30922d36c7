"""The first page: what waits."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.jobs import failed_lines
from linli.desk.naming import with_authors
from linli.kernel import clock
from linli.kernel.jobs.queries import Permission as JobPermission
from linli.notes import queries as notes
from linli.notices import queries as notices

SHOWN = 5


@require_safe
@staff_page
def today(request: StaffRequest) -> HttpResponse:
    """Unread notices, failed background work, the latest notes."""
    unread = [notice for notice in notices.latest(request.actor) if notice.read_at is None]
    return page(
        request,
        "desk/today.html",
        current="today",
        now=clock.now(),
        unread=with_authors(unread[:SHOWN]),
        may_see_jobs=request.actor.may(JobPermission.READ),
        failed=failed_lines(request.actor)[:SHOWN],
        notes=notes.latest(request.actor)[:SHOWN],
    )
