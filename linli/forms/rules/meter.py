"""The burden meter 减负台账: how many forms live, how much they ask, how much of it is known or asked twice.

Forms and questions are counted, and nothing else: never people, never their time, never who was how quick.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from linli.forms.rules.kinds import Frequency, Subject
from linli.forms.rules.periods import covers, months_after

MONTHS_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the meter sees it: what it certainly is, whether it is known, whether that was confirmed and fills it in."""

    identity: str
    is_known: bool = False
    is_filled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Living:
    """A form with its questions and the days on which it is asked, the last one included."""

    id: UUID
    sender: str
    fillers: tuple[str, ...]
    subject: Subject
    kinds: frozenset[str]
    frequency: Frequency
    asked: tuple[Asked, ...]
    begins_on: date
    ends_on: date

    def lives_on(self, day: date) -> bool:
        """Whether it is asked on that day."""
        return self.begins_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class Burden:
    """So many forms ask so many questions, of which so many are known, filled in, and asked by another form as well."""

    forms: int = 0
    fields: int = 0
    known: int = 0
    filled: int = 0
    twice: int = 0

    @property
    def known_percent(self) -> float:
        return round(100 * self.known / self.fields, 1) if self.fields else 0.0

    @property
    def filled_percent(self) -> float:
        return round(100 * self.filled / self.fields, 1) if self.fields else 0.0


def burden_of(forms: Iterable[Living], among: Sequence[Living] = ()) -> Burden:
    """The burden of some forms; what is asked twice is looked for among all that live, or among them alone."""
    chosen = list(forms)
    twice = asked_twice(among or chosen)
    return Burden(
        forms=len(chosen),
        fields=sum(len(each.asked) for each in chosen),
        known=sum(one.is_known for each in chosen for one in each.asked),
        filled=sum(one.is_filled for each in chosen for one in each.asked),
        twice=sum(one.identity in twice[each.id] for each in chosen for one in each.asked),
    )


def asked_twice(forms: Sequence[Living]) -> Mapping[UUID, frozenset[str]]:
    """For each form its questions that another one asks as well, of the same rows and at least as often; what is known is not counted."""
    askers: dict[tuple[Subject, str], list[Living]] = {}
    for form in forms:
        for one in form.asked:
            if one.identity and not one.is_known:
                askers.setdefault((form.subject, one.identity), []).append(form)
    found: dict[UUID, set[str]] = {form.id: set() for form in forms}
    for (_subject, identity), those in askers.items():
        for form in those:
            if any(meets(other, form) for other in those if other.id != form.id):
                found[form.id].add(identity)
    return {form_id: frozenset(identities) for form_id, identities in found.items()}


def meets(other: Living, form: Living) -> bool:
    """Whether the other form is about some of the same rows, and is answered within the period of this one."""
    return other.subject is form.subject and (not form.kinds or bool(other.kinds & form.kinds)) and covers(other.frequency, form.frequency)


def by(forms: Sequence[Living], names: Callable[[Living], Iterable[str]]) -> list[tuple[str, Burden]]:
    """The burden by sender or by who fills, the most questions first; a form that several fill counts for each."""
    groups: dict[str, list[Living]] = {}
    for form in forms:
        for name in names(form):
            groups.setdefault(name, []).append(form)
    rows = [(name, burden_of(group, forms)) for name, group in groups.items()]
    return sorted(rows, key=lambda row: (-row[1].fields, row[0]))


def trend(forms: Sequence[Living], today: date, months: int = MONTHS_SHOWN) -> list[tuple[date, int, int]]:
    """For each of the last months its last day, or today, with the forms that lived then and what they asked."""
    found = []
    for back in range(months - 1, -1, -1):
        first = months_after(today.replace(day=1), -back)
        day = min(months_after(first, 1) - timedelta(days=1), today)
        living = [form for form in forms if form.lives_on(day)]
        found.append((day, len(living), sum(len(form.asked) for form in living)))
    return found


def most_asked(forms: Sequence[Living], least: int = 2) -> list[tuple[str, int]]:
    """What several forms ask and nobody knows yet, the most often first: what is worth being kept once."""
    counts = Counter((form.subject, one.identity) for form in forms for one in form.asked if one.identity and not one.is_known)
    return sorted(
        ((identity, number) for (_subject, identity), number in counts.items() if number >= least), key=lambda row: (-row[1], row[0])
    )
