"""Posts 岗位: what somebody may do here is said by data, and an administrator edits it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import verbs
from linli.kernel.permissions import registered_permissions
from linli.kernel.text import clean_text

NAME_LIMIT = 40
ORDER_AT_MOST = 999

ADMINISTER: Final = "accounts.administer"
# Whoever gives one of these must have it, or administer accounts: else changing posts, or giving them, would be a way to everything,
# to what is masked of people, and to the calendar by which other streets count.
GUARDED: Final = frozenset({ADMINISTER, "org.change_posts", "personal.reveal", "personal.search", "personal.erase", "calendar.publish"})


@dataclass(frozen=True, slots=True)
class PostWords:
    """What an administrator says about a post."""

    name: str
    permissions: frozenset[str] = frozenset()
    order: int = 100


@dataclass(frozen=True, slots=True)
class TemplatePost:
    """A post that a new subdistrict begins with; all of it may be changed afterwards."""

    code: str
    name: str
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """A post held for some time, everywhere or below one grid."""

    permissions: frozenset[str]
    grid_id: UUID | None


_READ: Final = ("org.read", "notes.read")
_WRITE: Final = (*_READ, "notes.write")
EVERYTHING: Final = "*"

# Names are data of the subdistrict, so they stand in its language; [editable] in the sense of the field reports.
TEMPLATE: Final = (
    TemplatePost("grid_supervisor", "总指导员", (*_WRITE, "org.change_duties")),
    TemplatePost("grid_leader", "网格长", (*_WRITE, "org.change_duties")),
    TemplatePost("block_secretary", "街区书记", _WRITE),
    TemplatePost("grid_worker", "网格员", _WRITE),
    TemplatePost("micro_grid_leader", "微网格长", _READ),
    TemplatePost("dispatcher", "调度员", (*_WRITE, "jobs.read")),
    TemplatePost("duty_chief", "值班长", (*_WRITE, "jobs.read", "org.change_rota")),
    TemplatePost("duty_leader", "带班领导", _WRITE),
    TemplatePost("inspector", "督查", (*_READ, "journal.read")),
    TemplatePost("unit_handler", "处置单位经办", _WRITE),
    TemplatePost("unit_head", "处置单位负责人", _WRITE),
    TemplatePost(
        "org_clerk",
        "组织管理员",
        (
            *_WRITE,
            "org.change_grids",
            "org.change_units",
            "org.change_people",
            "org.change_duties",
            "org.change_teams",
            "org.change_rota",
        ),
    ),
    TemplatePost("administrator", "管理员", (EVERYTHING,)),
    TemplatePost(
        "ops_head", "城运中心主任", (*_WRITE, "jobs.read", "journal.read", "org.change_duties", "org.change_rota", "org.change_teams")
    ),
    TemplatePost("callback", "回访员", _WRITE),
    TemplatePost("deputy_director", "分管领导", _WRITE),
    TemplatePost("committee", "居委干部", _WRITE),
    # A firm under contract does the work it is given, and reads nothing of the office.
    TemplatePost("property_handler", "物业经办", ("org.read",)),
)

# What the rooms above say about the template's posts, each at its start.
_GRANTED: dict[str, set[str]] = {}


def grant(permissions: Mapping[str, Iterable[str]]) -> None:
    """Let the template's posts, by code, begin with what a room permits; a post that the template does not have is our mistake."""
    unknown = set(permissions) - {post.code for post in TEMPLATE}
    if unknown:
        raise ValueError(f"the template has no post {', '.join(sorted(unknown))}")
    for code, codes in permissions.items():
        _GRANTED.setdefault(code, set()).update(map(str, codes))


def worded(words: PostWords) -> PostWords:
    """The words as they may be stored; a permission that no room registered is refused."""
    unknown = sorted(words.permissions - set(registered_permissions()))
    if unknown:
        raise Refused("org.permission_unknown", permission=unknown[0])
    if not 0 <= words.order <= ORDER_AT_MOST:
        raise Refused("org.order_out_of_range", limit=ORDER_AT_MOST)
    name = clean_text(words.name, field=gettext("name"), limit=NAME_LIMIT)
    return PostWords(name=name, permissions=words.permissions, order=words.order)


def template_of(code: str) -> TemplatePost | None:
    """The template's post of this code."""
    return next((post for post in TEMPLATE if post.code == code), None)


def permissions_of(post: TemplatePost) -> frozenset[str]:
    """What the template's post permits in this house, which may not have every room yet."""
    known = frozenset(registered_permissions())
    return known if EVERYTHING in post.permissions else known & {*post.permissions, *_GRANTED.get(post.code, ())}


def check_guarded(touched: Iterable[str], held: frozenset[str]) -> None:
    """Refuse to give or take what is guarded to who does not hold it; an administrator could admit anybody with it anyway."""
    missing = [] if ADMINISTER in held else sorted((GUARDED & frozenset(touched)) - held)
    if missing:
        raise Refused("org.permission_guarded", permission=gettext(registered_permissions()[missing[0]]))


def everywhere(holdings: Iterable[Holding]) -> frozenset[str]:
    """What the posts permit without a limit."""
    return frozenset(code for each in holdings if each.grid_id is None for code in each.permissions)


def limited(holdings: Iterable[Holding]) -> Mapping[str, frozenset[UUID]]:
    """What the posts permit below some grids only."""
    found: dict[str, set[UUID]] = {}
    for each in holdings:
        if each.grid_id is not None:
            for code in each.permissions:
                found.setdefault(code, set()).add(each.grid_id)
    return {code: frozenset(grids) for code, grids in found.items()}


def check_time(valid_from: datetime, valid_until: datetime | None) -> None:
    """Refuse a holding that would end before it begins."""
    if valid_until is not None and valid_until <= valid_from:
        raise Refused("org.ends_before_begin")


def register() -> None:
    """Make the verbs of posts known to the house."""
    verbs.register("post.created", facts={"code": str, "name": str, "permissions": str})
    verbs.register(
        "post.changed",
        facts={"name": str, "permissions_before": str, "permissions": str, "order": int},
    )
    verbs.register("person.post_given", facts={"post": str, "grid": str, "from": str, "until": str})
    verbs.register("person.post_ended", facts={"post": str, "grid": str, "until": str})


refusals(
    {
        "org.permission_unknown": gettext_noop("There is no permission {permission}. Choose from the list."),
        "org.permission_guarded": gettext_noop(
            "Only who has it may give or take the permission “{permission}”. Ask an administrator of your subdistrict."
        ),
        "org.order_out_of_range": gettext_noop("The place in the list is a number from 0 to {limit}. Write such a one."),
        "org.post_name_taken": gettext_noop("There is a post called {name} already. Choose another name."),
        "org.post_unknown": gettext_noop("There is no post “{text}”. Write the name of one in the list."),
        "org.grid_ended": gettext_noop("The grid {name} is not in force any more. Choose one that is."),
        "org.post_held_already": gettext_noop("This post is held by this person there at that time already. End it first, or leave it."),
        "org.ends_before_begin": gettext_noop("It would end before it begins. Choose a later end."),
    }
)
