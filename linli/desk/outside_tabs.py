"""The tabs above the pages about what goes out of the house: partners and their addresses, and the ways in which people are told."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from linli.desk.tickets.rule_tabs import RuleTab
from linli.kernel.actor import Actor
from linli.notices.rules import Permission as NoticePermission
from linli.tickets.rules.permissions import Permission


def outside_tabs(actor: Actor) -> Sequence[RuleTab]:
    """The pages that the actor may see, in their order."""
    every = (
        (Permission.CHANGE_PARTNERS.value, RuleTab("partners", _("Partners"))),
        (NoticePermission.CHANGE.value, RuleTab("channels", _("Channels"))),
    )
    return [tab for permission, tab in every if actor.may(permission)]
