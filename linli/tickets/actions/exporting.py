"""Taking a list of tickets out of the house: asked for with a purpose, written by the worker, journalled."""

from datetime import datetime
from io import BytesIO
from uuid import UUID

from linli.kernel import clock, files, jobs, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.sheets import write_xlsx
from linli.kernel.writes import write
from linli.notices import actions as notices
from linli.tickets.models import TicketExport
from linli.tickets.queries import exports as queries
from linli.tickets.queries.queue import may_look
from linli.tickets.rules.queue import EXPORTED_AT_MOST, Wanted, clean_purpose, query_of

PURPOSE = "ticket_export"


@write
def ask_export(actor: Actor, *, wanted: Wanted, purpose: str) -> TicketExport:
    """Ask for the tickets that fit these filters, as far as one sees them, as a sheet without contacts."""
    if actor.account_id is None or not may_look(actor):
        raise Refused("kernel.not_allowed")
    said, query = clean_purpose(purpose), query_of(wanted)

    number = queries.how_many(actor, wanted)
    if not number:
        raise Refused("tickets.nothing_to_export")
    if number > EXPORTED_AT_MOST:
        raise Refused("tickets.too_many_to_export", limit=EXPORTED_AT_MOST)

    made = TicketExport(subdistrict_id=actor.subdistrict_id, account_id=actor.account_id, purpose=said, query=query, asked_at=clock.now())
    made.save(force_insert=True)

    journal.record(actor, "ticket_export.asked", made, purpose=said, conditions=query)

    jobs.queue("tickets.write_export", made)
    return made


@write
def write_export(actor: Actor, export_id: UUID) -> TicketExport:
    """Write the sheet by what whoever asked may see now; written twice it is one, and for who has left it is none."""
    export = queries.lock(actor, export_id)
    sheet = queries.sheet_of(actor, export) if export.written_at is None else None
    if sheet is None:
        return export

    export.written_at, export.rows = clock.now(), len(sheet.rows)
    export.save(update_fields=["written_at", "rows"])
    content = BytesIO(write_xlsx(sheet.headings, sheet.rows, title=sheet.title, watermark=sheet.watermark))
    files.store(actor, export, name=_name(sheet.title, export.asked_at), content=content, purpose=PURPOSE)

    journal.record(actor, "ticket_export.written", export, rows=len(sheet.rows))

    facts = {"rows": str(len(sheet.rows))}
    notices.tell(actor, [export.account_id], kind="ticket_export.written", about=export.stream, cause_seq=export.journal_seq, facts=facts)
    return export


def _name(title: str, asked_at: datetime) -> str:
    return f"{title}-{asked_at.astimezone(queries.ZONE):%Y%m%d-%H%M}.xlsx"
