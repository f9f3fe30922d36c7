"""The story of an aggregate, told from its journal in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from linli.desk import naming, words
from linli.desk.templatetags.desk import size
from linli.kernel.journal import Told

PAGE = 100
ERASED = "journal.erased"
DIGITS_OF_FINGERPRINT = 12


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact of an entry; an erased one has no value and names the entry that erased it."""

    label: str
    value: str
    is_erased: bool
    erased_by: int | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry as people read it."""

    seq: int
    recorded_at: datetime
    icon: str
    words: str
    who: str
    account_id: UUID | None
    facts: Sequence[FactLine]
    digest: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a chain, as the journal is asked for it."""

    after: int
    limit: int


@dataclass(frozen=True, slots=True)
class Story:
    """The entries of a page, and what everybody on it is called."""

    entries: Sequence[EntryLine]
    names: Mapping[UUID | None, str]


def span(last: int, *, before: int | None = None, limit: int = PAGE) -> Span:
    """Which entries make a page: at most `limit`, up to the chain's `last` one or those before `before`."""
    upto = last if before is None else min(before - 1, last)
    after = max(0, upto - limit)
    return Span(after=after, limit=max(0, upto - after))


def tell(told: Sequence[Told], *, also: UUID | None = None, only_changes: bool = False, called: naming.Names | None = None) -> Story:
    """The entries in words, newest first; `also` is one more account the page names, `called` the names where the page has them.

    With `only_changes` an entry shows only what it changed since the entries before it.
    """
    called = called or naming.names_for(
        {also, *(entry.account_id for entry in told)},
        person_ids={entry.person_id for entry in told},
        facts=[entry.facts for entry in told],
    )
    erasures = {(entry.facts["seq"], name): entry.seq for entry in told if entry.verb == ERASED for name in entry.facts["names"] or ()}
    lines, known = [], dict[str, object]()
    for entry in told:
        names = [name for name in entry.facts if not _is_empty(entry, name)]
        names = [name for name in names if not (only_changes and name in known and known[name] == entry.facts[name])]
        lines.append(_line(entry, names, called, erasures))
        known.update(entry.facts)
    return Story(lines[::-1], called.of_account)


def _line(entry: Told, names: Sequence[str], called: naming.Names, erasures: Mapping[tuple[int, str], int]) -> EntryLine:
    verb = words.verb(entry.verb)
    return EntryLine(
        seq=entry.seq,
        recorded_at=entry.recorded_at,
        icon=verb.icon,
        words=str(verb.words),
        who=_who(entry, called),
        account_id=entry.account_id,
        facts=[
            _fact(entry, name, called, erasures)
            for name in sorted(names, key=_place)
            if name not in words.HIDDEN_IN_STORY and entry.facts[name] != ""
        ],
        digest=entry.hash.hex()[:DIGITS_OF_FINGERPRINT],
    )


def _is_empty(entry: Told, name: str) -> bool:
    """A thing or a moment that there is none of: everywhere, without an end."""
    return entry.facts[name] == "" and (name in naming.KINDS_OF_FACT or name in words.INSTANTS)


def _who(entry: Told, called: naming.Names) -> str:
    person = called.of_id.get(entry.person_id, "") if entry.person_id else ""
    return person or called.of_account.get(entry.account_id) or gettext("the house itself")


# Facts stand in the order of their words, those without any last.
_PLACES: Final = {name: place for place, name in enumerate(words.FACTS)}


def _place(name: str) -> int:
    return _PLACES.get(name, len(_PLACES))


def _fact(entry: Told, name: str, called: naming.Names, erasures: Mapping[tuple[int, str], int]) -> FactLine:
    return FactLine(
        label=str(words.FACTS.get(name, name)),
        value=_shown(name, entry.facts[name], called),
        is_erased=name in entry.erased,
        erased_by=erasures.get((entry.seq, name)),
        name=name,
    )


def _shown(name: str, value: object, called: naming.Names) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name == "size_bytes" and isinstance(value, int):
        return size(value)
    if isinstance(value, list):
        return ", ".join(_shown(name, each, called) if naming.parsed(each) else str(words.FACTS.get(each, each)) for each in value)
    row_id = naming.parsed(value)
    if row_id is not None:
        return called.of_id.get(row_id, str(value))
    return _said(name, str(value))


def _said(name: str, text: str) -> str:
    if name in words.INSTANTS:
        return _moment(text)
    if name in words.PERMISSIONS:
        return "、".join(words.permission(code) for code in text.split())
    if name in words.CLOSED:
        return gettext(words.CLOSED[name](text).words)
    return words.kind(text) if name == "kind" else text


def _moment(text: str) -> str:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return date_format(timezone.localtime(found), "Y-m-d H:i") if found.tzinfo else text
