"""Sending a file of grids, and taking it over in one write."""

from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from linli.kernel import clock, files, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.writes import write
from linli.org.actions.grids import edit_grid, recut
from linli.org.models import GridImport
from linli.org.queries import grid_imports as queries
from linli.org.queries.grids import atlas_for, get_for
from linli.org.rules import grids as rules
from linli.org.rules.grid_files import Columns, lines_of
from linli.org.rules.imports import Verdict
from linli.org.rules.outlines import system_of
from linli.org.rules.permissions import Permission


@write
def send_file(actor: Actor, *, name: str, content: BinaryIO, system: str) -> GridImport:
    """Keep a file of borders, so that it can be looked at before anything is taken over; what cannot be read at all is not kept."""
    actor.require(Permission.CHANGE_GRIDS)
    chosen = system_of(system)
    files.check_size(_size_bytes(content))
    queries.read_file(content.read(), chosen)
    content.seek(0)

    sent = GridImport(subdistrict_id=actor.subdistrict_id, system=chosen.value, sent_at=clock.now())
    sent.save(force_insert=True)
    stored = files.store(actor, sent, name=name, content=content, purpose="grid_import")

    journal.record(
        actor,
        "grid_import.sent",
        sent,
        name=stored.name,
        digest=stored.digest,
        size_bytes=stored.size_bytes,
        system=chosen.value,
    )
    return sent


@write
def take_over(actor: Actor, import_id: UUID, *, system: str, columns: Columns, effective_at: datetime, why: str) -> GridImport:
    """Do what the file says in one write: new grids, new borders, new names; refused whole where one area does not fit."""
    sent = queries.lock_import(actor, import_id)
    chosen, words = system_of(system), rules.why(why)
    if sent.done_at is not None:
        raise Refused("org.file_done_already")
    stretch = atlas_for(actor).at(effective_at)
    lines = lines_of(queries.read_file(queries.content_of(actor, sent), chosen), columns, stretch.cells, stretch.extents)
    for line in lines:
        if line.verdict is Verdict.REFUSED:
            raise Refused("org.file_line_refused", said=line.troubles[0])
    cuts, renamed = [line.cut for line in lines if line.cut], [line for line in lines if line.renamed]
    if not cuts and not renamed:
        raise Refused("org.grid_nothing_changes")

    if cuts:
        recut(actor, cuts, effective_at=effective_at, why=words)
    for line in renamed:
        grid = get_for(actor, next(cell.grid_id for cell in stretch.cells.values() if cell.code == line.code))
        edit_grid(actor, grid.pk, seen=grid.journal_seq, code=grid.code, name=line.renamed, holder_unit_id=grid.holder_unit_id)
    sent.system, sent.columns, sent.done_at = chosen.value, columns.as_dict(), clock.now()
    sent.save(update_fields=["system", "columns", "done_at"])

    told = {verdict: [line.code for line in lines if line.verdict is verdict] for verdict in (Verdict.NEW, Verdict.CHANGED)}
    journal.record(
        actor,
        "grid_import.done",
        sent,
        system=chosen.value,
        effective_at=effective_at,
        why=words,
        new=told[Verdict.NEW],
        changed=told[Verdict.CHANGED],
        renamed=[line.code for line in renamed],
    )
    return sent


def _size_bytes(content: BinaryIO) -> int:
    size_bytes = content.seek(0, 2)
    content.seek(0)
    return size_bytes
