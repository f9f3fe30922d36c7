"""Every write of clock plans and ladders: a new version of the whole; tickets that run keep the one they began on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.calendar import Duration
from linli.kernel.errors import Refused, Stale
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.org.rules.units import UnitKind
from linli.tickets.models import RuleSet, RuleSetVersion
from linli.tickets.queries import rule_sets as queries
from linli.tickets.rules import ladder, plans
from linli.tickets.rules.clocks import Clock, Plan, Track
from linli.tickets.rules.ladder import Ladder, Step
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.rule_sets import REMARK_LIMIT, SetKind, changes


@write
def publish_plan(actor: Actor, track: Track, *, seen: int, durations: Mapping[Clock, Duration], remark: str = "") -> Plan:
    """From now on new tickets of the track start on these times; `seen` is the version they were begun on."""
    actor.require(Permission.CHANGE_PLANS)
    row = queries.lock(actor, SetKind.CLOCK_PLAN, track.value)
    present = queries.plans_in_force(actor)[track]
    _check_seen(present.version, seen)
    plan = Plan(track, present.version + 1, durations)
    if not changes(present, plan):
        raise Refused("tickets.plan_unchanged")

    draft = _Draft(SetKind.CLOCK_PLAN, track.value, plan.version, dict(plans.stored(plan)["durations"]), remark)
    _publish(actor, row, draft)
    return plan


@write
def publish_ladder(actor: Actor, unit_kind: UnitKind, *, seen: int, steps: Sequence[Step], remark: str = "") -> Ladder:
    """From now on clocks of units of this kind that run out climb these steps."""
    actor.require(Permission.CHANGE_PLANS)
    row = queries.lock(actor, SetKind.LADDER, unit_kind.value)
    present = queries.ladders_in_force(actor)[unit_kind]
    _check_seen(present.version, seen)
    worded = [replace(each, whom=ladder.clean_whom(each.whom, row)) for row, each in enumerate(steps, start=1)]
    made = Ladder(unit_kind, present.version + 1, tuple(worded))
    if made.steps == present.steps:
        raise Refused("tickets.ladder_unchanged")

    _publish(actor, row, _Draft(SetKind.LADDER, unit_kind.value, made.version, ladder.stored(made.steps), remark))
    return made


def _check_seen(present: int, seen: int) -> None:
    if present != seen:
        raise Stale(current=present, differences=())


@dataclass(frozen=True, slots=True)
class _Draft:
    """The version to be: of what, its number, and all of it."""

    kind: SetKind
    subject: str
    number: int
    body: Any
    said: str

    @property
    def remark(self) -> str:
        return clean_text(self.said, field=gettext("Remark"), limit=REMARK_LIMIT, required=False)


def _publish(actor: Actor, row: RuleSet | None, draft: _Draft) -> None:
    if row is None:
        row = RuleSet(subdistrict_id=actor.subdistrict_id, kind=draft.kind.value, subject=draft.subject, version_number=draft.number)
        # There was no row to lock: the unique key decides between two who publish the very first at once.
        RuleSet.objects.bulk_create([row], ignore_conflicts=True)
        if not RuleSet.objects.of(actor.subdistrict_id).filter(pk=row.pk).exists():
            raise Refused("kernel.busy")
    else:
        row.version_number = draft.number
        row.save(update_fields=["version_number"])
    RuleSetVersion(
        subdistrict_id=actor.subdistrict_id,
        rule_set=row,
        number=draft.number,
        body=draft.body,
        remark=draft.remark,
        published_at=clock.now(),
        published_by_account_id=actor.account_id,
    ).save(force_insert=True)
    facts = {"set_kind": row.kind, "subject": row.subject, "version": row.version_number, "remark": draft.remark}
    journal.record_many(actor, [journal.Draft("rule_set.published", row, facts=facts)])
