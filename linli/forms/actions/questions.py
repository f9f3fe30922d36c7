"""What a form asks, and what a person says its questions are."""

from collections.abc import Sequence
from typing import BinaryIO
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext, override

from linli.forms.actions.registry import who
from linli.forms.models import FieldMatch, Form, FormField
from linli.forms.queries import forms as queries
from linli.forms.queries import questions as asked
from linli.forms.rules import fields, heads, plans
from linli.forms.rules.facts import OF, Fact
from linli.forms.rules.fields import Question
from linli.forms.rules.kinds import FormState, Subject, Sureness
from linli.forms.rules.permissions import Permission
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.burden import SafetyTask
from linli.kernel.errors import NotFound
from linli.kernel.sheets import Limits, read_rows
from linli.kernel.writes import check_version, write
from linli.org.rules.people import day_of

LIMITS = Limits(sent_bytes=5_000_000, rows=10_000)


@write
def type_fields(actor: Actor, form_id: UUID, *, seen: int, questions: Sequence[Question]) -> Form:
    """Say what the form asks, one question after the other; its sheet then has plain headings."""
    form = _lock(actor, form_id, seen)
    checked = _checked(form, questions)

    form.titles, form.head = [], []
    form.save(update_fields=["titles", "head"])
    _replace(actor, form, checked)

    journal.record(actor, "form.fields_set", form, number=len(checked), asks="、".join(each.whole for each in checked))
    return form


@write
def read_fields(actor: Actor, form_id: UUID, *, seen: int, name: str, content: BinaryIO) -> Form:
    """Take the questions from the headings of the sender's own sheet, whose order is kept; nothing else of the file is."""
    form = _lock(actor, form_id, seen)
    head = heads.head_of(read_rows(content, name=name, limits=LIMITS, keep_bad=True))
    checked = _checked(form, head.questions)

    form.titles, form.head = [list(row) for row in head.titles], [list(row) for row in head.rows]
    form.save(update_fields=["titles", "head"])
    _replace(actor, form, checked)

    journal.record(actor, "form.fields_set", form, number=len(checked), asks="、".join(each.whole for each in checked))
    return form


@write
def decide_match(actor: Actor, form_id: UUID, field_id: UUID, *, same_as: str, is_same: bool) -> FieldMatch:
    """Say that a question is, or is not, something known (`fact:…`) or the question of another form (`field:…`); what is, fills it in."""
    form = queries.lock_for(actor, form_id, Permission.PROPOSE)
    field = _field(actor, form, field_id)
    fact, other = _meant(actor, form, field, same_as)

    found = FieldMatch.objects.of(actor.subdistrict_id).filter(field=field)
    if is_same:
        # A question is one thing; what was said of it before gives way.
        found.filter(is_same=True).delete()
    match: FieldMatch = found.filter(fact=fact, other=other).first() or FieldMatch(subdistrict_id=actor.subdistrict_id, field=field)
    is_new, match.fact, match.other = match.decided_by is None, fact, other
    match.is_same, match.decided_at, match.decided_by = is_same, clock.now(), who(actor)
    if is_new:
        match.save(force_insert=True)
    else:
        match.save(update_fields=["is_same", "decided_at", "decided_by"])

    said = _said(Fact(fact)) if fact else other.form.name if other else ""
    journal.record(actor, "form.match_decided", form, field=fields.Question(field.name, field.group).whole, same_as=said, is_same=is_same)
    return match


@write
def confirm_known(actor: Actor, form_id: UUID) -> int:
    """Say of every question of which our own table is sure that it is what is known; how many they were."""
    form = queries.lock_for(actor, form_id, Permission.PROPOSE)
    sure = [
        (field, suggestion.fact)
        for field in asked.of_form(actor, form, day_of(clock.now()))
        for suggestion in field.suggestions
        if suggestion.fact and suggestion.sureness is Sureness.SAME
    ]

    said = {"subdistrict_id": actor.subdistrict_id, "is_same": True, "decided_at": clock.now(), "decided_by": who(actor)}
    FieldMatch.objects.bulk_create(FieldMatch(field=field.field, fact=fact.value, **said) for field, fact in sure)

    if sure:
        asks = "、".join(field.question.whole for field, _fact in sure)
        journal.record(actor, "form.known_confirmed", form, number=len(sure), asks=asks)
    return len(sure)


def _lock(actor: Actor, form_id: UUID, seen: int) -> Form:
    form = queries.lock_for(actor, form_id, Permission.PROPOSE)
    plans.check_proposed(FormState(form.state), form.name)
    check_version(form, seen=seen, yours={})
    return form


def _checked(form: Form, questions: Sequence[Question]) -> tuple[Question, ...]:
    subject = Subject(form.subject)
    task = None if form.task_until is None else SafetyTask(form.task_reason, form.task_until)
    return fields.checked(questions, subject, task)


def _replace(actor: Actor, form: Form, questions: Sequence[Question]) -> None:
    """Questions that stay keep what was decided about them."""
    standing = {(each.group, each.name): each for each in queries.fields_of(actor, form)}
    wanted = {(each.group, each.name): each.column for each in questions}
    gone = [each.pk for key, each in standing.items() if key not in wanted]
    FieldMatch.objects.of(actor.subdistrict_id).filter(Q(field_id__in=gone) | Q(other_id__in=gone)).delete()
    FormField.objects.of(actor.subdistrict_id).filter(pk__in=gone).delete()
    kept = [each for key, each in standing.items() if key in wanted]
    for each in kept:
        each.column = wanted[each.group, each.name]
    FormField.objects.bulk_update(kept, ["column"])
    FormField.objects.bulk_create(
        FormField(subdistrict_id=form.subdistrict_id, form=form, name=each.name, group=each.group, column=each.column)
        for each in questions
        if (each.group, each.name) not in standing
    )


def _said(fact: Fact) -> str:
    """What is known, in the language in which the street's own names stand in the journal."""
    with override("zh-hans"):
        return gettext(fact.words)


def _field(actor: Actor, form: Form, field_id: UUID) -> FormField:
    field: FormField | None = FormField.objects.of(actor.subdistrict_id).filter(pk=field_id, form=form).first()
    if field is None:
        raise NotFound
    return field


def _meant(actor: Actor, form: Form, field: FormField, same_as: str) -> tuple[str, FormField | None]:
    kind, _, said = same_as.partition(":")
    if kind == "fact" and said in {fact.value for fact in OF[Subject(form.subject)]}:
        return Fact(said).value, None
    others = FormField.objects.of(actor.subdistrict_id).filter(form__subject=form.subject).exclude(form=form).select_related("form")
    other = next((each for each in others if kind == "field" and str(each.pk) == said), None)
    if other is None:
        raise NotFound
    return "", other
