"""One more reporter of a matter that is open already, and what somebody hands in with it."""

import secrets
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel import clock, files, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.files.models import StoredFile
from linli.kernel.text import clean_text
from linli.kernel.writes import write
from linli.tickets.actions.intake import Opened, ReporterDraft, check_ways
from linli.tickets.actions.moving import save
from linli.tickets.models import Reporter
from linli.tickets.queries import tickets as queries
from linli.tickets.queries.following import follow_mark
from linli.tickets.rules import kinds
from linli.tickets.rules.follow import FOLLOW_LETTERS, FOLLOW_LONG
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import OPEN, State, state_word


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What somebody says about a matter that is known already."""

    source: str
    reporter: ReporterDraft
    words: str = ""
    is_answer_wanted: bool = False


@write
def join_report(actor: Actor, ticket_id: UUID, report: Report) -> Opened:
    """Add a reporter to an open ticket instead of opening another: he follows and judges it like the first, by a code of his own."""
    ticket = queries.lock_for(actor, ticket_id, Permission.OPEN)
    said = clean_text(report.words, field=gettext("Reporter's words"), limit=kinds.WORDS_LIMIT, required=False)
    source = clean_text(report.source, field=gettext("Source"), limit=kinds.CODE_LIMIT)
    check_ways(report.reporter)
    if State(ticket.state) not in OPEN:
        raise Refused("tickets.joined_when_over", state=state_word(State(ticket.state)))

    code = "".join(secrets.choice(FOLLOW_LETTERS) for _ in range(FOLLOW_LONG))
    reporter = Reporter(
        subdistrict_id=actor.subdistrict_id,
        ticket=ticket,
        full_name=report.reporter.full_name,
        phone=report.reporter.phone,
        email=report.reporter.email,
        is_sms_only=report.reporter.is_sms_only,
        follow_mark=follow_mark(actor.subdistrict_id, code),
        is_answer_wanted=report.is_answer_wanted,
        reported_at=clock.now(),
    )
    reporter.save(force_insert=True)
    if report.is_answer_wanted and not ticket.is_answer_wanted:
        save(ticket, {"is_answer_wanted": True})

    facts = {"words": said, "source": source, "reporters": 1}
    named = journal.Draft("reporter.named", reporter, facts={"number": ticket.number})
    journal.record_many(actor, [journal.Draft("ticket.reporter_joined", ticket, facts=facts), named])
    return Opened(ticket, code)


@write
def attach_file(actor: Actor, ticket_id: UUID, *, name: str, content: BinaryIO) -> StoredFile:
    """Keep what was handed in with the ticket; the bytes are on disk before the row that names them commits."""
    ticket = queries.lock_for(actor, ticket_id, Permission.OPEN)

    stored = files.store(actor, ticket, name=name, content=content, purpose="ticket")

    journal.record(actor, "ticket.file_attached", ticket, name=stored.name, digest=stored.digest, size_bytes=stored.size_bytes)
    return stored
