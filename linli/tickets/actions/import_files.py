"""A file that somebody sends by the desk: kept in parts, laid in order, taken over chunk by chunk, given back where it was refused.

Each step is a job of its own. How far it has come and what it wrote are of one transaction, so that what is killed goes on where
it stood.
"""

from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO, Final
from uuid import UUID

from linli.kernel import clock, files, jobs, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.inserting import insert_many
from linli.kernel.sheets import Limits, Row, read_rows, write_xlsx
from linli.kernel.writes import write
from linli.notices import actions as notices
from linli.tickets.actions import importing
from linli.tickets.actions.importing import FileDraft, Taken
from linli.tickets.actions.intake import CHUNK
from linli.tickets.models import ImportFile, ImportPart, ImportRun, ImportTrouble
from linli.tickets.queries import import_files as queries
from linli.tickets.queries.bringing import check_classes
from linli.tickets.queries.imports import intake_unit
from linli.tickets.rules import import_files as rules
from linli.tickets.rules.imports import MappingDraft, Message
from linli.tickets.rules.permissions import Permission

# What is read lies in the memory of the page that takes it; longer files go by the command.
LIMITS: Final = Limits(sent_bytes=20_000_000, unpacked_bytes=60_000_000, rows=100_000)


@write
def send_file(actor: Actor, *, name: str, content: BinaryIO) -> ImportFile:
    """Keep a table so that it can be looked at before anything is taken over; what cannot be read as a whole is not kept."""
    actor.require(Permission.IMPORT)
    if actor.account_id is None:
        raise Refused("kernel.not_allowed")
    files.check_size(content.seek(0, 2))
    content.seek(0)

    sent = content.read()
    rows = read_rows(BytesIO(sent), name=name, limits=LIMITS, keep_bad=True)

    digest = UUID(bytes=sha256(sent).digest()[:16])
    kept = ImportFile(
        subdistrict_id=actor.subdistrict_id,
        account_id=actor.account_id,
        name=name[-200:],
        digest=digest,
        rows=len(rows),
        sent_at=clock.now(),
    )
    kept.save(force_insert=True)
    _store(kept, None, rows)

    journal.record(actor, "import_file.sent", kept, name=kept.name, digest=digest.hex, row_count=kept.rows)
    return kept


@write
def start(actor: Actor, file_id: UUID, draft: MappingDraft, *, is_history: bool, is_standing: bool) -> ImportRun:
    """Begin to take the file over by that mapping, which is kept; pressed twice it is begun once."""
    actor.require(Permission.IMPORT)
    sent = queries.lock_file(actor, file_id)
    if sent.dropped_at is not None:
        raise Refused("imports.file_gone", name=sent.name)
    check_classes(actor, draft)
    intake_unit(actor)
    rows = queries.rows_of(sent)
    rules.check_headings(draft, rows)

    file = FileDraft(name=sent.name, digest=sent.digest, rows=len(rows), is_history=is_history, is_standing=is_standing, file_id=sent.pk)
    run = importing.begin_run(actor, draft, file)
    jobs.queue("tickets.stage_import", run)
    return run


@write
def leave(actor: Actor, file_id: UUID) -> ImportFile:
    """Let go of a file that nobody will take over; one that is being taken over stays until it is done."""
    sent = queries.lock_file(actor, file_id)
    if sent.dropped_at is None:
        if queries.is_begun(sent):
            raise Refused("imports.file_begun", name=sent.name)
        _drop(actor, sent)
    return sent


@write
def stage(actor: Actor, run_id: UUID) -> ImportRun:
    """Read every row once: the bad ones are kept as troubles, the others lie ready in the order of time; done twice it is done once."""
    run = queries.lock_run(actor, run_id)
    if run.to_take is not None or run.file is None:
        return run
    staged = rules.staged(queries.layout_of(run), queries.rows_of(run.file))

    _store(run.file, run, staged.rows, staged.heading)
    _keep_troubles(actor, run, staged.troubles)
    run.to_take, run.duplicate, run.differing = len(staged.rows), staged.repeated, staged.differing
    run.rows = staged.read
    run.save(update_fields=["to_take", "duplicate", "differing", "rows"])

    journal.record(actor, "import_run.staged", run, row_count=run.rows, repeated=staged.repeated, refused=len(staged.troubles))
    jobs.queue("tickets.take_import", run)
    return run


@write
def take_next(actor: Actor, run_id: UUID, *, at_most: int = CHUNK) -> int:
    """The next rows of the run as tickets; how many it looked at, none when the run is through and ended."""
    run = queries.lock_run(actor, run_id)
    if run.ended_at is not None or run.file is None:
        return 0
    messages = queries.ready(run, run.file, at_most)
    outcomes = importing.import_rows(actor, run, messages) if messages else []

    troubles = [(message.number, found) for message, found in zip(messages, outcomes, strict=True) if isinstance(found, Refused)]
    _keep_troubles(actor, run, troubles)
    _counted(run, messages, outcomes)
    if not messages:
        _end(actor, run, run.file)
    return len(messages)


@write
def go_on(actor: Actor, run_id: UUID) -> None:
    """Queue the next step of a run that has begun."""
    jobs.queue("tickets.take_import", queries.lock_run(actor, run_id))


@write
def refuse_next(actor: Actor, run_id: UUID, reason: str) -> None:
    """The next row of the run is one that the database does not take: it is refused alone, and the others go on."""
    run = queries.lock_run(actor, run_id)
    for message in queries.ready(run, run.file, 1) if run.file is not None else ():
        _keep_troubles(actor, run, [(message.number, Refused("imports.not_stored", reason=reason))])
        run.taken += 1
        run.save(update_fields=["taken"])


def _counted(run: ImportRun, messages: Sequence[Message], outcomes: Sequence[Taken | Refused]) -> None:
    old = [found for found in outcomes if isinstance(found, Taken) and not found.is_new]
    run.taken += len(messages)
    run.duplicate += len(old)
    run.differing += sum(found.is_differing for found in old)
    run.save(update_fields=["taken", "duplicate", "differing"])


def _end(actor: Actor, run: ImportRun, sent: ImportFile) -> None:
    """Say what became of it, write the refused rows down for whoever corrects them, and let go of what was sent."""
    refused = queries.troubles_of(actor, run)
    created = queries.created(actor, run)
    ended = importing.end_run(actor, run.pk, created=created, duplicate=run.duplicate, refused=len(refused))
    if refused:
        headings, rows = queries.errors_sheet(run, sent, refused)
        files.store(actor, ended, name=f"{sent.name}.errors.xlsx", content=BytesIO(write_xlsx(headings, rows)), purpose=queries.ERRORS)
    _drop(actor, sent)
    facts = {"name": sent.name, "created": str(created), "refused": str(len(refused))}
    notices.tell(actor, [sent.account_id], kind="import_run.ended", about=ended.stream, cause_seq=ended.journal_seq, facts=facts)


def _drop(actor: Actor, sent: ImportFile) -> None:
    """What citizens wrote is in the tickets now: the copy that was sent is not kept beside them."""
    queries.parts_of(sent).delete()
    sent.dropped_at = clock.now()
    sent.save(update_fields=["dropped_at"])

    journal.record(actor, "import_file.dropped", sent, name=sent.name)


def _store(sent: ImportFile, run: ImportRun | None, rows: Sequence[Row], heading: Row | None = None) -> None:
    for place, part in enumerate(rules.parts(rows, heading)):
        kept = ImportPart(subdistrict_id=sent.subdistrict_id, file=sent, run=run, place=place)
        kept.content = queries.sealed(kept, part)
        kept.save(force_insert=True)


def _keep_troubles(actor: Actor, run: ImportRun, troubles: Sequence[tuple[int, Refused]]) -> None:
    insert_many(
        [
            ImportTrouble(
                subdistrict_id=actor.subdistrict_id,
                run_id=run.pk,
                number=number,
                code=refusal.code,
                facts={name: str(value) for name, value in refusal.facts.items()},
            )
            for number, refusal in troubles
        ]
    )
