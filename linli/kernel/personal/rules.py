"""Who may see, find and erase what is masked, and what a reason must be."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import verbs
from linli.kernel.journal.erasing import ErasureReason
from linli.kernel.permissions import permissions
from linli.kernel.personal import facts
from linli.kernel.personal.codes import LAST, Normal
from linli.kernel.text import clean_text

REASON_SHORTEST: Final = 4
REASON_LIMIT: Final = 200
SEARCHES_AT_MOST: Final = 20
SEARCHES_WITHIN: Final = timedelta(hours=1)
SEARCHES_KEPT_FOR: Final = timedelta(days=180)
CHUNK: Final = 200


class Permission(StrEnum):
    """What a post may include about people's masked values."""

    REVEAL = "personal.reveal"
    SEARCH = "personal.search"
    ERASE = "personal.erase"


class Grounds(StrEnum):
    """Why a masked value was shown."""

    OWN_WORK = "own_work"
    SAID = "said"


def clean_reason(reason: str) -> str:
    """The typed reason as it is kept; too short says nothing to whoever reads the journal later."""
    cleaned = clean_text(reason, field=gettext("Reason"), limit=REASON_LIMIT, required=False)
    if len(cleaned) < REASON_SHORTEST:
        raise Refused("personal.reason_needed", field=gettext("Reason"), shortest=REASON_SHORTEST)
    return cleaned


def clean_last_four(digits: str) -> str:
    """Four digits, however they were typed."""
    typed = digits.strip()
    if len(typed) != LAST or Normal.LAST_FOUR.of(typed) == "":
        raise Refused("personal.four_digits")
    return Normal.LAST_FOUR.of(typed)


def register() -> None:
    """Make verbs and permissions known, and which of their facts tell of a person."""
    permissions(
        {
            Permission.REVEAL: gettext_noop("See masked names and numbers, with a reason"),
            Permission.SEARCH: gettext_noop("Find people by the last four digits of a number"),
            Permission.ERASE: gettext_noop("Erase a person's values on request"),
        }
    )
    verbs.register("contact.revealed", facts={"values": list, "work": str, "why": str}, reasons=Grounds)
    verbs.register("personal.expired", facts={"values": list, "rules": list})
    verbs.register("personal.erased", facts={"values": list}, reasons=ErasureReason)
    # What was typed there may name the person.
    facts.register("contact.revealed", {"why": facts.WHOLE_PERSON})


refusals(
    {
        "personal.reason_needed": gettext_noop(
            "This is not the contact of your own open work. Write why you need it, in at least {shortest} characters; "
            "the reason is kept in the journal."
        ),
        "personal.nothing_kept": gettext_noop("Nothing is kept here, or it was erased. Ask the person again and write it down."),
        "personal.four_digits": gettext_noop("Four digits are looked for, such as 5678. Type the last four digits of the number."),
        "personal.too_many_searches": gettext_noop(
            "{limit} searches by digits within an hour are the most. Wait until the hour is over, or look for the whole number."
        ),
        "personal.damaged": gettext_noop(
            "{count} values in {table} cannot be opened with the keys of this house, the first is in row {row}. "
            "Bring these rows back from the backup, or import the keys that made them."
        ),
    }
)
