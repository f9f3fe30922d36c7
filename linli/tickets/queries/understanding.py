"""What the house makes of a text and a point where no person looks: the class by words, the grid, and who leads by the duty list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import numpy as np
from django.db.models import Subquery

from linli.geo.points import MAX_LAT, MAX_LON
from linli.kernel.actor import Actor
from linli.kernel.models import Subdistrict
from linli.kernel.statements import Asked, Statement
from linli.org.queries.atlas import Stretch, atlas_of, versions
from linli.org.rules.cuts import ancestors
from linli.tickets.queries import catalogue as classes
from linli.tickets.queries import dispatch, learning
from linli.tickets.queries.dispatch import Question
from linli.tickets.rules.catalogue import Item
from linli.tickets.rules.dispatch import Answer, Cell
from linli.tickets.rules.likeness import Suggestion, suggest

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Said:
    """A text, a point in WGS-84 where there is one, and a class where somebody named it."""

    text: str
    point: Point | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """The class with its own times and the catalogue's version, the grid, and who is to handle it; what is not known is empty."""

    item: Item | None = None
    version: int = 0
    suggestion: Suggestion | None = None
    grid_id: UUID | None = None
    answer: Answer | None = None


def understand(actor: Actor, said: Sequence[Said], at: datetime, *, are_decided: bool = True) -> list[Understood]:
    """What each says, in a handful of statements however many there are; a named class must be in the catalogue.

    Where a person dispatches later anyhow, nobody need ask the duty list now.
    """
    ((version_id, learnt_id, atlas_version),) = _VERSIONS.rows(street=actor.subdistrict_id)
    catalogue = classes.NONE if version_id is None else classes.of_version(actor.subdistrict_id, version_id)
    lexicon = None if version_id is None else classes.lexicon_of(actor.subdistrict_id, version_id, learnt_id)
    suggestions = [None if each.code or lexicon is None else _chosen(suggest(each.text, lexicon)) for each in said]
    codes = [each.code or (found.code if found else "") for each, found in zip(said, suggestions, strict=True)]

    stretch = atlas_of(actor.subdistrict_id, bytes(atlas_version or b"")).at(at)
    grids = _grids(stretch, [each.point for each in said])
    questions = [
        Question(code, chain_of(stretch, grid_id), found.confidence if found else None)
        for code, grid_id, found in zip(codes, grids, suggestions, strict=True)
        if code and are_decided
    ]
    answers = iter(dispatch.decide_many(actor, questions, at) if questions else [])
    return [
        Understood(catalogue.effective(code), catalogue.version, found, grid_id, next(answers, None))
        if code
        else Understood(grid_id=grid_id)
        for code, grid_id, found in zip(codes, grids, suggestions, strict=True)
    ]


_VERSIONS: Final = Statement(
    lambda: (
        Subdistrict.objects.filter(pk=Asked.id("street"))
        .annotate(
            catalogue=Subquery(classes.versions_in_use(Asked.id("street"))),
            learnt=Subquery(learning.in_use(Asked.id("street"))),
            atlas=Subquery(versions(Asked.id("street"))),
        )
        .values_list("catalogue", "learnt", "atlas")
    )
)


def chain_of(stretch: Stretch, grid_id: UUID | None) -> list[Cell]:
    """The grid and every grid above it, as dispatch must know them; empty for what has no place."""
    if grid_id is None or grid_id not in stretch.cells:
        return []
    cells = [stretch.cells[each] for each in (grid_id, *ancestors(stretch.cells, grid_id))]
    return [Cell(each.grid_id, each.name, each.kind, stretch.depths[each.grid_id]) for each in cells]


def _chosen(suggestions: Sequence[Suggestion]) -> Suggestion | None:
    """Danger and what is very like stand before what only comes first."""
    return next((each for each in suggestions if each.is_preselected), suggestions[0] if suggestions else None)


def _grids(stretch: Stretch, points: Iterable[Point | None]) -> list[UUID | None]:
    wanted = list(points)
    # A point that is nowhere is refused when its ticket is taken down, with the others standing.
    places = [place for place, point in enumerate(wanted) if point and abs(point[0]) <= MAX_LON and abs(point[1]) <= MAX_LAT]
    found: list[UUID | None] = [None] * len(wanted)
    if places:
        located = stretch.deepest(np.array([wanted[place] for place in places], dtype=np.float64), None)
        for place, grid_id in zip(places, located, strict=True):
            found[place] = grid_id
    return found
