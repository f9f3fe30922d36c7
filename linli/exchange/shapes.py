"""What goes in and out of the machine door, field by field."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from linli.geo.coordinates import System
from linli.tickets.rules import kinds
from linli.tickets.rules.clocks import Track


class Strict(Schema):
    """A body with a field that nobody asked for was meant for somebody else."""

    model_config = ConfigDict(extra="forbid")


class PlaceIn(Strict):
    """Where it is: an address, a point, or both."""

    address: Annotated[str, Field(max_length=kinds.ADDRESS_LIMIT)] = ""
    lon: Annotated[float | None, Field(ge=-180, le=180, allow_inf_nan=False)] = None
    lat: Annotated[float | None, Field(ge=-90, le=90, allow_inf_nan=False)] = None
    system: System = System.WGS84
    accuracy_m: Annotated[float | None, Field(ge=0, le=100_000, allow_inf_nan=False)] = None


class ReporterIn(Strict):
    """Who reports."""

    name: Annotated[str, Field(max_length=kinds.NAME_LIMIT)] = ""
    phone: Annotated[str, Field(max_length=kinds.PHONE_LIMIT)] = ""
    is_sms_only: Annotated[bool, Field(description="Wants text messages and no calls; needs the phone.")] = False


class TicketIn(Strict):
    """A matter as it is handed in."""

    words: Annotated[str, Field(max_length=kinds.WORDS_LIMIT, description="The reporter's own words.")]
    matter: Annotated[str, Field(max_length=kinds.MATTER_LIMIT, description="The same said neutrally, for everybody else.")] = ""
    track: Track = Track.ROUTINE
    class_code: Annotated[str, Field(max_length=kinds.CODE_LIMIT, description="A class of the catalogue; empty: by the words.")] = ""
    place: PlaceIn = PlaceIn()
    outside_number: Annotated[str, Field(max_length=kinds.CODE_LIMIT, description="The number in your system.")] = ""
    reporter: ReporterIn | None = None
    is_answer_wanted: bool = False
    said_at: Annotated[AwareDatetime | None, Field(description="When it was said to you, with its zone. Clocks run from now.")] = None


class NearbyOut(Schema):
    """A ticket close by of the last twelve weeks: perhaps the same matter."""

    number: str
    distance_m: float
    is_open: bool


class TicketOut(Schema):
    """The ticket that was made."""

    id: UUID
    number: str
    state: str
    received_at: datetime
    due_at: datetime | None
    class_code: str | None
    class_name: str | None
    is_class_set_by_machine: bool
    is_life_safety: bool
    grid_id: UUID | None
    nearby: list[NearbyOut]
    follow_code: Annotated[str | None, Field(description="By this the reporter follows the case. Tell it to nobody else.")]


class Fault(Schema):
    """What is wrong with one field; an empty field means the whole request."""

    field: str
    code: str
    message: str


class Faults(Schema):
    """Why nothing was done."""

    errors: list[Fault]
