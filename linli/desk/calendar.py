"""The pages about the work calendar: a year to look at, to change, to bring as a spreadsheet, to publish."""

import calendar as months
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.desk.door import StaffRequest, page, staff_page, uploaded
from linli.desk.errors import status_of
from linli.desk.naming import names_for
from linli.desk.paging import parse_number
from linli.kernel import clock
from linli.kernel.calendar import Day, Hours, WorkCalendar, actions, queries, recompute, rules
from linli.kernel.calendar.days import FIRST_YEAR, LAST_YEAR, check_hours, clock_text
from linli.kernel.calendar.rules import DATE, KIND, NAME, OFF, WORKED, Change, Entry, Permission
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.sheets import Limits, by_heading, read_rows, write_xlsx
from linli.kernel.writes import attempt

BLANK_ROWS = 6
SHEET_LIMITS = Limits(sent_bytes=2_000_000, unpacked_bytes=20_000_000, rows=400, columns=50)
# What a template begins with: the holidays that have a fixed day.
FIXED = ((1, 1, "元旦"), (5, 1, "劳动节"), (10, 1, "国庆节"))


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a small month: its number, and what is special about it."""

    on: date
    kind: str
    name: str
    is_today: bool


@dataclass(slots=True)
class Holiday:
    """One holiday of the year: which days are off for it, and which are worked in exchange."""

    name: str
    off: list[date] = field(default_factory=list)
    worked: list[date] = field(default_factory=list)

    @property
    def stretches(self) -> list[tuple[date, date]]:
        """First and last day of each run."""
        runs: list[tuple[date, date]] = []
        for on in self.off:
            if runs and on.toordinal() == runs[-1][1].toordinal() + 1:
                runs[-1] = (runs[-1][0], on)
            else:
                runs.append((on, on))
        return runs


@dataclass(frozen=True, slots=True)
class Draft:
    """A year as somebody wants it, in the words of the form."""

    year: int
    seen: int
    entries: tuple[Entry, ...]
    hours: tuple[tuple[str, str], ...]
    remark: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a draft would change, once it can be read."""

    days: list[Day]
    hours: tuple[Hours, ...]
    changes: list[Change]
    has_other_hours: bool


@require_safe
@staff_page
def show_year(request: StaffRequest) -> HttpResponse:
    """A year as twelve small months, with its holidays in words."""
    today = timezone.localtime(clock.now()).date()
    year = _year(request.GET.get("year"))
    present = queries.in_use(request.actor)
    versions = queries.latest_of(present.region)
    names = names_for({each.published_by for each in versions})
    return page(
        request,
        "desk/calendar/year.html",
        current="calendar",
        year=year,
        is_first=year == FIRST_YEAR,
        is_last=year == LAST_YEAR,
        calendar=present,
        is_known=year in present.years,
        months=[_month(present, year, number, today) for number in range(1, 13)],
        holidays=_holidays(present, year),
        hours=_hours_text(present.hours),
        known=f"{min(present.years)}–{max(present.years)}" if present.years else "",
        versions=[{"version": each, "by": names.of_account.get(each.published_by, "")} for each in versions],
        may_publish=request.actor.may(Permission.PUBLISH),
    )


@require_safe
@staff_page
def fetch_sheet(request: StaffRequest) -> HttpResponse:
    """The year as a spreadsheet to fill in and bring back."""
    year = _year(request.GET.get("year"))
    days = _days_of(queries.in_use(request.actor), year) or [Day(date(year, month, day), False, name) for month, day, name in FIXED]
    content = write_xlsx([DATE, KIND, NAME], [[day.on, WORKED if day.is_working else OFF, day.name] for day in days], title=str(year))
    name = content_disposition_header(as_attachment=True, filename=gettext("work calendar {year}.xlsx").format(year=year))
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": name or "attachment"})


@require_http_methods(["GET", "POST"])
@staff_page
def edit_year(request: StaffRequest) -> HttpResponse:
    """Change a year in a form; nothing is published before it was looked at."""
    request.actor.require(Permission.PUBLISH)
    base = queries.base_of(request.actor)
    if request.method != "POST":
        return _form(request, _begun(base, _year(request.GET.get("year"))))
    draft = _read(request.POST)
    # From the preview one may go back and change more.
    return _form(request, draft) if request.POST.get("again") else _preview(request, draft, base)


@require_POST
@staff_page
def upload_year(request: StaffRequest) -> HttpResponse:
    """Bring a year as a spreadsheet; nothing is published before it was looked at."""
    request.actor.require(Permission.PUBLISH)
    base = queries.base_of(request.actor)
    draft = _begun(base, _year(request.POST.get("year")))
    with attempt() as outcome:
        upload = uploaded(request)
        rows = read_rows(upload.content, name=upload.name, limits=SHEET_LIMITS)
        lines = by_heading(rows, [DATE, KIND, NAME])
        draft = replace(draft, entries=tuple(Entry(each.number, each.cells[DATE], each.cells[KIND], each.cells[NAME]) for each in lines))
    if outcome.refusal:
        return _form(request, draft, refusal=outcome.refusal)
    return _preview(request, draft, base)


@require_POST
@staff_page
def publish_year(request: StaffRequest) -> HttpResponse:
    """Publish what was looked at; who was overtaken looks again at what it changes by now."""
    request.actor.require(Permission.PUBLISH)
    draft = _read(request.POST)
    base = queries.base_of(request.actor)
    with attempt() as outcome:
        plan = _plan(draft, base)
        actions.publish(
            request.actor, region=base.region, seen=draft.seen, years={draft.year: plan.days}, hours=plan.hours, remark=draft.remark
        )
    if isinstance(outcome.refusal, Stale):
        return _preview(request, draft, queries.base_of(request.actor), status=status_of(outcome.refusal))
    if outcome.refusal:
        return _form(request, draft, refusal=outcome.refusal)
    return HttpResponseRedirect(f"{reverse('desk:calendar', args=[request.place.code])}?year={draft.year}", status=303)


def _preview(request: StaffRequest, draft: Draft, base: WorkCalendar, *, status: int = 200) -> HttpResponse:
    """What would change, day by day; or the form again with what is wrong in it."""
    with attempt() as outcome:
        plan = _plan(draft, base)
    if outcome.refusal:
        return _form(request, draft, refusal=outcome.refusal)
    return page(
        request,
        "desk/calendar/preview.html",
        status=status,
        current="calendar",
        draft=replace(draft, seen=base.version),
        plan=plan,
        base=base,
        was_overtaken=draft.seen != base.version,
        is_new_year=draft.year not in base.years,
        hours_before=_hours_text(base.hours),
        hours_after=_hours_text(plan.hours),
        surprises=rules.surprises(plan.days),
        on_weekends=len(rules.on_weekends(plan.days)),
        waiting=recompute.count_waiting(request.actor),
    )


def _form(request: StaffRequest, draft: Draft, *, refusal: Refused | None = None) -> HttpResponse:
    rows = [*draft.entries, *(Entry(len(draft.entries) + number, "", OFF, "") for number in range(1, BLANK_ROWS + 1))]
    hours = [*draft.hours, *[("", "")] * (rules.STRETCHES_LIMIT - len(draft.hours))]
    return page(
        request,
        "desk/calendar/form.html",
        status=status_of(refusal) if refusal else 200,
        current="calendar",
        draft=draft,
        rows=rows,
        kinds=(OFF, WORKED),
        hours=hours,
        trouble=refusal.sentence if refusal else "",
        bad_row=refusal.facts.get("row") if refusal else None,
        remark_limit=rules.REMARK_LIMIT,
        name_limit=rules.NAME_LIMIT,
    )


def _begun(base: WorkCalendar, year: int) -> Draft:
    """The form as it is first opened on a year."""
    days = _days_of(base, year)
    return Draft(
        year=year,
        seen=base.version,
        entries=tuple(Entry(row, day.on.isoformat(), WORKED if day.is_working else OFF, day.name) for row, day in enumerate(days, start=1)),
        hours=tuple((clock_text(each.begins_minute), clock_text(each.ends_minute)) for each in base.hours),
        remark="",
    )


def _read(post: QueryDict) -> Draft:
    """The form as sent; rows without date and name are left out."""
    columns = zip(post.getlist("on"), post.getlist("kind"), post.getlist("name"), strict=False)
    filled = [each for each in columns if each[0].strip() or each[2].strip()]
    return Draft(
        year=_year(post.get("year")),
        # What no page of ours sends is a version that never was: it is looked at again.
        seen=_whole(post.get("seen")),
        entries=tuple(Entry(row, on, kind, name) for row, (on, kind, name) in enumerate(filled, start=1)),
        hours=tuple(zip(post.getlist("begins"), post.getlist("ends"), strict=False)),
        remark=post.get("remark", ""),
    )


def _plan(draft: Draft, base: WorkCalendar) -> Plan:
    days, hours = rules.read_days(draft.entries, draft.year), check_hours(rules.read_hours(draft.hours))
    rules.check_remark(draft.remark)
    return Plan(days, hours, rules.changes(base.days, days, draft.year), hours != base.hours)


def _year(text: str | None) -> int:
    """The year asked for, or this one."""
    year = parse_number(text) or timezone.localtime(clock.now()).year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound
    return year


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 9 else -1


def _days_of(calendar: WorkCalendar, year: int) -> list[Day]:
    return sorted(day for on, day in calendar.days.items() if on.year == year)


def _hours_text(hours: Iterable[Hours]) -> str:
    return gettext(", ").join(f"{clock_text(each.begins_minute)}–{clock_text(each.ends_minute)}" for each in hours)


def _month(calendar: WorkCalendar, year: int, number: int, today: date) -> dict[str, object]:
    """The weeks of a month from Monday on; None where a week belongs to the month before or after."""
    weeks = months.Calendar().monthdatescalendar(year, number)
    cells = [[_cell(calendar, on, today) if on.month == number else None for on in week] for week in weeks]
    return {"first": date(year, number, 1), "weeks": cells}


def _cell(calendar: WorkCalendar, on: date, today: date) -> Cell:
    entry, is_working = calendar.days.get(on), calendar.is_working(on)
    kinds = ("plain", "weekend") if entry is None else ("worked", "off")
    return Cell(on, kinds[not is_working], entry.name if entry else "", on == today)


def _holidays(calendar: WorkCalendar, year: int) -> Sequence[Holiday]:
    found: dict[str, Holiday] = {}
    for day in _days_of(calendar, year):
        holiday = found.setdefault(day.name, Holiday(day.name))
        (holiday.worked if day.is_working else holiday.off).append(day.on)
    return list(found.values())
