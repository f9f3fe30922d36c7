"""Which reviewed answers are near to a question; never one that is not in force or does not hold today.

The shelf is kept by each process and made anew where the base has moved. It only says what is near: whether an answer may be
offered is asked of the database, with the very rows that are shown.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Aggregate, BigIntegerField, Count

from linli.answers.models import AnswerVersion
from linli.answers.queries.answers import everything, may_look
from linli.answers.rules.kinds import Audience, VersionState
from linli.kernel.actor import Actor
from linli.kernel.scope.models import OwnedQuerySet
from linli.lang.shelf import LEAST, Shelf, is_all_said
from linli.org.rules.people import day_of

SHOWN: Final = 3
# Who types a word or two looks for what speaks of it: less has to be near than to what somebody tells, but more than one word of several.
_LEAST_TYPED: Final = 0.05
# Some that are near may not hold today.
_LOOKED_AT: Final = 40
# Streets whose shelves one process keeps.
_KEPT: Final = 32
# A question is a few sentences; the rest of a long text says the same again.
_READ: Final = 2_000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An answer that may fit, how near it is, and which words of the question it shares."""

    version: AnswerVersion
    nearness: float
    words: tuple[str, ...]


@dataclass(slots=True)
class _Kept:
    """The shelf of one street for one audience, with what stood in the base when it was laid."""

    shelf: Shelf = field(default_factory=Shelf)
    on_it: set[str] = field(default_factory=set)
    stamp: tuple[int, int] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class _Together(Aggregate):
    """One number for a set of ids."""

    function = "BIT_XOR"
    template = "%(function)s(hashtextextended(%(expressions)s::text, 0))"
    output_field = BigIntegerField()


_SHELVES: dict[tuple[UUID, bool], _Kept] = {}
_SHELVES_LOCK = threading.Lock()


def for_clerks(actor: Actor, question: str, at: datetime) -> Sequence[Suggestion]:
    """What a clerk may answer from, the nearest first; nothing for who does not read the base."""
    return _nearest(actor, question, at, is_public=False) if may_look(actor) else []


def for_search(actor: Actor, typed: str, at: datetime) -> Sequence[Suggestion]:
    """What is near to what a clerk typed into a search, or has two words of it or all; nothing for who does not read the base."""
    return _nearest_each(actor, [typed], at, is_public=False, is_typed=True)[0] if may_look(actor) else []


def for_anybody(actor: Actor, question: str, at: datetime) -> Sequence[Suggestion]:
    """What everybody may read, for who asks without an account."""
    return _nearest(actor, question, at, is_public=True)


def for_clerks_each(actor: Actor, questions: Sequence[str], at: datetime) -> Sequence[Sequence[Suggestion]]:
    """The same for each of several questions; two statements however many they are."""
    return _nearest_each(actor, questions, at, is_public=False) if may_look(actor) else [[] for _ in questions]


def _nearest(actor: Actor, question: str, at: datetime, *, is_public: bool) -> Sequence[Suggestion]:
    return _nearest_each(actor, [question], at, is_public=is_public)[0]


def _nearest_each(
    actor: Actor, questions: Sequence[str], at: datetime, *, is_public: bool, is_typed: bool = False
) -> Sequence[Sequence[Suggestion]]:
    asked = [question[:_READ].strip() for question in questions]
    if not any(asked):
        return [[] for _ in asked]
    today, base = day_of(at), in_force(actor, is_public=is_public)
    kept = _kept((actor.subdistrict_id, is_public))
    with kept.lock:
        _bring_up_to_date(kept, base)
        near = [kept.shelf.nearest(each, _LOOKED_AT, least=_LEAST_TYPED if is_typed else LEAST) for each in asked]
        ids = {UUID(each.key) for ones in near for each in ones}
        held = base.filter(valid_from__lte=today, valid_until__gte=today, pk__in=ids)
        rows = {str(row.pk): row for row in held.select_related("unit")} if ids else {}
        found = [
            [Suggestion(rows[each.key], each.nearness, kept.shelf.shared(text, each.key)) for each in ones if each.key in rows]
            for text, ones in zip(asked, near, strict=True)
        ]
    return [[each for each in ones if _is_near(text, each)][:SHOWN] for text, ones in zip(asked, found, strict=True)]


def _is_near(asked: str, each: Suggestion) -> bool:
    """What shares single characters only is not near, whatever they add up to; nor what has one word of several that were typed."""
    return bool(each.words) and (each.nearness >= LEAST or len(each.words) > 1 or is_all_said(asked, each.words))


def in_force(actor: Actor, *, is_public: bool) -> OwnedQuerySet:
    """The versions that a second person looked at and nobody took out."""
    found: OwnedQuerySet = AnswerVersion.objects.of(actor.subdistrict_id).filter(state=VersionState.IN_FORCE.value)
    return found.filter(audience=Audience.PUBLIC.value) if is_public else found


def _kept(key: tuple[UUID, bool]) -> _Kept:
    with _SHELVES_LOCK:
        found = _SHELVES.pop(key, None) or _Kept()
        _SHELVES[key] = found
        while len(_SHELVES) > _KEPT:
            del _SHELVES[next(iter(_SHELVES))]
        return found


def _bring_up_to_date(kept: _Kept, rows: OwnedQuerySet) -> None:
    """Take away what is in force no more and add what is new; not a word of a version changes once it is in force.

    What stands in the base is told by how many versions there are and by all their ids together, in whatever order they came.
    """
    found = rows.aggregate(rows=Count("pk"), ids=_Together("pk"))
    stamp = (found["rows"], found["ids"] or 0)
    if stamp == kept.stamp:
        return
    now = {str(pk) for pk in rows.values_list("pk", flat=True)}
    for key in kept.on_it - now:
        kept.shelf.drop(key)
    for row in rows.filter(pk__in=[UUID(key) for key in now - kept.on_it]):
        kept.shelf.put(str(row.pk), everything(row))
    kept.on_it, kept.stamp = now, stamp
