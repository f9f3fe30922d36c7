"""Tickets of files that say the same word for word: side by side, to be merged or kept apart by one press."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.errors import status_of
from linli.kernel.errors import Refused
from linli.kernel.writes import attempt
from linli.tickets.actions import proposals
from linli.tickets.queries import imports as queries
from linli.tickets.queries.faces import face_of
from linli.tickets.rules.states import State, state_word


@dataclass(frozen=True, slots=True)
class Pair:
    """A later ticket beside the earlier one that says the same."""

    proposal_id: UUID
    words: str
    later: Any
    earlier: Any
    later_state: str
    earlier_state: str


@require_safe
@staff_page
def list_merges(request: StaffRequest) -> HttpResponse:
    """What waits for a person, the oldest first."""
    return _shown(request)


@require_POST
@staff_page
def decide(request: StaffRequest, proposal_id: UUID) -> HttpResponse:
    """One ticket, or two."""
    act = proposals.keep_apart if request.POST.get("then") == "apart" else proposals.accept_merge
    with attempt() as outcome:
        act(request.actor, proposal_id)
    return done(request, "tickets_merges") if outcome.refusal is None else _shown(request, outcome.refusal)


def _shown(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    found = queries.merge_proposals(request.actor)
    return page(
        request,
        "desk/tickets/merges.html",
        status=200 if refusal is None else status_of(refusal),
        current="tickets",
        pairs=_pairs(request, found[: queries.PAGE]),
        has_more=len(found) > queries.PAGE,
        trouble="" if refusal is None else refusal.sentence,
    )


def _pairs(request: StaffRequest, found: Sequence[Any]) -> list[Pair]:
    return [
        Pair(
            proposal_id=each.pk,
            words=_words(request, each.ticket),
            later=each.ticket,
            earlier=each.into,
            later_state=state_word(State(each.ticket.state)),
            earlier_state=state_word(State(each.into.state)),
        )
        for each in found
    ]


def _words(request: StaffRequest, ticket: Any) -> str:
    face = face_of(request.actor, ticket)
    return face.matter or face.words or gettext("Neutral text still to be written")


urlpatterns = [
    path("merges/", list_merges, name="tickets_merges"),
    path("merges/<uuid:proposal_id>/decide", decide, name="ticket_merge_decide"),
]
