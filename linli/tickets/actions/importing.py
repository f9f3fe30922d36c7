"""Taking messages over from a file: a mapping kept, a run begun, rows by the chunk, the run ended.

Rows, tickets, journal and the mark of each row are of one transaction, so an import that is killed at any point and
repeated goes on where it stood.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.inserting import insert_many
from linli.kernel.writes import write
from linli.tickets.actions.bringing import drafts_of
from linli.tickets.actions.intake import Opened, open_tickets
from linli.tickets.models import ImportMapping, ImportRow, ImportRun, MergeProposal, Ticket
from linli.tickets.queries import imports as queries
from linli.tickets.queries.bringing import understood
from linli.tickets.rules import imports as rules
from linli.tickets.rules.imports import MappingDraft, Message
from linli.tickets.rules.permissions import Permission


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that is a ticket: since this run, or since another, which may have said it in other words."""

    ticket_id: UUID
    is_new: bool
    is_differing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDraft:
    """The file that a run takes over."""

    name: str
    digest: UUID
    rows: int
    is_history: bool = True
    # What is still open there is open here too; the rest is history.
    is_standing: bool = False
    file_id: UUID | None = None


@write
def save_mapping(actor: Actor, draft: MappingDraft) -> ImportMapping:
    """Keep how the files of a source are read; the one of that name is changed, and nothing happens when it is the same."""
    actor.require(Permission.IMPORT)
    kept = rules.stored(draft)
    row: ImportMapping | None = (
        ImportMapping.objects.of(actor.subdistrict_id).select_for_update(of=("self",)).filter(name=draft.name).first()
    )
    if row is not None and (row.source, row.mapping) == (draft.source, kept):
        return row

    is_new = row is None
    row = row or ImportMapping(subdistrict_id=actor.subdistrict_id, name=draft.name)
    row.source, row.mapping = draft.source, kept
    row.save(force_insert=is_new, update_fields=None if is_new else ["source", "mapping"])

    columns, further = (json.dumps(part, ensure_ascii=False, sort_keys=True) for part in rules.told(kept))
    journal.record(actor, "import_mapping.saved", row, name=row.name, source=row.source, columns=columns, further=further)
    return row


@write
def begin_run(actor: Actor, draft: MappingDraft, file: FileDraft) -> ImportRun:
    """Begin to take a file over, or go on with the run over the same file that was interrupted."""
    mapping = save_mapping(actor, draft)
    same = ImportRun.objects.of(actor.subdistrict_id).filter(
        mapping=mapping, file_digest=file.digest, is_history=file.is_history, is_standing=file.is_standing
    )
    interrupted: ImportRun | None = same.filter(ended_at__isnull=True).first()
    if interrupted is not None:
        return interrupted

    run = ImportRun(
        subdistrict_id=actor.subdistrict_id,
        mapping=mapping,
        file_name=file.name[-200:],
        file_digest=file.digest,
        is_history=file.is_history,
        is_standing=file.is_standing,
        file_id=file.file_id,
        rows=file.rows,
        begun_at=clock.now(),
    )
    run.save(force_insert=True)

    journal.record(
        actor,
        "import_run.begun",
        run,
        mapping=mapping.name,
        file=run.file_name,
        row_count=run.rows,
        is_history=run.is_history,
        is_standing=run.is_standing,
    )
    return run


@write
def end_run(actor: Actor, run_id: UUID, *, created: int, duplicate: int, refused: int) -> ImportRun:
    """Say that the whole file was taken over, and what became of its rows; the same file begins a new run from now on."""
    actor.require(Permission.IMPORT)
    run: ImportRun = ImportRun.objects.of(actor.subdistrict_id).select_for_update(of=("self",)).get(pk=run_id)

    run.ended_at = max(clock.now(), run.begun_at)
    run.save(update_fields=["ended_at"])

    journal.record(actor, "import_run.ended", run, created=created, duplicate=duplicate, refused=refused)
    return run


@write
def import_rows(actor: Actor, run: ImportRun, messages: Sequence[Message]) -> list[Taken | Refused]:
    """Up to 200 rows of a run as tickets with class, unit and clocks; what is a ticket already stays that one."""
    actor.require(Permission.IMPORT)
    known = queries.known_rows(actor, run.mapping_id, [each.digest for each in messages])
    fresh = [each for each in messages if each.digest not in known]
    layout = rules.restored(run.mapping.name, run.mapping.source, run.mapping.mapping)
    seen = understood(actor, layout, fresh, clock.now())
    drafts = drafts_of(actor, run, layout, fresh, seen)

    opened = dict(zip((each.digest for each in fresh), open_tickets(actor, drafts), strict=True))

    made = [(each, found.ticket) for each in fresh if isinstance(found := opened[each.digest], Opened)]
    others = {each.digest for each, one in zip(fresh, seen, strict=True) if one.is_class_other}
    _mark(actor, run, made, others)
    _propose_merges(actor, made)
    return [_known(run, each, known[each.digest]) if each.digest in known else _outcome(opened[each.digest]) for each in messages]


def _known(run: ImportRun, message: Message, row: ImportRow) -> Taken:
    return Taken(row.ticket_id, is_new=row.run_id == run.pk, is_differing=row.text_mark != message.text_mark)


def _outcome(opened: Opened | Refused) -> Taken | Refused:
    return Taken(opened.ticket.pk, is_new=True) if isinstance(opened, Opened) else opened


def _mark(actor: Actor, run: ImportRun, made: Sequence[tuple[Message, Ticket]], others: Collection[UUID]) -> None:
    insert_many(
        [
            ImportRow(
                subdistrict_id=actor.subdistrict_id,
                run_id=run.pk,
                mapping_id=run.mapping_id,
                ticket_id=ticket.pk,
                number=message.number,
                digest=message.digest,
                text_mark=message.text_mark,
                is_class_other=message.digest in others,
                is_open_there=message.is_open,
                their_class=message.class_words,
                their_group=message.group_words,
                their_unit=message.unit_words,
                their_state=message.state_words,
                their_reason=message.reason,
                their_target_at=message.target_at,
                their_ended_at=message.ended_at,
            )
            for message, ticket in made
        ]
    )


def _propose_merges(actor: Actor, made: Sequence[tuple[Message, Ticket]]) -> None:
    """Word for word the same, from another row: a person decides whether it is one matter."""
    first = queries.said_before(actor, [message.text_mark for message, _ in made])
    pairs = [(ticket, first[message.text_mark]) for message, ticket in made if first[message.text_mark] != ticket.pk]
    if not pairs:
        return
    now = clock.now()
    insert_many(
        [MergeProposal(subdistrict_id=actor.subdistrict_id, ticket_id=ticket.pk, into_id=into, proposed_at=now) for ticket, into in pairs]
    )
    earlier = Ticket.objects.of(actor.subdistrict_id).filter(pk__in={into for _, into in pairs})
    numbers: Mapping[UUID, str] = dict(earlier.values_list("pk", "number"))
    journal.record_many(actor, [journal.Draft("ticket.merge_proposed", ticket, facts={"into": numbers[into]}) for ticket, into in pairs])
