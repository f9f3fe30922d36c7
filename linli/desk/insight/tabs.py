"""The pages of the analysis, as tabs above each."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.desk.tickets.rule_tabs import RuleTab
from linli.kernel.actor import Actor
from linli.tickets.rules.permissions import Permission


def insight_tabs(actor: Actor, on: str) -> dict[str, Any]:
    """Hot issues for who sees any, the rates for who sees every ticket; one page alone needs no tabs."""
    tabs = [RuleTab("hot_issues", _("Hot issues"))] + [RuleTab("rates", _("Rates"))] * actor.may(Permission.READ)
    return {"tabs": tabs if len(tabs) > 1 else [], "tab_on": on}
