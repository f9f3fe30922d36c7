"""Having a hot issue in hand: who may, and why not."""

from typing import Final

from django.utils.translation import gettext_noop

from linli.kernel.errors import refusals
from linli.tickets.rules.permissions import Permission

# Whoever brings the parties together.
MAY: Final = Permission.DELIBERATE
NOTE_LIMIT: Final = 120

refusals(
    {
        "hot_mark.not_yours": gettext_noop("Whoever may call meetings takes hot issues in hand and lets go of them. Ask the dispatcher."),
        "hot_mark.taken_already": gettext_noop("Somebody has this issue in hand already. Open the page again."),
        "hot_mark.let_go_already": gettext_noop("Somebody let go of this issue already. Open the page again."),
    }
)
