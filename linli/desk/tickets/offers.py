"""What can be done to a ticket, as the desk offers it: who may, when it fits, what is asked, what it does."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Final
from uuid import UUID

from linli.desk.errors import status_of
from linli.desk.forms import DeskForm
from linli.desk.org.asking import Choices, Words
from linli.desk.tickets import versions
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.calendar import WorkCalendar
from linli.kernel.calendar import queries as calendars
from linli.kernel.errors import Refused
from linli.org.queries.reach import grids_below
from linli.tickets.queries.faces import REPORT, Face, face_of
from linli.tickets.queries.whole import ClockRow, RequestRow, whole_of
from linli.tickets.rules.kinds import Decision
from linli.tickets.rules.permissions import Permission
from linli.tickets.rules.states import State, state_word

# An offer of this order or later is never the one next action.
BESIDE: Final = 100


class Sight:
    """A ticket as one person looks at it: what pages, forms and offers need to know, read in one statement."""

    def __init__(self, actor: Actor, ticket_id: UUID, *, with_all_kin: bool = False) -> None:
        self.actor = actor
        # One moment for the whole page.
        self.now: datetime = clock.now()
        whole = whole_of(actor, ticket_id, self.now, with_all_kin=with_all_kin)
        # The row of the ticket; doors know no models by name.
        self.ticket: Any = whole.ticket
        self.whole = whole
        self.state = State(self.ticket.state)
        self._below: dict[frozenset[UUID], frozenset[UUID]] = {frozenset(): frozenset()}
        self.face: Face = face_of(actor, self.ticket)
        # The unit this person works for.
        self.unit_id = whole.unit_id
        self.clocks = whole.clocks
        self.promises = whole.promises
        self.requests = whole.requests
        # The reporter's own pictures show from where he looked.
        self.files = [each for each in whole.files if self.face.knows_reporter or each.purpose != REPORT]
        self.helper_ids = [each.unit_id for each in whole.helpers]
        self.unit_names: Mapping[UUID, str] = {each.id: each.short_name for each in whole.units}

    @cached_property
    def unit_choices(self) -> Choices:
        """The units that work now, by short name."""
        return [(str(each.id), each.short_name) for each in self.whole.units if each.is_open]

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The calendar that deadlines are counted on here."""
        version_id = self.whole.calendar_version_id
        return calendars.in_use(self.actor) if version_id is None else calendars.of_version(version_id)

    def may(self, permission: Permission) -> bool:
        """Whether this person's posts permit it for this ticket: everywhere, or for its grid."""
        if self.actor.may(permission):
            return True
        roots = self.actor.limits.get(permission, frozenset())
        if roots not in self._below:
            self._below[roots] = frozenset(grids_below(self.actor, roots))
        return self.ticket.grid_id in self._below[roots]

    def require(self, permission: Permission) -> None:
        """Refuse unless this person's posts permit it for this ticket."""
        if not self.may(permission):
            raise Refused("kernel.not_allowed")

    @property
    def version(self) -> str:
        """The version one looks at, as the page carries it."""
        return self.mark_of(self.ticket.journal_seq)

    def mark_of(self, version: int) -> str:
        """A version of the ticket, as pages carry it."""
        return versions.mark(self.actor.subdistrict_id, self.ticket.pk, version)

    @property
    def has_open_meeting(self) -> bool:
        """Whether it lies before a meeting that has not decided."""
        return any(each.ended_at is None for each in self.whole.meetings)

    @property
    def is_own(self) -> bool:
        """Whether this person's own unit has the ticket now."""
        return self.unit_id is not None and self.unit_id == self.ticket.holder_unit_id

    @property
    def is_held(self) -> bool:
        """Whether this person may speak for the unit that has it: one's own, or any for the dispatcher."""
        return self.actor.may(Permission.DISPATCH) or self.is_own

    @property
    def is_answered(self) -> bool:
        """Whether the city's call-back is waited for, for who may know by which door it came in."""
        return self.state is State.RESOLVED and self.ticket.answered_at is not None and self.face.knows_reporter

    @property
    def state_words(self) -> str:
        """What the state is called."""
        return state_word(self.state, is_answered=self.is_answered)

    def unit_name(self, unit_id: UUID | None) -> str:
        """What a unit is called."""
        return self.unit_names.get(unit_id, "") if unit_id else ""

    def running(self, *kinds: str) -> list[ClockRow]:
        """The clocks of these kinds that run; of any kind when none is named."""
        return [each for each in self.clocks if each.stopped_at is None and (not kinds or each.kind in kinds)]

    def asked(self, kind: str) -> RequestRow | None:
        """The open request of this kind, if there is one."""
        return next((each for each in self.requests if each.kind == kind and each.decided_at is None), None)

    def was_granted(self, kind: str) -> bool:
        """Whether a request of this kind was signed before."""
        return any(each.kind == kind and each.decision == Decision.APPROVED for each in self.requests)


class MoveForm(DeskForm):
    """What is asked before a move; without fields the move is one press. `prepare` fills the lists from the ticket."""

    # Which field a refusal without one speaks of, by its code.
    guilty: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, sight: Sight, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sight = sight
        self.seen = versions.read(sight.ticket, self.data.get("seen")) if self.is_bound else sight.ticket.journal_seq
        self.prepare(sight)

    @property
    def version(self) -> str:
        """The version it was opened on, as the page carries it."""
        return self.sight.mark_of(self.seen)

    def prepare(self, sight: Sight) -> None:
        """Fill lists and first values from the ticket as it stands."""

    def yours(self) -> Mapping[str, object]:
        """The columns that were typed here, to be compared with what stands there by now."""
        return {}

    def also_changed(self) -> Collection[UUID]:
        """Other tickets that the move changes: all are locked in one order."""
        return ()

    def told(self) -> Sequence[tuple[str, str]]:
        """What stands above the fields: a state for its shape (ok, watch, act, stop, none) and a sentence."""
        return ()

    def blame(self, refusal: Refused) -> None:
        """Say the refusal beside the field it speaks of, or above all fields."""
        field_name = self.guilty.get(refusal.code)
        if field_name is None or field_name not in self.fields:
            super().blame(refusal)
            return
        self.status = status_of(refusal)
        self.add_error(field_name, refusal.sentence)

    def chosen_ids(self, name: str) -> list[UUID]:
        """The ids ticked in a list of several."""
        return [UUID(value) for value in self.cleaned_data.get(name) or ()]


# Runs the action; what it refuses comes back on the form.
Run = Callable[[Actor, UUID, Any], object]


def _always(sight: Sight) -> bool:
    return True


def _nothing(sight: Sight) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One thing that can be done. `order` decides which one is the next action: the lowest that fits, none from BESIDE on."""

    # As it stands in the address: /d/<code>/tickets/<id>/do/<slug>/
    slug: str
    # The button, a verb in at most eight characters of Chinese.
    label: Words
    permission: Permission
    states: frozenset[State]
    run: Run
    form: type[MoveForm] = MoveForm
    order: int = BESIDE
    icon: str = "check"
    # What the bar at the bottom says is next, and why; `hint` may look at the ticket.
    what: Words = ""
    hint: Callable[[Sight], str] = field(default=_nothing)
    # What the page of the form says first, for a step that is asked once in words.
    warning: Words = ""
    # Only the unit that has the ticket, or the dispatcher for it, who is never asked first.
    is_held: bool = False
    fits: Callable[[Sight], bool] = field(default=_always)
    # Beside the order: whether it may be this person's next action at all.
    is_next: Callable[[Sight], bool] = field(default=_always)
    # What is sent when the button on the ticket's page is pressed, for a form whose first answers are mostly right.
    press: Callable[[Sight], Mapping[str, str]] | None = None
    # Whether it has a page of its own at its address: it is opened, never pressed.
    is_page: bool = False
    # How the fields are laid out, where one below the other is not enough.
    template: str = "desk/parts/fields.html"

    @property
    def is_one_press(self) -> bool:
        """Whether the button on the ticket's page does it at once."""
        return self.press is not None or not (self.is_page or self.form.base_fields or self.warning)

    def is_for(self, sight: Sight) -> bool:
        """Whether this person can do it now, as far as can be said before trying."""
        if not sight.may(self.permission) or sight.state not in self.states:
            return False
        return (not self.is_held or sight.is_held) and self.fits(sight)

    def is_next_for(self, sight: Sight) -> bool:
        """Whether it may be this person's one next action: speaking for another unit never is."""
        return self.order < BESIDE and (not self.is_held or sight.is_own) and self.is_next(sight)
