"""What comes in by GeoReport v2: forms, JSON and XML read to the same plain texts, and each no named by its field."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.org.rules.people import clean_email
from linli.tickets.actions.intake import ReporterDraft
from linli.tickets.actions.partners import Matter
from linli.tickets.queries.outside import Wanted
from linli.tickets.rules.kinds import CODE_LIMIT, MEDIA_URL_LIMIT
from linli.tickets.rules.outside import CLOSED, OPEN, OTHER

MOST_NAMED: Final = 100
NUMBERS_LIMIT: Final = 4_000
FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
XML: Final = ("application/xml", "text/xml")
_WEB: Final = re.compile(r"https?://[!-~]+", re.IGNORECASE)


def fields_of(request: HttpRequest) -> Mapping[str, str]:
    """The fields of a body, in whichever of the three ways they were written."""
    kind = (request.content_type or "").lower()
    try:
        if kind in XML:
            return {each.tag: each.text or "" for each in ElementTree.fromstring(request.body)}
        if kind == "application/json":
            return _plain(json.loads(request.body))
        if kind in FORMS:
            return {name: str(value) for name, value in request.POST.items()}
    except (ElementTree.ParseError, DefusedXmlException, MultiPartParserError, LookupError, RecursionError, ValueError):
        raise Refused("open311.unreadable") from None
    raise Refused("open311.unreadable")


def _plain(said: object) -> Mapping[str, str]:
    if not isinstance(said, dict):
        raise Refused("open311.unreadable")
    return {str(name): str(value) for name, value in said.items() if isinstance(value, str | int | float) and not isinstance(value, bool)}


def matter_of(said: Mapping[str, str], service_name: str) -> Matter:
    """The request as a matter. Device and account are not kept; where a picture lies is kept and never fetched."""
    code = said.get("service_code", "").strip()
    point = _point(said)
    address = said.get("address_string", "").strip()
    if point is None and not address:
        raise Refused("open311.no_place")
    name, phone, email = _name(said), said.get("phone", "").strip(), clean_email(said.get("email", ""))
    return Matter(
        words=said.get("description", "").strip() or service_name,
        class_code="" if code == OTHER else code,
        address=address,
        point=point,
        media_url=_media_url(said),
        reporter=ReporterDraft(full_name=name, phone=phone, email=email) if name or phone or email else None,
    )


def _media_url(said: Mapping[str, str]) -> str:
    """Where a picture lies, as text; anything but an address of the web is refused."""
    found = said.get("media_url", "").strip()
    if found and (len(found) > MEDIA_URL_LIMIT or not _WEB.fullmatch(found)):
        raise Refused("open311.media_unfit", limit=MEDIA_URL_LIMIT)
    return found


def _name(said: Mapping[str, str]) -> str:
    first, last = said.get("first_name", "").strip(), said.get("last_name", "").strip()
    # A Chinese name is written family name first, without a space.
    return f"{first} {last}".strip() if f"{first}{last}".isascii() else f"{last}{first}"


def _point(said: Mapping[str, str]) -> tuple[float, float] | None:
    lon, lat = said.get("long", "").strip(), said.get("lat", "").strip()
    if not lon and not lat:
        return None
    try:
        found = float(lon), float(lat)
    except ValueError:
        raise Refused("open311.point_unfit") from None
    if not (-180 <= found[0] <= 180 and -90 <= found[1] <= 90):
        raise Refused("open311.point_unfit")
    return found


def wanted_of(said: Mapping[str, str]) -> Wanted:
    """Which requests are asked for."""
    statuses = frozenset(_listed(said, "status")) or frozenset({OPEN, CLOSED})
    if not statuses <= {OPEN, CLOSED}:
        raise Refused("open311.status_unfit")
    return Wanted(
        numbers=_listed(said, "service_request_id"),
        services=_listed(said, "service_code"),
        statuses=statuses,
        start_at=_moment(said, "start_date"),
        end_at=_moment(said, "end_date"),
    )


def _listed(said: Mapping[str, str], field: str) -> tuple[str, ...]:
    text = said.get(field, "")
    found = tuple(each.strip() for each in text.split(",") if each.strip())
    if len(text) > NUMBERS_LIMIT or len(found) > MOST_NAMED or any(len(each) > CODE_LIMIT or "\x00" in each for each in found):
        raise Refused("open311.list_unfit", field=field, limit=MOST_NAMED)
    return found


def _moment(said: Mapping[str, str], field: str) -> datetime | None:
    text = said.get(field, "").strip()
    if not text:
        return None
    try:
        # A plus sign that nobody encoded came as a blank.
        found = parse_datetime(text.replace(" ", "+")) if len(text) <= CODE_LIMIT else None
        if found is None or found.tzinfo is None or not 1970 < found.year < 2200:
            raise Refused("open311.moment_unfit", field=field)
    except ValueError:
        raise Refused("open311.moment_unfit", field=field) from None
    return found


refusals(
    {
        "open311.unreadable": gettext_noop("The body cannot be read. Send a form, JSON, or XML, and name which in Content-Type."),
        "open311.no_place": gettext_noop("lat and long, or address_string: one of them is needed, so that somebody finds the place."),
        "open311.point_unfit": gettext_noop("lat, long: write both as degrees of WGS 84, such as 31.2201 and 121.4512."),
        "open311.media_unfit": gettext_noop("media_url: write an address of the web of at most {limit} characters, or leave it out."),
        "open311.no_service": gettext_noop("service_code is missing. /services lists what there is; “other” stands for none of them."),
        "open311.status_unfit": gettext_noop("status: write open, closed, or both with a comma."),
        "open311.list_unfit": gettext_noop("{field}: name at most {limit}, separated by commas."),
        "open311.moment_unfit": gettext_noop("{field}: write a moment with its zone, such as 2026-11-01T00:00:00Z."),
        "open311.format_unknown": gettext_noop("There is .json and .xml. Ask for one of them."),
        "open311.other_jurisdiction": gettext_noop(
            "jurisdiction_id: this token belongs to another subdistrict. Leave it out, or correct it."
        ),
    }
)
