"""Rows that the database does not take are looked for in smaller and smaller chunks, until one is found alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import DatabaseError, OperationalError, transaction


@dataclass(frozen=True, slots=True)
class Chunk:
    """How many rows a step took; or why even the smallest chunk was not taken."""

    taken: int
    trouble: str = ""


def take_chunk(sizes: Sequence[int], take: Callable[[int], int]) -> Chunk:
    """What `take` answers for the first of these sizes that the database takes, each tried in a transaction of its own."""
    trouble = ""
    for size in sizes:
        try:
            with transaction.atomic():
                return Chunk(take(size))
        except OperationalError:
            # The database itself is away, or somebody holds a row: nothing is wrong with ours.
            raise
        except DatabaseError as error:
            trouble = type(error.__cause__).__name__
    return Chunk(0, trouble)
