"""Answers from a spreadsheet, and as one."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.answers.actions import importing as actions
from linli.answers.queries import answers
from linli.answers.queries import sheet as queries
from linli.answers.rules import sheet as rules
from linli.answers.rules.permissions import Permission
from linli.answers.rules.sheet import AnswerLine
from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.org import sheet
from linli.kernel import clock
from linli.org.rules.people import day_of

SHEET = sheet.Sheet(
    view="answers",
    template="desk/answers/import.html",
    title=_("Import answers"),
    explained=_("A question that has an answer already is left as it stands. Every new one waits for somebody else's review."),
    headings=tuple(rules.HEADINGS.values()),
    required=rules.REQUIRED_HEADINGS,
    template_at="desk:answers_sheet",
    columns=3,
    room="answers",
)


@require_http_methods(["GET", "POST"])
@staff_page
def import_answers(request: StaffRequest) -> HttpResponse:
    """Take answers over from a spreadsheet: look first, then all of it or nothing."""
    answers.require(request.actor, Permission.WRITE)
    return sheet.answered(request, SHEET, _step) if request.method == "POST" else sheet.import_page(request, SHEET)


def _step(request: StaffRequest) -> HttpResponse:
    found = sheet.lines_of(request, SHEET)
    lines = [AnswerLine(each.number, each.cells) for each in found]
    if sheet.is_last_step(request):
        actions.import_answers(request.actor, lines)
        messages.success(request, gettext("The file is taken over."))
        return done(request, "answers")
    planned = queries.plan_import(request.actor, lines, day_of(clock.now()))
    return sheet.import_page(request, SHEET, planned=planned, table=sheet.packed(found))


@require_safe
@staff_page
def fetch_sheet(request: StaffRequest) -> HttpResponse:
    """What is in force as a spreadsheet that can be sent back; with ?template=1 only the headings."""
    answers.require(request.actor, Permission.READ)
    rows = [] if request.GET.get("template") else queries.rows(request.actor)
    return sheet.download(f"{request.place.name}-问答.xlsx", list(rules.HEADINGS.values()), rows)


urlpatterns = [
    path("import", import_answers, name="answers_import"),
    path("sheet.xlsx", fetch_sheet, name="answers_sheet"),
]
