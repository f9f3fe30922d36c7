"""Taking a matter down: one page, by keys alone, with what the house makes of it while one writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from linli.desk.answers.offered import offered as offered_answers
from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.tickets.class_choices import for_new_tickets
from linli.desk.tickets.enclosing import enclosed
from linli.desk.tickets.new_form import ON_SPOT, TRACK_WORDS, TicketForm
from linli.desk.tickets.rulebook import in_place
from linli.desk.tickets.timing import clock_words
from linli.hotline.actions import orders
from linli.hotline.queries.orders import ticket_of_number
from linli.hotline.queries.senders import sender_of
from linli.kernel import clock
from linli.kernel.calendar.derivation import amount_text
from linli.kernel.errors import Refused
from linli.kernel.ids import parse_uuid7, uuid7
from linli.places.queries import places
from linli.places.queries.listing import offered
from linli.tickets.actions import joining, taking_down
from linli.tickets.actions.intake import ItemDraft, Opened, ReporterDraft, TicketDraft
from linli.tickets.actions.joining import Report
from linli.tickets.actions.taking_down import Enclosure, Handing, OnSpot
from linli.tickets.queries import first_look
from linli.tickets.queries import sources as source_queries
from linli.tickets.queries.first_look import Look
from linli.tickets.queries.readers import knows_reporters
from linli.tickets.rules import dispatch as rules
from linli.tickets.rules.clocks import Running, Track
from linli.tickets.rules.first_look import check_danger
from linli.tickets.rules.nearness import reason_words
from linli.tickets.rules.pasted import PASTED_LIMIT, Pasted, read_pasted
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.sources import HOTLINE
from linli.tickets.rules.states import State, state_word

# Forms that were taken down already, by the key each carries: sent twice, stored once.
TAKEN: Final = "desk.taken"
TAKEN_KEPT: Final = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """Something the words name, and the empty field it may go into when a person presses it."""

    word: str
    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """One time as the form tells it."""

    word: str
    running: Running
    span: str


@require_http_methods(["GET", "POST"])
@staff_page
def new_ticket(request: StaffRequest) -> HttpResponse:
    """Take a matter down, dispatch it or settle it in the same breath, or add a reporter to one that is known."""
    _require_open(request)
    if request.method != "POST":
        return _form_page(request, _offered(request, TicketForm(initial=_begun(request))))
    key = request.POST.get("key", "")
    taken = request.session.get(TAKEN, {})
    if key in taken:
        return done(request, "ticket", parse_uuid7(taken[key]))
    form = _offered(request, TicketForm(request.POST, request.FILES))
    if not form.is_valid():
        return _form_page(request, form)
    look = first_look.look(request.actor, form.draft, clock.now())
    then = request.POST.get("then", "save")
    joined = parse_uuid7(request.POST["join"]) if request.POST.get("join") else None
    opened = form.saved(lambda: _join(request, form, joined) if joined else _take(request, form, look, then))
    if opened is None:
        return _form_page(request, form, look)
    request.session[TAKEN] = dict([*list(taken.items())[-TAKEN_KEPT:], (key, str(opened.ticket.pk))])
    return _taken_page(request, opened, is_joined=joined is not None)


@require_POST
@staff_page
def look_at_draft(request: StaffRequest) -> HttpResponse:
    """What the house makes of what stands in the form by now: parts that take their places in the page."""
    _require_open(request)
    form = TicketForm(request.POST)
    look = first_look.look(request.actor, form.draft, clock.now())
    words = render_to_string("desk/tickets/new/look.html", _said(request, form, look, is_swapped=True), request=request)
    return HttpResponse(words)


@require_POST
@staff_page
def paste_order(request: StaffRequest) -> HttpResponse:
    """The whole text of an order, read into the form for a person to confirm; a number that is known leads to its ticket."""
    _require_open(request)
    found = read_pasted(request.POST.get("pasted", "")[:PASTED_LIMIT], clock.now())
    known = ticket_of_number(request.actor, found.number) if found.number else None
    if known is not None:
        return done(request, "ticket", known)
    said = {"words": found.words, "address": found.address, "phone": found.phone, "full_name": found.reporter}
    if found.number:
        said |= {"outside_number": found.number, "source": HOTLINE, "track": Track.HOTLINE.value}
    form = _offered(request, TicketForm(initial=said))
    return _form_page(request, form, pasted=found)


def _require_open(request: StaffRequest) -> None:
    # Who may take down in some grids only is asked again where the grid is known.
    if not (request.actor.may(Permission.OPEN) or Permission.OPEN in request.actor.limits):
        raise Refused("kernel.not_allowed")


def _begun(request: StaffRequest) -> Mapping[str, Any]:
    """What another page hands over, such as an address."""
    said = {name: request.GET[name][:200] for name in ("words", "address", "source", "place") if name in request.GET}
    about = TicketForm(initial=said).place_id
    face = None if about is None else places.faces(request.actor, [about]).get(about)
    return said if face is None else {"address": face.address, **said}


def _their_due(request: StaffRequest) -> datetime | None:
    """The limit that stood in a pasted order, as the form carries it."""
    try:
        found = datetime.fromisoformat(request.POST.get("their_due", ""))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _offered(request: StaffRequest, form: TicketForm) -> TicketForm:
    choices = [(str(unit_id), name) for unit_id, name in first_look.units(request.actor, clock.now())]
    form.offer(source_queries.offered(request.actor), for_new_tickets(request.actor), choices)
    return form


def _form_page(request: StaffRequest, form: TicketForm, look: Look | None = None, pasted: Pasted | None = None) -> HttpResponse:
    look = look or first_look.look(request.actor, form.draft, clock.now())
    may_dispatch = request.actor.may(Permission.DISPATCH) or Permission.DISPATCH in request.actor.limits
    return page(
        request,
        "desk/tickets/new/form.html",
        status=form.status,
        current="tickets",
        key=request.POST.get("key") or uuid7(),
        tracks=[(each.value, words) for each, words in TRACK_WORDS.items()],
        may_dispatch=may_dispatch,
        may_know_reporters=knows_reporters(request.actor),
        optional=gettext("may stay empty"),
        pasted=pasted,
        asks_to_paste="paste" in request.GET,
        their_due=pasted.due_at if pasted else _their_due(request),
        **_said(request, form, look, is_swapped=False),
    )


def _said(request: StaffRequest, form: TicketForm, look: Look, *, is_swapped: bool) -> dict[str, Any]:
    answer = look.answer
    steps = answer.why if answer else ()
    return {
        "code": request.place.code,
        "form": form,
        "look": look,
        "places": offered(request.actor, form.draft.address, form.place_id),
        "place_id": form.place_id,
        "is_swapped": is_swapped,
        "pieces": _pieces(form, look),
        "answers": offered_answers(request.actor, form.draft.words),
        # Danger is dispatched, whatever is said to the caller: its class and unit stand above what can be said.
        "is_dangerous": look.danger is not None or (look.item is not None and look.item.is_life_safety),
        "item_by": "hand" if form.draft.chosen_code else "text",
        "alike": [(each, reason_words(each.alike) if each.alike else "", state_word(each.state)) for each in look.alike],
        "earlier": [(each, state_word(each.state)) for each in look.earlier],
        "why": rules.why_words(answer) if answer else "",
        "lead": next((step.text for step in steps if step.kind is rules.StepKind.LEAD), ""),
        "assists": [step.text for step in steps if step.kind is rules.StepKind.ASSIST],
        "fallback": next((step.text for step in steps if step.kind is rules.StepKind.FALLBACK), ""),
        "problems": [rules.problem_words(each) for each in answer.problems] if answer else [],
        "deadlines": [_deadline(each) for each in look.running],
        "is_probable": any(each.alike and each.alike.is_probable for each in look.alike),
    }


def _pieces(form: TicketForm, look: Look) -> list[Piece]:
    """What the words name: offered to a field only while that is empty, else only told."""
    found, draft = look.pieces, form.draft
    places = (*found.addresses, *found.houses, *found.places, *found.organisations)
    fields = {"address": "" if draft.address.strip() else "address", "phone": "" if draft.phone.strip() else "phone"}
    return [
        *(Piece(gettext("Where"), each, fields["address"]) for each in places if fields["address"]),
        *(Piece(gettext("Phone"), each, fields["phone"]) for each in found.phones if fields["phone"]),
        *(Piece(gettext("Amount of money"), each) for each in found.amounts),
        *(Piece(gettext("When"), each) for each in found.times),
    ]


def _deadline(running: Running) -> Deadline:
    span = amount_text(running.deadline.duration.kind, running.deadline.duration.amount) if running.deadline else ""
    return Deadline(clock_words(running.clock), running, span)


def _take(request: StaffRequest, form: TicketForm, look: Look, then: str) -> Opened:
    said = form.cleaned_data
    is_dangerous = look.item is not None and look.item.is_life_safety
    check_danger(look.danger.code if look.danger else "", is_item_dangerous=is_dangerous, is_denied=said["no_danger"])
    opened = taking_down.take_down(
        request.actor,
        _draft(request, form, look),
        handing=_handing(form, look) if then == "dispatch" else None,
        on_spot=OnSpot(line=said["line"], has_reporter_agreed=said["agreed"]) if then == ON_SPOT else None,
        enclosures=_enclosures(form),
    )
    # An order of a platform that we exchange with is bound to its number at once.
    if request.actor.may(Permission.EXCHANGE) and sender_of(opened.ticket) is not None:
        orders.bind(request.actor, opened.ticket.pk, due_at=_their_due(request))
    return opened


def _draft(request: StaffRequest, form: TicketForm, look: Look) -> TicketDraft:
    said, point = form.cleaned_data, form.cleaned_data["point"] or (None, None)
    return TicketDraft(
        intake_unit_id=first_look.intake_unit(request.actor, clock.now()),
        source=form.source_code,
        words=said["words"],
        matter=said["matter"].strip() or look.neutral,
        track=form.chosen_track,
        item=_item(form, look),
        has_open_hazard=look.item is not None and look.item.is_life_safety and not said["is_safe_now"],
        address=said["address"],
        lon=point[0],
        lat=point[1],
        point_system=said["point_system"] if said["point"] else "",
        grid_id=look.where.grid_id if look.where else None,
        place_id=form.place_id,
        about_unit_id=form.unit_chosen("about_unit"),
        outside_number=said["outside_number"],
        is_answer_wanted=said["answer"] != "no",
        reporter=_reporter(form),
    )


def _item(form: TicketForm, look: Look) -> ItemDraft | None:
    if look.item is None:
        return None
    return ItemDraft(code=look.item.code, version=look.version, is_life_safety=look.item.is_life_safety, durations=look.own)


def _reporter(form: TicketForm) -> ReporterDraft | None:
    said = form.cleaned_data
    # Whoever wants an answer gets a code to follow by, with or without a name.
    if said["answer"] == "no" and not (said["full_name"] or said["phone"]):
        return None
    return form.reporter


def _handing(form: TicketForm, look: Look) -> Handing:
    chosen, answer = form.unit_chosen("lead"), look.answer
    lead_id = chosen or look.lead_id
    if lead_id is None:
        raise Refused("tickets.lead_needed")
    is_as_listed = answer is not None and lead_id == answer.lead_id
    return Handing(
        lead_unit_id=lead_id,
        assist_unit_ids=answer.assist_ids if answer is not None and is_as_listed else (),
        basis=rules.why_words(answer) if answer is not None and is_as_listed else "",
        note=form.cleaned_data["note"],
    )


def _join(request: StaffRequest, form: TicketForm, ticket_id: UUID) -> Opened:
    said = form.cleaned_data
    report = Report(
        source=form.source_code,
        reporter=form.reporter,
        words=said["words"],
        is_answer_wanted=said["answer"] != "no",
    )
    opened = joining.join_report(request.actor, ticket_id, report)
    for each in _enclosures(form):
        joining.attach_file(request.actor, ticket_id, name=each.name, content=each.content)
    return opened


def _enclosures(form: TicketForm) -> list[Enclosure]:
    """What came with the call."""
    return [enclosed(each) for each in form.enclosed]


def _taken_page(request: StaffRequest, opened: Opened, *, is_joined: bool) -> HttpResponse:
    """The number, and the code that is told this once and kept nowhere."""
    shown = page(
        request,
        "desk/tickets/new/taken.html",
        current="tickets",
        ticket=opened.ticket,
        state=state_word(State(opened.ticket.state)),
        follow_code=opened.follow_code,
        spelt=_spelt(opened.follow_code),
        is_joined=is_joined,
        case_address=request.build_absolute_uri(f"/s/{request.place.code}/case"),
    )
    return in_place(request, shown)


def _spelt(code: str) -> Sequence[str]:
    return [code[:4], code[4:]]


urlpatterns = [
    path("new/", new_ticket, name="ticket_new"),
    path("new/look", look_at_draft, name="ticket_new_look"),
    path("new/paste", paste_order, name="ticket_paste"),
]
