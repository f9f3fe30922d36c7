"""The sender's own sheet with everything known filled in, and what came back beside what is known."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from linli.forms.models import Form, FormAnswer, FormReturn
from linli.forms.queries import known, questions
from linli.forms.queries.known import Knowledge, Target
from linli.forms.queries.questions import FieldNow
from linli.forms.rules import comparing, fields, heads
from linli.forms.rules.facts import PERSONAL, Fact
from linli.forms.rules.heads import Head
from linli.forms.rules.kinds import Frequency, Subject
from linli.forms.rules.periods import Period, period_of
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Refused, refusals
from linli.kernel.sheets import Cell, Mark
from linli.org.rules.people import begin_of, day_of
from linli.places.models import PlaceContact

# Answers older than that say nothing of today.
_FRESH_DAYS: Final = 400
DIFFERENCES_SHOWN: Final = 200
Answers = Mapping[UUID | None, Sequence[tuple[UUID, date, Mapping[str, str]]]]


@dataclass(frozen=True, slots=True)
class Filled:
    """A sheet ready to be written, and how much of it nobody has to type."""

    head: Head
    rows: Sequence[Sequence[Cell]]
    known: int = 0
    earlier: int = 0
    open: int = 0
    personal: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that came back otherwise than known, or with what was not known."""

    target: Target
    question: str
    known: str
    answer: str

    @property
    def is_news(self) -> bool:
        return not self.known


def head_of(form: Form, asked: Sequence[FieldNow]) -> Head:
    """What stands above the rows: as the sender drew it, or as the questions were typed."""
    rows = form.head or heads.plain_head([each.question for each in asked])
    return Head(tuple(map(tuple, form.titles)), tuple(map(tuple, rows)), tuple(each.question for each in asked))


def filled(
    actor: Actor, form: Form, targets: Sequence[Target], period: Period, people_of: Sequence[PlaceContact], *, today: date
) -> Filled:
    """Every row of the form as it is handed out; whom to reach only for those who were given."""
    asked = questions.of_form(actor, form, today)
    facts = frozenset(each.fact for each in asked if each.fact)
    knowledge = known.gathered(actor, targets, facts, period, people_of=people_of)
    answers = answers_of(actor, form, [each.source.form_id for each in asked if each.source], targets, today)
    columns = {each.field.column for each in asked}
    rows = []
    for number, target in enumerate(targets, start=1):
        row = _Row(target, number, knowledge, answers.get(target.key, ()), period)
        cells = {each.field.column: row.cell(each) for each in asked}
        rows.append([cells.get(column, Cell("")) for column in range(1 + max(columns))])
    marks = Counter(row[column].mark for row in rows for column in columns)
    people = [each.field.column for each in asked if each.fact in PERSONAL]
    return Filled(
        head_of(form, asked),
        rows,
        known=marks[Mark.KNOWN],
        earlier=marks[Mark.EARLIER],
        open=marks[Mark.OPEN],
        personal=sum(row[column].mark is Mark.KNOWN for row in rows for column in people),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """What is at hand while one row is filled in."""

    target: Target
    number: int
    knowledge: Knowledge
    answers: Sequence[tuple[UUID, date, Mapping[str, str]]]
    period: Period

    def cell(self, asked: FieldNow) -> Cell:
        """One question of the row: closed, known, said before, or open."""
        if asked.is_over:
            return Cell(gettext("no longer asked"), Mark.CLOSED)
        if asked.fact is None:
            return self._said_before(asked)
        value = self.knowledge.of(self.target, self.number, asked.fact)
        return Cell(value, Mark.OPEN if value == "" else Mark.KNOWN)

    def _said_before(self, asked: FieldNow) -> Cell:
        """What the other form, or the last time, said; what is counted anew only from within the period."""
        field, may_repeat = asked.source or asked.field, fields.may_repeat(asked.question)
        for form_id, period_on, values in self.answers:
            value = values.get(str(field.pk), "")
            is_now = self.period.begins_on <= period_on <= self.period.ends_on
            if form_id == field.form_id and value and (may_repeat or is_now):
                return Cell(value, Mark.EARLIER)
        return Cell("", Mark.OPEN)


def answers_of(actor: Actor, form: Form, others: Sequence[UUID], targets: Sequence[Target], today: date) -> Answers:
    """What was answered by this form and by others about these rows, the latest first; one statement."""
    rows = FormAnswer.objects.of(actor.subdistrict_id).filter(
        form_id__in={form.pk, *others}, taken_at__gte=begin_of(today - timedelta(days=_FRESH_DAYS))
    )
    keys, found = {target.key for target in targets}, dict[UUID | None, list[tuple[UUID, date, Mapping[str, str]]]]()
    for form_id, period_on, place_id, grid_id, values in rows.order_by("-period_on", "-taken_at", "-pk").values_list(
        "form_id", "period_on", "place_id", "grid_id", "values"
    ):
        if (place_id or grid_id) in keys:
            found.setdefault(place_id or grid_id, []).append((form_id, period_on, values))
    return found


@dataclass(frozen=True, slots=True)
class Finder:
    """Whom each row of a sheet that came back is about."""

    index: comparing.Index[UUID | None]
    name: UUID | None = None
    beside: UUID | None = None

    def find(self, said: Mapping[UUID, str]) -> UUID | None:
        """Whose row it is, by what it says; refused when that is nobody, or several."""
        return self.index.find(said[self.name] if self.name else "", said[self.beside] if self.beside else "")


def finder_of(form: Form, asked: Sequence[FieldNow], targets: Sequence[Target]) -> Finder:
    """How rows are told apart; refused where no question was said to be the name."""
    subject = Subject(form.subject)
    if subject is Subject.STREET:
        return Finder(comparing.Index([comparing.Named(None, "")]))
    name, beside = (Fact.PLACE_NAME, Fact.PLACE_ADDRESS) if subject is Subject.PLACE else (Fact.GRID_NAME, Fact.GRID_CODE)
    said = {each.fact: each.field.pk for each in asked if each.fact}
    if name not in said:
        raise Refused("forms.rows_have_no_name", name=form.name, fact=gettext(name.words))
    return Finder(comparing.Index([comparing.Named(each.key, each.name, each.beside) for each in targets]), said[name], said.get(beside))


def differences(actor: Actor, back: FormReturn) -> list[Difference]:
    """Where a sheet that came back says something else than what is known, or what was not known, row by row."""
    form, today = back.form, day_of(clock.now())
    targets = known.targets_of(actor, form)
    asked = [each for each in questions.of_form(actor, form, today) if each.fact and each.fact not in PERSONAL]
    period = period_of(Frequency(form.frequency), back.period_on)
    knowledge = known.gathered(actor, targets, frozenset(each.fact for each in asked if each.fact), period)
    rows = (
        FormAnswer.objects.of(actor.subdistrict_id).filter(form=form, period_on=back.period_on).values_list("place_id", "grid_id", "values")
    )
    answers = {place_id or grid_id: values for place_id, grid_id, values in rows}
    found = []
    for number, target in enumerate(targets, start=1):
        for each in asked if target.key in answers else ():
            if each.fact is None or each.fact in {Fact.ROW_NUMBER, Fact.FILLED_ON}:
                continue
            ours, theirs = str(knowledge.of(target, number, each.fact)), answers[target.key].get(str(each.field.pk), "")
            if comparing.differs(ours, theirs) or comparing.is_news(ours, theirs):
                found.append(Difference(target, each.question.whole, ours, theirs))
    return found


def may_take_people(form: Form, actor: Actor, asked: Sequence[FieldNow]) -> bool:
    """Whether names and phones may be filled in: the ground names them, the actor may see them, and a question asks for them."""
    return bool(form.personal_basis) and actor.may("personal.reveal") and any(each.fact in PERSONAL for each in asked)


refusals(
    {
        "forms.asks_nothing": gettext_noop("“{name}” asks nothing yet. Read its questions from the sender's sheet, or type them."),
        "forms.rows_have_no_name": gettext_noop(
            "Nothing in “{name}” says whom a row is about. Confirm first which of its questions is: {fact}."
        ),
    }
)
