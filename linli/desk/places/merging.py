"""Two places that may be one: proposed pairs, merging, bringing back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.errors import status_of
from linli.desk.places.words import word
from linli.kernel.errors import Refused
from linli.kernel.ids import parse_uuid7
from linli.kernel.writes import attempt
from linli.places.actions import merging as actions
from linli.places.queries import imports, places
from linli.places.rules.kinds import Kind
from linli.places.rules.permissions import Permission

AROUND_M = 100.0


@require_safe
@staff_page
def list_pairs(request: StaffRequest) -> HttpResponse:
    """The pairs that wait for a person."""
    request.actor.require(Permission.CHANGE)
    return page(request, "desk/places/pairs.html", current="places", pairs=[_shown(each) for each in imports.pairs(request.actor)])


@require_POST
@staff_page
def tell_apart(request: StaffRequest, pair_id: UUID) -> HttpResponse:
    """Two places after all."""
    actions.tell_apart(request.actor, pair_id)
    messages.success(request, gettext("They stay two places."))
    return done(request, "places_pairs")


@require_http_methods(["GET", "POST"])
@staff_page
def merge_place(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Say which other place this one is."""
    place = places.get_for(request.actor, place_id)
    trouble: Refused | None = None
    if request.method == "POST":
        into_id = parse_uuid7(request.POST.get("into", "")) if request.POST.get("into") else None
        with attempt() as outcome:
            if into_id is None:
                raise Refused("places.merged_into_nothing")
            actions.merge(request.actor, place_id, into_id=into_id, why=request.POST.get("why", ""))
        if outcome.refusal is None and into_id is not None:
            return done(request, "place", into_id)
        trouble = outcome.refusal
    return page(
        request,
        "desk/places/merge.html",
        status=status_of(trouble) if trouble else 200,
        current="places",
        place=place,
        kind=word(Kind(place.kind)),
        others=_others(request, place),
        chosen=request.POST.get("into", ""),
        why=request.POST.get("why", ""),
        trouble=trouble.sentence if trouble else "",
    )


@require_POST
@staff_page
def bring_back(request: StaffRequest, place_id: UUID) -> HttpResponse:
    """Take a merge back."""
    with attempt() as outcome:
        actions.bring_back(request.actor, place_id)
    if outcome.refusal is not None and outcome.refusal.code != "places.is_not_merged":
        raise outcome.refusal
    return done(request, "place", place_id)


def _others(request: StaffRequest, place: Any) -> list[Mapping[str, Any]]:
    """What was proposed as the same, then what stands around it."""
    found: dict[UUID, Mapping[str, Any]] = {}
    for pair in imports.pairs(request.actor, place_ids=[place.pk]):
        other = pair.other if pair.place.pk == place.pk else pair.place
        found[other.pk] = {"face": places.face_of(other), "metres": _metres(pair.distance_m), "is_proposed": True}
    if place.lon is not None:
        for near in places.near(request.actor, place.lon, place.lat, AROUND_M):
            if near.face.id != place.pk:
                found.setdefault(near.face.id, {"face": near.face, "metres": _metres(near.distance_m), "is_proposed": False})
    return [{**each, "kind": word(each["face"].kind)} for each in found.values()]


def _metres(distance_m: float | None) -> int | None:
    return None if distance_m is None else round(distance_m)


def _shown(pair: imports.Pair) -> dict[str, Any]:
    return {"pair": pair, "metres": _metres(pair.distance_m)}


urlpatterns = [
    path("pairs/", list_pairs, name="places_pairs"),
    path("pairs/<uuid:pair_id>/apart", tell_apart, name="places_pair_apart"),
    path("<uuid:place_id>/merge", merge_place, name="place_merge"),
    path("<uuid:place_id>/back", bring_back, name="place_back"),
]
