"""Files of places at the desk: sent, columns mapped once, looked at with errors in place, taken over in the background."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import path
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.desk.door import StaffRequest, done, page, staff_page, uploaded
from linli.desk.errors import status_of
from linli.desk.places.words import choices, word
from linli.kernel import files
from linli.kernel.errors import Refused
from linli.kernel.sheets import Row, mapped
from linli.kernel.writes import attempt
from linli.org.rules.outlines import SYSTEM_CHOICES
from linli.places.actions import importing as actions
from linli.places.queries import imports as queries
from linli.places.rules import imports as rules
from linli.places.rules.imports import Column, MappingDraft
from linli.places.rules.kinds import Kind
from linli.places.rules.permissions import Permission

ENDINGS: Final = ".xlsx,.csv,.zip,.gz,.txt"
COLUMNS: Final[Mapping[Column, str | Promise]] = {
    Column.NAME: _("Name on the sign"),
    Column.ADDRESS: _("Address"),
    Column.KIND: _("Kind"),
    Column.STAGE: _("Stage"),
    Column.STAGE_ON: _("In this stage since"),
    Column.LON: _("Longitude"),
    Column.LAT: _("Latitude"),
    Column.TAGS: _("Tags"),
    Column.CONTACT_NAME: _("Name of the contact"),
    Column.CONTACT_PHONE: _("Phone of the contact"),
}


@dataclass(slots=True)
class Form:
    """How the file is read, as the page shows it."""

    name: str
    columns: Mapping[Column, str]
    kinds: Mapping[str, str]
    other_kind: str
    system: str
    accuracy_m: str
    draft: MappingDraft | None = None
    trouble: Refused | None = None


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
            return done(request, "places_file", sent.pk)
        trouble = outcome.refusal
    return page(
        request,
        "desk/places/files/list.html",
        status=status_of(trouble) if trouble else 200,
        current="places",
        trouble=trouble.sentence if trouble else "",
        limit_bytes=min(actions.LIMITS.sent_bytes, settings.LINLI_UPLOAD_LIMIT_BYTES),
        row_limit=actions.LIMITS.rows,
        endings=ENDINGS,
        sent=queries.latest(request.actor),
    )


@require_http_methods(["GET", "POST"])
@staff_page
def look_at_file(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """What each row would be; POST reads it otherwise, or takes it over. A file that was begun shows how far it has come."""
    sent = queries.get_import(request.actor, import_id)
    if sent.begun_at is not None:
        return _progress(request, sent)
    if sent.dropped_at is not None:
        return done(request, "places_files")
    rows = queries.rows_of(queries.lock_import(request.actor, import_id))
    form = _form(request, sent.name, rows)
    if request.method == "POST" and request.POST.get("act") == "take" and form.draft is not None:
        draft = form.draft
        with attempt() as outcome:
            actions.start(request.actor, import_id, draft)
        if outcome.refusal is None:
            return done(request, "places_file", import_id)
        form.trouble = outcome.refusal
    return _look(request, sent, form, rows)


def _look(request: StaffRequest, sent: Any, form: Form, rows: Sequence[Row]) -> HttpResponse:
    look: queries.Look | None = None
    if form.draft is not None:
        with attempt() as outcome:
            look = queries.look(request.actor, form.draft, rows)
        form.trouble = form.trouble or outcome.refusal
    headings = mapped.headings_with(rows, form.columns.values()) or rules.headings_of(rows)
    words = mapped.words_under(rows, headings, form.columns.get(Column.KIND, ""))
    return page(
        request,
        "desk/places/files/look.html",
        status=status_of(form.trouble) if form.trouble and request.method == "POST" else 200,
        current="places",
        sent=sent,
        form=form,
        look=look,
        rows_read=look.read if look else sent.rows,
        rows=_lines(look),
        trouble=form.trouble.sentence if form.trouble else "",
        columns=_columns(form, mapped.examples(rows, headings)),
        headings=[heading for heading in headings if heading],
        kinds=choices(Kind),
        words=[{"word": each, "kind": form.kinds.get(each, "")} for each in words],
        systems=SYSTEM_CHOICES,
        mappings=sorted(queries.mappings(request.actor)),
    )


def _lines(look: queries.Look | None) -> list[dict[str, Any]]:
    found = look.rows if look else ()
    return [{"row": each, "kind": word(each.line.kind), "stage": word(each.line.stage)} for each in found if each.line]


def _columns(form: Form, example: Mapping[str, str]) -> list[dict[str, Any]]:
    headings = {column: form.columns.get(column, "") for column in COLUMNS}
    return [
        {"name": column.value, "word": said, "heading": headings[column], "example": example.get(headings[column], "")}
        for column, said in COLUMNS.items()
    ]


def _progress(request: StaffRequest, sent: Any) -> HttpResponse:
    refused = queries.troubles_of(request.actor, sent.pk)
    return page(
        request,
        "desk/places/files/run.html",
        current="places",
        sent=sent,
        is_running=sent.ended_at is None,
        refused=[{"number": number, "sentence": sentence} for number, sentence in list(refused.items())[: queries.SHOWN]],
        refused_count=len(refused),
    )


@require_POST
@staff_page
def leave_file(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """Let go of a file that is not wanted."""
    with attempt() as outcome:
        actions.leave(request.actor, import_id)
    if outcome.refusal is not None and outcome.refusal.code != "places.file_done":
        raise outcome.refusal
    if outcome.refusal is not None:
        messages.warning(request, outcome.refusal.sentence)
    return done(request, "places_files")


@require_safe
@staff_page
def fetch_errors(request: StaffRequest, import_id: UUID) -> HttpResponseBase:
    """The refused rows with their reasons, as a file."""
    stored = queries.errors_file(request.actor, import_id)
    opened = files.open_for(request.actor, stored.pk)
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=stored.name) or "attachment"}
    return StreamingHttpResponse(opened.content, content_type="application/octet-stream", headers=headers)


def _form(request: StaffRequest, file_name: str, rows: Sequence[Row]) -> Form:
    """As it was sent; at first by a mapping that fits, or as guessed from the headings."""
    if request.method == "POST":
        form = _sent(request)
    else:
        with attempt() as outcome:
            draft = queries.mapping_for(request.actor, rows, name=request.GET.get("mapping", ""), called=PurePath(file_name).stem)
        if outcome.refusal is not None:
            name = PurePath(file_name).stem[: rules.MAPPING_NAME_LIMIT]
            return Form(name, {}, {}, Kind.SHOP.value, "gcj02", "", trouble=outcome.refusal)
        accuracy = "" if draft.accuracy_m is None else f"{draft.accuracy_m:g}"
        kinds = {word: kind.value for word, kind in draft.kinds.items()}
        return Form(draft.name, draft.columns, kinds, draft.other_kind.value, draft.coord_system.value, accuracy, draft)
    kept = {
        "columns": {column.value: heading for column, heading in form.columns.items()},
        "kinds": form.kinds,
        "other_kind": form.other_kind,
        "coord_system": form.system,
        "accuracy_m": form.accuracy_m or None,
    }
    with attempt() as outcome:
        form.draft = rules.restored(form.name, kept)
    form.trouble = outcome.refusal
    return form


def _sent(request: StaffRequest) -> Form:
    said = request.POST
    pairs = zip(said.getlist("kind_word"), said.getlist("kind_kind"), strict=False)
    return Form(
        name=said.get("name", "").strip(),
        columns={column: heading for column in Column if (heading := said.get(f"column-{column}", ""))},
        kinds={each: kind for each, kind in pairs if kind},
        other_kind=said.get("other_kind", ""),
        system=said.get("system", ""),
        accuracy_m=said.get("accuracy_m", "").strip(),
    )


urlpatterns = [
    path("files/", list_files, name="places_files"),
    path("files/<uuid:import_id>/", look_at_file, name="places_file"),
    path("files/<uuid:import_id>/leave", leave_file, name="places_file_leave"),
    path("files/<uuid:import_id>/errors", fetch_errors, name="places_file_errors"),
]
