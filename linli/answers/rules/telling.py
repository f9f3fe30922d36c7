"""What people are told about answers."""

from typing import Final

from django.utils.translation import gettext_noop

from linli.notices import rules

EXPIRES: Final = "answer.expires"
GIVEN_BACK: Final = "answer.given_back"


def register() -> None:
    """Make the sentences of answers known to the house."""
    rules.register(
        {
            EXPIRES: gettext_noop("The answer to “{question}” expires on {day}. Renew it, or let it go: nobody is offered it after that."),
            GIVEN_BACK: gettext_noop("The answer to “{question}” was given back to be written again: {why}"),
        }
    )
