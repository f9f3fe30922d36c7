"""The supervision ladder: who is called and who signs when a clock has run out, for each kind of unit."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypedDict

from django.utils.translation import gettext, gettext_noop

from linli.kernel.calendar import Duration, WorkCalendar, deadline
from linli.kernel.calendar import Kind as Counted
from linli.kernel.errors import Refused, refusals
from linli.kernel.text import clean_text
from linli.org.rules.kinds import Kind
from linli.org.rules.units import UnitKind
from linli.tickets.rules.clocks import Track

WHOM_LIMIT: Final = 40
STEPS_AT_MOST: Final = 5
# A month of office hours, and ten days without a night.
AFTER_AT_MOST_MINUTES: Final = 14_400
HOUR: Final = 60
_HOURS: Final = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})?")
_WHOLE: Final = re.compile(r"[0-9]{1,6}")


class StepForm(Kind):
    """How a step is taken: somebody calls and writes down the answer, or somebody signs."""

    CALL = "call", gettext_noop("Call")
    ORDER = "order", gettext_noop("Signed order")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: to whom, how, and so long after the clock has run out; emergencies count plain minutes."""

    whom: str
    form: StepForm
    after_minutes: int
    urgent_after_minutes: int

    def at(self, due_at: datetime, track: Track, calendar: WorkCalendar) -> datetime:
        """When the step is due for a clock that ran out at that moment."""
        if track is Track.EMERGENCY:
            return due_at + timedelta(minutes=self.urgent_after_minutes)
        if not self.after_minutes:
            return due_at
        # Only an open pause keeps a deadline from ending, and there is none.
        return deadline(due_at, Duration(Counted.WORKING_MINUTES, self.after_minutes), calendar).due_at or due_at


@dataclass(frozen=True, slots=True)
class Ladder:
    """One version of the steps for one kind of unit."""

    unit_kind: UnitKind
    version: int
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.steps) <= STEPS_AT_MOST:
            raise Refused("tickets.ladder_length", limit=STEPS_AT_MOST)
        for number, step in enumerate(self.steps, start=1):
            _check_after(number, step)
        for before, (number, step) in zip(self.steps, enumerate(self.steps[1:], start=2), strict=False):
            if step.after_minutes < before.after_minutes or step.urgent_after_minutes < before.urgent_after_minutes:
                raise Refused("tickets.ladder_backwards", row=number)
        if self.steps[-1].form is not StepForm.ORDER:
            raise Refused("tickets.ladder_without_order")


class StoredStep(TypedDict):
    """A step as plain JSON."""

    whom: str
    form: str
    after_minutes: int
    urgent_after_minutes: int


def stored(steps: Sequence[Step]) -> list[StoredStep]:
    """The steps as a version keeps them."""
    return [_stored(each) for each in steps]


def restored(kept: Sequence[StoredStep]) -> tuple[Step, ...]:
    """The steps that were kept, value for value."""
    return tuple(Step(each["whom"], StepForm(each["form"]), each["after_minutes"], each["urgent_after_minutes"]) for each in kept)


def _stored(step: Step) -> StoredStep:
    return StoredStep(
        whom=step.whom, form=step.form.value, after_minutes=step.after_minutes, urgent_after_minutes=step.urgent_after_minutes
    )


@dataclass(frozen=True, slots=True)
class TypedStep:
    """A step as it stands in a form: office hours, and minutes in an emergency."""

    whom: str
    form: str
    after_hours: str
    urgent_minutes: str


def typed_step(step: Step) -> TypedStep:
    """The step as a form shows it."""
    hours, minutes = divmod(step.after_minutes, HOUR)
    shown = str(hours) if not minutes else f"{step.after_minutes / HOUR:.4g}"
    return TypedStep(step.whom, step.form.value, shown, str(step.urgent_after_minutes))


def read_steps(rows: Sequence[TypedStep]) -> list[Step]:
    """The steps that were typed; a row that cannot be read is refused by its number."""
    return [_read_step(row, each) for row, each in enumerate(rows, start=1)]


def _read_step(row: int, said: TypedStep) -> Step:
    hours, minutes = _HOURS.fullmatch(said.after_hours.strip() or "0"), _WHOLE.fullmatch(said.urgent_minutes.strip() or "0")
    if hours is None or minutes is None or said.form not in set(StepForm):
        raise Refused("tickets.ladder_time", row=row, limit=AFTER_AT_MOST_MINUTES)
    return Step(clean_whom(said.whom, row), StepForm(said.form), round(float(hours[0]) * HOUR), int(minutes[0]))


def clean_whom(whom: str, row: int) -> str:
    """To whom, as it is kept."""
    return clean_text(whom, field=gettext("To whom, row {row}").format(row=row), limit=WHOM_LIMIT)


def _check_after(row: int, step: Step) -> None:
    for minutes in (step.after_minutes, step.urgent_after_minutes):
        if not 0 <= minutes <= AFTER_AT_MOST_MINUTES:
            raise Refused("tickets.ladder_time", row=row, limit=AFTER_AT_MOST_MINUTES)


_WHEN: Final = ((0, 0), (240, 15), (480, 30))


def _preset(unit_kind: UnitKind, *whom: str) -> Ladder:
    forms = (StepForm.CALL, StepForm.CALL, StepForm.ORDER)
    steps = (Step(each, form, *when) for each, form, when in zip(whom, forms, _WHEN, strict=True))
    return Ladder(unit_kind, 1, tuple(steps))


_OURS: Final = ("单位负责人", "分管领导", "周一例会")
# Names are data of the subdistrict, so they stand in its language; it edits them, each change a new version.
PRESETS: Final[Mapping[UnitKind, Ladder]] = {
    **{kind: _preset(kind, *_OURS) for kind in UnitKind},
    UnitKind.OUTPOST: _preset(UnitKind.OUTPOST, "派驻机构负责人", "街道主要领导（吹哨）", "区城运中心"),
    UnitKind.UTILITY: _preset(UnitKind.UTILITY, "网格客户经理", "公司片区负责人", "区城运中心"),
    UnitKind.PROPERTY_FIRM: _preset(UnitKind.PROPERTY_FIRM, "项目经理", "房管办、居委会", "物业公司"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What has been said of a clock so far."""

    is_yellow: bool = False
    is_red: bool = False
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be said of a clock now, and when to look again; None when nothing is left to say."""

    turns_yellow: bool
    turns_red: bool
    # The numbers of the steps that are due, counted from 1.
    steps: tuple[int, ...]
    next_look_at: datetime | None


def look(told: Told, *, yellow_at: datetime, due_at: datetime, steps_at: Sequence[datetime], now: datetime) -> Look:
    """Yellow once, red once, every step once; who looks late says red and not yellow besides, and every step that is due."""
    is_late = due_at <= now
    turns_red = is_late and not told.is_red
    turns_yellow = yellow_at <= now and not is_late and not told.is_yellow
    if not is_late:
        return Look(turns_yellow, False, (), due_at if turns_yellow or told.is_yellow else yellow_at)
    open_steps = list(enumerate(steps_at, start=1))[told.steps :]
    due = tuple(number for number, at in open_steps if at <= now)
    later = (at for _, at in open_steps[len(due) :])
    return Look(False, turns_red, due, next(later, None))


refusals(
    {
        "tickets.ladder_length": gettext_noop("A ladder has from 1 to {limit} steps. Leave some out, or fill in one."),
        "tickets.ladder_backwards": gettext_noop(
            "Row {row} comes before the row above it. Enter a time that is not shorter than the one above."
        ),
        "tickets.ladder_without_order": gettext_noop("The last step is not a signed order. Choose “Signed order” in the last row."),
        "tickets.ladder_time": gettext_noop("Row {row}: this time cannot be used. Enter one between 0 and {limit} minutes."),
    }
)
