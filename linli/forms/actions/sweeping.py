"""What the calendar does to forms: owners are told once, and what is over drops out once."""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from linli.accounts import queries as accounts
from linli.forms.models import Form
from linli.forms.queries import forms as queries
from linli.forms.rules.kinds import FormState
from linli.forms.rules.permissions import Permission
from linli.forms.rules.telling import EXPIRES
from linli.kernel import clock, journal
from linli.kernel.actor import Actor
from linli.kernel.journal import Draft
from linli.kernel.writes import write
from linli.notices.actions import channels
from linli.org.queries import people
from linli.org.rules.people import day_of

CHUNK: Final = 200


@write
def expire_due(actor: Actor) -> int:
    """Take the forms whose last day is over off the list, each once; how many were looked at."""
    today = day_of(clock.now())
    ids = queries.ids_over(actor, today, CHUNK)
    # Somebody may have renewed or withdrawn one meanwhile: after the lock it is looked at again.
    over = [form for form in queries.lock_all(actor, ids) if _is_over(form, today)]

    for form in over:
        form.state, form.ended_at = FormState.EXPIRED.value, clock.now()
    Form.objects.bulk_update(over, ["state", "ended_at"])

    journal.record_many(actor, [Draft("form.expired", form, facts={"expires_on": form.expires_on.isoformat()}) for form in over])
    return len(ids)


@write
def tell_of_expiry(actor: Actor) -> int:
    """Tell who owns a form, and who may renew it, a month before it ends, once; how many were looked at."""
    today = day_of(clock.now())
    ids = queries.ids_to_tell(actor, today, CHUNK)
    ending = [form for form in queries.lock_all(actor, ids) if form.state == FormState.APPROVED and form.told_at is None]

    for form in ending:
        form.told_at = clock.now()
    Form.objects.bulk_update(ending, ["told_at"])

    journal.record_many(actor, [Draft("form.expiry_told", form, facts={"expires_on": form.expires_on.isoformat()}) for form in ending])

    for form in ending:
        channels.tell_by_all_ways(
            actor,
            _readers(actor, form),
            kind=EXPIRES,
            about=form.stream,
            cause_seq=form.journal_seq,
            facts={"name": form.name, "day": form.expires_on.isoformat()},
            unit_id=form.owner_unit_id,
        )
    return len(ids)


def _is_over(form: Form, today: date) -> bool:
    return form.state == FormState.APPROVED and form.expires_on < today


def _readers(actor: Actor, form: Form) -> Iterable[UUID]:
    """The accounts of the owner, and of those who may renew."""
    owners = {form.owner_person_id, *people.in_units(actor, filter(None, [form.owner_unit_id]))} - {None}
    told = {each.account_id for each in accounts.memberships_that_may(actor, Permission.READ) if each.person_id in owners}
    return sorted(told | set(accounts.members_who_may(actor, Permission.APPROVE)))
