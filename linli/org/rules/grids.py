"""The grid tree: what a grid is, what may stand below what, and what people are told when it does not fit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linli.geo.shapes import Area
from linli.kernel.errors import Refused, refusals
from linli.kernel.journal import verbs
from linli.kernel.text import clean_text
from linli.org.rules.kinds import Kind

CODE_LIMIT = 40
NAME_LIMIT = 80
MEMBER_LIMIT = 120
WHY_LIMIT = 400
MOST_MEMBERS = 2_000


class GridKind(Kind):
    """What a grid is; the tree has no fixed depth."""

    COMPREHENSIVE = "comprehensive", gettext_noop("Comprehensive grid")
    DEDICATED = "dedicated", gettext_noop("Dedicated grid")
    MICRO = "micro", gettext_noop("Micro-grid")
    BLOCK = "block", gettext_noop("Block")
    BUILDING = "building", gettext_noop("Building")
    COMPOUND = "compound", gettext_noop("Compound")


KINDS: Final[Mapping[str, GridKind]] = {kind.value: kind for kind in GridKind}
# What may stand directly below the subdistrict.
ROOTS: Final = frozenset({GridKind.COMPREHENSIVE, GridKind.DEDICATED})
# What each kind may stand below; the same kind again is allowed where a street cuts finer, so depth is free.
PARENTS: Final[Mapping[GridKind, frozenset[GridKind]]] = {
    GridKind.COMPREHENSIVE: frozenset({GridKind.COMPREHENSIVE}),
    GridKind.DEDICATED: frozenset({GridKind.COMPREHENSIVE, GridKind.DEDICATED}),
    GridKind.MICRO: frozenset({GridKind.COMPREHENSIVE, GridKind.DEDICATED, GridKind.MICRO}),
    GridKind.BLOCK: frozenset({GridKind.COMPREHENSIVE, GridKind.MICRO, GridKind.BLOCK}),
    GridKind.COMPOUND: frozenset({GridKind.COMPREHENSIVE, GridKind.MICRO, GridKind.BLOCK}),
    GridKind.BUILDING: frozenset({GridKind.COMPREHENSIVE, GridKind.MICRO, GridKind.BLOCK, GridKind.COMPOUND, GridKind.DEDICATED}),
}
# Every place lies in one of these at most: two of the same kind beside each other must not overlap (多格合一).
EXCLUSIVE: Final = frozenset({GridKind.COMPREHENSIVE, GridKind.MICRO})
# Where a place lies in several grids of one depth, the first of these is the answer.
ORDER: Final = (
    GridKind.BUILDING,
    GridKind.COMPOUND,
    GridKind.BLOCK,
    GridKind.MICRO,
    GridKind.COMPREHENSIVE,
    GridKind.DEDICATED,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One grid at one moment: who it is and what it covers; `area` is WGS-84, None for a list of members."""

    grid_id: UUID
    code: str
    name: str
    kind: GridKind
    parent_id: UUID | None
    area: Area | None
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """How a grid is called."""

    code: str
    name: str
    kind: GridKind


def identity(code: str, name: str, kind: str) -> Identity:
    """Code, name and kind as they may be stored; what cannot be is refused by field."""
    if kind not in KINDS:
        raise Refused("org.grid_unknown_kind", kind=kind)
    return Identity(
        code=clean_text(code, field=str(_("Grid code")), limit=CODE_LIMIT),
        name=clean_text(name, field=str(_("Name of the grid")), limit=NAME_LIMIT),
        kind=KINDS[kind],
    )


def why(text: str) -> str:
    """The reason of a re-cut, as the journal keeps it."""
    return clean_text(text, field=str(_("Reason")), limit=WHY_LIMIT)


def member_lines(text: str) -> tuple[str, ...]:
    """The members written one to a line, each once; what is too long is refused."""
    field = str(_("Members"))
    lines = dict.fromkeys(clean_text(line, field=field, limit=MEMBER_LIMIT, required=False) for line in text.splitlines())
    found = tuple(line for line in lines if line)
    if len(found) > MOST_MEMBERS:
        raise Refused("org.grid_too_many_members", count=len(found), limit=MOST_MEMBERS)
    return found


def register() -> None:
    """Make the verbs of grids known to the house."""
    born = {"code": str, "grid_name": str, "kind": str, "parent": str, "area_sqm": int, "member_count": int}
    verbs.register("grid.created", facts={**born, "effective_at": datetime, "why": str, "gained": list})
    verbs.register(
        "grid.recut",
        facts={
            "effective_at": datetime, "why": str, "area_before_sqm": int, "area_sqm": int, "gained": list, "lost": list,
            "members_gained": list, "members_lost": list, "parent_before": str, "parent": str,
        },
    )  # fmt: skip
    verbs.register("grid.closed", facts={"effective_at": datetime, "why": str, "area_before_sqm": int, "lost": list})
    verbs.register("grid_import.sent", facts={"name": str, "digest": str, "size_bytes": int, "system": str})
    verbs.register(
        "grid_import.done", facts={"system": str, "effective_at": datetime, "why": str, "new": list, "changed": list, "renamed": list}
    )
    verbs.register("grid.edited", facts={"code": str, "grid_name": str, "holder_unit": str})


refusals(
    {
        "org.grid_unknown_kind": gettext_noop("There is no kind of grid called {kind}. Choose one from the list."),
        "org.grid_too_many_members": gettext_noop("{count} members stand in the list; at most {limit} fit. Make it two grids."),
        "org.grid_code_taken": gettext_noop("The code {code} belongs to {grid} already. Choose another code."),
        "org.grid_is_closed": gettext_noop("{grid} was closed on {when}. Take it out of the re-cut, or make a new grid."),
        "org.grid_recut_too_early": gettext_noop(
            "What {grid} covers now begins on {begins}, and nothing can be re-cut before that. Choose a later day."
        ),
        "org.grid_twice": gettext_noop("{grid} stands twice in this re-cut. Leave it there once."),
        "org.grid_no_cut": gettext_noop("No grid is chosen. Choose at least one and draw what it is to cover."),
        "org.grid_nothing_changes": gettext_noop("Nothing would change: every border is as it was. Draw it anew, or leave it."),
        "org.grid_covers_nothing": gettext_noop("{grid} covers nothing. Draw its border, or write its members one to a line."),
        "org.grid_parent_missing": gettext_noop("The grid above {grid} does not exist on {when}. Choose another one above it."),
        "org.grid_wrong_nesting": gettext_noop(
            "{grid} is a {kind} and cannot stand below {parent}, which is a {parent_kind}. It may stand below: {allowed}."
        ),
        "org.grid_wrong_root": gettext_noop("{grid} is a {kind} and needs a grid above it. It may stand below: {allowed}."),
        "org.grid_cycle": gettext_noop("{grid} would stand below itself. Choose another grid above it."),
        "org.grid_outside_parent": gettext_noop(
            "{outside_m2} m² of {grid} lie outside {parent}, the grid above it. Draw it inside, or re-cut {parent} in the same step."
        ),
        "org.grid_overlap": gettext_noop(
            "{grid} and {other} overlap by {overlap_m2} m². A place can be in one of them only: move the border, or re-cut both together."
        ),
        "org.grid_member_twice": gettext_noop("{member} stands in the list of {grid} and of {other}. Leave it in one of them."),
    }
)
