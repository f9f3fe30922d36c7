"""How often places of each kind are visited."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.errors import status_of
from linli.desk.paging import typed_number
from linli.desk.places.listing import require_look
from linli.desk.places.words import word
from linli.kernel.errors import Refused
from linli.kernel.writes import attempt
from linli.places.actions.periods import set_period
from linli.places.queries import periods as queries
from linli.places.rules.kinds import Kind
from linli.places.rules.periods import AT_MOST_DAYS
from linli.places.rules.permissions import Permission


@require_http_methods(["GET", "POST"])
@staff_page
def show_periods(request: StaffRequest) -> HttpResponse:
    """GET: the period of each kind. POST: settle those that were changed; empty is never by itself."""
    require_look(request)
    trouble: Refused | None = None
    if request.method == "POST":
        with attempt() as outcome:
            for kind, days in queries.periods(request.actor).items():
                # A field that did not come with the form says nothing.
                typed = request.POST.get(f"days-{kind}", "" if days is None else str(days)).strip()
                new = typed_number(typed) if typed else None
                if new != days:
                    set_period(request.actor, kind, days=new, seen=typed_number(request.POST.get(f"seen-{kind}")))
        if outcome.refusal is None:
            messages.success(request, gettext("The periods are settled."))
            return done(request, "places_periods")
        trouble = outcome.refusal
    settled, seen = queries.periods(request.actor), queries.versions(request.actor)
    typed_days = {kind: request.POST.get(f"days-{kind}", "" if settled[kind] is None else str(settled[kind])) for kind in Kind}
    return page(
        request,
        "desk/places/periods.html",
        status=status_of(trouble) if trouble else 200,
        current="places",
        rows=[{"kind": kind.value, "word": word(kind), "days": typed_days[kind], "seen": seen[kind]} for kind in Kind],
        limit=AT_MOST_DAYS,
        may_change=request.actor.may(Permission.CHANGE_PERIODS),
        trouble=trouble.sentence if trouble else "",
    )


urlpatterns = [
    path("periods", show_periods, name="places_periods"),
]
