"""Search over everything the house can find."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from linli.desk.answers.offered import Offered, searched
from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.places.words import SHAPES, word
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.personal.actions import search_last_four
from linli.kernel.personal.rules import Permission as PersonalPermission
from linli.notes import queries as notes
from linli.places.queries import cards, listing
from linli.places.queries.places import PlaceFace
from linli.tickets.queries import queue, readers
from linli.tickets.queries import search as tickets
from linli.tickets.rules.states import State, state_word

SHORTEST = 2
PLACES_AT_MOST = 20
LONGEST = 80


@dataclass(frozen=True, slots=True)
class FoundTicket:
    """A ticket as a line of what was found."""

    ticket_id: UUID
    number: str
    title: str
    address: str
    state: str
    unit: str
    received_at: datetime


@require_safe
@staff_page
def search(request: StaffRequest) -> HttpResponse:
    """Everything that contains the words, two characters are enough; and the reviewed answers that are near to them."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    is_short = len(query) < SHORTEST
    found = [] if is_short or not queue.may_look(request.actor) else tickets.search(request.actor, query)
    places = [] if is_short else [_place(face) for face in listing.named(request.actor, query, PLACES_AT_MOST)]
    return _results(
        request,
        query,
        found=[] if is_short else notes.search(request.actor, query),
        tickets=found,
        places=places,
        answers=[] if is_short else _answers(request.actor, query),
    )


@require_POST
@staff_page
def search_tail(request: StaffRequest) -> HttpResponse:
    """Tickets whose reporter's number ends with these four digits: counted, since four digits can be tried through."""
    if not _may_ask_tails(request.actor):
        raise Refused("kernel.not_allowed")
    digits = request.POST.get("q", "").strip()
    found = search_last_four(request.actor, tickets.callers(request.actor), "phone", digits)
    shown = tickets.tickets_of(request.actor, found.rows)
    return _results(request, digits, found=[], tickets=shown, is_tail=True, left=found.left)


def _results(request: StaffRequest, query: str, *, found: Sequence[Any], tickets: Sequence[Any], **more: Any) -> HttpResponse:
    return page(
        request,
        "desk/search.html",
        current="search",
        is_search=True,
        query=query,
        is_short=len(query) < SHORTEST,
        found=found,
        tickets=[_line(request.actor, ticket) for ticket in tickets],
        # Asked only where the words can be the code of one.
        card=cards.found_by(request.actor, query),
        may_ask_tails=bool(re.fullmatch(r"\d{4}", query)) and _may_ask_tails(request.actor),
        now=clock.now(),
        **more,
    )


def _place(face: PlaceFace) -> dict[str, object]:
    return {"face": face, "kind": word(face.kind), "stage": word(face.stage), "shape": SHAPES[face.stage].value}


def _answers(actor: Actor, query: str) -> Sequence[Offered]:
    """Answers that hold today; numbers ask nothing."""
    return searched(actor, query) if any(each.isalpha() for each in query) else []


def _may_ask_tails(actor: Actor) -> bool:
    return actor.may(PersonalPermission.SEARCH) and queue.may_look(actor) and readers.knows_reporters(actor)


def _line(actor: Actor, ticket: Any) -> FoundTicket:
    words = ticket.matter or (ticket.words if readers.knows_reporter(actor, ticket) else "")
    unit = ticket.holder_unit.short_name if ticket.holder_unit is not None else ""
    return FoundTicket(ticket.pk, ticket.number, words, ticket.address, state_word(State(ticket.state)), unit, ticket.received_at)
