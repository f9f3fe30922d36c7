"""Every read of clock plans and ladders; where a subdistrict has published none, the house's own are in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.db.models import F

from linli.kernel.actor import Actor
from linli.kernel.calendar import Duration, Kind
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.statements import Asked, Statement
from linli.org.rules.units import UnitKind
from linli.tickets.models import RuleSet, RuleSetVersion
from linli.tickets.rules import clocks, ladder
from linli.tickets.rules.clocks import Clock, Plan, Track
from linli.tickets.rules.ladder import Ladder
from linli.tickets.rules.rule_sets import SetKind

SHOWN_VERSIONS = 100


@dataclass(frozen=True, slots=True)
class Version:
    """One version as the list of versions shows it."""

    number: int
    published_at: datetime
    published_by_account_id: UUID | None
    remark: str


def plans_in_force(actor: Actor) -> Mapping[Track, Plan]:
    """The plan of each track that a new ticket starts on; one statement."""
    own = {Track(subject): _plan(subject, number, body) for subject, number, body in _in_force(actor, SetKind.CLOCK_PLAN)}
    return {**clocks.PRESETS, **own}


def ladders_in_force(actor: Actor) -> Mapping[UnitKind, Ladder]:
    """The ladder of each kind of unit; one statement."""
    own = {UnitKind(subject): _ladder(subject, number, body) for subject, number, body in _in_force(actor, SetKind.LADDER)}
    return {**ladder.PRESETS, **own}


def versions(actor: Actor, kind: SetKind) -> Mapping[str, Sequence[Version]]:
    """What was published of each subject, newest first; one statement, nothing where the house's own is in force."""
    rows = RuleSetVersion.objects.of(actor.subdistrict_id).filter(rule_set__kind=kind.value).select_related("rule_set")
    found: dict[str, list[Version]] = {}
    for row in rows.defer("body").order_by("-published_at", "-number")[:SHOWN_VERSIONS]:
        version = Version(row.number, row.published_at, row.published_by_account_id, row.remark)
        found.setdefault(row.rule_set.subject, []).append(version)
    return found


def lock(actor: Actor, kind: SetKind, subject: str) -> RuleSet | None:
    """The set, locked: its versions are published one after another."""
    found = RuleSet.objects.of(actor.subdistrict_id).filter(kind=kind.value, subject=subject)
    row: RuleSet | None = found.select_for_update(of=("self",)).first()
    return row


def plan_of(row: RuleSetVersion) -> Plan:
    """A stored version as the rules read it; the house's own counts as the first, so that numbers tell them apart."""
    return _plan(row.rule_set.subject, row.number, row.body)


def durations_of(body: Mapping[str, Any]) -> dict[Clock, Duration]:
    """How long each clock has, as it was kept."""
    return {Clock(clock): Duration(Kind(kind), amount) for clock, (kind, amount) in body.items()}


def _plan(subject: str, number: int, body: Mapping[str, Any]) -> Plan:
    return Plan(Track(subject), number, durations_of(body))


def _ladder(subject: str, number: int, body: Any) -> Ladder:
    return Ladder(UnitKind(subject), number, ladder.restored(body))


def _in_force(actor: Actor, kind: SetKind) -> Sequence[tuple[Any, ...]]:
    return _IN_FORCE.rows(street=actor.subdistrict_id, kind=kind.value)


def versions_in_force(subdistrict_id: UUID | Asked, kind: str | Asked) -> OwnedQuerySet:
    """The versions of a kind that are in force, to be read together with something else."""
    found: OwnedQuerySet = RuleSetVersion.objects.of(subdistrict_id).filter(rule_set__kind=kind, number=F("rule_set__version_number"))
    return found


# A version is written once and whole; one that was rolled back has an id that nobody will ever ask for again.
@lru_cache(maxsize=256)
def plan_by(subdistrict_id: UUID, version_id: UUID) -> Plan:
    """The plan of one version, kept for as long as the process lives; the caller has seen it within its scope."""
    return plan_of(RuleSetVersion.objects.of(subdistrict_id).select_related("rule_set").get(pk=version_id))


_IN_FORCE: Final = Statement(
    lambda: versions_in_force(Asked.id("street"), Asked.text("kind")).values_list("rule_set__subject", "number", "body")
)
