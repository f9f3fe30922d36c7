"""What the pages about catalogue, duty list and sources share: their frame, their forms, a table on its way in."""

import json
from collections.abc import Sequence
from typing import Any, BinaryIO, Final, cast

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from linli.desk.door import StaffRequest, is_partial, page
from linli.desk.forms import DeskForm
from linli.desk.tickets.rule_tabs import rule_tabs
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.sheets import Limits, Row, read_rows
from linli.org.rules.imports import ROWS_AT_MOST
from linli.tickets.rules.catalogue import Permission

LIMITS: Final = Limits(sent_bytes=5_000_000, rows=ROWS_AT_MOST)
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def require_reader(actor: Actor) -> None:
    """Refuse whoever may not see the rule book."""
    actor.require(Permission.READ)


def book_page(request: StaffRequest, template: str, *, tab_on: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the rule book."""
    return page(
        request, f"desk/tickets/rulebook/{template}", status=status, current="tickets_catalogue", tabs=rule_tabs(), tab_on=tab_on, **context
    )


def book_form(
    request: StaffRequest, form: DeskForm, *, tab_on: str, title: str, save: str, leave_to: str, template: str = "form.html", **context: Any
) -> HttpResponse:
    """A form of the rule book as a page of its own, with its one big button."""
    said = {"title": title, "save": save, "leave_to": leave_to, **context}
    return book_page(request, template, tab_on=tab_on, status=form.status, form=form, **said)


def in_place(request: StaffRequest, answer: HttpResponse) -> HttpResponse:
    """The answer to a form that leads nowhere else: where a script sent it, the page takes the place of the old one."""
    if is_partial(request):
        for name, value in {"HX-Retarget": "#page", "HX-Reselect": "#page", "HX-Reswap": "outerHTML"}.items():
            answer[name] = value
    return answer


def sent_rows(request: StaffRequest) -> tuple[str, list[Row]]:
    """The name and the rows of the file that came with the form, or those the page kept."""
    if "table" in request.POST:
        return request.POST.get("name", "")[:100], unpacked(request.POST["table"])
    upload = request.FILES.get("file")
    if upload is None or upload.file is None:
        raise Refused("desk.no_file")
    name = upload.name or ""
    return name, read_rows(cast(BinaryIO, upload.file), name=name, limits=LIMITS)


def packed(rows: Sequence[Row]) -> str:
    """The rows as the page keeps them between looking and taking over."""
    return json.dumps([[row.number, list(row.cells)] for row in rows], ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> list[Row]:
    """The rows that the page kept; anything else that comes is no table."""
    try:
        rows = [Row(int(number), tuple(map(str, _listed(cells)))) for number, cells in map(_listed, _listed(json.loads(text)))]
    except (ValueError, TypeError):
        raise Refused("desk.no_file") from None
    if len(rows) > ROWS_AT_MOST:
        raise Refused("sheets.too_many_rows", name="", limit=ROWS_AT_MOST)
    return rows


def _listed(found: Any) -> list[Any]:
    if not isinstance(found, list):
        raise TypeError("rows and cells stand in lists")
    return found


def workbook(name: str, content: bytes) -> HttpResponse:
    """A workbook as a file."""
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment"}
    return HttpResponse(content, content_type=XLSX, headers=headers)
