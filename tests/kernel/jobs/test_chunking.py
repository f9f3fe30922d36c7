"""A chunk is tried whole, then smaller; what is not the chunk's fault is nobody's to swallow."""

import pytest
from django.db import DataError, OperationalError

from linli.kernel.jobs.chunking import Chunk, take_chunk
from tests.ground import TestDatabase


def test_the_first_size_that_the_database_takes_is_taken(database: TestDatabase) -> None:
    tried: list[int] = []

    def take(size: int) -> int:
        tried.append(size)
        if size > 2:
            raise DataError from ValueError("a row")
        return size

    assert take_chunk([8, 2, 1], take) == Chunk(2)
    assert tried == [8, 2]
    assert take_chunk([8, 4], take) == Chunk(0, "ValueError")


def test_a_database_that_is_away_is_said_at_once(database: TestDatabase) -> None:
    tried: list[int] = []

    def take(size: int) -> int:
        tried.append(size)
        raise OperationalError("the database is away")

    with pytest.raises(OperationalError):
        take_chunk([8, 1], take)
    assert tried == [8]
