"""Search over everything the house can find."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from linli.desk.door import StaffRequest, page, staff_page
from linli.notes import queries as notes

SHORTEST = 2
LONGEST = 80


@require_safe
@staff_page
def search(request: StaffRequest) -> HttpResponse:
    """Everything that contains the words; two characters are enough."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    is_short = len(query) < SHORTEST
    found = [] if is_short else notes.search(request.actor, query)
    return page(request, "desk/search.html", current="search", is_search=True, query=query, is_short=is_short, found=found)
