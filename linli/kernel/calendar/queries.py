"""Every read of calendars; a version never changes, so each process reads it once."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from linli.kernel.actor import Actor
from linli.kernel.calendar.days import Day, Hours, WorkCalendar
from linli.kernel.calendar.deadlines import Deadline
from linli.kernel.calendar.models import CalendarDay, CalendarRegion, CalendarUse, CalendarVersion
from linli.kernel.calendar.seed import HOURS, REGION, REGION_NAME
from linli.kernel.errors import NotFound
from linli.kernel.statements import Asked, Statement

SHOWN_VERSIONS = 10
# A house without any calendar still counts: by weekends, and every result says so.
BARE = WorkCalendar(region=REGION, version=0, hours=HOURS, days={}, years=frozenset(), region_name=REGION_NAME)


def versions_used(subdistrict_id: UUID | Asked) -> "QuerySet[Any, Any]":
    """The version in use, to be read together with something else."""
    found: QuerySet[Any, Any] = CalendarUse.objects.of(subdistrict_id).order_by("pk").values_list("version_id")[:1]
    return found


_USED: Final = Statement(lambda: versions_used(Asked.id("street")))


def in_use(actor: Actor) -> WorkCalendar:
    """The calendar every deadline of the actor's subdistrict is counted on; before it adopted one, the country's newest."""
    return counting_on((_USED.row(street=actor.subdistrict_id) or (None,))[0])


def counting_on(version_id: UUID | None) -> WorkCalendar:
    """The calendar of a subdistrict that uses this version, or none yet."""
    if version_id is not None:
        return of_version(version_id)
    newest = newest_of(REGION)
    return BARE if newest is None else of_version(newest.pk)


def base_of(actor: Actor) -> WorkCalendar:
    """What the next version is made from: the newest of the region, which others may have published and nobody adopted here yet."""
    newest = newest_of(in_use(actor).region)
    return BARE if newest is None else of_version(newest.pk)


def newest_of(region: str) -> CalendarVersion | None:
    """The version of a region that was published last."""
    return CalendarVersion.objects.filter(region_id=region).order_by("-number").first()


def latest_of(region: str) -> Sequence[CalendarVersion]:
    """The last few versions of a region, newest first."""
    return list(CalendarVersion.objects.filter(region_id=region).order_by("-number")[:SHOWN_VERSIONS])


def counted_on(found: Deadline) -> WorkCalendar:
    """The very version a stored deadline was counted on, to show its working again."""
    return by_number(found.region, found.version)


def by_number(region: str, number: int) -> WorkCalendar:
    """One version of a region by its number; 0 is the calendar of a house that has none."""
    if (region, number) == (BARE.region, BARE.version):
        return BARE
    version_id = CalendarVersion.objects.filter(region_id=region, number=number).values_list("pk", flat=True).first()
    if version_id is None:
        raise NotFound
    return of_version(version_id)


# A version is written once and whole; one that was rolled back has an id that nobody will ever ask for again.
@lru_cache(maxsize=16)
def of_version(version_id: UUID) -> WorkCalendar:
    """One version, with its sums laid down for as long as the process lives."""
    version = CalendarVersion.objects.filter(pk=version_id).first()
    if version is None:
        raise NotFound
    name = CalendarRegion.objects.filter(pk=version.region_id).values_list("name", flat=True).get()
    rows = CalendarDay.objects.filter(version_id=version_id).order_by("on").values_list("on", "is_working", "name")
    minutes = version.office_minutes
    return WorkCalendar(
        region=version.region_id,
        version=version.number,
        hours=tuple(Hours(*pair) for pair in zip(minutes[::2], minutes[1::2], strict=True)),
        days={on: Day(on, is_working, name_of_day) for on, is_working, name_of_day in rows},
        years=frozenset(version.years),
        region_name=name,
    )
