"""The routing slip 流转单: the ticket on paper, which goes through many hands and therefore never says who reported."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from linli.desk.door import StaffRequest, staff_page
from linli.desk.paper import MEDIA_TYPE, Paper
from linli.desk.tickets.offers import Sight
from linli.desk.tickets.telling import Happening, Tale, pledge_of, tale_of
from linli.desk.tickets.timing import clock_words, dial_of, exact
from linli.kernel.actor import Actor
from linli.tickets.rules.clocks import Clock, Ending
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import state_word

# More entries than anybody reads on paper; the rest stands in the system.
ENTRIES_AT_MOST: Final = 200


@require_safe
@staff_page
def fetch_slip(request: StaffRequest, ticket_id: UUID) -> HttpResponse:
    """The slip as a Word document."""
    sight = Sight(blind(request.actor), ticket_id)
    foot = gettext("Printed by {name}, {moment}. Nothing on it tells who reported.").format(
        name=request.name, moment=f"{timezone.localtime(sight.now):%Y-%m-%d %H:%M}"
    )
    content = slip_of(sight, request.place.name, foot)
    name = gettext("Routing slip {number}").format(number=sight.ticket.number) + ".docx"
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=MEDIA_TYPE, headers={"Content-Disposition": disposition})


def blind(actor: Actor) -> Actor:
    """The same person without what paper must not carry on: who reported, how and when."""
    return replace(actor, permissions=actor.permissions - {Permission.READ_REPORTER})


def slip_of(sight: Sight, street: str, foot: str) -> bytes:
    """The whole paper: facts, matter, times, promises, story, room to sign."""
    ticket = sight.ticket
    paper = Paper(gettext("{street}: routing slip").format(street=street), sub=f"#{ticket.number}", foot=foot)
    paper.facts(_facts(sight))
    paper.heading(pgettext("column", "Matter"))
    paper.text(ticket.matter or gettext("Neutral text still to be written"))
    paper.heading(pgettext("column", "Times"))
    paper.table(*_times(sight), [2.6, 3.2, 3.2, 8.0])
    if sight.promises:
        paper.heading(gettext("Promises"))
        paper.table(*_promises(sight), [3.4, 7.6, 3.0, 3.0])
    paper.heading(gettext("What happened"))
    paper.table(*_story(sight), [2.6, 3.2, 3.6, 7.6])
    paper.heading(gettext("Signatures"))
    paper.lines_to_sign([gettext("Head of the leading unit"), gettext("Who verified"), gettext("Duty chief")], gettext("Date"))
    return paper.content()


def _facts(sight: Sight) -> list[tuple[str, str]]:
    ticket, name = sight.ticket, sight.unit_name
    return [
        (gettext("State"), state_word(sight.state)),
        (gettext("Taken down at"), exact(ticket.received_at, sight.now)),
        (gettext("Class"), sight.whole.item_name or "–"),
        (gettext("Grid"), ticket.grid.name if ticket.grid is not None else "–"),
        (gettext("Place"), ticket.address or "–"),
        (gettext("Leads"), name(ticket.lead_unit_id) or "–"),
        (gettext("Assist"), "、".join(map(name, sight.helper_ids)) or "–"),
        (gettext("Is with"), name(ticket.holder_unit_id) or "–"),
    ]


def _times(sight: Sight) -> tuple[list[str], list[list[str]]]:
    rows = []
    for row in sight.clocks:
        if row.kind in {Clock.ANSWER, Clock.COMMITMENT}:
            continue
        dial = dial_of(row, sight.now, sight.calendar, knows_door=sight.face.knows_reporter)
        working = [f"{line.term}：{line.value} {line.why}".strip() for line in dial.working]
        ended = {Ending.KEPT: pgettext("clock", "kept"), Ending.DROPPED: pgettext("clock", "not needed any more")}
        how = ended[Ending(row.ending)] if row.ending else dial.due.left
        rows.append([f"{clock_words(row.kind)}\n{how}", exact(row.start_at, sight.now), dial.due.exact, "\n".join(working) or "–"])
    return [pgettext("column", "Clock"), pgettext("column", "Begins"), pgettext("column", "Due"), pgettext("column", "Working")], rows


def _promises(sight: Sight) -> tuple[list[str], list[list[str]]]:
    shown = [pledge_of(sight, row) for row in sight.promises]
    return (
        [gettext("Unit"), gettext("Promise"), gettext("Until"), gettext("State")],
        [[each.unit, each.what, each.until, each.word] for each in shown],
    )


def _story(sight: Sight) -> tuple[list[str], list[list[str]]]:
    entries: list[Happening] = []
    tale: Tale | None = None
    while len(entries) < ENTRIES_AT_MOST and (tale is None or tale.before is not None):
        tale = tale_of(sight, before=None if tale is None else tale.before)
        entries += tale.entries
    rows = [[exact(each.at, sight.now), each.title, each.who, _said(each)] for each in reversed(entries)]
    return [pgettext("column", "When"), pgettext("column", "What"), pgettext("column", "Who"), pgettext("column", "Words")], rows


def _said(each: Happening) -> str:
    voices = [f"{voice.unit}：{voice.said or '–'}" for voice in each.voices]
    facts = [f"{fact.label} {fact.value}" for fact in each.facts]
    return "\n".join([*(sentence.value for sentence in each.sentences), *voices, *facts])


urlpatterns = [
    path("<uuid:ticket_id>/slip.docx", fetch_slip, name="ticket_slip"),
]
