"""What the tests of task forces, committees and the rota share: an office with the country's calendar, at a moment one chooses."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone

from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.journal import story_of
from linli.org.actions import people
from linli.org.models import Person
from linli.org.rules.people import PersonWords
from tests.ground import TestDatabase
from tests.kernel.calendar.conftest import lay_down
from tests.org.people.office import Office

SHANGHAI = timezone(timedelta(hours=8))


def at(text: str) -> datetime:
    """A moment as a clock in Shanghai shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


@contextmanager
def told(text: str) -> Iterator[None]:
    """Let it be this moment."""
    moment = at(text)
    with clock.told_by(lambda: moment):
        yield


def floor(database: TestDatabase, office: Office) -> Office:
    """The office with a calendar."""
    lay_down(database)
    return office


def representative(office: Office, name: str) -> Person:
    """Somebody of a committee."""
    with scope.scoped(office.boss):
        return people.create_person(office.boss, words=PersonWords(full_name=name, unit_id=None, kind="representative"))


def verbs_of(actor: Actor, row: object) -> list[str]:
    """What the journal says happened."""
    with scope.scoped(actor):
        present = type(row).objects.get(pk=row.pk)  # type: ignore[attr-defined]
        return [entry.verb for entry in story_of(present)]
