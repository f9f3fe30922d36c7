"""What was needed at a visit becomes tickets in the same breath: open, or settled there and then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.writes import write
from linli.org.queries.reach import grids_below
from linli.places.models import Place
from linli.tickets.actions import intake
from linli.tickets.actions.intake import ItemDraft, Opened, TicketDraft
from linli.tickets.actions.walking import Settled, settle_opened
from linli.tickets.models import Ticket
from linli.tickets.queries import catalogue, first_look
from linli.tickets.queries.readers import own_unit
from linli.tickets.rules import checks
from linli.tickets.rules.catalogue import Catalogue
from linli.tickets.rules.first_look import neutral
from linli.tickets.rules.kinds import FROM_VISIT, Level
from linli.tickets.rules.permissions import Permission
from linli.visits.actions.drafts import NeedDraft, VisitDraft, Words, class_of
from linli.visits.models import Visit, VisitNeed
from linli.visits.rules.kinds import Kind

# As the list of sources has them.
_SOURCE: Final[Mapping[Kind, str]] = {Kind.PATROL: "patrol"}
_USUAL_SOURCE: Final = "visit"


@dataclass(frozen=True, slots=True)
class NeedsDesk:
    """What the needs of one write want to know, read once; nothing of it where there are none."""

    actor: Actor
    own_unit_id: UUID | None
    intake_unit_id: UUID | None
    classes: Catalogue
    reached: frozenset[UUID] | None
    # Numbers of tickets that exist already, or that a visit before in the same write takes.
    taken: set[UUID] = field(default_factory=set)

    @classmethod
    def open(cls, actor: Actor, drafts: Sequence[VisitDraft]) -> "NeedsDesk":
        """The unit once in a request, and some statements where something was needed."""
        own = own_unit(actor)
        if not any(draft.needs for draft in drafts):
            return cls(actor, own, own, catalogue.NONE, None)
        may = actor.may(Permission.OPEN)
        reached = None if may else frozenset(grids_below(actor, actor.limits.get(Permission.OPEN, frozenset())))
        wanted = {need.ticket_id for draft in drafts for need in draft.needs}
        taken = set(Ticket.objects.of(actor.subdistrict_id).filter(pk__in=wanted).values_list("pk", flat=True))
        return cls(actor, own, own or first_look.intake_unit(actor, clock.now()), catalogue.in_use(actor), reached, taken)

    def check(self, place: Place, words: Words) -> None:
        """Refuse, before anything is written, what could not be taken down or not be settled there and then."""
        if not words.needs:
            return
        if self.reached is not None and place.grid_id not in self.reached:
            raise Refused("kernel.not_allowed")
        if any(need.ticket_id in self.taken for need in words.needs):
            raise Refused("visits.need_twice")
        for need in words.needs:
            item = self.item_of(need, words)
            if need.on_spot_line:
                is_danger = item is not None and item.is_life_safety
                checks.check_on_spot(is_life_safety=is_danger, is_answer_wanted=False, has_reporter_agreed=False)
        self.taken.update(need.ticket_id for need in words.needs)

    def item_of(self, need: NeedDraft, words: Words) -> ItemDraft | None:
        """The class of a need; one that somebody typed must be there, one that a checklist names may have lapsed."""
        code = class_of(need, words)
        if not code or (code not in self.classes.items and not need.class_code):
            return None
        item = self.classes.effective(code)
        return ItemDraft(code=code, version=self.classes.version, is_life_safety=item.is_life_safety, durations=item.limits)


@write
def open_needs(actor: Actor, visits: Sequence[tuple[Visit, Place, Words]], desk: NeedsDesk) -> None:
    """Take down what was needed at these visits, 200 tickets at a time, and settle what was settled."""
    intake_unit_id = desk.intake_unit_id
    if intake_unit_id is None:
        # Only where nothing is needed does nobody take it in.
        return
    wanted = [(need, _draft(visit, need, desk.item_of(need, words), intake_unit_id)) for visit, _, words in visits for need in words.needs]
    for begin in range(0, len(wanted), intake.CHUNK):
        chunk = wanted[begin : begin + intake.CHUNK]
        opened = [ticket_of(one) for one in intake.open_tickets(actor, [draft for _, draft in chunk])]
        settled = [Settled(one, need.on_spot_line) for (need, _), one in zip(chunk, opened, strict=True) if need.on_spot_line]
        settle_opened(actor, settled)


def ticket_of(opened: Opened | Refused) -> Ticket:
    """The ticket that was taken down."""
    # Everything was looked at before; what is refused all the same takes the whole write with it.
    if isinstance(opened, Refused):
        raise opened
    return opened.ticket


def _draft(visit: Visit, need: NeedDraft, item: ItemDraft | None, intake_unit_id: UUID) -> TicketDraft:
    return TicketDraft(
        ticket_id=need.ticket_id,
        intake_unit_id=intake_unit_id,
        source=_SOURCE.get(Kind(visit.kind), _USUAL_SOURCE),
        words=need.words,
        matter=neutral(need.words),
        level=Level.GRID,
        item=item,
        has_open_hazard=item is not None and item.is_life_safety,
        place_id=visit.place_id,
        grid_id=visit.grid_id,
        origin_kind=FROM_VISIT,
        origin_id=visit.pk,
        reported_at=visit.made_at,
    )


def need_rows(visit: Visit, words: Words) -> list[VisitNeed]:
    """Which tickets came of it."""
    return [
        VisitNeed(
            subdistrict_id=visit.subdistrict_id,
            visit=visit,
            ticket_id=need.ticket_id,
            item=need.item,
            is_on_spot=bool(need.on_spot_line),
        )
        for need in words.needs
    ]
