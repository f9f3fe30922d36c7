"""What each kind of command carries, field by field; nothing is required that tells where somebody is."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import UUID7, BaseModel, ConfigDict, Field

from linli.campaigns.actions.steps import COUNTED_AT_MOST
from linli.campaigns.rules import kinds as campaigns
from linli.notes.rules import TEXT_LIMIT, TITLE_LIMIT
from linli.places.rules.cards import TYPED_AT_MOST
from linli.tickets.rules import kinds
from linli.tickets.rules.clocks import Clock
from linli.tickets.rules.kinds import Verdict
from linli.visits.rules.kinds import NOTE_LIMIT, Effect, Kind, Outcome
from linli.visits.rules.patrols import NOTE_LIMIT as PATROL_NOTE_LIMIT
from linli.visits.rules.patrols import STOP_LIMIT, Missed


class Payload(BaseModel):
    """What a command wants; a field that nobody asked for was meant for somebody else."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TicketOpen(Payload):
    """A matter taken down in the street; with a line it was settled on the spot."""

    ticket_id: UUID7
    words: Annotated[str, Field(max_length=kinds.WORDS_LIMIT)]
    matter: Annotated[str, Field(max_length=kinds.MATTER_LIMIT)] = ""
    class_code: Annotated[str, Field(max_length=kinds.CODE_LIMIT)] = ""
    address: Annotated[str, Field(max_length=kinds.ADDRESS_LIMIT)] = ""
    place_id: UUID | None = None
    grid_id: UUID | None = None
    lon: Annotated[float | None, Field(ge=-180, le=180, allow_inf_nan=False)] = None
    lat: Annotated[float | None, Field(ge=-90, le=90, allow_inf_nan=False)] = None
    accuracy_m: Annotated[float | None, Field(ge=0, le=100_000, allow_inf_nan=False)] = None
    on_spot_line: Annotated[str, Field(max_length=kinds.NOTE_LIMIT)] = ""


class TicketAccept(Payload):
    """The unit takes it on."""

    ticket_id: UUID


class TicketContact(Payload):
    """The reporter was called, somebody is on site, the danger is cleared."""

    ticket_id: UUID
    clock: Clock
    note: Annotated[str, Field(max_length=kinds.NOTE_LIMIT)]


class TicketFinish(Payload):
    """The lead says that it is done."""

    ticket_id: UUID
    outcome: Verdict
    done: Annotated[str, Field(max_length=kinds.NOTE_LIMIT)]


class NoteWrite(Payload):
    """A free note; without a title its first line is one."""

    note_id: UUID7
    title: Annotated[str, Field(max_length=TITLE_LIMIT)] = ""
    text: Annotated[str, Field(max_length=TEXT_LIMIT)]


class Answers(Payload):
    """What was said to one version of a checklist: what nobody looked at is left out."""

    checklist_id: UUID
    version: int
    items: Mapping[str, Any] = {}


class Material(Payload):
    """What was handed out."""

    name: str
    count: int


class Need(Payload):
    """What is to be done: a ticket, open, or with a line settled there and then."""

    ticket_id: UUID7
    words: Annotated[str, Field(max_length=kinds.WORDS_LIMIT)]
    class_code: Annotated[str, Field(max_length=kinds.CODE_LIMIT)] = ""
    item: str = ""
    on_spot_line: Annotated[str, Field(max_length=kinds.NOTE_LIMIT)] = ""


class ReturnFor(Payload):
    """The ticket that was gone to see about, and what was seen."""

    ticket_id: UUID
    answer: Effect


class VisitRecord(Payload):
    """A visit as it was written down where it was made."""

    visit_id: UUID7
    place_id: UUID
    kind: Kind
    outcome: Outcome
    answers: tuple[Answers, ...] = ()
    services: tuple[str, ...] = ()
    materials: tuple[Material, ...] = ()
    note: Annotated[str, Field(max_length=NOTE_LIMIT)] = ""
    needs: tuple[Need, ...] = ()
    participants: int = 1
    colleague_ids: tuple[UUID, ...] = ()
    agreed_follow_up_on: date | None = None
    return_for: ReturnFor | None = None
    campaign_id: UUID | None = None
    was_asked_for: bool = False


class CardBind(Payload):
    """The contact card that was left at a visit, by the code that stands on it."""

    visit_id: UUID7
    code: Annotated[str, Field(max_length=TYPED_AT_MOST)]


class CampaignStep(Payload):
    """What happened at a door of a drive: the stage that was reached, the concern that was heard, what was given."""

    campaign_id: UUID
    target_id: UUID
    stage: Annotated[str, Field(max_length=campaigns.TITLE_LIMIT)]
    concern: Annotated[str, Field(max_length=campaigns.TITLE_LIMIT)] = ""
    note: Annotated[str, Field(max_length=campaigns.NOTE_LIMIT)] = ""
    person_times: Annotated[int, Field(ge=0, le=COUNTED_AT_MOST)] = 0
    services: Annotated[int, Field(ge=0, le=COUNTED_AT_MOST)] = 0
    materials: Annotated[int, Field(ge=0, le=COUNTED_AT_MOST)] = 0


class Finding(Payload):
    """Something wrong on a patrol: at a stop, at a place, at a point or where the words say."""

    finding_id: UUID7
    ticket_id: UUID7
    words: Annotated[str, Field(max_length=kinds.WORDS_LIMIT)]
    stop_id: UUID | None = None
    place_id: UUID | None = None
    where: Annotated[str, Field(max_length=STOP_LIMIT)] = ""
    lon: Annotated[float | None, Field(ge=-180, le=180, allow_inf_nan=False)] = None
    lat: Annotated[float | None, Field(ge=-90, le=90, allow_inf_nan=False)] = None
    class_code: Annotated[str, Field(max_length=kinds.CODE_LIMIT)] = ""
    item: str = ""
    on_spot_line: Annotated[str, Field(max_length=kinds.NOTE_LIMIT)] = ""


class StopMissed(Payload):
    """A stop that was not reached, and why."""

    stop_id: UUID
    reason: Missed
    note: Annotated[str, Field(max_length=PATROL_NOTE_LIMIT)] = ""


class PatrolRecord(Payload):
    """What is said of a shift: what was found, and at its end that the rest was fine."""

    shift_id: UUID
    findings: tuple[Finding, ...] = ()
    missed: tuple[StopMissed, ...] = ()
    is_over: bool = False
    note: Annotated[str, Field(max_length=PATROL_NOTE_LIMIT)] = ""


class About(Payload):
    """What a picture shows."""

    kind: Literal["ticket", "note", "visit", "finding"]
    id: UUID


class PhotoAttach(Payload):
    """A picture whose bytes came on their own."""

    attachment_id: UUID7
    about: About
    name: Annotated[str, Field(max_length=200)] = ""
