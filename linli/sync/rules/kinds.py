"""The closed lists and limits of synchronising, and the sentences of its refusals."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_noop

from linli.kernel.errors import refusals
from linli.org.rules.kinds import Kind

COMMANDS_AT_MOST: Final = 500
BATCH_LIMIT_BYTES: Final = 8 * 1024 * 1024
COMMAND_LIMIT_BYTES: Final = 64 * 1024
AFTER_AT_MOST: Final = 20
# Each takes a handful of statements.
CARDS_AT_ONCE: Final = 20
KIND_LIMIT: Final = 40
LABEL_LIMIT: Final = 80
CODE_LIMIT: Final = 60
NOTE_LIMIT: Final = 2_000
# The largest whole number that every phone's language counts to exactly.
LARGEST_SEQ: Final = 2**53 - 1
LARGEST_VERSION: Final = 2**31 - 1
# A phone's clock may be a little ahead; further off, the day of what it says is wrong.
AHEAD_AT_MOST: Final = timedelta(minutes=10)
AGE_AT_MOST: Final = timedelta(days=90)
PART_LIMIT_BYTES: Final = 1024 * 1024
PARTS_KEPT: Final = timedelta(days=14)


class Status(StrEnum):
    """What became of a command; the first three are final and kept, the others store nothing."""

    APPLIED = "applied"
    CONFLICT = "conflict"
    REFUSED = "refused"
    WAITING = "waiting"
    BUSY = "busy"
    DIFFERENT = "different"


FINAL: Final = frozenset({Status.APPLIED, Status.CONFLICT, Status.REFUSED})


class ConflictState(Kind):
    """Whether somebody has looked, and what he decided."""

    OPEN = "open", gettext_noop("Waits for a decision")
    APPLIED = "applied", gettext_noop("Done after all")
    LEFT = "left", gettext_noop("Left as it stands")


refusals(
    {
        "field.signed_out": gettext_noop("You are signed out. Sign in again; everything on this phone stays as it is."),
        "field.not_same_origin": gettext_noop("Another page asked for this. Open the phone page of the house and repeat the step."),
        "field.second_factor_first": gettext_noop("Your post needs a second factor. Set it up on the desk first."),
        "field.by_letter": gettext_noop("The link of a letter opens tickets on the desk only. Sign out, then sign in with your login."),
        "field.device_unknown": gettext_noop("This phone is not registered for you here. Sign in on it again."),
        "field.device_revoked": gettext_noop("This phone was revoked. What was kept on it is dropped; ask your administrator."),
        "field.batch_too_large": gettext_noop("This is too much at once. Send it in smaller parts."),
        "field.unreadable": gettext_noop("This is no batch that could be read. Nothing was stored."),
        "field.command_too_large": gettext_noop(
            "This entry has {size_kb} KB, and {limit_kb} KB fit. Copy its text, make it shorter, and write it again."
        ),
        "field.kind_unknown": gettext_noop("This server does not know “{kind}”. Load the phone page again while there is a signal."),
        "field.bad_payload": gettext_noop("The field {field} of this entry does not fit ({why}). Correct it and save it as a new entry."),
        "field.made_in_the_future": gettext_noop(
            "This entry says {made_at}, which is still to come. Set the clock of the phone and save it as a new entry."
        ),
        "field.made_too_long_ago": gettext_noop(
            "This entry says {made_at}, more than {days} days ago. Look at the clock of the phone, or let the office write it down."
        ),
        "field.not_here_any_more": gettext_noop(
            "You do not work in this subdistrict any more, so nothing was stored. Show the entry to the office, which can write it down."
        ),
        "field.predecessor_missing": gettext_noop(
            "An earlier entry that this one needs has not come in yet. The phone sends both again by itself."
        ),
        "field.predecessor_refused": gettext_noop("An earlier entry that this one needs was refused: {reason}"),
        "field.bytes_missing": gettext_noop("The picture is not here in full yet. The phone sends the rest by itself."),
        "field.id_used": gettext_noop("Something else is kept under this number already. Save it as a new entry."),
        "field.different": gettext_noop("Under the number of this entry another text is known. Save it as a new entry."),
        "field.failed": gettext_noop("The mistake is ours; nothing was stored. Send it again later."),
        "field.changed_meanwhile": gettext_noop("Somebody else changed this meanwhile. Both are kept, and a person decides."),
        "field.part_out_of_range": gettext_noop("This part does not fit into the file. Ask how much is here, and go on from there."),
        "field.part_too_large": gettext_noop("One part has {limit_kb} KB at most. Send smaller parts."),
        "field.conflict_settled": gettext_noop("Somebody decided this already. Look at the list again."),
    }
)
