"""How often places are visited, and which of them are silent."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q

from linli.kernel.actor import Actor
from linli.places.models import PlacePeriod
from linli.places.rules.kinds import Kind
from linli.places.rules.life import LIVING
from linli.places.rules.periods import DEFAULTS, overdue_before

Periods = Mapping[Kind, int | None]


def periods(actor: Actor) -> Periods:
    """Within how many days each kind is visited; None is never by itself. One statement."""
    settled = PlacePeriod.objects.of(actor.subdistrict_id).values_list("kind", "days")
    return {**DEFAULTS, **{Kind(kind): days for kind, days in settled}}


def versions(actor: Actor) -> Mapping[Kind, int]:
    """The version of what was settled for each kind; nothing settled yet is version 0."""
    rows = PlacePeriod.objects.of(actor.subdistrict_id).values_list("kind", "journal_seq")
    return {**dict.fromkeys(Kind, 0), **{Kind(kind): seq for kind, seq in rows}}


def living() -> Q:
    """Places where somebody is to be met."""
    return Q(stage__in=sorted(each.value for each in LIVING))


def overdue(settled: Periods, now: datetime) -> Q:
    """Living places that nobody visited within the period of their kind, or ever."""
    late = Q(pk__in=[])
    for days in sorted({days for days in settled.values() if days is not None}):
        kinds = sorted(kind.value for kind, each in settled.items() if each == days)
        late |= Q(kind__in=kinds) & (Q(visited_at__isnull=True) | Q(visited_at__lt=overdue_before(days, now)))
    return living() & late


def unheard() -> Q:
    """Living places that never said anything."""
    return living() & Q(spoke_at__isnull=True)
