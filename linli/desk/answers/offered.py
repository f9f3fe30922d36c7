"""Reviewed answers as other pages offer them: with source, end, competent unit, and the words that made them near."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext

from linli.answers.queries import nearest
from linli.answers.queries.nearest import Suggestion
from linli.kernel import clock
from linli.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Offered:
    """An answer that may fit."""

    id: UUID
    question: str
    text: str
    source: str
    unit: str
    valid_until: date
    words: tuple[str, ...]

    @property
    def basis(self) -> str:
        """Where the answer stands, as a reply names it."""
        return gettext("Basis: {source}").format(source=self.source)


def offered(actor: Actor, question: str) -> Sequence[Offered]:
    """What this person may answer from, the nearest first."""
    return [_offered(each) for each in nearest.for_clerks(actor, question, clock.now())]


def searched(actor: Actor, typed: str) -> Sequence[Offered]:
    """What speaks of words typed into the search, the nearest first."""
    return [_offered(each) for each in nearest.for_search(actor, typed, clock.now())]


def _offered(each: Suggestion) -> Offered:
    row = each.version
    return Offered(row.answer_id, row.question, row.text, row.source, row.unit.short_name, row.valid_until, each.words)
