"""The rates of a month beside those of the month before: every share with what it is a share of, and what was left out and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_safe

from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.insight.tabs import insight_tabs
from linli.desk.picking import Menu, Pick
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.org.rules.people import day_of
from linli.tickets.queries import queue
from linli.tickets.queries.rates import rates
from linli.tickets.queries.readers import knows_reporters
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.rates import Figure, LeftOut, Rate

MONTHS: Final = 12
# What a share is a share of, in as few words as a clerk would say it.
HOW: Final[Mapping[Rate, str]] = {
    Rate.FIRST_CONTACT: gettext_noop("reporters who were called ÷ those whose call was due"),
    Rate.RESPONSE: gettext_noop("called before the end of the clock ÷ those whose call was due"),
    Rate.RESOLUTION: gettext_noop("solved ÷ (solved + explained)"),
    Rate.SATISFACTION: gettext_noop("satisfied 1, mostly 0.8, so so 0.6, dissatisfied 0 ÷ answers"),
    Rate.ON_TIME: gettext_noop("done within the whole time ÷ those whose whole time is over"),
    Rate.REWORK: gettext_noop("sent back to be finished ÷ those that were said to be done"),
    Rate.RETURN: gettext_noop("handed back by the unit ÷ those that were dispatched"),
    Rate.RECURRENCE: gettext_noop("opened again because it came back ÷ those that were closed"),
    Rate.SELF_DISCOVERY: gettext_noop("nobody had to report it ÷ all"),
    Rate.ON_SPOT: gettext_noop("closed by who heard it ÷ those that are closed"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One rate as a row of the table."""

    word: str
    how: str
    share: str
    # Of how many; satisfaction's numerator is a sum of fractions.
    numerator: str
    denominator: int
    interval: str
    before: str
    before_of: int
    left_out: str


@require_safe
@staff_page
def show_rates(request: StaffRequest) -> HttpResponse:
    """How the loop does, month by month, for the subdistrict or for one unit."""
    request.actor.require(Permission.READ)
    this = day_of(clock.now()).replace(day=1)
    months = [this]
    while len(months) < MONTHS:
        months.append(_month_before(months[-1]))
    units = {each.value: each.name for each in queue.menus(request.actor).units}
    said, unit = request.GET.get("month", _said(this)), request.GET.get("unit", "")
    if said not in map(_said, months) or (unit and unit not in units):
        raise NotFound
    chosen = date.fromisoformat(f"{said}-01")
    now, before = (_rates(request.actor, month, UUID(unit) if unit else None) for month in (chosen, _month_before(chosen)))
    return page(
        request,
        "desk/insight/rates.html",
        current="hot_issues",
        **insight_tabs(request.actor, "rates"),
        is_running=chosen == this,
        lines=[_line(rate, figure, before[rate]) for rate, figure in now.items()],
        is_empty=not any(figure.denominator or figure.left_out for figure in now.values()),
        knows=knows_reporters(request.actor),
        month=said,
        before=_said(_month_before(chosen)),
        menus=[
            Menu(gettext("Month"), said, tuple(Pick(_said(each), _address(each, unit), each == chosen) for each in months)),
            _units(units, unit, chosen),
        ],
    )


def _said(month: date) -> str:
    return f"{month:%Y-%m}"


def _month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def _rates(actor: Actor, month: date, unit_id: UUID | None) -> Mapping[Rate, Figure]:
    after = (month + timedelta(days=31)).replace(day=1)
    since, until = (timezone.make_aware(datetime.combine(day, time())) for day in (month, after))
    return rates(actor, since, until, unit_id=unit_id)


def _address(month: date, unit: str) -> str:
    return f"?{urlencode({'month': _said(month), **({'unit': unit} if unit else {})})}"


def _units(units: Mapping[str, str], unit: str, month: date) -> Menu:
    all_ = Pick(gettext("The whole subdistrict"), _address(month, ""), not unit)
    picks = [Pick(name, _address(month, value), value == unit) for value, name in units.items()]
    return Menu(gettext("Unit"), units.get(unit, all_.word), (all_, *picks))


def _line(rate: Rate, figure: Figure, before: Figure) -> Line:
    numerator = f"{figure.numerator.normalize():f}" if figure.numerator else "0"
    return Line(
        word=gettext(rate.words),
        how=gettext(HOW[rate]),
        share=_share(figure),
        numerator=numerator,
        denominator=figure.denominator,
        interval=_interval(figure),
        before=_share(before),
        before_of=before.denominator,
        left_out=_left_out(figure.left_out),
    )


def _share(figure: Figure) -> str:
    return "–" if figure.share is None else f"{figure.share:.1%}"


def _interval(figure: Figure) -> str:
    """Of few the share alone would say more than is known."""
    if not figure.is_of_few or figure.interval is None:
        return ""
    low, high = figure.interval
    return f"{low:.0%} – {high:.0%}"


def _left_out(left_out: Mapping[LeftOut, int]) -> str:
    found: Sequence[tuple[LeftOut, int]] = sorted(left_out.items(), key=lambda each: (-each[1], each[0]))
    return "、".join(f"{gettext(reason.words)} {number}" for reason, number in found)


urlpatterns = [path("rates/", show_rates, name="rates")]
