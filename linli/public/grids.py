"""The public notice of grids 网格公示: the list with the question "which one is mine?", and the notice of one grid."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from linli.kernel import clock
from linli.kernel.errors import NotFound
from linli.maps.codes import code_of
from linli.org.queries import notice
from linli.org.queries.base_map import base_layers
from linli.public.door import PassersRequest, page, public_page
from linli.public.picture import picture_of

ADDRESS_LIMIT = 120


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def list_grids(request: PassersRequest) -> HttpResponse:
    """Every published grid; a form finds the one of an address.

    The address is sent in the form's body and stands in no link, no log and no history; it is compared and forgotten.
    """
    now = clock.now()
    lines = notice.lines(request.actor, now)
    if not lines:
        # Whether a subdistrict is there is nobody's business before it publishes something.
        raise NotFound
    address = request.POST.get("address", "").strip()[:ADDRESS_LIMIT]
    has_asked = request.method == "POST"
    return page(
        request,
        "public/grids.html",
        is_kept=not has_asked,
        lines=lines,
        centre=notice.centre_of(request.actor, now),
        has_asked=has_asked,
        address=address,
        home=notice.home_of(request.actor, address, now) if address else None,
        limit=ADDRESS_LIMIT,
    )


@require_safe
@public_page
def grid_notice(request: PassersRequest, grid_code: str) -> HttpResponse:
    """What everybody may know about one grid; printed, it is the notice for the door."""
    now = clock.now()
    found = notice.notice_of(request.actor, grid_code, now)
    own_address = request.build_absolute_uri(reverse("public:grid_notice", args=[request.street.code, grid_code]))
    return page(
        request,
        "public/grid.html",
        notice=found,
        # Who stands first must be somebody one can call.
        speaker=next((each for each in found.answering if each.work_phone), None),
        picture=picture_of(found, base_layers(request.actor)),
        as_of=now,
        own_address=own_address,
        qr=code_of(own_address),
    )
