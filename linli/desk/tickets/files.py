"""Files of other systems at the desk: sent, looked at row by row, taken over in the background, given back where refused."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.desk.door import StaffRequest, done, page, staff_page, uploaded
from linli.desk.errors import status_of
from linli.desk.tickets.file_form import Explained, explained
from linli.desk.tickets.first_day import first_day_of
from linli.kernel import files
from linli.kernel.errors import Refused
from linli.kernel.writes import attempt
from linli.tickets.actions import import_files as actions
from linli.tickets.queries import import_files as queries
from linli.tickets.rules.permissions import Permission

ENDINGS: Final = ".xlsx,.csv,.zip,.gz,.txt"


@require_http_methods(["GET", "POST"])
@staff_page
def list_files(request: StaffRequest) -> HttpResponse:
    """GET: what was sent and taken over. POST: send a file, and look at it before anything is written."""
    request.actor.require(Permission.IMPORT)
    trouble: Refused | None = None
    if request.method == "POST":
        with attempt() as outcome:
            upload = uploaded(request)
            sent = actions.send_file(request.actor, name=upload.name, content=upload.content)
        if outcome.refusal is None:
            return done(request, "ticket_file_sent", sent.pk)
        trouble = outcome.refusal
    return page(
        request,
        "desk/tickets/files/list.html",
        status=status_of(trouble) if trouble else 200,
        current="tickets",
        trouble=trouble.sentence if trouble else "",
        limit_bytes=min(actions.LIMITS.sent_bytes, settings.LINLI_UPLOAD_LIMIT_BYTES),
        row_limit=actions.LIMITS.rows,
        endings=ENDINGS,
        runs=queries.latest_runs(request.actor),
        waiting=queries.waiting_files(request.actor),
    )


@require_http_methods(["GET", "POST"])
@staff_page
def look_at_file(request: StaffRequest, file_id: UUID) -> HttpResponse:
    """What each row would be by the columns and words as they are explained; POST explains them otherwise, or takes the file over."""
    sent = queries.get_file(request.actor, file_id)
    if sent.dropped_at is not None:
        messages.info(request, gettext("This file has been taken over."))
        return done(request, "ticket_files")
    rows = queries.rows_of(sent)
    form = explained(request, sent.name, rows)
    if request.method == "POST" and request.POST.get("act") == "take" and form.draft is not None:
        draft = form.draft
        with attempt() as outcome:
            run = actions.start(request.actor, file_id, draft, is_history=form.kind != "live", is_standing=form.kind == "standing")
        if outcome.refusal is None:
            return done(request, "ticket_file_run", run.pk)
        form.trouble = outcome.refusal
    shown = _preview(request, form, rows)
    return page(
        request,
        "desk/tickets/files/look.html",
        status=status_of(form.trouble) if form.trouble and request.method == "POST" else 200,
        current="tickets",
        sent=sent,
        form=form,
        rows=shown,
        trouble=form.trouble.sentence if form.trouble else "",
    )


def _preview(request: StaffRequest, form: Explained, rows: Any) -> list[queries.Previewed]:
    if form.draft is None:
        return []
    found: list[queries.Previewed] = []
    with attempt() as outcome:
        found = queries.preview(request.actor, form.draft, rows)
    form.trouble = form.trouble or outcome.refusal
    return found


@require_POST
@staff_page
def leave_file(request: StaffRequest, file_id: UUID) -> HttpResponse:
    """Let go of a file that was sent and is not wanted."""
    request.actor.require(Permission.IMPORT)
    with attempt() as outcome:
        actions.leave(request.actor, file_id)
    if outcome.refusal is not None:
        messages.error(request, outcome.refusal.sentence)
    return done(request, "ticket_files")


@require_safe
@staff_page
def show_run(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """How far a run has come, what became of its rows, and the first figures from it."""
    run = queries.get_run(request.actor, run_id)
    may_see = request.actor.may(Permission.READ)
    refused = queries.troubles_of(request.actor, run)
    return page(
        request,
        "desk/tickets/files/run.html",
        current="tickets",
        run=run,
        is_running=run.ended_at is None,
        created=queries.created(request.actor, run),
        refused=[{"number": number, "sentence": sentence} for number, sentence in list(refused.items())[: queries.SHOWN]],
        refused_count=len(refused),
        may_import=request.actor.may(Permission.IMPORT),
        **(first_day_of(request, run_id) if may_see else {}),
    )


@require_safe
@staff_page
def fetch_errors(request: StaffRequest, run_id: UUID) -> HttpResponseBase:
    """The refused rows with their reasons, as a file."""
    stored = queries.errors_file(request.actor, run_id)
    opened = files.open_for(request.actor, stored.pk)
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=stored.name) or "attachment"}
    return StreamingHttpResponse(opened.content, content_type="application/octet-stream", headers=headers)


urlpatterns = [
    path("files/", list_files, name="ticket_files"),
    path("files/<uuid:file_id>/", look_at_file, name="ticket_file_sent"),
    path("files/<uuid:file_id>/leave", leave_file, name="ticket_file_leave"),
    path("files/taken/<uuid:run_id>/", show_run, name="ticket_file_run"),
    path("files/taken/<uuid:run_id>/errors", fetch_errors, name="ticket_file_errors"),
]
