"""What is said of a form before it is admitted, and how it lives on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from linli.forms.rules.kinds import (
    BASIS_LIMIT,
    FILLERS_AT_MOST,
    MONTHS_AT_MOST,
    NAME_LIMIT,
    PURPOSE_LIMIT,
    SENDER_LIMIT,
    WHY_LIMIT,
    FillerKind,
    FormState,
    Frequency,
    Subject,
)
from linli.forms.rules.periods import months_after
from linli.kernel import burden
from linli.kernel.burden import SafetyTask
from linli.kernel.errors import Refused, refusals
from linli.kernel.text import clean_text
from linli.org.rules.grids import GridKind
from linli.places.rules import kinds as places

# Which kinds a row may be of; the subdistrict has none.
KINDS: Final[Mapping[Subject, frozenset[str]]] = {
    Subject.PLACE: frozenset(each.value for each in places.Kind),
    Subject.GRID: frozenset(each.value for each in GridKind),
    Subject.STREET: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Filler:
    """Who fills a form: a post, a unit or a grid."""

    kind: FillerKind
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that is said of a form but its questions."""

    name: str
    sender: str
    basis: str
    purpose: str
    frequency: Frequency
    subject: Subject
    expires_on: date
    # Which clause of the basis names personal data; empty where none does.
    personal_basis: str = ""
    kinds: frozenset[str] = frozenset()
    grid_ids: frozenset[UUID] = frozenset()
    fillers: tuple[Filler, ...] = ()
    owner_unit_id: UUID | None = None
    owner_person_id: UUID | None = None
    task_reason: str = ""
    task_until: date | None = None

    @property
    def task(self) -> SafetyTask | None:
        """The safety task for which the form may ask for a photo or for where somebody stands."""
        return SafetyTask(self.task_reason, self.task_until) if self.task_until else None


def checked(plan: Plan, *, today: date) -> Plan:
    """The plan as it may be stored; what is missing or too long is refused by field."""
    name = clean_text(plan.name, field=gettext("Name of the form"), limit=NAME_LIMIT)
    burden.check_words(name)
    sender = clean_text(plan.sender, field=gettext("Who wants it"), limit=SENDER_LIMIT)
    basis = clean_text(plan.basis, field=gettext("Legal ground"), limit=BASIS_LIMIT)
    purpose = clean_text(plan.purpose, field=gettext("Purpose"), limit=PURPOSE_LIMIT)
    personal = clean_text(plan.personal_basis, field=gettext("Clause about personal data"), limit=BASIS_LIMIT, required=False)
    task = burden.safety_task(plan.task_reason, plan.task_until, today=today)
    check_expiry(plan.expires_on, today=today)
    if not plan.kinds <= KINDS[plan.subject] or (plan.subject is not Subject.STREET and not plan.kinds):
        raise Refused("forms.kinds", field=gettext("Kinds"))
    if not 1 <= len(set(plan.fillers)) <= FILLERS_AT_MOST:
        raise Refused("forms.fillers", field=gettext("Who fills it"), limit=FILLERS_AT_MOST)
    if (plan.owner_unit_id is None) == (plan.owner_person_id is None):
        raise Refused("forms.one_owner", field=gettext("Who answers for it"))
    return Plan(
        name=name,
        sender=sender,
        basis=basis,
        purpose=purpose,
        frequency=plan.frequency,
        subject=plan.subject,
        expires_on=plan.expires_on,
        personal_basis=personal,
        kinds=plan.kinds,
        grid_ids=plan.grid_ids if plan.subject is not Subject.STREET else frozenset(),
        fillers=tuple(dict.fromkeys(plan.fillers)),
        owner_unit_id=plan.owner_unit_id,
        owner_person_id=plan.owner_person_id,
        task_reason=task.reason if task else "",
        task_until=task.until_on if task else None,
    )


def check_expiry(expires_on: date, *, today: date) -> None:
    """Refuse a last day that has gone by or is too far away: a form without an end is never looked at again."""
    if not today <= expires_on <= months_after(today, MONTHS_AT_MOST):
        raise Refused("forms.expiry", field=gettext("Expires on"), months=MONTHS_AT_MOST)


def checked_why(why: str) -> str:
    """The reason of a decision, which is read by who asks a year later."""
    return clean_text(why, field=gettext("Reason"), limit=WHY_LIMIT)


def check_proposed(state: FormState, name: str) -> None:
    """Refuse a change of what was decided upon already."""
    if state is not FormState.PROPOSED:
        raise Refused("forms.is_decided", name=name)


def check_living(state: FormState, name: str) -> None:
    """Refuse what only a form on the list is asked for."""
    if state is not FormState.APPROVED:
        raise Refused("forms.not_on_the_list", name=name)


def check_decider(proposed_by: UUID, decided_by: UUID) -> None:
    """Refuse whoever would admit his own form."""
    if proposed_by == decided_by:
        raise Refused("forms.own_proposal")


refusals(
    {
        "forms.kinds": gettext_noop("{field}: nothing fits what the rows are about. Choose at least one that does."),
        "forms.fillers": gettext_noop("{field}: too many, or none. Choose 1 to {limit} posts, units or grids."),
        "forms.one_owner": gettext_noop("{field}: a form has one owner. Choose a unit or a person, not both."),
        "forms.expiry": gettext_noop(
            "{field}: a form ends within {months} months from today. Choose such a day; who still needs it renews it."
        ),
        "forms.is_decided": gettext_noop(
            "“{name}” was decided upon; its questions and its ground stay as they are. Who wants to ask more proposes another form."
        ),
        "forms.not_on_the_list": gettext_noop("“{name}” is not on the list. Nobody needs to fill it; look for it among the proposals."),
        "forms.own_proposal": gettext_noop("You proposed this form yourself. Let a colleague who may admit forms decide."),
    }
)
