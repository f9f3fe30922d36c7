"""The list of places: filters as one sees them, lines, and filters of one's own; every press is an address."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.paging import parse_mark
from linli.desk.picking import Menu, Pick, menu_of
from linli.desk.places.words import SHAPES, word
from linli.kernel.errors import Refused
from linli.kernel.writes import attempt
from linli.places.actions import filters as actions
from linli.places.queries import listing as queries
from linli.places.rules.kinds import Kind, Stage
from linli.places.rules.listing import USUAL, Quick, Wanted, query_of, read_wanted, write_wanted
from linli.places.rules.permissions import Permission

_HEADED: Final = ((Quick.SILENT, "act"), (Quick.OVERDUE, "watch"), (Quick.UNHEARD, ""))
_CHIPS: Final = (Quick.EXPIRING, Quick.NO_GRID, Quick.LEFT_ALONE, Quick.NO_CARD)


@require_safe
@staff_page
def list_places(request: StaffRequest) -> HttpResponse:
    """A page of places by the filters of the address."""
    wanted, after = wanted_of(request), parse_mark(request.GET.get("after"))
    listing = queries.Listing.open(request.actor)
    rows, counts = listing.rows(wanted, after=after), listing.counts(wanted)
    shown = rows[: queries.PAGE]
    kept = list(queries.own_filters(request.actor))
    conditions = urlencode(write_wanted(wanted))
    return page(
        request,
        "desk/places/list.html",
        current="places",
        wanted=wanted,
        lines=[
            {
                "face": each.face,
                "tags": each.tags,
                "is_overdue": each.is_overdue,
                "kind": word(each.face.kind),
                "stage": word(each.face.stage),
                "shape": SHAPES[each.face.stage].value,
            }
            for each in shown
        ],
        total=counts.total,
        pairs=counts.pairs,
        heads=[_quick(wanted, quick, counts, shape) for quick, shape in _HEADED],
        chips=[_quick(wanted, quick, counts) for quick in _CHIPS],
        menus=_menus(request, wanted),
        saved=[Pick(each.name, f"?{each.query}", each.query == conditions) for each in kept],
        kept_here=next((each.name for each in kept if each.query == conditions), ""),
        conditions=conditions,
        is_filtered=bool(conditions),
        begin=_address(wanted),
        further=f"{_address(wanted)}&after={shown[-1].face.id}" if len(rows) > queries.PAGE else "",
        is_later=after is not None,
        may_change=request.actor.may(Permission.CHANGE) or Permission.CHANGE in request.actor.limits,
        may_import=request.actor.may(Permission.IMPORT),
        may_make_cards=request.actor.may(Permission.MAKE_CARDS),
    )


def wanted_of(request: StaffRequest) -> Wanted:
    """The filters of the address, for who sees places at all."""
    require_look(request)
    return read_wanted({name: request.GET.getlist(name) for name in request.GET})


def require_look(request: StaffRequest) -> None:
    """Refuse who sees no places at all."""
    if not queries.may_look(request.actor):
        raise Refused("kernel.not_allowed")


@require_POST
@staff_page
def keep_filter(request: StaffRequest) -> HttpResponse:
    """Keep the filters that the list stands at."""
    require_look(request)
    wanted = _sent(request)
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
    """Forget one by its name; the list stays where it stood."""
    require_look(request)
    actions.drop_filter(request.actor, name=request.POST.get("name", ""))
    messages.success(request, gettext("The filter is removed."))
    return _back(request, _sent(request))


def _sent(request: StaffRequest) -> Wanted:
    said = QueryDict(request.POST.get("query", ""))
    return read_wanted({name: said.getlist(name) for name in said})


def _back(request: StaffRequest, wanted: Wanted) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('desk:places', args=[request.place.code])}?{query_of(wanted)}", status=303)


def _address(wanted: Wanted) -> str:
    return f"?{urlencode(write_wanted(wanted))}"


def _quick(wanted: Wanted, quick: Quick, counts: queries.Counts, shape: str = "") -> Pick:
    """A quick question begins anew: its count is of everything, and so is what it leads to."""
    is_on = wanted.quick is quick
    return Pick(word(quick), _address(Wanted() if is_on else Wanted(quick=quick)), is_on, str(counts.quick[quick]), shape)


def _menus(request: StaffRequest, wanted: Wanted) -> list[Menu]:
    stages = wanted.stages if wanted.stages != USUAL else frozenset()
    grids = [(name, grid_id, wanted.grid_ids) for grid_id, name in queries.grids(request.actor)]
    tags = [(tag, tag, wanted.tags) for tag in dict.fromkeys([*sorted(wanted.tags), *queries.tags(request.actor)])]
    return [
        _menu(gettext("Kind"), [(word(each), each, wanted.kinds) for each in Kind], lambda kinds: replace(wanted, kinds=kinds)),
        _menu(gettext("Stage"), [(word(each), each, stages) for each in Stage], lambda chosen: replace(wanted, stages=chosen or USUAL)),
        _menu(gettext("Grid"), grids, lambda ids: replace(wanted, grid_ids=ids)),
        _menu(gettext("Tags"), tags, lambda chosen: replace(wanted, tags=chosen)),
    ]


def _menu(name: str, offered: Sequence[tuple[str, Any, frozenset[Any]]], changed: Callable[[frozenset[Any]], Wanted]) -> Menu:
    return menu_of(name, offered, lambda chosen: _address(changed(chosen)))


urlpatterns = [
    path("", list_places, name="places"),
    path("filters/keep", keep_filter, name="places_filter_keep"),
    path("filters/drop", drop_filter, name="places_filter_drop"),
]
