"""What somebody writes down before a campaign starts, and what may still change while it runs."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy, gettext_noop

from linli.campaigns.rules.kinds import DAYS_AT_MOST, NAME_LIMIT, CampaignKind, CampaignState
from linli.campaigns.rules.kit import EMPTY, Kit, checked_kit
from linli.campaigns.rules.progress import checked_span
from linli.campaigns.rules.stages import Stage, checked_concerns, checked_stages
from linli.kernel import burden
from linli.kernel.errors import Refused, refusals
from linli.kernel.text import clean_text

HOLD_DAYS: Final = 30
_NAME, _WAITS_FOR = gettext_lazy("Name"), gettext_lazy("Waits for")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A campaign as it is prepared: a drive has stages and concerns, a round has neither."""

    name: str
    kind: CampaignKind
    starts_on: date
    ends_on: date
    stages: tuple[Stage, ...] = ()
    concerns: tuple[str, ...] = ()
    hold_days: int = HOLD_DAYS
    # What everybody who has reached that stage waits for, and the day for which it is promised.
    waits_for: str = ""
    waits_until: date | None = None
    # What everybody takes along; it may change while the campaign runs.
    kit: Kit = EMPTY


def checked(plan: Plan) -> Plan:
    """The plan as it may be stored; what cannot be is refused by field."""
    checked_span(plan.starts_on, plan.ends_on)
    _check_burden(plan)
    waits_for = clean_text(plan.waits_for, field=_WAITS_FOR, limit=NAME_LIMIT, required=plan.waits_until is not None)
    if not 1 <= plan.hold_days <= DAYS_AT_MOST:
        raise Refused("campaigns.hold_days", limit=DAYS_AT_MOST)
    name = clean_text(plan.name, field=_NAME, limit=NAME_LIMIT)
    kit = checked_kit(plan.kit)
    if plan.kind is CampaignKind.ROUND:
        return Plan(name=name, kind=plan.kind, starts_on=plan.starts_on, ends_on=plan.ends_on, kit=kit)
    stages, concerns = checked_stages(plan.stages), checked_concerns(plan.concerns)
    return replace(plan, name=name, stages=stages, concerns=concerns, waits_for=waits_for, kit=kit)


def _check_burden(plan: Plan) -> None:
    """Refuse what would make those who go from door to door count themselves, under whatever name it stands."""
    asked = (each.title for each in plan.stages)
    given = (*plan.kit.services, *(name for name, _ in plan.kit.materials))
    for words in (plan.name, *asked, *plan.concerns, *given, plan.waits_for):
        burden.check_words(words)


def check_change(state: CampaignState, before: Plan, after: Plan) -> None:
    """Refuse to change what a running campaign stands on: past figures must mean tomorrow what they mean today."""
    if state is CampaignState.ENDED:
        raise Refused("campaigns.is_over", name=before.name)
    frozen = (before.kind, before.starts_on, before.stages)
    if state is CampaignState.RUNNING and frozen != (after.kind, after.starts_on, after.stages):
        raise Refused("campaigns.is_frozen", name=before.name)


refusals(
    {
        "campaigns.hold_days": gettext_noop("What was looked at is looked at once more after 1 to {limit} days. Correct the number."),
        "campaigns.is_over": gettext_noop("“{name}” has ended; its figures stay as they are. Prepare another campaign."),
        "campaigns.is_frozen": gettext_noop(
            "“{name}” is running: its kind, first day and stages stay as they were. Change the name, the last day, the concerns or what it"
            " waits for; or end it and prepare another."
        ),
    }
)
