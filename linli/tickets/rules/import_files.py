"""The rows of a file between being sent and being taken over: in parts as plain JSON, in the order of time, each matter once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.sheets import Row, kept
from linli.tickets.rules.imports import MappingDraft, Message, Sheet, laid_out, message_of

# As many rows lie in one part: small enough to be opened for a chunk, large enough that a big file is not hundreds of parts.
PART: Final = 1_000
_EARLY: Final = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Staged:
    """A file read once: the rows that are tickets to be, in the order of time, and what is wrong with the others."""

    read: int
    heading: Row
    rows: Sequence[Row]
    troubles: Sequence[tuple[int, Refused]]
    # Rows that say again what another row of the file says, and those of them that say it otherwise.
    repeated: int
    differing: int


def parts(rows: Sequence[Row], heading: Row | None = None) -> Iterator[list[object]]:
    """The rows as JSON, part by part, each under the heading where there is one."""
    above = [] if heading is None else [heading]
    for place in range(0, len(rows), PART):
        yield [kept.as_plain(row) for row in [*above, *rows[place : place + PART]]]


def check_headings(draft: MappingDraft, rows: Sequence[Row]) -> Sheet:
    """The rows under their headings; refused whole when a column of the mapping is not there."""
    return laid_out(draft, rows)


def said(draft: MappingDraft, sheet: Sheet, row: Row) -> Message | Refused:
    """What the row says, or why it cannot be understood."""
    try:
        return message_of(draft, sheet, row)
    except Refused as refusal:
        return refusal


def staged(draft: MappingDraft, rows: Sequence[Row]) -> Staged:
    """Every row looked at once; of several rows about one matter the first stands."""
    sheet = laid_out(draft, rows)
    first: dict[object, tuple[Row, Message]] = {}
    troubles: list[tuple[int, Refused]] = []
    repeated = differing = 0
    for row in sheet.rows:
        message = said(draft, sheet, row)
        if isinstance(message, Refused):
            troubles.append((row.number, message))
        elif message.digest in first:
            repeated += 1
            differing += first[message.digest][1].text_mark != message.text_mark
        else:
            first[message.digest] = (row, message)
    ordered = sorted(first.values(), key=lambda each: (each[1].received_at or _EARLY, each[0].number))
    heading = Row(sheet.number, tuple(sheet.headings))
    return Staged(len(sheet.rows), heading, [row for row, _ in ordered], troubles, repeated, differing)


refusals(
    {
        "imports.file_begun": gettext_noop(
            "The file {name} is being taken over already. Wait until it is done, then look at what came of it."
        ),
        "imports.file_gone": gettext_noop("The file {name} has been taken over, and its copy is gone. Send it again."),
    }
)
