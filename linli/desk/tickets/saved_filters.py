"""Keeping the filters of the queue under a name of one's own, and forgetting them."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.desk.door import StaffRequest, staff_page
from linli.kernel.writes import attempt
from linli.tickets.actions import filters as actions
from linli.tickets.rules.queue import Wanted, query_of, read_wanted


@require_POST
@staff_page
def save_filter(request: StaffRequest) -> HttpResponse:
    """Keep the filters that the queue stands at."""
    wanted = _wanted(request)
    with attempt() as outcome:
        actions.save_filter(request.actor, name=request.POST.get("name", ""), wanted=wanted)
    if outcome.refusal is not None:
        messages.warning(request, outcome.refusal.sentence)
    else:
        messages.success(request, gettext("The filter is kept; it stands beside the others."))
    return _back(request, wanted)


@require_POST
@staff_page
def drop_filter(request: StaffRequest) -> HttpResponse:
    """Forget one by its name; the queue stays where it stood."""
    actions.drop_filter(request.actor, name=request.POST.get("name", ""))
    messages.success(request, gettext("The filter is removed."))
    return _back(request, _wanted(request))


def _wanted(request: StaffRequest) -> Wanted:
    said = QueryDict(request.POST.get("query", ""))
    return read_wanted({name: said.getlist(name) for name in said})


def _back(request: StaffRequest, wanted: Wanted) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('desk:tickets', args=[request.place.code])}?{query_of(wanted)}", status=303)


urlpatterns = [
    path("filters/keep", save_filter, name="tickets_filter_keep"),
    path("filters/drop", drop_filter, name="tickets_filter_drop"),
]
