"""How a ticket that came by a file stands where it came from, in the words of the file."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from linli.desk.tickets.offers import Sight
from linli.desk.tickets.timing import exact
from linli.tickets.queries import imports


@dataclass(frozen=True, slots=True)
class There:
    """Their number, and what the file says: beside what our clocks say, never instead."""

    number: str
    lines: Sequence[tuple[str, str]]


def there_of(sight: Sight) -> There | None:
    """What the file said of it, for who may know by which door it came in."""
    if sight.ticket.import_id is None or not sight.face.knows_reporter:
        return None
    row = imports.row_of(sight.ticket)
    if row is None:
        return None
    said = (
        (gettext("Class"), " · ".join(word for word in (row.their_group, row.their_class) if word)),
        (gettext("Unit"), row.their_unit),
        (gettext("State"), row.their_state),
        (gettext("Their deadline"), exact(row.their_target_at, sight.now) if row.their_target_at else ""),
        (gettext("Closed there"), exact(row.their_ended_at, sight.now) if row.their_ended_at else ""),
        (gettext("Why it was closed"), row.their_reason),
    )
    lines = [(word, text) for word, text in said if text]
    return There(sight.face.outside_number, lines) if lines else None
