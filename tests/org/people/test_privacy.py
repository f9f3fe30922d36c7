"""What the house keeps of its people: masked, shown with a reason, gone when the time is over, and nowhere after an erasure."""

from datetime import timedelta

import pytest
from django.conf import settings

from linli.kernel import clock, jobs, journal, keys, personal, scope
from linli.kernel.journal import ErasureReason
from linli.org.actions import people
from linli.org.models import Person
from linli.org.queries import people as queries
from linli.org.rules.people import day_of
from tests import work
from tests.org.people.office import Office
from tests.traces import traces

NAME, PHONE, PRIVATE, EMAIL = "欧阳青松", "021-5550-1234", "138 0000 5678", "qingsong@lanting.example"


@pytest.fixture
def person(office: Office) -> Person:
    """Somebody with both phones and an address."""
    office.unit()
    return office.person(NAME, work_phone=PHONE, private_phone=PRIVATE, email=EMAIL)


def at_night(office: Office, job: str, *, after: timedelta = timedelta()) -> None:
    """Let the real worker do one job, so many days later."""
    later = clock.now() + after
    with clock.told_by(lambda: later):
        with scope.scoped(office.boss):
            jobs.queue_for_subdistrict(job, office.lanting)
        work.do_all(office.database)


def kept(office: Office, person: Person) -> dict[str, str]:
    found = office.reload(person)
    return {field.name: getattr(found, field.name).plain() for field in personal.personal_fields(Person)}


def test_phones_go_the_day_after_somebody_left_and_the_name_after_three_years(office: Office, person: Person) -> None:
    with scope.scoped(office.boss):
        people.leave(office.boss, person.pk, left_on=day_of(clock.now()))
    at_night(office, "personal.expire")
    assert kept(office, person) == {"full_name": NAME, "work_phone": PHONE, "private_phone": PRIVATE, "email": EMAIL}

    at_night(office, "personal.expire", after=timedelta(days=1))
    assert kept(office, person) == {"full_name": NAME, "work_phone": "", "private_phone": "", "email": ""}
    with scope.scoped(office.boss):
        assert queries.by_phone(office.boss, PHONE) == []
        assert [card.id for card in queries.by_name(office.boss, NAME)] == [person.pk]

    at_night(office, "personal.expire", after=timedelta(days=3 * 365 + 1))
    assert kept(office, person) == {"full_name": "", "work_phone": "", "private_phone": "", "email": ""}
    expired = [facts["values"] for verb, facts in office.story(person) if verb == "personal.expired"]
    assert expired == [["email", "private_phone", "work_phone"], ["full_name"]]
    assert traces(office.database, NAME, PHONE, PRIVATE, EMAIL) == []


def test_after_a_rotation_the_worker_encrypts_people_anew(office: Office, person: Person) -> None:
    ring = keys.opened(settings.LINLI_HOME)
    ring.rotate()
    at_night(office, "personal.reencrypt")
    assert kept(office, person) == {"full_name": NAME, "work_phone": PHONE, "private_phone": PRIVATE, "email": EMAIL}
    with scope.scoped(office.boss):
        for field in personal.personal_fields(Person):
            assert not Person.objects.filter(**{f"{field.name}__made_by_other_key": ring.data_key_id()})
        assert [card.id for card in queries.by_phone(office.boss, PHONE)] == [person.pk]


def test_whoever_is_erased_on_request_is_found_nowhere(office: Office, person: Person) -> None:
    with scope.scoped(office.boss):
        shown = personal.reveal(office.boss, person, "private_phone", reason=f"{NAME}没接工作电话")
    assert shown.text == PRIVATE
    assert traces(office.database, NAME) != []

    with scope.scoped(office.boss):
        assert personal.erase(office.boss, person, reason=ErasureReason.ASKED_FOR)
    assert traces(office.database, NAME, PHONE, PRIVATE, EMAIL) == []
    with scope.scoped(office.boss):
        told = journal.story_of(Person.objects.get(pk=person.pk))
        assert queries.cards(office.boss, [person.pk])[person.pk].full_name == "erased"
        assert queries.names_in_scope([person.pk]) == {person.pk: "erased"}
    assert [each.verb for each in told] == ["person.created", "contact.revealed", "journal.erased", "personal.erased"]
    assert told[1].erased == ("why",)
