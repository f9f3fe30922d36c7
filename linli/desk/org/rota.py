"""The duty rota as a month, as a week for printing, and as a sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.org.moments import today
from linli.desk.org.tabs import tabs_for
from linli.kernel import clock
from linli.kernel.ids import parse_uuid7
from linli.kernel.sheets import write_xlsx
from linli.org.queries import people, rota_sheet
from linli.org.queries import rota as queries
from linli.org.queries.months import bounds, days_of
from linli.org.queries.people import Card
from linli.org.queries.rota import Gaps, ShiftNow
from linli.org.queries.worktime import DayKind, day_kinds
from linli.org.rules.permissions import Permission
from linli.org.rules.rota_sheet import HEADINGS

WEEK = 7


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the month: what the calendar says about it and the shifts that begin on it."""

    on: date
    is_here: bool
    is_today: bool
    kind: DayKind
    shifts: Sequence[ShiftNow]


@require_safe
@staff_page
def month(request: StaffRequest) -> HttpResponse:
    """A month of one unit's rota, with what it lacks."""
    request.actor.require(Permission.READ)
    if not queries.units(request.actor):
        return page(request, "desk/org/rota/nobody.html", current="org", tabs=tabs_for(request.actor), tab_on="rota")
    unit = queries.unit_for(request.actor, chosen_unit(request))
    first = chosen_month(request.GET.get("month", ""))
    days = days_of(first)
    # Whole weeks, so that the days of a week stand below one another.
    begin = days[0] - timedelta(days=days[0].weekday())
    end = days[-1] + timedelta(days=WEEK - 1 - days[-1].weekday())
    found = queries.shifts(request.actor, unit.pk, *bounds(begin, end))
    cells = _cells(found, day_kinds(request.actor, begin, end), first)
    return page(
        request,
        "desk/org/rota/month.html",
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="rota",
        unit=unit,
        units=queries.units(request.actor),
        first=first,
        before=first - timedelta(days=1),
        after=days[-1] + timedelta(days=1),
        weeks=[cells[at : at + WEEK] for at in range(0, len(cells), WEEK)],
        weekdays=weekdays(),
        is_provisional=any(cell.kind.is_provisional for cell in cells if cell.is_here),
        has_shifts=any(cell.shifts for cell in cells if cell.is_here),
        gaps=_gaps(found, days),
        cards=_cards(request, found),
        week_on=max(days[0], min(today(), days[-1])),
        may_change=request.actor.may(Permission.CHANGE_ROTA),
    )


@require_safe
@staff_page
def week(request: StaffRequest) -> HttpResponse:
    """A week of the rota as it hangs on the wall 值班表, with the phones."""
    request.actor.require(Permission.READ)
    unit = queries.unit_for(request.actor, chosen_unit(request))
    on = chosen_day(request.GET.get("on", ""))
    begin = on - timedelta(days=on.weekday())
    end = begin + timedelta(days=WEEK - 1)
    found = queries.shifts(request.actor, unit.pk, *bounds(begin, end))
    return page(
        request,
        "desk/org/rota/week.html",
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="rota",
        unit=unit,
        days=_cells(found, day_kinds(request.actor, begin, end), begin),
        begin=begin,
        end=end,
        before=begin - timedelta(days=1),
        after=end + timedelta(days=1),
        cards=_cards(request, found),
    )


@require_safe
@staff_page
def export(request: StaffRequest) -> HttpResponse:
    """A month of the rota as a spreadsheet, in the columns in which it can be brought back."""
    request.actor.require(Permission.READ)
    unit = queries.unit_for(request.actor, chosen_unit(request))
    first = chosen_month(request.GET.get("month", ""))
    days = days_of(first)
    found = queries.shifts(request.actor, unit.pk, *bounds(days[0], days[-1]))
    here = [each for each in found if timezone.localtime(each.shift.begins_at).date() in set(days)]
    rows = rota_sheet.rows(here, _cards(request, here))
    name = gettext("Duty rota {unit} {month}").format(unit=unit.short_name, month=f"{first:%Y-%m}")
    answer = HttpResponse(
        write_xlsx(HEADINGS, rows, title=f"{first:%Y-%m}"), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.xlsx") or "attachment"
    return answer


def chosen_unit(request: StaffRequest) -> UUID | None:
    """The unit the address names; none is the operations centre."""
    named = request.GET.get("unit", "")
    return parse_uuid7(named) if named else None


def chosen_month(text: str) -> date:
    """The first day of the month the address names; of this one where it names none."""
    return chosen_day(f"{text}-01" if text else "").replace(day=1)


def chosen_day(text: str) -> date:
    """The day the address names, between the years calendars know; today where it names none."""
    try:
        found = date.fromisoformat(text) if text else today()
    except ValueError:
        found = today()
    return found if 2000 < found.year < 2099 else today()


def weekdays() -> list[str]:
    """Their short names, Monday first."""
    return [gettext("Mon"), gettext("Tue"), gettext("Wed"), gettext("Thu"), gettext("Fri"), gettext("Sat"), gettext("Sun")]


def _cells(found: Sequence[ShiftNow], kinds: Mapping[date, DayKind], first: date) -> list[Cell]:
    by_day: dict[date, list[ShiftNow]] = {on: [] for on in kinds}
    for each in found:
        on = timezone.localtime(each.shift.begins_at).date()
        if on in by_day:
            by_day[on].append(each)
    now = today()
    return [Cell(on, on.month == first.month, on == now, kind, by_day[on]) for on, kind in kinds.items()]


def _gaps(found: Sequence[ShiftNow], days: Sequence[date]) -> Gaps:
    begin, end = bounds(days[0], days[-1])
    # What is over cannot be covered any more; a month that is over is shown as it was.
    since: datetime = max(begin, clock.now()) if clock.now() < end else begin
    return queries.gaps([each for each in found if each.shift.ends_at > since and each.shift.begins_at < end], since, end)


def _cards(request: StaffRequest, found: Sequence[ShiftNow]) -> Mapping[UUID, Card]:
    return people.cards(request.actor, {person.person_id for each in found for person in each.people})
