"""期限试算: when something would be due, with the working; the whole question stands in the address and can be passed on."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.errors import status_of
from linli.kernel import clock
from linli.kernel.calendar import Deadline, Duration, Extension, Kind, Pause, WorkCalendar, deadline, derivation, queries
from linli.kernel.errors import Refused, refusals

PAUSES: Final = 3
UNITS: Final[dict[str, tuple[Kind, int, str | Promise]]] = {
    "working_days": (Kind.WORKING_DAYS, 1, _("working days")),
    "working_hours": (Kind.WORKING_MINUTES, 60, _("office hours")),
    "working_minutes": (Kind.WORKING_MINUTES, 1, _("office minutes")),
    "plain_minutes": (Kind.PLAIN_MINUTES, 1, _("minutes, day and night")),
}


@dataclass(slots=True)
class Question:
    """What was asked, in the words of the form."""

    start: str
    amount: str
    unit: str
    more: str = ""
    pauses: list[tuple[str, str]] = field(default_factory=list)


@require_safe
@staff_page
def try_deadline(request: StaffRequest) -> HttpResponse:
    """A start, a duration, pauses: the deadline and how it is worked out; a bad question comes back as it was asked."""
    calendar = queries.in_use(request.actor)
    asked = _asked(request.GET)
    answer = _tried(asked, calendar, ZoneInfo(request.place.zone))
    found = answer if isinstance(answer, Deadline) else None
    refusal = answer if isinstance(answer, Refused) else None
    return page(
        request,
        "desk/calendar/trial.html",
        status=status_of(refusal) if refusal else 200,
        current="calendar",
        asked=asked,
        pauses=[*asked.pauses, *[("", "")] * (PAUSES - len(asked.pauses))],
        units=[(code, word) for code, (_kind, _factor, word) in UNITS.items()],
        found=found,
        lines=derivation(found, calendar) if found is not None else [],
        unknown_year=found.unknown_years[0] if found is not None and found.unknown_years else None,
        trouble=refusal.sentence if refusal else "",
    )


def _asked(query: QueryDict) -> Question:
    pauses = [pair for pair in zip(query.getlist("from"), query.getlist("until"), strict=False) if any(each.strip() for each in pair)]
    now = timezone.localtime(clock.now())
    return Question(
        start=query.get("start") or f"{now:%Y-%m-%d %H:%M}",
        amount=query.get("amount", "5"),
        unit=query.get("unit", "working_days"),
        more=query.get("more", ""),
        pauses=pauses[:PAUSES],
    )


def _tried(asked: Question, calendar: WorkCalendar, zone: ZoneInfo) -> Deadline | Refused:
    try:
        return _answer(asked, calendar, zone)
    except Refused as refusal:
        return refusal


def _answer(asked: Question, calendar: WorkCalendar, zone: ZoneInfo) -> Deadline:
    kind, factor, _word = UNITS.get(asked.unit) or UNITS["working_days"]
    pauses = [
        Pause(
            _moment(begin, zone, gettext("pause {number}, from").format(number=number)),
            _moment(end, zone, gettext("pause {number}, until").format(number=number)) if end.strip() else None,
        )
        for number, (begin, end) in enumerate(asked.pauses, start=1)
    ]
    more = [Extension(_whole(asked.more, gettext("extension")) * factor)] if asked.more.strip() else []
    duration = Duration(kind, _whole(asked.amount, gettext("duration")) * factor)
    return deadline(_moment(asked.start, zone, gettext("start")), duration, calendar, pauses=pauses, extensions=more)


def _moment(text: str, zone: ZoneInfo, name: str) -> datetime:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Refused("desk.bad_moment", field=name, text=text[:40]) from None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _whole(text: str, name: str) -> int:
    if not (text.strip().isascii() and text.strip().isdigit() and len(text.strip()) <= 9):
        raise Refused("desk.bad_whole_number", field=name, text=text[:40])
    return int(text)


refusals(
    {
        "desk.bad_moment": gettext_noop("The field {field}: “{text}” is not a date with a time. Write it like 2026-09-30 16:40."),
        "desk.bad_whole_number": gettext_noop("The field {field}: “{text}” is not a whole number. Write it like 5."),
    }
)
