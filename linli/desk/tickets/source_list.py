"""Where matters come from, as the subdistrict calls it."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.desk.door import StaffRequest, done, staff_page
from linli.desk.errors import status_of
from linli.desk.paging import typed_number
from linli.desk.tickets.rulebook import book_page, require_reader
from linli.kernel.errors import Refused
from linli.kernel.writes import attempt
from linli.tickets.actions import sources as actions
from linli.tickets.queries import sources as queries
from linli.tickets.rules.catalogue import Permission
from linli.tickets.rules.sources import PRESSED, SOURCE_NAME_LIMIT, WantedSource

TAB: Final = "tickets_sources"


@require_http_methods(["GET", "POST"])
@staff_page
def show_sources(request: StaffRequest) -> HttpResponse:
    """The list in its order; changed as a whole."""
    require_reader(request.actor)
    if request.method != "POST":
        rows = [WantedSource(each.name, each.is_offered, each.code, each.seen) for each in queries.all_of(request.actor)]
        return _list_page(request, rows)
    request.actor.require(Permission.CHANGE)
    wanted = _wanted(request)
    with attempt() as outcome:
        actions.keep_sources(request.actor, [each for each in wanted if each.code or each.name.strip()])
    if outcome.refusal:
        return _list_page(request, wanted, trouble=outcome.refusal)
    messages.success(request, gettext("The list of sources is saved."))
    return done(request, TAB)


def _wanted(request: StaffRequest) -> list[WantedSource]:
    """The lines as they were sent, in the order of the places that were typed."""
    post = request.POST
    found = []
    for number, code in enumerate(post.getlist("code")):
        place = post.get(f"place-{number}", "")
        line = WantedSource(
            post.get(f"name-{number}", "")[: SOURCE_NAME_LIMIT * 2],
            post.get(f"is_offered-{number}") == "on",
            code,
            typed_number(post.get(f"seen-{number}", "")),
        )
        found.append((typed_number(place) if place else number, number, line))
    return [line for _place, _number, line in sorted(found, key=lambda each: each[:2])]


def _list_page(request: StaffRequest, rows: list[WantedSource], trouble: Refused | None = None) -> HttpResponse:
    may_change = request.actor.may(Permission.CHANGE)
    has_new = any(not each.code for each in rows)
    return book_page(
        request,
        "sources.html",
        tab_on=TAB,
        status=status_of(trouble) if trouble else 200,
        trouble=trouble.sentence if trouble else "",
        rows=list(enumerate([*rows, *([] if has_new or not may_change else [WantedSource("")])])),
        pressed=PRESSED,
        name_limit=SOURCE_NAME_LIMIT,
        may_change=may_change,
    )


urlpatterns = [
    path("sources/", show_sources, name=TAB),
]
