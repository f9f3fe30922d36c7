"""Units, posts, people, and who holds which post."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from linli.config.street.laying.ids import Ids, all_of
from linli.config.street.model import Person, Representative, StreetPlan, Unit, UnitKind
from linli.kernel.actor import Actor
from linli.kernel.permissions import registered_permissions
from linli.org.actions import people as people_actions
from linli.org.actions import posts as post_actions
from linli.org.actions import units as unit_actions
from linli.org.queries import people as people_queries
from linli.org.queries import posts as post_queries
from linli.org.queries import units as unit_queries
from linli.org.rules.people import PersonKind, PersonWords, day_of
from linli.org.rules.posts import PostWords
from linli.org.rules.units import UnitKind as Kind
from linli.org.rules.units import UnitWords

# Kinds of the plan that the house does not tell apart.
_KINDS: Final[Mapping[UnitKind, Kind]] = {
    # Both belong to the street office: who calls back has to know whom.
    UnitKind.CALLBACK: Kind.OFFICE,
    UnitKind.GRID_STATION: Kind.OFFICE,
    UnitKind.CONTRACTOR: Kind.OTHER,
}
# What the plan's words of a post mean here; what no room of the house knows yet is passed over.
_PERMISSIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "read_grids": ("org.read", "notes.read"),
    "edit_rota": ("org.change_rota",),
    "edit_duties": ("org.change_duties",),
    "edit_teams": ("org.change_teams",),
    "open_tickets": ("notes.write",),
    "read_journal": ("journal.read",),
}


def lay_units(actor: Actor, street: StreetPlan, ids: Ids) -> None:
    """The units that are missing, those above first."""
    ids.units = {unit.code: unit.pk for unit in unit_queries.visible_to(actor)}
    for generation in (
        [unit for unit in street.units if unit.parent is None],
        [unit for unit in street.units if unit.parent is not None],
    ):
        drafts = [_unit_draft(unit, ids) for unit in generation if unit.code not in ids.units]
        ids.units |= {unit.code: unit.pk for unit in all_of(unit_actions.open_units(actor, drafts))}


def _unit_draft(unit: Unit, ids: Ids) -> unit_actions.UnitDraft:
    kind = _KINDS.get(unit.kind) or Kind(unit.kind)
    words = UnitWords(unit.code, kind.value, unit.name, unit.short_name, unit.phone)
    return unit_actions.UnitDraft(words, ids.units[unit.parent] if unit.parent else None)


def lay_posts(actor: Actor, street: StreetPlan, ids: Ids) -> None:
    """The house's own posts, and those of the plan that it does not have."""
    post_actions.lay_default_posts(actor)
    standing = {post.name: post.pk for post in post_queries.all_posts(actor)}
    for post in street.posts:
        if post.name not in standing:
            permissions = {code for word in post.capabilities for code in _PERMISSIONS.get(word, ())}
            words = PostWords(post.name, frozenset(permissions) & frozenset(registered_permissions()))
            standing[post.name] = post_actions.create_post(actor, words=words).pk
    ids.posts = {post.code: standing[post.name] for post in street.posts}


def lay_people(actor: Actor, street: StreetPlan, representatives: Sequence[Representative], *, since: datetime, ids: Ids) -> None:
    """Staff, and the representatives of the committees; nobody is entered twice."""
    names = [person.name for person in street.people] + [each.name for each in representatives]
    standing = {person.full_name.plain(): person.pk for person in people_queries.namesakes(actor, names).values()}
    drafts = [_staff(person, since, ids) for person in street.people] + [_speaker(each, since) for each in representatives]
    made = all_of(people_actions.create_people(actor, [draft for draft in drafts if draft.full_name not in standing]))
    standing |= {person.full_name.plain(): person.pk for person in made}
    ids.people = {person.code: standing[person.name] for person in street.people}
    ids.representatives = {each.name: standing[each.name] for each in representatives}


def _staff(person: Person, since: datetime, ids: Ids) -> PersonWords:
    return PersonWords(
        full_name=person.name,
        kind=PersonKind.STAFF.value,
        unit_id=ids.units[person.unit],
        work_phone=person.work_phone,
        private_phone=person.private_phone,
        joined_on=day_of(since),
    )


def _speaker(each: Representative, since: datetime) -> PersonWords:
    return PersonWords(full_name=each.name, kind=PersonKind.REPRESENTATIVE.value, private_phone=each.phone, joined_on=day_of(since))


def lay_holdings(actor: Actor, street: StreetPlan, *, since: datetime, ids: Ids) -> None:
    """The posts that nobody in question has ever held there."""
    held = {(each.person_id, each.post_id, each.grid_id) for each in post_queries.holdings_of(actor, ids.people.values())}
    gifts = [
        post_actions.Gift(ids.people[holding.person], ids.posts[holding.post], ids.grids[grid] if grid else None, since)
        for holding in street.holdings
        # Without a grid a post reaches everywhere.
        for grid in holding.grids or ("",)
    ]
    missing = [gift for gift in dict.fromkeys(gifts) if (gift.person_id, gift.post_id, gift.grid_id) not in held]
    all_of(post_actions.give_posts(actor, missing))
