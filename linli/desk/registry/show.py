"""One form: its ground, its questions with what each probably is, what came back, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.desk.chains import latest
from linli.desk.door import StaffRequest, done, page, staff_page
from linli.forms.actions import questions as actions
from linli.forms.queries import forms as queries
from linli.forms.queries import questions
from linli.forms.queries.questions import FieldNow, Suggestion
from linli.forms.rules.facts import PERSONAL
from linli.forms.rules.kinds import FormState, Frequency, Subject, Sureness
from linli.forms.rules.periods import label_of, period_of
from linli.forms.rules.permissions import Permission
from linli.kernel import clock
from linli.kernel.ids import parse_uuid7
from linli.org.queries import grids, people
from linli.org.rules.grids import GridKind
from linli.org.rules.people import day_of
from linli.places.rules.kinds import Kind


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a question may be, as the page says it."""

    value: str
    words: str
    sureness: str
    is_sure: bool
    form_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A question as the page shows it."""

    id: UUID
    name: str
    group: str
    filled: str
    value: str
    source_id: UUID | None
    proposals: Sequence[Proposal]
    is_over: bool
    is_personal: bool


@require_safe
@staff_page
def show_form(request: StaffRequest, form_id: UUID) -> HttpResponse:
    """The form as it stands, and the one thing to do next."""
    form, today = queries.get_for(request.actor, form_id), day_of(clock.now())
    fields = questions.of_form(request.actor, form, today)
    state, frequency = FormState(form.state), Frequency(form.frequency)
    actor = request.actor
    return page(
        request,
        "desk/registry/show.html",
        current="forms",
        form=form,
        state=state,
        subject=Subject(form.subject),
        frequency=frequency,
        fillers=queries.filler_names(actor, [form_id]).get(form_id, ()),
        about=_about(request, form),
        owner=_owner(request, form),
        lines=[_line(each) for each in fields],
        known=sum(each.is_known for each in fields),
        filled=sum(each.is_filled for each in fields),
        days_left=(form.expires_on - today).days,
        returns=[(each, label_of(frequency, period_of(frequency, each.period_on))) for each in queries.returns_of(actor, form)],
        story=latest(form),
        is_proposed=state is FormState.PROPOSED,
        is_living=state is FormState.APPROVED,
        may_propose=actor.may(Permission.PROPOSE),
        may_approve=actor.may(Permission.APPROVE) and form.proposed_by not in {actor.person_id, actor.account_id},
        is_own=form.proposed_by in {actor.person_id, actor.account_id},
        may_fill=queries.may_fill(actor),
    )


def _about(request: StaffRequest, form: Any) -> str:
    """What the rows are about, in words."""
    subject = Subject(form.subject)
    if subject is Subject.STREET:
        return request.place.name
    words = {each.value: each.words for each in GridKind} if subject is Subject.GRID else {each.value: each.words for each in Kind}
    kinds = "、".join(gettext(words[each]) for each in form.kinds)
    if not form.grid_ids:
        return kinds
    names = {str(now.grid.pk): now.grid.name for now in grids.in_force(request.actor, clock.now())}
    return f"{kinds} · {'、'.join(names.get(each, '–') for each in form.grid_ids)}"


def _owner(request: StaffRequest, form: Any) -> str:
    if form.owner_unit is not None:
        return str(form.owner_unit.short_name)
    return people.cards(request.actor, [form.owner_person_id])[form.owner_person_id].full_name


def _line(field: FieldNow) -> Line:
    filled, value, source_id = "", "", None
    if field.fact is not None:
        filled, value = gettext(field.fact.words), f"fact:{field.fact.value}"
    elif field.source is not None:
        filled = gettext("from “{form}”: {question}").format(
            form=field.source.form.name, question=questions.question_of(field.source).whole
        )
        value, source_id = f"field:{field.source.pk}", field.source.form_id
    proposed = [_proposal(each) for each in field.suggestions]
    is_personal = field.fact in PERSONAL or any(each.fact in PERSONAL for each in field.suggestions)
    return Line(field.field.pk, field.question.name, field.question.group, filled, value, source_id, proposed, field.is_over, is_personal)


def _proposal(each: Suggestion) -> Proposal:
    sureness, is_sure = gettext(each.sureness.words), each.sureness is Sureness.SAME
    if each.fact is not None:
        words = gettext("Known already: {fact}").format(fact=gettext(each.fact.words))
        return Proposal(f"fact:{each.fact.value}", words, sureness, is_sure)
    said = gettext("Asked already by “{form}”: {question}") if each.is_same_period else gettext("Asked less often by “{form}”: {question}")
    other = each.other
    words = said.format(form=other.form.name, question=questions.question_of(other).whole) if other else ""
    return Proposal(f"field:{other.pk if other else ''}", words, sureness, is_sure, other.form_id if other else None)


@require_POST
@staff_page
def decide_match(request: StaffRequest, form_id: UUID) -> HttpResponse:
    """A person says what a question is, or is not; or confirms everything that is certainly known at once."""
    queries.get_for(request.actor, form_id)
    said = request.POST
    if said.get("all"):
        number = actions.confirm_known(request.actor, form_id)
        messages.success(request, gettext("{number} questions are filled in from what is known.").format(number=number))
    else:
        field_id = parse_uuid7(said.get("field", ""))
        actions.decide_match(request.actor, form_id, field_id, same_as=said.get("same_as", ""), is_same=said.get("is_same") == "1")
    return done(request, "form", form_id)


urlpatterns = [
    path("<uuid:form_id>/", show_form, name="form"),
    path("<uuid:form_id>/match", decide_match, name="form_match"),
]
