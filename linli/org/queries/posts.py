"""Every read of posts and of who holds them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Func, OuterRef, Q, TextField, Value
from django.utils.translation import gettext

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.scope.models import OwnedQuerySet
from linli.kernel.statements import Asked, Statement, made
from linli.kernel.writes import lock_in_order
from linli.org.models import Grid, Person, Post, PostHolding
from linli.org.rules import posts as rules
from linli.org.rules.people import PersonKind
from linli.org.rules.permissions import Permission


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post with how many people hold it now."""

    post: Post
    holders: int


def held_at(at: datetime | Asked) -> Q:
    """Holdings that have begun and not ended."""
    return Q(valid_from__lte=at) & (Q(valid_until__isnull=True) | Q(valid_until__gt=at))


def visible_to(actor: Actor) -> OwnedQuerySet:
    """The posts of the chosen subdistrict, for who may see the organisation."""
    found: OwnedQuerySet = Post.objects.of(actor.subdistrict_id)
    return found if actor.may(Permission.READ) else found.none()


def get_for(actor: Actor, post_id: UUID) -> Post:
    """One post."""
    post: Post | None = visible_to(actor).filter(pk=post_id).first()
    if post is None:
        raise NotFound
    return post


def lock_all(actor: Actor) -> dict[UUID, Post]:
    """Every post, locked by ascending id: names are given one after the other."""
    found = visible_to(actor).order_by("pk").select_for_update(of=("self",))
    return {post.pk: post for post in found}


def all_posts(actor: Actor) -> Sequence[Post]:
    """The posts in their order."""
    return list(visible_to(actor).order_by("order", "name", "pk"))


def rows(actor: Actor) -> list[PostRow]:
    """The posts in their order, each with how many hold it now; two statements."""
    held = PostHolding.objects.of(actor.subdistrict_id).filter(held_at(clock.now())).values_list("post_id", "person_id")
    people: dict[UUID, set[UUID]] = defaultdict(set)
    for post_id, person_id in held:
        people[post_id].add(person_id)
    return [PostRow(post=post, holders=len(people[post.pk])) for post in all_posts(actor)]


def holdings_of(actor: Actor, person_ids: Iterable[UUID], *, at: datetime | None = None) -> Sequence[PostHolding]:
    """What these people hold at a moment, or ever, with post and grid, in the posts' order; one statement."""
    found = PostHolding.objects.of(actor.subdistrict_id).filter(person_id__in=set(person_ids))
    if at is not None:
        found = found.filter(held_at(at))
    return list(found.select_related("post", "grid").order_by("post__order", "valid_from", "pk"))


def grids_to_choose(actor: Actor) -> Sequence[Grid]:
    """The grids in force that a post may be limited to, by code."""
    now = clock.now()
    return list(Grid.objects.of(actor.subdistrict_id).filter(held_at(now)).order_by("code", "pk"))


def holders_of(actor: Actor, post_id: UUID) -> Sequence[PostHolding]:
    """Who holds the post now, with the grid; one statement."""
    get_for(actor, post_id)
    found = PostHolding.objects.of(actor.subdistrict_id).filter(held_at(clock.now()), post_id=post_id)
    return list(found.select_related("grid").order_by("valid_from", "pk"))


def holding_for(actor: Actor, holding_id: UUID) -> PostHolding:
    """One holding with its post."""
    found = PostHolding.objects.of(actor.subdistrict_id).select_related("post").filter(pk=holding_id)
    holding: PostHolding | None = found.first() if actor.may(Permission.READ) else None
    if holding is None:
        raise NotFound
    return holding


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands in a subdistrict: what the posts permit, the name where one is known, and the unit."""

    actor: Actor
    name: str = ""
    unit_id: UUID | None = None
    unit_kind: str = ""

    def __repr__(self) -> str:
        # A log that prints it shows nobody's name.
        return f"<Standing {self.actor.person_id}>"


def empowered(actor: Actor) -> Actor:
    """The actor with what the posts held now permit: everywhere, or below some grids; one statement, none for who is nobody's person."""
    return standing_of(actor).actor


def standing_of(actor: Actor) -> Standing:
    """The same with the person's name and unit, by the same statement."""
    row = _STANDING.row(street=actor.subdistrict_id, person=actor.person_id, now=clock.now()) if actor.person_id is not None else None
    if row is None:
        return Standing(actor)
    person, (unit_kind, names, permissions, grids) = made(Person, row)
    held = [rules.Holding(frozenset(codes.split()), grid_id) for codes, grid_id in zip(permissions, grids, strict=True)]
    able = replace(
        actor,
        permissions=actor.permissions | rules.everywhere(held),
        limits=rules.limited(held),
        posts=tuple(dict.fromkeys(names)),
    )
    return Standing(able, name_of(person, person.kind == PersonKind.STAFF), person.unit_id, unit_kind or "")


def _standing() -> Any:
    held = PostHolding.objects.of(Asked.id("street")).filter(held_at(Asked.moment("now")), person_id=OuterRef("pk"))
    held = held.order_by("post__order", "valid_from", "pk")
    # An array of arrays would have to be of one length: the codes of a post, which hold no space, stand as one text.
    codes = Func(F("post__permissions"), Value(" "), function="array_to_string", output_field=TextField())
    found = Person.objects.of(Asked.id("street")).filter(pk=Asked.id("person"))
    return found.annotate(
        unit_kind=F("unit__kind"),
        post_names=ArraySubquery(held.values("post__name")),
        post_permissions=ArraySubquery(held.values(codes=codes)),
        post_grids=ArraySubquery(held.values("grid_id")),
    )


_STANDING: Final = Statement(_standing)


def name_of(person: Person, is_shown: bool) -> str:
    """What colleagues call the person. An erased name is said to be so: a list of blanks could be neither read nor opened."""
    return (person.full_name.plain() if is_shown else person.full_name.masked()) or gettext("erased")


def permissions_by_post(person_ids: Iterable[UUID], at: datetime) -> Mapping[UUID, frozenset[str]]:
    """What the posts of these people permit everywhere at that moment, in the open scope; accounts ask this of the organisation."""
    held = PostHolding.objects.filter(held_at(at), grid__isnull=True, person_id__in=set(person_ids))
    found: dict[UUID, frozenset[str]] = {}
    for person_id, permissions in held.values_list("person_id", "post__permissions"):
        found[person_id] = found.get(person_id, frozenset()) | frozenset(permissions)
    return found


def lock_people_of(actor: Actor, person_ids: Iterable[UUID]) -> Mapping[UUID, Person]:
    """The people, locked by ascending id: whoever gives one of them a post waits for the other who does."""
    return {each.pk: each for each in lock_in_order(Person.objects.all(), actor.subdistrict_id, person_ids)}
