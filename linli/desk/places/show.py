"""The dossier of a place 一店一档."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from linli.desk.chains import journal_page, latest
from linli.desk.contacts import contact_of
from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.places.dossier import Asked, section, told
from linli.desk.places.words import SHAPES, word
from linli.kernel import clock
from linli.org.rules.people import day_of
from linli.places.queries import dossier as queries
from linli.places.queries import imports, places
from linli.places.rules.kinds import ContactPurpose, ContactRole, Kind, PaperKind, Stage
from linli.places.rules.life import OVER, moves_from
from linli.places.rules.permissions import Permission
from linli.tickets.queries import at_place
from linli.tickets.queries import queue as tickets
from linli.tickets.rules.states import state_word


@require_safe
@staff_page
def show_place(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """One place: its life, whom to reach there, what stands in its dossier, everything that touched it."""
    place = places.get_for(request.actor, place_id)
    face = places.face_of(place)
    known = queries.dossier_of(request.actor, place)
    may_change = may_change_at(request, place.grid_id)
    return page(
        request,
        "desk/places/show.html",
        current="places",
        place=place,
        face=face,
        kind=word(face.kind),
        stage=word(face.stage),
        shape=SHAPES[face.stage].value,
        stages=[{"row": row, "word": word(Stage(row.stage)), "shape": SHAPES[Stage(row.stage)].value} for row in known.stages],
        tags=known.tags,
        contacts=[
            {
                "row": row,
                "role": word(ContactRole(row.role)),
                "purpose": word(ContactPurpose(row.purpose)),
                "name": contact_of(request.place.code, row, "full_name"),
                "phone": contact_of(request.place.code, row, "phone"),
            }
            for row in known.contacts
        ],
        papers=[{"row": row, "kind": word(PaperKind(row.kind)), "shape": _paper_shape(row.expires_on)} for row in known.papers],
        known=known,
        pairs=imports.pairs(request.actor, place_ids=[place.pk], at_most=5) if may_change else (),
        sections=told(Asked(request.actor, request.place.code, face, known.family)),
        moves=[(each.value, word(each)) for each in moves_from(Kind(place.kind), face.stage)],
        may_change=may_change and place.merged_into_id is None,
        may_bring_back=may_change and place.merged_into_id is not None,
        may_let=face.stage in OVER and place.followed_by_id is None,
        may_read_contacts=request.actor.may(Permission.READ_CONTACTS) or Permission.READ_CONTACTS in request.actor.limits,
        today=day_of(clock.now()),
        story=latest(place),
    )


def may_change_at(request: StaffRequest, grid_id: UUID | None) -> bool:
    """Whether this person may change places of that grid."""
    return queries.may_change(request.actor, grid_id)


def _paper_shape(expires_on: Any) -> str:
    """A licence that has run out, one that soon will, one that is good."""
    if expires_on is None:
        return "none"
    left = (expires_on - day_of(clock.now())).days
    return "stop" if left < 0 else "watch" if left <= queries.SOON_DAYS else "ok"


@section(10, "tickets", "desk/places/tickets.html")
def tell_tickets(asked: Asked) -> Mapping[str, Any] | None:
    """The tickets that name the place, stand within 30 m, or have its address; each says which."""
    if not tickets.may_look(asked.actor):
        return None
    point = None if asked.face.lon is None or asked.face.lat is None else (asked.face.lon, asked.face.lat)
    found = at_place.touching(asked.actor, asked.ids, address=asked.face.address, point=point)
    return {
        "tickets": [
            {
                "row": each,
                "address": reverse("desk:ticket", args=[asked.code, each.ticket_id]),
                "state": state_word(each.state),
                "shape": "watch" if each.is_open else "ok",
                "metres": None if each.distance_m is None else round(each.distance_m),
            }
            for each in found
        ],
        "metres": round(at_place.AT_M),
        "open": sum(each.is_open for each in found),
    }


@require_safe
@staff_page
def place_journal(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Every entry of the place's chain."""
    place = places.get_for(request.actor, place_id)
    back_to = reverse("desk:place", args=[request.place.code, place.pk])
    return journal_page(request, place, title=place.name, back_to=back_to, current="places")


urlpatterns = [
    path("<uuid:place_id>/", show_place, name="place"),
    path("<uuid:place_id>/journal", place_journal, name="place_journal"),
]
