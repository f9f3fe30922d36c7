"""Proposing a form, deciding upon it, renewing and withdrawing it."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_noop

from linli.forms.models import Form, FormFiller
from linli.forms.queries import forms as queries
from linli.forms.rules import plans
from linli.forms.rules.kinds import FormState
from linli.forms.rules.permissions import Permission
from linli.forms.rules.plans import Filler, Plan
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound, Refused, refusals
from linli.kernel.writes import check_version, write
from linli.org.queries import grids, people, posts, units
from linli.org.rules.people import day_of

_PLAN: Final = [
    *("name", "sender", "basis", "personal_basis", "purpose", "frequency", "subject", "kinds", "grid_ids"),
    *("owner_unit", "owner_person", "expires_on", "task_reason", "task_until"),
]


@write
def propose(actor: Actor, plan: Plan) -> Form:
    """A form that somebody wants filled; nobody is asked before it is admitted."""
    actor.require(Permission.PROPOSE)
    checked = _checked(actor, plan)

    form = Form(subdistrict_id=actor.subdistrict_id, proposed_at=clock.now(), proposed_by=who(actor))
    _assign(form, checked)
    form.save(force_insert=True)
    _set_fillers(form, checked)

    journal.record(actor, "form.proposed", form, **_facts(checked))
    return form


@write
def change(actor: Actor, form_id: UUID, *, seen: int, plan: Plan) -> Form:
    """Change what is said of a form that nobody has decided upon yet."""
    form = queries.lock_for(actor, form_id, Permission.PROPOSE)
    plans.check_proposed(FormState(form.state), form.name)
    checked = _checked(actor, plan, besides=form_id)
    check_version(form, seen=seen, yours={"name": checked.name, "basis": checked.basis, "expires_on": checked.expires_on})

    _assign(form, checked)
    form.save(update_fields=_PLAN)
    FormFiller.objects.of(actor.subdistrict_id).filter(form=form).delete()
    _set_fillers(form, checked)

    journal.record(actor, "form.changed", form, **_facts(checked))
    return form


@write
def approve(actor: Actor, form_id: UUID, *, seen: int, note: str = "") -> Form:
    """Put the form on the list: from now on it is asked, and what is not on the list may be declined."""
    form = _lock_to_decide(actor, form_id, seen)
    plans.check_expiry(form.expires_on, today=day_of(clock.now()))
    if not queries.fields_of(actor, form):
        raise Refused("forms.asks_nothing", name=form.name)
    said = plans.checked_why(note) if note.strip() else ""

    _decide(actor, form, FormState.APPROVED, said)

    journal.record(actor, "form.approved", form, note=said)
    return form


@write
def refuse(actor: Actor, form_id: UUID, *, seen: int, why: str) -> Form:
    """Do not admit the form; the reason stays with it."""
    form = _lock_to_decide(actor, form_id, seen)
    said = plans.checked_why(why)

    _decide(actor, form, FormState.REFUSED, said)

    journal.record(actor, "form.refused", form, why=said)
    return form


@write
def renew(actor: Actor, form_id: UUID, *, seen: int, until: date, why: str) -> Form:
    """Let a form on the list live on until another day, for a reason."""
    form = queries.lock_for(actor, form_id, Permission.APPROVE)
    check_version(form, seen=seen, yours={})
    plans.check_living(FormState(form.state), form.name)
    plans.check_decider(form.proposed_by, who(actor))
    plans.check_expiry(until, today=day_of(clock.now()))
    said = plans.checked_why(why)

    form.expires_on, form.told_at, form.why = until, None, said
    form.save(update_fields=["expires_on", "told_at", "why"])

    journal.record(actor, "form.renewed", form, expires_on=until.isoformat(), why=said)
    return form


@write
def withdraw(actor: Actor, form_id: UUID, *, seen: int, why: str) -> Form:
    """Take the form off the list, or the proposal back; whoever proposes forms may ask for one less."""
    form = queries.lock_for(actor, form_id, Permission.PROPOSE)
    check_version(form, seen=seen, yours={})
    if form.state not in {FormState.PROPOSED, FormState.APPROVED}:
        raise Refused("forms.is_over", name=form.name)
    said = plans.checked_why(why)

    form.state, form.ended_at, form.why = FormState.WITHDRAWN.value, clock.now(), said
    form.save(update_fields=["state", "ended_at", "why"])

    journal.record(actor, "form.withdrawn", form, why=said)
    return form


def who(actor: Actor) -> UUID:
    """Who it was: another one decides, so there must be somebody."""
    found = actor.person_id or actor.account_id
    if found is None:
        raise Refused("forms.nobody")
    return found


def _lock_to_decide(actor: Actor, form_id: UUID, seen: int) -> Form:
    form = queries.lock_for(actor, form_id, Permission.APPROVE)
    check_version(form, seen=seen, yours={})
    plans.check_proposed(FormState(form.state), form.name)
    plans.check_decider(form.proposed_by, who(actor))
    return form


def _decide(actor: Actor, form: Form, state: FormState, why: str) -> None:
    form.state, form.decided_at, form.decided_by, form.why = state.value, clock.now(), who(actor), why
    form.save(update_fields=["state", "decided_at", "decided_by", "why"])


def _checked(actor: Actor, plan: Plan, *, besides: UUID | None = None) -> Plan:
    checked = plans.checked(plan, today=day_of(clock.now()))
    living = [FormState.PROPOSED.value, FormState.APPROVED.value]
    if Form.objects.of(actor.subdistrict_id).filter(name=checked.name, state__in=living).exclude(pk=besides).exists():
        raise Refused("forms.name_taken", name=checked.name)
    if checked.owner_unit_id is not None:
        units.get_for(actor, checked.owner_unit_id)
    if checked.owner_person_id is not None:
        people.get_for(actor, checked.owner_person_id)
    _check_there(actor, checked)
    return checked


def _check_there(actor: Actor, plan: Plan) -> None:
    """What is named must be ours to name: a post, unit or grid of another subdistrict is not found."""
    there = {
        "post": {post.pk for post in posts.all_posts(actor)},
        "unit": {unit.pk for unit in units.open_units(actor)},
        "grid": {now.grid.pk for now in grids.in_force(actor, clock.now())},
    }
    if any(each.id not in there[each.kind.value] for each in plan.fillers) or not plan.grid_ids <= there["grid"]:
        raise NotFound


def _assign(form: Form, plan: Plan) -> None:
    form.name, form.sender, form.basis, form.personal_basis = plan.name, plan.sender, plan.basis, plan.personal_basis
    form.purpose, form.frequency, form.subject = plan.purpose, plan.frequency.value, plan.subject.value
    form.kinds, form.grid_ids = sorted(plan.kinds), sorted(map(str, plan.grid_ids))
    form.owner_unit_id, form.owner_person_id, form.expires_on = plan.owner_unit_id, plan.owner_person_id, plan.expires_on
    form.task_reason, form.task_until = plan.task_reason, plan.task_until


def _set_fillers(form: Form, plan: Plan) -> None:
    FormFiller.objects.bulk_create(_filler(form, each) for each in plan.fillers)


def _filler(form: Form, filler: Filler) -> FormFiller:
    return FormFiller(subdistrict_id=form.subdistrict_id, form=form, **{f"{filler.kind.value}_id": filler.id})


def _facts(plan: Plan) -> dict[str, Any]:
    return {
        "name": plan.name,
        "sender": plan.sender,
        "basis": plan.basis,
        "purpose": plan.purpose,
        "frequency": plan.frequency.value,
        "expires_on": plan.expires_on.isoformat(),
    }


refusals(
    {
        "forms.name_taken": gettext_noop(
            "There is a form “{name}” on the list or proposed already. Look at that one first, or name this one otherwise."
        ),
        "forms.is_over": gettext_noop("“{name}” is off the list already. Nothing has to be done."),
        "forms.nobody": gettext_noop("A form is proposed and decided upon by a person. Sign in, and do it again."),
    }
)
