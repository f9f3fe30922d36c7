"""What goes in and out of the phone's door, field by field; what a command's payload holds stands in linli.sync.payloads."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import UUID7, AwareDatetime, ConfigDict, Field

from linli.sync.rules import kinds


class Strict(Schema):
    """A body with a field that nobody asked for was meant for somebody else."""

    model_config = ConfigDict(extra="forbid")


class CommandIn(Strict):
    """One thing that somebody did on a phone."""

    id: Annotated[UUID7, Field(description="UUID version 7 made by the phone; sent again it is answered the same.")]
    kind: Annotated[str, Field(min_length=1, max_length=kinds.KIND_LIMIT)]
    payload: Annotated[dict[str, Any], Field(description="What the kind carries; what does not fit is refused in the receipt.")]
    made_at: Annotated[AwareDatetime, Field(description="By the clock of the phone, with its zone.")]
    device_seq: Annotated[int, Field(ge=1, le=kinds.LARGEST_SEQ, description="Counts up on each device.")]
    after: Annotated[tuple[UUID7, ...], Field(max_length=kinds.AFTER_AT_MOST, description="Earlier commands that this one needs.")] = ()
    seen: Annotated[
        int | None, Field(ge=0, le=kinds.LARGEST_VERSION, description="The version of the ticket that was seen, where one is changed.")
    ] = None


class BatchIn(Strict):
    """What waited on one phone."""

    device_id: UUID7
    commands: Annotated[list[CommandIn], Field(max_length=kinds.COMMANDS_AT_MOST)]


class ReceiptOut(Schema):
    """What became of a command: applied, conflict and refused are kept for good; waiting, busy and different stored nothing."""

    id: UUID
    status: Literal["applied", "conflict", "refused", "waiting", "busy", "different"]
    code: str
    message: str
    result: dict[str, Any]


class ReceiptsOut(Schema):
    """One for each command, in the order in which they were done."""

    receipts: list[ReceiptOut]


class DeviceIn(Strict):
    """A phone."""

    label: Annotated[str, Field(min_length=1, max_length=kinds.LABEL_LIMIT, description="What its owner will know it by.")]


class UnlockOut(Schema):
    """What opens the second wrap of the phone's own key."""

    id: UUID
    unlock_key: Annotated[str, Field(description="32 bytes in base64. Forget it when the key is unwrapped.")]


class DeviceOut(Schema):
    """One of one's own phones; when it was used is kept nowhere."""

    id: UUID
    label: str
    registered_on: date
    is_revoked: bool
    is_this: bool


class DevicesOut(Schema):
    """One's own phones, newest first."""

    devices: list[DeviceOut]


class IdOut(Schema):
    """Which one it was."""

    id: UUID


class StreetOut(Schema):
    """A subdistrict in which one works."""

    code: str
    name: str


class MeOut(Schema):
    """Who is signed in, and where."""

    account_id: UUID
    login: str
    language: str
    subdistricts: list[StreetOut]


class OffsetOut(Schema):
    """How much of a file is here."""

    offset: int
    length: int


class PersonOut(Schema):
    """Who pulls."""

    account_id: UUID | None
    person_id: UUID | None
    name: str
    permissions: list[str]


class ItemOut(Schema):
    """One row, put by kind and id."""

    kind: str
    id: UUID
    version: int
    body: dict[str, Any]


class GoneOut(Schema):
    """One row to let go of."""

    kind: str
    id: UUID


class PullOut(Schema):
    """What the phone takes along."""

    cursor: str
    is_full: bool
    more: bool
    day: date
    me: PersonOut
    items: list[ItemOut]
    whole: Annotated[list[str], Field(description="Of these kinds the items hold everything.")]
    gone: list[GoneOut]


class CardOut(Schema):
    """What to know and bring at one place."""

    place_id: UUID
    card: dict[str, Any]


class CardsOut(Schema):
    """Of those asked for, the ones that may be seen."""

    cards: list[CardOut]


class Fault(Schema):
    """What is wrong with one field; an empty field means the whole request."""

    field: str
    code: str
    message: str


class Faults(Schema):
    """Why nothing was done."""

    errors: list[Fault]
