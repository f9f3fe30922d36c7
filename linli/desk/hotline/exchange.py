"""Files in and out: taking theirs over, making ours, and the log from which each is fetched again byte for byte."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.desk.door import StaffRequest, done, staff_page, uploaded
from linli.desk.errors import status_of
from linli.desk.hotline.frame import download, hotline_page
from linli.hotline.actions import sending, taking
from linli.hotline.queries import files as queries
from linli.hotline.queries import senders
from linli.hotline.rules.kinds import Direction, Incoming, RowOutcome, StepKind
from linli.kernel import files
from linli.kernel.errors import NotFound, Refused
from linli.kernel.ids import parse_uuid7
from linli.kernel.sheets import write_xlsx
from linli.kernel.writes import attempt


@require_safe
@staff_page
def list_files(request: StaffRequest) -> HttpResponse:
    """The replay log."""
    return _shown(request)


@require_POST
@staff_page
def take(request: StaffRequest) -> HttpResponse:
    """Take a file of theirs over."""
    made: list[Any] = []
    with attempt() as outcome:
        sent = uploaded(request)
        files.check_size(sent.size)
        kind = request.POST.get("kind", "")
        wanted = Incoming(kind) if kind in list(Incoming) else None
        sender_id = parse_uuid7(request.POST.get("sender", ""))
        made.append(taking.take_file(request.actor, sender_id, name=sent.name, content=sent.content.read(), kind=wanted))
    return done(request, "hotline_file", made[0].pk) if outcome.refusal is None else _shown(request, outcome.refusal)


@require_POST
@staff_page
def make(request: StaffRequest, sender_id: UUID) -> HttpResponse:
    """Make the files of everything that the sender was not told."""
    with attempt() as outcome:
        sending.make_files(request.actor, sender_id)
    return done(request, "hotline_files") if outcome.refusal is None else _shown(request, outcome.refusal)


@require_safe
@staff_page
def show_file(request: StaffRequest, file_id: UUID) -> HttpResponse:
    """One file: what became of its rows."""
    file = queries.get_file(request.actor, file_id)
    rows = [(each, gettext(RowOutcome(each.outcome).words)) for each in queries.rows_of(request.actor, file)]
    refused = [each for each, _ in rows if each.outcome == RowOutcome.REFUSED]
    return hotline_page(
        request,
        "file.html",
        tab_on="hotline_files",
        file=file,
        kind=_kind(file),
        rows=rows,
        is_in=file.direction == Direction.IN,
        refused=len(refused),
    )


@require_safe
@staff_page
def fetch_file(request: StaffRequest, file_id: UUID) -> HttpResponse:
    """The file as it came, or as it went out."""
    file = queries.get_file(request.actor, file_id)
    return download(file.name, queries.content_of(request.actor, file))


@require_safe
@staff_page
def fetch_errors(request: StaffRequest, file_id: UUID) -> HttpResponse:
    """The rows that were not taken over, each with its reason, for who corrects them."""
    file = queries.get_file(request.actor, file_id)
    rows = [each for each in queries.rows_of(request.actor, file) if each.outcome == RowOutcome.REFUSED]
    if not rows:
        raise NotFound
    headings = [gettext("Row"), gettext("Their number"), gettext("Reason")]
    return download(f"{file.name}.errors.xlsx", write_xlsx(headings, [[each.row, each.number, each.reason] for each in rows]))


def _kind(file: Any) -> str:
    return gettext(Incoming(file.kind).words if file.direction == Direction.IN else StepKind(file.kind).words)


def _before(request: StaffRequest) -> tuple[datetime, UUID] | None:
    """After which file the page goes on."""
    at, _, file_id = request.GET.get("before", "").partition("/")
    try:
        return (datetime.fromisoformat(at), UUID(file_id)) if at else None
    except ValueError:
        raise NotFound from None


def _shown(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    found = queries.latest(request.actor, before=_before(request))
    shown, last = found[: queries.PAGE], found[queries.PAGE - 1] if len(found) > queries.PAGE else None
    return hotline_page(
        request,
        "files.html",
        tab_on="hotline_files",
        status=200 if refusal is None else status_of(refusal),
        senders=senders.senders(request.actor),
        rows=[(each, _kind(each), each.direction == Direction.IN) for each in cast(list[Any], shown)],
        kinds=[(each.value, gettext(each.words)) for each in Incoming],
        chosen=request.POST.get("kind", ""),
        trouble="" if refusal is None else refusal.sentence,
        older=f"{last.at.isoformat()}/{last.pk}" if last is not None else "",
    )


urlpatterns = [
    path("files/", list_files, name="hotline_files"),
    path("files/take", take, name="hotline_take"),
    path("files/<uuid:file_id>/", show_file, name="hotline_file"),
    path("files/<uuid:file_id>/content", fetch_file, name="hotline_content"),
    path("files/<uuid:file_id>/errors", fetch_errors, name="hotline_errors"),
    path("senders/<uuid:sender_id>/make", make, name="hotline_make"),
]
