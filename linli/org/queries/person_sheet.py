"""What a spreadsheet of people would do now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.permissions import registered_permissions
from linli.org.models import Grid, Person, Post, Unit
from linli.org.queries.people import namesakes
from linli.org.queries.posts import holdings_of
from linli.org.queries.units import open_at
from linli.org.rules.people import PersonWords, day_of
from linli.org.rules.permissions import Permission
from linli.org.rules.person_sheet import Known, PersonLine, PlannedPerson, Surroundings, one_form, plan


def plan_import(actor: Actor, lines: Sequence[PersonLine]) -> list[PlannedPerson]:
    """Each row with what it would do; five statements, however long the file is."""
    actor.require(Permission.CHANGE_PEOPLE)
    return plan(lines, _surroundings(actor, lines))


def _surroundings(actor: Actor, lines: Sequence[PersonLine]) -> Surroundings:
    now = clock.now()
    units = Unit.objects.of(actor.subdistrict_id).filter(open_at(now))
    grids = Grid.objects.of(actor.subdistrict_id).filter(open_at(now))
    posts = list(Post.objects.of(actor.subdistrict_id))
    return Surroundings(
        units=_by_text((unit.pk, (unit.code, unit.name, unit.short_name)) for unit in units),
        posts={post.name: post.pk for post in posts},
        permissions={post.pk: frozenset(post.permissions) for post in posts},
        grids=_by_text((grid.pk, (grid.code, grid.name)) for grid in grids),
        known=_known(actor, {line.cell("full_name") for line in lines}),
        may=frozenset(registered_permissions()) if actor.is_system else actor.permissions,
        today=day_of(now),
    )


def _by_text(found: Iterable[tuple[UUID, tuple[str, ...]]]) -> Mapping[str, tuple[UUID, ...]]:
    meant: dict[str, set[UUID]] = defaultdict(set)
    for row_id, texts in found:
        for text in texts:
            meant[text].add(row_id)
    return {text: tuple(ids) for text, ids in meant.items()}


def _known(actor: Actor, names: Iterable[str]) -> Mapping[str, tuple[Known, ...]]:
    people = namesakes(actor, names)
    held: dict[UUID, set[tuple[UUID, UUID | None]]] = defaultdict(set)
    for holding in holdings_of(actor, people, at=clock.now()):
        held[holding.person_id].add((holding.post_id, holding.grid_id))
    found: dict[str, tuple[Known, ...]] = {}
    for person in people.values():
        name = one_form(person.full_name.plain())
        found[name] = (*found.get(name, ()), _as_known(person, frozenset(held[person.pk])))
    return found


def _as_known(person: Person, holdings: frozenset[tuple[UUID, UUID | None]]) -> Known:
    words = PersonWords(
        full_name=person.full_name.plain(),
        kind=person.kind,
        unit_id=person.unit_id,
        work_phone=person.work_phone.plain(),
        private_phone=person.private_phone.plain(),
        joined_on=person.joined_on,
    )
    unit = person.unit.short_name if person.unit else ""
    return Known(id=person.pk, words=words, unit=unit, has_left=person.left_on is not None, holdings=holdings)
