"""Every write of people."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from linli.accounts import actions as accounts
from linli.accounts import queries as members
from linli.accounts.models import Membership
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.writes import check_version, each, lock_in_order, write
from linli.org.actions.posts import end_holdings
from linli.org.models import Person, PostHolding, Unit
from linli.org.queries import people as queries
from linli.org.queries.posts import held_at
from linli.org.rules import people as rules
from linli.org.rules.people import PersonWords
from linli.org.rules.permissions import Permission

COLUMNS = ("full_name", "work_phone", "private_phone", "email", "kind", "unit_id", "joined_on")
# What None leaves as it is.
KEPT_UNSAID = frozenset({"private_phone", "email"})
# The codes follow the texts, but an update writes only what it names.
_CODES = ("full_name_code", "work_phone_code", "work_phone_tail")

# What every member of a subdistrict may do, whatever posts come on top: see who is who.
FIRST_PERMISSIONS = (Permission.READ,)


@dataclass(frozen=True, slots=True)
class Parting:
    """What ended as somebody left, in words for who said so: the duties that nobody has now."""

    person: Person
    uncovered: tuple[str, ...]


# What else ends with a person: each room says so at start-up, and answers what nobody looks after now.
Ending = Callable[[Actor, Person, datetime], Iterable[str]]
_ENDINGS: list[Ending] = []


def ends_with_person(ending: Ending) -> Ending:
    """Let a room end what is its own when somebody leaves, in the same write; said once, at start-up."""
    _ENDINGS.append(ending)
    return ending


@write
def create_people(actor: Actor, drafts: Sequence[PersonWords]) -> list[Person | Refused]:
    """Enter many people at once; each is the person, or why there is none."""
    actor.require(Permission.CHANGE_PEOPLE)
    now = clock.now()
    units = _lock_units(actor, {draft.unit_id for draft in drafts})

    def prepare(draft: PersonWords) -> Person:
        words = rules.worded(draft, today=rules.day_of(now))
        _check_unit(units, words.unit_id, now)
        return _assign(Person(subdistrict_id=actor.subdistrict_id), words)

    outcomes = each(drafts, prepare)
    made = [outcome for outcome in outcomes if isinstance(outcome, Person)]
    Person.objects.bulk_create(made)

    journal.record_many(actor, [journal.Draft("person.created", person, facts=_created(person)) for person in made])
    return outcomes


@write
def create_person(actor: Actor, *, words: PersonWords) -> Person:
    """A new person, who belongs to the subdistrict from the day given or from today."""
    outcome = create_people(actor, [words])[0]
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


@write
def change_people(actor: Actor, changes: Sequence[tuple[UUID, PersonWords]]) -> list[Person]:
    """Change many people as a file says, whatever version they stand at; who stands so already is not touched."""
    actor.require(Permission.CHANGE_PEOPLE)
    now = clock.now()
    units = _lock_units(actor, {words.unit_id for _, words in changes})
    people = {person.pk: person for person in lock_in_order(Person.objects.all(), actor.subdistrict_id, {key for key, _ in changes})}

    changed: list[tuple[Person, list[str]]] = []
    for person_id, draft in changes:
        words = rules.worded(draft, today=rules.day_of(now))
        _check_unit(units, words.unit_id, now)
        fields = _differing(people[person_id], words)
        if fields:
            changed.append((_assign(people[person_id], words), fields))
    if changed:
        Person.objects.bulk_update([person for person, _ in changed], _written(COLUMNS))

    journal.record_many(actor, [journal.Draft("person.changed", person, facts=_changed(person, fields)) for person, fields in changed])
    return [person for person, _ in changed]


@write
def change_person(actor: Actor, person_id: UUID, *, seen: int, words: PersonWords) -> Person:
    """Change what is said about a person whom nobody else has changed since version `seen`."""
    person = queries.lock_for(actor, person_id, Permission.CHANGE_PEOPLE)
    now = clock.now()
    words = rules.worded(words, today=rules.day_of(now))
    if words.unit_id != person.unit_id:
        _check_unit(_lock_units(actor, {words.unit_id}), words.unit_id, now)
    fields = _differing(person, words)
    check_version(person, seen=seen, yours={name: getattr(words, name) for name in fields})
    if person.left_on is not None and words.joined_on and words.joined_on > person.left_on:
        raise Refused("org.left_before_joining", day=words.joined_on.isoformat())

    _assign(person, words)
    person.save(update_fields=_written(COLUMNS))

    journal.record(actor, "person.changed", person, **_changed(person, fields))
    return person


@write
def leave(actor: Actor, person_id: UUID, *, left_on: date) -> Parting:
    """Somebody leaves: posts, duties and the right to sign in end with it, in this one write. Says what nobody looks after now."""
    person = queries.lock_for(actor, person_id, Permission.CHANGE_PEOPLE)
    if person.left_on is not None:
        raise Refused("org.person_has_left")
    if left_on < person.joined_on:
        raise Refused("org.left_before_joining", day=person.joined_on.isoformat())
    now = clock.now()
    if left_on > rules.day_of(now):
        raise Refused("org.leaves_in_future", day=left_on.isoformat())

    # Around both: the right to administer may come by a post that ends here as well as by the membership.
    with accounts.keeping_an_administrator(actor):
        accounts.end_with_person(actor, person.pk)
        end_holdings(actor, {person.pk: person}, _holdings_after(person, now), now)
    uncovered = [words for ending in _ENDINGS for words in ending(actor, person, now)]
    person.left_on = left_on
    person.save(update_fields=["left_on"])

    journal.record(actor, "person.left", person, left_on=left_on.isoformat())
    return Parting(person=person, uncovered=tuple(uncovered))


@write
def come_back(actor: Actor, person_id: UUID, *, joined_on: date) -> Person:
    """Somebody who left belongs to the subdistrict again; posts, duties and the login are given anew."""
    person = queries.lock_for(actor, person_id, Permission.CHANGE_PEOPLE)
    if person.left_on is None:
        return person

    person.left_on, person.joined_on = None, joined_on
    person.save(update_fields=["left_on", "joined_on"])

    journal.record(actor, "person.returned", person, joined_on=joined_on.isoformat())
    return person


@write
def give_login(actor: Actor, person_id: UUID, *, login: str) -> tuple[Membership, str]:
    """A login for a person, and the token of the link that sets its password; posts say what it may do."""
    person = queries.lock_for(actor, person_id, Permission.READ)
    if person.left_on is not None:
        raise Refused("org.person_has_left")
    return accounts.hire(actor, login=login, person_id=person.pk, permissions=FIRST_PERMISSIONS)


@write
def link_membership(actor: Actor, membership_id: UUID, person_id: UUID) -> Membership:
    """Say which person stands behind a login that was there before the person was entered."""
    person = queries.lock_for(actor, person_id, Permission.READ)
    if person.left_on is not None:
        raise Refused("org.person_has_left")
    if members.is_member(actor, person.pk):
        raise Refused("accounts.person_has_login")
    return accounts.name_person(actor, membership_id, person.pk)


def _lock_units(actor: Actor, unit_ids: Iterable[UUID | None]) -> dict[UUID, Unit]:
    # Locked, so that nobody closes a unit while somebody is put there.
    wanted = {each for each in unit_ids if each is not None}
    return {unit.pk: unit for unit in lock_in_order(Unit.objects.all(), actor.subdistrict_id, wanted)}


def _check_unit(units: dict[UUID, Unit], unit_id: UUID | None, now: datetime) -> None:
    if unit_id is None:
        return
    unit = units[unit_id]
    if unit.valid_until is not None and unit.valid_until <= now:
        raise Refused("org.unit_closed", name=unit.short_name)


def _assign(person: Person, words: PersonWords) -> Person:
    for name in COLUMNS:
        value = getattr(words, name)
        if name not in KEPT_UNSAID or value is not None:
            setattr(person, name, value)
    return person


def _differing(person: Person, words: PersonWords) -> list[str]:
    return [
        name
        for name in COLUMNS
        if getattr(person, name) != getattr(words, name) and not (name in KEPT_UNSAID and getattr(words, name) is None)
    ]


def _written(columns: Iterable[str]) -> list[str]:
    return [*(name.removesuffix("_id") for name in columns), *_CODES]


def _holdings_after(person: Person, at: datetime) -> list[PostHolding]:
    mine = PostHolding.objects.of(person.subdistrict_id).filter(person=person)
    return list(mine.filter(held_at(at)) | mine.filter(valid_from__gt=at))


def _created(person: Person) -> dict[str, Any]:
    joined_on = person.joined_on.isoformat()
    return {"kind": person.kind, "unit": str(person.unit_id or ""), "joined_on": joined_on}


def _changed(person: Person, fields: Sequence[str]) -> dict[str, Any]:
    return {"fields": [name.removesuffix("_id") for name in fields], "kind": person.kind, "unit": str(person.unit_id or "")}
