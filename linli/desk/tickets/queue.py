"""The queue of tickets: filters as one sees them, lines, keys; every press is an address, so that a filter can be kept and sent."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.frame import counted_words
from linli.desk.picking import Menu, Pick, menu_of
from linli.desk.tickets.class_choices import major_classes
from linli.desk.tickets.lines import lines_of
from linli.desk.tickets.rule_tabs import beside_queue
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.tickets.queries import queue as queries
from linli.tickets.queries.queue import PAGE, Choice, Counts, Menus, Queue
from linli.tickets.queries.readers import knows_reporters
from linli.tickets.rules.catalogue import Catalogue
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.queue import Quick, Sort, Wanted, read_mark, read_wanted, write_wanted
from linli.tickets.rules.states import OPEN, State, state_word

# Beside the heading, with the shape of their state; the other quick questions stand as chips among the filters.
_HEADED: Final = ((Quick.LATE, "stop"), (Quick.SOON, "watch"), (Quick.MEETING, "act"), (Quick.TODAY, ""))
_CHIPS: Final = (Quick.MINE, Quick.BOUNCED, Quick.NOBODY, Quick.STUCK, Quick.HAZARD, Quick.VERIFY, Quick.SUPERVISED)
# What the menus offer: classes of the first level by name and code, grids, units.
_Offered = tuple[tuple[tuple[str, str], ...], tuple[Choice, ...], tuple[Choice, ...]]
_TRACKS: Final = {Track.ROUTINE: _("Routine"), Track.HOTLINE: _("Hotline"), Track.EMERGENCY: _("Emergency")}


@require_safe
@staff_page
def list_tickets(request: StaffRequest) -> HttpResponse:
    """A page of the queue by the filters of the address."""
    if not queries.may_look(request.actor):
        raise Refused("kernel.not_allowed")
    wanted, after = wanted_of(request), read_mark(request.GET.get("after", ""))
    queue = Queue.open(request.actor)
    rows = queue.rows(wanted, after)
    shown, counts, menus = rows[:PAGE], queue.counts(wanted), queries.menus(request.actor)
    further = queries.mark_of(shown[-1], wanted.order).text() if len(rows) > PAGE else ""
    return page(
        request,
        "desk/tickets/queue.html",
        current="tickets",
        now=queue.now,
        beside=beside_queue(request.actor),
        may_undo=request.actor.may(Permission.UNDO),
        may_remind=request.actor.may(Permission.CALL),
        wanted=wanted,
        lines=lines_of(request.actor, request.place.code, shown, queue.now, queue.catalogue),
        total=counted_words(counts.total),
        open_tickets=counts.open,
        heads=_quicks(wanted, counts, _HEADED),
        chips=_quicks(wanted, counts, [(each, "") for each in _CHIPS]),
        menus=_menus(request.actor, wanted, menus, queue.catalogue),
        saved=_saved(wanted, menus),
        from_file=_from_file(wanted),
        order=_order(wanted),
        begin=address_of(wanted),
        all_address=address_of(Wanted()),
        conditions=urlencode(write_wanted(wanted)),
        kept_here=next((each.name for each in menus.saved if each.value == urlencode(write_wanted(wanted))), ""),
        is_filtered=bool(write_wanted(wanted)),
        further=f"{address_of(wanted)}&after={further}" if further else "",
        is_later=after is not None,
        may_dispatch=request.actor.may(Permission.DISPATCH),
        may_import=request.actor.may(Permission.IMPORT),
        may_open=request.actor.may(Permission.OPEN) or Permission.OPEN in request.actor.limits,
    )


def wanted_of(request: StaffRequest) -> Wanted:
    """The filters of the address; which door a ticket came in by is asked by nobody who may not know it."""
    wanted = read_wanted({name: request.GET.getlist(name) for name in request.GET})
    if not knows_reporters(request.actor):
        wanted = replace(wanted, tracks=wanted.tracks & {Track.EMERGENCY})
    return wanted


# A page has a hundred of them, for every choice of every menu, and the same hundred the next time.
@lru_cache(maxsize=4096)
def address_of(wanted: Wanted) -> str:
    """The queue by these filters, relative to itself; a lone question mark asks for everything open."""
    return f"?{urlencode(write_wanted(wanted))}"


def _quicks(wanted: Wanted, counts: Counts, shapes: Iterable[tuple[Quick, str]]) -> list[Pick]:
    """A quick question begins anew: its count is of everything open, and so is what it leads to."""
    return [
        Pick(
            gettext(quick.words),
            address_of(Wanted() if wanted.quick is quick else Wanted(quick=quick)),
            wanted.quick is quick,
            counted_words(counts.quick[quick]),
            shape,
        )
        for quick, shape in shapes
    ]


def _menus(actor: Actor, wanted: Wanted, menus: Menus, catalogue: Catalogue) -> tuple[Menu, ...]:
    return _menus_in(get_language(), wanted, (major_classes(catalogue), menus.grids, menus.units), knows=knows_reporters(actor))


# The same choices lead to the same addresses until somebody names a class, a grid or a unit anew.
@lru_cache(maxsize=256)
def _menus_in(_language: str | None, wanted: Wanted, offered: _Offered, *, knows: bool) -> tuple[Menu, ...]:
    tops, grids, units = offered
    chosen = wanted.states if wanted.states != OPEN else frozenset()
    return (
        _menu(
            gettext("State"),
            [(state_word(each), each, chosen) for each in State],
            lambda states: replace(wanted, states=states or OPEN),
            default=pgettext("of tickets", "open"),
        ),
        _menu(
            gettext("Class"),
            [(name, code, wanted.class_codes) for code, name in tops],
            lambda codes: replace(wanted, class_codes=codes),
        ),
        _menu(gettext("Grid"), _of(grids, wanted.grid_ids), lambda ids: replace(wanted, grid_ids=ids)),
        _menu(gettext("Unit"), _of(units, wanted.unit_ids), lambda ids: replace(wanted, unit_ids=ids)),
        _menu(
            pgettext("of tickets", "Track"),
            [(str(word), each, wanted.tracks) for each, word in _TRACKS.items() if knows or each is Track.EMERGENCY],
            lambda tracks: replace(wanted, tracks=tracks),
        ),
    )


def _of(choices: Sequence[Choice], chosen: frozenset[UUID]) -> list[tuple[str, Any, frozenset[Any]]]:
    return [(each.name, UUID(each.value), chosen) for each in choices]


def _menu(
    word: str, choices: Sequence[tuple[str, Any, frozenset[Any]]], changed: Callable[[frozenset[Any]], Wanted], *, default: str = ""
) -> Menu:
    return menu_of(word, choices, lambda chosen: address_of(changed(chosen)), default=default)


def _from_file(wanted: Wanted) -> list[Pick]:
    """Filters that only a page about a file sets; pressed they are taken out."""
    picks = []
    if wanted.run_id is not None:
        picks.append(Pick(gettext("From one file"), address_of(replace(wanted, run_id=None)), is_on=True))
    if wanted.was_late_there:
        picks.append(Pick(gettext("Closed late there"), address_of(replace(wanted, was_late_there=False)), is_on=True))
    if wanted.lack is not None:
        picks.append(Pick(gettext(wanted.lack.words), address_of(replace(wanted, lack=None)), is_on=True))
    return picks


def _saved(wanted: Wanted, menus: Menus) -> list[Pick]:
    return [Pick(each.name, f"?{each.value}", f"?{each.value}" == address_of(wanted)) for each in menus.saved]


def _order(wanted: Wanted) -> Pick:
    other = Sort.NEWEST if wanted.order is Sort.DUE else Sort.DUE
    return Pick(gettext(wanted.order.words), address_of(replace(wanted, sort=other)))


urlpatterns = [
    path("", list_tickets, name="tickets"),
]
