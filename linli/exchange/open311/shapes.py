"""What goes out by GeoReport v2, field by field, as its specification names them."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from linli.tickets.queries.outside import Outline
from linli.tickets.queries.outside import Service as Known

Form = Literal["json", "xml"]


class Filters(Schema):
    """Which requests are asked for; numbers override the rest."""

    service_request_id: Annotated[str, Field(description="Numbers, separated by commas.")] = ""
    service_code: Annotated[str, Field(description="Codes of services, separated by commas.")] = ""
    start_date: Annotated[str, Field(description="Not before; with its zone. At most 90 days before end_date.")] = ""
    end_date: Annotated[str, Field(description="Not after; with its zone.")] = ""
    status: Annotated[str, Field(description="open, closed, or both with a comma.")] = ""


class Service(Schema):
    """A kind of request."""

    service_code: str
    service_name: str
    description: str
    metadata: Annotated[bool, Field(description="Always false: no further questions are asked.")]
    type: Annotated[str, Field(description="Always realtime: the number is in the answer.")]
    keywords: str
    group: str


class Definition(Schema):
    """What is asked for one kind of request besides the usual: nothing."""

    service_code: str
    attributes: list[str]


class Request(Schema):
    """A request as it stands. What a partner did not hand in itself has no words, no address, and a point rounded to 100 m."""

    service_request_id: str
    status: Annotated[str, Field(description="open or closed; open until somebody other than the doer has verified it.")]
    status_notes: str
    service_name: str
    service_code: str
    description: str
    agency_responsible: str
    service_notice: str
    requested_datetime: datetime
    updated_datetime: datetime
    expected_datetime: datetime | None
    address: str
    address_id: str
    zipcode: str
    lat: float | None
    long: float | None
    media_url: str


class Created(Schema):
    """The number of a new request."""

    service_request_id: str
    service_notice: str
    account_id: str


class Token(Schema):
    """The number that was given under a key."""

    service_request_id: str
    token: str


class Fault(Schema):
    """Why nothing was done."""

    code: int
    description: str


def service_out(known: Known) -> Service:
    """A class of the catalogue."""
    return Service(
        service_code=known.code,
        service_name=known.name,
        description=known.description,
        metadata=False,
        type="realtime",
        keywords=",".join(known.keywords),
        group=known.group,
    )


def request_out(seen: Outline) -> Request:
    """A ticket."""
    return Request(
        service_request_id=seen.number,
        status=seen.status,
        status_notes=seen.note,
        service_name=seen.service_name,
        service_code=seen.service_code,
        description=seen.description,
        agency_responsible=seen.agency,
        service_notice="",
        requested_datetime=seen.received_at,
        updated_datetime=seen.updated_at,
        expected_datetime=seen.expected_at,
        address=seen.address,
        address_id="",
        zipcode="",
        lat=seen.lat,
        long=seen.lon,
        media_url=seen.media_url,
    )
