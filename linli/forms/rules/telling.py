"""What people are told about forms."""

from typing import Final

from django.utils.translation import gettext_noop

from linli.notices import rules

EXPIRES: Final = "form.expires"


def register() -> None:
    """Make the sentences of forms known to the house."""
    rules.register(
        {
            EXPIRES: gettext_noop("The form “{name}” expires on {day}. Renew it with a reason, or let it drop out of the list."),
        }
    )
