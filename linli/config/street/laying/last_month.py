"""The first list that a street takes over from the district platform, in the way a file of the desk goes in."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from linli.config.street.last_month import FILE_NAME, HEADINGS
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.sheets import Row
from linli.tickets.actions import importing
from linli.tickets.actions.importing import FileDraft
from linli.tickets.queries import import_files, imports
from linli.tickets.rules.import_files import said, staged
from linli.tickets.rules.imports import Message, laid_out

LAYOUT = "district_export"


def lay_last_month(actor: Actor, rows: Sequence[Sequence[str]]) -> None:
    """The rows as history, and what is still open as open; where a list was taken over already, none is."""
    if import_files.latest_runs(actor):
        return
    table = [Row(number, tuple(cells)) for number, cells in enumerate([HEADINGS, *rows], start=1)]
    layout, read = imports.preset(LAYOUT), staged(imports.preset(LAYOUT), table)
    sheet = laid_out(layout, [read.heading, *read.rows])
    messages = [found for row in sheet.rows if isinstance(found := said(layout, sheet, row), Message)]
    digest = UUID(bytes=sha256(repr(rows).encode()).digest()[:16])
    file = FileDraft(name=FILE_NAME, digest=digest, rows=read.read, is_standing=True)
    run = importing.begin_run(actor, layout, file)
    outcomes = importing.import_rows(actor, run, messages)
    refused = sum(isinstance(found, Refused) for found in outcomes)
    importing.end_run(actor, run.pk, created=len(outcomes) - refused, duplicate=read.repeated, refused=len(read.troubles) + refused)
