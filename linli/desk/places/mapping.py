"""The map of places, by the same filters as the list."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.maps import MapView
from linli.desk.org.grid_maps import grids_map
from linli.desk.places.listing import wanted_of
from linli.kernel import clock
from linli.maps.layers import Spot, State
from linli.org.queries.atlas import atlas_of
from linli.org.queries.base_map import base_layers
from linli.org.rules.grids import GridKind
from linli.places.queries import listing as queries
from linli.places.rules.listing import write_wanted


@require_safe
@staff_page
def map_places(request: StaffRequest) -> HttpResponse:
    """Every place with a point; what a place's colour is, nobody knows before the colour map."""
    wanted = wanted_of(request)
    faces, code = queries.Listing.open(request.actor).on_map(wanted), request.place.code
    cells = atlas_of(request.actor.subdistrict_id).at(clock.now()).cells.values()
    shown = [cell for cell in cells if cell.kind in {GridKind.COMPREHENSIVE, GridKind.MICRO, GridKind.DEDICATED}]
    view = grids_map(code, shown, base=base_layers(request.actor))
    spots = tuple(Spot(key=str(face.id), name=face.name, at=(face.lon or 0.0, face.lat or 0.0), state=State.NONE) for face in faces)
    return page(
        request,
        "desk/places/map.html",
        current="places",
        map=MapView(
            title=gettext("Places of this subdistrict"),
            layers=replace(view.layers, spots=(*view.layers.spots, *spots)),
            fills_page=True,
            is_listed=False,
            addresses={str(face.id): reverse("desk:place", args=[code, face.id]) for face in faces},
        ),
        faces=faces[: queries.PAGE],
        count=len(faces),
        most=queries.ON_MAP,
        conditions=urlencode(write_wanted(wanted)),
    )


urlpatterns = [
    path("map", map_places, name="places_map"),
]
