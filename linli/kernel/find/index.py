"""Keeping and asking the index, through the database functions that look at the scope."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from linli.kernel import clock, scope
from linli.kernel.find.grams import grams_of_query, grams_of_text, numbers_of
from linli.kernel.postgres.prepared import prepared
from linli.kernel.scope.models import Aggregate

LARGEST_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that may hold what was searched for."""

    subdistrict_id: UUID
    kind: str
    id: UUID
    changed_at: datetime


def index(aggregate: Aggregate, texts: Iterable[str], *, changed_at: datetime | None = None) -> None:
    """Find the aggregate by these texts from now on, and by no others."""
    index_many([(aggregate, texts)], changed_at=changed_at or clock.now())


def index_many(rows: Sequence[tuple[Aggregate, Iterable[str]]], *, changed_at: datetime) -> None:
    """Find each aggregate of one subdistrict by its texts from now on; one statement however many there are."""
    if not rows:
        return
    (subdistrict_id,) = {row.subdistrict_id for row, _ in rows}
    at = changed_at.isoformat()
    sent = [{"kind": row.KIND, "id": str(row.pk), "changed_at": at, "grams": _array(texts)} for row, texts in rows]
    with prepared() as cursor:
        cursor.execute("SELECT find_index(%s, %s)", [subdistrict_id, json.dumps(sent)])


def _array(texts: Iterable[str]) -> str:
    """The grams' numbers as PostgreSQL writes an array: it reads hundreds of them in half the time that it needs for a list in JSON."""
    return f"{{{repr(numbers_of(grams_of_text(texts)))[1:-1]}}}"


def forget(aggregate: Aggregate) -> None:
    """Find the aggregate no more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT find_forget(%s, %s, %s)", [aggregate.subdistrict_id, aggregate.KIND, aggregate.pk])


def search(words: str, kinds: Sequence[str], limit: int) -> list[Hit]:
    """The rows in scope that hold every pair of characters typed, latest change first; compare with `contains` before showing."""
    if scope.current() is None:
        raise scope.OutsideScope("a search was made outside scoped()")
    grams = numbers_of(grams_of_query(words))
    if not grams:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subdistrict_id, kind, id, changed_at FROM find_search(%s::integer[], %s, %s)",
            [grams, list(kinds), max(0, min(limit, LARGEST_LIMIT))],
        )
        return [Hit(*values) for values in cursor.fetchall()]
