"""What the journal says of lists that were taken out, and what their readers are told."""

from django.utils.translation import gettext_noop

from linli.kernel.journal import verbs
from linli.notices import rules as notices


def register() -> None:
    """Make the verbs of exports known to the house."""
    verbs.register("ticket_export.asked", facts={"purpose": str, "conditions": str})
    verbs.register("ticket_export.written", facts={"rows": int})
    notices.register({"ticket_export.written": gettext_noop("Your list of {rows} tickets is written.")})
