"""A spreadsheet on its way in: read, shown row by row, sent once more to be taken over; and on its way out."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header

from linli.desk.door import StaffRequest, page, uploaded
from linli.desk.errors import status_of
from linli.desk.org.tabs import tabs_for
from linli.kernel.errors import Refused
from linli.kernel.sheets import Limits, Line, by_heading, read_rows, write_xlsx
from linli.kernel.writes import attempt
from linli.org.rules.imports import ROWS_AT_MOST, Verdict

LIMITS = Limits(sent_bytes=5_000_000, rows=ROWS_AT_MOST)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of spreadsheet that may come in: its page, its columns, its template."""

    view: str
    template: str
    title: str | Promise
    explained: str | Promise
    headings: Sequence[str]
    required: Sequence[str]
    template_at: str
    # How many columns of the page stand beside the row's number.
    columns: int
    # Where in the navigation the page stands.
    room: str = "org"


def is_last_step(request: StaffRequest) -> bool:
    """Whether the rows have been looked at and are sent back to be taken over."""
    return "table" in request.POST


def lines_of(request: StaffRequest, kind: Sheet) -> list[Line]:
    """The rows of the file that came with the form, or those the page kept."""
    if is_last_step(request):
        return unpacked(request.POST["table"])
    upload = uploaded(request)
    rows = read_rows(upload.content, name=upload.name, limits=LIMITS)
    return by_heading(rows, kind.required, [heading for heading in kind.headings if heading not in kind.required])


def packed(lines: Sequence[Line]) -> str:
    """The rows as the page keeps them between looking and taking over."""
    return json.dumps([[line.number, dict(line.cells)] for line in lines], ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> list[Line]:
    """The rows that the page kept; anything else that comes is no table."""
    try:
        found = json.loads(text)
        lines = [Line(int(number), _cells(cells)) for number, cells in _listed(found)]
    except (ValueError, TypeError):
        raise Refused("desk.no_file") from None
    if len(lines) > ROWS_AT_MOST:
        raise Refused("sheets.too_many_rows", name="", limit=ROWS_AT_MOST)
    return lines


def _listed(found: Any) -> list[Any]:
    if not isinstance(found, list):
        raise TypeError("the rows stand in a list")
    return found


def _cells(cells: Any) -> Mapping[str, str]:
    if not isinstance(cells, dict):
        raise TypeError("the cells of a row stand by heading")
    return {str(heading): str(value) for heading, value in cells.items()}


def download(name: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> HttpResponse:
    """The table as a file."""
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment"}
    return HttpResponse(write_xlsx(headings, rows), content_type=XLSX, headers=headers)


def import_page(
    request: StaffRequest, kind: Sheet, *, planned: Sequence[Any] = (), table: str = "", trouble: Refused | None = None, **context: Any
) -> HttpResponse:
    """The page that takes a file, or shows its rows and what each would do."""
    count = {verdict.value: sum(row.verdict is verdict for row in planned) for verdict in Verdict}
    code = request.place.code
    return page(
        request,
        kind.template,
        status=status_of(trouble) if trouble else 200,
        current=kind.room,
        tabs=tabs_for(request.actor) if kind.room == "org" else [],
        tab_on=kind.view,
        kind=kind,
        rows=planned,
        count=count,
        to_do=count[Verdict.NEW] + count[Verdict.CHANGED],
        table=table,
        trouble=trouble.sentence if trouble else "",
        leave_to=reverse(f"desk:{kind.view}", args=[code]),
        template_at=f"{reverse(kind.template_at, args=[code])}?template=1",
        **context,
    )


def answered(request: StaffRequest, kind: Sheet, step: Callable[[StaffRequest], HttpResponse]) -> HttpResponse:
    """What the step answers; a refusal of the whole file stands on the page that takes it."""
    answers: list[HttpResponse] = []
    with attempt() as outcome:
        answers.append(step(request))
    return answers[0] if answers else import_page(request, kind, trouble=outcome.refusal)
