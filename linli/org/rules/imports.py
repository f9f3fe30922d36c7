"""What becomes of each row of a spreadsheet, said before anything is written."""

from enum import StrEnum

from django.utils.translation import gettext_noop

from linli.kernel.errors import refusals


class Verdict(StrEnum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    # Somebody has to say whether it is the same or another one.
    UNDECIDED = "undecided"
    REFUSED = "refused"


ROWS_AT_MOST = 2_000

refusals(
    {
        "org.row_twice": gettext_noop("“{text}” stands in row {row} already. Keep one of the two rows."),
        "org.file_refused": gettext_noop(
            "Nothing was taken over: {count} of the rows cannot be. Correct them in your file, or decide about them, and send it again."
        ),
    }
)
