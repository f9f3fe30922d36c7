"""What lies around a ticket: the ones before and after it in the list, and those nearby or alike."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.tickets.timing import Due, due_of
from linli.kernel import clock, files
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.lang.pieces import spots
from linli.tickets.queries import nearby
from linli.tickets.queries import tickets as queries
from linli.tickets.queries.faces import files_for
from linli.tickets.queries.nearby import Known
from linli.tickets.queries.readers import knows_reporters
from linli.tickets.rules.nearness import Wish, reason_words
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import BEFORE_DONE, State, state_word

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A ticket that may belong to this one: how far, why it may be the same, how it stands, whether one may be merged into the other."""

    id: UUID
    number: str
    matter: str
    away: str
    why: str
    state: str
    due: Due | None
    is_mergeable: bool


@require_safe
@staff_page
def near_ticket(request: StaffRequest, ticket_id: UUID) -> HttpResponse:
    """What is nearby or reads alike, fetched when the ticket's page stands already."""
    ticket = queries.get_for(request.actor, ticket_id)
    return page(request, "desk/tickets/near.html", current="tickets", ticket=ticket, known=_known(request.actor, ticket, clock.now()))


def _known(actor: Actor, row: Any, now: datetime) -> list[Neighbour]:
    point = (row.lon, row.lat) if row.lon is not None and row.lat is not None else None
    codes = frozenset({row.item_code} - {None})
    text = row.matter or (row.words if knows_reporters(actor) else "")
    wish = Wish(text=text, address=row.address, item_codes=codes, spots=spots(text, row.address))
    # What may be the same stands first: in a dense street five others lie nearer.
    found = {each.ticket_id: each for each in nearby.similar(actor, wish, now, point=point)}
    for each in nearby.nearby(actor, *point, now) if point else []:
        found.setdefault(each.ticket_id, each)
    found.pop(row.pk, None)
    may_merge = actor.may(Permission.MERGE) and State(row.state) in BEFORE_DONE
    return [_neighbour(each, now, may_merge=may_merge) for each in list(found.values())[:SHOWN]]


def _neighbour(each: Known, now: datetime, *, may_merge: bool) -> Neighbour:
    return Neighbour(
        id=each.ticket_id,
        number=each.number,
        matter=each.matter or each.words,
        away=_away(each.distance_m),
        why=reason_words(each.alike) if each.alike else "",
        state=state_word(each.state),
        due=due_of(each.due_at, now) if each.due_at is not None else None,
        is_mergeable=may_merge and each.alike is not None and each.state in BEFORE_DONE,
    )


def _away(distance_m: float | None) -> str:
    if distance_m is None:
        return ""
    return gettext("same place") if distance_m < 5 else gettext("{metres} m").format(metres=round(distance_m / 5) * 5)


@require_safe
@staff_page
def step(request: StaffRequest, ticket_id: UUID, way: str) -> HttpResponse:
    """On to the ticket before or after this one, what is due first first; at either end one stays."""
    if way not in {"before", "after"}:
        raise NotFound
    ticket = queries.get_for(request.actor, ticket_id)
    return done(request, "ticket", queries.neighbour(request.actor, ticket, is_after=way == "after") or ticket_id)


@require_safe
@staff_page
def fetch_file(request: StaffRequest, ticket_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A file of the ticket, always as a download: nothing uploaded ever runs in our pages."""
    ticket = queries.get_for(request.actor, ticket_id)
    stored = next((each for each in files_for(request.actor, ticket) if each.pk == file_id), None)
    if stored is None:
        raise NotFound
    opened = files.open_for(request.actor, stored.pk)
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=stored.name) or "attachment"}
    return StreamingHttpResponse(opened.content, content_type="application/octet-stream", headers=headers)


urlpatterns = [
    path("<uuid:ticket_id>/near", near_ticket, name="ticket_near"),
    path("<uuid:ticket_id>/step/<slug:way>", step, name="ticket_step"),
    path("<uuid:ticket_id>/files/<uuid:file_id>", fetch_file, name="ticket_file"),
]
