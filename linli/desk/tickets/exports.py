"""Taking what the queue shows away as a sheet: with a purpose, written in the background, for oneself alone."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict, StreamingHttpResponse
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.errors import status_of
from linli.kernel import files
from linli.kernel.errors import Refused
from linli.kernel.writes import attempt
from linli.tickets.actions.exporting import ask_export
from linli.tickets.queries import exports as queries
from linli.tickets.queries.queue import may_look
from linli.tickets.rules.queue import EXPORTED_AT_MOST, PURPOSE_LIMIT, Wanted, query_of, read_wanted


@require_http_methods(["GET", "POST"])
@staff_page
def export_tickets(request: StaffRequest) -> HttpResponse:
    """GET: what for, and one's last lists. POST: ask for the tickets that fit these filters."""
    if not may_look(request.actor):
        raise Refused("kernel.not_allowed")
    if request.method != "POST":
        return _asks(request, _wanted(request.GET))
    wanted, purpose = _wanted(QueryDict(request.POST.get("query", ""))), request.POST.get("purpose", "")
    with attempt() as outcome:
        ask_export(request.actor, wanted=wanted, purpose=purpose)
    if outcome.refusal is not None:
        return _asks(request, wanted, purpose=purpose, refusal=outcome.refusal)
    return HttpResponseRedirect(f"{reverse('desk:tickets_export', args=[request.place.code])}?{query_of(wanted)}", status=303)


@require_safe
@staff_page
def fetch_export(request: StaffRequest, export_id: UUID) -> HttpResponseBase:
    """One's own list as a download; nobody else finds it."""
    stored = queries.file_for(request.actor, export_id)
    opened = files.open_for(request.actor, stored.pk)
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=stored.name) or "attachment"}
    return StreamingHttpResponse(opened.content, content_type="application/octet-stream", headers=headers)


def _wanted(said: QueryDict) -> Wanted:
    return read_wanted({name: said.getlist(name) for name in said})


def _asks(request: StaffRequest, wanted: Wanted, *, purpose: str = "", refusal: Refused | None = None) -> HttpResponse:
    number, latest = queries.how_many(request.actor, wanted), queries.latest(request.actor)
    return page(
        request,
        "desk/tickets/export.html",
        status=200 if refusal is None else status_of(refusal),
        current="tickets",
        conditions=query_of(wanted),
        number=number,
        is_too_many=number > EXPORTED_AT_MOST,
        limit=EXPORTED_AT_MOST,
        purpose=purpose,
        purpose_limit=PURPOSE_LIMIT,
        trouble=refusal.sentence if refusal is not None else "",
        latest=latest,
        is_waiting=any(each.written_at is None for each in latest),
    )


urlpatterns = [
    path("export", export_tickets, name="tickets_export"),
    path("export/<uuid:export_id>", fetch_export, name="tickets_export_file"),
]
