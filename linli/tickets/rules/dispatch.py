"""Who is to handle a ticket, and why: class × grid × duty list, decided on plain values.

The rule: of the lines of the duty list in force, the most specific one decides. First by class, the minor class before
those above it; then by grid, the deepest first, a dedicated grid before another of its depth, a line for everywhere last.
A line whose unit does not work now is not passed over: the ticket goes to the dispatcher with an alarm.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from linli.org.rules.grids import GridKind
from linli.org.rules.kinds import Kind
from linli.tickets.rules.kinds import Threshold


class DutyRole(Kind):
    """What a line of the duty list makes a unit do: lead the handling, or act at once where nobody else does."""

    LEAD = "lead", gettext_noop("Leads")
    FALLBACK = "fallback", gettext_noop("Acts when nobody else does")


class Confidence(Kind):
    """How well the words of a text fit a class."""

    STRONG = "strong", gettext_noop("very like")
    LIKELY = "likely", gettext_noop("possible")
    UNSURE = "unsure", gettext_noop("not sure")


@dataclass(frozen=True, slots=True)
class Matter:
    """The class of a ticket as far as dispatch must know it: its code and those above, the deepest first, and their names."""

    line: tuple[str, ...]
    names: tuple[str, ...]
    is_life_safety: bool = False
    fallback_kind: str = ""
    # Said where words suggested the class; nothing where a person chose it.
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A grid that holds the place of the ticket."""

    id: UUID
    name: str
    kind: GridKind
    depth: int


@dataclass(frozen=True, slots=True)
class Duty:
    """One confirmed line of the duty list; without a grid it holds everywhere."""

    number: int
    class_code: str
    grid_id: UUID | None
    unit_id: UUID
    assist_ids: tuple[UUID, ...] = ()
    role: DutyRole = DutyRole.LEAD
    basis: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    def holds_at(self, at: datetime) -> bool:
        """Whether the line is in force then."""
        return (self.valid_from is None or self.valid_from <= at) and (self.valid_until is None or at < self.valid_until)


@dataclass(frozen=True, slots=True)
class UnitNow:
    """A unit that may be given work, from when until when."""

    id: UUID
    code: str
    short_name: str
    kind: str
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    def works_at(self, at: datetime) -> bool:
        """Whether it has begun and is not closed."""
        return (self.valid_from is None or self.valid_from <= at) and (self.valid_until is None or at < self.valid_until)


class Trouble(StrEnum):
    """Why a person must look before the ticket goes on."""

    NOBODY = "nobody"
    UNIT_INACTIVE = "unit_inactive"
    ASSIST_INACTIVE = "assist_inactive"
    FALLBACK_INACTIVE = "fallback_inactive"
    NO_FALLBACK = "no_fallback"


# These ring at the dispatcher's: a rule names somebody who is not there, or danger to life has nobody.
ALARMS: Final = frozenset({Trouble.UNIT_INACTIVE, Trouble.ASSIST_INACTIVE, Trouble.FALLBACK_INACTIVE, Trouble.NO_FALLBACK})


@dataclass(frozen=True, slots=True)
class Problem:
    """One trouble with the line and the unit it is about."""

    trouble: Trouble
    number: int | None = None
    unit: str = ""


class StepKind(StrEnum):
    """What a step of the reasoning is about."""

    CLASS = "class"
    CLASS_ABOVE = "class_above"
    GRID = "grid"
    EVERYWHERE = "everywhere"
    DUTY = "duty"
    LEAD = "lead"
    ASSIST = "assist"
    FALLBACK = "fallback"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reasoning, for words."""

    kind: StepKind
    text: str = ""
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Who leads, who assists, who acts at once, on what basis, and why."""

    lead_id: UUID | None
    assist_ids: tuple[UUID, ...]
    fallback_id: UUID | None
    basis: str
    number: int | None
    why: tuple[Step, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def alarms(self) -> tuple[Problem, ...]:
        """What the dispatcher is told loudly."""
        return tuple(each for each in self.problems if each.trouble in ALARMS)


@dataclass(frozen=True)
class DutyList:
    """The lines by what they are about, laid out once for many decisions."""

    lines: Mapping[tuple[DutyRole, str, UUID | None], Sequence[Duty]]
    units: Mapping[UUID, UnitNow]
    by_kind: Mapping[str, Sequence[UnitNow]] = field(default_factory=dict)

    @classmethod
    def of(cls, duties: Iterable[Duty], units: Iterable[UnitNow]) -> "DutyList":
        """The lines in the order of their numbers, the units in that of their codes."""
        lines: dict[tuple[DutyRole, str, UUID | None], list[Duty]] = {}
        for duty in sorted(duties, key=lambda each: each.number):
            lines.setdefault((duty.role, duty.class_code, duty.grid_id), []).append(duty)
        by_kind: dict[str, list[UnitNow]] = {}
        known = sorted(units, key=lambda each: (each.code, each.id))
        for unit in known:
            by_kind.setdefault(unit.kind, []).append(unit)
        return cls(lines, {unit.id: unit for unit in known}, by_kind)

    def most_specific(self, role: DutyRole, matter: Matter, chain: Sequence[Cell], at: datetime) -> Duty | None:
        """The line that decides, whether or not its unit works."""
        grids = [*(cell.id for cell in specific_first(chain)), None]
        for code in matter.line:
            for grid_id in grids:
                for duty in self.lines.get((role, code, grid_id), ()):
                    if duty.holds_at(at):
                        return duty
        return None

    def works(self, unit_id: UUID, at: datetime) -> bool:
        """Whether the unit is there and may be given work then."""
        unit = self.units.get(unit_id)
        return unit is not None and unit.works_at(at)

    def name(self, unit_id: UUID) -> str:
        """What the unit is called."""
        return self.units[unit_id].short_name if unit_id in self.units else ""


def specific_first(chain: Iterable[Cell]) -> list[Cell]:
    """The grids in the order in which their lines decide."""
    # Whoever holds a dedicated grid answers for what is in it, whoever else's grid it lies in.
    return sorted(chain, key=lambda cell: (-cell.depth, cell.kind is not GridKind.DEDICATED, cell.name, cell.id))


def decide(matter: Matter, chain: Sequence[Cell], duties: DutyList, at: datetime) -> Answer:
    """The unit that leads by the most specific line in force, with the reasons; nobody, with the problems, where none can."""
    duty = duties.most_specific(DutyRole.LEAD, matter, chain, at)
    why = [Step(StepKind.CLASS, matter.names[0], matter.confidence)]
    if duty is None:
        why.append(Step(StepKind.NOBODY))
        return _without_lead(matter, chain, duties, at, why=why, problem=Problem(Trouble.NOBODY))
    why += _reasons(duty, matter, chain)
    if not duties.works(duty.unit_id, at):
        problem = Problem(Trouble.UNIT_INACTIVE, duty.number, duties.name(duty.unit_id))
        return _without_lead(matter, chain, duties, at, why=why, problem=problem)
    assists = tuple(unit_id for unit_id in duty.assist_ids if duties.works(unit_id, at))
    why.append(Step(StepKind.LEAD, duties.name(duty.unit_id)))
    why += [Step(StepKind.ASSIST, duties.name(unit_id)) for unit_id in assists]
    missing = tuple(
        Problem(Trouble.ASSIST_INACTIVE, duty.number, duties.name(unit_id)) for unit_id in duty.assist_ids if unit_id not in assists
    )
    return Answer(duty.unit_id, assists, None, duty.basis, duty.number, tuple(why), missing)


def sure_enough(confidence: Confidence, answer: Answer, threshold: Threshold) -> bool:
    """Whether the subdistrict lets this be dispatched without a person; a rule with an alarm always waits for one."""
    enough = {Threshold.STRONG: {Confidence.STRONG}, Threshold.LIKELY: {Confidence.STRONG, Confidence.LIKELY}}
    return confidence in enough.get(threshold, set()) and not answer.alarms


def absent(duty: Duty, duties: DutyList, at: datetime) -> list[Problem]:
    """What a line names that does not work then."""
    named = Trouble.FALLBACK_INACTIVE if duty.role is DutyRole.FALLBACK else Trouble.UNIT_INACTIVE
    wanted = [(named, duty.unit_id), *((Trouble.ASSIST_INACTIVE, unit_id) for unit_id in duty.assist_ids)]
    return [Problem(trouble, duty.number, duties.name(unit_id)) for trouble, unit_id in wanted if not duties.works(unit_id, at)]


def _reasons(duty: Duty, matter: Matter, chain: Sequence[Cell]) -> list[Step]:
    level = matter.line.index(duty.class_code)
    found = [Step(StepKind.CLASS_ABOVE, matter.names[level])] if level else []
    grid = next((cell.name for cell in chain if cell.id == duty.grid_id), None)
    found.append(Step(StepKind.EVERYWHERE) if grid is None else Step(StepKind.GRID, grid))
    return [*found, Step(StepKind.DUTY, f"#{duty.number}")]


def _without_lead(
    matter: Matter, chain: Sequence[Cell], duties: DutyList, at: datetime, *, why: Sequence[Step], problem: Problem
) -> Answer:
    """First make it safe, then settle whose it is 先处置，后定责: a class with danger to life has somebody who acts now."""
    if not matter.is_life_safety:
        return Answer(None, (), None, "", problem.number, tuple(why), (problem,))
    unit_id, troubles = _fallback(matter, chain, duties, at)
    step = (Step(StepKind.FALLBACK, duties.name(unit_id)),) if unit_id else ()
    return Answer(None, (), unit_id, "", problem.number, (*why, *step), (problem, *troubles))


def _fallback(matter: Matter, chain: Sequence[Cell], duties: DutyList, at: datetime) -> tuple[UUID | None, list[Problem]]:
    """The unit that the duty list names as fallback, else the first of the catalogue's kind that works; danger does not wait."""
    troubles = []
    duty = duties.most_specific(DutyRole.FALLBACK, matter, chain, at)
    if duty is not None:
        if duties.works(duty.unit_id, at):
            return duty.unit_id, []
        troubles.append(Problem(Trouble.FALLBACK_INACTIVE, duty.number, duties.name(duty.unit_id)))
    for unit in duties.by_kind.get(matter.fallback_kind, ()):
        if unit.works_at(at):
            return unit.id, troubles
    return None, [*troubles, Problem(Trouble.NO_FALLBACK)]


@dataclass(frozen=True, slots=True)
class Past:
    """A ticket as it was, as far as a dry run must know it."""

    id: UUID
    number: str
    matter: Matter
    chain: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A ticket that would go to somebody else."""

    id: UUID
    number: str
    before_id: UUID | None
    after_id: UUID | None


def would_move(old: DutyList, new: DutyList, tickets: Iterable[Past], at: datetime) -> list[Moved]:
    """Which of the tickets the new lines would give to another unit than the old ones, both as they hold at that moment."""
    moved = []
    for ticket in tickets:
        before, after = (decide(ticket.matter, ticket.chain, each, at).lead_id for each in (old, new))
        if before != after:
            moved.append(Moved(ticket.id, ticket.number, before, after))
    return moved


_STEP_WORDS: Final[Mapping[StepKind, str]] = {
    StepKind.CLASS: gettext_noop("class {text}"),
    StepKind.CLASS_ABOVE: gettext_noop("by the class above, {text}"),
    StepKind.GRID: gettext_noop("grid {text}"),
    StepKind.EVERYWHERE: gettext_noop("everywhere"),
    StepKind.DUTY: gettext_noop("duty {text}"),
    StepKind.LEAD: "{text}",
    StepKind.ASSIST: gettext_noop("with {text}"),
    StepKind.FALLBACK: gettext_noop("{text} acts at once"),
    StepKind.NOBODY: gettext_noop("no unit takes this on yet"),
}
_TROUBLE_WORDS: Final[Mapping[Trouble, str]] = {
    Trouble.NOBODY: gettext_noop("No line of the duty list covers this. The duty chief decides who takes it."),
    Trouble.UNIT_INACTIVE: gettext_noop("Duty #{number} names {unit}, which does not work now. Choose a unit, then change the line."),
    Trouble.ASSIST_INACTIVE: gettext_noop("Duty #{number} has {unit} assist, which does not work now. Change the line."),
    Trouble.FALLBACK_INACTIVE: gettext_noop("Duty #{number} has {unit} act first, which does not work now. Change the line."),
    Trouble.NO_FALLBACK: gettext_noop("Danger to life, and no unit is named to act at once. Send somebody now, by phone."),
}


def said(step: Step) -> str:
    """A step in words, with how well the text fitted where words suggested the class."""
    words = gettext(_STEP_WORDS[step.kind]).format(text=step.text)
    return words if step.confidence is None else f"{words} {gettext(step.confidence.words)}"


def why_words(answer: Answer) -> str:
    """The whole reasoning in one line."""
    return " · ".join(said(step) for step in answer.why)


def problem_words(problem: Problem) -> str:
    """A problem as a sentence with the way out."""
    return gettext(_TROUBLE_WORDS[problem.trouble]).format(number=problem.number, unit=problem.unit or gettext("a unit that is not listed"))
