"""The base map beneath the grids: what is there, a file for a new one, a look at it, and the present one to take away."""

import json
from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.desk.door import StaffRequest, done, page, staff_page, uploaded
from linli.desk.errors import status_of
from linli.desk.maps import MapView
from linli.desk.org.grid_maps import grids_map
from linli.desk.org.tabs import tabs_for
from linli.desk.paging import parse_number
from linli.desk.story import span, tell
from linli.kernel import clock, journal
from linli.kernel.errors import Refused
from linli.kernel.writes import attempt
from linli.maps.layers import Layers
from linli.org.actions import base_map as actions
from linli.org.queries import base_map as queries
from linli.org.queries.grids import atlas_for
from linli.org.rules.base_map import SOURCE_LIMIT, Feature, FeatureKind, Reading, counts_of, read_file
from linli.org.rules.grids import GridKind
from linli.org.rules.outlines import SYSTEM_CHOICES, system_of
from linli.org.rules.permissions import Permission

STORY_LENGTH = 10
# So many features that have no place on the map are named one by one.
MOST_NAMED = 20


@require_http_methods(["GET", "POST"])
@staff_page
def show_base_map(request: StaffRequest) -> HttpResponse:
    """What the base map holds, since when and where from; POST sends a file for another one."""
    system, trouble, status = request.POST.get("system", "wgs84"), "", 200
    if request.method == "POST":
        request.actor.require(Permission.CHANGE_GRIDS)
        with attempt() as outcome:
            upload = uploaded(request)
            sent = actions.send_file(request.actor, name=upload.name, content=upload.content, system=system)
        if outcome.refusal is None:
            return done(request, "base_map_file", sent.pk)
        trouble, status = outcome.refusal.sentence, status_of(outcome.refusal)
    found = queries.present(request.actor)
    shown = span(found.row.journal_seq, limit=STORY_LENGTH) if found.row else None
    story = tell(journal.story_of(found.row, after=shown.after, limit=shown.limit)).entries if found.row and shown else ()
    return page(
        request,
        "desk/org/base_map/show.html",
        status=status,
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="grids",
        found=found,
        counts=_counts(found.features),
        story=story,
        map=_map(request, queries.base_layers(request.actor)),
        system=system,
        trouble=trouble,
        systems=SYSTEM_CHOICES,
        limit_bytes=settings.LINLI_UPLOAD_LIMIT_BYTES,
        may_draw=request.actor.may(Permission.CHANGE_GRIDS),
        now=clock.now(),
    )


@require_http_methods(["GET", "POST"])
@staff_page
def look_at_file(request: StaffRequest, sent_id: UUID) -> HttpResponse:
    """What the base map would be; POST makes it so."""
    asked = request.POST if request.method == "POST" else request.GET
    found, sent = queries.present(request.actor), queries.get_file(request.actor, sent_id)
    system, source, trouble, status = asked.get("system", sent.system), asked.get("source", ""), "", 200
    if request.method == "POST":
        with attempt() as outcome:
            seen = parse_number(asked.get("seen")) or 0
            actions.take_over(request.actor, sent_id, system=system, source=source, seen=seen)
        if outcome.refusal is None:
            return done(request, "base_map")
        trouble, status = outcome.refusal.sentence, status_of(outcome.refusal)
    reading = Reading((), ())
    try:
        reading = read_file(sent.content, system_of(system))
    except Refused as refusal:
        trouble = trouble or refusal.sentence
    is_elsewhere = bool(reading.features) and queries.lies_elsewhere(request.actor, reading.features, clock.now())
    return page(
        request,
        "desk/org/base_map/look.html",
        status=status,
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="grids",
        name=sent.name,
        found=found,
        reading=reading,
        counts=_counts(reading.features, found.features),
        named=reading.left_out[:MOST_NAMED],
        unnamed=len(reading.left_out[MOST_NAMED:]),
        is_elsewhere=is_elsewhere,
        map=_map(request, queries.layers_of(reading.features), is_elsewhere=is_elsewhere),
        system=system,
        source=source,
        source_limit=SOURCE_LIMIT,
        trouble=trouble,
        systems=SYSTEM_CHOICES,
    )


@require_safe
@staff_page
def take_base_map_away(request: StaffRequest) -> HttpResponse:
    """The base map as a GeoJSON file."""
    system = system_of(request.GET.get("system", "wgs84"))
    content = json.dumps(queries.as_file(request.actor, system), ensure_ascii=False)
    name = f"base-map-{request.place.code}-{system.value}.geojson"
    return HttpResponse(content, content_type="application/geo+json", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _counts(features: Sequence[Feature], before: Sequence[Feature] = ()) -> list[dict[str, object]]:
    found, present = counts_of(features), counts_of(before)
    kinds = [kind for kind in FeatureKind if kind in found or kind in present]
    return [{"word": gettext(kind.words), "count": found.get(kind, 0), "before": present.get(kind, 0)} for kind in kinds]


def _map(request: StaffRequest, base: Layers, *, is_elsewhere: bool = False) -> MapView:
    """The base map with the comprehensive grids upon it, by which one sees whether it fits."""
    cells = atlas_for(request.actor).at(clock.now()).cells.values()
    shown = [] if is_elsewhere else [cell for cell in cells if cell.kind is GridKind.COMPREHENSIVE]
    view = grids_map(request.place.code, shown, base=base)
    return MapView(title=gettext("Base map"), layers=view.layers, is_listed=False)
