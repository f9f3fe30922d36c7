"""What the questions of a form are: known already, asked already by another form, decided by a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.forms.models import FieldMatch, Form, FormField
from linli.forms.queries import forms
from linli.forms.rules import fields as rules
from linli.forms.rules.facts import Fact
from linli.forms.rules.fields import Question
from linli.forms.rules.kinds import FormState, Frequency, Subject, Sureness
from linli.forms.rules.meter import Asked, Living
from linli.forms.rules.periods import covers
from linli.kernel.actor import Actor
from linli.org.rules.people import day_of

SUGGESTED_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a question may be; a person says yes or no."""

    sureness: Sureness
    fact: Fact | None = None
    other: FormField | None = None
    is_same_period: bool = True


@dataclass(frozen=True, slots=True)
class FieldNow:
    """A question with what was decided about it and what is proposed."""

    field: FormField
    question: Question
    # Confirmed: what fills it in.
    fact: Fact | None
    source: FormField | None
    suggestions: tuple[Suggestion, ...]
    # No longer asked: the safety task that it was asked for is over.
    is_over: bool = False

    @property
    def is_filled(self) -> bool:
        return self.fact is not None or self.source is not None

    @property
    def is_known(self) -> bool:
        return self.fact is not None or any(each.fact and each.sureness is Sureness.SAME for each in self.suggestions)


def question_of(field: FormField) -> Question:
    """The question as a value."""
    return Question(field.name, field.group, field.column)


def of_form(actor: Actor, form: Form, today: date) -> list[FieldNow]:
    """The questions of a form in their order, with what was decided and what is proposed; three statements."""
    own = forms.fields_of(actor, form)
    others = list(_living_fields(actor, form)) if form.state in {FormState.PROPOSED, FormState.APPROVED} else []
    return _now(form, own, _matches(actor, own), others, today)


def _living_fields(actor: Actor, form: Form) -> Iterable[FormField]:
    """The questions of the other forms on the list whose rows are about some of the same."""
    found = FormField.objects.of(actor.subdistrict_id).filter(form__state=FormState.APPROVED.value, form__subject=form.subject)
    for field in found.exclude(form=form).select_related("form").order_by("form__name", "column", "pk"):
        if not form.kinds or not set(form.kinds).isdisjoint(field.form.kinds):
            yield field


def _matches(actor: Actor, fields: Sequence[FormField]) -> Mapping[UUID, list[FieldMatch]]:
    rows = FieldMatch.objects.of(actor.subdistrict_id).filter(field_id__in=[each.pk for each in fields])
    found: dict[UUID, list[FieldMatch]] = {}
    for row in rows.select_related("other", "other__form").order_by("decided_at", "pk"):
        found.setdefault(row.field_id, []).append(row)
    return found


def _now(
    form: Form, own: Sequence[FormField], matches: Mapping[UUID, list[FieldMatch]], others: Sequence[FormField], today: date
) -> list[FieldNow]:
    subject, task_until = Subject(form.subject), form.task_until
    found = []
    for field in own:
        question, decided = question_of(field), matches.get(field.pk, [])
        yes = [each for each in decided if each.is_same]
        fact = next((Fact(each.fact) for each in yes if each.fact), None)
        source = next((each.other for each in yes if each.other is not None), None)
        is_over = task_until is not None and task_until < today and rules.is_for_the_task(question, subject)
        suggested = () if fact or source or is_over else tuple(_suggested(form, question, decided, others))
        found.append(FieldNow(field, question, fact, source, suggested, is_over))
    return found


def _suggested(form: Form, question: Question, decided: Sequence[FieldMatch], others: Sequence[FormField]) -> Iterable[Suggestion]:
    subject, refused = Subject(form.subject), {each.fact or each.other_id for each in decided if not each.is_same}
    known = rules.known_as(question, subject)
    if known is not None and known.fact.value not in refused:
        yield Suggestion(known.sureness, fact=known.fact)
    alike = [
        Suggestion(sureness, other=other, is_same_period=covers(Frequency(other.form.frequency), Frequency(form.frequency)))
        for other in others
        if other.pk not in refused and (sureness := rules.compared(question, question_of(other), subject))
    ]
    alike.sort(key=lambda each: (each.sureness is not Sureness.SAME, not each.is_same_period))
    yield from alike[:SUGGESTED_AT_MOST]


def living(actor: Actor, today: date) -> list[Living]:
    """Every form that was ever on the list, as the burden meter counts it; four statements whatever their number."""
    admitted = forms.visible_to(actor).filter(decided_at__isnull=False).exclude(state=FormState.REFUSED.value)
    rows = {form.pk: form for form in admitted.order_by("name", "pk")}
    asked: dict[UUID, list[FormField]] = {form_id: [] for form_id in rows}
    fields = list(FormField.objects.of(actor.subdistrict_id).filter(form_id__in=rows).order_by("column", "pk"))
    for field in fields:
        asked[field.form_id].append(field)
    matches, fillers = _matches(actor, fields), forms.filler_names(actor, rows)
    return [_living(form, _now(form, asked[form.pk], matches, (), today), fillers.get(form.pk, ())) for form in rows.values()]


def _living(form: Form, fields: Sequence[FieldNow], fillers: tuple[str, ...]) -> Living:
    subject = Subject(form.subject)
    ended = day_of(form.ended_at) if form.ended_at else form.expires_on
    return Living(
        id=form.pk,
        sender=form.sender,
        fillers=fillers,
        subject=subject,
        kinds=frozenset(form.kinds),
        frequency=Frequency(form.frequency),
        asked=tuple(
            Asked(rules.identity_of(question_of(each.source) if each.source else each.question, subject), each.is_known, each.is_filled)
            for each in fields
            if not each.is_over
        ),
        begins_on=day_of(form.decided_at or form.proposed_at),
        ends_on=min(ended, form.expires_on),
    )
