"""The places of a campaign that are still open, on the map, each with its reason."""

from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.campaigns.queries import campaigns as queries
from linli.campaigns.queries import rounds
from linli.campaigns.queries.rounds import Spot
from linli.desk.door import StaffRequest, page, staff_page
from linli.desk.maps import MapView
from linli.maps.layers import Layers, State
from linli.maps.layers import Spot as MapSpot
from linli.org.queries.base_map import base_layers

# More points than anybody tells apart on one map.
DRAWN_AT_MOST: Final = 600


@require_safe
@staff_page
def show_map(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """Where the open ones lie."""
    campaign = queries.get_for(request.actor, campaign_id)
    found = rounds.open_spots(request.actor, campaign)
    titles = queries.titles_of(campaign)
    drawn = found[:DRAWN_AT_MOST]
    view = MapView(
        title=gettext("Places still open"),
        layers=Layers(spots=tuple(_spot(each, titles) for each in drawn)).upon(base_layers(request.actor)),
        addresses={str(each.row.target.pk): reverse("desk:campaign_target", args=_where(request, campaign_id, each)) for each in drawn},
        fills_page=True,
    )
    left_out = len(found) - len(drawn)
    return page(request, "desk/campaigns/map.html", current="campaigns", campaign=campaign, map=view, count=len(found), left_out=left_out)


def _spot(each: Spot, titles: dict[str, str]) -> MapSpot:
    outcome = each.row.reached.outcome
    why = gettext(outcome.words) if outcome else titles.get(each.row.target.stage, "")
    name = each.row.target.name
    # What was tried stands out from what nobody went to.
    state = State.WATCH if why else State.NONE
    return MapSpot(key=str(each.row.target.pk), name=f"{name} ({why})" if why else name, at=(each.lon, each.lat), state=state)


def _where(request: StaffRequest, campaign_id: UUID, each: Spot) -> list[object]:
    return [request.place.code, campaign_id, each.row.target.pk]


urlpatterns = [path("<uuid:campaign_id>/map", show_map, name="campaign_map")]
