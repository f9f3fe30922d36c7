"""Answers: only what somebody touched, checked against the version that was shown to him."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_noop

from linli.checklists.rules.items import Item, ItemKind, Seen
from linli.checklists.rules.show_if import holds, names_in
from linli.kernel.errors import Refused, refusals
from linli.kernel.text import clean_text

VALUE_LIMIT: Final = 500
NOTE_LIMIT: Final = 500
_NUMBER: Final = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?", re.ASCII)
_POINT: Final = re.compile(r"-?\d{1,3}(?:\.\d{1,8})? -?\d{1,2}(?:\.\d{1,8})?", re.ASCII)
_FILE: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said to one item: the value as text, several separated by blanks, and a line beside it."""

    value: str
    note: str = ""


def as_said(value: object) -> Answered:
    """An answer as JSON carries it: nothing, a text, a number, a list of choices, or one of these beside a line `{value, note}`."""
    if isinstance(value, Mapping):
        return Answered(as_said(value.get("value")).value, str(value.get("note") or ""))
    if isinstance(value, list | tuple):
        return Answered(" ".join(map(str, value)))
    return Answered("" if value is None else str(value))


def check(items: Sequence[Item], answers: Mapping[str, Answered]) -> dict[str, Answered]:
    """The answers as they may be stored: untouched items are absent, and so are those that the other answers hide."""
    known = {item.name: item for item in items}
    unknown = sorted(set(answers) - set(known))
    if unknown:
        raise Refused("checklists.item_unknown", name=unknown[0][:40])
    given = {name: _checked(known[name], said) for name, said in answers.items()}
    kept = shown(items, {name: said for name, said in given.items() if said is not None})
    missing = next((item for item in items if item.is_required and item.name not in kept and is_shown(item, kept)), None)
    if missing is not None:
        raise Refused("checklists.safety_unanswered", label=missing.label)
    return {item.name: kept[item.name] for item in items if item.name in kept}


def shown(items: Sequence[Item], answers: Mapping[str, Answered]) -> dict[str, Answered]:
    """The answers without those of hidden items; what is hidden says nothing to the conditions of others either."""
    known = {item.name: item for item in items}
    kept: dict[str, Answered] = {}
    settled: set[str] = set()

    def settle(name: str) -> None:
        # What it waits for first; conditions have no circle.
        if name in settled or name not in known:
            return
        settled.add(name)
        condition = known[name].condition
        for other in () if condition is None else names_in(condition):
            settle(other)
        if name in answers and is_shown(known[name], kept):
            kept[name] = answers[name]

    for item in items:
        settle(item.name)
    return kept


def is_shown(item: Item, answers: Mapping[str, Answered]) -> bool:
    """Whether the item shows by these answers."""
    condition = item.condition
    return condition is None or holds(condition, {name: said.value for name, said in answers.items()})


def issues(items: Sequence[Item], kept: Mapping[str, Answered]) -> list[Item]:
    """The items where somebody saw an issue, in order."""
    return [item for item in items if item.kind is ItemKind.LOOK and item.name in kept and kept[item.name].value == Seen.ISSUE]


def prefilled(items: Sequence[Item], last: Mapping[str, Answered]) -> dict[str, str]:
    """What a new visit finds filled in: facts that were said last time, never what concerns safety."""
    found = {item.name: last[item.name] for item in items if item.is_kept and not item.is_safety and item.name in last}
    usable: dict[str, str] = {}
    for item in items:
        if item.name in found and _fits(item, found[item.name].value):
            usable[item.name] = found[item.name].value
    return usable


def _fits(item: Item, value: str) -> bool:
    """Whether a value of an older version can still be said in this one."""
    try:
        return _checked(item, Answered(value)) is not None
    except Refused:
        return False


def _checked(item: Item, said: Answered) -> Answered | None:
    """The answer as stored; None where nothing was said after all."""
    value = clean_text(said.value, field=item.label, limit=VALUE_LIMIT, required=False)
    note = clean_text(said.note, field=item.label, limit=NOTE_LIMIT, required=False)
    if not value:
        if note:
            raise Refused("checklists.note_without_answer", label=item.label)
        return None
    read = _READERS[item.kind](item, value)
    if read is None:
        raise Refused("checklists.answer_unfit", label=item.label, value=value[:40])
    if item.kind is ItemKind.LOOK and read == Seen.ISSUE and not note:
        raise Refused("checklists.issue_without_line", label=item.label)
    return Answered(read, note)


def _look(item: Item, value: str) -> str | None:
    return value if value in set(Seen) else None


def _number(item: Item, value: str) -> str | None:
    return value if _NUMBER.fullmatch(value) else None


def _choice(item: Item, value: str) -> str | None:
    return value if value in {option.name for option in item.options} else None


def _choices(item: Item, value: str) -> str | None:
    chosen = value.split()
    # In the order of the list, each once.
    ordered = [option.name for option in item.options if option.name in chosen]
    return " ".join(ordered) if set(chosen) == set(ordered) else None


def _text(item: Item, value: str) -> str | None:
    return value


def _day(item: Item, value: str) -> str | None:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return None


def _photo(item: Item, value: str) -> str | None:
    # The id of an attachment, which comes after the text.
    return value if _FILE.fullmatch(value) else None


def _location(item: Item, value: str) -> str | None:
    if not _POINT.fullmatch(value):
        return None
    lon, lat = map(float, value.split())
    return value if abs(lon) <= 180 and abs(lat) <= 90 else None


def _nothing(item: Item, value: str) -> str | None:
    return None


_READERS: Final = {
    ItemKind.LOOK: _look,
    ItemKind.NUMBER: _number,
    ItemKind.CHOICE: _choice,
    ItemKind.CHOICES: _choices,
    ItemKind.TEXT: _text,
    ItemKind.DATE: _day,
    ItemKind.PHOTO: _photo,
    ItemKind.LOCATION: _location,
    ItemKind.NOTE: _nothing,
}


refusals(
    {
        "checklists.item_unknown": gettext_noop("This version of the checklist has no item {name}. Load the checklist again."),
        "checklists.answer_unfit": gettext_noop("“{label}”: “{value}” is no answer to it. Choose or write one that is."),
        "checklists.note_without_answer": gettext_noop("“{label}” has a line but no answer. Say what you saw, or clear the line."),
        "checklists.issue_without_line": gettext_noop("“{label}” is an issue. Say in one line what it is."),
        "checklists.safety_unanswered": gettext_noop("The safety task asks for “{label}”. Answer it, and save again."),
    }
)
