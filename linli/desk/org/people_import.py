"""People from a spreadsheet: duplicates are proposed, and a person decides."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.org import sheet
from linli.org.actions import person_sheet as actions
from linli.org.queries import person_sheet as queries
from linli.org.rules import person_sheet as rules
from linli.org.rules.imports import Verdict
from linli.org.rules.permissions import Permission
from linli.org.rules.person_sheet import PersonLine

SHEET = sheet.Sheet(
    view="people",
    template="desk/org/people/import.html",
    title=_("Import people"),
    explained=_("Who stands here already under that name is changed, or you decide. Empty cells change nothing; nobody leaves by a file."),
    headings=tuple(rules.HEADINGS.values()),
    required=rules.REQUIRED_HEADINGS,
    template_at="desk:people_template",
    columns=5,
)


@require_http_methods(["GET", "POST"])
@staff_page
def import_people(request: StaffRequest) -> HttpResponse:
    """Take people over from a spreadsheet: look first, decide, then all of it or nothing."""
    request.actor.require(Permission.CHANGE_PEOPLE)
    return sheet.answered(request, SHEET, _step) if request.method == "POST" else sheet.import_page(request, SHEET)


def _step(request: StaffRequest) -> HttpResponse:
    found = sheet.lines_of(request, SHEET)
    lines = [PersonLine(each.number, each.cells, _decision(request, each.number)) for each in found]
    planned = queries.plan_import(request.actor, lines)
    is_ready = all(row.verdict not in {Verdict.REFUSED, Verdict.UNDECIDED} for row in planned)
    if sheet.is_last_step(request) and is_ready:
        actions.import_people(request.actor, lines)
        messages.success(request, gettext("The file is taken over."))
        return done(request, "people")
    return sheet.import_page(request, SHEET, planned=planned, table=sheet.packed(found))


def _decision(request: StaffRequest, number: int) -> str:
    text = request.POST.get(f"choice-{number}", "")
    try:
        return text if text == Verdict.NEW else str(UUID(text))
    except ValueError:
        return ""


@require_safe
@staff_page
def people_template(request: StaffRequest) -> HttpResponse:
    """The headings of the file; people are never written out in bulk."""
    request.actor.require(Permission.CHANGE_PEOPLE)
    return sheet.download(f"{request.place.name}-人员.xlsx", list(rules.HEADINGS.values()), [])
