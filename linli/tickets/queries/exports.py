"""Every read of exports, and what stands in one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, override

from linli.accounts import queries as accounts
from linli.kernel import clock
from linli.kernel.actor import Actor, Channel
from linli.kernel.errors import NotFound
from linli.kernel.files.models import StoredFile
from linli.kernel.sheets import Watermark
from linli.kernel.writes import lock_in_order
from linli.org.queries import people, posts
from linli.tickets.models import TicketExport
from linli.tickets.queries.asking import Row
from linli.tickets.queries.queue import Queue
from linli.tickets.queries.readers import knows_reporter
from linli.tickets.rules.clocks import Track
from linli.tickets.rules.kinds import Verdict
from linli.tickets.rules.queue import EXPORTED_AT_MOST, Wanted, read_wanted
from linli.tickets.rules.states import State, state_word

SHOWN: Final = 10
ZONE: Final = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list as it is written: no name, no phone, no word of a reporter stands in it."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str | int | None]]
    watermark: Watermark


def how_many(actor: Actor, wanted: Wanted) -> int:
    """How many tickets the filters fit, counted up to one more than a sheet holds."""
    return Queue.open(actor).count(wanted, EXPORTED_AT_MOST)


def latest(actor: Actor) -> Sequence[TicketExport]:
    """One's own last exports."""
    found = TicketExport.objects.of(actor.subdistrict_id).filter(account_id=actor.account_id)
    return list(found.order_by("-asked_at", "-pk")[:SHOWN]) if actor.account_id is not None else []


def file_for(actor: Actor, export_id: UUID) -> StoredFile:
    """The sheet of one's own export, once it is written; nobody else's is found."""
    export: TicketExport | None = TicketExport.objects.of(actor.subdistrict_id).filter(pk=export_id).first()
    if export is None or actor.account_id is None or export.account_id != actor.account_id:
        raise NotFound
    found: StoredFile | None = StoredFile.objects.of(actor.subdistrict_id).filter(stream=export.stream).first()
    if found is None:
        raise NotFound
    return found


def lock(actor: Actor, export_id: UUID) -> TicketExport:
    """One export, locked for the house that writes it."""
    if not actor.is_system:
        raise NotFound
    found: TicketExport = lock_in_order(TicketExport.objects.of(actor.subdistrict_id), actor.subdistrict_id, [export_id])[0]
    return found


def sheet_of(actor: Actor, export: TicketExport) -> Sheet | None:
    """What stands in it: as whoever asked sees the tickets now, in the language that account reads; nothing once that account has left."""
    found = accounts.visible_to(actor).filter(accounts.valid_at(clock.now()), account_id=export.account_id, account__is_active=True)
    member = found.values_list("person_id", "permissions", "account__login", "account__language").first()
    if member is None:
        return None
    person_id, permissions, login, language = member
    plain = Actor(
        account_id=export.account_id,
        subdistrict_id=actor.subdistrict_id,
        channel=Channel.DESK,
        person_id=person_id,
        permissions=frozenset(permissions),
    )
    reader = posts.empowered(plain)
    who = people.names_in_scope([person_id]).get(person_id, login) if person_id else login
    with override(language):
        queue = Queue.open(reader)
        names = {code: item.name for code, item in queue.catalogue.items.items()}
        tickets = queue.rows(read_wanted(parse_qs(export.query)), most=EXPORTED_AT_MOST)
        rows = [list(_cells(reader, ticket, names)) for ticket in tickets]
        return Sheet(gettext("Tickets"), _headings(), rows, _watermark(export, who, len(rows)))


def _headings() -> list[str]:
    return [
        gettext("Ticket number"),
        gettext("Present state"),
        gettext("Way of handling"),
        gettext("Class of the catalogue"),
        gettext("Neutral matter"),
        gettext("Address"),
        gettext("Grid"),
        gettext("Is with the unit"),
        gettext("Leading unit"),
        gettext("Came in"),
        gettext("Due"),
        gettext("Times returned"),
        gettext("Times reworked"),
        gettext("Outcome"),
        gettext("Ended"),
    ]


def _cells(reader: Actor, ticket: Row, names: dict[str, str]) -> Iterator[str | int | None]:
    yield ticket.number
    yield state_word(State(ticket.state))
    yield _track(reader, ticket)
    yield names.get(ticket.item_code or "", "")
    yield ticket.matter
    yield ticket.address
    yield ticket.grid_name or ""
    yield ticket.holder_name or ""
    yield ticket.lead_name or ""
    yield _moment(ticket.received_at)
    yield _moment(ticket.due_at)
    yield ticket.returns
    yield ticket.reworks
    yield gettext(Verdict(ticket.outcome).words) if ticket.outcome else ""
    yield _moment(ticket.ended_at)


def _track(reader: Actor, ticket: Row) -> str:
    """By which way it is handled; that it is an order of the hotline tells by which door it came in."""
    if ticket.track == Track.EMERGENCY:
        return gettext("Emergency")
    is_told = ticket.track == Track.HOTLINE and knows_reporter(reader, ticket)
    return gettext("Hotline") if is_told else gettext("Routine")


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}" if moment is not None else ""


def _watermark(export: TicketExport, who: str, number: int) -> Watermark:
    asked = _moment(export.asked_at)
    line = gettext("{who} · {when} · for: {purpose}").format(who=who, when=asked, purpose=export.purpose)
    said: dict[str, Any] = {
        gettext("Taken out by"): who,
        gettext("Asked for at"): asked,
        gettext("Purpose"): export.purpose,
        gettext("Filters"): export.query or gettext("Everything open"),
        gettext("Tickets"): number,
    }
    lines = [f"{word}: {value}" for word, value in said.items()]
    return Watermark(line, gettext("About this list"), [*lines, gettext("No contact of a reporter stands in this list.")])
