"""Every write of posts and of who holds them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.accounts import actions as accounts
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused
from linli.kernel.writes import check_version, each, lock_in_order, write
from linli.org.models import Grid, Person, Post, PostHolding
from linli.org.queries import posts as queries
from linli.org.rules import posts as rules
from linli.org.rules.permissions import Permission
from linli.org.rules.posts import PostWords

# A holding that had not begun ends with its first moment: it was never held.
_NEVER_HELD = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Gift:
    """A post for a person: from when until when, everywhere or for one grid."""

    person_id: UUID
    post_id: UUID
    grid_id: UUID | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None


@write
def lay_default_posts(actor: Actor) -> list[Post]:
    """What the template has and the subdistrict does not: posts, and permissions that are new in the house since it laid them.

    What was changed meanwhile stays: a permission that somebody took away is not given again. The posts that were made or changed.
    """
    actor.require(Permission.CHANGE_POSTS)
    present = queries.lock_all(actor).values()
    widened = [(post, new) for post in present if (new := _new_in_the_house(post))]
    _check_guarded(actor, frozenset().union(*(new for _, new in widened)))
    taken = {post.code for post in present} | {post.name for post in present}
    missing = [(order, post) for order, post in enumerate(rules.TEMPLATE) if not {post.code, post.name} & taken]
    _check_guarded(actor, frozenset(code for _, post in missing for code in rules.permissions_of(post)))

    made = [
        Post(
            subdistrict_id=actor.subdistrict_id,
            code=post.code,
            name=post.name,
            permissions=sorted(rules.permissions_of(post)),
            order=10 * (order + 1),
        )
        for order, post in missing
    ]
    return [*_insert(actor, made), *_widen(actor, widened)]


@write
def create_post(actor: Actor, *, words: PostWords) -> Post:
    """A new post; nobody holds it yet."""
    actor.require(Permission.CHANGE_POSTS)
    words = rules.worded(words)
    _check_guarded(actor, words.permissions)
    _check_name(words.name, queries.lock_all(actor).values())

    post = Post(
        subdistrict_id=actor.subdistrict_id,
        name=words.name,
        permissions=sorted(words.permissions),
        order=words.order,
    )
    # The code is for programs and files; a person never has to invent one.
    post.code = f"post-{post.pk.hex[-12:]}"
    return _insert(actor, [post])[0]


@write
def change_post(actor: Actor, post_id: UUID, *, seen: int, words: PostWords) -> Post:
    """Change a post that nobody else has changed since version `seen`; what it permits holds from the next request on."""
    actor.require(Permission.CHANGE_POSTS)
    posts = queries.lock_all(actor)
    post = posts.pop(post_id, None)
    if post is None:
        raise NotFound
    words = rules.worded(words)
    wanted = sorted(words.permissions)
    check_version(post, seen=seen, yours={"name": words.name, "permissions": wanted, "order": words.order})
    before = post.permissions
    _check_guarded(actor, words.permissions ^ frozenset(before))
    _check_name(words.name, posts.values())

    with accounts.keeping_an_administrator(actor):
        post.name, post.permissions, post.order = words.name, wanted, words.order
        post.save(update_fields=["name", "permissions", "order"])

    journal.record_many(actor, [journal.Draft("post.changed", post, facts=_changed(post, before))])
    return post


@write
def give_posts(actor: Actor, gifts: Sequence[Gift]) -> list[PostHolding | Refused]:
    """Give many posts at once; each is the holding, or why there is none."""
    actor.require(Permission.CHANGE_PEOPLE)
    now = clock.now()
    people = queries.lock_people_of(actor, {gift.person_id for gift in gifts})
    posts = {post.pk: post for post in lock_in_order(Post.objects.all(), actor.subdistrict_id, {gift.post_id for gift in gifts})}
    # Locked too, so that none of them ends while a post is given for it; a grid of another street is not found.
    wanted = {gift.grid_id for gift in gifts if gift.grid_id}
    grids = {grid.pk: grid for grid in lock_in_order(Grid.objects.all(), actor.subdistrict_id, wanted)}
    held = list(queries.holdings_of(actor, people))

    def prepare(gift: Gift) -> PostHolding:
        person, post = people[gift.person_id], posts[gift.post_id]
        if person.left_on is not None:
            raise Refused("org.person_has_left")
        grid = grids.get(gift.grid_id) if gift.grid_id else None
        if grid is not None and grid.valid_until is not None and grid.valid_until <= now:
            raise Refused("org.grid_ended", name=grid.name)
        _check_guarded(actor, post.permissions)
        holding = _held(actor, gift, now)
        if any(_meets(holding, other) for other in held):
            raise Refused("org.post_held_already")
        held.append(holding)
        return holding

    outcomes = each(gifts, prepare)
    given = [outcome for outcome in outcomes if isinstance(outcome, PostHolding)]
    PostHolding.objects.bulk_create(given)

    journal.record_many(actor, [journal.Draft("person.post_given", people[each.person_id], facts=_given(each)) for each in given])
    return outcomes


@write
def give_post(
    actor: Actor,
    person_id: UUID,
    post_id: UUID,
    *,
    grid_id: UUID | None = None,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> PostHolding:
    """Let the person hold the post from now or from a later moment on."""
    outcome = give_posts(actor, [Gift(person_id, post_id, grid_id, valid_from, valid_until)])[0]
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


@write
def end_post(actor: Actor, holding_id: UUID) -> PostHolding:
    """The person holds the post no longer; somebody must remain who may administer the subdistrict."""
    actor.require(Permission.CHANGE_PEOPLE)
    holding = queries.holding_for(actor, holding_id)
    person = queries.lock_people_of(actor, [holding.person_id])[holding.person_id]
    # Looked at again under the person's lock: the second of two clicks finds it ended.
    holding.refresh_from_db()
    if holding.valid_until is not None and holding.valid_until <= clock.now():
        raise NotFound
    _check_guarded(actor, holding.post.permissions)

    with accounts.keeping_an_administrator(actor):
        end_holdings(actor, {person.pk: person}, [holding], clock.now())
    return holding


def end_holdings(actor: Actor, people: Mapping[UUID, Person], holdings: Sequence[PostHolding], at: datetime) -> None:
    """End holdings of people whose rows are locked, and say so in their journals; part of a write."""
    for holding in holdings:
        holding.valid_until = max(at, holding.valid_from + _NEVER_HELD)
    if holdings:
        PostHolding.objects.bulk_update(holdings, ["valid_until"])
    journal.record_many(actor, [journal.Draft("person.post_ended", people[each.person_id], facts=_ended(each)) for each in holdings])


def _held(actor: Actor, gift: Gift, now: datetime) -> PostHolding:
    valid_from = gift.valid_from or now
    rules.check_time(valid_from, gift.valid_until)
    return PostHolding(
        subdistrict_id=actor.subdistrict_id,
        person_id=gift.person_id,
        post_id=gift.post_id,
        grid_id=gift.grid_id,
        valid_from=valid_from,
        valid_until=gift.valid_until,
    )


def _meets(one: PostHolding, other: PostHolding) -> bool:
    if (one.person_id, one.post_id, one.grid_id) != (other.person_id, other.post_id, other.grid_id):
        return False
    begins_before_end = other.valid_until is None or one.valid_from < other.valid_until
    return begins_before_end and (one.valid_until is None or other.valid_from < one.valid_until)


def _check_guarded(actor: Actor, touched: Iterable[str]) -> None:
    if not actor.is_system:
        rules.check_guarded(touched, actor.permissions)


def _check_name(name: str, others: Iterable[Post]) -> None:
    if any(post.name == name for post in others):
        raise Refused("org.post_name_taken", name=name)


def _insert(actor: Actor, posts: list[Post]) -> list[Post]:
    # Names are looked at before; the unique key decides between two who write the same name at once.
    Post.objects.bulk_create(posts, ignore_conflicts=True)
    if Post.objects.of(actor.subdistrict_id).filter(pk__in=[post.pk for post in posts]).count() != len(posts):
        raise Refused("kernel.busy")
    journal.record_many(actor, [journal.Draft("post.created", post, facts=_created(post)) for post in posts])
    return posts


def _new_in_the_house(post: Post) -> frozenset[str]:
    """What the template's post permits by now, and this one never did."""
    template = rules.template_of(post.code)
    missing = frozenset() if template is None else rules.permissions_of(template) - set(post.permissions)
    if not missing:
        return missing
    told = journal.story_of(post, limit=post.journal_seq)
    held = {code for entry in told for name in ("permissions", "permissions_before") for code in str(entry.facts.get(name, "")).split()}
    return missing - held


def _widen(actor: Actor, widened: Sequence[tuple[Post, frozenset[str]]]) -> list[Post]:
    drafts = []
    for post, new in widened:
        before, post.permissions = post.permissions, sorted({*post.permissions, *new})
        drafts.append(journal.Draft("post.changed", post, facts=_changed(post, before)))
    if widened:
        Post.objects.bulk_update([post for post, _ in widened], ["permissions"])
    journal.record_many(actor, drafts)
    return [post for post, _ in widened]


def _changed(post: Post, before: Sequence[str]) -> dict[str, object]:
    return {"name": post.name, "permissions_before": " ".join(before), "permissions": " ".join(post.permissions), "order": post.order}


def _created(post: Post) -> dict[str, object]:
    return {"code": post.code, "name": post.name, "permissions": " ".join(post.permissions)}


def _given(holding: PostHolding) -> dict[str, object]:
    return {**_ended(holding), "from": holding.valid_from.isoformat()}


def _ended(holding: PostHolding) -> dict[str, object]:
    until = holding.valid_until.isoformat() if holding.valid_until else ""
    return {"post": str(holding.post_id), "grid": str(holding.grid_id or ""), "until": until}
