"""How the columns of a file of another system are read: a mapping is data that a subdistrict keeps.

It says which column holds what, by which source and track the messages come, and how the file writes a moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from linli.geo.coordinates import System
from linli.kernel.errors import Refused
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.kinds import CODE_LIMIT

MAPPING_NAME_LIMIT: Final = 40
COLUMN_LIMIT: Final = 80
MOST_FORMATS: Final = 10
MOST_WORDS: Final = 1_000
# A word of theirs.
THEIR_WORD_LIMIT: Final = 100


class Column(StrEnum):
    """What a column may hold."""

    OUTSIDE_NUMBER = "outside_number"
    REPORTER = "reporter"
    PHONE = "phone"
    MATTER = "matter"
    WORDS = "words"
    ADDRESS = "address"
    LON = "lon"
    LAT = "lat"
    RECEIVED_AT = "received_at"
    ANSWERED_AT = "answered_at"
    LIKES = "likes"
    DISLIKES = "dislikes"
    CLASS = "class"
    GROUP = "group"
    UNIT = "unit"
    STATE = "state"
    ENDED_AT = "ended_at"
    TARGET_AT = "target_at"
    REASON = "reason"
    RETURNS = "returns"


class Stand(StrEnum):
    """What a word of theirs for a state means here."""

    OPEN = "open"
    CLOSED = "closed"


# These may change on the other side without making it another row.
GROWING: Final = frozenset(
    {
        *(Column.LIKES, Column.DISLIKES, Column.ANSWERED_AT),
        *(Column.CLASS, Column.GROUP, Column.UNIT, Column.STATE),
        *(Column.ENDED_AT, Column.TARGET_AT, Column.REASON, Column.RETURNS),
    }
)
# What only a list of another system has.
_OF_THERE: Final = GROWING - {Column.LIKES, Column.DISLIKES, Column.ANSWERED_AT}
# Words of theirs that may be no longer than one is.
THEIR_WORDS: Final = (Column.CLASS, Column.GROUP, Column.UNIT, Column.STATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingDraft:
    """How the files of one source are read."""

    name: str
    source: str
    columns: Mapping[Column, str]
    track: Track = Track.HOTLINE
    time_formats: Sequence[str] = ()
    zone: str = "Asia/Shanghai"
    # In which system their coordinates are.
    point_system: str = System.WGS84.value
    # Whether their number alone says which matter it is; else every cell does.
    is_by_number: bool = False
    # What their words for states mean, and which class of ours theirs is; what is not in the table is of the other class.
    states: Mapping[str, Stand] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    other_class: str = ""

    def __post_init__(self) -> None:
        if not self.name or len(self.name) > MAPPING_NAME_LIMIT or not self.source or len(self.source) > CODE_LIMIT:
            raise Refused("imports.mapping_unnamed", limit=MAPPING_NAME_LIMIT)
        headings = list(self.columns.values())
        if Column.WORDS not in self.columns or len(set(headings)) < len(headings) or len(self.time_formats) > MOST_FORMATS:
            raise Refused("imports.mapping_incomplete", name=self.name)
        if any(not heading or len(heading) > COLUMN_LIMIT for heading in headings):
            raise Refused("imports.mapping_incomplete", name=self.name)
        self._check_tables()

    def _check_tables(self) -> None:
        if self.point_system not in set(System):
            raise Refused("org.unknown_system", system=self.point_system)
        if self.is_by_number and Column.OUTSIDE_NUMBER not in self.columns:
            raise Refused("imports.no_number_column", name=self.name)
        if (Column.STATE in self.columns) != bool(self.states):
            raise Refused("imports.states_unsaid", name=self.name)
        words = [*self.states, *self.classes]
        if len(words) > MOST_WORDS or any(not word or len(word) > THEIR_WORD_LIMIT for word in words):
            raise Refused("imports.tables_too_long", name=self.name, limit=MOST_WORDS, length=THEIR_WORD_LIMIT)
        if any(not code or len(code) > CODE_LIMIT for code in [*self.classes.values(), self.other_class or "-"]):
            raise Refused("imports.tables_too_long", name=self.name, limit=MOST_WORDS, length=CODE_LIMIT)

    @property
    def tells_of_there(self) -> bool:
        """Whether any column says how a matter stands where it comes from."""
        return not _OF_THERE.isdisjoint(self.columns)

    def class_code(self, class_words: str, group_words: str) -> str:
        """Which class of ours theirs is: by the table, by the narrower word first; empty when the table says nothing of it."""
        return self.classes.get(class_words) or self.classes.get(group_words) or ""


def stored(draft: MappingDraft) -> dict[str, object]:
    """The mapping as plain JSON."""
    return {
        "columns": {column.value: heading for column, heading in draft.columns.items()},
        "track": draft.track.value,
        "time_formats": list(draft.time_formats),
        "zone": draft.zone,
        **{name: value for name, value, usual in _further(draft) if value != usual},
    }


def told(kept: Mapping[str, object]) -> tuple[object, object]:
    """What the journal says of a mapping: its columns, and the rest; of a long table how long it is."""
    classes = kept.get("classes")
    further = {name: value for name, value in kept.items() if name not in {"columns", "classes"}}
    return kept["columns"], {**further, "classes": len(classes) if isinstance(classes, dict) else 0}


def _further(draft: MappingDraft) -> list[tuple[str, object, object]]:
    """What only some mappings say: its name, its value, and what is meant where nothing is said."""
    return [
        ("point_system", draft.point_system, System.WGS84.value),
        ("is_by_number", draft.is_by_number, False),
        ("states", {word: stand.value for word, stand in draft.states.items()}, {}),
        ("classes", dict(draft.classes), {}),
        ("other_class", draft.other_class, ""),
    ]


def restored(name: str, source: str, kept: Mapping[str, object]) -> MappingDraft:
    """The mapping that was kept; refused when somebody wrote it by hand and wrote it wrong."""
    columns, formats = kept.get("columns"), kept.get("time_formats", [])
    states, classes = kept.get("states", {}), kept.get("classes", {})
    if not isinstance(columns, dict) or not isinstance(formats, list) or not isinstance(states, dict) or not isinstance(classes, dict):
        raise Refused("imports.mapping_incomplete", name=name)
    try:
        return MappingDraft(
            name=name,
            source=source,
            columns={Column(column): str(heading) for column, heading in columns.items()},
            track=Track(str(kept.get("track", Track.HOTLINE.value))),
            time_formats=tuple(map(str, formats)),
            zone=ZoneInfo(str(kept.get("zone", "Asia/Shanghai"))).key,
            point_system=str(kept.get("point_system", System.WGS84.value)),
            is_by_number=kept.get("is_by_number", False) is True,
            states={str(word): Stand(stand) for word, stand in states.items()},
            classes={str(word): str(code) for word, code in classes.items()},
            other_class=str(kept.get("other_class", "")),
        )
    except (ValueError, KeyError, OSError) as error:
        raise Refused("imports.mapping_incomplete", name=name) from error
