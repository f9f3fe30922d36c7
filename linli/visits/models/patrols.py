"""Routes of patrols with their stops, the shifts that walk them, and what was found. No table here knows an hour."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from linli.checklists.models import Checklist
from linli.checklists.rules.items import NAME_LIMIT as ITEM_LIMIT
from linli.kernel.models import Aggregate, Owned, OwnedForeignKey
from linli.org.models import Grid, Person, TaskForce, Unit
from linli.places.models import Place
from linli.tickets.models import Ticket
from linli.tickets.rules.kinds import WORDS_LIMIT
from linli.visits.rules.patrols import ENDED, NAME_LIMIT, NOTE_LIMIT, SECTION_LIMIT, STOP_LIMIT, Missed, NotDone, Part, RouteKind, Standing

_ENDINGS: Final = sorted(each.value for each in ENDED)
_POINT: Final = Q(lon__isnull=True, lat__isnull=True) | Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90)


class PatrolRoute(Aggregate):
    """A stretch that is walked, and who answers for it."""

    KIND = "patrol_route"

    name = models.CharField(max_length=NAME_LIMIT)
    kind = models.CharField(max_length=20, choices=RouteKind.choices())
    section = models.CharField(max_length=SECTION_LIMIT, blank=True)
    grid = OwnedForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="+")
    unit = OwnedForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    person = OwnedForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    is_retired = models.BooleanField(default=False)

    class Meta:
        db_table = "patrol_route"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="patrol_route_name_once", fields=["subdistrict_id", "name"], condition=Q(is_retired=False)),
            models.CheckConstraint(
                name="patrol_route_kind_is_known", condition=Q(kind__in=sorted(each.value for each in RouteKind)) & ~Q(name="")
            ),
        ]


class PatrolStop(Owned):
    """A place or a named point of a route; taken off it keeps its row, because findings name it."""

    route = OwnedForeignKey(PatrolRoute, on_delete=models.PROTECT, related_name="stops")
    # Counted from 1 in the order of walking; none once it was taken off.
    number = models.PositiveSmallIntegerField(null=True)
    place = OwnedForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=STOP_LIMIT)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    # What may be looked at there, as a reminder.
    checklist = OwnedForeignKey(Checklist, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "patrol_stop"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="patrol_stop_number_once", fields=["subdistrict_id", "route", "number"]),
            models.CheckConstraint(name="patrol_stop_has_name", condition=~Q(name="") & (Q(number__isnull=True) | Q(number__gte=1))),
            models.CheckConstraint(name="patrol_stop_point_is_whole", condition=_POINT),
        ]


class PatrolShift(Aggregate):
    """One walk of a route on one part of a day, by whoever was named or by the unit or team that answers for it."""

    KIND = "patrol_shift"

    route = OwnedForeignKey(PatrolRoute, on_delete=models.PROTECT, related_name="shifts")
    planned_on = models.DateField()
    part = models.CharField(max_length=20, choices=Part.choices())
    team = OwnedForeignKey(TaskForce, on_delete=models.PROTECT, null=True, related_name="+")
    # Done or not done; empty while it is neither.
    ending = models.CharField(max_length=20, choices=Standing.choices(), blank=True)
    reason = models.CharField(max_length=20, choices=NotDone.choices(), blank=True)
    note = models.CharField(max_length=NOTE_LIMIT, blank=True)

    class Meta:
        db_table = "patrol_shift"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="patrol_shift_once", fields=["subdistrict_id", "route", "planned_on", "part"]),
            models.CheckConstraint(name="patrol_shift_part_is_known", condition=Q(part__in=sorted(each.value for each in Part))),
            models.CheckConstraint(
                name="patrol_shift_end_is_whole",
                condition=Q(ending__in=["", Standing.DONE.value], reason="") | (Q(ending=Standing.NOT_DONE.value) & ~Q(reason="")),
            ),
            models.CheckConstraint(name="patrol_shift_ending_is_known", condition=Q(ending="") | Q(ending__in=_ENDINGS)),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="patrol_shift_by_day", fields=["subdistrict_id", "planned_on", "id"]),
        ]


class PatrolWalker(Owned):
    """Who is to walk a shift, by name."""

    shift = OwnedForeignKey(PatrolShift, on_delete=models.PROTECT, related_name="walkers")
    person = OwnedForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "patrol_walker"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="patrol_walker_once", fields=["subdistrict_id", "shift", "person"]),
        ]


class PatrolFinding(Aggregate):
    """Something wrong: at a stop, a place, a point, or where the words say; its ticket is open, or was settled there and then."""

    KIND = "patrol_finding"

    shift = OwnedForeignKey(PatrolShift, on_delete=models.PROTECT, related_name="findings")
    stop = OwnedForeignKey(PatrolStop, on_delete=models.PROTECT, null=True, related_name="+")
    place = OwnedForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    where = models.CharField(max_length=STOP_LIMIT, blank=True)
    # Of the thing, where somebody gave it; never of whoever saw it.
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    words = models.CharField(max_length=WORDS_LIMIT)
    # The item of the stop's checklist where it was seen.
    item = models.CharField(max_length=ITEM_LIMIT, blank=True)
    is_on_spot = models.BooleanField(default=False)
    ticket = OwnedForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    account_id = models.UUIDField(null=True)

    class Meta:
        db_table = "patrol_finding"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="patrol_finding_ticket_once", fields=["subdistrict_id", "ticket"]),
            models.CheckConstraint(name="patrol_finding_says_what", condition=~Q(words="")),
            models.CheckConstraint(
                name="patrol_finding_is_somewhere",
                condition=Q(stop__isnull=False) | Q(place__isnull=False) | Q(lon__isnull=False) | ~Q(where=""),
            ),
            models.CheckConstraint(name="patrol_finding_point_is_whole", condition=_POINT),
        ]


class PatrolMissed(Owned):
    """A stop that was not reached, and why; what was reached has no row."""

    shift = OwnedForeignKey(PatrolShift, on_delete=models.PROTECT, related_name="missed")
    stop = OwnedForeignKey(PatrolStop, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=Missed.choices())
    note = models.CharField(max_length=NOTE_LIMIT, blank=True)

    class Meta:
        db_table = "patrol_missed"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="patrol_missed_once", fields=["subdistrict_id", "shift", "stop"]),
            models.CheckConstraint(name="patrol_missed_reason_is_known", condition=Q(reason__in=sorted(each.value for each in Missed))),
        ]
