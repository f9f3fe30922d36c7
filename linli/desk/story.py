"""The story of an aggregate, told from its journal in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from linli.accounts import queries as accounts
from linli.desk import words
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


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry as people read it."""

    seq: int
    recorded_at: datetime
    icon: str
    words: str
    who: str
    facts: Sequence[FactLine]
    digest: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a chain, as the journal is asked for it."""

    after: int
    limit: int


@dataclass(frozen=True, slots=True)
class Story:
    """The entries of a page, and the logins of everybody on it."""

    entries: Sequence[EntryLine]
    logins: Mapping[UUID | None, str]


def span(last: int, *, before: int | None = None, limit: int = PAGE) -> Span:
    """Which entries make a page: at most `limit`, up to the chain's `last` one or those before `before`."""
    upto = last if before is None else min(before - 1, last)
    after = max(0, upto - limit)
    return Span(after=after, limit=max(0, upto - after))


def tell(told: Sequence[Told], *, also: UUID | None = None, only_changes: bool = False) -> Story:
    """The entries in words, newest first; `also` is one more login the page needs.

    With `only_changes` an entry shows only what it changed since the entries before it.
    """
    logins = accounts.logins_of({also, *(entry.account_id for entry in told)})
    erasures = {(entry.facts["seq"], name): entry.seq for entry in told if entry.verb == ERASED for name in entry.facts["names"] or ()}
    lines, known = [], dict[str, object]()
    for entry in told:
        names = [name for name in entry.facts if not (only_changes and name in known and known[name] == entry.facts[name])]
        lines.append(_line(entry, names, logins, erasures))
        known.update(entry.facts)
    return Story(lines[::-1], logins)


def _line(entry: Told, names: Sequence[str], logins: Mapping[UUID | None, str], erasures: Mapping[tuple[int, str], int]) -> EntryLine:
    verb = words.verb(entry.verb)
    return EntryLine(
        seq=entry.seq,
        recorded_at=entry.recorded_at,
        icon=verb.icon,
        words=str(verb.words),
        who=logins.get(entry.account_id) or gettext("the house itself"),
        facts=[_fact(entry, name, erasures) for name in sorted(names, key=_place) if name not in words.HIDDEN_IN_STORY],
        digest=entry.hash.hex()[:DIGITS_OF_FINGERPRINT],
    )


def _place(name: str) -> int:
    order = list(words.FACTS)
    return order.index(name) if name in words.FACTS else len(order)


def _fact(entry: Told, name: str, erasures: Mapping[tuple[int, str], int]) -> FactLine:
    return FactLine(
        label=str(words.FACTS.get(name, name)),
        value=_shown(name, entry.facts[name]),
        is_erased=name in entry.erased,
        erased_by=erasures.get((entry.seq, name)),
    )


def _shown(name: str, value: object) -> str:
    if value is None:
        return ""
    if name == "size_bytes" and isinstance(value, int):
        return size(value)
    return ", ".join(str(words.FACTS.get(each, each)) for each in value) if isinstance(value, list) else str(value)
