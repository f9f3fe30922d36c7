"""Hot issues: the list by heat with its parts, one of them with trend, map and tickets, and the days that are asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.errors import status_of
from linli.desk.insight.days import address_of, day_of_text, period_of
from linli.desk.insight.marking import InHand, in_hand
from linli.desk.insight.tabs import insight_tabs
from linli.desk.insight.trend import Trend, small, wide
from linli.desk.maps import MapView
from linli.desk.paging import parse_mark
from linli.desk.picking import Menu, Pick, menu_of
from linli.desk.tickets.class_choices import major_classes
from linli.desk.tickets.lines import lines_of
from linli.insight.actions import counting as actions
from linli.insight.queries import hot as queries
from linli.insight.queries.behind import PAGE, Tickets, behind
from linli.insight.queries.hot import IssueLine, Wanted
from linli.insight.queries.marking import may_mark
from linli.insight.rules import counting as rules
from linli.insight.rules.counting import Period
from linli.insight.rules.marking import NOTE_LIMIT
from linli.kernel import clock
from linli.kernel.errors import NotFound, Refused
from linli.kernel.writes import attempt
from linli.maps.layers import Layers, Spot, State
from linli.org.queries.base_map import base_layers
from linli.org.rules.people import day_of
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries import queue
from linli.tickets.queries.queue import Queue
from linli.tickets.queries.readers import knows_reporters
from linli.tickets.rules.catalogue import Catalogue
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.queue import codes_said, codes_within
from linli.tickets.rules.states import state_word

# Days that one press asks for, besides the standing ones.
_QUICK: Final = (30, 365)


@dataclass(frozen=True, slots=True)
class Shown:
    """A hot issue as a line of the list."""

    line: IssueLine
    address: str
    class_name: str
    trend: Trend
    in_hand: Sequence[InHand]


@dataclass(frozen=True, slots=True)
class Told:
    """Why a wish about an issue was refused, and the line that was typed with it."""

    refusal: Refused
    typed: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the heat: what it counts, how, and what that adds."""

    word: str | Promise
    number: str
    how: str | Promise
    points: float


@require_safe
@staff_page
def list_issues(request: StaffRequest) -> HttpResponse:
    """The hot issues of a period, the hottest first."""
    queries.require_look(request.actor)
    asked, wanted = period_of(request), wanted_of(request)
    row = queries.period_of(request.actor, asked)
    days = Period(row.first_on, row.last_on) if row else asked or rules.standing(day_of(clock.now()))
    catalogue, after = classes.in_use(request.actor), parse_mark(request.GET.get("after"))
    codes = codes_within(wanted.class_codes, catalogue.items)
    lines = queries.lines(request.actor, row, wanted, codes, after) if row and row.counted_at else []
    shown = lines[: queries.PAGE]
    marks = in_hand(request.actor, shown)
    return page(
        request,
        "desk/insight/issues.html",
        current="hot_issues",
        **insight_tabs(request.actor, "hot_issues"),
        period=row,
        days=days,
        lines=[_shown(request, each, asked, days, catalogue, marks=marks[each.issue.pk]) for each in shown],
        knows=knows_reporters(request.actor),
        is_everywhere=request.actor.may(Permission.READ),
        is_on_its_way=row is not None and queries.is_on_its_way(row, clock.now()),
        quick=_quick(asked),
        menus=_menus(request, wanted, asked, catalogue),
        open_only=Pick(gettext("Still open"), address_of(asked, replace(wanted, is_open=not wanted.is_open)), wanted.is_open),
        is_filtered=wanted != Wanted(),
        begin=address_of(asked, wanted),
        all_address=address_of(asked, Wanted()),
        further=f"{address_of(asked, wanted)}&after={shown[-1].issue.oldest_id}" if len(lines) > queries.PAGE else "",
        is_later=after is not None,
    )


@require_safe
@staff_page
def show_issue(request: StaffRequest, oldest_id: UUID) -> HttpResponse:
    """One hot issue: its parts, its trend, where it is, every ticket it counts."""
    return issue_page(request, oldest_id)


def issue_page(request: StaffRequest, oldest_id: UUID, told: Told | None = None) -> HttpResponse:
    """The page of one issue, with what was refused on it and typed for it."""
    queries.require_look(request.actor)
    asked = period_of(request)
    line = queries.line_for(request.actor, asked, oldest_id)
    row, found = line.issue.period, behind(request.actor, line.issue)
    desk, after = Queue.open(request.actor), parse_mark(request.GET.get("after"))
    ids = found.page(after)
    shown = ids[:PAGE]
    tickets = {each.pk: each for each in desk.chosen(shown)}
    rows = [tickets[each] for each in shown]
    begin = f"{reverse('desk:hot_issue', args=[request.place.code, oldest_id])}{address_of(asked, Wanted())}"
    return page(
        request,
        "desk/insight/issue.html",
        status=status_of(told.refusal) if told else 200,
        current="hot_issues",
        told=told,
        period=row,
        line=line,
        back=address_of(asked, Wanted()),
        class_name=_class_name(line, desk.catalogue),
        parts=parts_of(line) if line.knows else [],
        trend=wide(line.issue.trend, Period(row.first_on, row.last_on)),
        units=found.units,
        open_number=len(found.open),
        is_meeting=_is_meeting(request, found),
        marks=in_hand(request.actor, [line])[line.issue.pk],
        may_mark=may_mark(request.actor),
        note_limit=NOTE_LIMIT,
        next_address=_next(request, found),
        map=_map(request, found),
        tickets=lines_of(request.actor, request.place.code, rows, desk.now, desk.catalogue),
        begin=begin,
        further=f"{begin}&after={shown[-1]}" if len(ids) > PAGE else "",
        is_later=after is not None,
    )


@require_POST
@staff_page
def ask_period(request: StaffRequest) -> HttpResponse:
    """Ask that some days be counted, and go and look at them; what is counted already is there at once."""
    queries.require_look(request.actor)
    first_on, last_on = (day_of_text(request.POST.get(name, "")) for name in ("since", "until"))
    trouble = gettext("Say the first and the last day.")
    if first_on is not None and last_on is not None:
        with attempt() as outcome:
            actions.ask_period(request.actor, first_on, last_on)
        if outcome.refusal is None:
            where = reverse("desk:hot_issues", args=[request.place.code])
            return HttpResponseRedirect(f"{where}{address_of(Period(first_on, last_on), Wanted())}", status=303)
        trouble = str(outcome.refusal.sentence)
    return _refused(request, trouble)


def _refused(request: StaffRequest, sentence: str) -> HttpResponse:
    days = rules.standing(day_of(clock.now()))
    said = {"since": request.POST.get("since", "")[:10], "until": request.POST.get("until", "")[:10]}
    return page(
        request, "desk/insight/issues.html", status=422, current="hot_issues", days=days, trouble=sentence, said=said, quick=_quick(None)
    )


def wanted_of(request: StaffRequest) -> Wanted:
    """The filters of the address; not found for words that no page of ours has written."""
    try:
        grids = frozenset(map(UUID, request.GET.getlist("grid")))
        codes = codes_said(request.GET.getlist("class"))
    except ValueError as trouble:
        raise NotFound from trouble
    return Wanted(class_codes=codes, grid_ids=grids, is_open="open" in request.GET)


def _quick(asked: Period | None) -> list[tuple[Pick, Period | None]]:
    """The standing days lead to an address; others are asked for by a press, and counted where they are not yet."""
    today = day_of(clock.now())
    found: list[tuple[Pick, Period | None]] = [(Pick(_days(rules.STANDING_DAYS), "?", asked is None), None)]
    for number in _QUICK:
        period = Period(today - timedelta(days=number - 1), today)
        found.append((Pick(_days(number), address_of(period, Wanted()), asked == period), period))
    return found


def _days(number: int) -> str:
    return gettext("Last %(number)d days") % {"number": number}


def _menus(request: StaffRequest, wanted: Wanted, asked: Period | None, catalogue: Catalogue) -> list[Menu]:
    grids = queue.menus(request.actor).grids
    return [
        menu_of(
            gettext("Class"),
            [(name, code, wanted.class_codes) for code, name in major_classes(catalogue)],
            lambda codes: address_of(asked, replace(wanted, class_codes=codes)),
        ),
        menu_of(
            gettext("Grid"),
            [(each.name, UUID(each.value), wanted.grid_ids) for each in grids],
            lambda ids: address_of(asked, replace(wanted, grid_ids=ids)),
        ),
    ]


def _shown(
    request: StaffRequest, line: IssueLine, asked: Period | None, days: Period, catalogue: Catalogue, *, marks: Sequence[InHand]
) -> Shown:
    where = reverse("desk:hot_issue", args=[request.place.code, line.issue.oldest_id])
    return Shown(line, f"{where}{address_of(asked, Wanted())}", _class_name(line, catalogue), small(line.issue.trend, days), marks)


def _class_name(line: IssueLine, catalogue: Catalogue) -> str:
    item = catalogue.items.get(line.item_code)
    return item.name if item else ""


def parts_of(line: IssueLine) -> Sequence[Part]:
    """What the heat is made of, each part with its rule in plain words."""
    row, points = line.issue, line.parts.points
    number = {"number": row.recent, "whole": row.tickets}
    unsolved = {"number": row.unsolved, "whole": row.tickets}
    said = (
        (_("Reporters"), f"{row.breadth:,}", _("10 times the natural logarithm of their number")),
        (_("Likes"), f"{row.likes:,}", _("twice the natural logarithm of one more than their number")),
        (_("Dislikes"), f"{row.dislikes:,}", _("the natural logarithm of one more than their number")),
        (_("Growth"), gettext("%(number)d of %(whole)d") % number, _("5 times the share that came in the last 30 days")),
        (
            _("Age"),
            gettext("%(days)d days") % {"days": row.days},
            _("2 for half a year or longer between first and last, less in proportion"),
        ),
        (_("Unsolved"), gettext("%(number)d of %(whole)d") % unsolved, _("3 times the share that is not closed as solved")),
    )
    return [Part(word, value, how, point) for (word, value, how), point in zip(said, points, strict=True)]


def _next(request: StaffRequest, found: Tickets) -> str:
    """Where the next action is: calling a meeting for who may, else the oldest open ticket; nowhere when none is open."""
    if _is_meeting(request, found):
        return reverse("desk:ticket_move", args=[request.place.code, found.to_meet_id, "call-meeting"])
    return reverse("desk:ticket", args=[request.place.code, found.open[0].ticket_id]) if found.open else ""


def _is_meeting(request: StaffRequest, found: Tickets) -> bool:
    return found.to_meet_id is not None and request.actor.may(Permission.DELIBERATE)


def _map(request: StaffRequest, found: Tickets) -> MapView | None:
    if not found.drawn:
        return None
    drawn = tuple(
        Spot(
            key=str(each.ticket_id),
            name=f"#{each.number} ({state_word(each.state)})",
            at=each.point,
            state=State.WATCH if each.is_open else State.NONE,
        )
        for each in found.drawn
        if each.point is not None
    )
    return MapView(
        title=gettext("Where its tickets are"),
        layers=Layers(spots=drawn).upon(base_layers(request.actor)),
        addresses={str(each.ticket_id): reverse("desk:ticket", args=[request.place.code, each.ticket_id]) for each in found.drawn},
        is_listed=False,
    )


urlpatterns: Any = [
    path("hot/", list_issues, name="hot_issues"),
    path("hot/days", ask_period, name="hot_days"),
    path("hot/<uuid:oldest_id>/", show_issue, name="hot_issue"),
]
