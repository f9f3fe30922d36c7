"""Who is to handle a ticket: by the class somebody chose, or by those its words are like, and the duty list of now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from linli.geo.points import checked
from linli.kernel.actor import Actor
from linli.org.queries.atlas import Stretch, atlas_of
from linli.org.rules.cuts import ancestors
from linli.tickets.models import Ticket
from linli.tickets.queries import catalogue, dispatch
from linli.tickets.queries.dispatch import Question
from linli.tickets.rules import likeness
from linli.tickets.rules.dispatch import Answer, Cell, Confidence, Problem, why_words
from linli.tickets.rules.states import State

NEW_AT_MOST: Final = 200


class Placed(Protocol):
    """A ticket, or a line of a list of them, as far as dispatch asks."""

    @property
    def pk(self) -> UUID: ...
    @property
    def item_code(self) -> str | None: ...
    @property
    def grid_id(self) -> UUID | None: ...


@dataclass(frozen=True, slots=True)
class Proposal:
    """A class that the words are like, how much, which words decided, and who would take it."""

    code: str
    name: str
    version: int
    confidence: Confidence
    words: tuple[str, ...]
    is_life_safety: bool
    # A person confirms it, and must say no to danger.
    is_preselected: bool
    answer: Answer

    @property
    def why(self) -> str:
        """The whole reasoning in one line, for whoever confirms."""
        return why_words(self.answer)


def suggest(
    actor: Actor, text: str, at: datetime, *, lon: float | None = None, lat: float | None = None, grid_id: UUID | None = None
) -> Sequence[Proposal]:
    """The classes the words are like, the likeliest first, each with the units of the duty list for that place; few statements."""
    classes = catalogue.in_use(actor)
    found = likeness.suggest(text, catalogue.words_in_use(actor))
    if not found:
        return []
    stretch = atlas_of(actor.subdistrict_id).at(at)
    chain = _cells(stretch, _grids(stretch, lon, lat, grid_id))
    answers = dispatch.decide_many(actor, [Question(each.code, chain, each.confidence) for each in found], at)
    return [
        Proposal(
            each.code,
            classes.items[each.code].name,
            classes.version,
            each.confidence,
            each.words,
            each.is_life_safety,
            each.is_preselected,
            answer,
        )
        for each, answer in zip(found, answers, strict=True)
    ]


def new_ones(actor: Actor, since: datetime) -> Sequence[UUID]:
    """The tickets taken down since that nobody touched: what the machine may look at, the oldest first."""
    found = Ticket.objects.of(actor.subdistrict_id).filter(state=State.RECEIVED.value, received_at__gte=since, hops=0)
    return list(found.order_by("received_at", "pk").values_list("pk", flat=True)[:NEW_AT_MOST])


def inactive_rules(actor: Actor, at: datetime) -> Sequence[Problem]:
    """The lines of the duty list that name a unit which does not work then: each rings until somebody changes the line."""
    return dispatch.inactive(actor, at)


def suggestion(actor: Actor, ticket: Ticket, at: datetime) -> Answer | None:
    """Who is to lead and why; nothing for a ticket whose class nobody chose, or that the catalogue no longer has."""
    if ticket.item_code is None or ticket.item_code not in catalogue.in_use(actor).items:
        return None
    return dispatch.decide(actor, Question(ticket.item_code, _chain(actor, ticket.grid_id, at)), at)


def suggestions(actor: Actor, tickets: Sequence[Placed], at: datetime) -> Mapping[UUID, Answer]:
    """The same for many tickets in as many statements as for one; a ticket nobody can say it of is not there."""
    known = catalogue.in_use(actor).items
    asked = [ticket for ticket in tickets if ticket.item_code in known]
    questions = [Question(str(ticket.item_code), _chain(actor, ticket.grid_id, at)) for ticket in asked]
    return {ticket.pk: answer for ticket, answer in zip(asked, dispatch.decide_many(actor, questions, at), strict=True)} if asked else {}


def _chain(actor: Actor, grid_id: UUID | None, at: datetime) -> list[Cell]:
    """The grid and every grid above it; empty for a ticket without a place."""
    stretch = atlas_of(actor.subdistrict_id).at(at)
    return _cells(stretch, _grids(stretch, None, None, grid_id))


def _grids(stretch: Stretch, lon: float | None, lat: float | None, grid_id: UUID | None) -> Sequence[UUID]:
    """The grids that hold the place: those that were named, else those around the point."""
    if grid_id is not None:
        return [grid_id] if grid_id in stretch.cells else []
    return [] if lon is None or lat is None else stretch.holding(checked([(lon, lat)]))


def _cells(stretch: Stretch, holding: Iterable[UUID]) -> list[Cell]:
    """These grids and every grid above them, as dispatch must know them."""
    wanted = dict.fromkeys(each for grid_id in holding for each in (grid_id, *ancestors(stretch.cells, grid_id)))
    cells = [stretch.cells[each] for each in wanted]
    return [Cell(each.grid_id, each.name, each.kind, stretch.depths[each.grid_id]) for each in cells]
