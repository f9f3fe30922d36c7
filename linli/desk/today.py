"""The first page: what waits."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.jobs import failed_lines
from linli.desk.naming import with_authors
from linli.desk.tickets.day import day_of
from linli.kernel import clock
from linli.kernel.jobs.queries import Permission as JobPermission
from linli.notes import queries as notes
from linli.notices import queries as notices
from linli.org.queries import people, rota
from linli.org.rules.permissions import Permission as OrgPermission

SHOWN = 5


@require_safe
@staff_page
def today(request: StaffRequest) -> HttpResponse:
    """The day in numbers, what waits for oneself, who is on duty, failed background work, the latest notes."""
    unread = [notice for notice in notices.latest(request.actor) if notice.read_at is None]
    duty = rota.on_duty(request.actor, clock.now()) if request.actor.may(OrgPermission.READ) else None
    return page(
        request,
        "desk/today.html",
        current="today",
        now=clock.now(),
        unread=with_authors(unread[:SHOWN]),
        may_see_jobs=request.actor.may(JobPermission.READ),
        failed=failed_lines(request.actor)[:SHOWN],
        notes=notes.latest(request.actor)[:SHOWN],
        on_duty=duty,
        on_duty_cards=people.cards(request.actor, {each.person_id for now in duty or () for each in now.people}),
        **day_of(request),
    )
