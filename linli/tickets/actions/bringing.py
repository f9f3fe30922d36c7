"""The rows of a file as drafts of tickets: open, carried on, or over before they came here."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.tickets.actions.intake import Brought, ItemDraft, ReporterDraft, TicketDraft
from linli.tickets.models import ImportRun
from linli.tickets.queries import imports as queries
from linli.tickets.queries.bringing import Seen
from linli.tickets.rules.dispatch import why_words
from linli.tickets.rules.imports import MappingDraft, Message


def drafts_of(actor: Actor, run: ImportRun, layout: MappingDraft, messages: Sequence[Message], seen: Sequence[Seen]) -> list[TicketDraft]:
    """A draft of each row, in their order."""
    brings = _Brings(run, layout, queries.intake_unit(actor), clock.now())
    return [brings.draft(message, one) for message, one in zip(messages, seen, strict=True)]


@dataclass(frozen=True, slots=True)
class _Brings:
    """What all rows of one chunk have in common."""

    run: ImportRun
    layout: MappingDraft
    unit_id: UUID
    now: datetime

    def draft(self, message: Message, seen: Seen) -> TicketDraft:
        """One row: what it says, what the house makes of it, and how it comes in."""
        said_at = message.received_at or self.now
        lon, lat = seen.point or (message.lon, message.lat)
        brought = self._brought(message, seen)
        return TicketDraft(
            intake_unit_id=self.unit_id,
            source=self.layout.source,
            words=message.words,
            matter=message.matter,
            track=self.layout.track,
            item=_item(seen),
            address=message.address,
            lon=lon,
            lat=lat,
            point_system=self.layout.point_system if message.lon is not None else "",
            grid_id=seen.found.grid_id,
            outside_number=message.outside_number,
            is_answer_wanted=message.is_answer_wanted,
            reporter=ReporterDraft(full_name=message.reporter, phone=message.phone) if message.reporter or message.phone else None,
            received_at=said_at if brought.is_history or brought.is_carried else None,
            reported_at=min(said_at, self.now),
            likes=message.likes,
            dislikes=message.dislikes,
            brought=brought,
        )

    def _brought(self, message: Message, seen: Seen) -> Brought:
        answer, is_carried = seen.found.answer, self.run.is_standing and message.is_open
        lead_id = seen.unit_id or (answer.lead_id if answer is not None else None)
        is_by_list = seen.unit_id is None and answer is not None and lead_id is not None
        why = why_words(answer) if answer is not None and seen.unit_id is None else ""
        return Brought(
            run_id=self.run.pk,
            row=message.number,
            why=gettext("The file names {unit}.").format(unit=message.unit_words) if seen.unit_id is not None else why,
            lead_unit_id=lead_id,
            assist_unit_ids=answer.assist_ids if is_by_list and answer is not None else (),
            is_history=self.run.is_history and not is_carried,
            answered_at=message.over_at,
            is_carried=is_carried,
            target_at=message.target_at,
            returns=message.returns,
            there=_there(message) if self.layout.tells_of_there else "",
        )


def _item(seen: Seen) -> ItemDraft | None:
    item, found = seen.found.item, seen.found
    if item is None:
        return None
    # What the file's own class says was said by a person, somewhere else.
    is_by_machine = found.suggestion is not None
    return ItemDraft(
        code=item.code,
        version=found.version,
        is_life_safety=item.is_life_safety,
        is_set_by_machine=is_by_machine,
        durations=item.limits,
    )


def _there(message: Message) -> str:
    """How it stands where it comes from, for the journal; moments as they were understood."""
    said = {
        "class": message.class_words,
        "group": message.group_words,
        "unit": message.unit_words,
        "state": message.state_words,
        "target_at": message.target_at,
        "ended_at": message.ended_at,
        "returns": message.returns,
    }
    plain = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in said.items() if value}
    return json.dumps(plain, ensure_ascii=False)
