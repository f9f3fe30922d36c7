"""What the tests of jobs need: jobs that leave a mark which everybody can count."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import connection
from django.utils.translation import gettext_noop

from linli.kernel import find, jobs, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused, refusals
from linli.kernel.ids import uuid7
from linli.kernel.models import Aggregate
from tests import make
from tests.ground import TestDatabase

refusals({"tests.will_not": gettext_noop("The lamp {lamp} will not be lit.")})


class Lamp(Aggregate):
    """What the jobs are about; a committed job leaves its mark in the search index."""

    KIND = "lamp"

    class Meta:
        app_label = "tests"
        managed = False


class Troubles:
    """What the next runs of the job meet."""

    def __init__(self) -> None:
        self.waiting: list[Exception] = []
        self.calls: list[dict[str, object]] = []


TROUBLES = Troubles()


def light(actor: Actor, lamp_id: UUID, cause_seq: int, **ids: UUID | int) -> None:
    """Leave the mark, then meet whatever trouble was prepared."""
    find.index(Lamp(id=lamp_id, subdistrict_id=actor.subdistrict_id), [f"lit by {actor.job}"])
    TROUBLES.calls.append({"actor": actor, "lamp_id": lamp_id, "cause_seq": cause_seq, **ids})
    if TROUBLES.waiting:
        raise TROUBLES.waiting.pop(0)


def fetch(actor: Actor) -> str:
    """What takes long: no transaction is open meanwhile."""
    assert not connection.in_atomic_block and scope.current() is None
    return f"oil of {actor.job}"


def pour(actor: Actor, oil: str, **ids: UUID | int) -> None:
    """Use what was fetched."""
    assert connection.in_atomic_block
    TROUBLES.calls.append({"oil": oil, **ids})


def refuse(lamp: str = "7") -> Refused:
    """A refusal by the rules."""
    return Refused("tests.will_not", lamp=lamp)


jobs.register("tests.light", light)
jobs.register("tests.pour", pour, prepare=fetch)


@pytest.fixture
def troubles() -> Iterator[Troubles]:
    TROUBLES.waiting, TROUBLES.calls = [], []
    yield TROUBLES
    TROUBLES.waiting, TROUBLES.calls = [], []


@pytest.fixture
def ours(database: TestDatabase) -> UUID:
    return make.subdistrict(database, "lanting")


@pytest.fixture
def theirs(database: TestDatabase) -> UUID:
    return make.subdistrict(database, "gulou")


@pytest.fixture
def lamp(ours: UUID) -> Lamp:
    return Lamp(id=uuid7(), subdistrict_id=ours, journal_seq=4)
