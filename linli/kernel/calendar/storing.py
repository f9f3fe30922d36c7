"""A deadline as plain JSON, kept beside the row it belongs to, so that its working can be shown again at any time."""

from datetime import datetime
from typing import TypedDict

from linli.kernel.calendar.deadlines import Deadline, Duration, Extension, Kind, Pause


class StoredPause(TypedDict):
    """A pause as it is stored."""

    begins_at: str
    ends_at: str | None
    reason: str


class StoredExtension(TypedDict):
    """An extension as it is stored."""

    amount: int
    reason: str


class Stored(TypedDict):
    """A deadline as plain JSON: what it was worked out from, and what came out."""

    start_at: str
    kind: str
    amount: int
    pauses: list[StoredPause]
    extensions: list[StoredExtension]
    region: str
    version: int
    due_at: str | None
    unknown_years: list[int]


def stored(found: Deadline) -> Stored:
    """The deadline as it is kept beside the row it belongs to."""
    return Stored(
        start_at=found.start_at.isoformat(),
        kind=found.duration.kind.value,
        amount=found.duration.amount,
        pauses=[
            StoredPause(
                begins_at=each.begins_at.isoformat(), ends_at=each.ends_at.isoformat() if each.ends_at else None, reason=each.reason
            )
            for each in found.pauses
        ],
        extensions=[StoredExtension(amount=each.amount, reason=each.reason) for each in found.extensions],
        region=found.region,
        version=found.version,
        due_at=found.due_at.isoformat() if found.due_at else None,
        unknown_years=list(found.unknown_years),
    )


def restored(kept: Stored) -> Deadline:
    """The deadline that was kept, value for value."""
    return Deadline(
        start_at=datetime.fromisoformat(kept["start_at"]),
        duration=Duration(Kind(kept["kind"]), kept["amount"]),
        pauses=tuple(
            Pause(datetime.fromisoformat(each["begins_at"]), _instant(each["ends_at"]), each["reason"]) for each in kept["pauses"]
        ),
        extensions=tuple(Extension(each["amount"], each["reason"]) for each in kept["extensions"]),
        region=kept["region"],
        version=kept["version"],
        due_at=_instant(kept["due_at"]),
        unknown_years=tuple(kept["unknown_years"]),
    )


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
