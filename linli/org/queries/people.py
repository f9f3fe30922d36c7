"""Every read of people."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from linli.kernel import clock, scope
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.personal import find_by
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.statements import Asked, Statement, among
from linli.kernel.writes import lock_in_order
from linli.org.models import Person, PostHolding
from linli.org.queries.posts import holdings_of, name_of
from linli.org.rules.people import PersonKind
from linli.org.rules.permissions import Permission

PAGE = 50
MOBILE: Final = re.compile(r"1\d{10}")
LAST_FOUR = 4


@dataclass(frozen=True, slots=True)
class Card:
    """A person as colleagues see one another: name, unit, posts, work phone."""

    id: UUID
    full_name: str
    kind: str
    unit_id: UUID | None
    unit: str
    posts: tuple[str, ...]
    work_phone: str
    has_left: bool

    def __repr__(self) -> str:
        # A log that prints it shows nobody's name or phone.
        return f"<Card {self.id}>"


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The people of the chosen subdistrict, for who may see the organisation."""
    found: OwnedQuerySet = Person.objects.of(actor.subdistrict_id)
    return found if actor.may(Permission.READ) else found.none()


def get_for(actor: Actor, person_id: UUID) -> Person:
    """One person with the unit."""
    person: Person | None = visible_to(actor).select_related("unit").filter(pk=person_id).first()
    if person is None:
        raise NotFound
    return person


def lock_for(actor: Actor, person_id: UUID, permission: Permission) -> Person:
    """One person, locked for a change the actor may make."""
    person: Person = lock_in_order(visible_to(actor), actor.subdistrict_id, [person_id])[0]
    actor.require(permission)
    return person


def cards(actor: Actor, person_ids: Iterable[UUID | None]) -> dict[UUID, Card]:
    """These people as their colleagues see them; two statements. Who may not see the organisation reads staff only."""
    wanted = {each for each in person_ids if each is not None}
    if not wanted:
        return {}
    found = list(Person.objects.of(actor.subdistrict_id).filter(pk__in=wanted).select_related("unit"))
    return _cards(actor, found)


def _cards(actor: Actor, people: Sequence[Person]) -> dict[UUID, Card]:
    posts: dict[UUID, list[str]] = {}
    for holding in holdings_of(actor, [person.pk for person in people], at=clock.now()):
        names = posts.setdefault(holding.person_id, [])
        if holding.post.name not in names:
            names.append(holding.post.name)
    return {person.pk: _card(actor, person, tuple(posts.get(person.pk, ()))) for person in people}


def _card(actor: Actor, person: Person, posts: tuple[str, ...]) -> Card:
    is_shown = _is_shown(actor, person)
    return Card(
        id=person.pk,
        full_name=name_of(person, is_shown),
        kind=person.kind,
        unit_id=person.unit_id,
        unit=person.unit.short_name if person.unit else "",
        posts=posts,
        work_phone=person.work_phone.plain() if is_shown else person.work_phone.masked(),
        has_left=person.left_on is not None,
    )


def _is_shown(actor: Actor, person: Person) -> bool:
    return person.kind == PersonKind.STAFF or actor.may(Permission.READ)


def names_in_scope(person_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of staff, for stories and notices of the open scope; masked for representatives. One statement."""
    wanted, opened = {each for each in person_ids if each is not None}, scope.current()
    if not wanted or opened is None:
        return {}
    found = _PERSONS.instances(Person, streets=list(opened.readable), persons=list(wanted))
    return {each.pk: name_of(each, each.kind == PersonKind.STAFF) for each in found}


def full_names(actor: Actor, person_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """What these people are called on their cards; one statement, none for nobody."""
    wanted = {each for each in person_ids if each is not None}
    if not wanted:
        return {}
    found = _PERSONS.instances(Person, streets=[actor.subdistrict_id], persons=list(wanted))
    return {each.pk: name_of(each, _is_shown(actor, each)) for each in found}


_PERSONS: Final = Statement(lambda: Person.objects.filter(among("subdistrict_id", Asked.ids("streets")), among("pk", Asked.ids("persons"))))


def with_email(actor: Actor, person_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these people whom a letter reaches; one statement, nothing is decrypted."""
    found = Person.objects.of(actor.subdistrict_id).filter(pk__in=set(person_ids), left_on__isnull=True, email__present=True)
    return set(found.values_list("pk", flat=True))


def email_of(actor: Actor, person_id: UUID | None) -> str:
    """Where a letter reaches the person; empty for who has left, or has no address."""
    person: Person | None = Person.objects.of(actor.subdistrict_id).filter(pk=person_id, left_on__isnull=True).first()
    return "" if person is None else person.email.plain()


def mobiles_of(actor: Actor, person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Where a text message reaches these people: the private number, else the one at work, if it is a mobile one. One statement."""
    found = Person.objects.of(actor.subdistrict_id).filter(pk__in=set(person_ids), left_on__isnull=True)
    numbers = {each.pk: _mobile(each) for each in found}
    return {person_id: number for person_id, number in numbers.items() if number}


def _mobile(person: Person) -> str:
    plain = (value.plain().replace(" ", "") for value in (person.private_phone, person.work_phone))
    return next((number for number in plain if MOBILE.fullmatch(number)), "")


def unit_of_each(actor: Actor, person_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The unit each of these people works for; one statement."""
    found = Person.objects.of(actor.subdistrict_id).filter(pk__in=set(person_ids), unit__isnull=False)
    return dict(found.values_list("pk", "unit_id"))


def in_units(actor: Actor, unit_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The people who work for these units, each with the unit; one statement."""
    found = Person.objects.of(actor.subdistrict_id).filter(unit_id__in=set(unit_ids), left_on__isnull=True)
    return dict(found.values_list("pk", "unit_id"))


def everybody(actor: Actor, *, unit_id: UUID | None = None, post_id: UUID | None = None, include_left: bool = False) -> list[Card]:
    """The people by unit, post and name; sorted here, since the database cannot read names. Two statements."""
    found = visible_to(actor).select_related("unit")
    if unit_id is not None:
        found = found.filter(unit_id=unit_id)
    if not include_left:
        found = found.filter(left_on__isnull=True)
    people = list(found)
    shown = _cards(actor, people)
    if post_id is not None:
        holders = {each.person_id for each in holdings_of(actor, list(shown), at=clock.now()) if each.post_id == post_id}
        shown = {person_id: card for person_id, card in shown.items() if person_id in holders}
    return in_order(actor, shown.values())


def in_order(actor: Actor, found: Iterable[Card]) -> list[Card]:
    """By unit, then by the first post, then by name."""
    return sorted(found, key=lambda card: (not card.unit, card.unit, not card.posts, card.posts, card.full_name, card.id))


def page_of(found: Sequence[Card], *, after: UUID | None) -> tuple[Sequence[Card], UUID | None]:
    """The page after the person named, and the mark of the next one; somebody who is not in the list begins it."""
    begin = next((place + 1 for place, card in enumerate(found) if card.id == after), 0)
    shown = found[begin : begin + PAGE]
    return shown, shown[-1].id if begin + PAGE < len(found) else None


def by_name(actor: Actor, name: str) -> list[Card]:
    """The people of exactly this name, however it is spaced; those who left too."""
    return in_order(actor, _cards(actor, list(find_by(visible_to(actor), "full_name", name).select_related("unit"))).values())


def by_phone(actor: Actor, number: str) -> list[Card]:
    """The people of exactly this work phone, however it is written."""
    return in_order(actor, _cards(actor, list(find_by(visible_to(actor), "work_phone", number).select_related("unit"))).values())


def cards_of(actor: Actor, found: Sequence[Any]) -> list[Card]:
    """The cards of people somebody found otherwise, such as by the last four digits."""
    return in_order(actor, _cards(actor, list(found)).values())


def history_of(actor: Actor, person_id: UUID) -> Sequence[PostHolding]:
    """Every post the person held, holds or will hold; one statement."""
    get_for(actor, person_id)
    return holdings_of(actor, [person_id])


def namesakes(actor: Actor, names: Iterable[str]) -> Mapping[UUID, Person]:
    """People, present or gone, with one of these names: an import proposes them before it makes anybody twice. One statement."""
    field = Person._meta.get_field("full_name_code")
    codes = {field.code(actor.subdistrict_id, name) for name in names} - {None}
    found = Person.objects.of(actor.subdistrict_id).filter(full_name_code__in=codes).select_related("unit")
    return {person.pk: person for person in found}
