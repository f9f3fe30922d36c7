"""Every write of calendars: laid down once, published, adopted."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from linli.kernel import clock, jobs, journal
from linli.kernel.actor import Actor
from linli.kernel.calendar import queries, rules, seed
from linli.kernel.calendar.days import Day, Hours, WorkCalendar, check_hours
from linli.kernel.calendar.models import CalendarDay, CalendarRegion, CalendarUse, CalendarVersion
from linli.kernel.calendar.rules import Permission
from linli.kernel.errors import Difference, NotFound, Refused, Stale
from linli.kernel.writes import write


@transaction.atomic
def lay_down_seed() -> bool:
    """Publish what was announced as the country's first version, unless there is one; the owner's work, safe to repeat."""
    CalendarRegion.objects.bulk_create([CalendarRegion(code=seed.REGION, name=seed.REGION_NAME)], ignore_conflicts=True)
    if queries.newest_of(seed.REGION) is not None:
        return False
    days = seed.announced()
    years = seed.years(days)
    remark = f"国务院办公厅历年放假安排，{years[0]} 至 {years[-1]} 年"
    return _publish(CalendarVersion(region_id=seed.REGION, number=1, years=years, office_minutes=_flat(seed.HOURS), remark=remark), days)


@write
def publish(
    actor: Actor, *, region: str, seen: int, years: Mapping[int, Sequence[Day]], hours: Sequence[Hours], remark: str
) -> CalendarVersion:
    """A new version in which these years are as given, adopted here at once and by the region's other subdistricts by and by."""
    actor.require(Permission.PUBLISH)
    base = queries.base_of(actor)
    if region != base.region:
        raise NotFound

    version = _draft(base, years, hours, remark)
    days = _merged(base, years)
    if base.version != seen:
        raise Stale(current=base.version, differences=_differences(base, years))
    if days == sorted(base.days.values()) and tuple(version.office_minutes) == tuple(_flat(base.hours)) and not set(years) - base.years:
        raise Refused("calendar.no_change")
    version.published_by = actor.account_id

    # The unique key decides between two who publish at once: the second waits here for the first.
    if not _publish(version, days):
        raise Stale(current=seen + 1, differences=())
    adopt(actor)
    return version


@write
def adopt(actor: Actor) -> CalendarUse | None:
    """Count by the newest version of the subdistrict's region from now on; None where there is no calendar at all."""
    actor.require(Permission.PUBLISH)
    use: CalendarUse | None = CalendarUse.objects.of(actor.subdistrict_id).select_for_update().first()
    newest = queries.newest_of(seed.REGION if use is None else use.region_code)
    if newest is None or (use is not None and use.version_id == newest.pk):
        return use
    before = 0 if use is None else use.version_number

    if use is None:
        use = _first_use(actor, newest)
        # Somebody else was first at the very same moment; theirs is looked at like any other.
        if use is None:
            return adopt(actor)
    else:
        use.version_id, use.version_number, use.adopted_at = newest.pk, newest.number, clock.now()
        use.save(update_fields=["version_id", "version_number", "adopted_at"])

    journal.record(
        actor,
        "calendar.adopted",
        use,
        region=use.region_code,
        version=newest.number,
        before=before,
        years=_years(newest),
        remark=newest.remark,
    )
    jobs.queue("calendar.recompute", use)
    return use


def _first_use(actor: Actor, newest: CalendarVersion) -> CalendarUse | None:
    use = CalendarUse(
        subdistrict_id=actor.subdistrict_id,
        region_code=newest.region_id,
        version_id=newest.pk,
        version_number=newest.number,
        adopted_at=clock.now(),
    )
    CalendarUse.objects.bulk_create([use], ignore_conflicts=True)
    return use if CalendarUse.objects.of(actor.subdistrict_id).filter(pk=use.pk).exists() else None


def _draft(base: WorkCalendar, years: Mapping[int, Sequence[Day]], hours: Sequence[Hours], remark: str) -> CalendarVersion:
    if len(hours) > rules.STRETCHES_LIMIT:
        raise Refused("calendar.too_many_stretches", limit=rules.STRETCHES_LIMIT)
    for year, days in years.items():
        rules.check_year(year)
        if not days:
            raise Refused("calendar.year_empty", year=year)
    return CalendarVersion(
        region_id=base.region,
        number=base.version + 1,
        years=sorted(base.years | set(years)),
        office_minutes=_flat(check_hours(hours)),
        remark=rules.check_remark(remark),
    )


def _publish(version: CalendarVersion, days: Sequence[Day]) -> bool:
    """Store the version with its days; False when somebody else has taken its number."""
    version.published_at = clock.now()
    CalendarVersion.objects.bulk_create([version], ignore_conflicts=True)
    if not CalendarVersion.objects.filter(pk=version.pk).exists():
        return False
    CalendarDay.objects.bulk_create(
        [CalendarDay(version=version, on=day.on, is_working=day.is_working, name=day.name) for day in days], batch_size=1_000
    )
    return True


def _merged(base: WorkCalendar, years: Mapping[int, Sequence[Day]]) -> list[Day]:
    kept = [day for day in base.days.values() if day.on.year not in years]
    return sorted([*kept, *(day for days in years.values() for day in days)])


def _differences(base: WorkCalendar, years: Mapping[int, Sequence[Day]]) -> tuple[Difference, ...]:
    found = [change for year, days in years.items() for change in rules.changes(base.days, days, year)]
    return tuple(Difference(field=each.on.isoformat(), yours=said(each.after), theirs=said(each.before)) for each in found)


def said(day: Day | None) -> str:
    """An entry as the spreadsheet has it; nothing where the plain week counts."""
    return "" if day is None else f"{rules.WORKED if day.is_working else rules.OFF} {day.name}"


def _flat(hours: Sequence[Hours]) -> list[int]:
    return [minute for each in hours for minute in (each.begins_minute, each.ends_minute)]


def _years(version: CalendarVersion) -> str:
    return f"{version.years[0]}–{version.years[-1]}" if version.years else ""
