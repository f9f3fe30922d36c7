"""What each row of a file of another system says; a row that cannot be understood is refused by itself, with its reason."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.kernel.calendar.rules import check_year
from linli.kernel.errors import Refused
from linli.kernel.sheets import Row, mapped
from linli.tickets.rules.imports.mapping import GROWING, THEIR_WORD_LIMIT, THEIR_WORDS, Column, MappingDraft, Stand

# Why a matter was closed there.
THEIR_REASON_LIMIT: Final = 2_000
MOST_RETURNS: Final = 1_000
_BLANKS: Final = re.compile(r"\s+")
_WHOLE: Final = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One row as it will become a ticket; `digest` tells it from every other row of its source, `text_mark` from every other text."""

    number: int
    digest: UUID
    text_mark: UUID
    words: str
    matter: str = ""
    outside_number: str = ""
    reporter: str = ""
    phone: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    received_at: datetime | None = None
    answered_at: datetime | None = None
    likes: int = 0
    dislikes: int = 0
    is_answer_wanted: bool = False
    class_words: str = ""
    group_words: str = ""
    unit_words: str = ""
    state_words: str = ""
    stand: Stand | None = None
    ended_at: datetime | None = None
    target_at: datetime | None = None
    reason: str = ""
    returns: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it is still open where it comes from: as its state says, or else as long as nobody has closed or answered it."""
        return self.stand is Stand.OPEN if self.stand is not None else self.over_at is None

    @property
    def over_at(self) -> datetime | None:
        """When it was closed there, or at least answered."""
        return self.ended_at or self.answered_at


Sheet: TypeAlias = mapped.Sheet[Column]


def fits(draft: MappingDraft, rows: Sequence[Row]) -> bool:
    """Whether the file has every column of the mapping."""
    return mapped.fits(draft.columns, rows)


def laid_out(draft: MappingDraft, rows: Sequence[Row]) -> Sheet:
    """The rows under their headings; refused whole when a column of the mapping is not there."""
    return mapped.laid_out(draft.name, draft.columns, rows)


def message_of(draft: MappingDraft, sheet: Sheet, row: Row) -> Message:
    """What the row says; refused with the column that cannot be understood."""
    if row.trouble is not None:
        raise row.trouble
    said = sheet.said(row)
    reading = _Reading(draft, said)
    words, matter = said.get(Column.WORDS, ""), said.get(Column.MATTER, "")
    lon, lat = reading.degrees(Column.LON), reading.degrees(Column.LAT)
    # Nobody lives off the coast of Africa: programs write this where they know no place.
    has_point = (lon or 0, lat or 0) != (0, 0)
    return Message(
        number=row.number,
        digest=_mark(_identity(draft, said)),
        text_mark=_mark(_BLANKS.sub("", f"{matter}\x1f{words}")),
        words=words,
        matter=matter,
        outside_number=said.get(Column.OUTSIDE_NUMBER, ""),
        reporter=said.get(Column.REPORTER, ""),
        phone=said.get(Column.PHONE, ""),
        address=said.get(Column.ADDRESS, ""),
        lon=lon if has_point else None,
        lat=lat if has_point else None,
        received_at=reading.moment(Column.RECEIVED_AT),
        answered_at=reading.moment(Column.ANSWERED_AT),
        likes=reading.count(Column.LIKES),
        dislikes=reading.count(Column.DISLIKES),
        **_there(reading) if draft.tells_of_there else {},
    )


def _identity(draft: MappingDraft, said: Mapping[Column, str]) -> str:
    """By what a row is told from every other: their number where it alone says so, else everything that does not grow."""
    number = said.get(Column.OUTSIDE_NUMBER, "")
    if draft.is_by_number and number:
        return f"{Column.OUTSIDE_NUMBER}={number}"
    return "\x1f".join(f"{column}={text}" for column, text in sorted(said.items()) if column not in GROWING)


def _there(reading: "_Reading") -> dict[str, Any]:
    """How it stands where it comes from."""
    return {
        **{f"{column}_words": reading.words(column, THEIR_WORD_LIMIT) for column in THEIR_WORDS},
        "stand": reading.stand(),
        "ended_at": reading.moment(Column.ENDED_AT),
        "target_at": reading.moment(Column.TARGET_AT),
        "reason": reading.words(Column.REASON, THEIR_REASON_LIMIT),
        "returns": reading.count(Column.RETURNS, most=MOST_RETURNS),
    }


@dataclass(frozen=True, slots=True)
class _Reading:
    """The cells of one row, read as what they must be."""

    draft: MappingDraft
    said: Mapping[Column, str]

    def words(self, column: Column, limit: int) -> str:
        """A text of theirs."""
        text = self.said.get(column, "")
        if len(text) > limit:
            raise Refused("kernel.too_long", field=self.draft.columns[column], length=len(text), limit=limit)
        return text

    def stand(self) -> Stand | None:
        """What their word for the state means; nothing written means nothing."""
        text = self.said.get(Column.STATE, "")
        if text and text not in self.draft.states:
            raise self._bad("imports.state_unknown", Column.STATE)
        return self.draft.states[text] if text else None

    def moment(self, column: Column) -> datetime | None:
        """A moment of the other system's wall clock, in a year in which anything can have been due."""
        text = self.said.get(column, "")
        if not text:
            return None
        found = self._moment(column, text)
        check_year(found.year)
        return found

    def _moment(self, column: Column, text: str) -> datetime:
        for form in self.draft.time_formats:
            try:
                return datetime.strptime(text, form).replace(tzinfo=ZoneInfo(self.draft.zone))
            except ValueError:
                continue
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            raise self._bad("imports.bad_moment", column) from None
        return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(self.draft.zone))

    def count(self, column: Column, *, most: int = 10**9) -> int:
        """How many; nothing written means none."""
        text = self.said.get(column, "")
        if text and (not _WHOLE.fullmatch(text) or int(text) > most):
            raise self._bad("imports.bad_count", column)
        return int(text or 0)

    def degrees(self, column: Column) -> float | None:
        """A longitude or latitude."""
        return mapped.degrees(self.draft.columns.get(column, ""), self.said.get(column, ""))

    def _bad(self, code: str, column: Column) -> Refused:
        return Refused(code, column=self.draft.columns[column], text=self.said[column][:40])


def _mark(text: str) -> UUID:
    return UUID(bytes=sha256(text.encode("utf-8", "surrogatepass")).digest()[:16])
