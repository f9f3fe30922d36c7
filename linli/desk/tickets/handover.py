"""The handover 交班: what is open and hot, handed over by one press and signed for by somebody else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.naming import names_for
from linli.desk.paging import one_page
from linli.desk.tickets import fields
from linli.desk.tickets.timing import Due, clock_words, due_of
from linli.kernel import clock
from linli.org.queries import people, rota
from linli.org.rules.permissions import Permission as OrgPermission
from linli.tickets.actions import handovers as actions
from linli.tickets.queries import handover as queries
from linli.tickets.rules.handover import PART_WORDS, Part
from linli.tickets.rules.kinds import Measure
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import State, state_word

# The shape that goes with rows under a heading; an empty part is in order.
SHAPES: Final[Mapping[Part, str]] = {
    Part.EMERGENCY: "stop",
    Part.UNANSWERED: "stop",
    Part.REPORT: "act",
    Part.HAZARD: "watch",
    Part.HOT: "watch",
    Part.CALL_BACK: "watch",
    Part.UPKEEP: "watch",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket as the handover shows it."""

    ticket_id: UUID
    number: str
    title: str
    address: str
    unit: str
    state: str
    note: str
    owed: str
    due: Due | None


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the handover."""

    part: Part
    words: str
    shape: str
    total: int
    lines: Sequence[Line]

    @property
    def unseen(self) -> int:
        """How many more there are than fit on the page."""
        return self.total - len(self.lines)


class LeaveForm(DeskForm):
    """What the next shift should know besides."""

    said_as: ClassVar = {"Remark": "note"}
    note = fields.words_field(_("For the next shift"), required=False, help_text=_("What no ticket says: weather, visitors, keys"))


class TakeForm(DeskForm):
    """What whoever comes on duty says to it."""

    said_as: ClassVar = {"Remark": "note"}
    note = fields.words_field(_("Remark"), required=False, rows=2)


@require_http_methods(["GET", "POST"])
@staff_page
def handover(request: StaffRequest) -> HttpResponse:
    """What is open and hot now; one press lays it down for the next shift."""
    request.actor.require(Permission.READ)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = form.saved(lambda: actions.hand_over(request.actor, note=form.cleaned_data["note"]))
        if made:
            return done(request, "tickets_handover_made", made.pk)
    past, _after = one_page(queries.latest(request.actor), queries.PAGE)
    waiting = next((each for each in past if each.taken_at is None and each.unit_id == queries.own_unit(request.actor)), None)
    shifts = rota.on_duty(request.actor, clock.now()) if request.actor.may(OrgPermission.READ) else ()
    return page(
        request,
        "desk/tickets/handover.html",
        status=form.status,
        current="tickets",
        now=clock.now(),
        blocks=blocks_of(queries.snapshot(request.actor), clock.now()),
        form=form,
        optional=gettext("may stay empty"),
        waiting=waiting,
        past=past,
        names=_names(past),
        shifts=shifts,
        cards=people.cards(request.actor, {each.person_id for shift in shifts for each in shift.people}),
        may_hand_over=request.actor.may(Permission.HAND_OVER),
    )


@require_http_methods(["GET", "POST"])
@staff_page
def made_handover(request: StaffRequest, handover_id: UUID) -> HttpResponse:
    """One handover as it stood when it was laid down; whoever comes on duty signs for it here."""
    made = queries.get_for(request.actor, handover_id)
    form = TakeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        request.actor.require(Permission.HAND_OVER)
        taken = (
            form.saved(lambda: actions.take_over(request.actor, handover_id, note=form.cleaned_data["note"])) if form.is_valid() else None
        )
        if taken:
            return done(request, "tickets_handover_made", handover_id)
    is_mine = made.left_by_account_id == request.actor.account_id
    return page(
        request,
        "desk/tickets/handover_made.html",
        status=form.status,
        current="tickets",
        made=made,
        blocks=[block for block in blocks_of(made.snapshot, made.left_at) if block.total],
        form=form if made.taken_at is None and request.actor.may(Permission.HAND_OVER) and not is_mine else None,
        optional=gettext("may stay empty"),
        names=_names([made]),
    )


def blocks_of(snapshot: Sequence[Mapping[str, Any]], now: datetime) -> list[Block]:
    """The parts in words, with times as they were at that moment."""
    found = []
    for section in snapshot:
        part = Part(section["part"])
        lines = [_line(row, part, now) for row in section["rows"]]
        shape = _shape(part, section)
        found.append(Block(part, gettext(PART_WORDS[part]), shape, section["total"], lines))
    return found


def _shape(part: Part, section: Mapping[str, Any]) -> str:
    if not section["total"]:
        return "ok"
    # Whoever comes on duty must not take a danger for fenced off that nobody has been to.
    is_bare = part is Part.HAZARD and any(not row["measure"] for row in section["rows"])
    return "stop" if is_bare else SHAPES[part]


def _note(row: Mapping[str, Any], part: Part) -> str:
    if row["seat"] or row["measure"]:
        return str(row["seat"]) or gettext(Measure(row["measure"]).words)
    return gettext("not made safe yet") if part is Part.HAZARD else ""


def _line(row: Mapping[str, Any], part: Part, now: datetime) -> Line:
    due_at = datetime.fromisoformat(row["due_at"]) if row["due_at"] else None
    owed = clock_words(row["due_kind"]) if row["due_kind"] else gettext("re-check") if part is Part.UPKEEP else ""
    return Line(
        ticket_id=UUID(row["ticket"]),
        number=row["number"],
        title=row["matter"] or gettext("Neutral text still to be written"),
        address=row["address"],
        unit=row["unit"],
        state=state_word(State(row["state"])),
        note=_note(row, part),
        owed=owed or (gettext("answer") if row["seat"] else ""),
        due=due_of(due_at, now) if due_at else None,
    )


def _names(found: Sequence[Any]) -> Mapping[UUID | None, str]:
    return names_for([account for each in found for account in (each.left_by_account_id, each.taken_by_account_id) if account]).of_account


urlpatterns = [
    path("handover/", handover, name="tickets_handover"),
    path("handover/<uuid:handover_id>/", made_handover, name="tickets_handover_made"),
]
