"""Ways between the pages about tickets: the tabs above the rule book, and the lists beside the queue."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.actor import Actor
from linli.tickets.rules.permissions import Permission


@dataclass(frozen=True, slots=True)
class RuleTab:
    """One page."""

    view: str
    word: str | Promise

    @property
    def address(self) -> str:
        """The name of its view."""
        return f"desk:{self.view}"


# Lists beside the queue, by the permission that opens each; the first of an address wins.
_BESIDE = (
    (Permission.READ, RuleTab("tickets_supervision", _("To call and sign"))),
    (Permission.READ_OWN, RuleTab("tickets_supervision", _("To call and sign"))),
    (Permission.READ_OWN, RuleTab("tickets_mine", _("Tickets of my unit"))),
    (Permission.READ, RuleTab("tickets_handover", _("Handover"))),
    (Permission.MERGE, RuleTab("tickets_merges", _("Proposed merges"))),
    (Permission.VERIFY, RuleTab("tickets_upkeep", _("Re-checks"))),
    (Permission.VERIFY, RuleTab("tickets_samples", _("Blind sample"))),
    (Permission.EXCLUDE, RuleTab("tickets_exclusions", _("Exclusions from the rates"))),
    (Permission.HANDLE, RuleTab("tickets_phrases", _("Phrases"))),
    (Permission.READ, RuleTab("tickets_callouts", _("Call-out lists"))),
)


def beside_queue(actor: Actor) -> Sequence[RuleTab]:
    """The lists beside the queue that this person may open, each once."""
    return list({tab.view: tab for permission, tab in _BESIDE if actor.may(permission)}.values())


def rule_tabs() -> Sequence[RuleTab]:
    """The pages in their order."""
    return (
        RuleTab("tickets_supervision", _("To call and sign")),
        RuleTab("tickets_ladder", _("Supervision ladder")),
        RuleTab("tickets_plans", _("Clock plans")),
        RuleTab("tickets_catalogue", _("Catalogue")),
        RuleTab("tickets_learnt", _("Learnt classes")),
        RuleTab("tickets_duty_list", _("Duty list")),
        RuleTab("tickets_sources", _("Sources")),
    )
