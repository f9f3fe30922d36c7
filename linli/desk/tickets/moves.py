"""Every move of a ticket at one address: the form, the refusal with what was typed, and what happened meanwhile."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.tickets import (
    moves_aside,
    moves_correcting,
    moves_dispatch,
    moves_emergency,
    moves_handling,
    moves_hotline,
    moves_meeting,
    moves_passing,
    moves_recurrence,
    moves_requests,
    moves_supervision,
    moves_time,
    moves_verification,
    moves_verifying,
)
from linli.desk.tickets.offers import MoveForm, Offer, Sight
from linli.desk.tickets.phrasing import phrases_beside
from linli.desk.tickets.telling import happenings
from linli.kernel.errors import NotFound, Refused, Stale
from linli.kernel.writes import attempt
from linli.tickets.actions.versions import hold_still
from linli.tickets.queries import tickets as queries
from linli.tickets.queries.faces import story_for
from linli.tickets.rules.phrases import Node
from linli.tickets.rules.states import state_word

# Every room's offers by name; a new subject adds its line here.
OFFERS: Final[Sequence[Offer]] = (
    *moves_dispatch.OFFERS,
    *moves_handling.OFFERS,
    *moves_meeting.OFFERS,
    *moves_verification.OFFERS,
    *moves_verifying.OFFERS,
    *moves_requests.OFFERS,
    *moves_aside.OFFERS,
    *moves_supervision.OFFERS,
    *moves_recurrence.OFFERS,
    *moves_passing.OFFERS,
    *moves_time.OFFERS,
    *moves_correcting.OFFERS,
    *moves_emergency.OFFERS,
    *moves_hotline.OFFERS,
)
BY_SLUG: Final[Mapping[str, Offer]] = {offer.slug: offer for offer in OFFERS}
TOLD_AT_MOST: Final = 10
# The steps beside the reply for which a unit keeps phrases.
PHRASED: Final[Mapping[str, Sequence[Node]]] = {"return": (Node.RETURN,), "callback": (Node.CALLBACK,)}


def offers_for(sight: Sight) -> list[Offer]:
    """What this person can do to the ticket now, the next action first."""
    return sorted((offer for offer in OFFERS if offer.is_for(sight)), key=lambda offer: (not offer.is_next_for(sight), offer.order))


@require_http_methods(["GET", "POST"])
@staff_page
def ticket_move(request: StaffRequest, ticket_id: UUID, slug: str) -> HttpResponse:
    """One move: GET asks, POST does it or gives the form back with what was typed and what stands in the way."""
    sight = Sight(request.actor, ticket_id)
    offer = BY_SLUG.get(slug)
    if offer is None:
        raise NotFound
    sight.require(offer.permission)
    if request.method != "POST":
        if sight.state not in offer.states:
            raise Refused("tickets.illegal_move", state=state_word(sight.state))
        return _asks(request, sight, offer, offer.form(sight=sight, initial=request.GET.dict()))
    form = offer.form(request.POST, request.FILES, sight=sight)
    if not form.is_valid():
        return _asks(request, sight, offer, form)
    seen = form.seen
    refusal = _try(request, ticket_id, offer, form, seen)
    if isinstance(refusal, Stale) and not _meanwhile(request, sight, seen):
        refusal = _try(request, ticket_id, offer, form, refusal.current)
    if refusal is None:
        return _leave(request, ticket_id, form)
    form.blame(refusal)
    return _asks(request, sight, offer, form, seen=seen if isinstance(refusal, Stale) else None)


def _try(request: StaffRequest, ticket_id: UUID, offer: Offer, form: MoveForm, seen: int) -> Refused | None:
    with attempt() as outcome:
        hold_still(request.actor, ticket_id, offer.permission, seen=seen, yours=form.yours(), also=form.also_changed())
        form.seen = seen
        offer.run(request.actor, ticket_id, form)
    return outcome.refusal


def _meanwhile(request: StaffRequest, sight: Sight, seen: int) -> list[Any]:
    """What people did to it after the form was opened; what the house itself notes, such as a clock that turned, overtakes nobody."""
    told = story_for(request.actor, sight.ticket, after=max(seen, sight.ticket.journal_seq - TOLD_AT_MOST))
    return [entry for entry in told if entry.account_id is not None or entry.person_id is not None or entry.channel != "job"]


def _leave(request: StaffRequest, ticket_id: UUID, form: MoveForm) -> HttpResponse:
    """Back to where one came from; who gave the ticket away and sees it no longer goes to the list of what is still his."""
    if form.data.get("from") == "mine":
        return done(request, "tickets_mine")
    try:
        queries.get_for(request.actor, ticket_id)
    except NotFound:
        return done(request, "tickets_mine")
    return done(request, "ticket", ticket_id)


def _way_back(request: StaffRequest, sight: Sight, form: MoveForm) -> str:
    if "mine" in {form.data.get("from"), request.GET.get("from")}:
        return reverse("desk:tickets_mine", args=[request.place.code])
    return reverse("desk:ticket", args=[request.place.code, sight.ticket.pk])


def _asks(request: StaffRequest, sight: Sight, offer: Offer, form: MoveForm, *, seen: int | None = None) -> HttpResponse:
    return page(
        request,
        "desk/tickets/move.html",
        status=form.status,
        current="tickets",
        sight=sight,
        offer=offer,
        form=form,
        meanwhile=happenings(sight, _meanwhile(request, sight, seen)) if seen is not None else [],
        leave_to=_way_back(request, sight, form),
        optional=gettext("may stay empty"),
        phrases=phrases_beside(sight, PHRASED.get(offer.slug, ())),
        came_from=form.data.get("from") or request.GET.get("from", ""),
    )


urlpatterns = [
    path("<uuid:ticket_id>/do/<slug:slug>/", ticket_move, name="ticket_move"),
]
